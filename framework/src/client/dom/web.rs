//! The browser's document. The only file that names web-sys or wasm-bindgen.
//!
//! Each import costs bytes of glue in every artifact that uses it. So there are few, and those that every artifact
//! has are declared here, not taken from web-sys, where that spares a conversion, a `catch`, or a type of its own for
//! one more property. What a program does not call the linker drops, import and all.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::{Area, Argument, Dom, News, Observed, Shape, Vocabulary, Way, Whose, Window};
use crate::client::event::RawEvent;
use crate::client::page;
use crate::part::Value;

const SOCKET_PATH: &str = "/_watershed/socket";

#[wasm_bindgen]
extern "C" {
    /// A node, with the properties of nodes of all kinds.
    #[derive(Clone, PartialEq)]
    #[wasm_bindgen(extends = web_sys::Node, extends = web_sys::Element)]
    pub type Node;

    // Of text nodes and comments, which have no names in them.
    #[wasm_bindgen(method, getter)]
    fn length(this: &Node) -> u32;
    #[wasm_bindgen(method, getter)]
    fn data(this: &Node) -> Option<String>;
    #[wasm_bindgen(method, js_name = replaceData)]
    fn replace_data(this: &Node, from: u32, count: u32, text: &str);
    /// Of a `<template>`.
    #[wasm_bindgen(method, getter)]
    fn content(this: &Node) -> Node;
    #[wasm_bindgen(method, setter, js_name = innerHTML)]
    fn set_inner_html(this: &Node, html: &str);
    /// Of a form.
    #[wasm_bindgen(method)]
    fn reset(this: &Node);
    #[wasm_bindgen(method, final, js_class = "Element", js_name = closest)]
    fn closest(this: &Node, selector: &str) -> Option<Node>;

    // Of any node. A control of a form hides the form's own method of the control's name, hence `final`.
    #[wasm_bindgen(method, final, js_class = "Node", js_name = insertBefore)]
    fn insert_before(this: &Node, node: &Node, before: Option<&Node>);
    #[wasm_bindgen(method, final, js_class = "Node", js_name = removeChild)]
    fn remove_child(this: &Node, node: &Node);
    #[wasm_bindgen(method, final, js_class = "Node", js_name = cloneNode)]
    fn clone_node(this: &Node, deep: bool) -> Node;
    #[wasm_bindgen(method, final, js_class = "Node", js_name = contains)]
    fn contains(this: &Node, other: &Node) -> bool;
    #[wasm_bindgen(method, final, js_class = "Element", js_name = setAttribute)]
    fn set_attribute(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method, final, js_class = "Element", js_name = removeAttribute)]
    fn remove_attribute(this: &Node, name: &str);
    #[wasm_bindgen(method, final, js_class = "Element", js_name = matches)]
    fn matches(this: &Node, selector: &str) -> bool;
    #[wasm_bindgen(method, final, js_class = "Element", js_name = getAttribute)]
    fn attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, final, js_class = "Element", js_name = getBoundingClientRect)]
    fn bounds(this: &Node) -> AnyObject;
    #[wasm_bindgen(method, final, js_class = "EventTarget", js_name = dispatchEvent)]
    fn dispatch(this: &Node, event: &Synthetic);

    // Properties of any node, by the same reason those of its prototype.
    #[wasm_bindgen(js_namespace = Reflect, js_name = getPrototypeOf)]
    fn prototype(node: &Node) -> AnyObject;
    #[wasm_bindgen(js_namespace = Reflect, js_name = get)]
    fn get(prototype: &AnyObject, name: &str, node: &Node) -> JsValue;
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_text(prototype: &AnyObject, name: &str, value: &str, node: &Node);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set_flag(prototype: &AnyObject, name: &str, value: bool, node: &Node);
    #[wasm_bindgen(js_namespace = Reflect, js_name = apply, catch)]
    fn apply(method: &JsValue, node: &Node, arguments: &js_sys::Array) -> Result<JsValue, JsValue>;

    /// An object whose properties are looked up by name.
    type AnyObject;
    #[wasm_bindgen(method, indexing_getter)]
    fn property(this: &AnyObject, name: &str) -> JsValue;

    type FormData;
    #[wasm_bindgen(constructor, js_class = "FormData", catch)]
    fn new(form: &Node, submitter: Option<&Node>) -> Result<FormData, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    fn entries(data: &FormData) -> js_sys::Array;
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    fn to_json(value: &JsValue) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_name = String)]
    fn to_text(value: &JsValue) -> String;

    type Transfer;
    #[wasm_bindgen(method, js_name = getData)]
    fn get(this: &Transfer, format: &str) -> String;
    #[wasm_bindgen(method, js_name = setData)]
    fn set(this: &Transfer, format: &str, text: &str);

    type Classes;
    #[wasm_bindgen(method)]
    fn toggle(this: &Classes, name: &str, on: bool);

    type Style;
    #[wasm_bindgen(method, js_name = setProperty)]
    fn set(this: &Style, name: &str, value: &str);

    #[wasm_bindgen(js_name = Event)]
    type Synthetic;
    #[wasm_bindgen(constructor, js_class = "Event")]
    fn new(name: &str, init: &Page) -> Synthetic;
    #[wasm_bindgen(method, indexing_setter)]
    fn set_property(this: &Synthetic, name: &str, value: &str);

    #[wasm_bindgen(js_name = Text)]
    type Text;
    #[wasm_bindgen(constructor, js_class = "Text")]
    fn new() -> Text;
    #[wasm_bindgen(js_name = Comment)]
    type Comment;
    #[wasm_bindgen(constructor, js_class = "Comment")]
    fn new(text: &str) -> Comment;

    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Node;
    #[wasm_bindgen(method, final, js_class = "Document", js_name = createElement)]
    fn create_element(this: &Node, name: &str) -> Node;

    #[wasm_bindgen(thread_local_v2, js_namespace = location, js_name = origin)]
    static ORIGIN: String;
    #[wasm_bindgen(js_namespace = location, js_name = reload)]
    fn reload_page();
    #[wasm_bindgen(js_name = ResizeObserver)]
    type SizeObserver;
    #[wasm_bindgen(constructor, js_class = "ResizeObserver")]
    fn new(callback: &JsValue) -> SizeObserver;
    #[wasm_bindgen(js_name = IntersectionObserver, extends = SizeObserver)]
    type SightObserver;
    #[wasm_bindgen(constructor, js_class = "IntersectionObserver")]
    fn new(callback: &JsValue) -> SightObserver;
    #[wasm_bindgen(method)]
    fn observe(this: &SizeObserver, node: &Node);
    #[wasm_bindgen(method)]
    fn disconnect(this: &SizeObserver);
    /// What both observers say.
    type Entry;
    #[wasm_bindgen(method, getter, js_name = contentRect)]
    fn size(this: &Entry) -> Rectangle;
    #[wasm_bindgen(method, getter, js_name = isIntersecting)]
    fn is_seen(this: &Entry) -> bool;
    type Rectangle;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Rectangle) -> f64;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Rectangle) -> f64;

    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_frame(callback: &JsValue);
    type Global;
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Global;
    #[wasm_bindgen(method, indexing_getter)]
    fn property(this: &Global, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = scrollTo)]
    fn scroll_window(x: f64, y: f64);
    #[wasm_bindgen(js_name = String)]
    fn text(value: &JsValue) -> String;
    #[wasm_bindgen(js_namespace = location, js_name = assign)]
    fn go_to(address: &str);
    #[wasm_bindgen(js_namespace = Math, js_name = random)]
    fn random_number() -> f64;
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn milliseconds() -> f64;
    #[wasm_bindgen(js_namespace = console, js_name = log)]
    fn write_line(line: &str);
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn write_error(text: &str);

    #[wasm_bindgen(js_name = WebSocket)]
    type Socket;
    #[wasm_bindgen(constructor, js_class = "WebSocket", catch)]
    fn new(url: &str) -> Result<Socket, JsValue>;
    #[wasm_bindgen(method, setter, js_name = binaryType)]
    fn set_binary_type(this: &Socket, kind: &str);
    #[wasm_bindgen(method, catch)]
    fn send(this: &Socket, frame: &[u8]) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = getItem)]
    fn tab_get(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = setItem)]
    fn tab_set(key: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = removeItem)]
    fn tab_remove(key: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = getItem)]
    fn visitor_get(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = setItem)]
    fn visitor_set(key: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = removeItem)]
    fn visitor_remove(key: &str) -> Result<(), JsValue>;

    /// Runs `job`, catches what it throws, and returns whether that was nothing: see the script beside the wasm.
    #[wasm_bindgen(js_name = attempt)]
    fn attempt_job() -> bool;

    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    fn is_text(value: &JsValue, text: &str) -> bool;
    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    fn is_flag(value: &JsValue, flag: bool) -> bool;
    #[wasm_bindgen(js_name = Number)]
    fn parsed(text: &str) -> f64;

    /// What the bootstrap knows and can do: see `bootstrap.js`.
    pub type Page;
    #[wasm_bindgen(method, getter)]
    fn starts(this: &Page) -> Census;
    #[wasm_bindgen(method, getter)]
    fn ticket(this: &Page) -> Option<Vec<u8>>;
    #[wasm_bindgen(method)]
    fn own(this: &Page);
    #[wasm_bindgen(method, getter)]
    fn anchors(this: &Page) -> Anchors;
    #[wasm_bindgen(method)]
    fn on(this: &Page, at: Option<&Node>, name: &str, flags: u32, number: u32) -> Ear;
    #[wasm_bindgen(method)]
    fn told(this: &Page, control: &Node) -> bool;
    #[wasm_bindgen(method)]
    fn go(this: &Page, from: &Node, way: u8) -> Option<Node>;
    #[wasm_bindgen(method)]
    fn shape(this: &Page, node: &Node) -> i32;
    #[wasm_bindgen(method)]
    fn whose(this: &Page, node: &Node) -> u32;
    #[wasm_bindgen(method)]
    fn back(this: &Page, stand_in: &Node) -> Node;
    #[wasm_bindgen(method)]
    fn wait(this: &Page, milliseconds: u32, number: u32);

    /// A function that ends hearing an event.
    pub type Ear;
    #[wasm_bindgen(method)]
    fn call(this: &Ear);

    type Census;
    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Census;
    #[wasm_bindgen(method, indexing_getter)]
    fn get(this: &Census, index: u32) -> Option<Node>;
    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Census, index: u32, node: Option<&Node>);

    /// A census of marks for each region.
    type Anchors;
    #[wasm_bindgen(method, indexing_getter)]
    fn of(this: &Anchors, region: u32) -> Option<Census>;
    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Anchors, region: u32, marks: &Census);
    #[wasm_bindgen(method, indexing_deleter)]
    fn drop(this: &Anchors, region: u32);

    /// An event, with the properties of events of all kinds.
    #[derive(Clone)]
    #[wasm_bindgen(extends = web_sys::Event)]
    pub type AnyEvent;
    #[wasm_bindgen(method, getter)]
    fn target(this: &AnyEvent) -> Option<Node>;
    #[wasm_bindgen(method, js_name = preventDefault)]
    fn prevent(this: &AnyEvent);
    #[wasm_bindgen(method, js_name = stopPropagation)]
    fn stop(this: &AnyEvent);
    #[wasm_bindgen(method, js_name = stopImmediatePropagation)]
    fn stop_at_once(this: &AnyEvent);
    #[wasm_bindgen(method, indexing_getter)]
    fn property(this: &AnyEvent, name: &str) -> JsValue;
}

