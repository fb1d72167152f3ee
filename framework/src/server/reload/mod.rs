//! Pages of a development server that renew themselves.
//!
//! A server that is built for release has none of this. `cargo watershed serve` starts another server when a source has
//! changed, and writes the reason into a file when it cannot be built: [`NEWS`] is where. Each page asks over a websocket of
//! its own which server answers, and shows what the file says.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::process;
use std::sync::{LazyLock, OnceLock};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{Message, WebSocket};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::time::timeout;

use crate::server::host::arrival::is_own_origin;

/// The environment variable that says which file has the news.
const NEWS: &str = "WATERSHED_NEWS";

const SCRIPT: &str = "/_watershed/reload.js";
const SOCKET: &str = "/_watershed/reload";

/// The interval between reads of the file while a page listens.
const EVERY: Duration = Duration::from_millis(150);

/// This process among all that have served the page: its number, and when it was first asked for.
static SERVER: LazyLock<String> = LazyLock::new(|| {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let time = since.map_or(0, |since| since.as_millis());
    format!("{}-{time}", process::id())
});

/// Returns the file with the news, if there is to be one.
fn news() -> Option<&'static OsString> {
    static PATH: OnceLock<Option<OsString>> = OnceLock::new();
    PATH.get_or_init(|| env::var_os(NEWS)).as_ref()
}

/// Returns the routes of the script and the websocket; none, if nobody renews this server.
pub(crate) fn routes() -> Router {
    if news().is_none() {
        return Router::new();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/javascript"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Router::new()
        .route(SCRIPT, get((headers, include_str!("reload.js"))))
        .route(SOCKET, get(listen))
}

/// Adds the script to a page, if somebody renews this server. The script takes its own tag out of the page.
pub(crate) fn renewing(html: String) -> String {
    if news().is_none() {
        return html;
    }
    let tag = format!("<script src={SCRIPT} data-server={}></script>", *SERVER);
    let end = html.rfind("</body>").unwrap_or(html.len());
    let (before, after) = html.split_at(end);
    format!("{before}{tag}{after}")
}

async fn listen(headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    match is_own_origin(&headers) {
        true => upgrade.on_upgrade(tell),
        false => StatusCode::FORBIDDEN.into_response(),
    }
}

/// Tells one page which server this is, and the news whenever they are others.
async fn tell(mut socket: WebSocket) {
    let server = format!("{{\"server\":\"{}\"}}", *SERVER);
    if socket.send(Message::text(server)).await.is_err() {
        return;
    }
    let mut told = None;
    loop {
        let news = news().and_then(|path| fs::read_to_string(path).ok());
        if news != told {
            let text = news.clone().unwrap_or_default();
            if socket.send(Message::text(text)).await.is_err() {
                return;
            }
            told = news;
        }
        // A page says nothing; a socket that does has ended.
        if timeout(EVERY, socket.recv()).await.is_ok() {
            return;
        }
    }
}
