mod accepted;
mod outline;
mod recovered;
mod text;

use super::parse_tokens;
use crate::diagnostic::Diagnostics;

/// The outline of a view, and the messages about it.
fn parsed(source: &str) -> (String, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let tokens = source.parse().expect("the test's source has Rust's tokens");
    let outline = outline::outline(&parse_tokens(tokens, &mut diagnostics));
    (outline, diagnostics.messages().map(str::to_owned).collect())
}

/// The outline of a view in which nothing is wrong.
#[track_caller]
fn accepted(source: &str) -> String {
    let (outline, messages) = parsed(source);
    assert_eq!(messages, [""; 0], "in {source}");
    outline
}

/// The codes of messages.
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
