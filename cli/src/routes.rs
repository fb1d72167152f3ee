//! Which pages are static: always, sometimes or never, and why.

use std::collections::BTreeSet;

use crate::{
    facts::{Component, Facts, Node, Route},
    progress,
};

/// Says it, one line for each page of a package.
pub fn tell(package: &str, facts: &Facts) {
    for route in &facts.routes {
        progress::step(
            "Page",
            &format!("{package} {} is {}", route.path, verdict(facts, route)),
        );
    }
}

fn verdict(facts: &Facts, route: &Route) -> String {
    let Some(root) = named(facts, &route.component) else {
        return "unknown: its component says nothing of itself".to_owned();
    };
    if root.live {
        return format!("never static: {}", reason(root));
    }
    match reached(facts, root)
        .into_iter()
        .find(|component| component.live)
    {
        Some(live) => format!(
            "static unless `{}` is on it: {}",
            live.short_name(),
            reason(live)
        ),
        None => "always static".to_owned(),
    }
}

fn named<'f>(facts: &'f Facts, name: &str) -> Option<&'f Component> {
    facts
        .components
        .iter()
        .find(|component| component.short_name() == name)
}

/// The components in the markup of `root`, directly or not.
fn reached<'f>(facts: &'f Facts, root: &'f Component) -> Vec<&'f Component> {
    let mut seen = BTreeSet::from([root.name.as_str()]);
    let mut found = vec![root];
    let mut next = 0;
    while let Some(component) = found.get(next).copied() {
        next += 1;
        let children = component
            .children
            .iter()
            .filter_map(|name| named(facts, name));
        found.extend(children.filter(|child| seen.insert(&child.name)));
    }
    found
}

/// What in a live component may need the server.
fn reason(component: &Component) -> String {
    const LIVE: [&str; 9] = [
        "when", "each", "arm", "rebuild", "action", "resource", "spread", "text", "value",
    ];
    let needs_server = |node: &&Node| node.colour == "server" && LIVE.contains(&node.kind.as_str());
    match component.nodes.iter().find(needs_server) {
        Some(node) if node.kind == "action" => format!(
            "it has the action `{}` at {}:{}",
            node.name, component.file, node.line
        ),
        Some(node) => format!(
            "{} ({})",
            node.name
                .replace("at line ", &format!("at {}:", component.file)),
            node.reason
        ),
        None => format!(
            "what `{}` was given may follow the server",
            component.short_name()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(name: &str, live: bool, children: &[&str]) -> Component {
        let children = children.iter().map(ToString::to_string).collect();
        let name = format!("app::{name}");
        let file = "src/main.rs".to_owned();
        Component {
            name,
            file,
            line: 1,
            live,
            children,
            nodes: vec![],
            crossings: vec![],
            types: vec![],
        }
    }

    fn verdict_of(components: Vec<Component>) -> String {
        let route = Route {
            path: "/".into(),
            component: "Home".into(),
        };
        verdict(
            &Facts {
                routes: vec![],
                components,
            },
            &route,
        )
    }

    #[test]
    fn what_needs_no_server_is_always_static() {
        let components = vec![
            component("Home", false, &["Leaf"]),
            component("Leaf", false, &["Leaf"]),
        ];
        assert_eq!(verdict_of(components), "always static");
    }

    #[test]
    fn what_contains_a_live_component_is_static_without_it() {
        let components = vec![
            component("Home", false, &["Leaf"]),
            component("Leaf", true, &[]),
        ];
        assert!(verdict_of(components).starts_with("static unless `Leaf` is on it"));
    }

    #[test]
    fn what_is_live_itself_is_never_static() {
        assert!(verdict_of(vec![component("Home", true, &[])]).starts_with("never static"));
    }
}
