//! The JavaScript that the runtime calls.
//!
//! Each import costs bytes of glue in every artifact that uses it. So there are few, and those that every artifact uses
//! are declared here, not taken from web-sys, if that avoids a conversion, a `catch`, or another type for one more
//! property. The linker drops functions that a program does not call, with their imports.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A node, with the properties of nodes of all kinds.
    #[derive(Clone, PartialEq)]
    #[wasm_bindgen(extends = web_sys::Node, extends = web_sys::Element)]
    pub type Node;

    /// Of a form.
    #[wasm_bindgen(method)]
    pub(super) fn reset(this: &Node);
    #[wasm_bindgen(method, final, js_class = "Element", js_name = closest)]
    pub(super) fn closest(this: &Node, selector: &str) -> Option<Node>;

    // Of any node. A control of a form hides the form's own method of the same name, hence `final`.
    #[wasm_bindgen(method, final, js_class = "Node", js_name = insertBefore)]
    pub(super) fn insert_before(this: &Node, node: &Node, before: Option<&Node>);
    #[wasm_bindgen(method, final, js_class = "Node", js_name = removeChild)]
    pub(super) fn remove_child(this: &Node, node: &Node);
    #[wasm_bindgen(method, final, js_class = "Node", js_name = cloneNode)]
    pub(super) fn clone_node(this: &Node, deep: bool) -> Node;
    #[wasm_bindgen(method, final, js_class = "Node", js_name = contains)]
    pub(super) fn contains(this: &Node, other: &Node) -> bool;
    #[wasm_bindgen(method, final, js_class = "Element", js_name = removeAttribute)]
    pub(super) fn remove_attribute(this: &Node, name: &str);
    #[wasm_bindgen(method, final, js_class = "Element", js_name = getAttribute)]
    pub(super) fn attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, final, js_class = "Element", js_name = getBoundingClientRect)]
    pub(super) fn bounds(this: &Node) -> AnyObject;
    #[wasm_bindgen(method, final, js_class = "EventTarget", js_name = dispatchEvent)]
    pub(super) fn dispatch(this: &Node, event: &Synthetic);

    // Properties of any node, for the same reason those of its prototype.
    #[wasm_bindgen(js_namespace = Reflect, js_name = getPrototypeOf)]
    pub(super) fn prototype(node: &Node) -> AnyObject;
    #[wasm_bindgen(js_namespace = Reflect, js_name = get)]
    pub(super) fn get(prototype: &AnyObject, name: &str, node: &Node) -> JsValue;
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    pub(super) fn set_text(prototype: &AnyObject, name: &str, value: &str, node: &Node);
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    pub(super) fn set_flag(prototype: &AnyObject, name: &str, value: bool, node: &Node);
    #[wasm_bindgen(js_namespace = Reflect, js_name = apply, catch)]
    pub(super) fn apply(
        method: &JsValue,
        node: &Node,
        arguments: &js_sys::Array,
    ) -> Result<JsValue, JsValue>;

    /// An object whose properties are looked up by name.
    pub(super) type AnyObject;
    #[wasm_bindgen(method, indexing_getter)]
    pub(super) fn property(this: &AnyObject, name: &str) -> JsValue;

    pub(super) type FormData;
    #[wasm_bindgen(constructor, js_class = "FormData", catch)]
    pub(super) fn new(form: &Node, submitter: Option<&Node>) -> Result<FormData, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    pub(super) fn entries(data: &FormData) -> js_sys::Array;
    /// Sends the files of a form: see the script beside the wasm.
    #[wasm_bindgen(js_name = sendForm)]
    pub(super) fn send_form(
        page: &Page,
        form: &Node,
        submitter: Option<&Node>,
        heard: &JsValue,
    ) -> SentFiles;
    #[derive(Clone)]
    pub(super) type SentFiles;
    #[wasm_bindgen(method, getter, js_name = ended)]
    pub(super) fn has_ended(this: &SentFiles) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn abort(this: &SentFiles);
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    pub(super) fn to_json(value: &JsValue) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_name = String)]
    pub(super) fn to_text(value: &JsValue) -> String;

    pub(super) type Transfer;
    #[wasm_bindgen(method, js_name = getData)]
    pub(super) fn get(this: &Transfer, format: &str) -> String;
    #[wasm_bindgen(method, js_name = setData)]
    pub(super) fn set(this: &Transfer, format: &str, text: &str);

    pub(super) type Classes;
    #[wasm_bindgen(method)]
    pub(super) fn toggle(this: &Classes, name: &str, on: bool);

    pub(super) type Style;
    #[wasm_bindgen(method, js_name = setProperty)]
    pub(super) fn set(this: &Style, name: &str, value: &str);

    #[wasm_bindgen(js_name = Event)]
    pub(super) type Synthetic;
    #[wasm_bindgen(constructor, js_class = "Event")]
    pub(super) fn new(name: &str, init: &Page) -> Synthetic;
    #[wasm_bindgen(method, indexing_setter)]
    pub(super) fn set_property(this: &Synthetic, name: &str, value: &str);

    #[wasm_bindgen(thread_local_v2, js_name = document)]
    pub(super) static DOCUMENT: Node;
    #[wasm_bindgen(method, final, js_class = "Document", js_name = createElement)]
    pub(super) fn create_element(this: &Node, name: &str) -> Node;
    #[wasm_bindgen(method, final, js_class = "Document", js_name = querySelector, catch)]
    pub(super) fn query(this: &Node, selector: &str) -> Result<Option<Node>, JsValue>;

    #[wasm_bindgen(js_namespace = location, js_name = reload)]
    pub(super) fn reload_page();
    #[wasm_bindgen(js_name = ResizeObserver)]
    pub(super) type SizeObserver;
    #[wasm_bindgen(constructor, js_class = "ResizeObserver")]
    pub(super) fn new(callback: &JsValue) -> SizeObserver;
    #[wasm_bindgen(js_name = IntersectionObserver, extends = SizeObserver)]
    pub(super) type SightObserver;
    #[wasm_bindgen(constructor, js_class = "IntersectionObserver")]
    pub(super) fn new(callback: &JsValue) -> SightObserver;
    #[wasm_bindgen(method)]
    pub(super) fn observe(this: &SizeObserver, node: &Node);
    #[wasm_bindgen(method)]
    pub(super) fn disconnect(this: &SizeObserver);
    /// An entry of either observer.
    pub(super) type Entry;
    #[wasm_bindgen(method, getter, js_name = contentRect)]
    pub(super) fn size(this: &Entry) -> Rectangle;
    #[wasm_bindgen(method, getter, js_name = isIntersecting)]
    pub(super) fn is_seen(this: &Entry) -> bool;
    pub(super) type Rectangle;
    #[wasm_bindgen(method, getter)]
    pub(super) fn width(this: &Rectangle) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn height(this: &Rectangle) -> f64;

    #[wasm_bindgen(js_name = requestAnimationFrame)]
    pub(super) fn request_frame(callback: &JsValue);
    pub(super) type Global;
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    pub(super) static WINDOW: Global;
    #[wasm_bindgen(method, indexing_getter)]
    pub(super) fn property(this: &Global, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = scrollTo)]
    pub(super) fn scroll_window(x: f64, y: f64);
    #[wasm_bindgen(js_name = String)]
    pub(super) fn text(value: &JsValue) -> String;
    #[wasm_bindgen(js_namespace = location, js_name = assign)]
    pub(super) fn go_to(address: &str);
    #[wasm_bindgen(js_namespace = Math, js_name = random)]
    pub(super) fn random_number() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub(super) fn fill_random(bytes: &mut [u8]);
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn milliseconds() -> f64;
    #[wasm_bindgen(js_namespace = console, js_name = log)]
    pub(super) fn write_line(line: &str);
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    pub(super) fn write_error(text: &str);

    /// Opens a socket to the page's server, whose events the page hears under this number: see the script beside the
    /// wasm.
    #[wasm_bindgen(js_name = openSocket)]
    pub(super) fn open_socket(page: &Page, heard: u32);
    #[wasm_bindgen(js_name = sendFrame)]
    pub(super) fn send_frame(frame: &[u8]);
    /// Returns the news in an event that is heard under that number: the bytes of a message, or bytes that the script
    /// describes; `None` if there is none.
    #[wasm_bindgen(js_name = hearSocket)]
    pub(super) fn hear_socket(event: &AnyEvent) -> Option<Vec<u8>>;

    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = getItem)]
    pub(super) fn tab_get(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = setItem)]
    pub(super) fn tab_set(key: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = removeItem)]
    pub(super) fn tab_remove(key: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = getItem)]
    pub(super) fn visitor_get(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = setItem)]
    pub(super) fn visitor_set(key: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = removeItem)]
    pub(super) fn visitor_remove(key: &str) -> Result<(), JsValue>;

    /// Runs `job`, catches whatever it throws, and returns whether it threw nothing: see the script beside the wasm.
    #[wasm_bindgen(js_name = attempt)]
    pub(super) fn attempt_job() -> bool;

    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    pub(super) fn is_text(value: &JsValue, text: &str) -> bool;
    #[wasm_bindgen(js_namespace = Object, js_name = is)]
    pub(super) fn is_flag(value: &JsValue, flag: bool) -> bool;
    #[wasm_bindgen(js_name = Number)]
    pub(super) fn parsed(text: &str) -> f64;

    /// The object of the bootstrap: see `bootstrap.js`.
    pub type Page;
    #[wasm_bindgen(method, getter)]
    pub(super) fn ticket(this: &Page) -> Option<Vec<u8>>;
    /// The document, while the page is made anew out of sight.
    #[wasm_bindgen(method, getter)]
    pub(super) fn document(this: &Page) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub(super) fn own(this: &Page);
    #[wasm_bindgen(method, catch)]
    pub(super) fn lend(this: &Page, node: &Node) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub(super) fn on(this: &Page, at: Option<&Node>, name: &str, flags: u32, number: u32) -> Ear;
    #[wasm_bindgen(method)]
    pub(super) fn told(this: &Page, control: &Node) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn go(this: &Page, from: &Node, way: u8) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub(super) fn wait(this: &Page, milliseconds: u32, number: u32);

    /// A function that ends a listener.
    pub type Ear;
    #[wasm_bindgen(method)]
    pub(super) fn call(this: &Ear);

    // The functions of the script beside the wasm: see `glue/` of the command line tool.
    #[wasm_bindgen(js_name = expandSnapshot)]
    pub(super) fn expand_snapshot(bytes: &[u8], first: u32, slots: &[u8]) -> Option<Vec<u8>>;
    #[wasm_bindgen(js_name = findElement)]
    pub(super) fn find_element(page: &Page, region: i32, at: &[u8]) -> Option<Node>;
    #[wasm_bindgen(js_name = findText)]
    pub(super) fn find_text(page: &Page, region: i32, at: &[u8]) -> Option<Piece>;
    /// A piece of text, which can be set.
    pub type Piece;
    #[wasm_bindgen(method)]
    pub(super) fn set(this: &Piece, text: &str);
    #[wasm_bindgen(js_name = setAttribute)]
    pub(super) fn set_attribute(node: &Node, name: &str, value: &str);
    #[wasm_bindgen(js_name = applyUpdate)]
    pub(super) fn apply_update(page: &Page, update: &[u8]) -> Vec<u8>;
    #[wasm_bindgen(js_name = turnRegion)]
    pub(super) fn turn_region(page: &Page, region: i32, shown: bool) -> bool;
    #[wasm_bindgen(js_name = outerRegion)]
    pub(super) fn outer_region(page: &Page, region: i32) -> Option<u32>;
    #[wasm_bindgen(js_name = regionState)]
    pub(super) fn region_state(page: &Page, region: i32) -> u32;
    #[wasm_bindgen(js_name = addRow)]
    pub(super) fn add_row(
        page: &Page,
        row: i32,
        list: i32,
        at: &[u8],
        before: i32,
        html: &str,
        is_bracketed: bool,
    ) -> bool;
    #[wasm_bindgen(js_name = moveRow)]
    pub(super) fn move_row(page: &Page, row: i32, list: i32, at: &[u8], before: i32);
    #[wasm_bindgen(js_name = removeRow)]
    pub(super) fn remove_row(page: &Page, row: i32);
    #[wasm_bindgen(js_name = standingRegion)]
    pub(super) fn standing_region(page: &Page, region: i32, at: &[u8]) -> Option<u32>;
    #[wasm_bindgen(js_name = keepValues)]
    pub(super) fn keep_values(page: &Page, values: &[u8]);
    #[wasm_bindgen(js_name = keptValue)]
    pub(super) fn kept_value(node: u32) -> Option<Vec<u8>>;
    #[wasm_bindgen(js_name = restoreMessage)]
    pub(super) fn restore_message() -> Option<Vec<u8>>;
    #[wasm_bindgen(js_name = rebuildPage)]
    pub(super) fn rebuild_page(page: &Page);
    #[wasm_bindgen(js_name = reloadDelay)]
    pub(super) fn reload_delay(has_lasted: bool) -> i32;
    #[wasm_bindgen(js_name = notifyVisitor)]
    pub(super) fn notify_visitor(sentence: &str);

    #[wasm_bindgen(js_name = beginTravel)]
    pub(super) fn begin_travel(page: &Page) -> Option<String>;
    #[wasm_bindgen(js_name = findDeparture)]
    pub(super) fn departure(page: &Page, event: &AnyEvent) -> Option<String>;
    #[wasm_bindgen(js_name = travelTo)]
    pub(super) fn travel_to(page: &Page, address: &str, step: u32, outlet: u32);

    /// An event, with the properties of events of all kinds.
    #[derive(Clone)]
    #[wasm_bindgen(extends = web_sys::Event)]
    pub type AnyEvent;
    #[wasm_bindgen(method, getter)]
    pub(super) fn target(this: &AnyEvent) -> Option<Node>;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(super) fn prevent(this: &AnyEvent);
    #[wasm_bindgen(method, js_name = stopPropagation)]
    pub(super) fn stop(this: &AnyEvent);
    #[wasm_bindgen(method, js_name = stopImmediatePropagation)]
    pub(super) fn stop_at_once(this: &AnyEvent);
    #[wasm_bindgen(method, indexing_getter)]
    pub(super) fn property(this: &AnyEvent, name: &str) -> JsValue;
}
