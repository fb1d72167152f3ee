//! The functions of the framework keep their names.
//!
//! A macro sees names, not types: that a `let` holds a signal it knows from the word `signal`. By another name the
//! state would be lost to the analysis.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    use watershed::prelude::signal;
    let (count, _) = signal(0);
    view! { <p>{count}</p> }
}
