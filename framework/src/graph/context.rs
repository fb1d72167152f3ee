//! Values that a scope provides to everything inside it, found by their type.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::rc::Rc;

use super::current::graph;
use super::pool::NONE;

/// The values that a scope provides, by type.
type Provided = RefCell<Vec<(TypeId, Rc<dyn Any>)>>;

/// Provides `value` to the current scope and all scopes inside it. It hides a value of the same type from an outer
/// scope, and replaces one of the same scope.
///
/// # Panics
///
/// If no runtime is entered.
pub fn provide_context<T: 'static>(value: T) {
    provide(TypeId::of::<T>(), Rc::new(value));
}

fn provide(of: TypeId, value: Rc<dyn Any>) {
    let provided = graph(|graph| {
        let scope = graph.home();
        let provided = &mut graph.scopes[scope].extras_mut().provided;
        provided
            .get_or_insert_with(|| Rc::<Provided>::default())
            .clone()
    });
    let before = put(&*provided, of, value);
    drop(before);
}

/// Inserts the value for a type. Returns the one before.
fn put(provided: &dyn Any, of: TypeId, value: Rc<dyn Any>) -> Option<Rc<dyn Any>> {
    let mut provided = provided.downcast_ref::<Provided>()?.borrow_mut();
    if let Some((_, slot)) = provided.iter_mut().find(|(each, _)| *each == of) {
        return Some(std::mem::replace(slot, value));
    }
    provided.push((of, value));
    None
}

/// Returns the value of type `T` that the current scope, or the nearest one around it, provides.
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
            let extras = graph.scopes[scope].extras();
            let provided = extras.and_then(|extras| extras.provided.as_deref());
            let found = provided.and_then(|provided| get(provided, of));
            if found.is_some() {
                return found;
            }
            scope = graph.scopes[scope].parent;
        }
        None
    })
}

fn get(provided: &dyn Any, of: TypeId) -> Option<Rc<dyn Any>> {
    let provided = provided.downcast_ref::<Provided>()?.borrow();
    let (_, value) = provided.iter().find(|(each, _)| *each == of)?;
    Some(value.clone())
}
