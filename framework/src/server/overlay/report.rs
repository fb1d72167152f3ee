//! What the browser is shown of one page: its components with their lines, and its instances with what is so on this
//! page.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::Overlay;
use super::book::{Book, Bytes};
use super::places::{ComponentItem, InstanceId, Key};
use crate::facts::{self, Class, Colour, Facts, VariableOrigin, facts_of};
use crate::server::stage::Stage;
use crate::wire::message::Uplink;

/// A page.
#[derive(Debug, Serialize)]
pub struct PageReport {
    /// True if its session goes on.
    pub has_session: bool,
    /// What was sent in all.
    pub total: Bytes,
    /// Of that, what is about nobody in particular: counts, versions.
    pub common: Bytes,
    /// Of that, what was sent for instances that are gone.
    pub gone: Bytes,
    /// How long the first page's markup is.
    pub markup: usize,
    /// How many updates went down.
    pub updates: usize,
    /// How many batches came up.
    pub batches: usize,
    /// The components that are on the page.
    pub components: Vec<ComponentReport>,
    /// Their instances; those around others come first.
    pub instances: Vec<InstanceReport>,
}

/// A component.
#[derive(Debug, Serialize)]
pub struct ComponentReport {
    /// Its path.
    pub name: &'static str,
    /// Where it stands; empty if the compiler said nothing of it.
    pub file: &'static str,
    /// The line of its name.
    pub line: u32,
    /// Its nodes, and the other values that cross.
    pub lines: Vec<LineReport>,
}

/// One thing in a component.
#[derive(Debug, Serialize)]
pub struct LineReport {
    /// `signal`, `text`, `event` and so on; `mirror` or `value` for what is no node of the component.
    pub kind: &'static str,
    /// What it is called, or where it stands.
    pub name: &'static str,
    /// As in the facts.
    pub colour: Colour,
    /// The rule that gave it its colour; 0 if none is told.
    pub rule: u8,
    /// The shortest reason.
    pub reason: &'static str,
}

/// A use of a component.
#[derive(Debug, Serialize)]
pub struct InstanceReport {
    /// Names it on this page.
    pub id: u32,
    /// Which of the components.
    pub component: usize,
    /// The instance that it stands in.
    pub parent: Option<u32>,
    /// The component's lines, as far as there is something to tell.
    pub entries: Vec<InstanceLine>,
}

/// A line of an instance.
#[derive(Debug, Default, Serialize)]
pub struct InstanceLine {
    /// Which of the component's lines.
    pub line: usize,
    /// How many of it are on the page.
    pub count: usize,
    /// How many of those the browser has, or runs.
    pub linked: usize,
    /// When what the browser writes to it goes up.
    pub uplink: Option<&'static str>,
    /// What was sent for it.
    pub bytes: Bytes,
}

impl Overlay {
    /// Reports the page as it is now.
    pub fn report(&self, stage: &Stage, has_session: bool) -> PageReport {
        let book = self.0.borrow();
        let mut entries: BTreeMap<Key, InstanceLine> = BTreeMap::new();
        count_functions(&book, stage, &mut entries);
        count_holes(&book, &mut entries);
        count_nodes(&book, stage, &mut entries);
        for (key, bytes) in &book.lines {
            entries.entry(*key).or_default().bytes = *bytes;
        }
        whole(&book, has_session, entries)
    }
}

/// Client functions: the browser runs those that are live.
fn count_functions(book: &Book, stage: &Stage, entries: &mut BTreeMap<Key, InstanceLine>) {
    for (region, kind, running) in stage.known.link(|link| link.running()) {
        let Some(stand) = book.places.stand(region, kind) else {
            continue;
        };
        let functions = stand.kind.map_or_else(Vec::new, nodes);
        for (function, is_in_browser) in running.into_iter().enumerate() {
            let line = functions
                .get(function)
                .map_or(ComponentItem::Other, |node| ComponentItem::Node(*node));
            let entry = entries.entry(stand.key(line)).or_default();
            entry.count += 1;
            entry.linked += usize::from(is_in_browser);
        }
    }
}

/// The nodes of a kind's client functions.
fn nodes((facts, kind): facts::ComponentKind) -> Vec<usize> {
    let functions = kind.functions.iter();
    functions
        .map(|function| facts.functions[*function].node)
        .collect()
}

/// What fills holes and is no client function: the server's.
fn count_holes(book: &Book, entries: &mut BTreeMap<Key, InstanceLine>) {
    let templates = book.places.regions.values();
    for stand in templates.filter_map(|region| region.stands.first()) {
        let Some((facts, kind)) = stand.kind else {
            continue;
        };
        let (filled, functions) = (kind.holes.iter().flatten(), nodes((facts, kind)));
        for node in filled.filter(|node| !functions.contains(node)) {
            entries
                .entry(stand.key(ComponentItem::Node(*node)))
                .or_default()
                .count += 1;
        }
    }
}

