//! Observers of elements: what they call is a turn.
//!
//! An observer belongs to the scope that makes it, as a timer does: one that an effect makes ends before the effect runs
//! again, and when what it belongs to is hidden or removed.

use std::rc::Rc;

use super::dom::{Dom, Observed};
use super::element::Element;
use super::page::{self, Page};
use crate::graph::{ScopeId, on_cleanup};

/// An observer that is at work: what [`resize_observer`] and [`intersection_observer`] give. Browser side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observer(u32);

impl Observer {
    /// Ends it. Does nothing if it has ended.
    pub fn disconnect(self) {
        page::current().unobserve(self.0);
    }
}

/// Calls `run` with the width and height of an element's content, in CSS pixels: soon, and whenever they have changed. In
/// client code; in a simulation, which lays nothing out, only when the test says so (`Sim::resize`).
///
/// ```ignore
/// effect(move || {
///     if let Some(chart) = chart.get() {
///         resize_observer(&chart, move |width, _| set_width.set(width));
///     }
/// });
/// ```
///
/// # Panics
/// On the server.
pub fn resize_observer(element: &Element, run: impl Fn(f64, f64) + 'static) -> Observer {
    observe(element, Observed::Size, Rc::new(run))
}

/// Calls `run` with whether an element is in sight: soon, and whenever that has changed. In client code; in a simulation
/// only when the test says so (`Sim::bring_into_sight`).
///
/// # Panics
/// On the server.
pub fn intersection_observer(element: &Element, run: impl Fn(bool) + 'static) -> Observer {
    let run = move |is_seen, _| run(is_seen > 0.0);
    observe(element, Observed::Sight, Rc::new(run))
}

/// Called with what was observed: a size, or 1 and 0 for in sight and out of it.
type OnObserved = Rc<dyn Fn(f64, f64)>;

/// An observer's number, and what it calls.
pub(super) type Observing = (u32, ScopeId, OnObserved);

fn observe(element: &Element, what: Observed, run: OnObserved) -> Observer {
    let page = page::current();
    let number = page.next_wait();
    let scope = ScopeId::current();
    page.observers.borrow_mut().push((number, scope, run));
    page.dom.observe(what, element.node(), number);
    on_cleanup(move || page::current().unobserve(number));
    Observer(number)
}

impl Page {
    fn unobserve(&self, number: u32) {
        let mut observers = self.observers.borrow_mut();
        if let Some(at) = observers.iter().position(|(known, ..)| *known == number) {
            let gone = observers.swap_remove(at);
            drop(observers);
            self.dom.unobserve(number);
            drop(gone);
        }
    }

    /// Tells an observer what was observed.
    pub fn observed(&self, number: u32, x: f64, y: f64) {
        let observers = self.observers.borrow();
        let found = observers.iter().find(|(known, ..)| *known == number);
        let found = found.cloned();
        drop(observers);
        if let Some((_, scope, run)) = found {
            self.turn(move |_| scope.run(|| run(x, y)));
        }
    }
}
