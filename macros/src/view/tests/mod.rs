mod accepted;
mod outline;
mod recovered;
mod text;

use super::parse_tokens;
use crate::diagnostic::Diagnostics;

/// Parses a view and returns its outline with the messages about it.
fn parsed(source: &str) -> (String, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let tokens = source.parse().expect("the test's source has Rust's tokens");
    let outline = outline::outline(&parse_tokens(tokens, &mut diagnostics));
    (outline, diagnostics.messages().map(str::to_owned).collect())
}

/// Returns the outline of a view, and asserts that nothing is reported.
#[track_caller]
fn accepted(source: &str) -> String {
    let (outline, messages) = parsed(source);
    assert_eq!(messages, [""; 0], "in {source}");
    outline
}

/// Returns the codes of messages.
fn codes(messages: &[String]) -> Vec<&str> {
    messages.iter().map(|message| code(message)).collect()
}

fn code(message: &str) -> &str {
    let sentence = message.lines().next().expect("a message has a sentence");
    let (_, code) = sentence
        .rsplit_once('[')
        .expect("a sentence ends with its code");
    code.trim_end_matches(']')
}
