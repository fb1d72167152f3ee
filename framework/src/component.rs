//! Components, as the framework uses them.

#[cfg(target_arch = "wasm32")]
use crate::client::Registry;
use crate::part::KindId;
#[cfg(not(target_arch = "wasm32"))]
pub use crate::server::view::View;

/// A piece of markup. Views are made on the server; in the browser there is only the type.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub struct View(());

#[cfg(target_arch = "wasm32")]
impl View {
    /// Makes a view of nothing.
    pub fn empty() -> Self {
        Self(())
    }
}

/// A component, as the type of its props. `#[component]` implements it.
pub trait Component {
    /// The component's first kind: the other kinds of a page are written relative to it, and it tells whether the
    /// component is registered already.
    const FIRST: KindId;

    /// Returns the types that inference found in this instance of a generic component; `None` for any other component,
    /// whose facts have them.
    #[cfg(not(target_arch = "wasm32"))]
    #[doc(hidden)]
    fn types() -> Option<crate::facts::Types> {
        None
    }

    /// Registers the component's client functions, and those of the components in its markup.
    #[cfg(target_arch = "wasm32")]
    fn register(registry: &mut Registry);
}

/// A composable, as the type of its name. `#[composable]` makes the type.
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "this function is called like a composable, and has no `#[composable]`",
    label = "not a composable",
    note = "write `#[composable]` on the function; a function that makes no signals gets a name without `use_`"
)]
pub trait Composable {
    /// Exists only if it is one.
    const IS_COMPOSABLE: () = ();
}

#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::do_not_recommend]
impl<C: Component> Composable for C {}

/// A component that can be a page: one without required props. `#[component]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a page: it needs props",
    label = "needs props",
    note = "a page is a component without required props; write one that gives this one its props"
)]
pub trait Page: Component + Sized + 'static {
    /// Returns the props of the page.
    fn props() -> Self;
}

/// The error of a component that failed: any error. Its text is logged, never sent.
pub type Error = Box<dyn std::error::Error>;

/// A value that can become markup.
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not markup",
    label = "not a view",
    note = "markup is what `view!` gives, an `Option` or a `Vec` of it, or plain text",
    note = "of an iterator, `.collect::<Vec<_>>()` is markup; or write `for` in the markup"
)]
pub trait IntoView {
    /// Returns the view.
    fn into_view(self) -> View;
}

/// The result of a component.
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "a component returns a view, not `{Self}`",
    note = "a view is what `view!` gives, an `Option` or a `Vec` of it, or a `Result` with such and any error"
)]
pub trait ComponentOutcome {
    /// Returns the view, or the error why there is none.
    ///
    /// # Errors
    /// The error of the component.
    fn outcome(self) -> Result<View, Error>;
}

#[cfg(not(target_arch = "wasm32"))]
mod outcomes {
    use super::{ComponentOutcome, Error, IntoView, View};

    impl IntoView for View {
        fn into_view(self) -> View {
            self
        }
    }

    impl IntoView for () {
        fn into_view(self) -> View {
            View::empty()
        }
    }

    impl IntoView for String {
        fn into_view(self) -> View {
            View::text(self)
        }
    }

    impl IntoView for &str {
        fn into_view(self) -> View {
            View::text(self)
        }
    }

    impl<V: IntoView> IntoView for Option<V> {
        fn into_view(self) -> View {
            self.map_or_else(View::empty, V::into_view)
        }
    }

    impl<V: IntoView> IntoView for Vec<V> {
        fn into_view(self) -> View {
            View::list(self.into_iter().map(V::into_view).collect())
        }
    }

    #[diagnostic::do_not_recommend]
    impl<V: IntoView> ComponentOutcome for V {
        fn outcome(self) -> Result<View, Error> {
            Ok(self.into_view())
        }
    }

    impl<V: IntoView, E: Into<Error>> ComponentOutcome for Result<V, E> {
        fn outcome(self) -> Result<View, Error> {
            self.map(V::into_view).map_err(E::into)
        }
    }
}
