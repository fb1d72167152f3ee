//! A simulated document, for tests: parsed by html5ever, driven by the same runtime as a browser's.
//!
//! It does what the runtime relies on and a test can see: properties beside attributes, focus that is lost when the
//! element leaves the document, selection, events with their default actions (`user`), a socket whose other end is
//! the test (`network`). It has no layout and no styles, and does not run scripts.

mod activation;
mod census;
mod content;
mod control;
mod event;
mod guard;
mod network;
mod patch;
mod places;
mod posted;
mod regions;
mod select;
mod travel;
mod user;
mod waiting;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use html5ever::{LocalName, QualName, ns};
use kuchikikiki::traits::TendrilSink;
use kuchikikiki::{NodeRef, parse_fragment, parse_html};
use watershed_markup::element;

pub use event::{Heard, SimEvent};
pub use network::{KEPT, Network};
pub use posted::{FormPart, FormRequest, PostedForm};

use self::content::ReceivedTemplate;
use self::places::{RegionStart, TextPiece};
use self::regions::Regions;
use super::{Argument, Dom, Neighbour, Observed, Patched, Presence, RowPlace};
use crate::client::by_region::ByRegion;
use crate::client::kind::Registry;
use crate::part::Value;
use crate::wire::number::Region;
use crate::wire::snapshot::{self, Snapshot};

/// A simulated browser tab. Clones are the same tab.
#[derive(Clone)]
pub struct Sim(Rc<Tab>);

struct Tab {
    document: NodeRef,
    starts: RefCell<ByRegion<Option<NodeRef>>>,
    anchors: RefCell<HashMap<(Region, u32), NodeRef>>,
    beside: RefCell<HashMap<usize, NodeExtras>>,
    heard: RefCell<Vec<Rc<Heard>>>,
    focused: RefCell<Option<NodeRef>>,
    hovered: RefCell<Option<NodeRef>>,
    waits: RefCell<Vec<(u32, u32)>>,
    observers: RefCell<Vec<(Observed, NodeRef, u32)>>,
    waiting_events: RefCell<Option<Vec<(SimEvent, Vec<event::PathStop>)>>>,
    navigations: RefCell<Vec<String>>,
    writes: Cell<usize>,
    network: Network,
    /// True if the tab runs no scripts.
    is_scriptless: Cell<bool>,
    /// The forms that were submitted without scripts.
    posted: RefCell<Vec<PostedForm>>,
    /// The requests with files that were begun.
    requests: RefCell<Vec<FormRequest>>,
    /// The numbers of those that were ended.
    stopped: RefCell<Vec<u32>>,
    regions: Regions,
    templates: RefCell<Vec<Rc<ReceivedTemplate>>>,
    notice: RefCell<Option<NodeRef>>,
}

/// The shape of a node, as far as walks need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An element.
    Element,
    /// Text.
    Text,
    /// `<!--_-->`: a bracketed region starts.
    Open,
    /// `<!--/-->`: a bracketed region ends.
    Close,
    /// `<!>`: an empty text that would have no node.
    Blank,
    /// Any other node.
    Other,
}

/// The origin of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The server or the runtime inserted it.
    Ours,
    /// Foreign code inserted it, an extension for example: such nodes do not count in a walk.
    Foreign,
    /// Foreign code inserted it in place of one of the page's texts, as a translator does.
    StandIn,
}

/// The vocabulary of markup. An application without elements of the other ones contains no code that tells them apart:
/// then all is HTML, which is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Vocabulary {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// MathML.
    MathMl,
}

/// The state of a node besides its markup.
#[derive(Default)]
struct NodeExtras {
    /// Keeps the node alive, so that its address stays unique.
    _node: Option<NodeRef>,
    is_foreign: bool,
    /// The text that this node replaces.
    instead_of: Option<NodeRef>,
    /// The node that replaces this text.
    stand_in: Option<NodeRef>,
    properties: HashMap<String, Value>,
    selection: Option<(u32, u32)>,
    /// The text that a person sees in a control, if it is not a valid value.
    typed: Option<String>,
    /// The value before a person began to change it, until the change is committed.
    before_edit: Option<Value>,
    /// True for a select whose choice was cleared on purpose.
    chooses_nothing: bool,
    /// The value that the server has sent for a control.
    noted: Option<String>,
    /// True if an event with the control's state waits for the client.
    is_told: bool,
    /// The custom validation message.
    complaint: String,
    /// The chosen files: names and bytes.
    files: Vec<(String, Vec<u8>)>,
}

