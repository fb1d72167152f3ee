//! Rules of files that cannot be read, or of what is no file.

use watershed::form::Upload;
use watershed::prelude::*;

#[derive(Form)]
struct Sizes {
    #[form(max = "5 megabytes")]
    picture: Upload,
    #[form(accept = "images")]
    other: Vec<Upload>,
}

#[derive(Form)]
struct Kinds {
    #[form(accept = "image/*")]
    title: String,
    #[form(max = "5MB")]
    price: u32,
    #[form(max = 9)]
    picture: Option<Upload>,
}

fn main() {}
