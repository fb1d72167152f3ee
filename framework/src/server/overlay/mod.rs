//! The overlay of dev mode: what every node of a page is and why, who runs it, and how many bytes were sent for it.
//!
//! A server that is built for release has none of this. One that is built for development has it if [`ASKED`] is set,
//! which `cargo watershed serve` does: then each session is given an [`Overlay`] as its observer.
//!
//! | file | what |
//! |---|---|
//! | `places` | the component instances and regions of the page, and which line of which instance stands where |
//! | `weigh` | what was sent, in pieces, each with what it is about |
//! | `book` | bytes, by instance and line |
//! | `report` | all of that for one page, as the browser gets it |
//! | `pages` | the script's tag in a page, and the routes |

mod book;
mod pages;
mod places;
mod report;
mod weigh;

use std::cell::RefCell;
use std::env;
use std::rc::Rc;
use std::sync::OnceLock;

use book::Book;
pub(crate) use pages::{routes, shown};
use places::InstanceId;
pub use report::PageReport;

use crate::function::Function;
use crate::graph::{ScopeId, provide_context, use_context};
use crate::part::{KindId, Template};
use crate::server::session::Session;
use crate::server::stage::{Known, PageObserver};
use crate::server::view::Unit;
use crate::wire::message::{Batch, Place, Update};
use crate::wire::number::Region;
use crate::wire::snapshot::Snapshot;

/// The environment variable by which a server is asked to show the overlay.
const ASKED: &str = "WATERSHED_OVERLAY";

static IS_ON: OnceLock<bool> = OnceLock::new();

/// Shows the overlay, whatever the environment says. For tests of servers.
#[doc(hidden)]
pub fn use_overlay() {
    IS_ON.get_or_init(|| true);
}

fn is_on() -> bool {
    *IS_ON.get_or_init(|| env::var_os(ASKED).is_some())
}

/// The overlay of one page: the books that it keeps.
#[derive(Default)]
pub(crate) struct Overlay(RefCell<Book>);

/// A session, and the overlay that looks on if it is on.
pub(crate) fn session(first: KindId) -> (Session, Option<Rc<Overlay>>) {
    let overlay = is_on().then(Rc::<Overlay>::default);
    let observer = overlay
        .clone()
        .map(|overlay| overlay as Rc<dyn PageObserver>);
    (Session::observed(first, observer), overlay)
}

impl PageObserver for Overlay {
    fn starts(&self, props: &'static str) {
        let parent = use_context::<InstanceId>();
        let scope = ScopeId::current();
        let here = self.0.borrow_mut().places.enter(props, parent, scope);
        provide_context(here);
    }

    fn adopts(
        &self,
        region: Region,
        template: &'static Template,
        functions: &[Function],
        units: &[Unit],
        scope: ScopeId,
    ) {
        let here = scope.run(use_context::<InstanceId>);
        let mut book = self.0.borrow_mut();
        book.places.adopt(region, template, units, here, scope);
        if template.client {
            book.places.capture(region, template.id, functions);
        }
        for unit in units {
            let function = std::slice::from_ref(&unit.function);
            book.places.capture(region, unit.kind, function);
        }
    }

    fn enters(&self, place: &Place) {
        let places = &mut self.0.borrow_mut().places;
        let hole = places.hole_of(place);
        places.within.push(hole);
    }

    fn leaves(&self) {
        self.0.borrow_mut().places.within.pop();
    }

    fn rendered(&self, known: &Known, html: &str, snapshot: &Snapshot, bytes: usize) {
        self.0.borrow_mut().rendered(known, html, snapshot, bytes);
    }

    fn sent(&self, known: &Known, update: &Update, snapshot: &Snapshot) {
        self.0.borrow_mut().sent(known, update, snapshot);
    }

    fn received(&self, known: &Known, batch: &Batch) {
        self.0.borrow_mut().received(known, batch);
    }
}
