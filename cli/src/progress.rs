//! Prints one short line on stderr at the start of each step, aligned with cargo's own.

/// Prints that a step begins.
pub fn step(verb: &str, what: &str) {
    eprintln!("{verb:>12} {what}");
}
