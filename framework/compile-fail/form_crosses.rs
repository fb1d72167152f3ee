//! A form crosses as its entries.

use watershed::prelude::*;

#[derive(Form, Cross)]
struct Note {
    title: String,
    #[cross(skip)]
    #[form(required)]
    text: String,
}

fn main() {}
