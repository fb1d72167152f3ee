//! Bindings that the server keeps up to date: computed once while mounting, and again whenever what they read changes.

use std::cell::RefCell;
use std::rc::Rc;

use super::html;
use super::patch::{Patch, watch};
use super::structure::HolePlace;
use crate::graph::ScopeId;
use crate::part::{Target, Value};
use crate::server::page_state::link::Binding;

/// Keeps a text up to date. Returns the present one.
pub(crate) fn text(
    scope: ScopeId,
    site: HolePlace,
    compute: impl Fn() -> String + 'static,
) -> String {
    keep(scope, compute, move |patch, old: &String, new| {
        patch.text(site, old, new);
    })
}

/// Keeps a value up to date. Returns the present one.
pub(crate) fn value(
    scope: ScopeId,
    site: HolePlace,
    target: Target,
    compute: impl Fn() -> Value + 'static,
) -> Value {
    keep(scope, compute, move |patch, _, new: &Value| {
        patch.value(site, target, new.clone());
    })
}

/// Keeps spread attributes up to date, and removes those that are gone. Returns the present ones.
pub(crate) fn spread(
    scope: ScopeId,
    site: HolePlace,
    compute: impl Fn() -> Vec<(String, Value)> + 'static,
) -> Vec<(String, Value)> {
    keep(
        scope,
        compute,
        move |patch, old: &Vec<(String, Value)>, new| {
            let is_kept = |name: &String| new.iter().any(|(kept, _)| kept == name);
            let gone = old.iter().filter(|(name, _)| !is_kept(name));
            let gone = gone.map(|(name, _)| (name.as_str(), &Value::Absent));
            let changed = new.iter().filter(|attribute| !old.contains(attribute));
            let changed = changed.map(|(name, value)| (name.as_str(), value));
            let (classes, others): (Vec<_>, Vec<_>) =
                gone.chain(changed).partition(|(name, _)| *name == "class");
            let others = others
                .into_iter()
                .filter_map(|(name, value)| html::trusted_attribute(name, value));
            for (name, value) in others {
                patch.trusted(site, Target::Attribute(name), value);
            }
            if !classes.is_empty() {
                for (class, is_on) in toggled(old, new) {
                    patch.trusted(site, Target::Class(class), is_on);
                }
            }
        },
    )
}

/// Returns the classes of spread attributes that came or went. Classes that others have set stay.
fn toggled(old: &[(String, Value)], new: &[(String, Value)]) -> Vec<(String, Value)> {
    let (old, new) = (classes(old), classes(new));
    let gone = old.iter().filter(|class| !new.contains(class));
    let came = new.iter().filter(|class| !old.contains(class));
    gone.map(|class| (class.clone(), Value::Absent))
        .chain(came.map(|class| (class.clone(), Value::Present)))
        .collect()
}

fn classes(attributes: &[(String, Value)]) -> Vec<String> {
    let texts = attributes.iter().filter_map(|(name, value)| match value {
        Value::Text(text) if name == "class" => Some(text),
        _ => None,
    });
    texts
        .flat_map(|text| text.split_ascii_whitespace())
        .map(str::to_owned)
        .collect()
}

/// Keeps a client binding up to date that no client function can change.
pub(crate) fn binding(scope: ScopeId, binding: Binding) {
    let site = HolePlace {
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

/// Returns the text of a value in text position.
pub(crate) fn as_text(value: Value) -> String {
    match value {
        Value::Text(text) | Value::Number(text) => text,
        Value::Absent | Value::Present | Value::List(_) | Value::Off => String::new(),
    }
}

/// Runs `compute` now and whenever something it read changes; `changed` is given the old result and the new one.
fn keep<T: PartialEq + Clone + 'static>(
    scope: ScopeId,
    compute: impl Fn() -> T + 'static,
    changed: impl Fn(&mut Patch, &T, &T) + 'static,
) -> T {
    let shown = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&shown);
    scope.run(|| {
        watch(move |patch| {
            let new = compute();
            let old = kept.replace(Some(new.clone()));
            if let Some(old) = old.filter(|old| *old != new) {
                changed(patch, &old, &new);
            }
        });
    });
    let first = shown.borrow().clone();
    first.expect("a watch runs when it is made")
}
