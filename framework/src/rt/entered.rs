//! `bind:`: conversions between the state of a control and the value of a signal.

use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
};

use crate::part::Value;
use crate::rt::convert::{AsText, text_of};

/// A value that `bind:value` can hold.
#[diagnostic::on_unimplemented(
    message = "`bind:value` cannot give a signal of `{Self}`",
    label = "not text and not a number",
    note = "it needs a signal of a `String` or a number, or of an `Option` of one; for anything else use `prop:value` and `on:input`"
)]
pub trait Entered: Sized {
    /// Parses the text; `None` if it is not a value of this type.
    fn entered(text: String) -> Option<Self>;
}

impl Entered for String {
    fn entered(text: String) -> Option<Self> {
        Some(text)
    }
}

/// An empty control means `None`.
impl<T: Entered> Entered for Option<T> {
    fn entered(text: String) -> Option<Self> {
        if text.is_empty() {
            Some(None)
        } else {
            T::entered(text).map(Some)
        }
    }
}

macro_rules! numbers {
    ($($type:ident)*) => {$(
        impl Entered for $type {
            fn entered(text: String) -> Option<Self> {
                text.trim().parse().ok()
            }
        }
    )*};
}

numbers! {
    i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64
    NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64
}

/// Returns the entered text as a value of the signal.
pub fn entered<T: Entered>(text: String) -> Option<T> {
    T::entered(text)
}

/// Returns the values chosen in a `<select multiple>`.
pub fn entered_all<T: Entered>(texts: Vec<String>) -> Vec<T> {
    texts.into_iter().filter_map(T::entered).collect()
}

/// Returns the texts of the chosen options of a `<select multiple>`.
#[expect(
    clippy::ptr_arg,
    reason = "what is bound has to be a `Vec`, and inference needs to know"
)]
pub fn choices<T: AsText>(chosen: &Vec<T>) -> Value {
    Value::List(chosen.iter().map(text_of).collect())
}

/// The value of a signal that a group of boxes is bound to.
#[diagnostic::on_unimplemented(
    message = "`bind:group` on boxes needs a signal of a `Vec`, not of a `{Self}`",
    label = "not the checked ones of several",
    note = "each box that is checked has its `value` in it; for one box alone use `bind:checked`"
)]
pub trait Group {
    /// The value of one box.
    type Member;
    /// Returns the values of the checked boxes.
    fn members(&self) -> &Vec<Self::Member>;
    /// Returns the values of the checked boxes, to be changed.
    fn members_mut(&mut self) -> &mut Vec<Self::Member>;
}

impl<T> Group for Vec<T> {
    type Member = T;

    fn members(&self) -> &Vec<T> {
        self
    }

    fn members_mut(&mut self) -> &mut Vec<T> {
        self
    }
}

/// Returns whether the box of this value is checked.
pub fn holds<K>(group: &impl Group<Member: PartialEq<K>>, own: &K) -> bool {
    group.members().iter().any(|member| member == own)
}

/// Adds the value of a box that was checked, or removes it.
pub fn keep_or_drop<G: Group<Member: PartialEq>>(group: &mut G, own: G::Member, is_checked: bool) {
    let members = group.members_mut();
    match members.iter().position(|member| *member == own) {
        Some(at) if !is_checked => drop(members.remove(at)),
        None if is_checked => members.push(own),
        _ => {}
    }
}
