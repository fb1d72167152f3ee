//! The handles in the values of a type: code that captures a value has the abilities of these handles.
//!
//! [`Cross::HELD`] has the abilities; [`Cross::Held`] says, as a type that bounds can require, whether there may be
//! handles, or else texts that a browser cannot send back.

use super::Cross;

/// A set of abilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held(u8);

impl Held {
    /// No handles.
    pub const NOTHING: Self = Self(0);
    /// A handle that reads a node.
    pub const READ: Self = Self(1);
    /// A handle that writes a node.
    pub const WRITE: Self = Self(2);
    /// An action.
    pub const CALL: Self = Self(4);

    /// The number of bits for the value itself; the bits above are for the values of the nodes that it refers to.
    const DEEPER: u8 = 3;

    /// Returns the union.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the abilities of a handle of a node whose values hold `inner`.
    pub const fn of(self, inner: Self) -> Self {
        let deeper = (inner.0 & 7) | inner.0 >> Self::DEEPER;
        Self(self.0 | deeper << Self::DEEPER)
    }

    /// Returns whether a handle in the value itself has the ability.
    pub const fn has(self, ability: Self) -> bool {
        self.0 & ability.0 != 0
    }

    /// Returns whether a handle in the value of a node that it refers to has the ability.
    pub const fn leads_to(self, ability: Self) -> bool {
        self.0 >> Self::DEEPER & ability.0 != 0
    }

    /// Returns whether there is no handle.
    pub const fn is_nothing(self) -> bool {
        self.0 == 0
    }
}

/// Says, as a type, whether a value may hold handles or borrowed texts.
pub trait IfAny {
    /// True if it may hold handles.
    const HANDLES: bool;
    /// True if values go to the browser and not back.
    const DOWN_ONLY: bool;
    /// The type for a pair of this value and another.
    type With<Other: IfAny>: IfAny;
    /// The type for a pair of this value and a borrowed text.
    type WithBorrowed: IfAny;
    /// The type for a pair of this value and a handle.
    type WithHandles: IfAny;
}

/// Says that a value holds no borrowed texts.
///
/// The macros let rustc choose a trait by the type of a local. rustc ignores lifetimes there, so it would take every
/// `&str` for a `&'static str`, and refuse it afterwards.
pub trait Owned: IfAny {}

impl Owned for NoHandles {}
impl Owned for Handles {}

/// The value holds no handles.
#[derive(Debug)]
pub enum NoHandles {}

/// The value holds no handles, and may hold a `&'static str`.
#[derive(Debug)]
pub enum Borrowed {}

/// The value may hold handles, and no `&'static str`.
#[derive(Debug)]
pub enum Handles {}

/// The value may hold handles and a `&'static str`.
#[derive(Debug)]
pub enum BorrowedHandles {}

impl IfAny for NoHandles {
    const HANDLES: bool = false;
    const DOWN_ONLY: bool = false;
    type With<Other: IfAny> = Other;
    type WithBorrowed = Borrowed;
    type WithHandles = Handles;
}

impl IfAny for Borrowed {
    const HANDLES: bool = false;
    const DOWN_ONLY: bool = true;
    type With<Other: IfAny> = Other::WithBorrowed;
    type WithBorrowed = Borrowed;
    type WithHandles = BorrowedHandles;
}

impl IfAny for Handles {
    const HANDLES: bool = true;
    const DOWN_ONLY: bool = true;
    type With<Other: IfAny> = Other::WithHandles;
    type WithBorrowed = BorrowedHandles;
    type WithHandles = Handles;
}

impl IfAny for BorrowedHandles {
    const HANDLES: bool = true;
    const DOWN_ONLY: bool = true;
    type With<Other: IfAny> = BorrowedHandles;
    type WithBorrowed = BorrowedHandles;
    type WithHandles = BorrowedHandles;
}

/// The type for a pair of two types.
pub type Both<A, B> = <<A as Cross>::Held as IfAny>::With<<B as Cross>::Held>;

/// A type that the browser can send to the server. Types that hold handles or borrowed texts cannot be sent.
#[diagnostic::on_unimplemented(
    message = "the browser cannot send `{Self}` to the server: there are signals or borrowed texts in it",
    label = "client code changes this, and the server may need it",
    note = "signals are made by the server, and the browser knows them by number only",
    note = "change it in an action, which runs on the server: \
            `let remove = action(async move |id: u32| items.update(|items| items.retain(|item| item.id != id)));`, \
            and in client code `remove.dispatch(id)`",
    note = "what is in the signals can be changed here: that is not sent as a part of the list",
    note = "a `&'static str` cannot come out of a message: use `String` or an enum"
)]
pub trait Upward: Cross {}

#[diagnostic::do_not_recommend]
impl<T: Cross<Held = NoHandles>> Upward for T {}

/// A type that the argument of an action may have.
#[diagnostic::on_unimplemented(
    message = "an action cannot take `{Self}`",
    label = "the browser sends what an action takes",
    note = "for your own types: `#[derive(Cross)]`",
    note = "signals are made by the server, and the browser knows them by number only: let the action use the signal, and take \
            what it needs besides",
    note = "a `&'static str` cannot come out of a message: use `String` or an enum"
)]
pub trait ActionArgument: Cross {}

#[diagnostic::do_not_recommend]
impl<T: Cross<Held = NoHandles>> ActionArgument for T {}
