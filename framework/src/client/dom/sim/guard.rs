//! The bootstrap's guards: before the client is there, default actions are prevented where the markup says so (`_p`).

use kuchikikiki::NodeRef;

use super::control::tag;
use super::{Sim, SimEvent, attribute};
use crate::part::guard;

/// Returns whether the markup prevents the default action of an event.
pub(super) fn is_guarded(sim: &Sim, event: &SimEvent) -> bool {
    let elements = sim.0.document.descendants().filter(|node| !is_given(node));
    elements
        .filter_map(|node| Some((attribute(&node, "_p")?, node)))
        .any(|(guards, node)| guards.split(';').any(|guard| fits(&node, guard, event)))
}

/// Returns whether a node is in HTML that the application was given: its guards are ignored.
fn is_given(node: &NodeRef) -> bool {
    node.ancestors()
        .any(|outer| attribute(&outer, "_h").is_some())
}

/// Returns whether a guard, `name,place,key|key,+ctrlKey,-altKey…`, matches an event.
fn fits(node: &NodeRef, guard: &str, event: &SimEvent) -> bool {
    let mut parts = guard.split(',');
    let mut next = || parts.next().unwrap_or_default();
    let (name, place, keys) = (next(), next(), next());
    let target = event.target();
    let is_inside = || {
        let mut way = target
            .iter()
            .flat_map(|target| target.inclusive_ancestors());
        way.any(|outer| outer == *node)
    };
    let is_placed = match place {
        guard::INSIDE => is_inside(),
        guard::OWN => target.as_ref() == Some(node),
        _ => place == guard::ANYWHERE,
    };
    let key = event.text("key").unwrap_or_default().to_lowercase();
    let is_right = |flag: &str| match flag.split_at_checked(1) {
        Some(("+", name)) => event.flag(name),
        Some((_, name)) => !event.flag(name),
        None => true,
    };
    name == event.name()
        && is_placed
        && (keys.is_empty() || keys.split('|').any(|wanted| wanted == key))
        && parts.all(is_right)
}

/// Returns whether an element is, or is in, a control that is disabled.
pub(super) fn is_disabled(node: &NodeRef) -> bool {
    node.inclusive_ancestors().any(|control| {
        matches!(
            tag(&control).as_str(),
            "button" | "input" | "select" | "textarea"
        ) && (attribute(&control, "disabled").is_some() || is_in_disabled_fieldset(&control))
    })
}

/// Returns whether a control is disabled by a fieldset. The content of its first legend is not.
fn is_in_disabled_fieldset(control: &NodeRef) -> bool {
    let mut inner = control.clone();
    for outer in control.ancestors() {
        if tag(&outer) == "fieldset" && attribute(&outer, "disabled").is_some() {
            let mut legends = outer.children().filter(|child| tag(child) == "legend");
            if legends.next().as_ref() != Some(&inner) {
                return true;
            }
        }
        inner = outer;
    }
    false
}