impl Sim {
    /// Opens a tab with this page. The client has not arrived yet: events wait.
    pub fn open(html: &str) -> Self {
        let tab = Tab {
            document: parse_html().one(html),
            starts: RefCell::default(),
            anchors: RefCell::default(),
            beside: RefCell::default(),
            heard: RefCell::default(),
            focused: RefCell::default(),
            hovered: RefCell::default(),
            waits: RefCell::default(),
            observers: RefCell::default(),
            waiting_events: RefCell::new(Some(Vec::new())),
            navigations: RefCell::default(),
            writes: Cell::new(0),
            network: Network::default(),
            is_scriptless: Cell::default(),
            posted: RefCell::default(),
            requests: RefCell::default(),
            stopped: RefCell::default(),
            regions: Regions::default(),
            templates: RefCell::default(),
            notice: RefCell::default(),
        };
        let sim = Self(Rc::new(tab));
        census::take(&sim, &sim.0.document, Region(0));
        sim
    }

    /// Lets the tab run no scripts: a form is sent when it is submitted.
    pub fn set_scriptless(&self, is_scriptless: bool) {
        self.0.is_scriptless.set(is_scriptless);
    }

    /// Returns the other end of the tab's socket.
    pub fn network(&self) -> &Network {
        &self.0.network
    }

    /// Returns the first element that a CSS selector matches.
    ///
    /// # Panics
    /// If no element matches, or the selector is not known here.
    pub fn find(&self, selector: &str) -> NodeRef {
        let found = self.known(selector).into_iter().next();
        found.unwrap_or_else(|| {
            panic!(
                "nothing on the page is `{selector}`:\n{}",
                self.html("html")
            )
        })
    }

    /// Returns the first element that a CSS selector matches, if there is one.
    pub fn try_find(&self, selector: &str) -> Option<NodeRef> {
        self.matching(selector)?.into_iter().next()
    }

    /// Returns the number of elements that a CSS selector matches.
    ///
    /// # Panics
    /// If the selector is not known here.
    pub fn count(&self, selector: &str) -> usize {
        self.known(selector).len()
    }

    fn known(&self, selector: &str) -> Vec<NodeRef> {
        self.matching(selector).unwrap_or_else(|| {
            panic!("`{selector}` is no selector, or none that the simulation knows")
        })
    }

    /// Returns the text in the first element that a CSS selector matches.
    pub fn text(&self, selector: &str) -> String {
        self.find(selector).text_contents()
    }

    /// Returns the markup in the first element that a CSS selector matches.
    pub fn html(&self, selector: &str) -> String {
        self.find(selector)
            .children()
            .map(|child| child.to_string())
            .collect()
    }

    /// Returns the addresses that links and forms have led to.
    pub fn navigations(&self) -> Vec<String> {
        self.0.navigations.borrow().clone()
    }

    /// Takes the addresses to which the tab was about to go.
    pub fn take_navigations(&self) -> Vec<String> {
        self.0.navigations.take()
    }

    /// Returns the number of writes of the runtime to the document.
    pub fn writes(&self) -> usize {
        self.0.writes.get()
    }

    /// Inserts markup before the first element that a CSS selector matches, as an extension would.
    pub fn intrude_before(&self, selector: &str, html: &str) {
        let at = self.find(selector);
        for node in self.parse(html, "body") {
            self.beside(&node, |beside| beside.is_foreign = true);
            at.insert_before(node);
        }
    }

