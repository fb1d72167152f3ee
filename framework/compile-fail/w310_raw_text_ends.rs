//! Raw text cannot contain its own end tag.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <script type="text/plain">"a </script> b"</script> }
}

fn main() {}
