//! A prop without a value is `true`, whatever locals there are.

use watershed::prelude::*;

#[component]
fn Dialog(open: RwSignal<bool>, #[prop(optional)] title: Option<String>, #[prop(optional)] is_wide: bool) -> View {
    view! { <Show when=open><h2 class:wide=is_wide>{title.clone()}</h2></Show> }
}

#[component]
fn Page() -> View {
    let open = RwSignal::new(false);
    view! { <Dialog open title is_wide/> }
}

fn main() {}
