//! A task of the server knows no page.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    tokio::spawn(async move { set_count.set(1) });
    let (done, set_done) = signal(false);
    std::thread::spawn(move || set_done.set(true));
    view! { <p>{count} {done}</p> }
}

fn main() {}
