//! An outlet has no children.
//!
//! The page of the route is in the place of an `<Outlet/>`: each page of the layout in turn. What is there on every page is written
//! beside it.

use watershed::prelude::*;

#[component]
fn Layout() -> View {
    view! { <main><p>"on every page"</p><Outlet/></main> }
}
