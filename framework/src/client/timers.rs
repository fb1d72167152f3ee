//! Timers of client code: what they run is a turn.
//!
//! A timer belongs to the scope that starts it (one run of an effect, or the part of the page that an event's handler
//! belongs to) and ends with it: a timer that an effect starts is over when the effect runs again, and when what it
//! belongs to is hidden or removed. What a [`Timer`] names can be ended before.

use std::rc::Rc;

use super::dom::Dom;
use super::page::{self, Page};
use crate::Cross;
use crate::graph::ScopeId;

/// A timer that runs: what [`timeout`], [`interval`] and [`animation_frame`] give. Browser side.
///
/// It names the timer, so it can be kept in a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Cross)]
pub struct Timer(u32);

impl Timer {
    /// Ends the timer. Does nothing if it is over.
    pub fn cancel(self) {
        drop(page::current().take_wait(self.0));
    }
}

/// Runs `run` once, after so many milliseconds, unless the scope of now has ended by then. In client code.
///
/// ```ignore
/// let saved = RwSignal::new(false);
/// view! {
///     <button on:click=move |_| { saved.set(true); timeout(2_000, move || saved.set(false)); }>"Save"</button>
///     <p hidden={!saved.get()}>"Saved"</p>
/// }
/// ```
///
/// # Panics
/// On the server.
pub fn timeout(milliseconds: u32, run: impl FnOnce() + 'static) -> Timer {
    let page = page::current();
    let timer = start(&page, run);
    page.dom.after(milliseconds, timer.0);
    timer
}

/// Runs `run` every so many milliseconds, until the scope of now has ended. In client code.
///
/// ```ignore
/// let seconds = RwSignal::new(0);
/// on_mount(move || interval(1_000, move || seconds.update(|seconds| *seconds += 1)));
/// ```
///
/// # Panics
/// On the server.
pub fn interval(milliseconds: u32, run: impl Fn() + 'static) -> Timer {
    let page = page::current();
    let timer = Timer(page.next_wait());
    let ticking = Ticking {
        timer,
        milliseconds,
        scope: ScopeId::current(),
        run,
    };
    Rc::new(ticking).wait(&page);
    timer
}

/// Runs `run` before the browser draws next, unless the scope of now has ended by then. In client code.
///
/// # Panics
/// On the server.
pub fn animation_frame(run: impl FnOnce() + 'static) -> Timer {
    let page = page::current();
    let timer = start(&page, run);
    page.dom.next_frame(timer.0);
    timer
}

fn start(page: &Page, run: impl FnOnce() + 'static) -> Timer {
    let (number, scope) = (page.next_wait(), ScopeId::current());
    let wait = move |_: &Page| {
        if scope.exists() {
            scope.run(run);
        }
    };
    page.put_wait(number, Box::new(wait));
    Timer(number)
}

struct Ticking<F> {
    timer: Timer,
    milliseconds: u32,
    scope: ScopeId,
    run: F,
}

impl<F: Fn() + 'static> Ticking<F> {
    fn wait(self: Rc<Self>, page: &Page) {
        let (number, milliseconds) = (self.timer.0, self.milliseconds);
        page.put_wait(number, Box::new(move |page| self.tick(page)));
        page.dom.after(milliseconds, number);
    }

    /// Waits again before it runs: it can be cancelled from inside, and goes on if that panics.
    fn tick(self: Rc<Self>, page: &Page) {
        if self.scope.exists() {
            Rc::clone(&self).wait(page);
            self.scope.run(|| (self.run)());
        }
    }
}
