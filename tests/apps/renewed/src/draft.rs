//! The parts that a later build has changed, as they are before.

use watershed::prelude::*;

/// The name of the build.
pub const BUILD: &str = "first";

/// A value that the next build writes down in another way.
#[derive(Clone, Debug, Default, PartialEq, Cross)]
pub struct Draft {
    words: u32,
}

impl Draft {
    /// Writes a word.
    pub fn write(&mut self) {
        self.words += 1;
    }

    /// The length.
    pub fn length(&self) -> u32 {
        self.words
    }
}

/// A part of the page that is without meaning.
#[component]
pub fn Note() -> View {
    view! { <p>"The first build."</p> }
}
