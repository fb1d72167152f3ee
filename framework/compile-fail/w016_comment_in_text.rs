//! A comment of Rust in text is not shown.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! {
        // A comment on a line of its own is one.
        <p>
            see https://example.com/x for more
        </p>
        <p>one /* two */ three</p>
        <p>/* before */ text</p>
        <p>in (a // b
            ) c</p>
        <b/> // A comment beside an element is one.
        <p>
            first line
            // between them
            second line
            // after them: a comment
        </p>
        <p>"quoted" /* a comment */ {1} // a comment
        </p>
        /// documentation
        <b/>
    }
}

fn main() {}
