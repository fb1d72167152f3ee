//! The part of the runtime that communicates with the server: linked only into apps that can need the server.
//!
//! Such an app calls [`Registry::live`](super::Registry::live), and everything here is reached only through [`LIVE`]. A
//! page without a session (the server gave it no ticket) opens no link, in any app.

mod answers;
mod calls;
mod controls;
mod gate;
mod link;
mod scopes;
mod socket;
mod trouble;

pub use answers::Answers;
pub(super) use calls::FollowedCall;
#[cfg(not(target_arch = "wasm32"))]
pub(super) use controls::changing;
#[cfg(target_arch = "wasm32")]
pub(super) use controls::step;
pub use controls::{CONTROLS, ControlHooks};
pub(super) use gate::Gate;

use std::rc::Rc;

use super::dom::UpdateTask;
use super::event::RawEvent;
use super::page::{Page, Trace};
use super::resume::PartId;
use crate::graph::{NodeId, ScopeId};
use crate::optimistic::CallUnderWay;
use crate::wire::number::{CallId, NodeNumber, Region};

/// The entry to this part of the runtime.
#[derive(Debug)]
pub struct Live {
    /// Links the page to its session, if it has one.
    pub(super) open: fn(&Page),
}

/// The entry, to which an app refers if it can need the server.
pub static LIVE: Live = Live { open: link::open };

/// The hooks by which the rest of the runtime uses a page's link to its session.
pub(super) trait SessionHooks {
    /// Notes that a client function is about to wake. Returns false if its region is gone, or if it is awake already and
    /// must be so only once.
    fn wakes(&self, page: &Page, part: PartId, is_once: bool) -> bool;
    /// Returns the scope that a region's client functions belong to.
    fn scope(&self, page: &Page, region: Region) -> ScopeId;
    /// Follows the condition of a gate.
    fn gate(&self, page: &Page, gate: Gate);
    /// Notes a trace, which is undone when its region is removed.
    fn trace(&self, region: Region, trace: Trace);
    /// Keeps the values of the page.
    fn keep(&self, page: &Page);
    /// Handles an event that may come from the socket.
    fn hear(&self, page: &Page, event: &RawEvent);
    /// Calls an action. Returns nothing if it is not on the page any more.
    fn call(&self, action: NodeId, argument: Vec<u8>) -> Option<CallId>;
    /// Returns the number of a node, if it crosses.
    fn number(&self, node: NodeId) -> Option<NodeNumber>;
    /// Returns the calls that have not ended, in the order in which they were made.
    fn calls_under_way(&self, page: &Page) -> Vec<CallUnderWay>;
    /// Returns the calls under way of those nodes that are actions, in the order in which they were made.
    fn follow_calls(&self, nodes: &[NodeId]) -> Vec<Rc<FollowedCall>>;
    /// Lets overlays see the calls up to one, until this is called again or the turn ends.
    fn show_calls(&self, last: CallId);
    /// Shows or hides a region that the browser has made.
    fn turn_region(&self, page: &Page, region: Region, is_shown: bool);
    /// Ends the scope of a region that is gone.
    fn end_region(&self, page: &Page, region: Region);
    /// Returns the input in controls that is not answered.
    fn answers(&self) -> &Answers;
    /// Notes that a node that crosses was made in the graph.
    fn made(&self, number: NodeNumber, node: NodeId);
    /// Lets waiting batches be sent at the end of this turn.
    fn go_on(&self);
    /// Connects again, if the wait with this number has not ended.
    fn connect(&self, page: &Page, wait: u32);
    /// Does a task of an update.
    fn perform(&self, page: &Page, update: &[u8], task: UpdateTask);
    /// Returns the update that is being applied.
    #[cfg(target_arch = "wasm32")]
    fn reading(&self) -> Rc<Vec<u8>>;
    /// Sends the batch of the turn, if there is one.
    fn turn_ended(&self, page: &Page);
}
