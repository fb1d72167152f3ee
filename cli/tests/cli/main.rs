//! The command and its library, as their users see them.

mod artifacts;
mod messages;
mod sandbox;
