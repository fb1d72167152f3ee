//! The types of values that cross: names for people, and the handles in their values.

use std::marker::PhantomData;
use std::panic::RefUnwindSafe;

use crate::cross::held::Owned;
use crate::cross::{Cross, Held};
use crate::rt::Ty;

/// The types in a component, as inference found them.
#[derive(Default)]
pub struct Types {
    /// The types of captured variables.
    pub captured: Vec<Type>,
    /// The components in the markup, if their types are known.
    pub children: Vec<Option<Child>>,
}

/// A component in markup, by its type.
#[derive(Clone)]
pub struct Child {
    /// The path, with type arguments.
    pub path: String,
    /// Returns the types in this instance, if the component is generic.
    pub types: fn() -> Option<Types>,
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
    /// True if it is a handle that only memos have.
    pub is_memo: bool,
    /// The type of the nodes' values, if all handles in it are of nodes with values of one type.
    pub value: Option<String>,
    /// True if it is a handle, and the values of its nodes are handles too.
    pub has_handles_as_values: bool,
    /// The type of the values of the only handles that its values lead to; `None` if there may be others.
    pub leads_to: Option<String>,
    /// True if values of the type can cross.
    pub crosses: bool,
    /// True if server code alone uses the variable, and may pass on handles in the values of its node.
    pub is_passed_on: bool,
}

impl Type {
    /// Makes a type of the name that the source gives it.
    pub fn written(name: &str) -> Self {
        let (short, is_handle) = short(name);
        let root = name.split('<').next().unwrap_or_default();
        let root = root.rsplit("::").next().unwrap_or(root);
        Self {
            is_memo: is_handle && root == "Memo",
            value: value(name),
            // The name alone does not tell.
            has_handles_as_values: false,
            name: short,
            holds: BY_NAME
                .iter()
                .find(|(name, _)| *name == root)
                .map(|(_, holds)| *holds),
            is_handle,
            leads_to: None,
            crosses: false,
            is_passed_on: false,
        }
    }

    /// Returns what the type of a variable tells of its parts: they are data if it is.
    pub fn of_part(self) -> Self {
        match self.holds.is_some_and(Held::is_nothing) {
            true => self,
            false => Self::unknown(),
        }
    }

    /// Returns the type of a list that server code follows: the rows tell what is followed in it.
    pub fn as_list(self) -> Self {
        let is_list = LISTS.iter().any(|list| self.name.starts_with(list));
        Self {
            holds: match is_list {
                true => Some(Held::NOTHING),
                false => self.holds,
            },
            ..self
        }
    }

    /// Returns the type of a variable that only server code uses, and passes on.
    pub fn passed_on(self) -> Self {
        let is_data = |holds: Held| {
            let mut abilities = [Held::READ, Held::WRITE, Held::CALL].into_iter();
            !abilities.any(|ability| holds.leads_to(ability))
        };
        // Of a handle that does not cross, nothing is known of the values but the type.
        let is_plain = || self.value.as_deref().is_some_and(is_plain);
        let is_data = self.crosses && self.holds.is_some_and(is_data);
        Self {
            is_passed_on: !is_data && !is_plain(),
            ..self
        }
    }

    /// A type of which nothing is known.
    pub fn unknown() -> Self {
        Self::written("_")
    }

    /// Returns the type of the same variable in several instances of a generic component, of which this is one.
    pub(super) fn or(self, other: &Self, written: &Self) -> Self {
        let same = |one: Option<String>, other: &Option<String>| {
            one.filter(|one| other.as_ref() == Some(one))
        };
        Self {
            name: match self.name == other.name {
                true => self.name,
                false => written.name.clone(),
            },
            holds: self
                .holds
                .zip(other.holds)
                .map(|(one, other)| one.and(other)),
            is_handle: self.is_handle && other.is_handle,
            is_memo: self.is_memo && other.is_memo,
            value: same(self.value, &other.value),
            has_handles_as_values: self.has_handles_as_values && other.has_handles_as_values,
            leads_to: same(self.leads_to, &other.leads_to),
            crosses: self.crosses && other.crosses,
            is_passed_on: self.is_passed_on || other.is_passed_on,
        }
    }
}

/// A type of a component's body, whose closures are not known there yet: whether handles are in it is asked outside of the body.
pub trait TypeInBody {
    /// Describes it as a type without handles.
    fn without_handles(&self) -> Type;

    /// Describes it by its name.
    fn by_name(&self) -> Type;
}

/// A type that does not cross.
pub struct OtherType<T: ?Sized>(PhantomData<Box<T>>);

impl TypeInBody for Type {
    fn without_handles(&self) -> Type {
        self.clone()
    }

    fn by_name(&self) -> Type {
        self.clone()
    }
}

impl<T: ?Sized> TypeInBody for OtherType<T> {
    fn without_handles(&self) -> Type {
        Type {
            holds: Some(Held::NOTHING),
            ..self.by_name()
        }
    }

    fn by_name(&self) -> Type {
        Type::written(std::any::type_name::<T>())
    }
}

/// Takes a type that crosses out of a body. Of the three traits the compiler takes the first that fits.
pub trait TakeByCross {
    /// Returns the description.
    fn taken(&self) -> Type;
}

/// Takes a parameter that crosses out of the body of a generic component.
pub trait TakeByParameter {
    /// Returns the description.
    fn taken(&self) -> Type;
}

/// Takes any other type out of a body.
pub trait TakeOther<T: ?Sized> {
    /// Returns the type.
    fn taken(&self) -> OtherType<T>;
}

