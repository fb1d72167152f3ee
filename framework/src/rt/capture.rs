//! The captures of client functions: the tuple `(cap(&a), (cap_or(&b, || 0), ()))` gives the types of a function's
//! arguments and, on the server, holds their values. What the types say of the values is in statics; of each instance,
//! the server keeps only the values.

use std::marker::PhantomData;

use crate::cross::held::IfAny;
use crate::cross::{self, Cross, Source};
#[cfg(not(target_arch = "wasm32"))]
use crate::cross::{CapturedValue, Held};
use crate::function::Captures;
#[cfg(not(target_arch = "wasm32"))]
use crate::function::{CaptureDef, CaptureList};
use crate::rt::Ty;
use crate::rt::conjure::conjure;

/// A captured value: its type, and on the server the value.
pub struct Cap<T> {
    #[cfg(not(target_arch = "wasm32"))]
    value: CapturedValue,
    of: PhantomData<fn() -> T>,
}

/// A captured handle whose source the browser can initialise itself; `I` makes the initial value.
pub struct CapOr<H, I>(Cap<H>, PhantomData<fn() -> I>);

/// Captures a value.
#[cfg(not(target_arch = "wasm32"))]
pub fn cap<T: Cross>(value: &T) -> Cap<T> {
    Cap {
        value: CapturedValue::new(value),
        of: PhantomData,
    }
}

