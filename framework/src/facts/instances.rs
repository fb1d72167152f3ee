//! The types in generic components: those of their instances, which the components around them know.

use std::collections::HashSet;

use super::{Child, Facts, Types};

/// Returns the types in each of these components.
pub(super) fn types_of(all: &[&'static Facts]) -> Vec<Types> {
    let mut types: Vec<Types> = all.iter().map(|facts| (facts.types)()).collect();
    let mut instances: Vec<Option<Types>> = all.iter().map(|_| None).collect();
    let mut next: Vec<Child> = types.iter().flat_map(children).collect();
    let mut seen = HashSet::new();
    while let Some(child) = next.pop() {
        if !seen.insert(child.path.clone()) {
            continue;
        }
        let path = child.path.split('<').next().unwrap_or_default();
        let component = all.iter().position(|facts| facts.component == path);
        let (Some(component), Some(found)) = (component, (child.types)()) else {
            continue;
        };
        next.extend(children(&found));
        instances[component] = Some(match instances[component].take() {
            Some(others) => joined(others, &found, &types[component]),
            None => found,
        });
    }
    for (types, instances) in types.iter_mut().zip(instances) {
        if let Some(instances) = instances {
            *types = instances;
        }
    }
    types
}

fn children(types: &Types) -> impl Iterator<Item = Child> {
    types.children.iter().flatten().cloned()
}

/// Joins the types in two instances of a component, whose source names these.
fn joined(one: Types, other: &Types, written: &Types) -> Types {
    let others = other.captured.iter().zip(&written.captured);
    let captured = one.captured.into_iter().zip(others);
    Types {
        captured: captured
            .map(|(one, (other, written))| one.or(other, written))
            .collect(),
        children: one.children,
    }
}
