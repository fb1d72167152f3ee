//! The meaning of std's methods, by their names.
//!
//! A macro sees no types, so a method is assumed to be std's unless something shows that it is the application's: see
//! [`is_of_std`].

use syn::{Expr, ExprMethodCall, Type};

use crate::lower::model::Component;
use crate::lower::names::place_of;

/// A property of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Takes `&mut self`.
    Changes,
    /// Takes `&self`, and does not panic.
    Borrows,
    /// Does not panic.
    Safe,
    /// Returns a borrow of the whole, or an iterator over it, and no value of its own.
    Lends,
    /// Returns a part of the receiver as an owned value, and no borrow.
    Owns,
    /// Iterates over the elements as they are.
    Walks,
    /// Returns the elements in some order.
    Orders,
    /// Returns a value that consists of parts of the receiver.
    Keeps,
    /// May be evaluated on a local that is not a node (rule 7).
    Local,
    /// Returns plain data.
    Data,
    /// Returns a `String`.
    Text,
    /// Starts nothing that continues after it returns.
    Idle,
}

use Does::{Borrows, Changes, Data, Idle, Keeps, Lends, Local, Orders, Owns, Safe, Text, Walks};

/// Methods by their names.
const METHODS: &[(&str, &[Does])] = &[
    ("abs", &[Idle]),
    ("all", &[Idle]),
    ("any", &[Idle]),
    ("append", &[Changes]),
    ("as_bytes", &[Lends]),
    ("as_deref", &[Lends]),
    ("as_ref", &[Lends]),
    ("as_slice", &[Lends]),
    ("as_str", &[Lends]),
    ("bytes", &[Lends, Idle]),
    ("chain", &[Idle]),
    ("char_indices", &[Lends]),
    ("chars", &[Lends, Idle]),
    ("chunks", &[Lends]),
    ("clear", &[Changes, Idle]),
    (
        "clone",
        &[Borrows, Lends, Owns, Walks, Orders, Keeps, Local, Idle],
    ),
    ("cloned", &[Safe, Walks, Keeps, Idle]),
    ("cmp", &[Idle]),
    ("collect", &[Idle]),
    ("concat", &[Idle]),
    ("contains", &[Borrows, Idle]),
    ("contains_key", &[Borrows, Idle]),
    ("copied", &[Safe, Walks, Keeps, Idle]),
    ("count", &[Safe, Idle]),
    ("cycle", &[Lends]),
    ("dedup", &[Changes]),
    ("default", &[Idle]),
    ("drain", &[Lends]),
    ("ends_with", &[Borrows, Idle]),
    ("entry", &[Idle]),
    ("enumerate", &[Lends, Owns, Orders, Keeps, Idle]),
    ("eq", &[Idle]),
    ("err", &[Safe]),
    ("expect", &[Owns, Keeps, Idle]),
    ("extend", &[Changes, Idle]),
    ("find", &[Idle]),
    ("first", &[Borrows, Keeps, Idle]),
    ("flatten", &[Safe, Idle]),
    ("fold", &[Idle]),
    ("get", &[Borrows, Keeps, Idle]),
    ("get_mut", &[Idle]),
    ("get_untracked", &[Keeps, Idle]),
    ("insert", &[Changes, Idle]),
    ("into", &[Owns, Keeps]),
    ("into_iter", &[Lends, Owns, Walks, Orders, Keeps]),
    ("into_keys", &[Lends]),
    ("into_values", &[Lends]),
    ("iter", &[Lends, Walks, Orders, Keeps, Idle]),
    ("iter_mut", &[Idle]),
    ("join", &[Idle]),
    ("keyed", &[Idle]),
    ("keys", &[Lends, Idle]),
    ("last", &[Borrows, Keeps, Idle]),
    ("len", &[Borrows, Local, Data, Idle]),
    ("lines", &[Lends, Idle]),
    ("max", &[Idle]),
    ("min", &[Idle]),
    ("ne", &[Idle]),
    ("ok", &[Safe, Owns]),
    ("or_default", &[Idle]),
    ("or_insert", &[Idle]),
    ("peekable", &[Lends]),
    ("pop", &[Changes, Idle]),
    ("pow", &[Idle]),
    ("push", &[Changes, Idle]),
    ("push_str", &[Changes]),
    ("read", &[Idle]),
    ("read_only", &[Owns, Keeps]),
    ("read_untracked", &[Idle]),
    ("remove", &[Changes, Idle]),
    ("repeat", &[Idle]),
    ("replace", &[Idle]),
    ("retain", &[Changes, Idle]),
    ("rev", &[Lends, Owns, Walks, Orders, Keeps, Idle]),
    ("reverse", &[Changes]),
    ("set", &[Idle]),
    ("set_untracked", &[Idle]),
    ("skip", &[Lends, Idle]),
    ("sort", &[Changes]),
    ("split", &[Lends]),
    ("split_whitespace", &[Lends]),
    ("starts_with", &[Borrows, Idle]),
    ("sum", &[Idle]),
    ("swap", &[Changes]),
    ("take", &[Lends, Idle]),
    ("to_owned", &[Keeps, Local, Data, Text]),
    ("to_string", &[Keeps, Local, Data, Text]),
    ("to_vec", &[Walks, Orders]),
    ("toggle", &[Idle]),
    ("track", &[Idle]),
    ("trim", &[Data]),
    ("truncate", &[Changes]),
    ("unwrap", &[Owns, Keeps]),
    ("unwrap_or", &[Safe, Owns]),
    ("unwrap_or_default", &[Safe, Owns, Keeps, Local]),
    ("update", &[Idle]),
    ("update_untracked", &[Idle]),
    ("values", &[Lends, Idle]),
    ("windows", &[Lends]),
    ("with", &[Idle]),
    ("with_untracked", &[Idle]),
    ("write", &[Idle]),
    ("write_only", &[Owns]),
    ("zip", &[Lends, Idle]),
];

