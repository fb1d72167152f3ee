//! Signals: values that code outside of the graph writes.

use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc;

use super::access::{Tracking, modify, read, try_read, write};
use super::current::graph;
use super::node::{NodeId, SharedValue};
use super::pool::NONE;
use super::runtime::Graph;

/// Marks a handle of a node with values of this type. A type that is `RefUnwindSafe` has no handle in it, which
/// `facts::types` asks.
pub(super) type HandleOf<T> = PhantomData<(fn() -> T, Box<dyn Send + Sync>)>;

/// The reading half of a signal. Copies are handles of the same signal.
pub struct ReadSignal<T> {
    id: NodeId,
    of: HandleOf<T>,
}

/// The writing half of a signal. Copies are handles of the same signal.
pub struct WriteSignal<T> {
    id: NodeId,
    of: HandleOf<T>,
}

/// Both halves of a signal in one handle. Copies are handles of the same signal.
pub struct RwSignal<T> {
    id: NodeId,
    of: HandleOf<T>,
}

/// Creates a signal with its first value, and returns its two halves. It belongs to the current scope.
///
/// Either side may write a signal, and both see it: where its value is kept and when it is sent follows from the code
/// that uses it.
///
/// # Panics
///
/// If no runtime is entered.
///
/// ```
/// # use watershed::graph::{Runtime, signal};
/// # let runtime = Runtime::new();
/// # let _here = runtime.enter();
/// let (count, set_count) = signal(0);
/// set_count.update(|count| *count += 1);
/// assert_eq!(count.get(), 1);
/// ```
pub fn signal<T: 'static>(value: T) -> (ReadSignal<T>, WriteSignal<T>) {
    RwSignal::new(value).split()
}

impl Graph {
    /// Adds a source without its type.
    pub(super) fn add_source(&mut self, scope: u32, value: SharedValue) -> NodeId {
        let node = self.add_node(Some(value), NONE, 0);
        self.own(scope, node);
        self.id(node)
    }
}

impl<T: 'static> RwSignal<T> {
    /// Creates a signal with its first value. It belongs to the current scope.
    ///
    /// # Panics
    ///
    /// If no runtime is entered.
    pub fn new(value: T) -> Self {
        let value = Rc::new(value);
        Self::from_id(graph(|graph| {
            let home = graph.home();
            graph.add_source(home, value)
        }))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: 'static> RwSignal<T> {
    /// Creates a signal with a value that is in an allocation already.
    pub(crate) fn of_shared(value: Rc<T>) -> Self {
        Self::from_id(graph(|graph| {
            let home = graph.home();
            graph.add_source(home, value)
        }))
    }

    /// Returns the value, untracked; `None` if the signal was disposed.
    pub(crate) fn shared(self) -> Option<Rc<T>> {
        try_read(self.id, Tracking::Off)?.downcast().ok()
    }
}

impl<T> RwSignal<T> {
    /// Returns the two halves.
    pub fn split(self) -> (ReadSignal<T>, WriteSignal<T>) {
        (self.read_only(), self.write_only())
    }

    /// Returns the reading half.
    pub fn read_only(self) -> ReadSignal<T> {
        ReadSignal::from_id(self.id)
    }

    /// Returns the writing half.
    pub fn write_only(self) -> WriteSignal<T> {
        WriteSignal::from_id(self.id)
    }
}

/// Returns the value as the type that its handle names.
pub(super) fn typed<T: 'static>(value: &dyn Any) -> &T {
    match value.downcast_ref() {
        Some(value) => value,
        None => super::trouble::fail(super::trouble::Trouble::OtherType),
    }
}

macro_rules! handle {
    ($($name:ident),*) => {$(
        impl<T> $name<T> {
            /// Returns the node of this handle.
            #[doc(hidden)]
            pub fn id(self) -> NodeId {
                self.id
            }

            /// Makes a handle for a node whose value is a `T`.
            #[doc(hidden)]
            pub fn from_id(id: NodeId) -> Self {
                $name { id, of: std::marker::PhantomData }
            }
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}

        impl<T> PartialEq for $name<T> {
            fn eq(&self, other: &Self) -> bool {
                self.id == other.id
            }
        }

        impl<T> Eq for $name<T> {}

        impl<T> std::hash::Hash for $name<T> {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.id.hash(state);
            }
        }

        impl<T> std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.id).finish()
            }
        }
    )*};
}

