//! A component takes the props that it declares.

use watershed::prelude::*;

#[component]
fn Badge(count: u32, #[prop(optional)] note: Option<String>) -> View {
    view! { <b title=note>{count}</b> }
}

#[component]
fn Page() -> View {
    view! {
        <Badge count=1 colour="red"/>
        <Badge cuont=2/>
        <Badge count=3>"text"</Badge>
        <Badge count=4><slot:head>"text"</slot:head></Badge>
    }
}

fn main() {}
