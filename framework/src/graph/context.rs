//! Values that a scope provides to everything inside it, found by their type.

use std::any::{Any, TypeId};
use std::rc::Rc;

use super::pool::NONE;
use super::runtime::graph;

/// A type, and the value provided for it.
pub(super) type Provided = (TypeId, Rc<dyn Any>);

/// Provides `value` to the current scope and all scopes inside it. A value of the same type from further out is
/// hidden by it; one provided by the same scope is replaced.
///
/// # Panics
///
/// If no runtime is entered.
pub fn provide_context<T: 'static>(value: T) {
    provide(TypeId::of::<T>(), Rc::new(value));
}

fn provide(of: TypeId, value: Rc<dyn Any>) {
    let before = graph(|graph| {
        let scope = graph.home();
        let provided = &mut graph.scopes[scope].provided;
        match provided.iter_mut().find(|(each, _)| *each == of) {
            Some((_, slot)) => Some(std::mem::replace(slot, value)),
            None => {
                provided.push((of, value));
                None
            }
        }
    });
    drop(before);
}

/// The value of type `T` that the current scope, or the nearest one around it, provides.
///
/// # Panics
///
/// If no runtime is entered.
pub fn use_context<T: Clone + 'static>() -> Option<T> {
    find(TypeId::of::<T>())?.downcast_ref().cloned()
}

fn find(of: TypeId) -> Option<Rc<dyn Any>> {
    graph(|graph| {
        let mut scope = graph.home();
        while scope != NONE {
            let found = graph.scopes[scope]
                .provided
                .iter()
                .find(|(each, _)| *each == of);
            if let Some((_, value)) = found {
                return Some(value.clone());
            }
            scope = graph.scopes[scope].parent;
        }
        None
    })
}
