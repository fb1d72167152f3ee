//! Threads, sockets and time: where sessions live.

pub(crate) mod arrival;
pub(crate) mod asleep;
pub(crate) mod attendance;
mod build;
mod clients;
pub(crate) mod connection;
pub(crate) mod cookie;
pub(crate) mod cut;
pub(crate) mod drain;
mod frames;
pub(crate) mod guide;
mod heartbeat;
pub(crate) mod hosts;
pub(crate) mod late;
pub(crate) mod line;
pub(crate) mod memory;
pub(crate) mod pace;
pub(crate) mod renewal;
pub(crate) mod roster;
pub(crate) mod rounds;
pub(crate) mod socket;
pub(crate) mod stream;
pub(crate) mod streaming;
pub(crate) mod ticket;
pub(crate) mod visitor;
mod waiting;
pub(crate) mod worker;
