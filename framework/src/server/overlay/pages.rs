//! The overlay's script tag in a page, the files it loads, and the reports it asks for. The worker that keeps a session
//! makes the report of its page on demand; the report of a page without a session is kept for a while.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::{Rc, Weak};
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::{Overlay, is_on};
use crate::server::host::ticket::Ticket;
use crate::server::host::worker::Workers;
use crate::server::stage::Stage;

const SCRIPT: &str = "/_watershed/overlay.js";
const STYLE: &str = "/_watershed/overlay.css";

/// The number of reports of pages without a session that are kept: enough for a few tabs.
const KEPT: usize = 64;

/// Reports of pages without a session, by the name in the page.
static STATIC: Mutex<VecDeque<(String, String)>> = Mutex::new(VecDeque::new());

thread_local! {
    /// The pages of this worker that have a session.
    static PAGES: RefCell<HashMap<Ticket, (Weak<Stage>, Rc<Overlay>)>> = RefCell::default();
}

/// Returns the routes of the overlay; none if it is off.
pub(crate) fn routes() -> Router {
    if !is_on() {
        return Router::new();
    }
    Router::new()
        .route(
            SCRIPT,
            get(file("text/javascript", include_str!("overlay.js"))),
        )
        .route(STYLE, get(file("text/css", include_str!("overlay.css"))))
        .route("/_watershed/overlay/{page}", get(report))
}

/// Adds the overlay's script to a page, if there is an overlay. A page with a session has a ticket.
///
/// The script takes its own tag out of the page before anything counts the elements there.
pub(crate) fn shown(
    html: String,
    overlay: Option<Rc<Overlay>>,
    stage: &Rc<Stage>,
    ticket: Option<Ticket>,
) -> String {
    let Some(overlay) = overlay else { return html };
    let page = match ticket {
        Some(ticket) => follow(stage, overlay, ticket),
        None => keep(stage, &overlay),
    };
    let tag = format!("<script src={SCRIPT} data-page={page}></script>");
    let end = html.rfind("</body>").unwrap_or(html.len());
    let (before, after) = html.split_at(end);
    format!("{before}{tag}{after}")
}

/// Returns the report of a page of this worker that has a session.
fn answer(ticket: Ticket) -> Option<String> {
    PAGES.with_borrow_mut(|pages| {
        pages.retain(|_, (stage, _)| stage.strong_count() > 0);
        let (stage, overlay) = pages.get(&ticket)?;
        written(&*stage.upgrade()?, overlay, true)
    })
}

fn follow(stage: &Rc<Stage>, overlay: Rc<Overlay>, ticket: Ticket) -> String {
    let page = (Rc::downgrade(stage), overlay);
    PAGES.with_borrow_mut(|pages| {
        pages.retain(|_, (stage, _)| stage.strong_count() > 0);
        pages.insert(ticket, page);
    });
    hex(&ticket.0)
}

fn keep(stage: &Stage, overlay: &Overlay) -> String {
    let report = written(stage, overlay, false).unwrap_or_default();
    // The same report has the same name, so the page keeps its entity tag.
    let name = hex(&Sha256::digest(&report)[..12]);
    let mut kept = STATIC.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|(known, _)| *known != name);
    kept.push_back((name.clone(), report));
    if kept.len() > KEPT {
        kept.pop_front();
    }
    name
}

fn written(stage: &Stage, overlay: &Overlay, has_session: bool) -> Option<String> {
    serde_json::to_string(&overlay.report(stage, has_session)).ok()
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse + Clone {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text)
}

async fn report(Path(page): Path<String>) -> impl IntoResponse {
    let found = match kept(&page) {
        Some(report) => Some(report),
        None => match ticket(&page) {
            Some(ticket) => Workers::get()
                .run(ticket, move || answer(ticket))
                .await
                .flatten(),
            None => None,
        },
    };
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    found
        .map(|report| (headers, report))
        .ok_or(StatusCode::NOT_FOUND)
}

fn kept(page: &str) -> Option<String> {
    let kept = STATIC.lock().unwrap_or_else(PoisonError::into_inner);
    let (_, report) = kept.iter().find(|(name, _)| name == page)?;
    Some(report.clone())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn ticket(page: &str) -> Option<Ticket> {
    let digits: Vec<u8> = page
        .chars()
        .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect();
    Some(Ticket(bytes.try_into().ok()?))
}
