//! Generated components: drawn from a seed, printed for the compiler by the build script, and also run without a
//! compiler.
//!
//! Pages are compiled as they were drawn. Trees are composed at run time, from kinds of components that were compiled.

mod code;
pub mod kinds;
pub mod model;
pub mod plan;
pub mod program;
pub mod random;
pub mod reference;
mod statics;
