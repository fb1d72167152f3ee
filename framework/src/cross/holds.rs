//! The handles in the values of a type: who captures a value can do with them what they allow.

/// A set of abilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Holds(u8);

impl Holds {
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
