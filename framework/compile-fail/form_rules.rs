//! Rules that a form does not have.

use watershed::prelude::*;

#[derive(Form)]
struct Note {
    #[form(require)]
    title: String,
    #[form(email, url)]
    sender: String,
}

#[derive(Form)]
#[form(required)]
struct Other {
    title: String,
}

#[derive(Form)]
#[form(validate)]
enum Plan {
    Free,
}

#[derive(Form)]
enum Size {
    #[form(name = "s")]
    Small,
}

fn main() {}
