//! Types that are no forms.

use watershed::prelude::*;

#[derive(Form)]
struct Pair(String, u8);

#[derive(Form)]
struct Nothing;

#[derive(Form)]
struct Holder<T> {
    item: T,
}

#[derive(Form)]
enum Payment {
    Cash,
    Card { number: String },
    Cheque(u32),
}

#[derive(Form)]
union Either {
    one: u8,
    other: i8,
}

fn main() {}
