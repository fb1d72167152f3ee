//! The overlay of dev mode: shows the role of every node of a page with the reason, who runs it, and how many bytes
//! were sent for it.
//!
//! A release build has no overlay. A development build has it if [`ASKED`] is set, which `cargo watershed serve` does:
//! then each session is given an [`Overlay`] as its observer.
//!
//! | file | what |
//! |---|---|
//! | `places` | the component instances and regions of the page, and where the lines of each instance are |
//! | `weigh` | the bytes of a message, in pieces, each with its subject |
//! | `book` | the bytes, by instance and line |
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

use crate::function::{Frame, Function};
use crate::graph::{ScopeId, provide_context, use_context};
use crate::part::{KindId, Template};
use crate::server::session::Session;
use crate::server::stage::{Known, PageObserver};
use crate::server::view::Unit;
use crate::wire::message::{Batch, Place, Update};
use crate::wire::number::Region;
use crate::wire::snapshot::Snapshot;

/// The environment variable that switches the overlay on.
const ASKED: &str = "WATERSHED_OVERLAY";

static IS_ON: OnceLock<bool> = OnceLock::new();

/// Switches the overlay on, whatever the environment says. For tests of servers.
#[doc(hidden)]
pub fn use_overlay() {
    IS_ON.get_or_init(|| true);
}

fn is_on() -> bool {
    *IS_ON.get_or_init(|| env::var_os(ASKED).is_some())
}

/// The overlay of one page, with its books.
#[derive(Default)]
pub(crate) struct Overlay(RefCell<Book>);

/// Makes a session; if the overlay is on, it is the session's observer.
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
        frame: &Frame,
        units: &[Unit],
        scope: ScopeId,
    ) {
        let here = scope.run(use_context::<InstanceId>);
        let mut book = self.0.borrow_mut();
        book.places.adopt(region, template, units, here, scope);
        if template.client {
            book.places.capture(region, template.id, functions, frame);
        }
        for unit in units {
            let function = std::slice::from_ref(&unit.function);
            book.places
                .capture(region, unit.kind, function, &unit.frame);
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
