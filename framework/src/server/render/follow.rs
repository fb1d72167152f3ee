//! Bindings that the server keeps up to date: computed once while mounting, and again whenever what they read changes.
//!
//! In a paused scope effects wait. What is mounted there is computed without them: it is what the browser has when they run.

use std::any::Any;
use std::cell::Cell;
use std::hash::Hash;
use std::mem;
use std::rc::Rc;

use super::html;
use super::patch::Patch;
use super::refused::{self, CheckedPlace};
use crate::graph::{Compute, Draft, NodeId, ScopeId, SharedValue, effect_in, shown_after, untrack};
use crate::part::{Hole, Locator, Target, Value};
use crate::server::page_state::link::Binding;
use crate::server::page_state::ops::owned;
use crate::server::stage::{self, Known};
use crate::server::view::{RegionHole, ServerText, ServerValue, Shown, ShownText, with_spare};
use crate::wire::number::Region;

/// Keeps a text up to date. `write` is given the present one.
pub(crate) fn text(
    known: &Known,
    scope: ScopeId,
    place: RegionHole,
    text: Rc<dyn ServerText>,
    write: impl FnOnce(&str),
) {
    let shown = text.shown();
    shown.place.set(Some(place));
    shown.renew.set(renew_text);
    follow(known, scope, Rc::clone(&text) as Rc<dyn Compute>);
    let is_paused = shown.present.borrow().text().is_none();
    if is_paused {
        with_spare(|present| {
            untrack(|| text.append_to(present));
            renew_text(shown, present);
        });
    }
    write(shown.present.borrow().text().unwrap_or_default());
}

/// Keeps a value up to date. Returns the present one.
pub(crate) fn value(
    known: &Known,
    scope: ScopeId,
    place: RegionHole,
    value: Rc<dyn ServerValue>,
) -> Value {
    let shown = value.shown();
    shown.place.set(Some(place));
    shown.renew.set(renew_value);
    follow(known, scope, Rc::clone(&value) as Rc<dyn Compute>);
    let is_paused = shown.present.borrow().is_none();
    if is_paused {
        renew_value(shown, &mut untrack(|| value.value()));
    }
    shown.present.borrow().clone().unwrap_or(Value::Absent)
}

/// The bindings of a row that is a draft. They are computed, and nothing follows them.
pub(crate) struct DraftBindings {
    draft: Draft,
    pub count: usize,
    /// A hash of what they show.
    pub shown: u64,
}

impl DraftBindings {
    /// Starts with none, and with the draft of a scope.
    pub fn new(scope: ScopeId) -> Self {
        Self {
            draft: Draft::start(scope),
            count: 0,
            shown: 0,
        }
    }

    /// Returns the scope.
    pub fn scope(&self) -> ScopeId {
        self.draft.scope()
    }

    /// Forgets the bindings: the scope was emptied.
    pub fn clear(&mut self) {
        (self.count, self.shown) = (0, 0);
    }

    /// Returns whether the row shows nothing but the value of the source `given`. Then `nodes` are its nodes, in the order
    /// of creation.
    pub fn is_closed(&self, given: NodeId, nodes: &mut Vec<NodeId>) -> bool {
        self.draft.is_closed(given, nodes)
    }

    /// Computes a text. `write` is given it.
    pub fn text(&mut self, hole: &Hole, text: &dyn ServerText, write: impl FnOnce(&str)) {
        let &Hole::Text { escape, .. } = hole else {
            return;
        };
        with_spare(|new| {
            self.draft.compute(|| text.append_to(new));
            let new = html::shown(&**new, escape);
            write(&new);
            self.add(Some(new.as_bytes()));
        });
    }

    /// Computes a value.
    pub fn value(&mut self, value: &dyn ServerValue) -> Value {
        let new = self.draft.compute(|| value.value());
        self.add(Some(&new));
        new
    }

    fn add(&mut self, shown: impl Hash) {
        self.count += 1;
        self.shown = shown_after(self.shown, shown);
    }
}

