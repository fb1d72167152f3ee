//! What client functions capture: `(cap(&a), (cap_or(&b, || 0), ()))` types their arguments and, on the server,
//! holds the values.

use std::marker::PhantomData;

use crate::client::Captures;
use crate::client::conjure::conjure;
#[cfg(not(target_arch = "wasm32"))]
use crate::cross::Local;
use crate::cross::{self, Cross, Source};
use crate::rt::Ty;
#[cfg(not(target_arch = "wasm32"))]
use crate::server::view::Captured;

/// A captured value: its type, how the browser restores it, and on the server its encoding.
///
/// `R`, a closure that captures nothing, restores it. That a value crosses is thus asked once, where it is captured,
/// and not again by everything that takes captures: it would be answered with as many errors.
pub struct Cap<T, R> {
    #[cfg(not(target_arch = "wasm32"))]
    captured: Captured,
    of: PhantomData<fn() -> (T, R)>,
}

/// Captures a value.
pub fn cap<T: Cross>(
    value: &T,
) -> Cap<T, impl Fn(&mut Captures<'_>) -> T + Copy + 'static + use<T>> {
    captured(value, false, |captures| cross::restore(captures.bytes()))
}

/// Captures a handle whose source starts with a value that need not be sent: `I` makes it in the browser.
pub fn cap_or<H: Source, I: Fn() -> H::Value + Copy + 'static>(
    handle: &H,
    _initial: I,
) -> Cap<H, impl Fn(&mut Captures<'_>) -> H + Copy + 'static + use<H, I>> {
    captured(handle, true, |captures| {
        cross::restore_or(captures.bytes(), || conjure::<I>()())
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn captured<T, R>(value: &T, elidable: bool, _restore: R) -> Cap<T, R>
where
    T: Cross,
    R: Fn(&mut Captures<'_>) -> T,
{
    let Local {
        bytes,
        nodes,
        writes,
    } = cross::encode_local(value);
    let captured = Captured {
        bytes,
        nodes,
        writes,
        relink: cross::relink::<T>,
        elidable,
    };
    Cap {
        captured,
        of: PhantomData,
    }
}

#[cfg(target_arch = "wasm32")]
fn captured<T, R: Fn(&mut Captures<'_>) -> T>(_: &T, _elidable: bool, _restore: R) -> Cap<T, R> {
    Cap { of: PhantomData }
}

/// Captures a borrowed prop: its owned form crosses.
pub fn cap_ref<T: ToOwned<Owned: Cross> + ?Sized>(
    value: &T,
) -> Cap<T::Owned, impl Fn(&mut Captures<'_>) -> T::Owned + Copy + 'static + use<T>> {
    cap(&value.to_owned())
}

/// Asserts that a capture has one type in the body (`C`) and in its slice, which is all the browser's build sees.
/// No inference flows from the one to the other.
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
    /// What is captured.
    type Value;
}

impl<T, R> Capture for Cap<T, R> {
    type Value = T;
}

/// A capture tuple, `(capture, (capture, ()))`, as far as typing a client function goes.
///
/// It does not ask for [`Cross`]: that is `cap`'s question, and asked twice it would be answered with two errors.
pub trait Caps {
    /// What a client function takes: the captured values, nested alike.
    type Out;
}

impl Caps for () {
    type Out = ();
}

impl<C: Capture, Rest: Caps> Caps for (C, Rest) {
    type Out = (C::Value, Rest::Out);
}

/// One element of a capture tuple, with its encoding.
pub trait Crossing: Capture {
    /// Restores it from the next captured value.
    fn read(captures: &mut Captures<'_>) -> Self::Value;
    /// Its encoding.
    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self) -> Captured;
}

impl<T, R: Fn(&mut Captures<'_>) -> T + Copy> Crossing for Cap<T, R> {
    fn read(captures: &mut Captures<'_>) -> T {
        conjure::<R>()(captures)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self) -> Captured {
        self.captured
    }
}

/// A capture tuple, with its encoding.
pub trait CrossingCaps: Caps {
    /// Restores the values.
    fn read(captures: &mut Captures<'_>) -> Self::Out;
    /// Appends their encodings, in order.
    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self, into: &mut Vec<Captured>);
}

impl CrossingCaps for () {
    fn read(_: &mut Captures<'_>) {}

    #[cfg(not(target_arch = "wasm32"))]
    fn captured(self, _: &mut Vec<Captured>) {}
}

impl<C: Crossing, Rest: CrossingCaps> CrossingCaps for (C, Rest) {
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