/// Methods by the prefixes of their names.
const FAMILIES: &[(&str, &[Does])] = &[
    ("and_then", &[Idle]),
    ("as_", &[Borrows, Local, Idle]),
    ("checked_", &[Idle]),
    ("filter", &[Idle]),
    ("into_", &[Idle]),
    ("is_", &[Borrows, Local, Data, Idle]),
    ("map", &[Idle]),
    ("ok_or", &[Idle]),
    ("or_else", &[Idle]),
    ("position", &[Idle]),
    ("saturating_", &[Idle]),
    ("sort", &[Idle]),
    ("split", &[Idle]),
    ("to_", &[Borrows, Idle]),
    ("trim", &[Borrows, Idle]),
    ("try_", &[Idle]),
    ("unwrap", &[Idle]),
    ("wrapping_", &[Idle]),
];

/// Types of std that have these methods, and wrappers around such types.
const TYPES: [&str; 24] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "Cell",
    "Cow",
    "HashMap",
    "HashSet",
    "IndexMap",
    "IndexSet",
    "LinkedList",
    "Memo",
    "Option",
    "Path",
    "PathBuf",
    "Rc",
    "ReadSignal",
    "RefCell",
    "Result",
    "RwSignal",
    "String",
    "Vec",
    "VecDeque",
];

/// Returns whether a method of this name has the property, if it is std's.
pub fn does(method: &str, what: Does) -> bool {
    METHODS
        .iter()
        .any(|(name, does)| *name == method && does.contains(&what))
        || FAMILIES
            .iter()
            .any(|(start, does)| method.starts_with(start) && does.contains(&what))
}

/// Returns whether a call has the property. Its name decides, unless the receiver is known to be of a type of the
/// application.
pub fn call_does(component: &Component, call: &ExprMethodCall, what: Does) -> bool {
    does(&call.method.to_string(), what) && is_of_std(component, &call.receiver)
}

/// Returns whether the methods of `receiver` may be std's. The declaration or initializer of a local tells its type:
/// `let names: Names`, `let names = Names::new()`, `let names = Names { .. }`.
pub fn is_of_std(component: &Component, receiver: &Expr) -> bool {
    let Some((place, _)) = place_of(receiver).filter(|(place, _)| place.fields.is_empty()) else {
        return true;
    };
    let local = &component.locals[place.local];
    let made = || local.init.as_ref().filter(|_| !local.is_part);
    let named = match (&local.ty, made()) {
        (Some(ty), _) => type_name(ty),
        (None, Some(init)) => made_type(init),
        (None, None) => None,
    };
    named.is_none_or(|named| TYPES.contains(&&*named))
}

/// Returns the last segment of a type that is written as a path.
fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(reference) => type_name(&reference.elem),
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// Returns the type that an expression constructs: `Type::new(..)`, `Type { .. }`.
fn made_type(expr: &Expr) -> Option<String> {
    let is_type = |name: &String| name.starts_with(char::is_uppercase);
    match expr {
        Expr::Struct(node) => Some(node.path.segments.last()?.ident.to_string()),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let owner = path.path.segments.iter().rev().nth(1)?;
                Some(owner.ident.to_string()).filter(is_type)
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each name is in the table once, in order, and has no contradicting properties.
    #[test]
    fn the_table_is_consistent() {
        for table in [METHODS, FAMILIES] {
            assert!(table.is_sorted_by(|(one, _), (next, _)| one < next));
        }
        let all = METHODS.iter().chain(FAMILIES).map(|(name, _)| *name);
        for name in all {
            let does = |what| does(name, what);
            assert!(
                !(does(Changes) && does(Borrows)),
                "{name} takes `self` in two ways"
            );
            assert!(
                !does(Walks) || does(Lends) || does(Safe) || name == "to_vec",
                "{name} goes over what it does not lend"
            );
            assert!(
                !does(Local) || does(Borrows) || does(Safe),
                "{name} may panic on a local"
            );
            assert!(
                !does(Text) || does(Data),
                "{name} gives text, which is data"
            );
        }
    }

    #[test]
    fn families_are_known_by_their_starts() {
        assert!(
            does("is_some_and", Borrows) && does("trim_end", Borrows) && !does("push", Borrows)
        );
        assert!(does("unwrap_or_else", Idle) && !does("spawn", Idle));
    }
}
