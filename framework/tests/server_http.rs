//! Pages and sockets over HTTP.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use std::net::SocketAddr;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tower::ServiceExt;
use watershed::prelude::*;
use watershed::wire::message::{Batch, FromClient, FromServer, Reason, Write};
use watershed::wire::{decode, encode};

#[component]
fn Counter() -> View {
    let (count, set_count) = signal(0);
    view! { <main><h1>{count}</h1><button on:click=move |_| set_count.update(|count| *count += 1)>"+"</button></main> }
}

#[component]
fn Toggle() -> View {
    let (show, set_show) = signal(false);
    view! {
        <main>
            <button on:click=move |_| set_show.set(true)>"show"</button>
            <Show when=show><p>"shown"</p></Show>
        </main>
    }
}

/// What it shows is larger than anything that fits into a socket's buffers.
#[component]
fn Large() -> View {
    let (show, set_show) = signal(false);
    view! {
        <main>
            <button on:click=move |_| set_show.set(true)>"show"</button>
            <Show when=show><p>{"large ".repeat(1 << 18)}</p></Show>
        </main>
    }
}

#[component]
async fn Broken() -> Result<View, Error> {
    Err("the password is hunter2")?;
    Ok(view! { <p>"never"</p> })
}

#[component]
fn Panicking() -> View {
    let number: u32 = "none".parse().expect("the password is hunter2");
    view! { <p>{number}</p> }
}

/// Made of nothing but the path and the query.
#[component]
fn Story() -> Result<View, Error> {
    let (id, query): (u32, Vec<(String, String)>) = (request().path()?, request().query()?);
    let (uri, count) = (request().uri(), query.len());
    Ok(view! { <h1>{format!("{id} at {uri}, {count} option")}</h1> })
}

/// Made of a header that only one visitor sends.
#[component]
async fn Greeting() -> Result<View, Error> {
    let headers: HeaderMap = request().extract().await?;
    let name = headers
        .get(header::FROM)
        .and_then(|name| name.to_str().ok());
    Ok(view! { <h1>"Hello " {name.unwrap_or("stranger").to_owned()}</h1> })
}

/// Without the extension, nobody is signed in.
#[component]
async fn Account() -> Result<View, Error> {
    let Extension(name): Extension<String> = request().extract().await?;
    Ok(view! { <h1>{name}</h1> })
}

