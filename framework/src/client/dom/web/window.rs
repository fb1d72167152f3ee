//! The surroundings of the browser's document: the socket, the visitor's storage, the console.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::js::*;
use super::{Web, WebEvent};
use crate::client::HistoryStep;
use crate::client::dom::{Area, SocketEvent, Surroundings};

// The script beside the wasm uses the same numbers.
/// Something has arrived that is no message.
const MALFORMED: u8 = 0;
/// The socket is open.
const OPEN: u8 = 1;
/// The network has come back, or the visitor has.
const WOKEN: u8 = 2;
/// The socket is closed; with the code and the milliseconds to wait.
const CLOSED: u8 = 3;

impl Surroundings for Web {
    fn ticket(&self) -> Option<[u8; 16]> {
        // Behind it are the names.
        self.page.ticket()?.first_chunk().copied()
    }

    fn keep(&self, values: &[u8]) {
        keep_values(&self.page, values);
    }

    fn kept(&self, node: u32) -> Option<Vec<u8>> {
        kept_value(node)
    }

    fn restoring(&self) -> Option<Vec<u8>> {
        restore_message()
    }

    fn connect(&self, heard: u32) {
        open_socket(&self.page, heard);
    }

    fn send(&self, frame: &[u8]) {
        send_frame(frame);
    }

    fn news(&self, event: &WebEvent) -> Option<SocketEvent> {
        let news = hear_socket(&event.event)?;
        Some(match *news {
            [MALFORMED] => SocketEvent::Malformed,
            [OPEN] => SocketEvent::Opened,
            [WOKEN] => SocketEvent::Woken,
            [CLOSED, code, code_high, wait, wait_high] => SocketEvent::Closed {
                code: u16::from_le_bytes([code, code_high]),
                wait: u16::from_le_bytes([wait, wait_high]).into(),
            },
            _ => SocketEvent::Message(news),
        })
    }

    fn reload(&self) {
        reload_page();
    }

    fn rebuild(&self) {
        rebuild_page(&self.page);
    }

    fn reload_delay(&self, has_lasted: bool) -> Option<u32> {
        u32::try_from(reload_delay(has_lasted)).ok()
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

    fn fill_random(&self, bytes: &mut [u8]) {
        fill_random(bytes);
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

    fn begin_travel(&self) -> Option<String> {
        begin_travel(&self.page)
    }

    fn departure(&self, event: &WebEvent) -> Option<String> {
        departure(&self.page, &event.event)
    }

    fn travel(&self, address: &str, step: HistoryStep, outlet: u32) {
        travel_to(&self.page, address, step as u32, outlet);
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
        // If the visitor has forbidden storage, or there is no more room, nothing is stored.
        let _ = match (area, text) {
            (Area::Tab, Some(text)) => tab_set(key, text),
            (Area::Tab, None) => tab_remove(key),
            (Area::Visitor, Some(text)) => visitor_set(key, text),
            (Area::Visitor, None) => visitor_remove(key),
        };
    }
}
