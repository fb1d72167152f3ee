//! The parts that were changed, as they are now.

use watershed::prelude::*;

use crate::Stars;

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

/// Views of which one is new.
#[component]
pub fn Tabs() -> View {
    let tab = RwSignal::new(0u32);
    view! {
        <section>
            {match tab.get() {
                7 => view! { <Stars id="new"/> },
                0 => view! { <Stars id="first"/> },
                _ => view! { <Stars id="other"/> },
            }}
        </section>
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
