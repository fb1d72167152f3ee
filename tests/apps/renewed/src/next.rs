//! The parts that were changed, as they are now.

use watershed::prelude::*;

/// The name of the build.
pub const BUILD: &str = "next";

/// A value that earlier builds have written down in another way.
#[derive(Clone, Debug, Default, PartialEq, Cross)]
pub struct Draft {
    title: String,
    words: u32,
}

impl Draft {
    /// Writes a word.
    pub fn write(&mut self) {
        self.title.push('x');
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
    view! {
        <div>
            <p>"The next build."</p>
            <p>{BUILD} " has more text"</p>
        </div>
    }
}
