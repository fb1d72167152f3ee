//! Rules of text for numbers and boxes, and the other way round; a field whose type no control has.

use watershed::prelude::*;

#[derive(Form)]
struct Order {
    #[form(email)]
    agreed: bool,
    #[form(password)]
    count: Option<u32>,
    #[form(min_len = 2)]
    price: f64,
    #[form(required, max = 9)]
    name: String,
    #[form(max_len = "nine")]
    sender: String,
    since: std::time::Duration,
}

fn main() {}
