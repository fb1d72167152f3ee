//! What the reactive graph promises, told by which computations ran.

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
