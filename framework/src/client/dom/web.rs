//! The browser's document. The only file that names web-sys or wasm-bindgen.
//!
//! Each import costs bytes of glue in every artifact that uses it. So there are few, and those that every artifact
//! has are declared here, not taken from web-sys, where that spares a conversion, a `catch`, or a type of its own for
//! one more property. What a program does not call the linker drops, import and all.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::{Area, Dom, News, Shape, Vocabulary, Way, Whose, Window};
use crate::client::event::RawEvent;
use crate::client::page;
use crate::part::Value;

const ELEMENT: u16 = 1;
const TEXT: u16 = 3;
const COMMENT: u16 = 8;

const SOCKET_PATH: &str = "/_watershed/socket";

#[wasm_bindgen]
extern "C" {
    /// A node, with the properties of nodes of all kinds.
    #[derive(Clone, PartialEq)]
    #[wasm_bindgen(extends = web_sys::Node, extends = web_sys::Element)]
    pub type Node;

    #[wasm_bindgen(method, getter, js_name = parentNode)]
    fn parent(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = firstChild)]
    fn first(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = lastChild)]
    fn last(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = nextSibling)]
    fn next(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = previousSibling)]
    fn previous(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = nodeType)]
    fn node_type(this: &Node) -> u16;
    #[wasm_bindgen(method, getter)]
    fn length(this: &Node) -> u32;
    #[wasm_bindgen(method, getter)]
    fn data(this: &Node) -> JsValue;
    #[wasm_bindgen(method, js_name = replaceData)]
    fn replace_data(this: &Node, from: u32, count: u32, text: &str);
    #[wasm_bindgen(method, js_name = insertBefore)]
    fn insert_before(this: &Node, node: &Node, before: Option<&Node>);
    #[wasm_bindgen(method)]
    fn remove(this: &Node);
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = removeAttribute)]
    fn remove_attribute(this: &Node, name: &str);
    #[wasm_bindgen(method, js_name = dispatchEvent)]
    fn dispatch(this: &Node, event: &Synthetic);
    #[wasm_bindgen(method, js_name = cloneNode)]
    fn clone_node(this: &Node, deep: bool) -> Node;
    #[wasm_bindgen(method)]
    fn contains(this: &Node, other: &Node) -> bool;
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn content(this: &Node) -> Node;
    #[wasm_bindgen(method, indexing_getter)]
    fn property(this: &Node, name: &str) -> JsValue;
    #[wasm_bindgen(method, indexing_setter)]
    fn set_text_property(this: &Node, name: &str, value: &str);
    #[wasm_bindgen(method, indexing_setter)]
    fn set_flag_property(this: &Node, name: &str, value: bool);
    #[wasm_bindgen(method, getter, js_name = classList)]
    fn classes(this: &Node) -> Classes;
    #[wasm_bindgen(method, getter)]
    fn style(this: &Node) -> Style;

    /// The number that the runtime attached to an element.
    #[wasm_bindgen(method, getter, js_name = _w)]
    fn mark(this: &Node) -> u32;
    #[wasm_bindgen(method, setter, js_name = _w)]
    fn set_mark(this: &Node, mark: u32);
    /// What the bootstrap's observer attached to nodes that others have inserted: 1, or 2 if in place of a text.
    #[wasm_bindgen(method, getter, js_name = _f)]
    fn foreign(this: &Node) -> u32;
    /// Puts the text back for which this node is there.
    #[wasm_bindgen(method, js_name = _b)]
    fn back(this: &Node) -> Node;
    #[wasm_bindgen(method, getter, js_name = namespaceURI)]
    fn namespace(this: &Node) -> Option<String>;
    #[wasm_bindgen(method)]
    fn matches(this: &Node, selector: &str) -> bool;

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

    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    fn create_text_node(text: &str) -> Node;

    #[wasm_bindgen(js_namespace = document, js_name = createComment)]
    fn create_comment_node(text: &str) -> Node;
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(name: &str) -> Node;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;

    type Document;
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    fn focused(this: &Document) -> Option<Node>;

    #[wasm_bindgen(thread_local_v2, js_namespace = location, js_name = origin)]
    static ORIGIN: String;
    #[wasm_bindgen(js_namespace = location, js_name = reload)]
    fn reload_page();
    #[wasm_bindgen(js_namespace = Math, js_name = random)]
    fn random_number() -> f64;
    #[wasm_bindgen(js_namespace = console, js_name = log)]
    fn write_line(line: &str);

    #[wasm_bindgen(js_name = WebSocket)]
    type Socket;
    #[wasm_bindgen(constructor, js_class = "WebSocket", catch)]
    fn new(url: &str) -> Result<Socket, JsValue>;
    #[wasm_bindgen(method, setter, js_name = binaryType)]
    fn set_binary_type(this: &Socket, kind: &str);
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn listen(this: &Socket, name: &str, listener: &JsValue);
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

    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    fn is_text(value: &JsValue, text: &str) -> bool;
    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    fn is_flag(value: &JsValue, flag: bool) -> bool;

    /// What the bootstrap knows and can do: see `bootstrap.js`.
    pub type Page;
    #[wasm_bindgen(method, getter)]
    fn starts(this: &Page) -> Census;
    #[wasm_bindgen(method, getter)]
    fn ticket(this: &Page) -> Option<Vec<u8>>;
    #[wasm_bindgen(method, getter)]
    fn heard(this: &Page) -> JsValue;
    #[wasm_bindgen(method)]
    fn own(this: &Page);
    #[wasm_bindgen(method, getter)]
    fn anchors(this: &Page) -> Anchors;
    #[wasm_bindgen(method)]
    fn listen(this: &Page, name: &str) -> u32;
    #[wasm_bindgen(method)]
    fn wait(this: &Page, milliseconds: u32, number: u32);

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
    #[wasm_bindgen(method, indexing_getter)]
    fn property(this: &AnyEvent, name: &str) -> JsValue;
}

