//! The functions and types in the expansions for an editor, which are type-checked and never run
//! (`macros/src/editor`).

use std::marker::PhantomData;

use crate::callback::Callback;
use crate::children::Slot;
use crate::client::Event;
use crate::client::event::EventType;
use crate::graph::{Memo, ReadSignal, RwSignal};
use crate::rt::{Ty, any};

/// The constructs of `view!`, as an editor names and documents them.
pub mod constructs {
    /// Shows its children while a condition holds: `<Show when=open fallback=|| view! { "closed" }>"open"</Show>`.
    ///
    /// Hidden markup keeps its state, unless `fresh` is written.
    #[derive(Debug)]
    pub struct Show;

    /// Shows its children for the value of an `Option`: `<ShowLet some=user let:user>{user.get().name}</ShowLet>`.
    ///
    /// `fallback` is shown while there is no value.
    #[derive(Debug)]
    pub struct ShowLet;

    /// Shows its children for each item of a list: `<For each=rows key=|row| row.id let:row><li>{row.get().name}</li></For>`.
    ///
    /// Rows are identified by their keys. `let:` binds the signal of the row's item. `fallback` is shown while the list is
    /// empty.
    #[derive(Debug)]
    pub struct For;

    /// Shows its children inside of the element that a selector names: `<Portal to="#modals">..</Portal>`.
    #[derive(Debug)]
    pub struct Portal;

    /// Shows `fallback` while something that its children read is being loaded: `<Suspense fallback=|| view! { "loading" }>{posts.value()}</Suspense>`.
    #[derive(Debug)]
    pub struct Suspense;

    /// Shows `fallback` until what its children read is there; while that is loaded again, they stay:
    /// `<Transition fallback=|| view! { "loading" }>{posts.value()}</Transition>`.
    #[derive(Debug)]
    pub struct Transition;

    /// Shows `fallback` in place of its children when something in them has failed:
    /// `<ErrorBoundary fallback=|error| view! { {error.to_string()} }><Posts/></ErrorBoundary>`.
    #[derive(Debug)]
    pub struct ErrorBoundary;

    /// Adds to the document's head: `<Head><title>"Home"</title></Head>`.
    #[derive(Debug)]
    pub struct Head;
}

/// The names of HTML. A build does not have them.
pub mod names {
    watershed_macros::__editor_names!();
}

/// The type of a prop.
#[derive(Debug)]
pub struct ValueProp<T>(PhantomData<T>);

impl<T> ValueProp<T> {
    /// Takes the value.
    pub fn give(self, _: T) {}
}

impl<A> ValueProp<Slot<A>> {
    /// Returns the value that `let:` binds.
    ///
    /// # Panics
    /// Always.
    pub fn item(self) -> A {
        any()
    }
}

/// The type of a prop that is given with `into`.
#[derive(Debug)]
pub struct IntoProp<T>(PhantomData<T>);

impl<T> IntoProp<T> {
    /// Takes the value.
    pub fn give(self, _: impl Into<T>) {}
}

/// The type of a prop named `on_..`.
#[derive(Debug)]
pub struct CallbackProp<T>(PhantomData<T>);

impl<T> CallbackProp<T> {
    /// Takes a callback.
    pub fn give(self, _: T) {}
}

impl<A, R> CallbackProp<Callback<A, R>> {
    /// Takes a closure.
    pub fn run(self, _: impl Fn(A) -> R) {}
}

/// Takes the handler of an event.
pub fn on<E: EventType, R>(_: Ty<E>, _: impl Fn(Event<E>) -> R) {}

/// Takes the function that returns the key of a row.
pub fn key<T, K>(_: ReadSignal<T>, _: impl Fn(&T) -> K) {}

/// Types `effect(compute, apply)`, a call of the given function.
pub fn effect<E, T, R>(_: E, _: impl Fn() -> T, _: impl Fn(T) -> R) {}

/// The value of `each=`.
#[derive(Debug)]
pub struct EachValue<'e, E>(pub &'e E);

macro_rules! row {
    ($($handle:ident)*) => {$(
        impl<I: IntoIterator> EachValue<'_, $handle<I>> {
            /// Returns the signal of a row.
            ///
            /// # Panics
            /// Always.
            pub fn row(self) -> ReadSignal<I::Item> {
                any()
            }
        }
    )*};
}

row! { ReadSignal RwSignal Memo }

/// The row of a list that is no handle.
pub trait RowOf {
    /// The type of its items.
    type Item;

    /// Returns the signal of a row.
    ///
    /// # Panics
    /// Always.
    fn row(self) -> ReadSignal<Self::Item>
    where
        Self: Sized,
    {
        any()
    }
}

impl<F: Fn() -> I, I: IntoIterator> RowOf for EachValue<'_, F> {
    type Item = I::Item;
}

impl<I: IntoIterator> RowOf for &EachValue<'_, I> {
    type Item = I::Item;
}
