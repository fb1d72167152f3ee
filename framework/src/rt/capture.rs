//! The captures of client functions: the tuple `(cap(&a), (cap_or(&b, || 0), ()))` gives the types of a function's
//! arguments and, on the server, holds their values.

use std::marker::PhantomData;

#[cfg(not(target_arch = "wasm32"))]
use crate::cross::Local;
use crate::cross::held::IfAny;
use crate::cross::{self, Cross, Source};
#[cfg(not(target_arch = "wasm32"))]
use crate::function::Captured;
use crate::function::Captures;
use crate::rt::Ty;
use crate::rt::conjure::conjure;

/// A captured value: its type, and on the server its encoding.
pub struct Cap<T> {
    #[cfg(not(target_arch = "wasm32"))]
    captured: Captured,
    of: PhantomData<fn() -> T>,
}

/// A captured handle whose source the browser can initialise itself; `I` makes the initial value.
pub struct CapOr<H, I>(Cap<H>, PhantomData<fn() -> I>);

/// Captures a value.
#[cfg(not(target_arch = "wasm32"))]
pub fn cap<T: Cross>(value: &T) -> Cap<T> {
    let Local {
        bytes,
        nodes,
        writes,
        within,
    } = cross::encode_local(value);
    let captured = Captured {
        bytes,
        nodes,
        writes,
        within,
        relink: cross::relink::<T>,
        reader: T::IS_HANDLE.then_some(cross::relink_reader::<T>),
        elidable: false,
    };
    Cap {
        captured,
        of: PhantomData,
    }
}

/// Captures the type of a value.
#[cfg(target_arch = "wasm32")]
pub fn cap<T: Cross>(_: &T) -> Cap<T> {
    Cap { of: PhantomData }
}

/// Captures a handle whose source starts with a value that need not be sent.
pub fn cap_or<H: Source, I: Fn() -> H::Value + Copy + 'static>(
    handle: &H,
    _initial: I,
) -> CapOr<H, I> {
    CapOr(cap(handle), PhantomData)
}

/// Captures a borrowed prop: its owned form crosses.
pub fn cap_ref<T: ToOwned<Owned: Cross> + ?Sized>(value: &T) -> Cap<T::Owned> {
    cap(&value.to_owned())
}

/// Captures a handle that its function only reads: the browser may not write it, whatever its type allows. Has no
/// effect on a value of any other type.
#[cfg(not(target_arch = "wasm32"))]
pub fn only_read<C: Narrow>(capture: C) -> C {
    capture.narrow()
}

/// A capture that can be restricted to reading. Without bounds, because capturing has checked them already.
#[cfg(not(target_arch = "wasm32"))]
pub trait Narrow {
    /// Removes the permission to write, if it is a handle.
    fn narrow(self) -> Self;
}

#[cfg(not(target_arch = "wasm32"))]
impl<T> Narrow for Cap<T> {
    fn narrow(mut self) -> Self {
        if let Some(reader) = self.captured.reader {
            self.captured.writes.clear();
            self.captured.relink = reader;
        }
        self
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<H, I> Narrow for CapOr<H, I> {
    fn narrow(self) -> Self {
        CapOr(self.0.narrow(), PhantomData)
    }
}

/// Asserts that a capture has one type in the body (`C`) and in its slice, which is all that the browser's build sees.
/// No inference flows from one to the other.
pub fn same<C: Capture<Value: Cross>, Browser: Cross>(capture: C, _: Ty<Browser>) -> C {
    const {
        assert!(
            <C::Value as Cross>::SHAPE == Browser::SHAPE,
            "a captured value has one type on the server and another in the browser; \
             help: give it an explicit type (`signal(0u64)`, `let n: u64`)"
        )
    };
    capture
}

/// One element of a capture tuple.
pub trait Capture {
    /// The type of the captured value.
    type Value;
}

impl<T> Capture for Cap<T> {
    type Value = T;
}

impl<H, I> Capture for CapOr<H, I> {
    type Value = H;
}

/// A capture tuple, `(capture, (capture, ()))`, as far as it is needed to type a client function.
///
/// It does not require [`Cross`]: `cap` does, and requiring it twice would report two errors.
pub trait Caps {
    /// The argument of the client function: the captured values, nested in the same way.
    type Out;
}

impl Caps for () {
    type Out = ();
}

impl<C: Capture, Rest: Caps> Caps for (C, Rest) {
    type Out = (C::Value, Rest::Out);
}

/// One element of a capture tuple, with its encoding.
pub trait EncodedCapture: Capture {
    /// True if it crosses; for an open capture, that depends on the type.
    const CROSSES: bool = true;
    /// True if an open binding follows the value, by its type.
    const FOLLOWS: bool;
    /// Reads it from the next captured value.
    fn read(captures: &mut Captures<'_>) -> Self::Value;
    /// Returns the encoding.
    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self) -> Captured;
}

impl<T: Cross> EncodedCapture for Cap<T> {
    const FOLLOWS: bool = <T::Held as IfAny>::HANDLES;

    fn read(captures: &mut Captures<'_>) -> T {
        cross::restore(captures.bytes())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self) -> Captured {
        self.captured
    }
}

impl<H: Source, I: Fn() -> H::Value + Copy + 'static> EncodedCapture for CapOr<H, I> {
    const FOLLOWS: bool = true;

    fn read(captures: &mut Captures<'_>) -> H {
        cross::restore_or(captures.bytes(), conjure::<I>())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self) -> Captured {
        Captured {
            elidable: true,
            ..self.0.captured
        }
    }
}

/// A capture tuple, with its encoding.
pub trait CrossingCaps: Caps {
    /// True if all of them cross.
    const CROSSES: bool;
    /// True if an open binding follows one of them.
    const FOLLOWS: bool;
    /// Reads the values.
    fn read(captures: &mut Captures<'_>) -> Self::Out;
    /// Appends the encodings, in order.
    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self, into: &mut Vec<Captured>);
}

impl CrossingCaps for () {
    const CROSSES: bool = true;
    const FOLLOWS: bool = false;

    fn read(_: &mut Captures<'_>) {}

    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self, _: &mut Vec<Captured>) {}
}

impl<C: EncodedCapture, Rest: CrossingCaps> CrossingCaps for (C, Rest) {
    const CROSSES: bool = C::CROSSES && Rest::CROSSES;
    const FOLLOWS: bool = C::FOLLOWS || Rest::FOLLOWS;

    fn read(captures: &mut Captures<'_>) -> Self::Out {
        // Slots are read in the order of the tuple: first the head, then the rest.
        let head = C::read(captures);
        (head, Rest::read(captures))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self, into: &mut Vec<Captured>) {
        into.push(self.0.captured());
        self.1.captured(into);
    }
}