    /// Replaces the texts in the first element that a CSS selector matches with `<font>` elements, as a translator
    /// does.
    pub fn translate(&self, selector: &str) {
        let texts: Vec<_> = self
            .find(selector)
            .descendants()
            .filter(|node| node.as_text().is_some())
            .collect();
        for text in texts {
            let font =
                NodeRef::new_element(QualName::new(None, ns!(html), LocalName::from("font")), []);
            font.append(NodeRef::new_text(text.text_contents().to_uppercase()));
            self.beside(&font, |beside| {
                beside.is_foreign = true;
                beside.instead_of = Some(text.clone());
            });
            self.beside(&text, |beside| beside.stand_in = Some(font.clone()));
            text.insert_before(font);
            text.detach();
        }
    }

    /// Inserts markup at the end of the first element that a CSS selector matches, as an extension would.
    pub fn intrude_into(&self, selector: &str, html: &str) {
        let at = self.find(selector);
        for node in self.parse(html, "body") {
            self.beside(&node, |beside| beside.is_foreign = true);
            at.append(node);
        }
    }

    fn parse(&self, html: &str, context: &str) -> Vec<NodeRef> {
        let name = QualName::new(None, ns!(html), LocalName::from(context));
        let root = parse_fragment(name, Vec::new()).one(html).first_child();
        let nodes: Vec<_> = root.into_iter().flat_map(|root| root.children()).collect();
        nodes.iter().for_each(|node| node.detach());
        nodes
    }

    fn parse_in(&self, root: &str, html: &str) -> Vec<NodeRef> {
        let parsed = self.parse(&format!("<{root}>{html}</{root}>"), "template");
        let nodes: Vec<_> = parsed.iter().flat_map(NodeRef::children).collect();
        nodes.iter().for_each(|node| node.detach());
        nodes
    }

    fn beside<R>(&self, node: &NodeRef, with: impl FnOnce(&mut NodeExtras) -> R) -> R {
        let mut all = self.0.beside.borrow_mut();
        let beside = all.entry(Rc::as_ptr(&node.0) as usize).or_default();
        beside._node = Some(node.clone());
        with(beside)
    }

    fn write(&self) {
        self.0.writes.set(self.0.writes.get() + 1);
    }

    /// Removes the focus from an element that leaves the document.
    fn leave(&self, node: &NodeRef) {
        let mut focused = self.0.focused.borrow_mut();
        if focused.as_ref().is_some_and(|focused| {
            focused
                .inclusive_ancestors()
                .any(|ancestor| ancestor == *node)
        }) {
            *focused = None;
        }
        drop(focused);
        let parent = node.parent();
        node.detach();
        if let Some(parent) = parent {
            self.options_changed(&parent);
        }
    }
}

/// Converts a value to a boolean or a text, which properties are.
fn plain(value: &Value) -> Value {
    match value {
        Value::Off => Value::Absent,
        value => value.clone(),
    }
}

fn attribute(node: &NodeRef, name: &str) -> Option<String> {
    Some(node.as_element()?.attributes.borrow().get(name)?.to_owned())
}

/// Returns text as a parser reads it from markup.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn set_attribute(node: &NodeRef, name: &str, value: Option<&str>) {
    let Some(element) = node.as_element() else {
        return;
    };
    let mut attributes = element.attributes.borrow_mut();
    match value {
        Some(value) => attributes.insert(name, value.to_owned()),
        None => attributes.remove(name),
    };
}

/// The steps of which walks and updates consist.
impl Sim {
    /// Returns the first node of a region, according to the census.
    pub fn start(&self, region: Region) -> Option<NodeRef> {
        self.0.starts.borrow_mut().get_mut(region)?.clone()
    }

    /// Sets the first node of a region in the census, or removes it.
    pub fn set_start(&self, region: Region, start: Option<&NodeRef>) {
        *self.0.starts.borrow_mut().entry(region) = start.cloned();
    }

    /// Returns how many numbers the rows have had that the browser has made.
    pub fn row_numbers(&self) -> usize {
        self.0.starts.borrow().own()
    }

    /// Returns the explicit mark with this index in a region, according to the census.
    pub fn anchor(&self, region: Region, index: u32) -> Option<NodeRef> {
        self.0.anchors.borrow().get(&(region, index)).cloned()
    }

    /// Adds an explicit mark to the census.
    pub fn set_anchor(&self, region: Region, index: u32, mark: &NodeRef) {
        self.0
            .anchors
            .borrow_mut()
            .insert((region, index), mark.clone());
    }

