//! The browser's document. The only folder that names web-sys or wasm-bindgen.

mod document;
mod js;
mod window;

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use self::js::*;
pub use self::js::{AnyEvent, Ear, Node, Page, Piece};
use crate::client::event::RawEvent;
use crate::client::page;

/// The document, given by the bootstrap.
pub struct Web {
    page: Page,
}

thread_local! {
    /// The requests with files of forms, with the closures that they call.
    static REQUESTS: RefCell<Vec<(u32, SentFiles, Closure<dyn Fn(JsValue)>)>> =
        const { RefCell::new(Vec::new()) };
    /// The active observers, with the closures that they call.
    static OBSERVERS: RefCell<Vec<(u32, SizeObserver, Closure<dyn Fn(js_sys::Array)>)>> =
        const { RefCell::new(Vec::new()) };
}

/// An event, with the `value` and `checked` that its target had when it happened.
#[derive(Clone)]
pub struct WebEvent {
    event: AnyEvent,
    current: Option<Node>,
    value: JsValue,
    checked: JsValue,
}

impl WebEvent {
    /// Returns the browser's own event.
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

/// Shows panics in the console and on the page, after its body: a panic itself is only a trap.
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
            set_attribute(node, "role", "alert");
            set_attribute(node, "data-watershed-panic", "");
            set_attribute(node, "style", PANIC);
            set_text(&prototype(node), "textContent", &text, node);
            let root = DOCUMENT.with(|document| own(document, "documentElement"));
            root.unchecked_ref::<Node>().insert_before(node, None);
        });
    }));
}

#[cfg(debug_assertions)]
const PANIC: &str = "position:fixed;inset:auto 0 0 0;z-index:2147483647;margin:0;padding:12px;\
    white-space:pre-wrap;font:13px/1.5 monospace;background:#8b0000;color:#fff";

/// Resumes the page. The bootstrap calls it once. `snapshot` comes with the page.
#[wasm_bindgen]
pub fn start(page: Page, snapshot: Vec<u8>) {
    page::start(Web { page }, &snapshot);
}

/// Resumes a part of the page that has come behind it. Regions from `first` on do not have the values that the browser has by
/// now.
#[wasm_bindgen]
pub fn more(snapshot: Vec<u8>, first: u32) {
    page::more(&snapshot, first);
}

/// Delivers an event for the recipient with this number, with the node whose handler it is for, and with the `value`
/// and `checked` that its target had.
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

/// Ends a wait.
#[wasm_bindgen]
pub fn timer(number: u32) {
    page::timer(number);
}

/// Runs the job that the page has stored for [`Web::attempt`].
#[wasm_bindgen]
pub fn job() {
    page::job();
}

/// Begins a turn. The script beside the wasm calls it before it runs a closure that was given to JavaScript.
#[wasm_bindgen]
pub fn enter() {
    page::enter();
}

/// Ends the turn that [`enter`] began. `done` is false if the closure threw something.
#[wasm_bindgen]
pub fn leave(done: bool) {
    page::leave_turn(done);
}

/// Takes a step that concerns a control: the script beside the wasm calls it as it applies an update.
#[wasm_bindgen]
pub fn control(step: u8, node: Node, control: u8, value: usize) {
    crate::client::live::step(step, &node, control, value);
}

impl Web {
    /// Runs the stored job, and returns whether it ended without a panic.
    pub(in crate::client) fn attempt(&self) -> bool {
        attempt_job()
    }
}

fn create(name: &str) -> Node {
    DOCUMENT.with(|document| document.create_element(name))
}

/// Returns a property of a node, which nothing in the page can hide.
fn own(node: &Node, name: &str) -> JsValue {
    get(&prototype(node), name, node)
}

fn number(value: &JsValue) -> f64 {
    value.as_f64().unwrap_or(0.0)
}
