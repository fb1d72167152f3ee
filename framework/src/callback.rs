//! Callbacks: client code as a value, made of a closure given to a prop named `on_…`.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[cfg(not(target_arch = "wasm32"))]
use crate::cross::CapturedValue;
use crate::cross::held::Handles;
use crate::cross::{Cross, mix};
use crate::function::Captures;
use crate::part::KindId;

/// A client function that a parent hands to a child: `on_select: Callback<u32>` takes `on_select=move |id| …`.
///
/// It consists of a function's number and the function's captures, so it crosses, and the child's client code runs it
/// in the browser. `A` is the type of its argument, `R` that of its result.
///
/// ```ignore
/// #[component]
/// fn Choice(name: String, on_choose: Callback<String>) -> View {
///     view! { <button on:click=move |_| on_choose.run(name.clone())>{name}</button> }
/// }
/// ```
pub struct Callback<A = (), R = ()> {
    function: KindId,
    captures: Rc<[Vec<u8>]>,
    of: PhantomData<fn(A) -> R>,
}

/// Makes a callback of client code, for a child or for the caller of this [composable](crate::composable).
///
/// Only in the body of a component or composable; a call anywhere else fails the build.
///
/// ```ignore
/// let raise = callback(move |by: i32| set_count.update(|count| *count += by));
/// view! { <button on:click=move |_| raise.run(2)>"more"</button> }
/// ```
pub fn callback<A, R>(_run: impl Fn(A) -> R) -> Callback<A, R> {
    // No type is that large, but the assertion is evaluated only where the function is called, so only a call fails.
    const {
        assert!(
            size_of::<A>() == usize::MAX,
            "`callback` works only in the body of a `#[component]` or `#[composable]`"
        );
    }
    unreachable!("its calls do not compile")
}

impl<A: 'static, R: 'static> Callback<A, R> {
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn new(function: KindId, captures: Rc<[Vec<u8>]>) -> Self {
        Self {
            function,
            captures,
            of: PhantomData,
        }
    }

    /// Runs the function. In client code.
    ///
    /// # Panics
    /// If the function panics.
    pub fn run(&self, argument: A) -> R {
        let entry = entry(self.function);
        // On the server this runs while a page renders, with the captures of the server.
        #[cfg(not(target_arch = "wasm32"))]
        let _here = crate::cross::local_unless_client();
        let mut call = Invocation {
            argument: Some(argument),
            result: None::<R>,
        };
        (entry.run)(&mut Captures::in_order(&self.captures), &mut call);
        call.result.expect("a client function has a result")
    }
}

/// Runs a callback's function, whose types are those of the [`Invocation`].
pub(crate) type Invoke = fn(&mut Captures<'_>, &mut dyn Any);

/// One call of a callback: its argument, and its result.
pub(crate) struct Invocation<A, R> {
    pub argument: Option<A>,
    pub result: Option<R>,
}

/// The code behind a callback's number.
#[derive(Clone)]
pub(crate) struct ClientCode {
    pub run: Invoke,
    /// Encodes the captures again, each in the crossing context of the time of the call, and appends them.
    #[cfg(not(target_arch = "wasm32"))]
    pub append: Rc<[fn(&CapturedValue, &mut Vec<u8>)]>,
}

thread_local! {
    static FUNCTIONS: RefCell<Vec<(KindId, ClientCode)>> = const { RefCell::new(Vec::new()) };
}

/// Registers a callback's code under its number, once.
pub(crate) fn register(function: KindId, entry: impl FnOnce() -> ClientCode) {
    FUNCTIONS.with_borrow_mut(|functions| {
        if functions.iter().all(|(known, _)| *known != function) {
            functions.push((function, entry()));
        }
    });
}

fn entry(function: KindId) -> ClientCode {
    FUNCTIONS.with_borrow(|functions| {
        let found = functions.iter().find(|(known, _)| *known == function);
        found
            .expect("a callback's function is registered before the callback is made")
            .1
            .clone()
    })
}

impl<A, R> Clone for Callback<A, R> {
    fn clone(&self) -> Self {
        Self {
            function: self.function,
            captures: self.captures.clone(),
            of: PhantomData,
        }
    }
}

impl<A, R> fmt::Debug for Callback<A, R> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Callback({:08x})", self.function.0)
    }
}

impl<A: 'static, R: 'static> Cross for Callback<A, R> {
    const SHAPE: u32 = mix("Callback", 0);
    type Held = Handles;

    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (function, captures) = <(KindId, Vec<Vec<u8>>)>::deserialize(deserializer)?;
        Ok(Self {
            function,
            captures: captures.into(),
            of: PhantomData,
        })
    }
}

impl<A, R> Serialize for Callback<A, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.function, self.linked()).serialize(serializer)
    }
}

impl<A, R> Callback<A, R> {
    /// Returns the captures, encoded in the current crossing context.
    #[cfg(not(target_arch = "wasm32"))]
    fn linked(&self) -> Vec<Vec<u8>> {
        let append = entry(self.function).append;
        let captures = self.captures.iter().zip(append.iter()).enumerate();
        captures
            .map(|(at, (bytes, append))| {
                let captured = CapturedValue::encoded(bytes.clone());
                let mut encoded = Vec::new();
                crate::server::page_state::crossed::captured(
                    self.function,
                    at,
                    &mut encoded,
                    |encoded| append(&captured, encoded),
                );
                encoded
            })
            .collect()
    }

    /// Returns the captures; the browser never sends a callback.
    #[cfg(target_arch = "wasm32")]
    fn linked(&self) -> &[Vec<u8>] {
        &self.captures
    }
}
