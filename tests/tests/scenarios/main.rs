//! Pages in the simulation: server half, client half and network in one process.

mod budgets;
mod convergence;
mod equivalence;
mod examples;
mod linking;
mod model;
mod network;
mod search;
mod selectors;
mod splitting;
mod structure;
mod template;
mod todos;
mod uplink;
