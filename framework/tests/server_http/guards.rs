//! Pages with guards.

use std::collections::HashSet;
use std::sync::OnceLock;

use axum::http::HeaderName;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect};

use super::*;

const NAME: HeaderName = HeaderName::from_static("x-name");

/// The names of visitors who may not see the pages any more.
static GONE: Mutex<Option<HashSet<String>>> = Mutex::new(None);

fn dismiss(name: &str) {
    let mut gone = GONE.lock().unwrap();
    gone.get_or_insert_default().insert(name.to_owned());
}

fn is_gone(headers: &HeaderMap) -> bool {
    let name = headers.get(NAME).and_then(|name| name.to_str().ok());
    let gone = GONE.lock().unwrap();
    let gone = |name| gone.as_ref().is_some_and(|gone| gone.contains(name));
    name.is_none_or(gone)
}

async fn is_known(headers: HeaderMap) -> Result<(), Redirect> {
    match is_gone(&headers) {
        false => Ok(()),
        true => Err(Redirect::to("/login")),
    }
}

/// A layer that lets the page answer, and then decides.
async fn after_the_page(request: Request<Body>, next: Next) -> Response<Body> {
    let is_gone = is_gone(request.headers());
    let response = next.run(request).await;
    match is_gone {
        false => response,
        true => StatusCode::FORBIDDEN.into_response(),
    }
}

/// Lets everybody in, at once for the page itself, and later only when it has thought.
async fn thinks(headers: HeaderMap) -> Result<(), StatusCode> {
    static KNOWN: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let name = headers[NAME].to_str().unwrap().to_owned();
    let is_new = KNOWN.lock().unwrap().get_or_insert_default().insert(name);
    if !is_new {
        sleep(Duration::from_secs(2)).await;
    }
    Ok(())
}

static RUNS: AtomicUsize = AtomicUsize::new(0);

#[component]
fn Private() -> View {
    RUNS.fetch_add(1, Ordering::SeqCst);
    let (show, set_show) = signal(false);
    view! {
        <button on:click=move |_| set_show.set(true)>"show"</button>
        <Show when=show><p>"shown"</p></Show>
    }
}

#[component]
fn Unchanging() -> View {
    view! { <p>"for some"</p> }
}

/// A page that the server changes by itself after two seconds.
#[component]
fn Pushing() -> View {
    let (count, set_count) = signal(0u32);
    task(async move {
        sleep(Duration::from_secs(2)).await;
        set_count.set(1);
    });
    view! { <p>{count}</p> }
}

async fn panics((): ()) -> Result<(), StatusCode> {
    panic!("the password is hunter2")
}

/// Returns the router, of which there is one, as in an application: each has guards of its own.
fn guarded() -> Router {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    ROUTER.get_or_init(routed).clone()
}

