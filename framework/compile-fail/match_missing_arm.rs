//! A missing arm is suggested behind the last one.

use watershed::prelude::*;

#[derive(Clone, PartialEq)]
enum Step {
    Named(i32),
    Done,
}

#[component]
fn Page() -> View {
    let (step, _set_step) = signal(Step::Named(1));
    view! { <div>{match step.get() { Step::Named(name) => view! { <b>{name}</b> } }}</div> }
}

fn main() {}