macro_rules! readable {
    ($($name:ident),*) => {$(
        impl<T: 'static> Readable for $name<T> {
            type Value = T;

            fn node(self) -> NodeId {
                self.id
            }
        }
    )*};
}

/// A handle with a value that can be read: signals and memos.
pub trait Readable: Copy {
    /// The type of the value.
    type Value: 'static;

    /// Returns the node of the handle.
    #[doc(hidden)]
    fn node(self) -> NodeId;
}

pub(super) use {handle, readable};

handle!(ReadSignal, WriteSignal, RwSignal);
readable!(ReadSignal, RwSignal);

// Their methods are written for each type: an editor that is asked for the definition of `get` shows one place.

impl<T: 'static> ReadSignal<T> {
    /// Returns a clone of the value, tracked: the running memo or effect runs again when the value changes.
    ///
    /// # Panics
    ///
    /// If it was disposed, or is a memo that needs itself.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Returns a clone of the value, not tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Returns a clone of the value, tracked; `None` if it was disposed.
    pub fn try_get(self) -> Option<T>
    where
        T: Clone,
    {
        try_read(self.id, Tracking::On).map(|value| typed::<T>(&*value).clone())
    }

    /// Calls `f` with a reference to the value, tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        f(typed(&*read(self.id, Tracking::On)))
    }

    /// Calls `f` with a reference to the value, not tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn with_untracked<R>(self, f: impl FnOnce(&T) -> R) -> R {
        f(typed(&*read(self.id, Tracking::Off)))
    }
}

impl<T: 'static> RwSignal<T> {
    /// Returns a clone of the value, tracked: the running memo or effect runs again when the value changes.
    ///
    /// # Panics
    ///
    /// If it was disposed, or is a memo that needs itself.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Returns a clone of the value, not tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Returns a clone of the value, tracked; `None` if it was disposed.
    pub fn try_get(self) -> Option<T>
    where
        T: Clone,
    {
        try_read(self.id, Tracking::On).map(|value| typed::<T>(&*value).clone())
    }

    /// Calls `f` with a reference to the value, tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        f(typed(&*read(self.id, Tracking::On)))
    }

    /// Calls `f` with a reference to the value, not tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn with_untracked<R>(self, f: impl FnOnce(&T) -> R) -> R {
        f(typed(&*read(self.id, Tracking::Off)))
    }
}

impl<T: 'static> WriteSignal<T> {
    /// Sets the value and runs its readers, even if the value is equal. Does nothing if the signal was
    /// disposed.
    pub fn set(self, value: T) {
        write(self.id, Rc::new(value));
    }

    /// Lets `f` change the value in place and runs its readers. Does nothing if the signal was disposed.
    ///
    /// # Panics
    ///
    /// Inside a `with` or an `update` of the same signal.
    pub fn update(self, f: impl FnOnce(&mut T)) {
        let mut f = Some(f);
        modify(self.id, &mut |value| {
            if let (Some(f), Some(value)) = (f.take(), value.downcast_mut()) {
                f(value);
            }
        });
    }
}

impl<T: 'static> RwSignal<T> {
    /// Sets the value and runs its readers, even if the value is equal. Does nothing if the signal was
    /// disposed.
    pub fn set(self, value: T) {
        write(self.id, Rc::new(value));
    }

    /// Lets `f` change the value in place and runs its readers. Does nothing if the signal was disposed.
    ///
    /// # Panics
    ///
    /// Inside a `with` or an `update` of the same signal.
    pub fn update(self, f: impl FnOnce(&mut T)) {
        let mut f = Some(f);
        modify(self.id, &mut |value| {
            if let (Some(f), Some(value)) = (f.take(), value.downcast_mut()) {
                f(value);
            }
        });
    }
}
