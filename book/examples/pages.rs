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