/// The document, as the bootstrap handed it over.
pub struct Web {
    page: Page,
    socket: RefCell<Option<Socket>>,
}

thread_local! {
    /// Those at work, with what they call.
    static OBSERVERS: RefCell<Vec<(u32, SizeObserver, Closure<dyn Fn(js_sys::Array)>)>> =
        const { RefCell::new(Vec::new()) };
}

/// An event, and what its target's `value` and `checked` were when it happened.
#[derive(Clone)]
pub struct WebEvent {
    event: AnyEvent,
    current: Option<Node>,
    value: JsValue,
    checked: JsValue,
}

impl WebEvent {
    /// The browser's own event.
    pub fn web(&self) -> &web_sys::Event {
        &self.event
    }

    fn property(&self, name: &str) -> JsValue {
        match name {
            "value" => self.value.clone(),
            "checked" => self.checked.clone(),
            _ => self.event.property(name),
        }
    }
}

/// Shows what panics, in the console and on the page, behind its body: a panic itself is only a trap.
#[cfg(debug_assertions)]
pub(in crate::client) fn show_panics() {
    thread_local! {
        static SHOWN: RefCell<Option<Node>> = const { RefCell::new(None) };
    }
    std::panic::set_hook(Box::new(|panic| {
        let text = crate::client::site::describe(&panic.to_string());
        write_error(&text);
        SHOWN.with_borrow_mut(|shown| {
            let node = shown.get_or_insert_with(|| create("div"));
            node.set_attribute("role", "alert");
            node.set_attribute("data-watershed-panic", "");
            node.set_attribute("style", PANIC);
            set_text(&prototype(node), "textContent", &text, node);
            let root = DOCUMENT.with(|document| own(document, "documentElement"));
            root.unchecked_ref::<Node>().insert_before(node, None);
        });
    }));
}

