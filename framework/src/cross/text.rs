//! Borrowed texts. They go to the browser and not back: a text that lives as long as the program cannot come out of a
//! message, unless it is kept for as long.

use std::cell::RefCell;

use serde::{Deserialize, Deserializer, de};

use super::held::Borrowed;
use super::shape::name;
use super::{Cross, context};

impl Cross for &'static str {
    const SHAPE: u32 = name("&str");
    type Held = Borrowed;

    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !context::is_trusted() {
            return Err(de::Error::custom("a borrowed text crosses downward only"));
        }
        String::deserialize(deserializer).map(kept)
    }
}

thread_local! {
    /// The texts that were decoded, in order.
    static KEPT: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a text for as long as the program runs, once for each different text. It is one that the server's program has
/// itself for as long.
fn kept(text: String) -> &'static str {
    KEPT.with_borrow_mut(|kept| match kept.binary_search(&&*text) {
        Ok(at) => kept[at],
        Err(at) => {
            let text: &'static str = text.leak();
            kept.insert(at, text);
            text
        }
    })
}
