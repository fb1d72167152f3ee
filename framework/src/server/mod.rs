//! Stand-in
pub mod view;
pub mod structure {
    pub trait EachDriver {}
}

use std::{pin::Pin, rc::Rc};
pub type Run = Rc<
    dyn Fn(
        &[u8],
        &crate::wire::bounded::Budget,
    ) -> Result<Pin<Box<dyn Future<Output = Vec<u8>>>>, crate::wire::DecodeError>,
>;
pub fn provide_action(_: crate::graph::NodeId, _: Run) {}
