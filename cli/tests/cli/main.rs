//! Tests of the command and its library, as their users see them.

mod artifacts;
#[cfg(unix)]
mod crossings;
#[cfg(unix)]
mod editor;
mod messages;
mod new;
mod sandbox;
#[cfg(unix)]
mod serve;
