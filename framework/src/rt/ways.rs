//! Open sites: functions that are client functions only if their types say so: `{settings.volume}` follows a handle, or
//! shows a text.
//!
//! The types are the same on both sides, so both decide in the same way, and neither artifact contains the variant that
//! is not chosen.

use std::marker::PhantomData;

use crate::action::Action;
#[cfg(not(target_arch = "wasm32"))]
use crate::cross::CapturedValue;
use crate::cross::held::{IfAny, Owned};
use crate::cross::{Cross, Source};
#[cfg(not(target_arch = "wasm32"))]
use crate::function::CaptureDef;
use crate::function::Captures;
use crate::graph::{Memo, ReadSignal, RwSignal};
use crate::rt::Ty;
use crate::rt::capture::{Cap, CapOr, Capture, CrossingCaps, EncodedCapture, cap, cap_or};
use crate::rt::typed::Site;

/// A captured local of an open site.
#[derive(Debug)]
pub struct OpenCapture<'a, T>(pub &'a T);

/// A capture that does not cross, so the server runs the site.
pub struct Kept<T>(PhantomData<fn() -> T>);

/// A captured handle whose value may hold handles.
pub struct ValueOf<T, V>(Cap<T>, PhantomData<fn() -> V>);

/// A captured action, whose calls the browser counts.
pub struct CountedAction<A, R>(Cap<Action<A, R>>);

/// Chosen if the value crosses, and holds no borrowed text.
pub trait ByCrossingValue {
    /// The type of the captured value.
    type Value;
    /// Returns the capture.
    fn captured(&self) -> Cap<Self::Value>;
}

/// Chosen in generic components, if it is a parameter that crosses.
pub trait ByParameter {
    /// The type of the captured value.
    type Value;
    /// Returns the capture.
    fn captured(&self) -> Cap<Self::Value>;
}

/// Chosen if it is a handle whose source the browser can make.
pub trait BySource {
    /// The handle's type.
    type Handle: Source;
    /// Returns the capture.
    fn captured_or<I>(&self, initial: I) -> CapOr<Self::Handle, I>
    where
        I: Fn() -> <Self::Handle as Source>::Value + Copy + 'static;
}

/// Chosen if it is a handle whose value crosses.
pub trait ByValue {
    /// The handle's type.
    type Handle;
    /// The type of the node's value.
    type Value;
    /// Captures the handle.
    fn captured_within(&self) -> ValueOf<Self::Handle, Self::Value>;
}

/// Chosen if it is an action.
pub trait ByCount {
    /// The argument's type.
    type Argument;
    /// The result's type.
    type Result;
    /// Captures the action.
    fn captured_action(&self) -> CountedAction<Self::Argument, Self::Result>;
}

/// Chosen for all other values: the server keeps them.
pub trait ByKeeping {
    /// The type of the value.
    type Value;
    /// Captures nothing.
    fn captured(&self) -> Kept<Self::Value>;
    /// Captures nothing.
    fn captured_or<I>(&self, _: I) -> Kept<Self::Value>;
    /// Captures nothing.
    fn captured_within(&self) -> Kept<Self::Value>;
    /// Captures nothing.
    fn captured_action(&self) -> Kept<Self::Value>;
}

impl<T: Cross<Held: Owned>> ByCrossingValue for &OpenCapture<'_, T> {
    type Value = T;

    fn captured(&self) -> Cap<T> {
        cap(self.0)
    }
}

impl<T: Cross> ByParameter for &&OpenCapture<'_, T> {
    type Value = T;

    fn captured(&self) -> Cap<T> {
        cap(self.0)
    }
}

impl<H: Source> BySource for &OpenCapture<'_, H> {
    type Handle = H;

    fn captured_or<I: Fn() -> H::Value + Copy + 'static>(&self, initial: I) -> CapOr<H, I> {
        cap_or(self.0, initial)
    }
}

macro_rules! by_value {
    ($($handle:ident)*) => {$(
        impl<T: Cross> ByValue for &OpenCapture<'_, $handle<T>> {
            type Handle = $handle<T>;
            type Value = T;

            fn captured_within(&self) -> ValueOf<$handle<T>, T> {
                ValueOf(cap(self.0), PhantomData)
            }
        }
    )*};
}

by_value! { Memo ReadSignal RwSignal }

impl<A: Cross, R: 'static> ByCount for &OpenCapture<'_, Action<A, R>> {
    type Argument = A;
    type Result = R;

