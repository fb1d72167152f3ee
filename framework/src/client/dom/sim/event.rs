//! Events of the simulated document: their path past listeners, and how they reach the runtime.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use kuchikikiki::NodeRef;

use super::Sim;
use crate::client::event::RawEvent;
use crate::client::page;
use crate::part::{Value, event_flags as flag};

/// An event of the simulated document.
#[derive(Clone)]
pub struct SimEvent {
    happening: Rc<Happening>,
    /// The element whose handler is being called.
    current: Option<NodeRef>,
}

struct Happening {
    name: String,
    target: Option<NodeRef>,
    properties: Vec<(String, Value)>,
    /// Properties that are elements.
    nodes: Vec<(String, NodeRef)>,
    transferred: RefCell<Vec<(String, String)>>,
    prevented: Cell<bool>,
    stopped: Cell<Stopped>,
}

/// The reach that handlers leave to an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Stopped {
    No,
    /// The event still reaches the other listeners of this element.
    Further,
    AtOnce,
}

/// A listener.
pub struct Heard {
    at: PathStop,
    name: String,
    captures: bool,
    by: Hearer,
    is_over: Cell<bool>,
}

#[derive(Clone)]
enum Hearer {
    /// A handler, or a part of the runtime, with the element that it is written on.
    Runtime(u32, Option<NodeRef>),
    /// A foreign script.
    Script(Rc<dyn Fn(&SimEvent)>),
}

/// The listeners that an event reaches.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Hearers {
    All,
    /// Only foreign scripts: the client hears of it later.
    Scripts,
}

/// A stop on an event's path.
#[derive(Clone, PartialEq)]
pub(super) enum PathStop {
    Window,
    Node(NodeRef),
}

impl SimEvent {
    pub(super) fn new(
        name: &str,
        target: Option<NodeRef>,
        properties: Vec<(String, Value)>,
    ) -> Self {
        let happening = Happening {
            name: name.to_owned(),
            target,
            properties,
            nodes: Vec::new(),
            transferred: RefCell::default(),
            prevented: Cell::new(false),
            stopped: Cell::new(Stopped::No),
        };
        Self {
            happening: Rc::new(happening),
            current: None,
        }
    }

    fn at(&self, current: Option<NodeRef>) -> Self {
        Self {
            happening: self.happening.clone(),
            current,
        }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.happening.name
    }

    /// Returns whether the default action was prevented.
    pub fn is_prevented(&self) -> bool {
        self.happening.prevented.get()
    }

    /// Prevents the default action.
    pub fn prevent(&self) {
        self.happening.prevented.set(true);
    }

    /// Stops the event from reaching further elements.
    pub fn stop(&self) {
        self.stop_until(Stopped::Further);
    }

    pub(super) fn stop_at_once(&self) {
        self.stop_until(Stopped::AtOnce);
    }

    fn stop_until(&self, stopped: Stopped) {
        if self.happening.stopped.get() < stopped {
            self.happening.stopped.set(stopped);
        }
    }

    pub(super) fn target(&self) -> Option<NodeRef> {
        self.happening.target.clone()
    }