#[cfg(debug_assertions)]
const PANIC: &str = "position:fixed;inset:auto 0 0 0;z-index:2147483647;margin:0;padding:12px;\
    white-space:pre-wrap;font:13px/1.5 monospace;background:#8b0000;color:#fff";

/// Resumes the page: the bootstrap calls it once. `snapshot` is what the page carries for the client.
#[wasm_bindgen]
pub fn start(page: Page, snapshot: Vec<u8>) {
    page::start(
        Web {
            page,
            socket: RefCell::default(),
        },
        &snapshot,
    );
}

/// Hands over an event that is heard under this number, with the node whose handler it is for, and what its target's
/// `value` and `checked` were.
#[wasm_bindgen]
pub fn event(
    number: u32,
    event: AnyEvent,
    current: Option<Node>,
    value: JsValue,
    checked: JsValue,
) {
    let event = WebEvent {
        event,
        current,
        value,
        checked,
    };
    page::event(number, RawEvent::new(event));
}

/// Says that a wait is over.
#[wasm_bindgen]
pub fn timer(number: u32) {
    page::timer(number);
}

/// Runs what the page has put down for [`Web::attempt`].
#[wasm_bindgen]
pub fn job() {
    page::job();
}

/// Begins a turn: the script beside the wasm does, before it runs a closure that was handed to JavaScript.
#[wasm_bindgen]
pub fn enter() {
    page::enter();
}

