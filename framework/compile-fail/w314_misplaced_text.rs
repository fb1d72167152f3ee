//! Text does not stay in a table.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (n, _) = signal(0);
    view! {
        <table>"text"</table>
        <table><tbody><tr>{n}<td>"cell " {n}</td></tr></tbody></table>
    }
}

fn main() {}
