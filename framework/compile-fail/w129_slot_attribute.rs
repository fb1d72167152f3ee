//! A slot takes nothing but `let:`.

use watershed::prelude::*;

#[component]
fn Card(title: String, #[prop(optional)] note: Option<String>, children: Children) -> View {
    view! { <section title=note><h2>{title}</h2>{children()}</section> }
}

#[component]
fn Page() -> View {
    view! { <Card title="a".into()><slot:children class="b">"text"</slot:children></Card> }
}

fn main() {}