    pub(super) fn current(&self) -> Option<NodeRef> {
        self.current.clone()
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.property(name) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// Returns whether a property is truthy; the text `false` is not.
    pub(super) fn flag(&self, name: &str) -> bool {
        match self.property(name) {
            None | Some(Value::Absent | Value::Off) => false,
            Some(Value::Present | Value::Number(_) | Value::List(_)) => true,
            Some(Value::Text(text)) => !matches!(text.as_str(), "" | "false"),
        }
    }

    pub(super) fn node(&self, name: &str) -> Option<NodeRef> {
        let mut nodes = self.happening.nodes.iter();
        nodes
            .find(|(property, _)| property == name)
            .map(|(_, node)| node.clone())
    }

    /// Returns transferred data: `clipboardData.text/plain`.
    pub(super) fn transferred(&self, path: &str) -> Option<String> {
        let transferred = self.happening.transferred.borrow();
        let set = transferred.iter().rev().find(|(set, _)| set == path);
        set.map(|(_, text)| text.clone())
            .or_else(|| self.text(path))
    }

    /// Lets the event reach listeners once more.
    pub(super) fn go_on(&self) {
        self.happening.stopped.set(Stopped::No);
    }

    /// Returns the same event in another document, given each node's counterpart there; `None` if the target has none.
    pub(super) fn moved(&self, counterpart: impl Fn(&NodeRef) -> Option<NodeRef>) -> Option<Self> {
        let target = counterpart(self.happening.target.as_ref()?)?;
        let mut event = Self::new(self.name(), Some(target), self.happening.properties.clone());
        let nodes = self.happening.nodes.iter();
        let nodes = nodes.filter_map(|(name, node)| Some((name.clone(), counterpart(node)?)));
        Rc::get_mut(&mut event.happening)?.nodes = nodes.collect();
        Some(event)
    }

    pub(super) fn transfer(&self, path: String, text: &str) {
        let mut transferred = self.happening.transferred.borrow_mut();
        transferred.push((path, text.to_owned()));
    }

    pub(super) fn property(&self, name: &str) -> Option<&Value> {
        self.happening
            .properties
            .iter()
            .find(|(property, _)| property == name)
            .map(|(_, value)| value)
    }
}

impl Sim {
    /// Adds a foreign script that listens at an element, in the bubbling phase.
    pub fn overhear(&self, selector: &str, name: &str, script: impl Fn(&SimEvent) + 'static) {
        self.0.heard.borrow_mut().push(Rc::new(Heard {
            at: PathStop::Node(self.find(selector)),
            name: name.to_owned(),
            captures: false,
            by: Hearer::Script(Rc::new(script)),
            is_over: Cell::new(false),
        }));
    }

    pub(super) fn hear(
        &self,
        node: Option<&NodeRef>,
        name: &str,
        flags: u32,
        number: u32,
    ) -> Rc<Heard> {
        let at = match node {
            _ if flags & (flag::DOCUMENT | flag::OUTSIDE) != 0 => {
                PathStop::Node(self.0.document.clone())
            }
            Some(node) if flags & flag::WINDOW == 0 => PathStop::Node(node.clone()),
            _ => PathStop::Window,
        };
        let heard = Rc::new(Heard {
            at,
            name: name.to_owned(),
            captures: flags & (flag::CAPTURE | flag::OUTSIDE) != 0,
            by: Hearer::Runtime(number, node.cloned()),
            is_over: Cell::new(false),
        });
        self.0.heard.borrow_mut().push(heard.clone());
        heard
    }

    pub(super) fn end_hearing(&self, ear: &Rc<Heard>) {
        ear.is_over.set(true);
        let mut heard = self.0.heard.borrow_mut();
        heard.retain(|heard| !Rc::ptr_eq(heard, ear));
    }

    /// Sends an event to a node, with the present state of its target. Returns the event, which tells what happened to
    /// it.
    pub(super) fn send_event(
        &self,
        node: &NodeRef,
        name: &str,
        properties: &[(&str, &str)],
    ) -> SimEvent {
        self.send_event_with(node, name, properties, Vec::new())
    }

    /// Sends an event to a node, with properties of which some are elements.
    pub(super) fn send_event_with(
        &self,
        node: &NodeRef,
        name: &str,
        properties: &[(&str, &str)],
        nodes: Vec<(String, NodeRef)>,
    ) -> SimEvent {
        let event = self.make_event(node, name, properties, nodes);
        self.deliver(&event);
        event
    }

    /// Sends an event of the client itself, which does not wait for the client.
    pub(super) fn send_own(&self, node: &NodeRef, name: &str) {
        let event = self.make_event(node, name, &[], Vec::new());
        match self.network().is_restoring() {
            true => self.deliver(&event),
            false => self.dispatch(&event, way_of(&event), Hearers::All),
        }
    }

