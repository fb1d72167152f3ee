//! A page needs no props.

use watershed::prelude::*;

#[component]
fn Greeting(name: String) -> View {
    view! { <p>{name}</p> }
}

fn router() -> Router {
    watershed::router().page("/", Greeting)
}

fn main() {}