fn routed() -> Router {
    watershed::server::use_assets(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/server/assets"));
    watershed::router()
        .page("/private", guard(Private, is_known))
        .page(
            "/cached",
            cache(guard(Unchanging, is_known), Duration::from_secs(60)),
        )
        .page("/pushing", guard(Pushing, is_known))
        .page("/panics", guard(Unchanging, panics))
        .page("/slow", guard(Private, thinks))
        .merge(layered())
        .page("/open", Toggle)
}

fn layered() -> Router {
    let open = |_: HeaderMap| async { Ok::<_, StatusCode>(()) };
    let router = Router::new().page("/layered", guard(Private, open));
    router.layer(from_fn(after_the_page))
}

async fn ask(method: &str, path: &str, name: &str) -> Response<Body> {
    loop {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(NAME, name).header(header::COOKIE, COOKIE);
        let request = request.body(Body::empty()).unwrap();
        let response = guarded().oneshot(request).await.unwrap();
        if response.status() != StatusCode::SERVICE_UNAVAILABLE {
            return response;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Opens a page, and a socket for it that says so of its address.
async fn opened(name: &str, path: &str) -> (SocketAddr, [u8; 16], Socket) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(watershed::server::answer(listener, guarded()));
    let ticket = ticket_in(path, &text(ask("GET", path, name).await).await);
    let mut socket = arrive(address, name, path).await;
    attach(&mut socket, ticket).await;
    assert_eq!(
        receive(&mut socket).await,
        FromServer::Attached { seq: Seq(0) }
    );
    (address, ticket, socket)
}

async fn arrive(address: SocketAddr, name: &str, path: &str) -> Socket {
    let request = format!("ws://{address}/_watershed/socket?{path}");
    let mut request = request.into_client_request().unwrap();
    let origin = format!("http://{address}");
    let headers = [
        (header::COOKIE, COOKIE),
        (header::ORIGIN, &*origin),
        (NAME, name),
    ];
    for (name, value) in headers {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    connect_async(request).await.unwrap().0
}

#[tokio::test]
async fn nothing_of_a_page_runs_for_somebody_whom_its_guard_refuses() {
    let before = RUNS.load(Ordering::SeqCst);
    dismiss("refused");
    for method in ["GET", "HEAD", "POST"] {
        let refused = ask(method, "/private", "refused").await;
        assert_eq!(refused.status(), StatusCode::SEE_OTHER, "{method}");
        assert_eq!(header_of(&refused, header::LOCATION), "/login");
        assert_eq!(header_of(&refused, header::CACHE_CONTROL), "no-store");
    }
    assert_eq!(RUNS.load(Ordering::SeqCst), before);
    let admitted = ask("GET", "/private", "admitted").await;
    assert_eq!(admitted.status(), StatusCode::OK);
}

#[tokio::test]
async fn no_shared_cache_keeps_a_page_that_not_everybody_may_see() {
    let page = ask("GET", "/cached", "ann").await;
    assert_eq!(header_of(&page, header::CACHE_CONTROL), "private, no-cache");
}

#[tokio::test]
async fn a_guard_that_panics_lets_nobody_in_and_says_nothing() {
    let refused = ask("GET", "/panics", "ann").await;
    assert_eq!(refused.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!text(refused).await.contains("hunter2"));
}

#[tokio::test]
async fn who_may_not_see_an_open_page_any_more_changes_nothing_a_second_later() {
    let (_, _, mut socket) = opened("bob", "/private").await;
    dismiss("bob");
    sleep(Duration::from_millis(1_100)).await;
    send(&mut socket, &shown()).await;
    assert_eq!(dismissal(&mut socket).await.0, Some(Reason::Expired));
}

#[tokio::test]
async fn who_may_stay_goes_on() {
    let (_, _, mut socket) = opened("eve", "/private").await;
    sleep(Duration::from_millis(1_100)).await;
    send(&mut socket, &shown()).await;
    assert!(matches!(receive(&mut socket).await, FromServer::Update(_)));
}

#[tokio::test]
async fn what_the_server_changes_is_not_sent_to_who_may_not_see_it_any_more() {
    let (_, _, mut socket) = opened("dan", "/pushing").await;
    dismiss("dan");
    let first = timeout(Duration::from_secs(5), socket.next())
        .await
        .expect("an end in time");
    assert!(matches!(first, Some(Ok(Message::Close(_)))), "{first:?}");
    let (_, _, mut socket) = opened("fay", "/pushing").await;
    assert!(matches!(receive(&mut socket).await, FromServer::Update(_)));
}

/// The browser may name any address for its socket.
#[tokio::test]
async fn a_socket_that_comes_again_is_asked_for_the_page_that_it_is_of() {
    for (number, path) in ["/open", "/private", "/nothing"].iter().enumerate() {
        let name = format!("again{number}");
        let (address, ticket, first) = opened(&name, "/private").await;
        drop(first);
        dismiss(&name);
        sleep(Duration::from_millis(1_100)).await;
        let mut second = arrive(address, &name, path).await;
        attach(&mut second, ticket).await;
        assert_eq!(
            dismissal(&mut second).await.0,
            Some(Reason::Expired),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_layer_around_a_guarded_page_decides_too() {
    let (_, _, mut socket) = opened("gil", "/layered").await;
    dismiss("gil");
    sleep(Duration::from_millis(1_100)).await;
    send(&mut socket, &shown()).await;
    assert_eq!(dismissal(&mut socket).await.0, Some(Reason::Expired));
}

#[tokio::test]
async fn a_socket_that_comes_while_a_guard_thinks_replaces_the_one_before() {
    let (address, ticket, mut first) = opened("hal", "/slow").await;
    sleep(Duration::from_millis(1_100)).await;
    send(&mut first, &shown()).await;
    for path in ["/slow", "/slow"] {
        let mut newer = arrive(address, "hal", path).await;
        attach(&mut newer, ticket).await;
        std::mem::swap(&mut first, &mut newer);
        assert_eq!(dismissal(&mut newer).await.0, Some(Reason::Replaced));
    }
    assert!(matches!(
        receive(&mut first).await,
        FromServer::Attached { .. }
    ));
}
