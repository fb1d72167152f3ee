use watershed::prelude::*;

#[component]
fn Shop() -> View {
    view! { <main><Outlet/></main> }
}

#[component]
fn List() -> View {
    view! { <h1>"All items"</h1> }
}

#[component]
fn NotFound() -> View {
    view! { <h1>"There is nothing here"</h1> }
}

fn router() -> Router {
    watershed::router().layout("/shop", Shop, |shop| shop.page("", List).not_found(NotFound))
}

fn main() {
    router();
}
