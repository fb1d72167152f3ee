//! Client code cannot capture a closure that comes from a function.

use watershed::prelude::*;

fn stepper(by: i32) -> impl Fn(i32) -> i32 {
    move |count| count + by
}

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let step = stepper(2);
    view! { <button on:click=move |_| set_count.update(|count| *count = step(*count))>{count}</button> }
}

fn main() {}
