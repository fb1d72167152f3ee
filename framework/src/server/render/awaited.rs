//! `async fn` components that have not ended.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use super::nesting::Nest;
use super::tree::{Tree, body};
use crate::server::stage::{Unfinished, beside};
use crate::server::view::{Failure, Unit, View, collecting};

/// A component that waits, with the place for its tree.
pub(crate) struct Awaited {
    pub future: Pin<Box<dyn Future<Output = Result<View, Failure>>>>,
    pub nest: Nest,
    pub units: Vec<Unit>,
    /// The place of its tree.
    pub place: Rc<RefCell<Tree>>,
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
        let view = ready!(nest.run(|| collecting(units, || future.as_mut().poll(context))));
        Poll::Ready(view.unwrap_or_else(|failure| {
            beside().fail(failure);
            View::empty()
        }))
    }
}

impl Unfinished for Awaited {
    fn go_on(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let view = ready!(self.poll(context));
        let units = std::mem::take(&mut self.units);
        self.place.replace(self.nest.run(|| body(units, view)));
        Poll::Ready(())
    }
}