    /// Removes the explicit marks of a region from the census.
    pub fn drop_anchors(&self, region: Region) {
        self.0
            .anchors
            .borrow_mut()
            .retain(|(of, _), _| *of != region);
    }

    /// Returns the shape of a node.
    pub fn shape(&self, node: &NodeRef) -> Shape {
        if node.as_element().is_some() {
            return Shape::Element;
        }
        if node.as_text().is_some() {
            return Shape::Text;
        }
        match node
            .as_comment()
            .map(|text| text.borrow().clone())
            .as_deref()
        {
            Some("_") => Shape::Open,
            Some("/") => Shape::Close,
            Some("") => Shape::Blank,
            _ => Shape::Other,
        }
    }

    /// Returns the origin of a node.
    pub fn whose(&self, node: &NodeRef) -> Whose {
        self.beside(node, |beside| {
            match (beside.is_foreign, &beside.instead_of) {
                (false, _) => Whose::Ours,
                (true, None) => Whose::Foreign,
                (true, Some(_)) => Whose::StandIn,
            }
        })
    }

    /// Puts a text back in the place of its stand-in. Returns the text.
    pub fn reinstate(&self, stand_in: &NodeRef) -> NodeRef {
        let text = self.beside(stand_in, |beside| beside.instead_of.clone());
        let text = text.unwrap_or_else(|| self.create_text());
        stand_in.insert_before(text.clone());
        stand_in.detach();
        self.beside(&text, |beside| beside.stand_in = None);
        text
    }

    /// Makes an empty text node.
    pub fn create_text(&self) -> NodeRef {
        NodeRef::new_text("")
    }

    /// Returns the length of a text node in UTF-16 units.
    pub fn text_length(&self, node: &NodeRef) -> u32 {
        node.as_text()
            .map_or(0, |text| text.borrow().encode_utf16().count() as u32)
    }

    /// Replaces `count` UTF-16 units of a text node.
    pub fn splice_text(&self, node: &NodeRef, from: u32, count: u32, text: &str) {
        self.write();
        let Some(data) = node.as_text() else { return };
        let mut units: Vec<u16> = data.borrow().encode_utf16().collect();
        let (start, end) = (from as usize, (from + count) as usize);
        assert!(
            end <= units.len(),
            "a browser would throw: the text has no {end} units"
        );
        units.splice(start..end, text.encode_utf16());
        *data.borrow_mut() = String::from_utf16_lossy(&units);
        // While a translation replaces a text, the bootstrap's observers restore the text when it is written.
        let stand_in = self.beside(node, |beside| beside.stand_in.clone());
        if let Some(stand_in) = stand_in {
            self.reinstate(&stand_in);
        }
    }

    /// Parses markup of a vocabulary into a fragment that [`Sim::copy`] clones.
    pub fn template(&self, html: &str, vocabulary: Vocabulary) -> NodeRef {
        let fragment = NodeRef::new_document();
        let nodes = match vocabulary {
            Vocabulary::Html => self.parse(html, "template"),
            Vocabulary::Svg => self.parse_in("svg", html),
            Vocabulary::MathMl => self.parse_in("math", html),
        };
        nodes.into_iter().for_each(|node| fragment.append(node));
        fragment
    }

    /// Returns the vocabulary of the children of a node; `outer` if the node is a fragment, whose parent comes later.
    pub fn vocabulary(&self, parent: &NodeRef, outer: Vocabulary) -> Vocabulary {
        let Some(element) = parent.as_element() else {
            return outer;
        };
        let name = &element.name;
        let is_html = &*name.local == element::ANNOTATION
            && attribute(parent, "encoding")
                .is_some_and(|encoding| element::is_html_encoding(&encoding));
        match (&name.ns, &*name.local) {
            (&ns!(svg), "foreignObject" | "desc" | "title") => Vocabulary::Html,
            (&ns!(svg), _) => Vocabulary::Svg,
            (&ns!(mathml), "mi" | "mo" | "mn" | "ms" | "mtext") => Vocabulary::Html,
            (&ns!(mathml), _) if !is_html => Vocabulary::MathMl,
            _ => Vocabulary::Html,
        }
    }

