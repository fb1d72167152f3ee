//! Timers of client code: each run of their closure is a turn.
//!
//! A timer belongs to the scope that starts it (one run of an effect, or the part of the page to which an event's
//! handler belongs) and ends with it: a timer that an effect starts ends when the effect runs again, and when its part
//! of the page is hidden or removed. A [`Timer`] can be cancelled before.

use std::rc::Rc;

use super::dom::Dom;
use super::page::{self, Page};
use crate::Cross;
use crate::graph::ScopeId;

/// A running timer, made by [`timeout`], [`interval`] or [`animation_frame`]. Browser side.
///
/// It is only a number, so it can be kept in a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Cross)]
pub struct Timer(u32);

impl Timer {
    /// Ends the timer. Does nothing if it has ended.
    pub fn cancel(self) {
        drop(page::current().take_wait(self.0));
    }
}

/// Runs `run` once, after so many milliseconds, unless the current scope has ended by then. In client code.
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

/// Runs `run` every so many milliseconds, until the current scope has ended. In client code.
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

/// Runs `run` before the browser draws next, unless the current scope has ended by then. In client code.
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

    /// Starts the next wait before it runs: so it can be cancelled from inside, and continues after a panic.
    fn tick(self: Rc<Self>, page: &Page) {
        if self.scope.exists() {
            Rc::clone(&self).wait(page);
            self.scope.run(|| (self.run)());
        }
    }
}
