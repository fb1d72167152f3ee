//! The pages that are static, and why.
//!
//! *Always* and *never* are proved; everything else is *sometimes*. A response is static if nothing on it can need the
//! server (`server/session/render`): no client function calls an action or is a gate, server code follows nothing that
//! the browser may write at once, and no task was started.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Facts;
use super::crossings::Program;

/// A page: its path and its component.
pub struct Route {
    /// The path as it was written.
    pub path: &'static str,
    /// The path of its component.
    pub component: fn() -> &'static str,
    /// The paths of the layouts around it, from the outside in.
    pub layouts: &'static [fn() -> &'static str],
    /// True if shared caches may keep it when it is static.
    pub is_cached: bool,
}

/// A page, and the cases in which it is static.
#[derive(Debug, Serialize)]
pub struct Static<'r> {
    /// The path as it was written.
    pub path: &'r str,
    /// True if shared caches may keep it when it is static.
    pub is_cached: bool,
    /// False if no component that can be on it has a `<title>`.
    pub has_title: bool,
    /// The cases in which it is static.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// The cases in which a page is static.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "is_static", content = "reason")]
pub enum Verdict {
    /// Nothing that can be on it needs the server.
    Always,
    /// Some requests may need the server; with the reason.
    Sometimes(String),
    /// Something on the page always needs the server; with the reason.
    Never(String),
}

/// Returns for each of these pages in which cases it is static.
pub fn statics<'r>(all: &[&'static Facts], routes: &'r [Route]) -> Vec<Static<'r>> {
    let program = Program::of(all);
    let routes = routes.iter().map(|route| {
        let roots = route.layouts.iter().chain([&route.component]);
        let roots: Vec<_> = roots.map(|component| component()).collect();
        let found = roots.iter().map(|component| {
            let root = all.iter().position(|facts| facts.component == *component);
            root.ok_or(*component)
        });
        let found: Result<Vec<_>, _> = found.collect();
        let has_title = match &found {
            Ok(roots) => roots
                .iter()
                .any(|root| may_have_title(&program, all, *root)),
            Err(_) => true,
        };
        let verdict = match &found {
            Ok(roots) => verdict(&program, all, roots),
            Err(component) => Verdict::Sometimes(format!("nothing is known of `{component}`")),
        };
        Static {
            path: route.path,
            has_title,
            is_cached: route.is_cached,
            verdict,
        }
    });
    routes.collect()
}

/// Returns whether a component that can be on a page has a `<title>`, or nothing is known of one of them.
fn may_have_title(program: &Program<'_>, all: &[&'static Facts], root: usize) -> bool {
    let mut seen = BTreeSet::from([root]);
    let mut found = vec![root];
    while let Some(component) = found.pop() {
        if all[component].has_title {
            return true;
        }
        for number in 0..all[component].instances.len() {
            let targets = program.targets(component, number);
            if targets.is_empty() {
                return true;
            }
            found.extend(targets.into_iter().filter(|target| seen.insert(*target)));
        }
    }
    false
}

/// Returns in which cases a page of these components, the layouts and the page in them, is static.
fn verdict(program: &Program<'_>, all: &[&'static Facts], roots: &[usize]) -> Verdict {
    for root in roots {
        let mut sure = all[*root].starts.iter().filter(|start| start.is_sure);
        if let Some(start) = sure.next() {
            return Verdict::Never(all[*root].placed(start.what));
        }
    }
    let mut seen: BTreeSet<usize> = roots.iter().copied().collect();
    let mut found = roots.to_vec();
    let mut next = 0;
    while let Some(component) = found.get(next).copied() {
        next += 1;
        let facts = all[component];
        let start = facts.starts.first().map(|start| facts.placed(start.what));
        if let Some(reason) = program.may_need_server(component).or(start) {
            return Verdict::Sometimes(match roots.contains(&component) {
                true => reason,
                false => format!("`{}` is on it: {reason}", facts.name()),
            });
        }
        for (number, instance) in facts.instances.iter().enumerate() {
            let targets = program.targets(component, number);
            if targets.is_empty() {
                let name = instance.name;
                return Verdict::Sometimes(format!("`{name}` is on it, of which nothing is known"));
            }
            found.extend(targets.into_iter().filter(|target| seen.insert(*target)));
        }
    }
    Verdict::Always
}
