//! Braces in a tag spread attributes.
//!
//! `{title}` in a tag could mean an attribute of that name, or a list of attributes. A view writes both in full.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let title = "a";
    let more = [("lang", "en")];
    view! { <p title=title {..more}>"text"</p> }
}