/// Ends the turn that [`enter`] began; not `done` if the closure threw something.
#[wasm_bindgen]
pub fn leave(done: bool) {
    page::leave_turn(done);
}

impl Web {
    /// Runs the job that waits, and returns whether it came to its end.
    pub(in crate::client) fn attempt(&self) -> bool {
        attempt_job()
    }
}

impl Dom for Web {
    type Node = Node;
    type Event = WebEvent;
    type Ear = Ear;

    fn start(&self, region: u32) -> Option<Node> {
        self.page.starts().get(region)
    }

    fn set_start(&self, region: u32, start: Option<&Node>) {
        self.page.starts().set(region, start);
    }

    fn anchor(&self, region: u32, index: u32) -> Option<Node> {
        self.page.anchors().of(region)?.get(index)
    }

    fn set_anchor(&self, region: u32, index: u32, mark: &Node) {
        let anchors = self.page.anchors();
        let marks = anchors.of(region).unwrap_or_else(|| {
            let marks = Census::new();
            anchors.set(region, &marks);
            marks
        });
        marks.set(index, Some(mark));
    }

    fn drop_anchors(&self, region: u32) {
        self.page.anchors().drop(region);
    }

    fn go(&self, from: &Node, way: Way) -> Option<Node> {
        self.page.go(from, way as u8)
    }

    fn shape(&self, node: &Node) -> Shape {
        match self.page.shape(node) {
            0 => Shape::Open,
            1 => Shape::Close,
            2 => Shape::Element,
            3 => Shape::Text,
            4 => Shape::Blank,
            _ => Shape::Other,
        }
    }

    fn whose(&self, node: &Node) -> Whose {
        match self.page.whose(node) {
            0 => Whose::Ours,
            1 => Whose::Foreign,
            _ => Whose::StandIn,
        }
    }

    fn reinstate(&self, stand_in: &Node) -> Node {
        self.page.back(stand_in)
    }

    fn create_text(&self) -> Node {
        Text::new().unchecked_into()
    }

    fn insert(&self, parent: &Node, node: &Node, before: Option<&Node>) {
        parent.insert_before(node, before);
    }

    fn remove(&self, node: &Node) {
        if let Some(parent) = self.go(node, Way::Parent) {
            parent.remove_child(node);
        }
    }

    fn text_length(&self, node: &Node) -> u32 {
        node.length()
    }

    fn splice_text(&self, node: &Node, from: u32, count: u32, text: &str) {
        node.replace_data(from, count, text);
    }

    fn set_attribute(&self, node: &Node, name: &str, value: Option<&str>) {
        match value {
            Some(value) => node.set_attribute(name, value),
            None => node.remove_attribute(name),
        }
    }

