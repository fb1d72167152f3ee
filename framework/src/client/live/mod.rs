//! The part of the runtime that talks to the server: linked only into apps that can need it.
//!
//! An app says so through [`Registry::live`](super::Registry::live), and everything here is reached through [`LIVE`]
//! alone. A page that has no session (the server gave it no ticket) opens no link, in any app.

mod answers;
mod calls;
mod content;
mod controls;
mod gate;
mod link;
mod patch;
mod regions;
mod socket;
mod trouble;

pub use answers::Answers;
pub use controls::{CONTROLS, ControlHooks};
pub(super) use gate::Gate;

use super::event::RawEvent;
use super::page::{Page, Trace};
use super::resume::PartId;
use crate::graph::{NodeId, ScopeId};
use crate::wire::message::{Op, Outcome};
use crate::wire::number::{NodeNumber, Region};

/// The way into this part of the runtime.
#[derive(Debug)]
pub struct Live {
    /// Links the page to its session, if it has one.
    pub(super) open: fn(&Page),
}

/// What an app that can need the server refers to.
pub static LIVE: Live = Live { open: link::open };

/// What the rest of the runtime asks of a page's link to its session.
pub(super) trait SessionHooks {
    /// Takes note of a client function that is about to be woken. False: it is awake.
    fn wakes(&self, part: PartId) -> bool;
    /// The scope that a region's client functions belong to.
    fn scope(&self, page: &Page, region: Region) -> ScopeId;
    /// Lets a condition show and hide at once.
    fn gate(&self, page: &Page, gate: Gate);
    /// Takes note of what goes with a region.
    fn trace(&self, region: Region, trace: Trace);
    /// Hears an event that may be news of the socket.
    fn hear(&self, page: &Page, event: &RawEvent);
    /// Calls an action. `settled` is told what came of it.
    fn call(&self, action: NodeId, argument: Vec<u8>, settled: Box<dyn FnOnce(Outcome)>);
    /// What a person did to controls.
    fn answers(&self) -> &Answers;
    /// Takes note that a node that crosses was made in the graph.
    fn made(&self, number: NodeNumber, node: NodeId);
    /// What had to wait may be sent at the end of this turn.
    fn go_on(&self);
    /// Applies one operation of an update.
    fn apply(&self, page: &Page, op: Op);
    /// Sends what the turn has left to say.
    fn turn_ended(&self, page: &Page);
}
