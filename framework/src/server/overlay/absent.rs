//! What stands in place of the overlay in a server that is built for release: nothing happens.

use std::rc::Rc;

use axum::Router;

use crate::function::Function;
use crate::graph::ScopeId;
use crate::part::{KindId, Template};
use crate::server::host::ticket::Ticket;
use crate::server::render::structure::Site;
use crate::server::stage::Stage;
use crate::server::view::Unit;
use crate::wire::message::{Batch, Place, Update};
use crate::wire::number::Region;
use crate::wire::snapshot::Snapshot;

#[doc(hidden)]
pub fn use_overlay() {}

#[derive(Default)]
pub(crate) struct Overlay;

pub(crate) struct Within;

pub(crate) fn enter<P>() {}

pub(crate) fn routes() -> Router {
    Router::new()
}

pub(crate) fn shown(html: String, _: &Rc<Stage>, _: Option<Ticket>) -> String {
    html
}

impl Overlay {
    pub fn adopt(&self, _: Region, _: &Template, _: &[Function], _: &[Unit], _: ScopeId) {}

    pub fn within(&self, _: Site) -> Within {
        Within
    }

    pub fn within_place(&self, _: &Place) -> Within {
        Within
    }

    pub fn rendered(&self, _: &Stage, _: &str, _: &Snapshot, _: KindId) {}

    pub fn sent(&self, _: &Stage, _: &Update, _: &Snapshot, _: KindId) {}

    pub fn received(&self, _: &Stage, _: &Batch) {}
}