    /// Returns a deep copy of a fragment.
    pub fn copy(&self, fragment: &NodeRef) -> NodeRef {
        let copy = NodeRef::new(fragment.data().clone());
        fragment
            .children()
            .for_each(|child| copy.append(self.copy(&child)));
        copy
    }

    /// Makes a comment.
    pub fn create_comment(&self, text: &str) -> NodeRef {
        NodeRef::new_comment(text)
    }

    /// Returns the text of a comment, or the attribute `_` of an element.
    pub fn mark_text(&self, node: &NodeRef) -> Option<String> {
        node.as_comment()
            .map(|text| text.borrow().clone())
            .or_else(|| attribute(node, "_"))
    }
}

impl Dom for Sim {
    type Node = NodeRef;
    type Event = SimEvent;
    type Ear = Rc<Heard>;
    type Piece = TextPiece;

    fn snapshot(&self, bytes: &[u8], registry: &Registry) -> Option<Snapshot> {
        let slots = |id| registry.find(id).map(|kind| usize::from(kind.slots));
        snapshot::decode(bytes, registry.first, slots).ok()
    }

    fn element(&self, region: Region, at: &[u8]) -> Option<NodeRef> {
        places::element(self, &RegionStart::of(self, region)?, at)
    }

    fn piece(&self, region: Region, at: &[u8]) -> Option<TextPiece> {
        places::text(self, &RegionStart::of(self, region)?, at)
    }

    fn set_text(&self, piece: &TextPiece, text: &str) {
        piece.set(self, text);
    }

    fn go(&self, from: &NodeRef, way: Neighbour) -> Option<NodeRef> {
        match way {
            Neighbour::Parent => from.parent(),
            Neighbour::First => from.first_child(),
            Neighbour::Last => from.last_child(),
            Neighbour::Next => from.next_sibling(),
            Neighbour::Previous => from.previous_sibling(),
        }
    }

    fn insert(&self, parent: &NodeRef, node: &NodeRef, before: Option<&NodeRef>) {
        self.write();
        let nodes = match node.as_document().is_some() {
            true => node.children().collect(),
            false => vec![node.clone()],
        };
        for node in nodes {
            // A browser throws.
            let is_inside = parent.inclusive_ancestors().any(|outer| outer == node);
            assert!(!is_inside, "a node cannot be inside of itself");
            if before == Some(&node) {
                continue;
            }
            self.leave(&node);
            match before {
                Some(before) => before.insert_before(node),
                None => parent.append(node),
            }
        }
        self.options_changed(parent);
    }

    fn remove(&self, node: &NodeRef) {
        self.write();
        self.leave(node);
    }

    fn set_attribute(&self, node: &NodeRef, name: &str, value: Option<&str>) {
        self.write();
        set_attribute(node, name, value.map(without_nul).as_deref());
    }

    fn set_class(&self, node: &NodeRef, name: &str, on: bool) {
        self.write();
        let old = attribute(node, "class").unwrap_or_default();
        let mut classes: Vec<_> = old
            .split_whitespace()
            .filter(|class| *class != name)
            .collect();
        classes.extend(on.then_some(name));
        set_attribute(node, "class", Some(&classes.join(" ")));
    }

    fn set_style(&self, node: &NodeRef, name: &str, value: Option<&str>) {
        self.write();
        let old = attribute(node, "style").unwrap_or_default();
        let others = old.split(';').map(str::trim).filter(|rule| {
            !rule.is_empty()
                && rule
                    .split(':')
                    .next()
                    .is_some_and(|property| property.trim() != name)
        });
        let mut rules: Vec<_> = others.map(str::to_owned).collect();
        rules.extend(value.map(|value| format!("{name}: {value}")));
        set_attribute(node, "style", Some(&rules.join("; ")));
    }

    fn attribute(&self, node: &NodeRef, name: &str) -> Option<String> {
        attribute(node, name)
    }