fn app() -> Router {
    watershed::server::use_assets(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/server/assets"));
    watershed::server::router()
        .page("/", Counter)
        .page("/toggle", Toggle)
        .page("/large", Large)
        .page("/broken", Broken)
        .page("/panicking", Panicking)
        .page("/about", cache(Counter, Duration::from_secs(300)))
        .page("/story/{id}", cache(Story, Duration::from_secs(60)))
        .page("/greeting", cache(Greeting, Duration::from_secs(60)))
        .page("/cached-toggle", cache(Toggle, Duration::from_secs(60)))
        .page("/account", Account)
}

async fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    app()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn header_of(response: &Response<Body>, name: header::HeaderName) -> &str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_static_page_is_private_tagged_and_needs_no_cookie() {
    let page = get("/", &[]).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(header_of(&page, header::CACHE_CONTROL), "private, no-cache");
    assert_eq!(header_of(&page, header::SET_COOKIE), "");
    let tag = header_of(&page, header::ETAG).to_owned();
    let html = text(page).await;
    assert!(
        html.contains("<body><main _><h1>0</h1><button>+</button></main>"),
        "{html}"
    );
    let again = get("/", &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_page_is_public_where_its_route_says_so() {
    let page = get("/about", &[]).await;
    assert_eq!(
        header_of(&page, header::CACHE_CONTROL),
        "public, max-age=300"
    );
    assert_eq!(header_of(&page, header::SET_COOKIE), "");
    let tag = header_of(&page, header::ETAG).to_owned();
    let again = get("/about", &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(
        header_of(&again, header::CACHE_CONTROL),
        "public, max-age=300"
    );
}

#[tokio::test]
async fn a_page_that_reads_path_and_query_is_still_public() {
    let page = get("/story/7?newest=true", &[]).await;
    assert_eq!(
        header_of(&page, header::CACHE_CONTROL),
        "public, max-age=60"
    );
    let html = text(page).await;
    assert!(
        html.contains("7 at /story/7?newest=true, 1 option"),
        "{html}"
    );
}

#[tokio::test]
async fn what_only_one_visitor_may_see_is_private_whatever_the_route_says() {
    let page = get("/greeting", &[(header::FROM, "Ada")]).await;
    assert_eq!(header_of(&page, header::CACHE_CONTROL), "private, no-cache");
    assert!(text(page).await.contains("Hello Ada"));
    let live = get("/cached-toggle", &[]).await;
    assert_eq!(header_of(&live, header::CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn a_request_that_is_not_what_the_page_expects_gets_its_status_and_no_text() {
    let page = get("/story/seven", &[]).await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert_eq!(header_of(&page, header::CACHE_CONTROL), "no-store");
    assert!(!text(page).await.contains("seven"));
    let account = get("/account", &[]).await;
    assert_eq!(account.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!text(account).await.contains("String"));
}

#[tokio::test]
async fn a_live_page_is_not_stored() {
    let page = get("/toggle", &[]).await;
    assert_eq!(header_of(&page, header::CACHE_CONTROL), "no-store");
    assert_eq!(header_of(&page, header::ETAG), "");
}

#[tokio::test]
async fn every_page_says_which_scripts_may_run() {
    for path in ["/", "/toggle", "/broken"] {
        let page = get(path, &[]).await;
        let policy = header_of(&page, header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
    }
}

#[tokio::test]
async fn pages_are_compressed_for_who_asks() {
    let page = get("/", &[(header::ACCEPT_ENCODING, "br")]).await;
    assert_eq!(header_of(&page, header::CONTENT_ENCODING), "br");
}

#[tokio::test]
async fn an_error_or_a_panic_says_nothing_of_itself() {
    for path in ["/broken", "/panicking"] {
        let page = get(path, &[]).await;
        assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let html = text(page).await;
        assert!(
            html.contains("Something went wrong") && !html.contains("hunter2"),
            "{html}"
        );
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app()).await });
    address
}

async fn connect(address: SocketAddr, origin: Option<&str>) -> Result<Socket, tungstenite::Error> {
    let mut request = format!("ws://{address}/_watershed/socket")
        .into_client_request()
        .unwrap();
    if let Some(origin) = origin {
        request
            .headers_mut()
            .insert(header::ORIGIN, origin.parse().unwrap());
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

async fn send(socket: &mut Socket, frame: &FromClient) {
    socket.send(Message::binary(encode(frame))).await.unwrap();
}

async fn receive(socket: &mut Socket) -> FromServer {
    let message = timeout(Duration::from_secs(5), socket.next())
        .await
        .expect("an answer in time");
    decode(&message.expect("an open socket").unwrap().into_data()).unwrap()
}

/// The ticket in the markup of a live page.
async fn ticket(path: &str) -> [u8; 16] {
    let html = text(get(path, &[]).await).await;
    let (_, rest) = html.split_once("data-ticket=\"").expect("a ticket");
    let (ticket, _) = rest.split_once('"').unwrap();
    STANDARD.decode(ticket).unwrap().try_into().unwrap()
}

#[tokio::test]
async fn only_our_own_pages_may_open_a_socket() {
    let address = serve().await;
    let own = format!("http://{address}");
    for origin in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some("http://127.0.0.1:1"),
        Some(&format!("{own}.evil.example")),
    ] {
        let refused = connect(address, origin).await;
        assert!(
            matches!(refused, Err(tungstenite::Error::Http(answer)) if answer.status() == 403),
            "{origin:?}"
        );
    }
    assert!(connect(address, Some(&own)).await.is_ok());
}

#[tokio::test]
async fn a_ticket_that_nobody_gave_leads_nowhere() {
    let address = serve().await;
    for ticket in [[0; 16], [255; 16]] {
        let mut socket = connect(address, Some(&format!("http://{address}")))
            .await
            .unwrap();
        send(&mut socket, &FromClient::Attach { ticket, version: 0 }).await;
        assert_eq!(
            receive(&mut socket).await,
            FromServer::Gone(Reason::Expired)
        );
    }
}

#[tokio::test]
async fn the_first_frame_must_attach() {
    let address = serve().await;
    let mut socket = connect(address, Some(&format!("http://{address}")))
        .await
        .unwrap();
    send(&mut socket, &FromClient::Ack { version: 1 }).await;
    assert_eq!(
        receive(&mut socket).await,
        FromServer::Gone(Reason::Violation)
    );
}

#[tokio::test]
async fn a_page_is_attached_and_the_newest_socket_counts() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let own = format!("http://{address}");
    let mut first = connect(address, Some(&own)).await.unwrap();
    send(&mut first, &FromClient::Attach { ticket, version: 0 }).await;
    assert_eq!(receive(&mut first).await, FromServer::Attached { seq: 0 });
    let mut second = connect(address, Some(&own)).await.unwrap();
    send(&mut second, &FromClient::Attach { ticket, version: 0 }).await;
    assert_eq!(receive(&mut second).await, FromServer::Attached { seq: 0 });
    assert_eq!(
        receive(&mut first).await,
        FromServer::Gone(Reason::Replaced)
    );
    send(&mut second, &shown()).await;
    let FromServer::Update(update) = receive(&mut second).await else {
        panic!("an update")
    };
    assert_eq!((update.version, update.ack), (1, 1));
}

/// Says that the first source of the page is true.
fn shown() -> FromClient {
    FromClient::Batch(Batch {
        seq: 1,
        writes: vec![Write {
            node: 0,
            value: encode(&true),
        }],
        ..Batch::default()
    })
}

#[tokio::test]
async fn an_update_may_be_large() {
    let (address, ticket) = (serve().await, ticket("/large").await);
    let own = format!("http://{address}");
    let mut socket = connect(address, Some(&own)).await.unwrap();
    send(&mut socket, &FromClient::Attach { ticket, version: 0 }).await;
    receive(&mut socket).await;
    send(&mut socket, &shown()).await;
    let FromServer::Update(update) = receive(&mut socket).await else {
        panic!("an update")
    };
    assert!(encode(&update).len() > 1 << 20);
}

#[tokio::test]
async fn a_frame_beyond_the_limit_closes_the_socket() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let mut socket = connect(address, Some(&format!("http://{address}")))
        .await
        .unwrap();
    send(&mut socket, &FromClient::Attach { ticket, version: 0 }).await;
    receive(&mut socket).await;
    socket
        .send(Message::binary(vec![0; 70 << 10]))
        .await
        .unwrap();
    let end = timeout(Duration::from_secs(5), socket.next())
        .await
        .expect("an end in time");
    assert!(!matches!(end, Some(Ok(Message::Binary(_)))), "{end:?}");
}

#[tokio::test]
async fn a_page_without_a_session_has_no_ticket() {
    let html = text(get("/", &[]).await).await;
    assert!(
        html.contains("data-glue=\"/_watershed/assets/glue-1.js\"")
            && !html.contains("data-ticket"),
        "{html}"
    );
}

#[tokio::test]
async fn files_are_served_compressed_and_for_ever() {
    let file = get(
        "/_watershed/assets/glue-1.js",
        &[(header::ACCEPT_ENCODING, "gzip")],
    )
    .await;
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(
        header_of(&file, header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(header_of(&file, header::CONTENT_ENCODING), "gzip");
    assert_eq!(
        get("/_watershed/assets/../page.rs", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
}
