//! The promises of the reactive graph, tested by the computations that ran.

mod attempts;
mod depth;
mod hooks;
mod log;
mod propagation;
mod random;
mod scopes;
mod selectors;
mod trouble;
mod turns;