fn follow(known: &Known, scope: ScopeId, binding: Rc<dyn Compute>) {
    known.watches.add(effect_in(scope, binding));
}

fn renew_text(shown: &Shown<ShownText, str>, new: &mut str) {
    let Some((region, &Hole::Text { at, escape, .. })) = shown.place.get() else {
        return;
    };
    let new = html::shown(&*new, escape);
    let mut present = shown.present.borrow_mut();
    if let Some(old) = present.text() {
        stage::ran_again();
        if old == new {
            return;
        }
        stage::ops(|ops| ops.text(region, at, old, &new));
    }
    *present = ShownText::of(&new);
}

fn renew_value(shown: &Shown<Option<Value>, Value>, new: &mut Value) {
    let Some((region, hole)) = shown.place.get() else {
        return;
    };
    let (at, target) = match *hole {
        Hole::Value { at, target } => (at, target),
        Hole::Html { at, .. } => (at, Target::Html),
        _ => return,
    };
    let mut present = shown.present.borrow_mut();
    if let Some(old) = &*present {
        stage::ran_again();
        if old != new
            && let Some(value) = refused::at(CheckedPlace::Hole(hole), || {
                html::trusted(target, new.clone())
            })
        {
            stage::ops(|ops| ops.value(region, at, owned(target), value));
        }
    }
    *present = Some(mem::replace(new, Value::Absent));
}

/// Keeps spread attributes up to date, and removes those that are gone. Returns the present ones.
pub(crate) fn spread(
    known: &Known,
    scope: ScopeId,
    place: (Region, Locator),
    compute: impl Fn() -> Vec<(String, Value)> + 'static,
) -> Vec<(String, Value)> {
    let present = keep(
        known,
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
                patch.trusted(place, Target::Attribute(name), value);
            }
            if !classes.is_empty() {
                for (class, is_on) in toggled(old, new) {
                    patch.trusted(place, Target::Class(class), is_on);
                }
            }
        },
    );
    let attributes = present.shown.take().unwrap_or_default();
    present.shown.set(Some(attributes.clone()));
    attributes
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
    let known = &*stage::known();
    let place = (binding.region, binding.at);
    let (kind, target) = (binding.kind, binding.target);
    if target == Target::Text {
        let text = move || as_text(binding.evaluate());
        let changed = move |patch: &mut Patch, old: &String, new: &String| {
            patch.text(place, old, new);
        };
        keep(known, scope, text, changed);
    } else {
        let changed = move |patch: &mut Patch, _: &Value, new: &Value| {
            let checked = CheckedPlace::Part(kind, place.1, target);
            refused::at(checked, || patch.value(place, target, new.clone()));
        };
        keep(known, scope, move || binding.evaluate(), changed);
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
fn keep<T, F, C>(known: &Known, scope: ScopeId, compute: F, changed: C) -> Rc<Keeper<T, F, C>>
where
    T: PartialEq + 'static,
    F: Fn() -> T + 'static,
    C: Fn(&mut Patch, &T, &T) + 'static,
{
    let keeper = Rc::new(Keeper {
        shown: Cell::new(None),
        compute,
        changed,
    });
    let effect = effect_in(scope, Rc::clone(&keeper) as Rc<dyn Compute>);
    known.watches.add(effect);
    let shown = keeper.shown.take();
    let shown = shown.unwrap_or_else(|| untrack(&keeper.compute));
    keeper.shown.set(Some(shown));
    keeper
}

struct Keeper<T, F, C> {
    shown: Cell<Option<T>>,
    compute: F,
    changed: C,
}

impl<T: PartialEq, F: Fn() -> T, C: Fn(&mut Patch, &T, &T)> Compute for Keeper<T, F, C> {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        let new = (self.compute)();
        if let Some(old) = self.shown.take() {
            if old != new {
                (self.changed)(&mut Patch::here(), &old, &new);
            }
            stage::ran_again();
        }
        self.shown.set(Some(new));
        None
    }
}
