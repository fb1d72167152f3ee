//! The browser's document. The only folder that names web-sys or wasm-bindgen.

mod document;
mod js;
mod window;

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use self::js::*;
pub use self::js::{AnyEvent, Ear, Node, Page};
use crate::client::event::RawEvent;
use crate::client::page;

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