    fn set_class(&self, node: &Node, name: &str, on: bool) {
        let classes: Classes = own(node, "classList").unchecked_into();
        classes.toggle(name, on);
    }

    fn set_style(&self, node: &Node, name: &str, value: Option<&str>) {
        let style: Style = own(node, "style").unchecked_into();
        style.set(name, value.unwrap_or(""));
    }

    fn attribute(&self, node: &Node, name: &str) -> Option<String> {
        node.attribute(name)
    }

    fn property_is(&self, node: &Node, name: &str, value: &Value) -> bool {
        let now = own(node, name);
        match value.text() {
            Some(text) => is_text(&now, text),
            None => is_flag(&now, *value == Value::Present),
        }
    }

    fn property(&self, node: &Node, name: &str) -> Value {
        let now = own(node, name);
        match now.as_string() {
            Some(text) => Value::Text(text),
            None if now.is_truthy() => Value::Present,
            None => Value::Absent,
        }
    }

    fn set_property(&self, node: &Node, name: &str, value: &Value) {
        let prototype = prototype(node);
        match value.text() {
            Some(text) => set_text(&prototype, name, text, node),
            None => set_flag(&prototype, name, *value == Value::Present, node),
        }
    }

    fn property_text(&self, node: &Node, name: &str) -> Option<String> {
        own(node, name).as_string()
    }

    fn set_html(&self, node: &Node, html: &str) {
        set_text(&prototype(node), "innerHTML", html, node);
    }

