//! Controls that the server speaks of.

use super::select::{said_choice, set_choice};
use super::sort::Sort;
use super::{is_shown_by, settle};
use crate::client::dom::{Dom, Host, Node};
use crate::client::page::Page;
use crate::part::{Control, Value};

/// Puts the first state into a control of new content, as the markup of a page does.
pub(in crate::client) fn set_default(dom: &Host, node: &Node, sort: &Sort, value: &Value) {
    if sort.is_choice() {
        set_choice(dom, node, value);
    } else {
        dom.set_property(node, sort.default, value);
    }
}

/// The same, with a value as it was sent.
pub(in crate::client) fn fill(dom: &Host, node: &Node, control: Control, value: Value) {
    let sort = Sort::of(control);
    set_default(dom, node, sort, &sort.state(value));
}

/// Takes note of what the server says of a control whose binding it runs itself.
pub(in crate::client) fn note(dom: &Host, node: &Node, sort: &Sort, value: &Value) {
    match (sort.is_choice(), value) {
        (true, _) => set_choice(dom, node, value),
        (false, Value::Absent) => dom.note(node, ""),
        (false, value) => dom.note(node, value.text().unwrap_or("true")),
    }
}

/// Takes note that the server runs the binding of a control. What it has said is what the markup says, if nothing else.
pub(in crate::client) fn note_bound(page: &Page, node: &Node) {
    let dom = &page.dom;
    let sort = Sort::of_element(dom, node);
    if !sort.is_choice() && !page.controls.has(node) && dom.noted(node).is_none() {
        note(dom, node, sort, &sort.read(dom, &dom.pristine(node)));
    }
}

/// Shows what the server says of a control.
pub(in crate::client) fn put(dom: &Host, node: &Node, sort: &Sort, value: Value) {
    let value = sort.state(value);
    if !is_shown_by(dom, &value, &sort.read(dom, node)) {
        sort.write(dom, node, &value);
    }
}

/// Shows what was said of a control last, by a binding that runs here or by the server.
pub(in crate::client) fn show_said(page: &Page, node: &Node) {
    if page.controls.has(node) {
        return settle(page, node, true);
    }
    let sort = Sort::of_element(&page.dom, node);
    let said = match sort.is_choice() {
        true => said_choice(&page.dom, node),
        false => page.dom.noted(node).map(|noted| match sort.property {
            "checked" if noted.is_empty() => Value::Absent,
            _ => Value::Text(noted),
        }),
    };
    if let Some(said) = said {
        put(&page.dom, node, sort, said);
    }
}
