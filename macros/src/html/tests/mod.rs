mod browser;
mod names;
mod nesting;

use crate::diagnostic::Diagnostics;
use crate::view::{View, parse_tokens};

/// Parses a view and returns it with the messages about it.
fn checked(source: &str) -> (View, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let tokens = source.parse().expect("the test's source has Rust's tokens");
    let view = parse_tokens(tokens, &mut diagnostics);
    (view, diagnostics.messages().map(str::to_owned).collect())
}

/// Asserts that each view has exactly the problem with this code.
#[track_caller]
fn refuses(table: &[(&str, &str)]) {
    for (source, code) in table {
        let (_, messages) = checked(source);
        let is_expected = messages.len() == 1 && messages[0].contains(&format!("[{code}]\nhelp: "));
        assert!(
            is_expected,
            "{source} has not just {code} but {messages:#?}"
        );
    }
}

#[track_caller]
fn accepts(sources: &[&str]) {
    for source in sources {
        assert_eq!(checked(source).1, [""; 0], "in {source}");
    }
}
