//! The values that can be in a text position or a value position.

use std::borrow::Cow;
use std::fmt::{Display, Write};
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
};
use std::rc::Rc;
use std::sync::Arc;

use crate::action::ActionError;
#[cfg(not(target_arch = "wasm32"))]
use crate::graph::NodeId;
use crate::graph::{Memo, ReadSignal, RwSignal};
use crate::part::Value;
#[cfg(not(target_arch = "wasm32"))]
use crate::server::view::{ServerText, ServerValue, server_text, server_value};

/// A value that can be text: `{count}`.
///
/// Signals and memos are read (tracked), closures are called; `None` is empty.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shown as text",
    label = "not text",
    note = "text is a string, number, `bool` or `char`, an `Option` of such, or a signal, memo or closure that gives such",
    note = "of a type with `Display`: `{{value.to_string()}}`",
    note = "markup in a variable is used as `{{view}}` only where the compiler can see its `view!`"
)]
pub trait AsText {
    /// Appends the text to `out`.
    fn append_to(&self, out: &mut String);

    /// If it is a handle, returns its node, and a binding that reads it again.
    #[cfg(not(target_arch = "wasm32"))]
    fn followed(&self) -> Option<Followed<dyn ServerText>> {
        None
    }
}

/// A value that an attribute, class, style or property can have.
///
/// `None` and `false` mean that it is absent, `true` that it is present without a value; attributes with words for
/// these, such as `aria-expanded`, get the words. All other values are text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of an attribute, class, style or property",
    label = "not a value",
    note = "a value is a string, number, `bool` or `char`, an `Option` of such, or a signal, memo or closure that gives such",
    note = "for several classes write `class=names.join(\" \")`, or `class:name=condition` for each of them"
)]
pub trait AsValue {
    /// Returns the value.
    fn as_value(&self) -> Value;

    /// If it is a handle, returns its node, and a binding that reads it again.
    #[cfg(not(target_arch = "wasm32"))]
    fn followed_value(&self) -> Option<Followed<dyn ServerValue>> {
        None
    }
}

/// A node, and a binding that reads it.
#[cfg(not(target_arch = "wasm32"))]
pub type Followed<B> = (NodeId, Rc<B>);

/// Evaluates a binding in text position.
pub fn as_text(text: &(impl AsText + ?Sized)) -> Value {
    Value::Text(text_of(text))
}

/// Evaluates a binding of an attribute, class, style or property.
pub fn as_value(value: &(impl AsValue + ?Sized)) -> Value {
    value.as_value()
}

/// Returns the text that a value is shown as.
pub fn text_of(text: &(impl AsText + ?Sized)) -> String {
    let mut out = String::new();
    text.append_to(&mut out);
    out
}

