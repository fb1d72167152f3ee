//! A setter that is given to a function that nobody can look into may be kept anywhere: the compiler takes it as open.

use watershed::prelude::*;

fn keep(_setter: WriteSignal<i32>) {}

#[component]
fn Page() -> View {
    #[server_only]
    let (count, set_count) = signal(0);
    keep(set_count);
    view! { <p>{count}</p> }
}

fn main() {}
