//! Checks of the values that browsers write.

#[cfg(not(target_arch = "wasm32"))]
use std::any::Any;
#[cfg(not(target_arch = "wasm32"))]
use std::rc::Rc;

#[cfg(not(target_arch = "wasm32"))]
use crate::graph::NodeId;
use crate::graph::{ReadSignal, RwSignal, WriteSignal};

/// Adds checks to signals. It is in the prelude.
pub trait Validate: Sized {
    /// The type of the signal's value.
    type Value: 'static;

    /// Checks every value that a browser writes to the signal, on the server, before anything sees it.
    ///
    /// A browser can send any value of the type, whatever the page offers: a limit that only a handler or an attribute
    /// enforces does not bind it. The check is called with the new value and returns the value to take, or a `Result`: an
    /// `Err` refuses the write, and the signal keeps the value that it has. Whatever became of the write, the browser
    /// gets the server's value with the answer. While somebody is typing in a control, the text stays as it is; the
    /// control shows the value when it is left.
    ///
    /// The writes of one message are checked in their order, each after those before it. If one is refused, the others
    /// count, but the actions that were called in the same message do not run: they would work with a value that the
    /// visitor did not see.
    ///
    /// Values that the server writes are not checked. Nor is a signal that no server code uses, because its values never
    /// come to the server. The check itself and what it captures stay on the server; `crossings.lock` names the check
    /// where the signal is made with it. Its error is not sent: a signal can say what is wrong, see the example.
    ///
    /// # Panics
    /// On the server, outside of a page's session.
    ///
    /// ```
    /// use watershed::prelude::*;
    ///
    /// #[component]
    /// fn Order() -> View {
    ///     let (problem, set_problem) = signal(String::new());
    ///     let (count, set_count) = signal(1).validate(move |count: u32| {
    ///         let result = if count <= 10 { Ok(count) } else { Err("at most ten") };
    ///         set_problem.set(result.err().unwrap_or_default().to_owned());
    ///         result
    ///     });
    ///     view! {
    ///         <button on:click=move |_| set_count.update(|count| *count += 1)>"one more"</button>
    ///         {if count.get() > 1 { view! { <p>"with a discount"</p> } }}
    ///         <p>{problem}</p>
    ///     }
    /// }
    /// ```
    #[must_use = "the signal is what the method returns"]
    fn validate<V: CheckResult<Self::Value>>(
        self,
        check: impl Fn(Self::Value) -> V + 'static,
    ) -> Self;
}

/// The result of a check: the value to take, or a `Result` with it. An `Err` refuses the value.
pub trait CheckResult<T> {
    /// Returns the value to take; `None` refuses it.
    #[doc(hidden)]
    fn taken(self) -> Option<T>;
}

impl<T> CheckResult<T> for T {
    fn taken(self) -> Option<T> {
        Some(self)
    }
}

impl<T, E> CheckResult<T> for Result<T, E> {
    fn taken(self) -> Option<T> {
        self.ok()
    }
}

macro_rules! validated {
    ($($handle:ty, |$name:ident| $node:expr;)*) => {$(
        impl<T: 'static> Validate for $handle {
            type Value = T;

            #[cfg(not(target_arch = "wasm32"))]
            fn validate<V: CheckResult<T>>(self, check: impl Fn(T) -> V + 'static) -> Self {
                let $name = &self;
                add($node, check);
                self
            }

            #[cfg(target_arch = "wasm32")]
            fn validate<V: CheckResult<T>>(self, _: impl Fn(T) -> V + 'static) -> Self {
                self
            }
        }
    )*};
}

validated! {
    RwSignal<T>, |signal| signal.id();
    WriteSignal<T>, |signal| signal.id();
    (ReadSignal<T>, WriteSignal<T>), |signal| signal.1.id();
}

#[cfg(not(target_arch = "wasm32"))]
fn add<T: 'static, V: CheckResult<T>>(node: NodeId, check: impl Fn(T) -> V + 'static) {
    let check = move |value: Rc<dyn Any>| {
        let value = Rc::try_unwrap(value.downcast::<T>().ok()?).ok()?;
        let taken: Rc<dyn Any> = Rc::new(check(value).taken()?);
        Some(taken)
    };
    crate::server::provide_check(node, Rc::new(check));
}