/// The document, as the bootstrap handed it over.
pub struct Web {
    page: Page,
    socket: RefCell<Option<Socket>>,
}

/// An event, and what its target's `value` and `checked` were when it happened.
#[derive(Clone)]
pub struct WebEvent {
    kind: u32,
    event: AnyEvent,
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

/// Hands over an event: the number of its type, and what its target's `value` and `checked` were.
#[wasm_bindgen]
pub fn event(kind: u32, event: AnyEvent, value: JsValue, checked: JsValue) {
    page::event(RawEvent::new(WebEvent {
        kind,
        event,
        value,
        checked,
    }));
}

/// Says that a wait is over.
#[wasm_bindgen]
pub fn timer(number: u32) {
    page::timer(number);
}

impl Dom for Web {
    type Node = Node;
    type Event = WebEvent;

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
        match way {
            Way::Parent => from.parent(),
            Way::First => from.first(),
            Way::Last => from.last(),
            Way::Next => from.next(),
            Way::Previous => from.previous(),
        }
    }

    fn shape(&self, node: &Node) -> Shape {
        match node.node_type() {
            ELEMENT => Shape::Element,
            TEXT => Shape::Text,
            COMMENT if is_text(&node.data(), "_") => Shape::Open,
            COMMENT if is_text(&node.data(), "/") => Shape::Close,
            COMMENT if is_text(&node.data(), "") => Shape::Blank,
            _ => Shape::Other,
        }
    }

    fn whose(&self, node: &Node) -> Whose {
        match node.foreign() {
            0 => Whose::Ours,
            1 => Whose::Foreign,
            _ => Whose::StandIn,
        }
    }

    fn reinstate(&self, stand_in: &Node) -> Node {
        stand_in.back()
    }

    fn create_text(&self) -> Node {
        create_text_node("")
    }

    fn insert(&self, parent: &Node, node: &Node, before: Option<&Node>) {
        parent.insert_before(node, before);
    }

    fn remove(&self, node: &Node) {
        node.remove();
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
        node.classes().toggle(name, on);
    }