    fn make_event(
        &self,
        node: &NodeRef,
        name: &str,
        properties: &[(&str, &str)],
        nodes: Vec<(String, NodeRef)>,
    ) -> SimEvent {
        let mut all: Vec<_> = properties
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Value::Text((*text).to_owned())))
            .collect();
        all.extend([
            ("value".to_owned(), self.property(node, "value")),
            ("checked".to_owned(), self.property(node, "checked")),
            ("bubbles".to_owned(), truth(!STAYS.contains(&name))),
        ]);
        let mut event = SimEvent::new(name, Some(node.clone()), all);
        if let Some(happening) = Rc::get_mut(&mut event.happening) {
            happening.nodes = nodes;
        }
        event
    }

    /// Takes an event along its path.
    pub(super) fn dispatch(&self, event: &SimEvent, mut way: Vec<PathStop>, hearers: Hearers) {
        let target = way.first().cloned();
        // A document does not pass `load` on.
        if event.name() != "load" || target.is_none() {
            way.push(PathStop::Window);
        }
        for spot in way.iter().rev() {
            self.visit(event, spot, true, hearers);
        }
        let bubbles = event.flag("bubbles");
        for spot in way {
            if bubbles || target.is_none() || target.as_ref() == Some(&spot) {
                self.visit(event, &spot, false, hearers);
            }
        }
    }

    /// Calls the listeners at one stop, unless the event was stopped before.
    fn visit(&self, event: &SimEvent, spot: &PathStop, captures: bool, hearers: Hearers) {
        if event.happening.stopped.get() != Stopped::No {
            return;
        }
        let hears = |heard: &&Rc<Heard>| {
            heard.at == *spot && heard.name == event.name() && heard.captures == captures
        };
        let heard: Vec<_> = self
            .0
            .heard
            .borrow()
            .iter()
            .filter(hears)
            .cloned()
            .collect();
        for heard in heard {
            if event.happening.stopped.get() == Stopped::AtOnce || heard.is_over.get() {
                continue;
            }
            match &heard.by {
                Hearer::Runtime(..) if hearers == Hearers::Scripts => {}
                Hearer::Runtime(number, node) => {
                    page::event(*number, RawEvent::new(event.at(node.clone())));
                }
                Hearer::Script(script) => script(event),
            }
        }
    }

    /// Returns the milliseconds and number of each wait that the runtime has asked for and that has not ended.
    pub fn waits(&self) -> Vec<(u32, u32)> {
        self.0.waits.borrow().clone()
    }

    /// Takes the waits that the runtime has asked for, as milliseconds and numbers. The caller must end them.
    pub fn take_waits(&self) -> Vec<(u32, u32)> {
        self.0.waits.take()
    }

    /// Ends all waits that the runtime has asked for so far, the shortest first.
    pub fn pass_time(&self) {
        let mut waits = self.0.waits.take();
        waits.sort_by_key(|(milliseconds, _)| *milliseconds);
        waits
            .into_iter()
            .for_each(|(_, number)| page::timer(number));
    }
}

fn truth(is_true: bool) -> Value {
    if is_true {
        Value::Present
    } else {
        Value::Absent
    }
}

/// Events that do not bubble.
const STAYS: &[&str] = &[
    "abort",
    "beforetoggle",
    "blur",
    "cancel",
    "canplay",
    "canplaythrough",
    "close",
    "cuechange",
    "durationchange",
    "emptied",
    "ended",
    "error",
    "focus",
    "invalid",
    "load",
    "loadeddata",
    "loadedmetadata",
    "loadstart",
    "mouseenter",
    "mouseleave",
    "pause",
    "play",
    "playing",
    "pointerenter",
    "pointerleave",
    "progress",
    "ratechange",
    "scroll",
    "scrollend",
    "seeked",
    "seeking",
    "stalled",
    "suspend",
    "timeupdate",
    "toggle",
    "volumechange",
    "waiting",
];

/// Returns the path of an event, from its target outwards.
pub(super) fn way_of(event: &SimEvent) -> Vec<PathStop> {
    let target = event.target().into_iter();
    let way = target.flat_map(|target| target.inclusive_ancestors().collect::<Vec<_>>());
    way.map(PathStop::Node).collect()
}
