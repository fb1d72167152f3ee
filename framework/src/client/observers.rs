//! Observers of elements: each call of their closure is a turn.
//!
//! An observer belongs to the scope that makes it, like a timer: one that an effect makes ends before the effect runs
//! again, and when its part of the page is hidden or removed.

use std::rc::Rc;

use super::dom::{Dom, Observed};
use super::element::Element;
use super::page::{self, Page};
use crate::graph::{ScopeId, on_cleanup};

/// An active observer, made by [`resize_observer`] or [`intersection_observer`]. Browser side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observer(u32);

impl Observer {
    /// Ends the observer. Does nothing if it has ended.
    pub fn disconnect(self) {
        page::current().unobserve(self.0);
    }
}

/// Calls `run` with the width and height of an element's content, in CSS pixels: soon, and whenever they have changed.
/// In client code; in a simulation, which has no layout, only when the test calls `Sim::resize`.
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

/// Calls `run` with true if an element is visible in the viewport, otherwise with false: soon, and whenever that has
/// changed. In client code; in a simulation only when the test calls `Sim::bring_into_sight`.
///
/// # Panics
/// On the server.
pub fn intersection_observer(element: &Element, run: impl Fn(bool) + 'static) -> Observer {
    let run = move |is_seen, _| run(is_seen > 0.0);
    observe(element, Observed::Sight, Rc::new(run))
}

/// Called with the observation: a size, or 1 (visible) and 0 (not visible).
type OnObserved = Rc<dyn Fn(f64, f64)>;

/// An observer's number, scope and closure.
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

    /// Calls the closure of an observer.
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
