//! An application in a simulation: its router, and the history of the tab that visits it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, header};
use futures_util::FutureExt;
use tower::ServiceExt;

use crate::request;
use crate::server::page::PageRoot;
use crate::server::{Guidance, Guide, GuidedPage, RouteProbe, is_pages_own};

/// The answer of a router to a request.
pub(super) enum SiteAnswer {
    Page(Box<FoundPage>),
    /// It leads to another address.
    Elsewhere(String),
    Nothing,
}

/// A page, and what a router makes of it.
pub(super) struct FoundPage {
    pub root: PageRoot,
    pub asked: Parts,
    /// False if a layer of the router has changed the response.
    is_alone: bool,
}

/// An application, and where its visitor has been.
pub(super) struct VisitedSite {
    router: Router,
    entries: RefCell<Vec<HistoryEntry>>,
    /// The index of the present entry.
    at: Cell<usize>,
    /// The number of documents that were loaded.
    documents: Cell<usize>,
}

/// An entry of the tab's history.
#[derive(Clone)]
pub(super) struct HistoryEntry {
    pub address: String,
    /// The number of the document that it is of.
    pub document: usize,
    /// The position at which it was left.
    pub left_at: (f64, f64),
}

impl VisitedSite {
    /// Makes an application that nobody has visited.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            entries: RefCell::default(),
            at: Cell::new(0),
            documents: Cell::new(0),
        }
    }

    /// Asks for an address, as a browser does.
    pub fn ask(&self, address: &str) -> impl Future<Output = SiteAnswer> + use<> {
        ask(self.router.clone(), address.to_owned())
    }

    /// Returns whom a session asks for pages.
    pub fn guide(&self) -> Rc<dyn Guide> {
        Rc::new(SiteGuide(self.router.clone()))
    }

    /// Returns the present entry.
    pub fn entry(&self) -> Option<HistoryEntry> {
        self.entries.borrow().get(self.at.get()).cloned()
    }

    /// Notes that the present entry is left at a position.
    pub fn leave_at(&self, position: (f64, f64)) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(self.at.get()) {
            entry.left_at = position;
        }
    }

    /// Gives the present entry another address.
    pub fn readdress(&self, address: String) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(self.at.get()) {
            entry.address = address;
        }
    }

    /// Adds an entry of the present document behind the present one.
    pub fn push(&self, address: String) {
        let mut entries = self.entries.borrow_mut();
        entries.truncate(self.at.get() + 1);
        self.at.set(entries.len());
        entries.push(HistoryEntry {
            address,
            document: self.documents.get(),
            left_at: (0.0, 0.0),
        });
    }

    /// Notes that a document was loaded, in a new entry or in place of the present one's.
    pub fn loaded(&self, address: String, is_new: bool) {
        self.documents.update(|documents| documents + 1);
        let is_first = self.entries.borrow().is_empty();
        if is_new || is_first {
            return self.push(address);
        }
        let document = self.documents.get();
        if let Some(entry) = self.entries.borrow_mut().get_mut(self.at.get()) {
            (entry.address, entry.document) = (address, document);
        }
    }

    /// Goes so many entries forward. Returns the entry, and whether it is of the present document; `None` if there is none.
    pub fn go(&self, steps: isize) -> Option<(HistoryEntry, bool)> {
        let at = self.at.get().checked_add_signed(steps)?;
        let entry = self.entries.borrow().get(at)?.clone();
        self.at.set(at);
        let is_own = entry.document == self.documents.get();
        Some((entry, is_own))
    }
}

async fn ask(router: Router, address: String) -> SiteAnswer {
    let probe = RouteProbe::<PageRoot>::new();
    let request = Request::get(&address)
        .header(header::HOST, HeaderValue::from_static("localhost"))
        .extension(probe.clone())
        .body(Body::empty());
    let Ok(request) = request else {
        return SiteAnswer::Nothing;
    };
    let answer = router.oneshot(request).await;
    let Ok(answer) = answer;
    let to = answer.headers().get(header::LOCATION);
    if let Some(to) = to.and_then(|to| to.to_str().ok()) {
        return SiteAnswer::Elsewhere(to.to_owned());
    }
    let found = probe.take().map(|(root, asked)| FoundPage {
        root,
        asked,
        is_alone: is_pages_own(&answer),
    });
    found.map_or(SiteAnswer::Nothing, |found| {
        SiteAnswer::Page(Box::new(found))
    })
}

struct SiteGuide(Router);

impl Guide for SiteGuide {
    fn ask(&self, address: &str) -> Guidance {
        let answer = ask(self.0.clone(), address.to_owned());
        let guided = async move {
            match answer.await {
                SiteAnswer::Page(found) if found.is_alone => Some(GuidedPage {
                    layers: found.root.layers,
                    request: request::Request::new(found.asked),
                }),
                SiteAnswer::Page(_) | SiteAnswer::Elsewhere(_) | SiteAnswer::Nothing => None,
            }
        };
        guided.boxed_local()
    }
}
