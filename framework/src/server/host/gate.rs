//! Renders pages one step at a time, with a turn for all sessions in between.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use tokio::task::{spawn_local, yield_now};

/// The turnstile of one worker. Each step of rendering a page passes it, and it opens again when everything that was
/// ready by then had its turn: sessions of present visitors come before pages of new ones.
#[derive(Default)]
pub(crate) struct Turnstile {
    is_shut: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Turnstile {
    /// Runs a future, each step of which passes the turnstile.
    pub async fn pass<F: Future>(self: &Rc<Self>, future: F) -> F::Output {
        Passing {
            gate: Rc::clone(self),
            future: Box::pin(future),
        }
        .await
    }

    fn shut(self: &Rc<Self>) {
        self.is_shut.set(true);
        let gate = Rc::clone(self);
        spawn_local(async move {
            yield_now().await;
            gate.is_shut.set(false);
            mem::take(&mut *gate.waiting.borrow_mut())
                .into_iter()
                .for_each(Waker::wake);
        });
    }
}

struct Passing<F> {
    gate: Rc<Turnstile>,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Passing<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        if self.gate.is_shut.get() {
            self.gate.waiting.borrow_mut().push(context.waker().clone());
            return Poll::Pending;
        }
        self.gate.shut();
        self.future.as_mut().poll(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::LocalSet;

    use super::*;

    #[tokio::test]
    async fn whoever_is_ready_has_a_turn_between_two_pages() {
        let log = Rc::new(RefCell::new(String::new()));
        let gate = Rc::new(Turnstile::default());
        let pages = LocalSet::new();
        for _ in 0..4 {
            let (gate, log) = (Rc::clone(&gate), Rc::clone(&log));
            pages.spawn_local(async move {
                gate.pass(async { log.borrow_mut().push('p') }).await;
            });
        }
        let session = Rc::clone(&log);
        pages.spawn_local(async move {
            for _ in 0..8 {
                session.borrow_mut().push('s');
                yield_now().await;
            }
        });
        pages.await;
        let log = log.borrow();
        assert_eq!(log.matches('p').count(), 4, "{log}");
        assert!(!log.contains("pp"), "{log}");
    }
}
