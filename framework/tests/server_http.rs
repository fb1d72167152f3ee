//! Pages and sockets over HTTP.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "server_http/builds.rs"]
mod builds;
#[path = "server_http/crowd.rs"]
mod crowd;
#[path = "server_http/ending.rs"]
mod ending;
#[path = "server_http/guards.rs"]
mod guards;
#[path = "server_http/hostile.rs"]
mod hostile;
#[path = "server_http/late.rs"]
mod late;
#[path = "server/reaches.rs"]
mod reaches;
#[path = "server_http/renewal.rs"]
mod renewal;
#[path = "server_http/stream.rs"]
mod stream;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use reaches::Reaches;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tower::ServiceExt;
use watershed::prelude::*;
use watershed::server::RenewedVisitor;
use watershed::wire::close::Reason;
use watershed::wire::limits::{CLIENT_SOCKETS, CLIENT_TICKETS, LOST};
use watershed::wire::message::{Batch, Call, FromClient, FromServer, Op, Write};
use watershed::wire::number::{CallId, NodeNumber, Seq, Version};
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

/// A number of which the server takes no more than three.
#[component]
fn Checked() -> View {
    let (count, set_count) =
        signal(0u32).validate(|count| if count <= 3 { Ok(count) } else { Err(()) });
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        {if count.get() > 3 { view! { <p>"too many"</p> } }}
    }
}

/// A page whose update is larger than the buffers of a socket.
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

