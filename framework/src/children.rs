//! Markup that a parent gives to a child.

use std::fmt;
#[cfg(not(target_arch = "wasm32"))]
use std::ops::Deref;
#[cfg(not(target_arch = "wasm32"))]
use std::rc::Rc;

#[cfg(not(target_arch = "wasm32"))]
use crate::component::View;

/// The markup between a component's tags, or in one of its named slots (`<slot:header>`). Server side only.
///
/// Each call makes the markup again. A prop of this type that may be left out is an `Option<Children>` with
/// `#[prop(optional)]`.
///
/// ```ignore
/// #[component]
/// fn Card(header: Children, children: Children) -> View {
///     view! { <section><header>{header()}</header>{children()}</section> }
/// }
/// ```
#[derive(Clone)]
pub struct Children {
    #[cfg(not(target_arch = "wasm32"))]
    make: Rc<dyn Fn() -> View>,
    #[cfg(target_arch = "wasm32")]
    _server: (),
}

/// A slot that is given a value in each call: the parent names it with `let:`. Server side only.
///
/// ```ignore
/// #[component]
/// fn Listing(names: Vec<String>, row: Slot<String>) -> View {
///     view! { <ul>{for name in &names { view! { <li>{row(name.clone())}</li> } }}</ul> }
/// }
/// // <Listing names=names><slot:row let:name><b>{name}</b></slot:row></Listing>
/// ```
pub struct Slot<A> {
    #[cfg(not(target_arch = "wasm32"))]
    make: Rc<dyn Fn(A) -> View>,
    #[cfg(target_arch = "wasm32")]
    _server: std::marker::PhantomData<fn(A)>,
}

/// The type of a slot as a component declares it: [`Children`] or a [`Slot`].
#[cfg(not(target_arch = "wasm32"))]
pub trait FromMarkup {
    /// Makes it of a closure that makes the markup, and ignores its value.
    fn from_markup(make: impl Fn() -> View + 'static) -> Self;
}

#[cfg(not(target_arch = "wasm32"))]
impl FromMarkup for Children {
    fn from_markup(make: impl Fn() -> View + 'static) -> Self {
        Self {
            make: Rc::new(make),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<A: 'static> FromMarkup for Slot<A> {
    fn from_markup(make: impl Fn() -> View + 'static) -> Self {
        Self::new(move |_| make())
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<A> Slot<A> {
    pub(crate) fn new(make: impl Fn(A) -> View + 'static) -> Self {
        Self {
            make: Rc::new(make),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Deref for Children {
    type Target = dyn Fn() -> View;

    fn deref(&self) -> &Self::Target {
        &*self.make
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<A: 'static> Deref for Slot<A> {
    type Target = dyn Fn(A) -> View;

    fn deref(&self) -> &Self::Target {
        &*self.make
    }
}

impl<A> Clone for Slot<A> {
    fn clone(&self) -> Self {
        Self {
            #[cfg(not(target_arch = "wasm32"))]
            make: self.make.clone(),
            #[cfg(target_arch = "wasm32")]
            _server: self._server,
        }
    }
}

impl fmt::Debug for Children {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Children")
    }
}

impl<A> fmt::Debug for Slot<A> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Slot")
    }
}
