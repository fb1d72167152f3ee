//! `view!` takes nothing but markup.
//!
//! Older frameworks give the scope of a component to the macro. Here the component's macro reads the markup, and
//! knows where it is.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <b>"text"</b> }
}
