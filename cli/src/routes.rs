//! Which pages are static: always, sometimes or never, and why.

use std::{
    collections::BTreeSet,
    fmt::{self, Display},
};

use anyhow::{Result, bail};

use crate::{
    facts::{Component, Facts, Node, Route},
    progress,
};

/// Says it, one line for each page of a package.
///
/// # Errors
///
/// A page that is never static says `cache(..)`.
pub fn tell(package: &str, facts: &Facts) -> Result<()> {
    for route in &facts.routes {
        let (verdict, path) = (verdict(facts, route), &route.path);
        if let (Verdict::Never(reason), true) = (&verdict, route.is_cached) {
            bail!(
                "the page {path} says `cache(..)`, but it is never static: {reason}\nhelp: no other visitor can \
                 take over a session: serve it without `cache`"
            );
        }
        progress::step("Page", &format!("{package} {path} is {verdict}"));
    }
    Ok(())
}

/// Whether a page is static.
#[derive(Debug)]
enum Verdict {
    Always,
    /// With the reason why it need not be.
    Sometimes(String),
    /// With the reason.
    Never(String),
    Unknown,
}

impl Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always static"),
            Self::Sometimes(reason) => write!(f, "static unless {reason}"),
            Self::Never(reason) => write!(f, "never static: {reason}"),
            Self::Unknown => f.write_str("unknown: its component says nothing of itself"),
        }
    }
}

fn verdict(facts: &Facts, route: &Route) -> Verdict {
    let Some(root) = named(facts, &route.component) else {
        return Verdict::Unknown;
    };
    if root.live {
        return Verdict::Never(reason(root));
    }
    let live = reached(facts, root)
        .into_iter()
        .find(|component| component.live);
    live.map_or(Verdict::Always, |live| {
        Verdict::Sometimes(format!(
            "`{}` is on it: {}",
            live.short_name(),
            reason(live)
        ))
    })
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

    fn facts(components: Vec<Component>, is_cached: bool) -> Facts {
        let route = Route {
            path: "/".into(),
            component: "Home".into(),
            is_cached,
        };
        Facts {
            routes: vec![route],
            components,
        }
    }

    fn verdict_of(components: Vec<Component>) -> String {
        let facts = facts(components, false);
        verdict(&facts, &facts.routes[0]).to_string()
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

    #[test]
    fn what_is_never_static_cannot_be_cached() {
        let cached = |live| tell("app", &facts(vec![component("Home", live, &[])], true));
        assert!(cached(false).is_ok());
        let error = cached(true).expect_err("it has a session").to_string();
        assert!(error.starts_with("the page / says `cache(..)`, but it is never static"));
    }
}
