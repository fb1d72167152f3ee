//! Types by example: how generated code names a type that only inference knows.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::children::Slot;
#[cfg(not(target_arch = "wasm32"))]
use crate::component::Component;
#[cfg(not(target_arch = "wasm32"))]
use crate::facts::Child;
use crate::validate::Validate;

/// A witness of a type: the type, as a value.
pub struct Ty<T: ?Sized>(PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> Ty<T> {
    /// Makes a witness of a type that inference has yet to find.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Component> Ty<T> {
    /// Returns what is known of a component by its type.
    pub fn child(self) -> Child {
        Child {
            path: std::any::type_name::<T>().to_owned(),
            types: T::types,
        }
    }
}

impl<T: ?Sized> Default for Ty<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ?Sized> Clone for Ty<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Ty<T> {}

/// Used in code that never runs: `props.of_title(…)` finds the associated functions of the witness's type.
impl<T> Deref for Ty<T> {
    type Target = T;

    fn deref(&self) -> &T {
        any()
    }
}

/// Returns a value of any type, for code that is type-checked and never runs.
///
/// # Panics
/// Always.
pub fn any<T>() -> T {
    unreachable!("this code is only there for its types")
}

/// Makes the witness's type that of the example.
pub fn is<T: ?Sized>(_: Ty<T>, _example: &T) {}

/// Makes the types of two witnesses equal.
pub fn same_type<T: ?Sized>(_: Ty<T>, _: Ty<T>) {}

/// Returns a value of the witness's type, for code that never runs.
///
/// # Panics
/// Always.
pub fn any_of<T>(_: Ty<T>) -> T {
    any()
}

/// Returns the item of a slot with `let:item`, for code that never runs.
///
/// # Panics
/// Always.
pub fn item_of_slot<A>(_: Ty<Slot<A>>) -> A {
    any()
}

/// Returns a signal as it is, and says the type of its value.
pub fn valued<H: Validate<Value = T>, T: 'static>(signal: H) -> H {
    signal
}

/// Returns the success value of `?`, for code that never runs. Unlike `?` it requires nothing of the error's type.
///
/// # Panics
/// Always.
pub fn success<F: Fallible>(_: F) -> F::Success {
    any()
}

/// A type that `?` can be applied to.
#[diagnostic::on_unimplemented(message = "`?` needs a `Result` or an `Option`, not `{Self}`")]
pub trait Fallible {
    /// The type of the success value.
    type Success;
}

impl<T, E> Fallible for Result<T, E> {
    type Success = T;
}

impl<T> Fallible for Option<T> {
    type Success = T;
}

/// Stands for a server-only type in the browser's build.
#[derive(Debug)]
pub enum OnServer {}

/// A function that exists on the server only.
pub trait Absent {
    /// The error message for client code that calls it.
    const MESSAGE: &'static str;
}

/// The body of such a function in the browser: it fails the build of code that uses it.
pub fn on_server<F: Absent, T>() -> T {
    const { panic!("{}", F::MESSAGE) }
}

/// The first type argument of a server-only import: the value's type in a wrapper.
pub trait First {
    /// The type.
    type Type;
}

impl<A, B, C, D> First for (A, B, C, D) {
    type Type = A;
}

/// A function that the browser has too; see `macros/src/emit/server/absent.rs`.
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "this function exists on the server only, and client code calls it",
    label = "not in the browser",
    note = "call it in an `action`, or use its result before the `view!`"
)]
pub trait InBrowser {}

/// Demands of a function that the browser has it too.
#[cfg(not(target_arch = "wasm32"))]
pub fn in_browser<F: InBrowser>() {}

/// A constant or static that the browser has too; see `macros/src/emit/server/server_calls.rs`.
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "this value exists on the server only, and the browser's half names it",
    label = "not in the browser",
    note = "in the body of the component, write the type of the variable that client code captures: `let name: Type = ..`",
    note = "in client code, call an `action`, or use a value that was read before the `view!`"
)]
pub trait ValueInBrowser {}

/// Demands of a constant or static that the browser has it too.
#[cfg(not(target_arch = "wasm32"))]
pub fn value_in_browser<V: ValueInBrowser>() {}
