//! Nobody listens at an element of a `<Head>`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! {
        <Head><body class="wide" on:click=move |_| set_count.update(|count| *count += 1)/></Head>
        <p>{count}</p>
    }
}

fn main() {}
