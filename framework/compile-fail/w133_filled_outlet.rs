//! The page of the route is in the place of an `<Outlet/>`, and nothing else.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <main><Outlet><p>"page"</p></Outlet></main> }
}

fn main() {}
