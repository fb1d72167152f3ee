//! A prop of another type than `bool` needs a value.
//!
//! A prop without a value means `true`, like an attribute in HTML. It does not take the value of a local with the same name.

use watershed::prelude::*;

#[component]
fn Dialog(open: RwSignal<bool>, is_wide: bool) -> View {
    view! { <Show when=open><h2 class:wide=is_wide>"Sure?"</h2></Show> }
}

#[component]
fn Page() -> View {
    let open = RwSignal::new(false);
    view! { <Dialog open=open is_wide/> }
}
