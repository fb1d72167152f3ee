//! `bind:value`: between the text of a control and the value of a signal.

use crate::rt::convert::{AsText, text_of};

/// What `bind:value` can hold.
#[diagnostic::on_unimplemented(
    message = "`bind:value` cannot give a signal of `{Self}`",
    label = "not text and not a number",
    note = "it needs a signal of a `String` or a number, or of an `Option` of one; for anything else use `prop:value` and `on:input`"
)]
pub trait Entered: Sized {
    /// What the text says; `None` if it says nothing of this type.
    fn entered(text: String) -> Option<Self>;
}

impl Entered for String {
    fn entered(text: String) -> Option<Self> {
        Some(text)
    }
}

/// An empty control is `None`.
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

numbers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 }

/// What was typed or chosen, as a value of the signal.
pub fn entered<T: Entered>(text: String) -> Option<T> {
    T::entered(text)
}

/// Whether the option whose value is `own` is the chosen one.
pub fn is_chosen(chosen: &impl AsText, own: &(impl AsText + ?Sized)) -> bool {
    text_of(chosen) == text_of(own)
}