/// A page larger than the kernel buffers for a peer that does not read.
#[component]
fn Huge() -> View {
    let (show, set_show) = signal(false);
    view! {
        <main>
            <button on:click=move |_| set_show.set(true)>"show"</button>
            <Show when=show><p>{"large ".repeat(1 << 21)}</p></Show>
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

/// A page made only of the path and the query.
#[component]
fn Story() -> Result<View, Error> {
    let (id, query): (u32, Vec<(String, String)>) = (request().path()?, request().query()?);
    let (uri, count) = (request().uri(), query.len());
    Ok(view! { <h1>{format!("{id} at {uri}, {count} option")}</h1> })
}

/// A page made of a header that only one visitor sends.
#[component]
async fn Greeting() -> Result<View, Error> {
    let headers: HeaderMap = request().extract().await?;
    let name = headers
        .get(header::FROM)
        .and_then(|name| name.to_str().ok());
    Ok(view! { <h1>"Hello " {name.unwrap_or("stranger").to_owned()}</h1> })
}

/// Without the extension, there is no user.
#[component]
async fn Account() -> Result<View, Error> {
    let Extension(name): Extension<String> = request().extract().await?;
    Ok(view! { <h1>{name}</h1> })
}

/// A page with an action that may run more than once, at several addresses.
#[component]
fn Paid() -> View {
    let pay = action(async move |_: u32| ()).idempotent();
    view! { <button on:click=move |_| pay.dispatch(1)>"pay"</button> }
}

fn app() -> Router {
    watershed::server::use_assets(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/server/assets"));
    watershed::server::router()
        .page("/", Counter)
        .page("/toggle", Toggle)
        .page("/checked", Checked)
        .page("/large", Large)
        .page("/huge", Huge)
        .page("/broken", Broken)
        .page("/panicking", Panicking)
        .page("/about", cache(Counter, Duration::from_secs(300)))
        .page("/story/{id}", cache(Story, Duration::from_secs(60)))
        .page("/greeting", cache(Greeting, Duration::from_secs(60)))
        .page("/cached-toggle", cache(Toggle, Duration::from_secs(60)))
        .page("/paid/{id}", Paid)
        .page("/account", Account)
        .page("/stuck", Stuck)
        .page("/busy", Busy)
        .page("/waiting", Waiting)
        .page("/endless", Endless)
        .page("/deep", Deep)
        .page("/turns", Turns)
        .route("/change", axum::routing::any(|| async { "changed" }))
        .route("/login", axum::routing::any(log_in))
        .origins(["https://partner.example/"])
}

async fn log_in(renewed: RenewedVisitor) -> (RenewedVisitor, &'static str) {
    (renewed, "hello")
}

/// An action that never ends, and one that does.
#[component]
fn Stuck() -> View {
    let (done, set_done) = signal(0u32);
    let wait = action(async move |_: u32| std::future::pending::<()>().await);
    let work = action(async move |_: u32| set_done.update(|done| *done += 1));
    view! {
        <button on:click=move |_| wait.dispatch(1)>"wait"</button>
        <button on:click=move |_| work.dispatch(1)>"work"</button>
        <p>{done}</p>
    }
}

/// Turns that take long.
#[component]
fn Busy() -> View {
    let (turns, set_turns) = signal(0u32);
    let work = move || {
        if turns.get() > 0 {
            std::thread::sleep(Duration::from_millis(700));
        }
        turns.get() > 1_000
    };
    view! {
        <button on:click=move |_| set_turns.update(|turns| *turns += 1)>"work"</button>
        <Show when=work()>"done"</Show>
    }
}

static WAITING: AtomicUsize = AtomicUsize::new(0);

struct Here;

impl Drop for Here {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A page that never finishes.
#[component]
async fn Waiting() -> View {
    WAITING.fetch_add(1, Ordering::SeqCst);
    let _here = Here;
    std::future::pending::<()>().await;
    view! { <p>"never"</p> }
}

/// A turn that never ends.
#[component]
fn Endless() -> View {
    let (spin, set_spin) = signal(false);
    view! {
        <button on:click=move |_| set_spin.set(true)>"spin"</button>
        <Show when=move || { while spin.get() { std::thread::sleep(Duration::from_millis(10)); } false }>"never"</Show>
    }
}

/// A thread of replies, as a visitor may write one.
#[component]
fn Deep() -> Result<View, Error> {
    let (replies,): (Vec<(String, u32)>,) = (request().query()?,);
    let depth = replies.first().map_or(0, |(_, depth)| *depth);
    Ok(view! { <Reply left=depth/> })
}

#[component]
fn Reply(left: u32) -> View {
    view! { <ul><li>{left}{(left > 0).then(|| view! { <Reply left={left - 1}/> })}</li></ul> }
}

/// The turns and steps of pages that were had, by worker.
static TURNS: Mutex<Vec<(String, char)>> = Mutex::new(Vec::new());

static IS_BLOCKED: AtomicBool = AtomicBool::new(false);

/// A page that notes its turns under a name. The first turn of `!` blocks its worker.
#[component]
fn Turns() -> Result<View, Error> {
    let (name,): (Vec<(String, char)>,) = (request().query()?,);
    let name = name.first().map_or('?', |(_, name)| *name);
    let (number, set_number) = signal(0u32);
    let turn = move || {
        if number.get() > 0 {
            had_turn(name);
        }
        number.get() > 1_000
    };
    if name == 'p' {
        had_turn(name);
    }
    Ok(view! {
        <button on:click=move |_| set_number.update(|number| *number += 1)>"more"</button>
        <Show when=turn()>"many"</Show>
    })
}

fn had_turn(name: char) {
    let worker = std::thread::current().name().unwrap_or_default().to_owned();
    TURNS.lock().unwrap().push((worker, name));
    if name == 's' {
        std::thread::sleep(Duration::from_millis(20));
    }
    if name == '!' {
        IS_BLOCKED.store(true, Ordering::SeqCst);
        while IS_BLOCKED.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// The cookie of the visitor in these tests.
const COOKIE: &str = "watershed=AAAAAAAAAAAAAAAAAAAAAA";

/// Fetches a page as this visitor.
async fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
    let headers = [&[(header::COOKIE, COOKIE)], headers].concat();
    get_as_anybody(path, &headers).await
}

/// Asks once for a page, as a peer with this address, unless it is empty.
async fn asked(path: &str, peer: &str) -> Response<Body> {
    let mut request = Request::get(path)
        .header(header::COOKIE, COOKIE)
        .body(Body::empty())
        .unwrap();
    if let Ok(address) = peer.parse() {
        let peer = SocketAddr::new(address, 4711);
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    app().oneshot(request).await.unwrap()
}

async fn get_as_anybody(path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
    loop {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = app().oneshot(request).await.unwrap();
        // All tests share the workers, and some block one.
        if response.status() != StatusCode::SERVICE_UNAVAILABLE {
            return response;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
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

/// Serves the pages as `watershed::serve` does.
async fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(watershed::server::answer(listener, app()));
    address
}

async fn connect(address: SocketAddr, origin: Option<&str>) -> Result<Socket, tungstenite::Error> {
    let origin = origin.map(|origin| (header::ORIGIN, origin));
    let headers = [Some((header::COOKIE, COOKIE)), origin];
    connect_with(address, &headers.into_iter().flatten().collect::<Vec<_>>()).await
}

async fn connect_with(
    address: SocketAddr,
    headers: &[(header::HeaderName, &str)],
) -> Result<Socket, tungstenite::Error> {
    let mut request = format!("ws://{address}/_watershed/socket")
        .into_client_request()
        .unwrap();
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(name.clone(), value.parse().unwrap());
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

async fn send(socket: &mut Socket, frame: &FromClient) {
    socket.send(Message::binary(encode(frame))).await.unwrap();
}

/// Asks for the session of a ticket.
async fn attach(socket: &mut Socket, ticket: [u8; 16]) {
    let version = Version(0);
    send(socket, &FromClient::Attach { ticket, version }).await;
}

/// Opens a socket, and attaches it to the session of a ticket, which has had no batch.
async fn attached_to(address: SocketAddr, ticket: [u8; 16]) -> Socket {
    let origin = format!("http://{address}");
    let mut socket = connect(address, Some(&origin)).await.unwrap();
    attach(&mut socket, ticket).await;
    let answer = receive(&mut socket).await;
    assert_eq!(answer, FromServer::Attached { seq: Seq(0) });
    socket
}

async fn receive(socket: &mut Socket) -> FromServer {
    let message = timeout(Duration::from_secs(5), socket.next())
        .await
        .expect("an answer in time");
    decode(&message.expect("an open socket").unwrap().into_data()).unwrap()
}

fn reason(code: CloseCode) -> Option<Reason> {
    let mut all = Reason::ALL.into_iter();
    all.find(|reason| reason.code() == u16::from(code))
}

/// Waits for the end of the connection, and returns the reason that the server gives, with the milliseconds after which to
/// come back.
async fn dismissal(socket: &mut Socket) -> (Option<Reason>, u64) {
    let closed = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(Some(close)))) => {
                    return (reason(close.code), close.reason.parse().unwrap_or(0));
                }
                Some(Ok(_)) => {}
                _ => return (None, 0),
            }
        }
    };
    let closed = timeout(Duration::from_secs(10), closed).await;
    closed.expect("an end in time")
}

/// Returns the ticket in the markup of a page with a session.
async fn ticket(path: &str) -> [u8; 16] {
    ticket_in(path, &text(get(path, &[]).await).await)
}

/// Returns the ticket of a page that is fetched over the network, as all visitors of this machine do.
async fn fetched_ticket(address: SocketAddr, path: &str) -> [u8; 16] {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {COOKIE}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    ticket_in(path, &answer)
}

/// Returns the ticket of a page that a client asks for, with patience.
async fn ticket_of(client: &str, path: &str) -> [u8; 16] {
    loop {
        let answer = asked(path, client).await;
        if answer.status() == StatusCode::OK {
            return ticket_in(path, &text(answer).await);
        }
        sleep(Duration::from_millis(100)).await;
    }
}

fn ticket_in(path: &str, html: &str) -> [u8; 16] {
    let parts = html.split_once("data-ticket=\"");
    let (_, rest) = parts.unwrap_or_else(|| panic!("{path} has no ticket: {html}"));
    let (ticket, _) = rest.split_once('"').unwrap();
    *STANDARD.decode(ticket).unwrap().first_chunk().unwrap()
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
        Some("http://127.0.0.1"),
        Some("http://localhost"),
        Some("http://xn--127-0-0-1-fake.example"),
        Some(""),
        Some("file://"),
        Some(&own["http://".len()..]),
        Some(&own.replace("http", "https")),
        Some(&own.replace("http", "ws")),
        Some(&format!("{own}.evil.example")),
        Some(&format!("{own}0")),
        Some(&format!("http://evil.example@{}", &own["http://".len()..])),
        Some(&format!("{own}/")),
        Some(&format!("{own} https://evil.example")),
    ] {
        let refused = connect(address, origin).await;
        assert!(
            matches!(refused, Err(tungstenite::Error::Http(answer)) if answer.status() == 403),
            "{origin:?}"
        );
    }
    for accepted in [own.clone(), own.to_uppercase()] {
        assert!(
            connect(address, Some(&accepted)).await.is_ok(),
            "{accepted}"
        );
    }
    let two = [
        (header::ORIGIN, &*own),
        (header::ORIGIN, "https://evil.example"),
    ];
    let lines: String = two
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let request = format!(
        "GET /_watershed/socket HTTP/1.1\r\nhost: {address}\r\n{lines}connection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    assert!(raw(address, &request).await.starts_with("http/1.1 403"));
}

/// Requests that may change something, by what browsers say of the page that sends them.
#[tokio::test]
async fn another_sites_page_changes_nothing() {
    let address = serve().await;
    let own = format!("origin: http://{address}");
    let cases: [(&[&str], u16); 12] = [
        // No browser: no visitor's cookies either.
        (&[], 200),
        (&[&own], 200),
        (&["sec-fetch-site: same-origin", &own], 200),
        (&["sec-fetch-site: none"], 200),
        (&["sec-fetch-site: cross-site"], 403),
        (&["sec-fetch-site: same-site"], 403),
        (&["sec-fetch-site: cross-site", &own], 403),
        (&["origin: https://evil.example"], 403),
        (&["origin: null"], 403),
        (&["origin: http://127.0.0.1:1"], 403),
        (
            &[
                "sec-fetch-site: cross-site",
                "origin: https://partner.example",
            ],
            200,
        ),
        (&["origin: https://partner.example.evil.example"], 403),
    ];
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        for (headers, status) in cases {
            let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
            let request = format!(
                "{method} /change HTTP/1.1\r\nhost: {address}\r\n{headers}content-length: 0\r\n\r\n"
            );
            let answer = raw(address, &request).await;
            assert!(
                answer.starts_with(&format!("http/1.1 {status}")),
                "{request}{answer}"
            );
        }
    }
    // The routes of the framework are no exception, whatever they may take later.
    for path in [
        "/toggle",
        "/_watershed/socket",
        "/_watershed/assets/app.js",
        "/nowhere",
    ] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: cross-site\r\n\r\n"
        );
        assert!(
            raw(address, &request).await.starts_with("http/1.1 403"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_ticket_that_nobody_gave_leads_nowhere() {
    let address = serve().await;
    for ticket in [[0; 16], [255; 16]] {
        let mut socket = connect(address, Some(&format!("http://{address}")))
            .await
            .unwrap();
        attach(&mut socket, ticket).await;
        assert_eq!(dismissal(&mut socket).await, (Some(Reason::Expired), 0));
    }
}

#[tokio::test]
async fn a_ticket_is_worth_nothing_without_the_cookie_of_its_visitor() {
    let address = serve().await;
    let page = get_as_anybody("/toggle", &[]).await;
    let given = header_of(&page, header::SET_COOKIE).to_owned();
    let ticket = ticket_in("/toggle", &text(page).await);
    let (own, _) = given.split_once(';').expect("attributes");
    assert!(
        given.contains("HttpOnly") && given.contains("SameSite=Lax"),
        "{given}"
    );
    let origin = format!("http://{address}");
    let arrive = async |cookie: Option<&str>| {
        let cookie = cookie.map(|cookie| (header::COOKIE, cookie));
        let headers = [Some((header::ORIGIN, &*origin)), cookie];
        let headers: Vec<_> = headers.into_iter().flatten().collect();
        let mut socket = connect_with(address, &headers).await.unwrap();
        attach(&mut socket, ticket).await;
        socket
    };
    for foreign in [
        None,
        Some(COOKIE),
        Some("watershed=nothing"),
        Some(&own[..own.len() - 2]),
    ] {
        let refused = dismissal(&mut arrive(foreign).await).await;
        assert_eq!(refused, (Some(Reason::Expired), 0), "{foreign:?}");
    }
    let attached = receive(&mut arrive(Some(own)).await).await;
    assert_eq!(attached, FromServer::Attached { seq: Seq(0) });
}

#[tokio::test]
async fn only_a_page_with_a_session_sets_a_cookie_and_only_once() {
    for path in ["/", "/about", "/broken", "/account"] {
        let page = get_as_anybody(path, &[]).await;
        assert_eq!(header_of(&page, header::SET_COOKIE), "", "{path}");
    }
    assert_ne!(
        header_of(&get_as_anybody("/toggle", &[]).await, header::SET_COOKIE),
        ""
    );
    assert_eq!(
        header_of(&get("/toggle", &[]).await, header::SET_COOKIE),
        ""
    );
}

#[tokio::test]
async fn an_idempotent_action_is_another_one_at_another_address() {
    async fn snapshot(path: &str) -> String {
        let html = text(get(path, &[]).await).await;
        let (_, rest) = html.split_once("data-snapshot=\"").expect("a snapshot");
        rest.split_once('"').expect("its end").0.to_owned()
    }
    let one = snapshot("/paid/1").await;
    assert_eq!(snapshot("/paid/1").await, one);
    assert_ne!(snapshot("/paid/2").await, one);
    assert_ne!(snapshot("/paid/1?twice").await, one);
}

#[tokio::test]
async fn ten_writes_in_one_segment_are_each_checked() {
    let mut socket = attached("/checked").await;
    let batch = |seq: u32| {
        let write = Write {
            node: NodeNumber(0),
            value: encode(&seq),
        };
        Message::binary(encode(&FromClient::Batch(Batch {
            seq: Seq(seq),
            writes: vec![write],
            ..Batch::default()
        })))
    };
    for seq in 1..=10 {
        socket.feed(batch(seq)).await.unwrap();
    }
    socket.flush().await.unwrap();
    let mut value = None;
    loop {
        let FromServer::Update(update) = receive(&mut socket).await else {
            panic!("an update")
        };
        let version = update.version;
        for op in &update.ops {
            if let Op::Node { values, .. } = op {
                value = values.last().map(|value| decode::<u32>(value).unwrap());
            }
            assert!(
                !matches!(op, Op::Insert { .. }),
                "more than three: {update:?}"
            );
        }
        if update.ack == Seq(10) {
            break;
        }
        send(&mut socket, &FromClient::Ack { version }).await;
    }
    assert_eq!(
        value,
        Some(3),
        "the browser learns what became of its writes"
    );
}

#[tokio::test]
async fn the_first_frame_must_attach() {
    let address = serve().await;
    let mut socket = connect(address, Some(&format!("http://{address}")))
        .await
        .unwrap();
    send(
        &mut socket,
        &FromClient::Ack {
            version: Version(1),
        },
    )
    .await;
    assert_eq!(dismissal(&mut socket).await, (Some(Reason::Violation), 0));
}

#[tokio::test]
async fn a_page_is_attached_and_the_newest_socket_counts() {
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let own = format!("http://{address}");
    let mut first = connect(address, Some(&own)).await.unwrap();
    attach(&mut first, ticket).await;
    assert_eq!(
        receive(&mut first).await,
        FromServer::Attached { seq: Seq(0) }
    );
    let mut second = connect(address, Some(&own)).await.unwrap();
    attach(&mut second, ticket).await;
    assert_eq!(
        receive(&mut second).await,
        FromServer::Attached { seq: Seq(0) }
    );
    assert_eq!(dismissal(&mut first).await, (Some(Reason::Replaced), 0));
    send(&mut second, &shown()).await;
    let FromServer::Update(update) = receive(&mut second).await else {
        panic!("an update")
    };
    assert_eq!((update.version, update.ack), (Version(1), Seq(1)));
}

/// Returns a batch that sets the first source of the page to true.
fn shown() -> FromClient {
    FromClient::Batch(Batch {
        seq: Seq(1),
        writes: vec![Write {
            node: NodeNumber(0),
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
    attach(&mut socket, ticket).await;
    receive(&mut socket).await;
    send(&mut socket, &shown()).await;
    let FromServer::Update(update) = receive(&mut socket).await else {
        panic!("an update")
    };
    assert!(encode(&update).len() > 1 << 20);
}

#[tokio::test]
async fn a_frame_beyond_the_limit_closes_the_socket() {
    let _reached = Reaches::limit("message");
    let (address, ticket) = (serve().await, ticket("/toggle").await);
    let mut socket = attached_to(address, ticket).await;
    socket
        .send(Message::binary(vec![0; 70 << 10]))
        .await
        .unwrap();
    assert_eq!(dismissal(&mut socket).await, (Some(Reason::TooLarge), 0));
    // The session goes on.
    attached_to(address, ticket).await;
}

#[tokio::test]
async fn an_empty_message_is_answered_by_an_empty_one() {
    let mut socket = attached("/toggle").await;
    for _ in 0..3 {
        socket.send(Message::binary(Vec::new())).await.unwrap();
        let answer = timeout(Duration::from_secs(5), socket.next()).await;
        let answer = answer.expect("an answer in time").expect("an open socket");
        assert_eq!(answer.unwrap(), Message::binary(Vec::new()));
    }
    send(&mut socket, &shown()).await;
    assert!(matches!(receive(&mut socket).await, FromServer::Update(_)));
}

#[test]
fn a_socket_that_asks_for_no_page_is_closed() {
    let _reached = Reaches::limit("first-message");
    on_a_clock(async || {
        let address = serve().await;
        let mut socket = connect(address, Some(&format!("http://{address}")))
            .await
            .unwrap();
        assert_eq!(dismissal(&mut socket).await, (Some(Reason::Late), 0));
    });
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

#[tokio::test]
async fn a_file_of_an_earlier_build_is_served_until_a_later_build_removes_it() {
    let before = get("/_watershed/assets/glue-0.js", &[]).await;
    assert_eq!(before.status(), StatusCode::OK);
    assert_eq!(
        header_of(&before, header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    assert!(text(before).await.contains("an earlier build"));
}

#[tokio::test]
async fn a_file_that_is_not_there_yet_is_not_kept() {
    let missing = get("/_watershed/assets/glue-2.js", &[]).await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(header_of(&missing, header::CACHE_CONTROL), "no-store");
    let request = Request::post("/_watershed/assets/glue-1.js").body(Body::empty());
    let refused = app().oneshot(request.unwrap()).await.unwrap();
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header_of(&refused, header::CACHE_CONTROL), "no-store");
    for encoding in ["", "br", "gzip"] {
        let file = get(
            "/_watershed/assets/glue-1.js",
            &[(header::ACCEPT_ENCODING, encoding)],
        )
        .await;
        assert_eq!(header_of(&file, header::VARY), "accept-encoding");
    }
}

/// Returns the server's answer to these bytes, with headers in lower case.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 16 << 10];
    let length = timeout(Duration::from_secs(5), stream.read(&mut answer))
        .await
        .unwrap()
        .unwrap();
    String::from_utf8_lossy(&answer[..length]).to_lowercase()
}

#[tokio::test]
async fn every_response_says_what_browsers_must_not_do() {
    let address = serve().await;
    for (line, status) in [
        ("GET / HTTP/1.1", 200),
        ("GET /toggle HTTP/1.1", 200),
        ("GET /broken HTTP/1.1", 500),
        ("GET /nowhere HTTP/1.1", 404),
        ("POST /toggle HTTP/1.1", 405),
        ("GET /_watershed/assets/nope.js HTTP/1.1", 404),
    ] {
        let answer = raw(address, &format!("{line}\r\nhost: {address}\r\n\r\n")).await;
        assert!(
            answer.starts_with(&format!("http/1.1 {status}")),
            "{line}: {answer}"
        );
        for header in [
            "content-security-policy: ",
            "form-action 'self'",
            "x-content-type-options: nosniff",
            "referrer-policy: same-origin",
            "cross-origin-opener-policy: same-origin",
            "permissions-policy: browsing-topics=(), camera=()",
            "frame-ancestors 'self'",
        ] {
            assert!(answer.contains(header), "{line} lacks {header}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_form_has_limits() {
    let _bytes = Reaches::limit("form");
    let _entries = Reaches::limit("form-entries");
    let address = serve().await;
    let long = "a=".to_owned() + &"b".repeat(1 << 20);
    for (body, status) in [
        (long, 413),
        ("a&".repeat(5000), 413),
        ("a=b".to_owned(), 405),
    ] {
        let length = body.len();
        let head = format!(
            "POST /toggle HTTP/1.1\r\nhost: {address}\r\ncontent-length: {length}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\n"
        );
        let answer = raw(address, &(head + &body)).await;
        assert!(
            answer.starts_with(&format!("http/1.1 {status}")),
            "{length}: {answer}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_form_that_does_not_come_is_not_waited_for() {
    let _reached = Reaches::limit("slow-form");
    let form = Request::post("/toggle")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_LENGTH, 100)
        .body(Body::from_stream(futures_util::stream::pending::<
            Result<Vec<u8>, Infallible>,
        >()))
        .unwrap();
    let answer = timeout(Duration::from_secs(60), app().oneshot(form)).await;
    let answer = answer.expect("an answer in time").unwrap();
    assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn a_head_has_a_limit() {
    let _reached = Reaches::limit("head-size");
    let address = serve().await;
    for (length, status) in [(20 << 10, 200), (40 << 10, 431)] {
        let header = "a".repeat(length);
        let request =
            format!("GET /toggle HTTP/1.1\r\nhost: {address}\r\nx-long: {header}\r\n\r\n");
        let answer = raw(address, &request).await;
        assert!(
            answer.starts_with(&format!("http/1.1 {status}")),
            "{length}: {answer}"
        );
    }
    // Somebody who goes on and on is not read to the end.
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET /toggle HTTP/1.1\r\nhost: {address}\r\nx-long: ");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut sent = 0;
    while sent < 64 << 20 && stream.write_all(&[b'a'; 1 << 16]).await.is_ok() {
        sent += 1 << 16;
    }
    assert!(sent < 64 << 20, "{sent} bytes of a head were read");
}

#[test]
fn who_asks_for_a_head_keeps_no_session() {
    let test = async {
        let hits = || {
            watershed::server::limits()
                .find(|limit| limit.name == "fetched")
                .unwrap()
                .hits
        };
        for _ in 0..too_many() {
            let head = Request::head("/toggle").body(Body::empty()).unwrap();
            assert_eq!(app().oneshot(head).await.unwrap().status(), StatusCode::OK);
        }
        assert_eq!(hits(), 0, "sessions were kept until there were too many");
        for _ in 0..too_many() {
            get("/toggle", &[]).await;
        }
        assert_ne!(hits(), 0);
    };
    within("who_asks_for_a_head_keeps_no_session", test);
}

#[tokio::test]
async fn only_a_host_that_is_known_is_answered() {
    let address = serve().await;
    for (hosts, status) in [
        (vec!["localhost"], 200),
        (vec!["attacker.test"], 421),
        (vec![], 400),
        (vec!["localhost", "attacker.test"], 400),
    ] {
        let lines: String = hosts
            .iter()
            .map(|host| format!("host: {host}\r\n"))
            .collect();
        let answer = raw(address, &format!("GET /toggle HTTP/1.1\r\n{lines}\r\n")).await;
        assert!(
            answer.starts_with(&format!("http/1.1 {status}")),
            "{hosts:?}: {answer}"
        );
    }
    // Also without a guarded router, a page answers only for known hosts.
    let page = get("/toggle", &[(header::HOST, "attacker.test")]).await;
    assert_eq!(page.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn the_scheme_of_a_page_counts_too() {
    let address = serve().await;
    let refused = connect(address, Some(&format!("https://{address}"))).await;
    assert!(matches!(refused, Err(tungstenite::Error::Http(answer)) if answer.status() == 403));
}

/// Runs a test with a server of its own, on a clock that moves when nothing else can happen.
fn on_a_clock(test: impl AsyncFnOnce()) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(test());
}

#[test]
fn a_connection_that_sends_nothing_ends() {
    let _reached = Reaches::limit("head");
    on_a_clock(async || {
        let address = serve().await;
        for begun in ["", "GET / HT"] {
            let mut silent = TcpStream::connect(address).await.unwrap();
            silent.write_all(begun.as_bytes()).await.unwrap();
            let start = tokio::time::Instant::now();
            let mut rest = Vec::new();
            // The server answers or not; then it closes the connection.
            let ended = timeout(Duration::from_secs(60), silent.read_to_end(&mut rest)).await;
            assert!(ended.is_ok(), "{begun:?} is kept for ever");
            assert!(
                start.elapsed() <= Duration::from_secs(11),
                "{:?}",
                start.elapsed()
            );
        }
    });
}

async fn attached(path: &str) -> Socket {
    let (address, ticket) = (serve().await, ticket(path).await);
    attached_to(address, ticket).await
}

#[tokio::test]
async fn a_flood_of_pings_ends_its_session() {
    let _reached = Reaches::limit("controls");
    let mut socket = attached("/toggle").await;
    for _ in 0..100 {
        // The server may have closed the connection already.
        if socket
            .send(Message::Ping(Default::default()))
            .await
            .is_err()
        {
            break;
        }
    }
    assert_eq!(dismissal(&mut socket).await.0, Some(Reason::Violation));
}

#[tokio::test]
async fn a_session_that_takes_all_the_time_of_its_worker_rests() {
    let _reached = Reaches::limit("cost");
    keep_busy(attached("/busy").await, 4).await;
}

/// Makes so many turns that take long, one after the other.
async fn keep_busy(mut socket: Socket, turns: u32) {
    for seq in 1..=turns {
        send(
            &mut socket,
            &FromClient::Batch(Batch {
                seq: Seq(seq),
                seen: Version(seq - 1),
                writes: vec![Write {
                    node: NodeNumber(0),
                    value: encode(&seq),
                }],
                ..Batch::default()
            }),
        )
        .await;
        assert!(matches!(receive(&mut socket).await, FromServer::Update(_)));
    }
}

/// An empty continuation frame of a websocket message, as a browser sends it.
const EMPTY_CONTINUATION: [u8; 6] = [0, 0x80, 0, 0, 0, 0];

#[tokio::test]
async fn frames_that_bring_nothing_have_to_wait() {
    let mut socket = attached("/toggle").await;
    let stream = socket.get_mut();
    // The first frame of a message that never ends.
    stream.write_all(&[2, 0x80, 0, 0, 0, 0]).await.unwrap();
    let flood = EMPTY_CONTINUATION.repeat(100_000);
    let mut sent = 0;
    while sent < 64 << 20 {
        match timeout(Duration::from_millis(300), stream.write(&flood)).await {
            Ok(written) => sent += written.unwrap(),
            Err(_) => break,
        }
    }
    // The buffers of the kernels, one megabyte at once, and then only so much per second.
    assert!(sent < 32 << 20, "{sent} bytes were read at once");
}

#[tokio::test]
async fn too_many_bytes_wait_and_are_not_punished() {
    let _reached = Reaches::limit("bytes");
    let mut socket = attached("/toggle").await;
    let large = |seq| {
        encode(&FromClient::Batch(Batch {
            seq: Seq(seq),
            writes: vec![Write {
                node: NodeNumber(9),
                value: vec![0; 60 << 10],
            }],
            ..Batch::default()
        }))
    };
    // Batches that have come before are ignored: this test is about bytes.
    send(&mut socket, &shown()).await;
    receive(&mut socket).await;
    for _ in 0..20 {
        socket.send(Message::binary(large(1))).await.unwrap();
    }
    send(
        &mut socket,
        &FromClient::Batch(Batch {
            seq: Seq(2),
            seen: Version(1),
            ..Batch::default()
        }),
    )
    .await;
    let FromServer::Update(update) = receive(&mut socket).await else {
        panic!("an update")
    };
    assert_eq!(update.ack, Seq(2));
}

#[tokio::test]
async fn attaching_twice_is_a_violation() {
    let mut socket = attached("/toggle").await;
    for _ in 0..3 {
        attach(&mut socket, [1; 16]).await;
    }
    assert_eq!(dismissal(&mut socket).await, (Some(Reason::Violation), 0));
}

#[tokio::test]
async fn many_calls_do_not_keep_a_neighbour_from_its_turn() {
    let mut socket = attached("/stuck").await;
    let mut seq = 0;
    let mut batch = |action, count: u32| {
        seq += 1;
        let call = |id| Call {
            id: CallId(seq * 256 + id),
            action: NodeNumber(action),
            argument: encode(&1u32),
        };
        FromClient::Batch(Batch {
            seq: Seq(seq),
            calls: (0..count).map(call).collect(),
            ..Batch::default()
        })
    };
    // Calls that never end: their session stops reading.
    for _ in 0..4 {
        socket
            .send(Message::binary(encode(&batch(0, 256))))
            .await
            .unwrap();
    }
    let mut other = attached("/toggle").await;
    send(&mut other, &shown()).await;
    assert!(matches!(receive(&mut other).await, FromServer::Update(_)));
}

#[tokio::test]
async fn a_page_is_given_up_when_its_visitor_leaves() {
    let address = serve().await;
    let mut visitor = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /waiting HTTP/1.1\r\nhost: {address}\r\n\r\n");
    visitor.write_all(request.as_bytes()).await.unwrap();
    until(|| WAITING.load(Ordering::SeqCst) == 1).await;
    drop(visitor);
    until(|| WAITING.load(Ordering::SeqCst) == 0).await;
}

async fn until(holds: impl Fn() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("it does not come");
}

#[tokio::test]
async fn replies_that_are_nested_too_deep_are_an_error_page() {
    let page = get("/deep?depth=200", &[]).await;
    assert_eq!(page.status(), StatusCode::OK);
    for depth in [300, 1_250, 1_000_000] {
        let page = get(&format!("/deep?depth={depth}"), &[]).await;
        assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR, "{depth}");
        assert!(text(page).await.contains("Something went wrong"));
    }
}

/// Runs a test in a process of its own, because a stuck worker stays stuck.
fn apart(name: &str, test: impl Future<Output = ()>) {
    apart_with(name, &[], test);
}

/// Runs a test in a process whose workers keep one MiB of sessions without a socket.
fn within(name: &str, test: impl Future<Output = ()>) {
    let kept = ["WATERSHED_WAITING_MIB", "WATERSHED_UNATTACHED_MIB"];
    apart_with(name, &kept.map(|name| (name, "1")), test);
}

fn apart_with(name: &str, variables: &[(&str, &str)], test: impl Future<Output = ()>) {
    const MARK: &str = "WATERSHED_TEST_STUCK";
    if std::env::var_os(MARK).is_some() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(test);
    }
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .env(MARK, "1")
        .envs(variables.iter().copied())
        .status();
    assert!(status.unwrap().success());
}

#[test]
fn a_worker_that_is_stuck_is_replaced() {
    apart("a_worker_that_is_stuck_is_replaced", stick());
}

#[test]
fn sockets_of_a_worker_that_stays_stuck_are_closed() {
    apart("sockets_of_a_worker_that_stays_stuck_are_closed", async {
        let (_stuck, _lost) = (Reaches::limit("stuck"), Reaches::limit("lost"));
        let mut socket = attached("/endless").await;
        send(&mut socket, &shown()).await;
        let ended = timeout(2 * LOST, socket.next()).await;
        let ended = ended.expect("its page is told");
        assert!(
            !matches!(ended, Some(Ok(Message::Binary(_)))),
            "a worker that is stuck says nothing: {ended:?}"
        );
        // The other workers continue.
        let mut other = attached("/toggle").await;
        send(&mut other, &shown()).await;
        assert!(matches!(receive(&mut other).await, FromServer::Update(_)));
        let silence = timeout(2 * LOST, other.next()).await;
        assert!(silence.is_err(), "{silence:?}");
    });
}

/// Returns the answer to a socket that asks for the session of a ticket; an error if it is closed.
async fn answer_to(address: SocketAddr, ticket: [u8; 16]) -> Result<FromServer, Option<Reason>> {
    let own = format!("http://{address}");
    let mut socket = connect(address, Some(&own)).await.unwrap();
    attach(&mut socket, ticket).await;
    match socket.next().await {
        Some(Ok(Message::Binary(bytes))) => Ok(decode(&bytes).unwrap()),
        Some(Ok(Message::Close(Some(close)))) => Err(reason(close.code)),
        end => panic!("{end:?}"),
    }
}

/// More sessions than fit into one MiB on each worker.
fn too_many() -> usize {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    workers * (1 << 20) / 3_000
}

#[test]
fn a_flood_of_fetches_ends_the_flood_and_not_an_honest_page() {
    let test = async {
        let _reached = Reaches::limit("fetched");
        let address = serve().await;
        // These do not come over the network, so they are another visitor's.
        let honest = [ticket("/toggle").await, ticket("/toggle").await];
        let mut flood = Vec::new();
        for _ in 0..too_many() {
            flood.push(fetched_ticket(address, "/toggle").await);
        }
        let is_attached = Ok(FromServer::Attached { seq: Seq(0) });
        for ticket in [honest[0], honest[1], flood[flood.len() - 1]] {
            assert_eq!(answer_to(address, ticket).await, is_attached);
        }
        // These sockets name no page, so theirs cannot be rendered once more.
        let gone = Err(Some(Reason::Expired));
        assert_eq!(answer_to(address, flood[0]).await, gone);
    };
    within(
        "a_flood_of_fetches_ends_the_flood_and_not_an_honest_page",
        test,
    );
}

#[test]
fn sessions_that_were_left_take_no_more_memory_than_is_allowed() {
    let test = async {
        let _reached = Reaches::limit("waiting");
        let address = serve().await;
        let own = format!("http://{address}");
        let mut kept = connect(address, Some(&own)).await.unwrap();
        attach(&mut kept, fetched_ticket(address, "/toggle").await).await;
        receive(&mut kept).await;
        let mut left = Vec::new();
        for _ in 0..too_many() {
            let ticket = fetched_ticket(address, "/toggle").await;
            let is_attached = Ok(FromServer::Attached { seq: Seq(0) });
            assert_eq!(answer_to(address, ticket).await, is_attached);
            left.push(ticket);
        }
        let gone = Err(Some(Reason::Expired));
        assert_eq!(answer_to(address, left[0]).await, gone);
        assert_ne!(answer_to(address, left[left.len() - 1]).await, gone);
        // A session with a socket is not among them, whoever's it is.
        send(&mut kept, &shown()).await;
        assert!(matches!(receive(&mut kept).await, FromServer::Update(_)));
    };
    within(
        "sessions_that_were_left_take_no_more_memory_than_is_allowed",
        test,
    );
}

/// Attaches a page that notes its turns, on the worker with this number.
async fn attached_on(address: SocketAddr, worker: u8, name: char) -> Socket {
    attached_as(address, worker, async || {
        ticket(&format!("/turns?name={name}")).await
    })
    .await
}

/// Attaches a page that this worker has, among those that are fetched.
async fn attached_as(address: SocketAddr, worker: u8, fetch: impl AsyncFn() -> [u8; 16]) -> Socket {
    let ticket = loop {
        let ticket = fetch().await;
        if ticket[0] == worker {
            break ticket;
        }
    };
    attached_to(address, ticket).await
}

/// Sends so many batches, each of which is a turn, with one write.
async fn send_turns(socket: &mut Socket, turns: u32) {
    for turn in 1..=turns {
        let batch = Batch {
            seq: Seq(turn),
            writes: vec![Write {
                node: NodeNumber(0),
                value: encode(&turn),
            }],
            ..Batch::default()
        };
        let message = Message::binary(encode(&FromClient::Batch(batch)));
        socket.feed(message).await.unwrap();
    }
    socket.flush().await.unwrap();
}

#[test]
fn nobody_has_two_turns_while_another_waits_and_pages_come_in_between() {
    let test = async {
        let address = serve().await;
        let mut blocking = attached_on(address, 0, '!').await;
        let mut all = Vec::new();
        for (name, turns) in [('a', 6), ('b', 3), ('c', 1)] {
            all.push((attached_on(address, 0, name).await, turns));
        }
        send_turns(&mut blocking, 1).await;
        until(|| IS_BLOCKED.load(Ordering::SeqCst)).await;
        // All of this waits for the worker, in the kernel and in its queue.
        for (socket, turns) in &mut all {
            send_turns(socket, *turns).await;
        }
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let pages: Vec<_> = (0..3 * workers)
            .map(|_| tokio::spawn(async move { fetched_ticket(address, "/turns?name=p").await }))
            .collect();
        sleep(Duration::from_millis(300)).await;
        IS_BLOCKED.store(false, Ordering::SeqCst);
        for (socket, turns) in &mut all {
            for _ in 0..*turns {
                receive(socket).await;
            }
        }
        for page in pages {
            page.await.unwrap();
        }
        let turns = TURNS.lock().unwrap();
        let had = turns.iter().filter(|(worker, _)| worker == "watershed-0");
        let had: String = had.map(|(_, name)| *name).collect();
        assert_rounds(&had);
    };
    apart(
        "nobody_has_two_turns_while_another_waits_and_pages_come_in_between",
        test,
    );
}

#[test]
fn nobody_waits_for_more_than_one_turn_of_a_client_that_has_many_sessions() {
    let test = async {
        let address = serve().await;
        let mut blocking = attached_on(address, 0, '!').await;
        let mut all = Vec::new();
        for _ in 0..6 {
            let fetch = async || ticket_of("9.9.9.9", "/turns?name=s").await;
            all.push((attached_as(address, 0, fetch).await, 1));
        }
        all.push((attached_on(address, 0, 'a').await, 5));
        send_turns(&mut blocking, 1).await;
        until(|| IS_BLOCKED.load(Ordering::SeqCst)).await;
        for (socket, turns) in &mut all {
            send_turns(socket, *turns).await;
        }
        sleep(Duration::from_millis(300)).await;
        IS_BLOCKED.store(false, Ordering::SeqCst);
        for (socket, turns) in &mut all {
            for _ in 0..*turns {
                receive(socket).await;
            }
        }
        let turns = TURNS.lock().unwrap();
        let had: String = turns.iter().map(|(_, name)| *name).collect();
        assert!(!had.contains("ss"), "{had}");
    };
    let name = "nobody_waits_for_more_than_one_turn_of_a_client_that_has_many_sessions";
    apart(name, test);
}

/// Checks that the turns were had in rounds, with one page at most in each.
fn assert_rounds(had: &str) {
    let turn = |name: char, number: usize| {
        let at = had.match_indices(name).nth(number - 1).map(|(at, _)| at);
        at.unwrap_or_else(|| panic!("no turn {number} of {name} in {had}"))
    };
    assert!(
        turn('c', 1) < turn('a', 2) && turn('c', 1) < turn('b', 2),
        "{had}"
    );
    for round in 1..3 {
        assert!(turn('a', round) < turn('b', round + 1), "{had}");
        assert!(turn('b', round) < turn('a', round + 1), "{had}");
    }
    turn('a', 6);
    let with_turns = &had[..turn('a', 6)];
    assert!(!with_turns.contains("pp"), "{had}");
    assert!(with_turns.contains('p'), "{had}");
}

/// Runs in real time, because a session on its worker uses the real clock: twice ten seconds.
#[tokio::test]
async fn an_update_that_nobody_reads_is_given_up() {
    let _reached = Reaches::limit("unread");
    let mut socket = attached("/huge").await;
    send(&mut socket, &shown()).await;
    sleep(Duration::from_secs(22)).await;
    let rest = timeout(Duration::from_secs(5), async {
        while let Some(Ok(message)) = socket.next().await {
            assert!(
                message.len() < 1 << 20,
                "it was kept for a reader that does not read"
            );
        }
    });
    assert!(rest.await.is_ok(), "the socket is kept for ever");
}

/// A connection whose peer never reads a long response.
#[test]
fn a_response_that_nobody_reads_is_given_up() {
    let _reached = Reaches::limit("stalled");
    on_a_clock(async || {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let body = || async { vec![b'x'; 64 << 20] };
        let app = app().route("/much", axum::routing::get(body));
        let server = tokio::spawn(watershed::server::answer(listener, app));
        let mut reader = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /much HTTP/1.1\r\nhost: {address}\r\n\r\n");
        reader.write_all(request.as_bytes()).await.unwrap();
        // The clock moves by itself when nothing else can happen.
        sleep(Duration::from_secs(60)).await;
        let mut taken = Vec::new();
        let rest = timeout(Duration::from_secs(60), reader.read_to_end(&mut taken)).await;
        assert!(rest.is_ok(), "the connection is kept for ever");
        assert!(
            taken.len() < 64 << 20,
            "all of it was kept for a reader that does not read"
        );
        server.abort();
    });
}

async fn stick() {
    let address = serve().await;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    for _ in 0..2 * workers {
        let ticket = ticket("/endless").await;
        let mut socket = attached_to(address, ticket).await;
        send(&mut socket, &shown()).await;
        sleep(Duration::from_millis(20)).await;
        // Nobody knows yet that the worker is stuck. Pages that wait in front of it are made by others.
        let pages = (0..4 * workers).map(|_| asked("/toggle", ""));
        for page in futures_util::future::join_all(pages).await {
            assert_eq!(page.status(), StatusCode::OK);
        }
        for _ in 0..4 * workers {
            let page = timeout(Duration::from_secs(3), get("/toggle", &[])).await;
            assert_eq!(page.expect("an answer").status(), StatusCode::OK);
        }
    }
}