    fn call(&self, node: &Node, method: &str, arguments: &[Argument<'_>]) -> bool {
        let given = arguments.iter().map(|argument| match argument {
            Argument::Text(text) => JsValue::from_str(text),
            Argument::Number(number) => JsValue::from_f64(*number),
        });
        let given: js_sys::Array = given.collect();
        apply(&own(node, method), node, &given).is_ok_and(|result| result.is_truthy())
    }

    fn pristine(&self, node: &Node) -> Node {
        let (form, copy) = (create("form"), node.clone_node(true));
        // Under one of these a form has its controls as properties, in place of its own.
        copy.remove_attribute("id");
        copy.remove_attribute("name");
        form.insert_before(&copy, None);
        form.reset();
        copy
    }

    fn is_told(&self, node: &Node) -> bool {
        self.page.told(node)
    }

    fn selection(&self, node: &Node) -> Option<(u32, u32)> {
        let unit = |name| own(node, name).as_f64().map(|unit| unit as u32);
        unit("selectionStart").zip(unit("selectionEnd"))
    }

    fn select(&self, node: &Node, start: u32, end: u32) {
        let ends = [Argument::Number(start.into()), Argument::Number(end.into())];
        self.call(node, "setSelectionRange", &ends);
    }

    fn select_around(&self, node: &Node) -> Option<Node> {
        (self.shape(node) == Shape::Element)
            .then(|| node.closest("select"))
            .flatten()
    }

    fn note(&self, node: &Node, text: &str) {
        set_text(node.unchecked_ref(), "_s", text, node);
    }

    fn noted(&self, node: &Node) -> Option<String> {
        node.unchecked_ref::<AnyObject>().property("_s").as_string()
    }

    fn is_same_number(&self, one: &str, other: &str) -> bool {
        parsed(one) == parsed(other)
    }

    fn rect(&self, node: &Node) -> [f64; 4] {
        let bounds = node.bounds();
        ["left", "top", "width", "height"].map(|name| number(&bounds.property(name)))
    }

    fn listen(&self, node: Option<&Node>, name: &str, flags: u32, number: u32) -> Ear {
        self.page.on(node, name, flags, number)
    }

    fn unlisten(&self, ear: Ear) {
        ear.call();
    }

    fn fire(&self, node: &Node, name: &str) {
        // The page object says `bubbles: true`, so it serves as the event's options.
        node.dispatch(&Synthetic::new(name, &self.page));
    }

    fn target(&self, event: &WebEvent) -> Option<Node> {
        event.event.target()
    }

    fn current(&self, event: &WebEvent) -> Option<Node> {
        event.current.clone()
    }

    fn prevent(&self, event: &WebEvent) {
        event.event.prevent();
    }

    fn stop(&self, event: &WebEvent, at_once: bool) {
        if at_once {
            event.event.stop_at_once();
        } else {
            event.event.stop();
        }
    }

    fn event_key_is(&self, event: &WebEvent, name: &str) -> bool {
        event
            .event
            .property("key")
            .as_string()
            .is_some_and(|key| key.eq_ignore_ascii_case(name))
    }

    fn event_text(&self, event: &WebEvent, name: &str) -> Option<String> {
        event.property(name).as_string()
    }

    fn event_number(&self, event: &WebEvent, name: &str) -> f64 {
        number(&event.property(name))
    }

    fn event_flag(&self, event: &WebEvent, name: &str) -> bool {
        event.property(name).is_truthy()
    }

    fn next_frame(&self, number: u32) {
        let timer = Closure::once_into_js(move || page::timer(number));
        request_frame(&timer);
    }

    fn event_node(&self, event: &WebEvent, name: &str) -> Option<Node> {
        let node = event.property(name);
        node.is_object().then(|| node.unchecked_into())
    }

    fn event_path(&self, event: &WebEvent, path: &str) -> Option<String> {
        let mut at = JsValue::from(&event.event);
        for name in path.split('.') {
            if !at.is_object() {
                return None;
            }
            at = at.unchecked_ref::<AnyObject>().property(name);
        }
        (!at.is_object() && !at.is_undefined()).then(|| to_text(&at))
    }

    fn event_json(&self, event: &WebEvent, name: &str) -> Option<String> {
        to_json(&event.property(name)).ok().flatten()
    }

    fn transferred(&self, event: &WebEvent, transfer: &str, format: &str) -> Option<String> {
        let transfer = event.property(transfer);
        let transfer: &Transfer = transfer.is_object().then(|| transfer.unchecked_ref())?;
        Some(transfer.get(format))
    }

    fn transfer(&self, event: &WebEvent, transfer: &str, format: &str, text: &str) {
        let transfer = event.property(transfer);
        if transfer.is_object() {
            transfer.unchecked_ref::<Transfer>().set(format, text);
        }
    }

    fn form_data(&self, form: &Node, submitter: Option<&Node>) -> Vec<(String, String)> {
        let Ok(data) = FormData::new(form, submitter) else {
            return Vec::new();
        };
        let pair = |entry: JsValue| {
            let entry: js_sys::Array = entry.unchecked_into();
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        };
        entries(&data).iter().filter_map(pair).collect()
    }

    fn after(&self, milliseconds: u32, number: u32) {
        self.page.wait(milliseconds, number);
    }

    fn observe(&self, what: Observed, node: &Node, number: u32) {
        let call = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            // The last one says what is so now.
            let entry: Entry = entries.pop().unchecked_into();
            match what {
                Observed::Size => {
                    let size = entry.size();
                    page::observed(number, size.width(), size.height());
                }
                Observed::Sight => page::observed(number, f64::from(entry.is_seen()), 0.0),
            }
        });
        let observer = match what {
            Observed::Size => SizeObserver::new(call.as_ref()),
            Observed::Sight => SightObserver::new(call.as_ref()).unchecked_into(),
        };
        observer.observe(node);
        OBSERVERS.with_borrow_mut(|all| all.push((number, observer, call)));
    }

    fn unobserve(&self, number: u32) {
        let gone = OBSERVERS.with_borrow_mut(|all| {
            let at = all.iter().position(|(known, ..)| *known == number)?;
            Some(all.swap_remove(at))
        });
        if let Some((_, observer, call)) = gone {
            observer.disconnect();
            drop(call);
        }
    }

    fn template(&self, html: &str, vocabulary: Vocabulary) -> Node {
        let template = DOCUMENT.with(|document| document.create_element("template"));
        let content = |html: &str| {
            template.set_inner_html(html);
            template.content()
        };
        let root = match vocabulary {
            Vocabulary::Html => return content(html),
            Vocabulary::Svg => "svg",
            Vocabulary::MathMl => "math",
        };
        let fragment = content(&["<", root, ">", html, "</", root, ">"].concat());
        if let Some(root) = self.go(&fragment, Way::First) {
            while let Some(child) = self.go(&root, Way::First) {
                fragment.insert_before(&child, None);
            }
            self.remove(&root);
        }
        fragment
    }

    fn vocabulary(&self, parent: &Node) -> Option<Vocabulary> {
        let is_no_html = |integration_points| !parent.matches(integration_points);
        let namespace = own(parent, "namespaceURI").as_string()?;
        Some(match namespace.as_str() {
            "http://www.w3.org/2000/svg" if is_no_html("foreignObject,desc,title") => {
                Vocabulary::Svg
            }
            "http://www.w3.org/1998/Math/MathML"
                if is_no_html("mi,mo,mn,ms,mtext,[encoding='text/html' i]") =>
            {
                Vocabulary::MathMl
            }
            _ => Vocabulary::Html,
        })
    }

    fn copy(&self, fragment: &Node) -> Node {
        fragment.clone_node(true)
    }

    fn create_comment(&self, text: &str) -> Node {
        Comment::new(text).unchecked_into()
    }

    fn mark_text(&self, node: &Node) -> Option<String> {
        match self.shape(node) {
            Shape::Element => node.attribute("_"),
            Shape::Text => None,
            _ => node.data(),
        }
    }

    fn own(&self) {
        self.page.own();
    }

    fn holds(&self, node: &Node, other: &Node) -> bool {
        node.contains(other)
    }

    fn focused(&self) -> Option<Node> {
        let focused = DOCUMENT.with(|document| own(document, "activeElement"));
        focused.is_object().then(|| focused.unchecked_into())
    }
}

