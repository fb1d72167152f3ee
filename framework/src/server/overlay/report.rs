//! The report of one page, as the overlay shows it: its components with their lines, and its instances with their
//! counts and bytes.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::Overlay;
use super::book::{Book, Bytes};
use super::places::{ComponentItem, InstanceId, Key};
use crate::facts::{self, Class, Colour, Facts, VariableOrigin, facts_of};
use crate::server::stage::Stage;
use crate::wire::message::Uplink;

/// The report of a page.
#[derive(Debug, Serialize)]
pub struct PageReport {
    /// True if the page has a session.
    pub has_session: bool,
    /// All bytes that were sent.
    pub total: Bytes,
    /// Of `total`, the bytes that belong to no line: counts, versions.
    pub common: Bytes,
    /// Of `total`, the bytes that were sent for instances that are gone.
    pub gone: Bytes,
    /// The length of the first page's markup.
    pub markup: usize,
    /// The number of updates that went down.
    pub updates: usize,
    /// The number of batches that came up.
    pub batches: usize,
    /// The components that are on the page.
    pub components: Vec<ComponentReport>,
    /// The instances of the components; an outer one comes before those in it.
    pub instances: Vec<InstanceReport>,
}

/// A component.
#[derive(Debug, Serialize)]
pub struct ComponentReport {
    /// The path.
    pub name: &'static str,
    /// The source file; empty if the compiler submitted no facts.
    pub file: &'static str,
    /// The line of its name.
    pub line: u32,
    /// The nodes, and the other values that cross.
    pub lines: Vec<LineReport>,
}

/// A line of a component.
#[derive(Debug, Serialize)]
pub struct LineReport {
    /// `signal`, `text`, `event` and so on; `mirror` or `value` if it is not a node of the component.
    pub kind: &'static str,
    /// The name, or a description with the line.
    pub name: &'static str,
    /// As in the facts.
    #[serde(serialize_with = "facts::colour_name")]
    pub colour: Colour,
    /// The number of the rule that gave the colour; 0 if there is none.
    pub rule: u8,
    /// The shortest reason.
    pub reason: &'static str,
}

/// The report of a component instance.
#[derive(Debug, Serialize)]
pub struct InstanceReport {
    /// The number of the instance on this page.
    pub id: u32,
    /// The index of the component.
    pub component: usize,
    /// The instance around it.
    pub parent: Option<u32>,
    /// The lines with news.
    pub entries: Vec<InstanceLine>,
}

/// A component's line, in one instance.
#[derive(Debug, Default, Serialize)]
pub struct InstanceLine {
    /// The index among the component's lines.
    pub line: usize,
    /// The number of its nodes or functions on the page.
    pub count: usize,
    /// The number of these that the browser has, or runs.
    pub linked: usize,
    /// The time at which the browser sends its writes.
    pub uplink: Option<&'static str>,
    /// The bytes that were sent for it.
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

/// Counts client functions, and those that the browser runs.
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

/// Returns the nodes of a kind's client functions.
fn nodes((facts, kind): facts::ComponentKind) -> Vec<usize> {
    let functions = kind.functions.iter();
    functions
        .map(|function| facts.functions[*function].node)
        .collect()
}

/// Counts holes that no client function fills: the server does.
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

/// Counts sources, mirrors and other captured nodes; the browser has those with a number.
fn count_nodes(book: &Book, stage: &Stage, entries: &mut BTreeMap<Key, InstanceLine>) {
    for (node, key) in &book.places.nodes {
        let entry = entries.entry(*key).or_default();
        entry.count += 1;
        entry.linked += usize::from(stage.known.numbers().of(*node).is_some());
        let (is_iso, uplink) = stage
            .known
            .link(|link| (link.is_iso(*node), link.uplink(*node)));
        if is_iso && !stage.actions.has(*node) {
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
    let mut shown = ShownComponents::default();
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

/// The components that the report has so far.
#[derive(Default)]
struct ShownComponents {
    components: Vec<ComponentReport>,
}

impl ShownComponents {
    fn component(&mut self, name: &'static str) -> usize {
        let known = self.components.iter().position(|known| known.name == name);
        known.unwrap_or_else(|| {
            self.components.push(component(name));
            self.components.len() - 1
        })
    }

    /// Returns the index of a component's line. Nodes come in the order of the facts; other lines are added when they
    /// are needed.
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

/// Makes the line of a value that crosses and is not a node of the component.
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
