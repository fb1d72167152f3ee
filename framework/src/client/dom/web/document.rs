//! The browser's document.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::js::*;
use super::{OBSERVERS, REQUESTS, Web, WebEvent, create, number, own};
use crate::client::dom::{
    Argument, Dom, Neighbour, Observed, Patched, Presence, RowPlace, SentForm,
};
use crate::client::kind::Registry;
use crate::client::page;
use crate::part::Value;
use crate::wire::number::Region;
use crate::wire::snapshot::{self, Snapshot};

impl Dom for Web {
    type Node = Node;
    type Event = WebEvent;
    type Ear = Ear;
    type Piece = Piece;

    fn snapshot(&self, bytes: &[u8], registry: &Registry) -> Option<Snapshot> {
        let slots = snapshot::write_slot_counts(registry.slot_counts());
        let expanded = expand_snapshot(bytes, registry.first.0, &slots)?;
        Some(snapshot::read_expanded(&expanded))
    }

    fn element(&self, region: Region, at: &[u8]) -> Option<Node> {
        find_element(&self.page, signed(region), at)
    }

    fn piece(&self, region: Region, at: &[u8]) -> Option<Piece> {
        find_text(&self.page, signed(region), at)
    }

    fn set_text(&self, piece: &Piece, text: &str) {
        piece.set(text);
    }

    fn go(&self, from: &Node, way: Neighbour) -> Option<Node> {
        self.page.go(from, way as u8)
    }

    fn insert(&self, parent: &Node, node: &Node, before: Option<&Node>) {
        parent.insert_before(node, before);
    }

    fn remove(&self, node: &Node) {
        if let Some(parent) = self.go(node, Neighbour::Parent) {
            parent.remove_child(node);
        }
    }

    fn set_attribute(&self, node: &Node, name: &str, value: Option<&str>) {
        match value {
            Some(value) => set_attribute(node, name, value),
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
        let is_element = own(node, "localName").is_string();
        is_element.then(|| node.closest("select")).flatten()
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
        // The page object has `bubbles: true`, so it serves as the event's options.
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

    fn send_form(&self, form: &Node, submitter: Option<&Node>, number: u32) {
        let heard = Closure::<dyn Fn(JsValue)>::new(move |news: JsValue| {
            let sent = match news.as_f64() {
                Some(percent) => SentForm::Percent(percent as u32),
                None if js_sys::Array::is_array(&news) => {
                    let text = |value: JsValue| value.as_string().unwrap_or_default();
                    let all: js_sys::Array = news.unchecked_into();
                    let pairs = (0..all.length()).step_by(2);
                    let entries = pairs.map(|at| (text(all.get(at)), text(all.get(at + 1))));
                    SentForm::Entries(entries.collect())
                }
                None => SentForm::Lost,
            };
            page::sent_form(number, sent);
        });
        let request = send_form(&self.page, form, submitter, heard.as_ref());
        // Those before have ended: a closure that has called the page cannot be dropped meanwhile.
        REQUESTS.with_borrow_mut(|all| {
            all.retain(|(_, request, _)| !request.has_ended());
            all.push((number, request, heard));
        });
    }

    fn stop_form(&self, number: u32) {
        let requests = REQUESTS.with_borrow(|all| {
            let request = all.iter().find(|(known, ..)| *known == number);
            request.map(|(_, request, _)| request.clone())
        });
        if let Some(request) = requests {
            request.abort();
        }
    }

    fn after(&self, milliseconds: u32, number: u32) {
        self.page.wait(milliseconds, number);
    }

    fn observe(&self, what: Observed, node: &Node, number: u32) {
        let call = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            // The last entry has the present state.
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

    fn own(&self) {
        self.page.own();
    }

    fn query(&self, selector: &str) -> Option<Node> {
        let document = self.page.document();
        let document = document.unwrap_or_else(|| DOCUMENT.with(Node::clone));
        document.query(selector).ok().flatten()
    }

    fn lend(&self, parent: &Node, node: &Node, before: Option<&Node>) {
        parent.insert_before(node, before);
        // If the first HTML has no portal, the page cannot mark the node; nodes inserted after an update count as
        // foreign anyway.
        let _ = self.page.lend(node);
    }

    fn holds(&self, node: &Node, other: &Node) -> bool {
        node.contains(other)
    }

    fn focused(&self) -> Option<Node> {
        let focused = DOCUMENT.with(|document| own(document, "activeElement"));
        focused.is_object().then(|| focused.unchecked_into())
    }
}

impl Patched for Web {
    fn apply(&self, update: &[u8]) -> Vec<u8> {
        apply_update(&self.page, update)
    }

    fn turn(&self, region: Region, is_shown: bool) -> bool {
        turn_region(&self.page, signed(region), is_shown)
    }

    fn outer(&self, region: Region) -> Option<Region> {
        outer_region(&self.page, signed(region)).map(Region)
    }

    fn presence(&self, region: Region) -> Presence {
        match region_state(&self.page, signed(region)) {
            0 => Presence::Gone,
            1 => Presence::Shown,
            _ => Presence::Hidden,
        }
    }

    fn standing(&self, region: Region, at: &[u8]) -> Option<Region> {
        standing_region(&self.page, signed(region), at).map(Region)
    }

    fn add_row(&self, row: Region, place: RowPlace<'_>, html: &str, is_bracketed: bool) -> bool {
        let RowPlace { list, at, before } = place;
        let before = before.unwrap_or(list);
        let (row, list, before) = (signed(row), signed(list), signed(before));
        add_row(&self.page, row, list, at, before, html, is_bracketed)
    }

    fn move_row(&self, row: Region, place: RowPlace<'_>) {
        let RowPlace { list, at, before } = place;
        let before = before.unwrap_or(list);
        move_row(&self.page, signed(row), signed(list), at, signed(before));
    }

    fn remove_row(&self, row: Region) {
        remove_row(&self.page, signed(row));
    }

    fn notify(&self, sentence: &str) {
        notify_visitor(sentence);
    }
}

/// Returns the number of a region as the script beside the wasm has it: those of the browser's own are negative.
fn signed(region: Region) -> i32 {
    region.0 as i32
}
