//! Bindings that the server keeps up to date. Each is one allocation, which the view, the graph and the page share: the
//! closure that computes the value, the value that is shown, and the place where.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::graph::{Compute, SharedValue};
use crate::part::{Hole, Value};
use crate::wire::number::Region;

/// A hole of a region.
pub(crate) type RegionHole = (Region, &'static Hole);

/// A text that the server keeps up to date. It is the computation of an effect.
pub trait ServerText: Compute {
    /// Computes the text, and appends it.
    fn append_to(&self, out: &mut String);
    /// Returns what is shown.
    fn shown(&self) -> &Shown<ShownText, str>;
}

/// A value that the server keeps up to date. It is the computation of an effect.
pub trait ServerValue: Compute {
    /// Computes the value.
    fn value(&self) -> Value;
    /// Returns what is shown.
    fn shown(&self) -> &Shown<Option<Value>, Value>;
}

/// The value that a binding shows, and its place. A `New` value is kept as a `Kept`.
pub struct Shown<Kept, New: ?Sized> {
    /// The present value, as it is kept.
    pub(crate) present: RefCell<Kept>,
    /// The hole that it fills, and the region that the hole is in.
    pub(crate) place: Cell<Option<RegionHole>>,
    /// Takes a new value. Does nothing until the binding has a place.
    pub(crate) renew: Cell<fn(&Self, &mut New)>,
}

/// A text that is shown. Most texts are short, and have no allocation of their own.
pub struct ShownText(KeptText);

enum KeptText {
    /// Not computed yet.
    Nothing,
    /// So many bytes.
    Short(u8, [u8; SHORT]),
    Long(Box<str>),
}

/// The bytes of a text for which no allocation is made.
const SHORT: usize = 22;

impl ShownText {
    const NOTHING: Self = Self(KeptText::Nothing);

    /// Keeps a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        Self(match bytes.get_mut(..text.len()) {
            Some(start) => {
                start.copy_from_slice(text.as_bytes());
                KeptText::Short(text.len() as u8, bytes)
            }
            None => KeptText::Long(text.into()),
        })
    }

    /// Returns the text; `None` if it was not computed yet.
    pub(crate) fn text(&self) -> Option<&str> {
        self.bytes().and_then(|bytes| str::from_utf8(bytes).ok())
    }

    fn bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            KeptText::Nothing => None,
            KeptText::Short(length, bytes) => Some(&bytes[..usize::from(*length)]),
            KeptText::Long(text) => Some(text.as_bytes()),
        }
    }
}

/// Makes a binding of a text.
pub(crate) fn server_text(append_to: impl Fn(&mut String) + 'static) -> Rc<dyn ServerText> {
    Rc::new(Follower {
        shown: Shown::nothing(ShownText::NOTHING),
        compute: append_to,
    })
}

/// Makes a binding of a value.
pub(crate) fn server_value(compute: impl Fn() -> Value + 'static) -> Rc<dyn ServerValue> {
    Rc::new(ValueFollower(Follower {
        shown: Shown::nothing(None),
        compute,
    }))
}

struct Follower<Kept, New: ?Sized, F> {
    shown: Shown<Kept, New>,
    compute: F,
}

/// A binding of a value.
struct ValueFollower<F>(Follower<Option<Value>, Value, F>);

impl<Kept, New: ?Sized> Shown<Kept, New> {
    fn nothing(present: Kept) -> Self {
        Self {
            present: RefCell::new(present),
            place: Cell::new(None),
            renew: Cell::new(|_, _| ()),
        }
    }
}

impl<F: Fn(&mut String)> ServerText for Follower<ShownText, str, F> {
    fn append_to(&self, out: &mut String) {
        (self.compute)(out);
    }

    fn shown(&self) -> &Shown<ShownText, str> {
        &self.shown
    }
}

impl<F: Fn() -> Value> ServerValue for ValueFollower<F> {
    fn value(&self) -> Value {
        (self.0.compute)()
    }

    fn shown(&self) -> &Shown<Option<Value>, Value> {
        &self.0.shown
    }
}

thread_local! {
    /// The text that is being computed.
    static SPARE: Cell<String> = const { Cell::new(String::new()) };
}

/// Longer texts are not kept for the next one.
const LONG: usize = 4096;

/// Calls `f` with an empty text, which is used again.
pub(crate) fn with_spare<R>(f: impl FnOnce(&mut String) -> R) -> R {
    let mut text = SPARE.take();
    text.clear();
    let result = f(&mut text);
    if text.capacity() <= LONG {
        SPARE.set(text);
    }
    result
}

impl<F: Fn(&mut String)> Compute for Follower<ShownText, str, F> {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        with_spare(|text| {
            (self.compute)(text);
            (self.shown.renew.get())(&self.shown, text);
        });
        None
    }

    fn hash_shown(&self, mut hasher: &mut dyn Hasher) -> bool {
        self.shown.present.borrow().bytes().hash(&mut hasher);
        true
    }
}

impl<F: Fn() -> Value> Compute for ValueFollower<F> {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        let mut value = (self.0.compute)();
        (self.0.shown.renew.get())(&self.0.shown, &mut value);
        None
    }

    fn hash_shown(&self, mut hasher: &mut dyn Hasher) -> bool {
        self.0.shown.present.borrow().hash(&mut hasher);
        true
    }
}

impl fmt::Debug for ShownText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(out)
    }
}

impl<Kept, New: ?Sized> fmt::Debug for Shown<Kept, New> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Shown")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_kept_in_place() {
        assert_eq!(size_of::<ShownText>(), 24);
        for text in [
            "",
            "a",
            "twenty-two bytes long!",
            "twenty-three bytes long",
            "é…",
        ] {
            let kept = ShownText::of(text);
            assert_eq!(kept.text(), Some(text));
            assert_eq!(matches!(kept.0, KeptText::Long(_)), text.len() > SHORT);
        }
    }
}