/// Implements `AsText` for a type, for references to it, and for references to these, which are the items of an iterator over
/// references. A blanket implementation for references would conflict with that for closures.
macro_rules! text {
    ($([$($generics:tt)*] $type:ty: |$this:ident, $out:ident| $append:expr;)*) => {$(
        impl<$($generics)*> AsText for $type {
            fn append_to(&self, $out: &mut String) {
                let $this = self;
                $append
            }
        }

        impl<$($generics)*> AsText for &$type {
            fn append_to(&self, out: &mut String) {
                <$type as AsText>::append_to(self, out);
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> AsText for &&$type {
            fn append_to(&self, out: &mut String) {
                <$type as AsText>::append_to(self, out);
            }
        }
    )*};
}

macro_rules! value {
    ($([$($generics:tt)*] $type:ty: |$this:ident| $value:expr;)*) => {$(
        impl<$($generics)*> AsValue for $type {
            fn as_value(&self) -> Value {
                let $this = self;
                $value
            }
        }

        impl<$($generics)*> AsValue for &$type {
            fn as_value(&self) -> Value {
                <$type as AsValue>::as_value(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> AsValue for &&$type {
            fn as_value(&self) -> Value {
                <$type as AsValue>::as_value(self)
            }
        }
    )*};
}

macro_rules! both {
    ($([$($generics:tt)*] $type:ty: |$this:ident, $out:ident| $append:expr;)*) => {
        text! { $([$($generics)*] $type: |$this, $out| $append;)* }
        value! { $([$($generics)*] $type: |this| as_text(this);)* }
    };
}

both! {
    [] str: |this, out| out.push_str(this);
    [] String: |this, out| out.push_str(this);
    [] Cow<'_, str>: |this, out| out.push_str(this);
    [] Box<str>: |this, out| out.push_str(this);
    [] Rc<str>: |this, out| out.push_str(this);
    [] Arc<str>: |this, out| out.push_str(this);
    [] char: |this, out| out.push(*this);
}

/// Numbers are a kind of value of their own: `1.50` in a control counts as `1.5`.
macro_rules! numbers {
    ($([] $type:ty: |$this:ident, $out:ident| $append:expr;)*) => {
        text! { $([] $type: |$this, $out| $append;)* }
        value! { $([] $type: |this| Value::Number(text_of(this));)* }
    };
}

macro_rules! integers {
    ($($type:ident: $append:ident($wide:ident);)*) => {
        numbers! { $([] $type: |this, out| $append(*this as $wide, out);)* }
    };
}

// The widest type of each kind formats the others, so that the browser's artifact has the code once.
integers! {
    i8: signed(i64);
    i16: signed(i64);
    i32: signed(i64);
    i64: signed(i64);
    i128: decimal(i128);
    isize: signed(i64);
    u8: unsigned(u64);
    u16: unsigned(u64);
    u32: unsigned(u64);
    u64: unsigned(u64);
    u128: decimal(u128);
    usize: unsigned(u64);
}

/// Implements both for a number that is never 0. Messages name the other numbers.
macro_rules! never_zero {
    ($($type:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl AsText for $type {
            fn append_to(&self, out: &mut String) {
                self.get().append_to(out);
            }
        }

        #[diagnostic::do_not_recommend]
        impl AsText for &$type {
            fn append_to(&self, out: &mut String) {
                self.get().append_to(out);
            }
        }

        #[diagnostic::do_not_recommend]
        impl AsValue for $type {
            fn as_value(&self) -> Value {
                self.get().as_value()
            }
        }

        #[diagnostic::do_not_recommend]
        impl AsValue for &$type {
            fn as_value(&self) -> Value {
                self.get().as_value()
            }
        }
    )*};
}

never_zero! {
    NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64
    NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64
}

fn signed(number: i64, out: &mut String) {
    if number < 0 {
        out.push('-');
    }
    unsigned(number.unsigned_abs(), out);
}

#[cfg(not(target_arch = "wasm32"))]
fn unsigned(number: u64, out: &mut String) {
    decimal(number, out);
}

/// In the browser small is better than fast: without tables, one digit after the other.
#[cfg(target_arch = "wasm32")]
fn unsigned(number: u64, out: &mut String) {
    if number > 9 {
        unsigned(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

fn decimal(number: impl itoa::Integer, out: &mut String) {
    out.push_str(itoa::Buffer::new().format(number));
}

// Formats as the standard library does: `1` for `1.0`. Only an app that shows a float contains this code.
numbers! {
    [] f32: |this, out| write!(out, "{this}").expect("a string takes all text");
    [] f64: |this, out| write!(out, "{this}").expect("a string takes all text");
}

text! {
    [] bool: |this, out| out.push_str(if *this { "true" } else { "false" });
    [T: AsText] Option<T>: |this, out| if let Some(text) = this { text.append_to(out) };
    [T, E: Display] ActionError<T, E>: |this, out| write!(out, "{this}").expect("a string takes all text");
}

value! {
    [] Value: |this| this.clone();
    [] bool: |this| if *this { Value::Present } else { Value::Off };
    [T: AsValue] Option<T>: |this| this.as_ref().map_or(Value::Absent, T::as_value);
}

macro_rules! handles {
    ($($handle:ident)*) => {$(
        impl<T: AsText + Clone + 'static> AsText for $handle<T> {
            fn append_to(&self, out: &mut String) {
                self.with(|text| text.append_to(out));
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn followed(&self) -> Option<Followed<dyn ServerText>> {
                let handle = *self;
                Some((handle.id(), server_text(move |out| handle.append_to(out))))
            }
        }

        impl<T: AsText + Clone + 'static> AsText for &$handle<T> {
            fn append_to(&self, out: &mut String) {
                (**self).append_to(out);
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn followed(&self) -> Option<Followed<dyn ServerText>> {
                (**self).followed()
            }
        }

        impl<T: AsValue + Clone + 'static> AsValue for $handle<T> {
            fn as_value(&self) -> Value {
                self.with(T::as_value)
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn followed_value(&self) -> Option<Followed<dyn ServerValue>> {
                let handle = *self;
                Some((handle.id(), server_value(move || handle.as_value())))
            }
        }

        impl<T: AsValue + Clone + 'static> AsValue for &$handle<T> {
            fn as_value(&self) -> Value {
                (**self).as_value()
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn followed_value(&self) -> Option<Followed<dyn ServerValue>> {
                (**self).followed_value()
            }
        }
    )*};
}

handles! { ReadSignal RwSignal Memo }

#[diagnostic::do_not_recommend]
impl<F: Fn() -> R, R: AsText> AsText for F {
    fn append_to(&self, out: &mut String) {
        self().append_to(out);
    }
}

#[diagnostic::do_not_recommend]
impl<F: Fn() -> R, R: AsValue> AsValue for F {
    fn as_value(&self) -> Value {
        self().as_value()
    }
}
