//! Values of the process that are found by their type and name, for as long as somebody uses them.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

/// A value that all share who ask for one of its type and name.
pub(super) struct Named<V: 'static> {
    name: Cow<'static, str>,
    value: V,
}

type All = HashMap<(TypeId, Cow<'static, str>), Weak<dyn Any + Send + Sync>>;

static ALL: LazyLock<Mutex<All>> = LazyLock::new(Mutex::default);

fn all() -> MutexGuard<'static, All> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<V: Send + Sync + 'static> Named<V> {
    /// Returns the value with this name. If nobody has one, `make` makes it.
    pub fn find(name: Cow<'static, str>, make: impl FnOnce() -> V) -> Arc<Self> {
        let mut all = all();
        let key = (TypeId::of::<V>(), name.clone());
        let known = all.get(&key).and_then(Weak::upgrade);
        let known = known.and_then(|known| Arc::downcast(known).ok());
        known.unwrap_or_else(|| {
            let named = Arc::new(Self {
                name,
                value: make(),
            });
            let listed: Weak<Self> = Arc::downgrade(&named);
            all.insert(key, listed);
            named
        })
    }
}

impl<V> Named<V> {
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<V> Deref for Named<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.value
    }
}

impl<V> Drop for Named<V> {
    fn drop(&mut self) {
        let mut all = all();
        let key = (TypeId::of::<V>(), self.name.clone());
        // By now there may be another one in its place.
        if all.get(&key).is_some_and(|named| named.strong_count() == 0) {
            all.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_there_as_long_as_it_is_used() {
        let find = |value: u32| Named::find("used".into(), || value);
        let first = find(1);
        assert_eq!(**find(2), 1);
        assert_eq!(
            *Named::find("used".into(), || "another type").value,
            *"another type"
        );
        drop(first);
        assert!(!all().keys().any(|(_, name)| name == "used"));
        assert_eq!(**find(3), 3);
    }
}
