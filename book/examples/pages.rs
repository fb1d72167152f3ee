// ANCHOR: routes
use std::time::Duration;

use watershed::prelude::*;

#[watershed::main]
fn main() -> Router {
    watershed::router()
        .page("/", Home)
        .page("/story/{id}", Story)
        .page("/about", cache(About, Duration::from_secs(300)))
        .fallback(async || "there is no such page")
}
// ANCHOR_END: routes

#[component]
fn Home() -> View {
    view! { <h1>"Home"</h1> }
}

#[component]
fn About() -> View {
    view! { <h1>"About us"</h1> }
}

#[component]
fn Office() -> View {
    view! { <main><Outlet/></main> }
}

#[component]
fn Orders() -> View {
    view! { <h1>"Orders"</h1> }
}

#[component]
fn Wages() -> View {
    view! { <h1>"Wages"</h1> }
}

// ANCHOR: request
#[server]
use axum::http::HeaderMap;

#[component]
async fn Story() -> Result<View, Error> {
    let id: u32 = request().path()?;
    let headers: HeaderMap = request().extract().await?;
    let language = match headers.get("accept-language") {
        Some(value) => value.to_str()?.to_owned(),
        None => String::from("en"),
    };
    let (is_open, set_is_open) = signal(false);
    Ok(view! {
        <h1>"Story " {id} " in " {language}</h1>
        <button on:click=move |_| set_is_open.set(true)>"open"</button>
        <p hidden={!is_open.get()}>"…"</p>
    })
}
// ANCHOR_END: request

// ANCHOR: layout
/// The frame around all pages of the shop.
#[component]
fn Shop() -> View {
    let (count, set_count) = signal(0);
    let add = action(async move |number: u32| set_count.update(|count| *count += number));
    provide_context(Cart { add });
    view! {
        <nav><A href="/shop">"All articles"</A> " " {count} " in the cart"</nav>
        <button id="add" on:click=move |_| add.dispatch(1)>"one more"</button>
        <main><Outlet/></main>
    }
}

#[derive(Clone)]
struct Cart {
    add: Action<u32>,
}

#[component]
fn List() -> View {
    view! {
        <Head><title>"All articles"</title></Head>
        <h1>"All articles"</h1>
        <A id="chair" href="/shop/7">"A chair"</A>
    }
}
// ANCHOR_END: layout

// ANCHOR: params
#[component]
fn Article() -> View {
    let id = params::<u32>();
    let Cart { add } = use_context().expect("an article is in the shop");
    view! {
        <Head><title>{format!("Article {}", id.get())}</title></Head>
        <h1>"Article " {id}</h1>
        <button id="buy" on:click=move |_| add.dispatch(1)>"Into the cart"</button>
        <A id="next" href={format!("/shop/{}", id.get() + 1)}>"The next one"</A>
    }
}
// ANCHOR_END: params

// ANCHOR: answers
/// An address that has changed.
#[component]
fn Moved() -> Result<View, Error> {
    let id: u32 = request().path()?;
    Err(redirect(format!("/shop/{id}")))
}

/// The page for addresses where there is nothing.
#[component]
fn NotFound() -> View {
    view! { <Head><title>"Nothing"</title></Head> <h1>"There is nothing here"</h1> }
}
// ANCHOR_END: answers

// ANCHOR: document
#[component]
fn Whole() -> View {
    let (count, set_count) = signal(0);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <title>"Counter"</title>
                <meta name="description" content="Counts clicks."/>
                <link rel="icon" href="data:,"/>
            </head>
            <body>
                <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
            </body>
        </html>
    }
}
// ANCHOR_END: document

#[cfg(not(target_arch = "wasm32"))]
mod served {
    use super::*;

    // ANCHOR: layouts
    pub fn shop() -> Router {
        watershed::router()
            .layout("/shop", Shop, |shop| {
                shop.page("", List).page("/{id}", Article)
            })
            .page("/item/{id}", Moved)
            .not_found(NotFound)
    }
    // ANCHOR_END: layouts

