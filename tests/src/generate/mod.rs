//! Generated components: drawn from a seed, printed for the compiler by the build script, and run without one.

pub mod model;
pub mod program;
pub mod random;
pub mod source;
