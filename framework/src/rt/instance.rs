//! Instances of a generic component. If the client functions of two instances capture the same types, the browser has
//! their functions once. So instances are told apart by the types of their captures, and no other type has to cross.

use crate::cross::{Cross, shape};
#[cfg(not(target_arch = "wasm32"))]
use crate::part::Template;
use crate::part::instance;
use crate::rt::capture::Caps;
use crate::rt::typed::Site;
use crate::rt::witness::Ty;

/// The values that a client function captures: `(A, (B, ()))`.
pub trait Values {
    /// A hash of the types.
    const SHAPE: u32;
}

impl Values for () {
    const SHAPE: u32 = 0;
}

impl<T: Cross, Rest: Values> Values for (T, Rest) {
    const SHAPE: u32 = shape::and(T::SHAPE, Rest::SHAPE);
}

/// Witnesses of the captures of all client functions of a component, in order: `(one, (other, ()))`.
pub trait Shapes: Copy {
    /// A hash of the types.
    const SHAPE: u32;
}

impl Shapes for () {
    const SHAPE: u32 = 0;
}

impl<V: Values, Rest: Shapes> Shapes for (Ty<V>, Rest) {
    const SHAPE: u32 = shape::and(V::SHAPE, Rest::SHAPE);
}

/// Returns the id of a kind in this instance.
pub fn instance_of<S: Shapes>(kind: crate::part::KindId, _: S) -> crate::part::KindId {
    instance(kind, S::SHAPE)
}

/// Returns the witness of a client function's captures, from that of the function.
pub fn captured_by<C: Caps, F, A>(_: Ty<Site<C, F, A>>) -> Ty<C::Out> {
    Ty::new()
}

/// Gives the witness the type of the captured values.
#[cfg(not(target_arch = "wasm32"))]
pub fn witnessed<C: Caps>(captures: C, _: Ty<C::Out>) -> C {
    captures
}

/// A generic component's template.
#[cfg(not(target_arch = "wasm32"))]
pub trait Described {
    /// The template, which is the same for all instances except for its id.
    const TEMPLATE: Template;
}

/// Returns the template of an instance.
#[cfg(not(target_arch = "wasm32"))]
pub fn template_of<D: Described, S: Shapes>(_: S) -> &'static Template {
    const {
        &Template {
            id: instance(D::TEMPLATE.id, S::SHAPE),
            ..D::TEMPLATE
        }
    }
}
