//! The ways of the visitor from one page of a layout to another, without loading a document.
//!
//! A click on a link calls an action of the session with the address, and nothing else happens until the session has answered: then the
//! content of the page is there, in the update that says so, and the address and the title change with it. A step in the browser's
//! history is the same, but the address has changed before. Of several ways only the last one counts. When the line is cut, the browser
//! loads the address.
//!
//! The script beside the wasm says which clicks are ours, and keeps the browser's history (`cli/src/glue/travel.js`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::dom::{Dom, Host, Surroundings};
use super::event::RawEvent;
use super::page::{self, Page};
use crate::action::Action;
use crate::graph::{ReadSignal, ScopeId, on_cleanup, provide_context, untrack, use_context};
use crate::pages::{Trip, TripPlace};

/// The event at the window that says that the line is cut.
const CUT: &str = "watershed-cut";

/// The attribute of the root element while a page does not come.
const WAITS: &str = "data-navigating";

/// The milliseconds after which the visitor is told that a page does not come.
const PATIENCE: u32 = 150;

/// The change of the browser's history that belongs to a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryStep {
    /// A new entry, unless the address is that of the present one.
    Push = 0,
    /// The browser has gone to another entry already.
    Gone = 1,
}

struct ClientJourney {
    navigate: Action<Trip>,
    /// The scope of the effect that hears what the session says, as long as there is one.
    listening: Cell<Option<ScopeId>>,
    /// The number of the last trip.
    last: Cell<u32>,
    /// The trip that has not ended.
    under_way: RefCell<Option<TripUnderWay>>,
    /// The place that was told last.
    told: RefCell<TripPlace>,
}

struct TripUnderWay {
    number: u32,
    /// Path, query and fragment.
    address: String,
    step: HistoryStep,
}

/// Follows the answers of the session. Runs as an effect of the page.
pub(crate) fn follow_journey(navigate: Action<Trip>, place: ReadSignal<TripPlace>) {
    let place = place.get();
    let has_failed = navigate.failed().is_some();
    untrack(|| match here() {
        None => begin(navigate, place),
        Some(journey) => journey.hear(place, has_failed),
    });
    if let Some(journey) = here() {
        journey.listening.set(Some(ScopeId::current()));
        on_cleanup(move || journey.listening.set(None));
    }
}

/// Returns the journey of the current page, once it has begun.
fn here() -> Option<Rc<ClientJourney>> {
    page::current().graph.root().run(use_context)
}

fn begin(navigate: Action<Trip>, place: TripPlace) {
    let page = page::current();
    let journey = Rc::new(ClientJourney {
        navigate,
        listening: Cell::new(Some(ScopeId::current())),
        last: Cell::new(place.trip),
        under_way: RefCell::default(),
        told: RefCell::new(place),
    });
    page.graph
        .root()
        .run(|| provide_context(Rc::clone(&journey)));
    page.hook_late("click", clicked);
    page.hook("popstate", went);
    page.hook(CUT, cut);
    // The browser may have gone to another entry of its history before there was anybody to notice.
    if let Some(address) = page.dom.begin_travel() {
        journey.depart(&page, address, HistoryStep::Gone);
    }
}

fn clicked(page: &Page, event: &RawEvent) {
    // Otherwise the click stays the browser's.
    if let Some(journey) = here().filter(|journey| journey.listens())
        && let Some(address) = page.dom.departure(event.host())
    {
        journey.depart(page, address, HistoryStep::Push);
    }
}

fn went(page: &Page, event: &RawEvent) {
    let Some(journey) = here() else { return };
    let Some(address) = page.dom.departure(event.host()) else {
        return;
    };
    if is_offline(&page.dom) || !journey.listens() {
        return page.dom.reload();
    }
    journey.depart(page, address, HistoryStep::Gone);
}

fn cut(page: &Page, _: &RawEvent) {
    if let Some(journey) = here() {
        journey.load(page);
    }
}

fn is_offline(dom: &Host) -> bool {
    let root = dom.query("html");
    let state = root.and_then(|root| dom.attribute(&root, "data-connection"));
    state.is_some_and(|state| state != "resuming")
}

impl ClientJourney {
    /// Returns whether the answers of the session are heard: they are not while the part of the page with the outlet is hidden or gone.
    fn listens(&self) -> bool {
        let listening = self.listening.get();
        listening.is_some_and(|scope| !scope.is_paused())
    }

    /// Sets out, in place of a way that has not ended.
    fn depart(&self, page: &Page, address: String, step: HistoryStep) {
        let number = self.last.get() + 1;
        self.last.set(number);
        let asked = address.split('#').next().unwrap_or_default().to_owned();
        self.under_way.replace(Some(TripUnderWay {
            number,
            address,
            step,
        }));
        page.after(PATIENCE, Box::new(move |page| lose_patience(page, number)));
        self.navigate.dispatch(Trip {
            number,
            address: asked,
        });
    }

    /// Takes note of what the session says: where the page is, and whether it could not be asked.
    fn hear(&self, place: TripPlace, has_failed: bool) {
        let page = page::current();
        let before = self.told.replace(place.clone());
        if before.trip != place.trip || before.own != place.own {
            self.arrive(&page, place);
        }
        if has_failed {
            self.load(&page);
        }
    }

    /// Arrives at a page: the address and the history follow.
    fn arrive(&self, page: &Page, place: TripPlace) {
        let is_own = place.trip == 0;
        let mut under_way = self.under_way.borrow_mut();
        let trip = under_way.take_if(|trip| trip.number == place.trip);
        let is_waiting = under_way.is_some();
        drop(under_way);
        if trip.is_none() && !is_own {
            return;
        }
        let (asked, step) = match trip {
            Some(trip) => (trip.address, trip.step),
            None => (String::new(), HistoryStep::Push),
        };
        let address = match place.address.is_empty() {
            true => asked,
            false => place.address,
        };
        if !is_waiting {
            set_waiting(page, false);
        }
        match (place.is_document, step) {
            (true, HistoryStep::Gone) => page.dom.reload(),
            (true, _) => page.dom.navigate(&address),
            (false, step) => page.dom.travel(&address, step, place.outlet),
        }
    }

    /// Lets the browser load the page that the visitor wants.
    fn load(&self, page: &Page) {
        if let Some(trip) = self.under_way.take() {
            match trip.step {
                HistoryStep::Gone => page.dom.reload(),
                HistoryStep::Push => page.dom.navigate(&trip.address),
            }
        }
    }
}

/// Tells the visitor that a page does not come, if it has not come by now.
fn lose_patience(page: &Page, number: u32) {
    if let Some(journey) = here() {
        let under_way = journey.under_way.borrow();
        let is_waiting = under_way.as_ref().is_some_and(|trip| trip.number == number);
        drop(under_way);
        if is_waiting {
            set_waiting(page, true);
        }
    }
}

fn set_waiting(page: &Page, is_waiting: bool) {
    if let Some(root) = page.dom.query("html") {
        page.dom
            .set_attribute(&root, WAITS, is_waiting.then_some(""));
    }
}