    fn captured_action(&self) -> CountedAction<A, R> {
        CountedAction(cap(self.0))
    }
}

impl<T> ByKeeping for OpenCapture<'_, T> {
    type Value = T;

    fn captured(&self) -> Kept<T> {
        Kept(PhantomData)
    }

    fn captured_or<I>(&self, _: I) -> Kept<T> {
        Kept(PhantomData)
    }

    fn captured_within(&self) -> Kept<T> {
        Kept(PhantomData)
    }

    fn captured_action(&self) -> Kept<T> {
        Kept(PhantomData)
    }
}

impl<T> Capture for Kept<T> {
    type Value = T;
}

impl<T, V> Capture for ValueOf<T, V> {
    type Value = T;
}

impl<A, R> Capture for CountedAction<A, R> {
    type Value = Action<A, R>;
}

impl<T> EncodedCapture for Kept<T> {
    const CROSSES: bool = false;
    const FOLLOWS: bool = false;

    #[cfg(not(target_arch = "wasm32"))]
    const DEF: CaptureDef = CaptureDef {
        append: |_, _| crate::rt::any(),
        writes: false,
        elidable: false,
        reads_within: false,
    };

    fn read(_: &mut Captures<'_>) -> T {
        crate::rt::any()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn value(self) -> CapturedValue {
        crate::rt::any()
    }
}

impl<T: Cross, V: Cross> EncodedCapture for ValueOf<T, V> {
    const FOLLOWS: bool = <V::Held as IfAny>::HANDLES;

    #[cfg(not(target_arch = "wasm32"))]
    const DEF: CaptureDef = Cap::<T>::DEF;

    #[cfg(not(target_arch = "wasm32"))]
    const READER: Option<CaptureDef> = Cap::<T>::READER;

    #[cfg(not(target_arch = "wasm32"))]
    const HAS_HANDLES_AS_VALUES: bool = T::HAS_HANDLES_AS_VALUES;

    fn read(captures: &mut Captures<'_>) -> T {
        Cap::<T>::read(captures)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn value(self) -> CapturedValue {
        self.0.value()
    }
}

impl<A: Cross, R: 'static> EncodedCapture for CountedAction<A, R> {
    const FOLLOWS: bool = true;

    /// Code that reads the number of calls may make calls.
    #[cfg(not(target_arch = "wasm32"))]
    const DEF: CaptureDef = Cap::<Action<A, R>>::DEF;

    fn read(captures: &mut Captures<'_>) -> Action<A, R> {
        Cap::<Action<A, R>>::read(captures)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn value(self) -> CapturedValue {
        self.0.value()
    }
}

/// Captures a value if its type crosses; with the initial value of its source, if the browser can make that.
#[doc(hidden)]
#[macro_export]
macro_rules! __open {
    ($place:expr) => {{
        use $crate::rt::ways::{ByCrossingValue as _, ByKeeping as _};
        (&&$crate::rt::ways::OpenCapture($place)).captured()
    }};
    ($place:expr, $initial:expr) => {{
        use $crate::rt::ways::{ByKeeping as _, BySource as _};
        (&&$crate::rt::ways::OpenCapture($place)).captured_or($initial)
    }};
}

/// Captures a node, and asks whether its value holds handles.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_within {
    ($place:expr) => {{
        use $crate::rt::ways::{ByKeeping as _, ByValue as _};
        (&&$crate::rt::ways::OpenCapture($place)).captured_within()
    }};
}

/// Captures a value if it is an action.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_action {
    ($place:expr) => {{
        use $crate::rt::ways::{ByCount as _, ByKeeping as _};
        (&&$crate::rt::ways::OpenCapture($place)).captured_action()
    }};
}

/// Returns whether the types of an open binding make it a client function.
#[inline(always)]
pub fn is_open<C: CrossingCaps, F, A>(_: &Ty<Site<C, F, A>>) -> bool {
    const { C::CROSSES && C::FOLLOWS }
}

/// Returns whether all captures of a client function cross.
#[inline(always)]
pub fn crosses<C: CrossingCaps, F, A>(_: &Ty<Site<C, F, A>>) -> bool {
    const { C::CROSSES }
}

/// Returns whether the types of an open binding make it a client function. `_make` makes the captures.
#[cfg(not(target_arch = "wasm32"))]
pub fn makes_open<C: CrossingCaps>(_make: &impl Fn() -> C) -> bool {
    const { C::CROSSES && C::FOLLOWS }
}

