//! Controls whose value comes from the server.

use super::select::{said_choice, set_choice};
use super::sort::Sort;
use super::{is_shown_by, settle};
use crate::client::dom::{Dom, Host, Node};
use crate::client::page::Page;
use crate::part::{Control, Value};

/// Sets the first state of a control in new content, as the markup of a page does.
pub(in crate::client) fn set_default(dom: &Host, node: &Node, sort: &Sort, value: &Value) {
    if sort.is_choice() {
        set_choice(dom, node, value);
    } else {
        dom.set_property(node, sort.default, value);
    }
}

/// Sets the first state of a control in new content, from a value as it was sent.
pub(in crate::client) fn fill(dom: &Host, node: &Node, control: Control, value: Value) {
    let sort = Sort::of(control);
    set_default(dom, node, sort, &sort.state(value));
}

/// Notes a value of the server, for a control whose binding the server runs.
pub(in crate::client) fn note(dom: &Host, node: &Node, sort: &Sort, value: &Value) {
    match (sort.is_choice(), value) {
        (true, _) => set_choice(dom, node, value),
        (false, Value::Absent) => dom.note(node, ""),
        (false, value) => dom.note(node, value.text().unwrap_or("true")),
    }
}

/// Notes that the server runs the binding of a control. If it has sent no value, the value is that of the markup.
pub(in crate::client) fn note_bound(page: &Page, node: &Node) {
    let dom = &page.dom;
    let sort = Sort::of_element(dom, node);
    if !sort.is_choice() && !page.controls.has(node) && dom.noted(node).is_none() {
        note(dom, node, sort, &sort.read(dom, &dom.pristine(node)));
    }
}

/// Shows a value of the server in a control.
pub(in crate::client) fn put(dom: &Host, node: &Node, sort: &Sort, value: Value) {
    let value = sort.state(value);
    if !is_shown_by(dom, &value, &sort.read(dom, node)) {
        sort.write(dom, node, &value);
    }
}

/// Shows the last value of a control, from a binding in the browser or from the server.
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
