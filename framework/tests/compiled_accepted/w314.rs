//! Text does not stay between the rows of a table.
//!
//! A browser moves text out of a table, in front of it. In a cell it stays.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <table><tbody><tr><td>"text"</td></tr></tbody></table> }
}
