//! Diagnostics: one file for each mistake, and beside it the message of the compiler.

use std::fs;

#[test]
fn every_mistake_has_its_message() {
    trybuild::TestCases::new().compile_fail("compile-fail/*.rs");
}

/// A message that points at an attribute macro does not show where the mistake is.
#[test]
fn every_message_points_at_what_is_wrong() {
    for entry in fs::read_dir("compile-fail").expect("the mistakes are there") {
        let path = entry.expect("the folder is readable").path();
        if path
            .extension()
            .is_none_or(|extension| extension != "stderr")
        {
            continue;
        }
        let messages = fs::read_to_string(&path).expect("messages are text");
        for message in messages.split("\nerror").map(first_underlined) {
            assert!(
                !message.is_some_and(|line| line.contains("| #[component]")),
                "{} points at the attribute",
                path.display()
            );
        }
    }
}

/// Returns the source line above the underline of the message itself.
fn first_underlined(message: &str) -> Option<&str> {
    let is_underline = |line: &str| {
        let Some(rest) = line.trim_start().strip_prefix('|') else {
            return false;
        };
        let marks = rest.trim_start_matches([' ', '|', '-']);
        marks.starts_with('^')
    };
    let at = message.lines().position(is_underline)?;
    message.lines().nth(at.checked_sub(1)?)
}
