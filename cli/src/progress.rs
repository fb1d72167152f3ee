//! Prints one short line on stderr at the start of each step, aligned with cargo's own.

use std::io::{IsTerminal, Write};

/// Prints that a step begins.
pub fn step(verb: &str, what: &str) {
    eprintln!("{verb:>12} {what}");
}

/// Shows a message of the compiler's, in place of the line in which cargo counts.
pub fn show(text: &str) {
    let mut terminal = std::io::stderr().lock();
    let start = if terminal.is_terminal() {
        "\r\x1b[K"
    } else {
        ""
    };
    // There is nobody left to be told if this fails.
    let _ = writeln!(terminal, "{start}{}", text.trim_end());
    let _ = writeln!(terminal);
}
