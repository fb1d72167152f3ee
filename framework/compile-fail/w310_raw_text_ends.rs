//! Raw text does not hold its own end.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <script type="text/plain">"a </script> b"</script> }
}

fn main() {}