/// Returns the reference. A call has a place of its own in the source, at which rustc reports the type of its result.
pub fn lent<T>(value: &T) -> &T {
    value
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

/// Captures an element that a loop lends: a copy crosses.
pub fn cap_lent<T: Cross>(value: &T) -> Cap<T> {
    cap(value)
}

/// A capture whose function only reads it: if it is a handle, the browser may not write it, whatever its type allows.
#[cfg(not(target_arch = "wasm32"))]
pub struct OnlyRead<C>(C);

/// Captures a handle that its function only reads. Has no effect on a value of any other type.
#[cfg(not(target_arch = "wasm32"))]
pub fn only_read<C: Capture>(capture: C) -> OnlyRead<C> {
    OnlyRead(capture)
}

/// A capture whose function reads the values of its node as handles and does nothing else with them.
#[cfg(not(target_arch = "wasm32"))]
pub struct ReadsWithin<C>(C);

/// Captures a handle of a node whose values are handles, which its function only reads: the browser may not write them.
/// Has no effect on a value of any other type.
#[cfg(not(target_arch = "wasm32"))]
pub fn reads_within<C: Capture>(capture: C) -> ReadsWithin<C> {
    ReadsWithin(capture)
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

#[cfg(not(target_arch = "wasm32"))]
impl<C: Capture> Capture for OnlyRead<C> {
    type Value = C::Value;
}

#[cfg(not(target_arch = "wasm32"))]
impl<C: Capture> Capture for ReadsWithin<C> {
    type Value = C::Value;
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
    /// The knowledge that the server has of each such value.
    #[cfg(not(target_arch = "wasm32"))]
    const DEF: CaptureDef;
    /// The same for a function that only reads a handle; `None` if the value is not a handle.
    #[cfg(not(target_arch = "wasm32"))]
    const READER: Option<CaptureDef> = None;
    /// True if the value is a handle of a node whose values are handles.
    #[cfg(not(target_arch = "wasm32"))]
    const HAS_HANDLES_AS_VALUES: bool = false;
    /// Reads it from the next captured value.
    fn read(captures: &mut Captures<'_>) -> Self::Value;
    /// Returns the value.
    #[cfg(not(target_arch = "wasm32"))]
    fn value(self) -> CapturedValue;
}

impl<T: Cross> EncodedCapture for Cap<T> {
    const FOLLOWS: bool = <T::Held as IfAny>::HANDLES;

    #[cfg(not(target_arch = "wasm32"))]
    const HAS_HANDLES_AS_VALUES: bool = T::HAS_HANDLES_AS_VALUES;

    #[cfg(not(target_arch = "wasm32"))]
    const DEF: CaptureDef = CaptureDef {
        append: CapturedValue::append::<T>,
        // Of other values, the handles in them say which of them write.
        writes: !T::IS_HANDLE || T::HELD.has(Held::WRITE),
        elidable: false,
        reads_within: false,
    };

    #[cfg(not(target_arch = "wasm32"))]
    const READER: Option<CaptureDef> = if T::IS_HANDLE {
        Some(CaptureDef {
            append: CapturedValue::append_reader::<T>,
            writes: false,
            elidable: false,
            reads_within: false,
        })
    } else {
        None
    };

    fn read(captures: &mut Captures<'_>) -> T {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(value) = captures.value() {
            return value.restore();
        }
        cross::restore(captures.bytes())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn value(self) -> CapturedValue {
        self.value
    }
}

impl<H: Source, I: Fn() -> H::Value + Copy + 'static> EncodedCapture for CapOr<H, I> {
    const FOLLOWS: bool = true;

    #[cfg(not(target_arch = "wasm32"))]
    const HAS_HANDLES_AS_VALUES: bool = H::HAS_HANDLES_AS_VALUES;

    #[cfg(not(target_arch = "wasm32"))]
    const DEF: CaptureDef = CaptureDef {
        elidable: true,
        ..Cap::<H>::DEF
    };

    #[cfg(not(target_arch = "wasm32"))]
    const READER: Option<CaptureDef> = match Cap::<H>::READER {
        Some(reader) => Some(CaptureDef {
            elidable: true,
            ..reader
        }),
        None => None,
    };

    fn read(captures: &mut Captures<'_>) -> H {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(value) = captures.value() {
            return value.restore();
        }
        cross::restore_or(captures.bytes(), conjure::<I>())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn value(self) -> CapturedValue {
        self.0.value
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<C: EncodedCapture> EncodedCapture for ReadsWithin<C> {
    const CROSSES: bool = C::CROSSES;
    const FOLLOWS: bool = C::FOLLOWS;
    const DEF: CaptureDef = CaptureDef {
        reads_within: C::HAS_HANDLES_AS_VALUES,
        ..C::DEF
    };

    fn read(captures: &mut Captures<'_>) -> Self::Value {
        C::read(captures)
    }

    fn value(self) -> CapturedValue {
        self.0.value()
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<C: EncodedCapture> EncodedCapture for OnlyRead<C> {
    const CROSSES: bool = C::CROSSES;
    const FOLLOWS: bool = C::FOLLOWS;
    const HAS_HANDLES_AS_VALUES: bool = C::HAS_HANDLES_AS_VALUES;
    const DEF: CaptureDef = match C::READER {
        Some(reader) => reader,
        None => C::DEF,
    };

    fn read(captures: &mut Captures<'_>) -> Self::Value {
        C::read(captures)
    }

    fn value(self) -> CapturedValue {
        self.0.value()
    }
}

/// A capture tuple, with its encoding.
pub trait CrossingCaps: Caps {
    /// True if all of them cross.
    const CROSSES: bool;
    /// True if an open binding follows one of them.
    const FOLLOWS: bool;
    /// The knowledge that the server has of them, in order.
    #[cfg(not(target_arch = "wasm32"))]
    const DEFS: Option<&'static CaptureList>;
    /// Reads the values.
    fn read(captures: &mut Captures<'_>) -> Self::Out;
    /// Gives the values to `take`, in order.
    #[cfg(not(target_arch = "wasm32"))]
    fn each(self, take: &mut dyn FnMut(CapturedValue));
}

impl CrossingCaps for () {
    const CROSSES: bool = true;
    const FOLLOWS: bool = false;
    #[cfg(not(target_arch = "wasm32"))]
    const DEFS: Option<&'static CaptureList> = None;

    fn read(_: &mut Captures<'_>) {}

    #[cfg(not(target_arch = "wasm32"))]
    fn each(self, _: &mut dyn FnMut(CapturedValue)) {}
}

impl<C: EncodedCapture, Rest: CrossingCaps> CrossingCaps for (C, Rest) {
    const CROSSES: bool = C::CROSSES && Rest::CROSSES;
    const FOLLOWS: bool = C::FOLLOWS || Rest::FOLLOWS;
    #[cfg(not(target_arch = "wasm32"))]
    const DEFS: Option<&'static CaptureList> = Some(&CaptureList {
        first: C::DEF,
        rest: Rest::DEFS,
    });

    fn read(captures: &mut Captures<'_>) -> Self::Out {
        // Slots are read in the order of the tuple: first the head, then the rest.
        let head = C::read(captures);
        (head, Rest::read(captures))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn each(self, take: &mut dyn FnMut(CapturedValue)) {
        take(self.0.value());
        self.1.each(take);
    }
}
