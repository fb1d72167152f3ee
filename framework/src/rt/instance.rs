//! Instances of a generic component. Two whose client functions capture the same types are one to the browser: it has
//! their functions once. So what tells them apart is what they capture, and no type has to cross for it that does not.

use crate::cross::{Cross, shape};
#[cfg(not(target_arch = "wasm32"))]
use crate::part::Template;
use crate::part::instance;
use crate::rt::capture::Caps;
use crate::rt::typed::Site;
use crate::rt::witness::Ty;

/// The values that a client function captures: `(A, (B, ()))`.
pub trait Values {
    /// A hash of their types.
    const SHAPE: u32;
}

impl Values for () {
    const SHAPE: u32 = 0;
}

impl<T: Cross, Rest: Values> Values for (T, Rest) {
    const SHAPE: u32 = shape::and(T::SHAPE, Rest::SHAPE);
}

/// Witnesses of what all client functions of a component capture, in their order: `(one, (other, ()))`.
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

/// The id of a kind in this instance.
pub fn instance_of<S: Shapes>(kind: crate::part::KindId, _: S) -> crate::part::KindId {
    instance(kind, S::SHAPE)
}

/// The witness of what a client function captures, from that of the function.
pub fn captured_by<C: Caps, F, A>(_: Ty<Site<C, F, A>>) -> Ty<C::Out> {
    Ty::new()
}

/// Gives the witness its type: that of what is captured.
#[cfg(not(target_arch = "wasm32"))]
pub fn witnessed<C: Caps>(captures: C, _: Ty<C::Out>) -> C {
    captures
}

/// A template of a generic component.
#[cfg(not(target_arch = "wasm32"))]
pub trait Described {
    /// The same for all instances, but for its id.
    const TEMPLATE: Template;
}

/// The template of an instance.
#[cfg(not(target_arch = "wasm32"))]
pub fn template_of<D: Described, S: Shapes>(_: S) -> &'static Template {
    const {
        &Template {
            id: instance(D::TEMPLATE.id, S::SHAPE),
            ..D::TEMPLATE
        }
    }
}
