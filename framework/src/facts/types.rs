//! The types of what crosses: their names for people, and which handles are in their values.

use crate::cross::{Cross, Held};
use crate::rt::Ty;

/// What inference found out about a component.
#[derive(Default)]
pub struct Types {
    /// The types of captured variables.
    pub captured: Vec<Type>,
    /// The paths of its instances, as far as they are known.
    pub children: Vec<Option<String>>,
}

/// The type of a captured variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// The name, without paths; that of its value for a handle; `_` if nobody knows it.
    pub name: String,
    /// The handles in its values, if it is known.
    pub holds: Option<Held>,
    /// It is a handle itself, and the name is that of its value.
    pub is_handle: bool,
}

impl Type {
    /// A type as the source names it.
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

    /// One of which nothing is known.
    pub fn unknown() -> Self {
        Self::written("_")
    }
}

/// What a witness tells of a type that crosses.
pub trait ByCross {
    /// Its type.
    fn told(&self) -> Type;
}

/// What a witness tells of any other type.
pub trait ByTypeName {
    /// Its type.
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

/// The name of a type without the paths in it, and whether that is of the value of a handle.
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

/// What is in a handle, as far as its name tells.
const BY_NAME: [(&str, Held); 6] = [
    ("ReadSignal", Held::READ),
    ("Memo", Held::READ),
    ("WriteSignal", Held::WRITE),
    ("RwSignal", Held::READ.and(Held::WRITE)),
    ("Action", Held::CALL),
    ("Callback", Held::NOTHING),
];

/// What handles are called: what crosses is their value.
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