impl<T: Cross<Held: Owned>> TakeByCross for &Ty<T> {
    fn taken(&self) -> Type {
        crossing::<T>()
    }
}

impl<T: Cross> TakeByParameter for &&Ty<T> {
    fn taken(&self) -> Type {
        crossing::<T>()
    }
}

fn crossing<T: Cross>() -> Type {
    let written = Type::written(std::any::type_name::<T>());
    Type {
        holds: Some(T::HELD),
        is_memo: written.is_memo && T::IS_HANDLE,
        has_handles_as_values: T::HAS_HANDLES_AS_VALUES,
        leads_to: leads_to(std::any::type_name::<T>()).filter(|_| written.is_handle),
        crosses: true,
        ..written
    }
}

impl<T: ?Sized> TakeOther<T> for Ty<T> {
    fn taken(&self) -> OtherType<T> {
        OtherType(PhantomData)
    }
}

/// Describes a type without handles: handles are not `RefUnwindSafe`, and neither is what they are in. Of the two traits the
/// compiler takes the first that fits.
pub trait TellByParts {
    /// Returns the description.
    fn told(&self) -> Type;
}

/// Describes any other type.
pub trait TellByName {
    /// Returns the description.
    fn told(&self) -> Type;
}

impl<T: TypeInBody + RefUnwindSafe> TellByParts for &T {
    fn told(&self) -> Type {
        self.without_handles()
    }
}

impl<T: TypeInBody> TellByName for T {
    fn told(&self) -> Type {
        self.by_name()
    }
}

/// Returns the name of a type without paths, and whether the type is a handle; then the name is that of its value.
fn short(name: &str) -> (String, bool) {
    let short = without_paths(name);
    let value = HANDLES
        .iter()
        .find_map(|handle| short.strip_prefix(handle)?.strip_suffix('>'));
    match value {
        Some(value) => (value.to_owned(), true),
        None => (short, false),
    }
}

fn without_paths(name: &str) -> String {
    let words = name.split_inclusive(|letter: char| !is_path(letter));
    words
        .map(|word| word.rsplit("::").next().unwrap_or(word))
        .collect()
}

/// Returns the type of the nodes' values, if a type is a handle, or if there is one in it and nothing else that may be one:
/// `i32` of `Vec<RwSignal<i32>>`.
fn value(name: &str) -> Option<String> {
    let ends = name.match_indices('<').filter_map(|(open, _)| {
        let path = name[..open].rsplit(|letter| !is_path(letter)).next()?;
        let handle = format!("{}<", path.rsplit("::").next()?);
        HANDLES
            .contains(&&*handle)
            .then_some((open - path.len(), open + 1))
    });
    let (start, inner) = ends.min()?;
    let end = inner + closing(&name[inner..])?;
    let is_only = is_plain(&name[..start]) && is_plain(&name[end..]);
    is_only.then(|| without_paths(&name[inner..end]))
}

/// Returns the place of the bracket that ends the arguments at the start of a name.
fn closing(arguments: &str) -> Option<usize> {
    let mut depth = 0;
    arguments.find(|letter| {
        depth += i32::from(letter == '<') - i32::from(letter == '>');
        depth < 0
    })
}

/// Returns the type of the values of the handle that the values of this handle are, if no more handles are in them.
fn leads_to(full_name: &str) -> Option<String> {
    let value = full_name.split_once('<')?.1.strip_suffix('>')?;
    let (inner, is_handle) = short(value);
    (is_handle && is_plain(value.split_once('<')?.1)).then_some(inner)
}

/// Returns whether the type of this name holds no handles, as the names in it tell.
fn is_plain(name: &str) -> bool {
    let mut words = name.split(|letter| !is_path(letter));
    words.all(|word| {
        word.is_empty()
            || PLAIN
                .iter()
                .any(|plain| *plain == word || plain.rsplit("::").next() == Some(word))
    })
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

/// The starts of the names of lists.
const LISTS: [&str; 5] = ["Vec<", "VecDeque<", "BTreeMap<", "HashMap<", "["];

/// The full names of types that hold no handles of their own.
const PLAIN: [&str; 20] = [
    "alloc::string::String",
    "alloc::vec::Vec",
    "bool",
    "char",
    "core::option::Option",
    "f32",
    "f64",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "str",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
];

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
    fn a_type_tells_of_what_type_the_values_of_its_handles_are() {
        let value = |name| Type::written(name).value;
        let of = std::any::type_name::<Option<Vec<RwSignal<Option<u32>>>>>;
        assert_eq!(value(of()).as_deref(), Some("Option<u32>"));
        let of = std::any::type_name::<RwSignal<RwSignal<u32>>>;
        assert_eq!(value(of()).as_deref(), Some("RwSignal<u32>"));
        let of = std::any::type_name::<(RwSignal<u32>, ReadSignal<String>)>;
        assert_eq!(value(of()), None);
        assert_eq!(value("app::Shop<RwSignal<u32>>"), None);
        assert_eq!(value("MyRwSignal<u32>"), None);
    }

    #[test]
    fn a_handle_of_handles_leads_to_known_values_if_these_are_plain() {
        let plain = (&&Ty::<ReadSignal<RwSignal<Option<String>>>>::new()).taken();
        assert_eq!(plain.leads_to.as_deref(), Some("Option<String>"));
        let deeper = (&&Ty::<ReadSignal<RwSignal<Vec<RwSignal<u32>>>>>::new()).taken();
        assert_eq!(deeper.leads_to, None);
        let nothing = (&&Ty::<RwSignal<String>>::new()).taken();
        assert_eq!(nothing.leads_to, None);
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
