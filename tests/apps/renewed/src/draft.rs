//! The parts that a later build has changed, as they are before.

use watershed::prelude::*;

use crate::Stars;

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

/// Views of which the next build has another one in front.
#[component]
pub fn Tabs() -> View {
    let tab = RwSignal::new(0u32);
    view! {
        <section>
            {match tab.get() {
                0 => view! { <Stars id="first"/> },
                _ => view! { <Stars id="other"/> },
            }}
        </section>
    }
}

/// A part of the page that is without meaning.
#[component]
pub fn Note() -> View {
    view! { <p>"The first build."</p> }
}