    fn property_is(&self, node: &NodeRef, name: &str, value: &Value) -> bool {
        let now = self.property(node, name);
        match value.text() {
            Some(text) => now.text() == Some(text),
            None => now == plain(value),
        }
    }

    fn property(&self, node: &NodeRef, name: &str) -> Value {
        self.property(node, name)
    }

    fn set_property(&self, node: &NodeRef, name: &str, value: &Value) {
        self.write();
        self.put_property(node, name, plain(value));
    }

    fn property_text(&self, node: &NodeRef, name: &str) -> Option<String> {
        self.property(node, name).text().map(str::to_owned)
    }

    fn set_html(&self, node: &NodeRef, html: &str) {
        self.write();
        node.children().for_each(|child| self.leave(&child));
        let context = node
            .as_element()
            .map_or("body".into(), |element| element.name.local.to_string());
        self.parse(html, &context)
            .into_iter()
            .for_each(|child| node.append(child));
    }

    fn pristine(&self, node: &NodeRef) -> NodeRef {
        self.copy(node)
    }

    fn is_told(&self, node: &NodeRef) -> bool {
        self.beside(node, |beside| beside.is_told)
    }

    fn selection(&self, node: &NodeRef) -> Option<(u32, u32)> {
        // Browsers do not report a selection in these.
        const WITHOUT: [&str; 6] = ["number", "email", "date", "color", "range", "checkbox"];
        let kind = attribute(node, "type").unwrap_or_default();
        self.beside(node, |beside| beside.selection)
            .filter(|_| !WITHOUT.contains(&kind.as_str()))
    }

    fn select(&self, node: &NodeRef, start: u32, end: u32) {
        self.beside(node, |beside| beside.selection = Some((start, end)));
    }

    fn select_around(&self, node: &NodeRef) -> Option<NodeRef> {
        node.inclusive_ancestors()
            .find(|around| control::tag(around) == "select")
    }

    fn note(&self, node: &NodeRef, text: &str) {
        self.beside(node, |beside| beside.noted = Some(text.to_owned()));
    }

    fn noted(&self, node: &NodeRef) -> Option<String> {
        self.beside(node, |beside| beside.noted.clone())
    }

    fn is_same_number(&self, one: &str, other: &str) -> bool {
        let number = |text: &str| text.trim().parse::<f64>().ok();
        number(one).is_some_and(|one| number(other) == Some(one))
    }

