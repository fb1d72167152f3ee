//! Raw text is fixed.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let rule = "p { color: red }";
    view! { <style>{rule}</style> }
}

fn main() {}
