//! Types for the numbers of different things, so that they are not confused. On the wire they are bare numbers.

use serde::{Deserialize, Serialize};

macro_rules! numbers {
    ($($(#[$about:meta])* $name:ident;)*) => {$(
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// Returns the next number.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }

            /// Returns the index in a list of all of them.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                Self(number)
            }
        }

        impl From<$name> for u32 {
            fn from(number: $name) -> Self {
                number.0
            }
        }
    )*};
}

numbers! {
    /// A region of a page: numbered in document order in the first HTML, then in the order of insertion.
    Region;
    /// A node that the browser knows: a source, a mirror, a memo or an action.
    NodeNumber;
    /// A template, numbered in the order of sending.
    TemplateNumber;
    /// An update.
    Version;
    /// A batch.
    Seq;
    /// A call of an action.
    CallId;
}

impl Version {
    /// Attaches a page that has no update, but has sent batches: another session than the one that it sent them to would
    /// run their calls a second time.
    pub const UNKNOWN: Self = Self(u32::MAX);
}

/// From this number on, the browser numbers what it makes itself and the server does not know of.
const OWN: u32 = 1 << 31;

impl Region {
    /// Returns a region of the browser's own.
    pub const fn own(index: u32) -> Self {
        Self(OWN | index)
    }

    /// Returns the index among the browser's own regions, if it is one.
    pub const fn own_index(self) -> Option<usize> {
        own_index(self.0)
    }
}

impl NodeNumber {
    /// Returns the number of a node of the browser's own.
    pub const fn own(index: u32) -> Self {
        Self(OWN | index)
    }

    /// Returns the index among the browser's own nodes, if it is one.
    pub const fn own_index(self) -> Option<usize> {
        own_index(self.0)
    }
}

const fn own_index(number: u32) -> Option<usize> {
    match number & OWN {
        0 => None,
        _ => Some((number ^ OWN) as usize),
    }
}