    fn set_style(&self, node: &Node, name: &str, value: Option<&str>) {
        node.style().set(name, value.unwrap_or(""));
    }

    fn property_is(&self, node: &Node, name: &str, value: &Value) -> bool {
        let now = node.property(name);
        match value {
            Value::Text(text) => is_text(&now, text),
            flag => is_flag(&now, *flag == Value::Present),
        }
    }

    fn set_property(&self, node: &Node, name: &str, value: &Value) {
        match value {
            Value::Text(text) => node.set_text_property(name, text),
            flag => node.set_flag_property(name, *flag == Value::Present),
        }
    }

    fn property_text(&self, node: &Node, name: &str) -> Option<String> {
        node.property(name).as_string()
    }

    fn set_html(&self, node: &Node, html: &str) {
        node.set_text_property("innerHTML", html);
    }

    fn call(&self, node: &Node, method: &str) {
        let method = node.property(method);
        let _ = method.unchecked_into::<js_sys::Function>().call0(node);
    }

    fn event_type(&self, name: &str) -> u32 {
        self.page.listen(name)
    }

    fn mark(&self, node: &Node) -> u32 {
        node.mark()
    }

    fn set_mark(&self, node: &Node, mark: u32) {
        node.set_mark(mark);
    }

    fn fire(&self, node: &Node, name: &str) {
        // The page object says `bubbles: true`, so it serves as the event's options.
        node.dispatch(&Synthetic::new(name, &self.page));
    }

    fn type_of(&self, event: &WebEvent) -> u32 {
        event.kind
    }

    fn target(&self, event: &WebEvent) -> Option<Node> {
        event.event.target()
    }

    fn prevent(&self, event: &WebEvent) {
        event.event.prevent();
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
        event.property(name).as_f64().unwrap_or(0.0)
    }

    fn event_flag(&self, event: &WebEvent, name: &str) -> bool {
        event.property(name).is_truthy()
    }

    fn after(&self, milliseconds: u32, number: u32) {
        self.page.wait(milliseconds, number);
    }

    fn template(&self, html: &str, vocabulary: Vocabulary) -> Node {
        let template = create_element("template");
        let content = |html: &str| {
            template.set_text_property("innerHTML", html);
            template.content()
        };
        let root = match vocabulary {
            Vocabulary::Html => return content(html),
            Vocabulary::Svg => "svg",
            Vocabulary::MathMl => "math",
        };
        let fragment = content(&format!("<{root}>{html}</{root}>"));
        if let Some(root) = fragment.first() {
            while let Some(child) = root.first() {
                fragment.insert_before(&child, None);
            }
            root.remove();
        }
        fragment
    }

    fn vocabulary(&self, parent: &Node) -> Option<Vocabulary> {
        let is_no_html = |integration_points| !parent.matches(integration_points);
        Some(match parent.namespace()?.as_str() {
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
        create_comment_node(text)
    }

    fn mark_text(&self, node: &Node) -> Option<String> {
        match node.node_type() {
            COMMENT => node.data().as_string(),
            ELEMENT => node.attribute("_"),
            _ => None,
        }
    }

    fn own(&self) {
        self.page.own();
    }

    fn holds(&self, node: &Node, other: &Node) -> bool {
        node.contains(other)
    }

    fn focused(&self) -> Option<Node> {
        DOCUMENT.with(Document::focused)
    }
}

impl Window for Web {
    fn ticket(&self) -> Option<[u8; 16]> {
        self.page.ticket()?.try_into().ok()
    }

    fn connect(&self) {
        let url = ORIGIN.with(|origin| origin.replacen("http", "ws", 1)) + SOCKET_PATH;
        let Ok(socket) = Socket::new(&url) else {
            return;
        };
        socket.set_binary_type("arraybuffer");
        for name in ["open", "message", "close"] {
            socket.listen(name, &self.page.heard());
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

    fn random(&self) -> f64 {
        random_number()
    }

    fn log(&self, line: &str) {
        write_line(line);
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