    fn call(&self, node: &NodeRef, method: &str, arguments: &[Argument<'_>]) -> bool {
        self.call_method(node, method, arguments)
    }

    /// There is no layout.
    fn rect(&self, _: &NodeRef) -> [f64; 4] {
        [0.0; 4]
    }

    fn listen(&self, node: Option<&NodeRef>, name: &str, flags: u32, number: u32) -> Rc<Heard> {
        self.hear(node, name, flags, number)
    }

    fn unlisten(&self, ear: Rc<Heard>) {
        self.end_hearing(&ear);
    }

    fn fire(&self, node: &NodeRef, name: &str) {
        self.send_own(node, name);
    }

    fn target(&self, event: &SimEvent) -> Option<NodeRef> {
        event.target()
    }

    fn current(&self, event: &SimEvent) -> Option<NodeRef> {
        event.current()
    }

    fn prevent(&self, event: &SimEvent) {
        event.prevent();
    }

    fn stop(&self, event: &SimEvent, at_once: bool) {
        if at_once {
            event.stop_at_once();
        } else {
            event.stop();
        }
    }

    fn event_key_is(&self, event: &SimEvent, name: &str) -> bool {
        event
            .text("key")
            .is_some_and(|key| key.to_lowercase() == name)
    }

    fn event_text(&self, event: &SimEvent, name: &str) -> Option<String> {
        event.text(name)
    }

    fn event_number(&self, event: &SimEvent, name: &str) -> f64 {
        event
            .text(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0.0)
    }

    fn event_flag(&self, event: &SimEvent, name: &str) -> bool {
        event.flag(name)
    }

    /// A simulated document is drawn 60 times a second.
    fn next_frame(&self, number: u32) {
        self.after(16, number);
    }

    fn event_node(&self, event: &SimEvent, name: &str) -> Option<NodeRef> {
        event.node(name)
    }

    fn event_path(&self, event: &SimEvent, path: &str) -> Option<String> {
        event.text(path)
    }

    /// A text that is not JSON becomes a JSON string.
    fn event_json(&self, event: &SimEvent, name: &str) -> Option<String> {
        let text = event.text(name)?;
        let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        Some(if is_json {
            text
        } else {
            serde_json::Value::from(text).to_string()
        })
    }

    fn transferred(&self, event: &SimEvent, transfer: &str, format: &str) -> Option<String> {
        event.transferred(&format!("{transfer}.{format}"))
    }

    fn transfer(&self, event: &SimEvent, transfer: &str, format: &str, text: &str) {
        event.transfer(format!("{transfer}.{format}"), text);
    }

    fn form_data(&self, form: &NodeRef, submitter: Option<&NodeRef>) -> Vec<(String, String)> {
        self.entries(form, submitter)
    }

    fn send_form(&self, form: &NodeRef, submitter: Option<&NodeRef>, number: u32) {
        self.request(form, submitter, number);
    }

    fn stop_form(&self, number: u32) {
        self.0
            .requests
            .borrow_mut()
            .retain(|request| request.number != number);
        self.0.stopped.borrow_mut().push(number);
    }

    fn after(&self, milliseconds: u32, number: u32) {
        self.0.waits.borrow_mut().push((milliseconds, number));
    }

    fn observe(&self, what: Observed, node: &NodeRef, number: u32) {
        let observer = (what, node.clone(), number);
        self.0.observers.borrow_mut().push(observer);
    }

    fn unobserve(&self, number: u32) {
        let is_other = |(.., known): &(Observed, NodeRef, u32)| *known != number;
        self.0.observers.borrow_mut().retain(is_other);
    }

    fn own(&self) {}

    fn query(&self, selector: &str) -> Option<NodeRef> {
        self.try_find(selector)
    }

    fn lend(&self, parent: &NodeRef, node: &NodeRef, before: Option<&NodeRef>) {
        self.insert(parent, node, before);
        self.beside(node, |beside| beside.is_foreign = true);
    }

    fn holds(&self, node: &NodeRef, other: &NodeRef) -> bool {
        other
            .inclusive_ancestors()
            .any(|ancestor| ancestor == *node)
    }

    fn focused(&self) -> Option<NodeRef> {
        self.0.focused.borrow().clone()
    }
}

impl Patched for Sim {
    fn apply(&self, update: &[u8]) -> Vec<u8> {
        patch::apply(self, update)
    }

    fn turn(&self, region: Region, is_shown: bool) -> bool {
        self.0.regions.turn(self, region, is_shown)
    }

    fn outer(&self, region: Region) -> Option<Region> {
        self.0.regions.take_in(self);
        self.0.regions.parent(region)
    }

    fn presence(&self, region: Region) -> Presence {
        match self.start(region) {
            None => Presence::Gone,
            Some(_) if self.0.regions.is_hidden(region) => Presence::Hidden,
            Some(_) => Presence::Shown,
        }
    }

    fn standing(&self, region: Region, at: &[u8]) -> Option<Region> {
        self.0.regions.take_in(self);
        self.0.regions.standing(self, region, at)
    }

    fn add_row(&self, row: Region, place: RowPlace<'_>, html: &str, is_bracketed: bool) -> bool {
        patch::add_row(self, row, place, html, is_bracketed).is_some()
    }

    fn move_row(&self, row: Region, place: RowPlace<'_>) {
        patch::move_row(self, row, place);
    }

    fn remove_row(&self, row: Region) {
        self.0.regions.remove_row(self, row);
    }

    fn notify(&self, sentence: &str) {
        let notice = self.template("<div role=alert></div>", Vocabulary::Html);
        let (Some(body), Some(element)) = (self.try_find("body"), notice.first_child()) else {
            return;
        };
        element.append(NodeRef::new_text(sentence));
        self.insert(&body, &notice, None);
        // A new notice replaces the one before.
        if let Some(before) = self.0.notice.replace(Some(element)) {
            self.remove(&before);
        }
    }
}
