//! Raw text does not hold its own end.
//!
//! A browser reads a script or a style up to the first closing tag of it, wherever that is. The rest would be on the
//! page.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <script type="text/plain">"a <\\/script> b"</script> }
}