/// Sources, mirrors and what else client functions captured: the browser has those that have a number.
fn count_nodes(book: &Book, stage: &Stage, entries: &mut BTreeMap<Key, InstanceLine>) {
    for (node, key) in &book.places.nodes {
        let entry = entries.entry(*key).or_default();
        entry.count += 1;
        entry.linked += usize::from(stage.known.numbers().of(*node).is_some());
        let (is_iso, uplink) = stage
            .known
            .link(|link| (link.is_iso(*node), link.uplink(*node)));
        if is_iso && stage.beside.action(*node).is_none() {
            entry.uplink = Some(uplink_name(uplink));
        }
    }
}

fn uplink_name(uplink: Uplink) -> &'static str {
    match uplink {
        Uplink::None => "never",
        Uplink::Lazy => "lazy",
        Uplink::Eager => "eager",
    }
}

fn whole(book: &Book, has_session: bool, entries: BTreeMap<Key, InstanceLine>) -> PageReport {
    let mut total = book.common;
    total += book.gone;
    book.lines.values().for_each(|bytes| total += *bytes);
    let mut shown = Shown::default();
    let mut instances: BTreeMap<InstanceId, InstanceReport> = BTreeMap::new();
    for (here, instance) in &book.places.instances {
        let report = InstanceReport {
            id: here.0,
            component: shown.component(instance.component),
            parent: instance.parent.map(|parent| parent.0),
            entries: Vec::new(),
        };
        instances.insert(*here, report);
    }
    for (Key { instance, line }, mut entry) in entries {
        if let Some(report) = instances.get_mut(&instance) {
            entry.line = shown.line(report.component, line);
            report.entries.push(entry);
        }
    }
    PageReport {
        has_session,
        total,
        common: book.common,
        gone: book.gone,
        markup: book.markup,
        updates: book.updates,
        batches: book.batches,
        components: shown.components,
        instances: instances.into_values().collect(),
    }
}

/// The components that are shown so far.
#[derive(Default)]
struct Shown {
    components: Vec<ComponentReport>,
}

impl Shown {
    fn component(&mut self, name: &'static str) -> usize {
        let known = self.components.iter().position(|known| known.name == name);
        known.unwrap_or_else(|| {
            self.components.push(component(name));
            self.components.len() - 1
        })
    }

    /// Nodes stand in the order of the facts; other lines are added when they come up.
    fn line(&mut self, component: usize, line: ComponentItem) -> usize {
        let component = &mut self.components[component];
        let added = match line {
            ComponentItem::Node(node) => return node,
            ComponentItem::Value(variable) => value(component.name, variable),
            ComponentItem::Frame => FRAME,
            ComponentItem::Other => OTHER,
        };
        let same = |known: &LineReport| (known.kind, known.name) == (added.kind, added.name);
        let known = component.lines.iter().position(same);
        known.unwrap_or_else(|| {
            component.lines.push(added);
            component.lines.len() - 1
        })
    }
}

const FRAME: LineReport = LineReport {
    kind: "frame",
    name: "its client functions",
    colour: Colour::Client,
    rule: 0,
    reason: "by this the browser knows which there are, and where",
};

const OTHER: LineReport = LineReport {
    kind: "other",
    name: "what it calls",
    colour: Colour::Client,
    rule: 0,
    reason: "client code of composables, or of a generic component",
};

fn component(name: &'static str) -> ComponentReport {
    let facts = facts_of(name);
    let nodes = facts.map_or(&[][..], |facts| facts.nodes).iter();
    let lines = nodes.map(|node| LineReport {
        kind: node.kind.name(),
        name: node.name,
        colour: node.colour,
        rule: node.rule,
        reason: node.reason,
    });
    ComponentReport {
        name,
        file: facts.map_or("", |facts| facts.file),
        line: facts.map_or(0, |facts| facts.line),
        lines: lines.collect(),
    }
}

/// A value that crosses and is no node of the component.
fn value(component: &str, variable: usize) -> LineReport {
    let facts = facts_of(component);
    let known = facts.map(|facts| &facts.variables[variable]);
    let name = known.map_or("_", |known| known.name);
    let crossing = all_crossings()
        .iter()
        .find(|line| (line.component, line.name) == (component, name));
    let (kind, colour) = match known.map(|known| known.origin) {
        Some(VariableOrigin::Mirror | VariableOrigin::Memo { .. }) => ("mirror", Colour::Server),
        Some(VariableOrigin::Prop(_)) if crossing.is_some_and(|line| line.class == Class::Open) => {
            ("prop", Colour::Open)
        }
        _ => ("value", Colour::Const),
    };
    LineReport {
        kind,
        name,
        colour,
        rule: 6,
        reason: crossing.map_or("client code captures it", |line| &line.reason),
    }
}

fn all_crossings() -> &'static [facts::Line] {
    static ALL: OnceLock<Vec<facts::Line>> = OnceLock::new();
    ALL.get_or_init(|| facts::crossings(&Facts::sorted()))
}