fn create(name: &str) -> Node {
    DOCUMENT.with(|document| document.create_element(name))
}

/// A property of a node that nothing in the page can hide.
fn own(node: &Node, name: &str) -> JsValue {
    get(&prototype(node), name, node)
}

fn number(value: &JsValue) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

impl Window for Web {
    fn ticket(&self) -> Option<[u8; 16]> {
        self.page.ticket()?.try_into().ok()
    }

    fn connect(&self, heard: u32) {
        let url = ORIGIN.with(|origin| {
            let rest = origin.strip_prefix("http").unwrap_or_default();
            ["ws", rest, SOCKET_PATH].concat()
        });
        let Ok(socket) = Socket::new(&url) else {
            return;
        };
        socket.set_binary_type("arraybuffer");
        for name in ["open", "message", "close"] {
            self.page.on(Some(socket.unchecked_ref()), name, 0, heard);
        }
        self.socket.replace(Some(socket));
    }

    fn send(&self, frame: &[u8]) {
        if let Some(socket) = &*self.socket.borrow() {
            // A socket that is closing refuses; what was to be sent is sent again on the next one.
            let _ = socket.send(frame);
        }
    }

    fn news(&self, event: &WebEvent) -> Option<News> {
        let socket = self.socket.borrow();
        let (socket, target) = (socket.as_ref()?, event.event.target()?);
        if target.as_ref() as &JsValue != socket.as_ref() as &JsValue {
            return None;
        }
        let data = event.event.property("data");
        Some(match event.event.property("type").as_string()?.as_str() {
            "open" => News::Opened,
            "message" => News::Frame(js_sys::Uint8Array::new(&data).to_vec()),
            _ => News::Closed,
        })
    }

    fn reload(&self) {
        reload_page();
    }

    fn event(&self, name: &str, detail: &str) -> WebEvent {
        let event = Synthetic::new(name, &self.page);
        event.set_property("detail", detail);
        WebEvent {
            event: event.unchecked_into(),
            current: None,
            value: JsValue::UNDEFINED,
            checked: JsValue::UNDEFINED,
        }
    }

    fn random(&self) -> f64 {
        random_number()
    }

    fn log(&self, line: &str) {
        write_line(line);
    }

    fn number(&self, name: &str) -> f64 {
        WINDOW.with(|window| window.property(name).as_f64().unwrap_or(0.0))
    }

    fn now(&self) -> f64 {
        milliseconds()
    }

    fn address(&self) -> String {
        WINDOW.with(|window| text(&window.property("location")))
    }

    fn navigate(&self, address: &str) {
        go_to(address);
    }

    fn scroll_to(&self, x: f64, y: f64) {
        scroll_window(x, y);
    }

    fn stored(&self, area: Area, key: &str) -> Option<String> {
        let stored = match area {
            Area::Tab => tab_get(key),
            Area::Visitor => visitor_get(key),
        };
        stored.ok().flatten()
    }

    fn store(&self, area: Area, key: &str, text: Option<&str>) {
        // A visitor may have forbidden it, or there is no more room: then nothing is kept.
        let _ = match (area, text) {
            (Area::Tab, Some(text)) => tab_set(key, text),
            (Area::Tab, None) => tab_remove(key),
            (Area::Visitor, Some(text)) => visitor_set(key, text),
            (Area::Visitor, None) => visitor_remove(key),
        };
    }
}
