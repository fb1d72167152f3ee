//! Bindings that the server keeps up to date: computed once while mounting, and again whenever what they read changes.

use std::cell::RefCell;
use std::rc::Rc;

use super::html;
use super::structure::Site;
use crate::graph::ScopeId;
use crate::part::{Target, Value};
use crate::server::page_state::link::Binding;
use crate::server::page_state::ops::owned;
use crate::server::stage::stage;

/// Keeps a text up to date. Gives back the present one.
pub(crate) fn text(scope: ScopeId, site: Site, compute: impl Fn() -> String + 'static) -> String {
    keep(scope, compute, move |old, new| {
        stage().ops(|ops| ops.text(site.region, site.at, old, new))
    })
}

/// Keeps a value up to date. Gives back the present one.
pub(crate) fn value(
    scope: ScopeId,
    site: Site,
    target: Target,
    compute: impl Fn() -> Value + 'static,
) -> Value {
    let trusted = move || html::trusted(target, compute());
    keep(scope, trusted, move |_, new| {
        stage().ops(|ops| ops.value(site.region, site.at, owned(target), new.clone()))
    })
}

/// Keeps spread attributes up to date: those that are gone are removed. Gives back the present ones.
pub(crate) fn spread(
    scope: ScopeId,
    site: Site,
    compute: impl Fn() -> Vec<(String, Value)> + 'static,
) -> Vec<(String, Value)> {
    let trusted = move || html::trusted_spread(compute()).collect();
    keep(scope, trusted, move |old: &Vec<(String, Value)>, new| {
        let is_kept = |name: &String| new.iter().any(|(kept, _)| kept == name);
        let gone = old.iter().filter(|(name, _)| !is_kept(name));
        let gone = gone.map(|(name, _)| (name.clone(), Value::Absent));
        let changed = new.iter().filter(|attribute| !old.contains(attribute));
        stage().ops(|ops| {
            for (name, value) in gone.chain(changed.cloned()) {
                ops.value(site.region, site.at, Target::Attribute(name), value);
            }
        });
    })
}

/// Keeps a client binding up to date that no client function can change.
pub(crate) fn binding(scope: ScopeId, binding: Binding) {
    let site = Site {
        region: binding.region,
        at: binding.at,
    };
    let target = binding.target;
    if target == Target::Text {
        text(scope, site, move || as_text(binding.evaluate()));
    } else {
        value(scope, site, target, move || binding.evaluate());
    }
}

/// The text of a binding in text position.
pub(crate) fn as_text(value: Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text,
        Value::Absent | Value::Present | Value::List(_) => String::new(),
    }
}

/// Runs `compute` now and at every change of what it reads; `changed` gets the old result and the new one.
fn keep<T: PartialEq + Clone + 'static>(
    scope: ScopeId,
    compute: impl Fn() -> T + 'static,
    changed: impl Fn(&T, &T) + 'static,
) -> T {
    let shown = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&shown);
    scope.run(|| {
        stage().watch(move || {
            let new = compute();
            let old = kept.replace(Some(new.clone()));
            if let Some(old) = old.filter(|old| *old != new) {
                changed(&old, &new);
            }
        });
    });
    let first = shown.borrow().clone();
    first.expect("a watch runs when it is made")
}
