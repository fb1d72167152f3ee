//! A component with `children` needs content.

use watershed::prelude::*;

#[component]
fn Card(title: String, #[prop(optional)] note: Option<String>, children: Children) -> View {
    view! { <section title=note><h2>{title}</h2>{children()}</section> }
}

#[component]
fn Page() -> View {
    view! { <Card title="a".into()/> }
}

fn main() {}
