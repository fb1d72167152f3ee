//! The handles in the values of a type: who captures a value can do with them what they allow.
//!
//! [`Cross::HELD`] says which, [`Cross::Held`] whether there may be any, as a type: so bounds can ask for it.

use super::Cross;

/// A set of abilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held(u8);

impl Held {
    /// Plain data.
    pub const NOTHING: Self = Self(0);
    /// A handle that reads a node.
    pub const READ: Self = Self(1);
    /// A handle that writes a node.
    pub const WRITE: Self = Self(2);
    /// An action.
    pub const CALL: Self = Self(4);

    /// The bits of what is not in the value itself, but in the values of the nodes that it names.
    const DEEPER: u8 = 3;

    /// Both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The abilities of a handle of a node whose values hold `inner`.
    pub const fn of(self, inner: Self) -> Self {
        let deeper = (inner.0 & 7) | inner.0 >> Self::DEEPER;
        Self(self.0 | deeper << Self::DEEPER)
    }

    /// Returns whether a handle in the value itself is able to do this.
    pub const fn has(self, ability: Self) -> bool {
        self.0 & ability.0 != 0
    }

    /// Returns whether a handle in the value of a node that it names is able to do this.
    pub const fn leads_to(self, ability: Self) -> bool {
        self.0 >> Self::DEEPER & ability.0 != 0
    }

    /// Returns whether there is no handle in it.
    pub const fn is_nothing(self) -> bool {
        self.0 == 0
    }
}

/// True if there may be handles in a value.
pub trait IfAny {
    /// True if there may be.
    const HANDLES: bool;
    /// The same of a value with another one beside it.
    type With<Other: IfAny>: IfAny;
}

/// There is no handle in it.
#[derive(Debug)]
pub enum NoHandles {}

/// There may be handles in it.
#[derive(Debug)]
pub enum Handles {}

impl IfAny for NoHandles {
    const HANDLES: bool = false;
    type With<Other: IfAny> = Other;
}

impl IfAny for Handles {
    const HANDLES: bool = true;
    type With<Other: IfAny> = Handles;
}

/// What two types hold together.
pub type Both<A, B> = <<A as Cross>::Held as IfAny>::With<<B as Cross>::Held>;

/// What the browser can send to the server: handles only come down.
#[diagnostic::on_unimplemented(
    message = "the browser cannot send `{Self}` to the server: there are signals in it",
    label = "client code changes this, and the server may need it",
    note = "signals are made by the server, and the browser knows them by number only",
    note = "change it in an action, which runs on the server: \
            `let remove = action(async move |id: u32| items.update(|items| items.retain(|item| item.id != id)));`, \
            and in client code `remove.dispatch(id)`",
    note = "what is in the signals can be changed here: that is not sent as a part of the list"
)]
pub trait Upward: Cross {}

#[diagnostic::do_not_recommend]
impl<T: Cross<Held = NoHandles>> Upward for T {}
