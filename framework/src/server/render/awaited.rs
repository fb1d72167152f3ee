//! `async fn` components that have not ended.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use super::nesting::Nest;
use super::structure::{WaitingComponent, fail, run_caught};
use super::tree::{Tree, body};
use crate::server::stage::Unfinished;
use crate::server::view::{Failure, Unit, View, collecting};

/// A component that waits, with the place for its tree.
pub(crate) struct Awaited {
    pub future: Pin<Box<dyn Future<Output = Result<View, Failure>>>>,
    pub nest: Nest,
    pub units: Vec<Unit>,
    /// The place of its tree.
    pub place: Rc<RefCell<Tree>>,
    /// The boundary that waits for it.
    pub waits: Option<WaitingComponent>,
}

impl Awaited {
    /// Polls the component.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<View> {
        let Self {
            future,
            nest,
            units,
            ..
        } = self;
        let poll = || collecting(units, || future.as_mut().poll(context));
        let Some(poll) = nest.run(|| run_caught(poll)) else {
            return Poll::Ready(View::empty());
        };
        Poll::Ready(ready!(poll).unwrap_or_else(|failure| {
            nest.run(|| fail(failure));
            View::empty()
        }))
    }
}

impl Unfinished for Awaited {
    fn go_on(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let view = ready!(self.poll(context));
        let units = std::mem::take(&mut self.units);
        self.place.replace(self.nest.run(|| body(units, view)));
        self.waits
            .take()
            .into_iter()
            .for_each(WaitingComponent::end);
        Poll::Ready(())
    }

    fn is_inside(&self) -> bool {
        self.waits.is_some()
    }
}
