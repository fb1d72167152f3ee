//! `<Portal to=..>`: moves its content to the element that a selector names, and back.
//!
//! In the markup the content is at its place, in two elements: `<watershed-portal to=..><watershed-content>`. The outer
//! one stays, so that its siblings are counted as the compiler wrote them. The inner one is moved. It is the root of a
//! region of its own, which is found by its first node wherever that is; among its new siblings it does not count.
//!
//! A reference to an element is filled while its region is shown, and emptied when the region is hidden or removed. So
//! the content appears and disappears with the part of the page in which it is written, and no other part of the client
//! knows about portals.

use std::cell::RefCell;

use super::dom::{Dom, Host, Neighbour, Node};
use super::element::Refer;
use super::page;
use crate::graph::on_cleanup;

thread_local! {
    /// The portals whose content was moved, with the content.
    static OPEN: RefCell<Vec<(Node, Node)>> = const { RefCell::new(Vec::new()) };
}

/// A value that is given the outer element of a portal, like a `NodeRef`.
#[derive(Debug)]
pub struct Portal(());

/// Makes the value for a portal's outer element. Called by generated code.
pub fn portal() -> Portal {
    Portal(())
}

impl Refer for Portal {
    fn refer(self, place: Node) {
        page::dom(|dom| {
            let Some(content) = dom.go(&place, Neighbour::First) else {
                return;
            };
            let Some(target) = target(dom, &place, &content) else {
                return;
            };
            show(dom, &place, &content, &target);
            OPEN.with_borrow_mut(|open| open.push((place.clone(), content.clone())));
            on_cleanup(move || {
                OPEN.with_borrow_mut(|open| open.retain(|(_, other)| *other != content));
                page::dom_if_any(|dom| dom.insert(&place, &content, None));
            });
        });
    }
}

/// Returns the target element of a portal. If there is none, or it is inside the content, the content stays, and a
/// development build logs that.
fn target(dom: &Host, place: &Node, content: &Node) -> Option<Node> {
    let selector = dom.attribute(place, "to").unwrap_or_default();
    let target = dom
        .query(&selector)
        .filter(|target| !dom.holds(content, target));
    #[cfg(debug_assertions)]
    if target.is_none() {
        let line = format!(
            "watershed: nothing outside of its content is `{selector}`, so what is in `<Portal to=\"{selector}\">` \
             stays where it is written."
        );
        super::dom::Surroundings::log(dom, &line);
    }
    target
}

/// Puts content into its target, ordered among other portals' content by their places in the document.
fn show(dom: &Host, place: &Node, content: &Node, target: &Node) {
    let focused = dom.focused().filter(|focused| dom.holds(content, focused));
    let is_later = |node: &Node| {
        OPEN.with_borrow(|open| {
            open.iter()
                .any(|(other, moved)| moved == node && precedes(dom, place, other))
        })
    };
    let mut next = dom.go(target, Neighbour::First);
    while let Some(node) = next.take_if(|node| !is_later(node)) {
        next = dom.go(&node, Neighbour::Next);
    }
    dom.lend(target, content, next.as_ref());
    if let Some(focused) = focused {
        dom.call(&focused, "focus", &[]);
    }
}

/// Returns whether a node is before another one in the document.
fn precedes(dom: &Host, one: &Node, other: &Node) -> bool {
    let (one, other) = (way(dom, one), way(dom, other));
    let fork = one.iter().zip(&other).find(|(one, other)| one != other);
    let Some((one, other)) = fork else {
        return false;
    };
    let mut after = dom.go(one, Neighbour::Next);
    while let Some(node) = after.take_if(|node| node != other) {
        after = dom.go(&node, Neighbour::Next);
    }
    after.is_some()
}

/// Returns the ancestors of a node, outermost first, and the node itself.
fn way(dom: &Host, node: &Node) -> Vec<Node> {
    let mut way = vec![node.clone()];
    while let Some(parent) = way.last().and_then(|node| dom.go(node, Neighbour::Parent)) {
        way.push(parent);
    }
    way.reverse();
    way
}
