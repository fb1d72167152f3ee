//! Two controls of one name.

use watershed::prelude::*;

#[derive(Form)]
struct Note {
    title: String,
    #[form(name = "title")]
    heading: String,
}

#[derive(Form)]
enum Size {
    Small,
    #[form(value = "small")]
    Tiny,
}

fn main() {}
