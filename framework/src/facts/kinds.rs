//! Finds the facts of a kind by its number or name.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use super::instances::types_of;
use super::{Facts, KindFacts, Types};
use crate::cross::Held;
use crate::part::{FNV_OFFSET, KindId, fnv, kind_id};

/// A kind, with the component that it belongs to.
pub(crate) type ComponentKind = (&'static Facts, &'static KindFacts);

/// Returns the facts of a component.
pub(crate) fn facts_of(component: &str) -> Option<&'static Facts> {
    static ALL: OnceLock<HashMap<&'static str, &'static Facts>> = OnceLock::new();
    let all = ALL.get_or_init(|| Facts::all().map(|facts| (facts.component, facts)).collect());
    all.get(component).copied()
}

/// Returns the kind with this number. Kinds of a generic component are found once they were [noted](note).
pub(crate) fn kind(id: KindId) -> Option<ComponentKind> {
    let noted = || {
        let noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
        named(noted.get(&id)?)
    };
    plain().get(&id).copied().or_else(noted)
}

/// Returns the kinds of the components that are not generic.
fn plain() -> &'static HashMap<KindId, ComponentKind> {
    static ALL: OnceLock<HashMap<KindId, ComponentKind>> = OnceLock::new();
    ALL.get_or_init(|| {
        let of = |facts: &'static Facts| {
            let (module, name) = facts.component.rsplit_once("::").unwrap_or_default();
            let kinds = (0..).zip(facts.kinds);
            kinds.map(move |(number, kind)| (kind_id(module, name, number), (facts, kind)))
        };
        Facts::all().flat_map(of).collect()
    })
}

static NOTED: LazyLock<Mutex<HashMap<KindId, &'static str>>> = LazyLock::new(Mutex::default);

/// Notes the name of a kind (`app::Choice#0`) under its number.
#[doc(hidden)]
pub fn note(id: KindId, name: &'static str) -> KindId {
    if cfg!(debug_assertions) && !plain().contains_key(&id) {
        let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
        noted.insert(id, name);
    }
    id
}

impl Facts {
    /// Returns the name of a variable, if no other variable of the component has it: a number behind a name would be another
    /// one's after a change of the source.
    pub(crate) fn only_name(&self, variable: usize) -> Option<&'static str> {
        let name = self.variables.get(variable)?.name;
        let root = name.split('.').next().unwrap_or_default();
        let second = |other: &str| {
            other
                .strip_prefix(root)
                .is_some_and(|rest| rest.starts_with('#'))
        };
        let is_only = !name.contains('#') && !self.variables.iter().any(|other| second(other.name));
        is_only.then_some(name)
    }
}

/// Returns a hash of all components, with the lines of their nodes. In most builds of other sources it is another one.
pub(crate) fn digest() -> u32 {
    static DIGEST: OnceLock<u32> = OnceLock::new();
    *DIGEST.get_or_init(|| {
        let mut digest = FNV_OFFSET;
        for facts in Facts::sorted() {
            digest = fnv(digest, facts.component.as_bytes());
            for node in facts.nodes {
                digest = fnv(fnv(digest, node.name.as_bytes()), &node.line.to_le_bytes());
            }
        }
        digest
    })
}

/// Returns the kind with this name.
pub(crate) fn named(name: &str) -> Option<ComponentKind> {
    let (component, number) = name.split_once('#')?;
    let facts = facts_of(component)?;
    Some((facts, facts.kinds.get(number.parse::<usize>().ok()?)?))
}

/// Returns the handles that a captured variable holds, and whether it is a handle itself.
pub(crate) fn holds(facts: &Facts, variable: usize) -> Option<(Held, bool)> {
    static ALL: OnceLock<HashMap<&'static str, Types>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let components = Facts::sorted();
        let names = components.iter().map(|facts| facts.component);
        names.zip(types_of(&components)).collect()
    });
    let ty = facts.variables[variable].ty?;
    let ty = all.get(facts.component)?.captured.get(ty)?;
    Some((ty.holds?, ty.is_handle))
}
