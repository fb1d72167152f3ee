//! From the number of a kind to what the compiler says of it.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use super::{Facts, KindFacts, Types};
use crate::cross::Held;
use crate::part::{KindId, kind_id};

/// A kind, and the component that it is of.
pub(crate) type ComponentKind = (&'static Facts, &'static KindFacts);

/// What the compiler says of a component.
pub(crate) fn facts_of(component: &str) -> Option<&'static Facts> {
    static ALL: OnceLock<HashMap<&'static str, &'static Facts>> = OnceLock::new();
    let all = ALL.get_or_init(|| Facts::all().map(|facts| (facts.component, facts)).collect());
    all.get(component).copied()
}

/// The kind of this number. Those of a generic component are known once they were [noted](note).
pub(crate) fn kind(id: KindId) -> Option<ComponentKind> {
    let noted = || {
        let noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
        named(noted.get(&id)?)
    };
    plain().get(&id).copied().or_else(noted)
}

/// The kinds of the components that are not generic.
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

/// Notes which kind a number is of: `app::Choice#0`.
#[doc(hidden)]
pub fn note(id: KindId, name: &'static str) -> KindId {
    if cfg!(debug_assertions) && !plain().contains_key(&id) {
        let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
        noted.insert(id, name);
    }
    id
}

/// The kind of this name.
pub(crate) fn named(name: &str) -> Option<ComponentKind> {
    let (component, number) = name.split_once('#')?;
    let facts = facts_of(component)?;
    Some((facts, facts.kinds.get(number.parse::<usize>().ok()?)?))
}

/// The handles in a captured variable, and whether it is one itself.
pub(crate) fn holds(facts: &Facts, variable: usize) -> Option<(Held, bool)> {
    static ALL: OnceLock<HashMap<&'static str, Types>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        Facts::all()
            .map(|facts| (facts.component, (facts.types)()))
            .collect()
    });
    let ty = facts.variables[variable].ty?;
    let ty = all.get(facts.component)?.captured.get(ty)?;
    Some((ty.holds?, ty.is_handle))
}
