//! The types of values that cross: names for people, and the handles in their values.

use crate::cross::{Cross, Held};
use crate::rt::Ty;

/// The types in a component, as inference found them.
#[derive(Default)]
pub struct Types {
    /// The types of captured variables.
    pub captured: Vec<Type>,
    /// The paths of the component's instances, if they are known.
    pub children: Vec<Option<String>>,
}

/// The type of a captured variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// The name, without paths; of a handle, the name of its value's type; `_` if the type is not known.
    pub name: String,
    /// The handles in values of the type, if they are known.
    pub holds: Option<Held>,
    /// True if it is a handle itself; then `name` is that of its value.
    pub is_handle: bool,
}

impl Type {
    /// Makes a type of the name that the source gives it.
    pub fn written(name: &str) -> Self {
        let (short, is_handle) = short(name);
        let root = name.split('<').next().unwrap_or_default();
        let root = root.rsplit("::").next().unwrap_or(root);
        Self {
            name: short,
            holds: BY_NAME
                .iter()
                .find(|(name, _)| *name == root)
                .map(|(_, holds)| *holds),
            is_handle,
        }
    }

    /// A type of which nothing is known.
    pub fn unknown() -> Self {
        Self::written("_")
    }
}

/// Describes a type that crosses.
pub trait ByCross {
    /// Returns the description.
    fn told(&self) -> Type;
}

/// Describes any other type, by its name.
pub trait ByTypeName {
    /// Returns the description.
    fn told(&self) -> Type;
}

impl<T: Cross> ByCross for Ty<T> {
    fn told(&self) -> Type {
        Type {
            holds: Some(T::HELD),
            ..Type::written(std::any::type_name::<T>())
        }
    }
}

impl<T: ?Sized> ByTypeName for &Ty<T> {
    fn told(&self) -> Type {
        Type::written(std::any::type_name::<T>())
    }
}

/// Returns the name of a type without paths, and whether the type is a handle; then the name is that of its value.
fn short(name: &str) -> (String, bool) {
    let mut short = String::new();
    for word in name.split_inclusive(|letter: char| !is_path(letter)) {
        short.push_str(word.rsplit("::").next().unwrap_or(word));
    }
    let value = HANDLES
        .iter()
        .find_map(|handle| short.strip_prefix(handle)?.strip_suffix('>'));
    match value {
        Some(value) => (value.to_owned(), true),
        None => (short, false),
    }
}

/// The handles that values of these types hold, by the type's name.
const BY_NAME: [(&str, Held); 6] = [
    ("ReadSignal", Held::READ),
    ("Memo", Held::READ),
    ("WriteSignal", Held::WRITE),
    ("RwSignal", Held::READ.and(Held::WRITE)),
    ("Action", Held::CALL),
    ("Callback", Held::NOTHING),
];

/// The names of handles whose value crosses.
const HANDLES: [&str; 4] = ["ReadSignal<", "WriteSignal<", "RwSignal<", "Memo<"];

fn is_path(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{ReadSignal, RwSignal};

    fn type_name<T: ?Sized>() -> String {
        Type::written(std::any::type_name::<T>()).name
    }

    #[test]
    fn types_are_named_without_their_paths() {
        assert_eq!(
            type_name::<Option<Vec<std::path::PathBuf>>>(),
            "Option<Vec<PathBuf>>"
        );
        assert_eq!(type_name::<(u32, String)>(), "(u32, String)");
    }

    #[test]
    fn the_type_of_a_signal_is_that_of_its_value() {
        assert_eq!(type_name::<ReadSignal<Option<u32>>>(), "Option<u32>");
    }

    #[test]
    fn a_type_tells_which_handles_are_in_its_values() {
        let holds = <Vec<(u32, RwSignal<Vec<RwSignal<u32>>>)>>::HELD;
        assert!(holds.has(Held::WRITE) && holds.leads_to(Held::WRITE));
        let holds = <Option<ReadSignal<String>>>::HELD;
        assert!(holds.has(Held::READ) && !holds.has(Held::WRITE) && !holds.leads_to(Held::READ));
        assert!(<Vec<String>>::HELD.is_nothing());
    }
}
