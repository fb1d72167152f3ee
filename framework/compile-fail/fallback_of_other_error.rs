//! A fallback that takes something other than the error is reported where it is written.

use watershed::prelude::*;

#[component]
fn Report() -> View {
    view! {
        <ErrorBoundary fallback=|error: String| view! { <p>{error}</p> }>
            <p>"fine"</p>
        </ErrorBoundary>
    }
}

fn main() {}