    // ANCHOR: hosts
    fn router() -> Router {
        watershed::router()
            .hosts(["https://example.com"])
            .page("/", Home)
    }
    // ANCHOR_END: hosts

    // ANCHOR: origins
    fn open_to_the_checkout() -> Router {
        watershed::router()
            .origins(["https://checkout.example.com"])
            .page("/", Home)
    }
    // ANCHOR_END: origins

    // ANCHOR: renewed
    use axum::response::Redirect;
    use watershed::server::RenewedVisitor;

    async fn log_out(renewed: RenewedVisitor) -> (RenewedVisitor, Redirect) {
        // Here the application forgets its own cookie of the visitor.
        (renewed, Redirect::to("/"))
    }
    // ANCHOR_END: renewed

    // ANCHOR: guards
    use axum::http::{HeaderMap, StatusCode};

    async fn signed_in(headers: HeaderMap) -> Result<(), Redirect> {
        match headers.contains_key("authorization") {
            true => Ok(()),
            false => Err(Redirect::to("/login")),
        }
    }

    async fn is_owner((): ()) -> Result<(), StatusCode> {
        Err(StatusCode::FORBIDDEN)
    }

    pub fn office() -> Router {
        watershed::router().layout("/office", Office, |office| {
            office
                .guard(signed_in)
                .page("", Orders)
                .page("/wages", guard(Wages, is_owner))
        })
    }
    // ANCHOR_END: guards

    // ANCHOR: limits
    async fn metrics() -> String {
        let limits = watershed::server::limits();
        let lines = limits.map(|limit| {
            format!(
                "limit_hit_total{{limit=\"{}\"}} {}\n",
                limit.name, limit.hits
            )
        });
        let sessions = watershed::server::sessions();
        let lines = lines.chain([
            format!("sessions {}\n", sessions.sessions),
            format!("session_bytes {}\n", sessions.bytes),
        ]);
        lines.collect()
    }
    // ANCHOR_END: limits

    // ANCHOR: axum
    use axum::{Extension, extract::Path, routing::get};

    #[derive(Clone)]
    struct Pool;

    fn application(pool: Pool) -> Router {
        watershed::router()
            .page("/", Home)
            .route(
                "/api/echo/{word}",
                get(async |Path(word): Path<String>| word),
            )
            .layer(Extension(pool))
    }
    // ANCHOR_END: axum

    #[test]
    fn routers_can_be_made() {
        let _ = (
            router(),
            open_to_the_checkout().route("/metrics", get(metrics)),
            application(Pool),
            watershed::router().page("/whole", Whole),
        );
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use axum::{body::Body, http::Request};
    use watershed::testing::App;

    // ANCHOR: site
    #[test]
    fn the_cart_stays_while_pages_change() {
        let app = App::site(served::shop(), "/shop");
        app.click("#chair");
        app.click("#buy");
        app.click("#next");
        app.sees("1 in the cart");
        assert_eq!(
            (app.address(), app.title()),
            ("/shop/8".into(), "Article 8".into())
        );
        assert!(app.back());
        app.sees("Article 7");
    }
    // ANCHOR_END: site

    #[test]
    fn addresses_lead_to_pages() {
        let app = App::site(served::shop(), "/item/7");
        assert_eq!(app.address(), "/shop/7");
        let app = App::site(served::shop(), "/nothing");
        app.sees("There is nothing here");
        assert_eq!(app.status(), 404);
    }

    #[test]
    fn a_page_reads_its_request() {
        let request = Request::get("/story/7").header("accept-language", "de");
        let request = request.body(Body::empty()).expect("a request");
        let app = App::asked("/story/{id}", request, Story);
        app.sees("Story 7 in de");
        app.click("button");
        assert_eq!(app.count("p[hidden]"), 0);
        app.is_static();
        let app = App::new(Whole);
        app.click("button");
        assert_eq!(app.text("button"), "1");
    }
}
