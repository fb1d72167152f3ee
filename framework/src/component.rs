//! Components, as the framework sees them.

#[cfg(target_arch = "wasm32")]
use crate::client::Registry;
use crate::part::KindId;
#[cfg(not(target_arch = "wasm32"))]
pub use crate::server::view::View;

/// A piece of markup. Views are made on the server; here there is only their name.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub struct View(());

/// A component, as one of its props types. `#[component]` implements it.
pub trait Component {
    /// The component's first kind: what a page's other kinds are written relative to, and what says that the
    /// component is registered already.
    const FIRST: KindId;

    /// Enters the component's client functions, and those of the components in its markup.
    #[cfg(target_arch = "wasm32")]
    fn register(registry: &mut Registry);
}

/// A component that can be a page of its own: one that needs no props. `#[component]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a page: it needs props",
    label = "needs props",
    note = "a page is a component without required props; write one that gives this one its props"
)]
pub trait Page: Component + Sized + 'static {
    /// The props of the page.
    fn props() -> Self;
}

/// What a component may return.
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "a component returns a view, not `{Self}`",
    note = "a view is what `view!` gives; `Result<View, E>`, `Option<View>` and `Vec<View>` are views too"
)]
pub trait IntoView {
    /// The view, or why there is none.
    ///
    /// # Errors
    /// The component's own.
    fn into_view(self) -> Result<View, crate::server::view::Failure>;
}

#[cfg(not(target_arch = "wasm32"))]
mod into_view {
    use super::{IntoView, View};
    use crate::server::view::Failure;

    impl IntoView for View {
        fn into_view(self) -> Result<View, Failure> {
            Ok(self)
        }
    }

    impl<V: IntoView> IntoView for Option<V> {
        fn into_view(self) -> Result<View, Failure> {
            self.map_or_else(|| Ok(View::empty()), V::into_view)
        }
    }

    impl<V: IntoView> IntoView for Vec<V> {
        fn into_view(self) -> Result<View, Failure> {
            self.into_iter()
                .map(V::into_view)
                .collect::<Result<_, _>>()
                .map(View::list)
        }
    }

    impl<V: IntoView, E: Into<Failure>> IntoView for Result<V, E> {
        fn into_view(self) -> Result<View, Failure> {
            self.map_err(E::into)?.into_view()
        }
    }

    /// A component that is only text.
    impl IntoView for String {
        fn into_view(self) -> Result<View, Failure> {
            Ok(View::text(self))
        }
    }

    impl IntoView for &str {
        fn into_view(self) -> Result<View, Failure> {
            Ok(View::text(self))
        }
    }

    impl IntoView for () {
        fn into_view(self) -> Result<View, Failure> {
            Ok(View::empty())
        }
    }
}