/// A memo that the browser may run.
#[cfg(not(target_arch = "wasm32"))]
pub struct OpenMemo<'a, M, C, F, T> {
    make: &'a M,
    function: F,
    of: PhantomData<fn() -> (C, T)>,
}

/// Makes a memo that the browser may run; `make` makes the captures. Returns the function too, for its proof.
#[cfg(not(target_arch = "wasm32"))]
pub fn open_memo<M, C, F, T>(make: &M, function: F) -> (OpenMemo<'_, M, C, F, T>, F)
where
    M: Fn() -> C,
    C: CrossingCaps,
    F: Fn(C::Out) -> T + Copy,
{
    let open = OpenMemo {
        make,
        function,
        of: PhantomData,
    };
    (open, function)
}

/// The two traits of an [`OpenMemo`].
#[cfg(not(target_arch = "wasm32"))]
pub mod memos {
    use super::{CrossingCaps, OpenMemo};
    use crate::cross::Cross;
    use crate::graph::Memo;
    use crate::part::KindId;
    use crate::rt::native::client_memo;

    /// Chosen if the memo's value crosses.
    pub trait ByCrossingValue<T> {
        /// Makes a client function, if all captures cross.
        fn made(
            &self,
            kind: KindId,
            slots: &'static [u16],
            otherwise: impl FnOnce() -> Memo<T>,
        ) -> Memo<T>;
    }

    /// Chosen otherwise: the server runs the memo.
    pub trait ByKeeping<T> {
        /// Makes the memo as it is written.
        fn made(
            &self,
            kind: KindId,
            slots: &'static [u16],
            otherwise: impl FnOnce() -> Memo<T>,
        ) -> Memo<T>;
    }

    impl<M, C, F, T> ByCrossingValue<T> for OpenMemo<'_, M, C, F, T>
    where
        M: Fn() -> C,
        C: CrossingCaps,
        F: Fn(C::Out) -> T + Copy + 'static,
        T: Cross + PartialEq,
    {
        fn made(
            &self,
            kind: KindId,
            slots: &'static [u16],
            otherwise: impl FnOnce() -> Memo<T>,
        ) -> Memo<T> {
            if C::CROSSES {
                client_memo(kind, slots, (self.make)(), self.function).0
            } else {
                otherwise()
            }
        }
    }

    impl<M, C, F, T> ByKeeping<T> for &OpenMemo<'_, M, C, F, T> {
        fn made(
            &self,
            _: KindId,
            _: &'static [u16],
            otherwise: impl FnOnce() -> Memo<T>,
        ) -> Memo<T> {
            otherwise()
        }
    }
}

/// Makes an open memo in the way that its types allow.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_memo {
    ($open:expr, $kind:expr, $slots:expr, $otherwise:expr) => {{
        use $crate::rt::ways::memos::{ByCrossingValue as _, ByKeeping as _};
        (&$open).made($kind, $slots, || $otherwise)
    }};
}

/// Assertions about handles through which client code writes values that the server may need.
#[cfg(not(target_arch = "wasm32"))]
pub mod sent {
    use crate::cross::Cross;
    use crate::cross::held::Upward;
    use crate::graph::{RwSignal, WriteSignal};

    /// A value through which client code writes.
    #[derive(Debug)]
    pub struct WrittenHandle<'a, T>(pub &'a T);

    /// Chosen if it is a handle.
    pub trait ByHandle {
        /// The type of the signal's value.
        type Value;
        /// Requires that the browser can send the value.
        fn is_sent(&self)
        where
            Self::Value: Upward;
    }

    /// Chosen for other types that have a method of the same name.
    pub trait ByOtherMethod {
        /// Requires nothing.
        fn is_sent(&self) {}
    }

    macro_rules! by_handle {
        ($($handle:ident)*) => {$(
            // A value that does not cross at all is reported where it is captured.
            impl<T: Cross> ByHandle for WrittenHandle<'_, $handle<T>> {
                type Value = T;

                fn is_sent(&self)
                where
                    T: Upward,
                {
                }
            }
        )*};
    }

    by_handle! { RwSignal WriteSignal }

    impl<T> ByOtherMethod for &WrittenHandle<'_, T> {}
}

/// Asserts that the browser can send the values that a handle writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __sent {
    ($handle:expr) => {{
        use $crate::rt::ways::sent::{ByHandle as _, ByOtherMethod as _};
        (&$crate::rt::ways::sent::WrittenHandle($handle)).is_sent()
    }};
}
