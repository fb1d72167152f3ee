//! The census, as the bootstrap takes it in a browser: numbers the starts of regions in document order, and finds
//! the explicit marks.

use kuchikikiki::NodeRef;

use super::{Sim, attribute};
use crate::wire::number::Region;

/// Adds the starts and marks inside a node; the first start gets the number `next`.
pub(super) fn take(sim: &Sim, root: &NodeRef, mut next: Region) {
    let given = |node: &NodeRef| {
        let mut outer = node.ancestors();
        outer.any(|outer| attribute(&outer, "_h").is_some())
    };
    for node in root.descendants().filter(|node| !given(node)) {
        match sim.mark_text(&node).as_deref() {
            None | Some("/") => {}
            Some(mark) => match anchor(mark) {
                Some((region, index)) => sim.set_anchor(region, index, &node),
                None => {
                    for _ in 0..starts(&node, mark) {
                        sim.set_start(next, Some(&node));
                        next = next.next();
                    }
                }
            },
        }
    }
}

/// Parses `R.K`.
fn anchor(mark: &str) -> Option<(Region, u32)> {
    let (region, index) = mark.split_once('.')?;
    Some((Region(region.parse().ok()?), index.parse().ok()?))
}

/// Returns the number of regions that start at a mark: one for `_` in an element, n for `_=n`, and one for `<!--_-->`.
fn starts(node: &NodeRef, mark: &str) -> u32 {
    match (node.as_comment(), mark) {
        (None, "") | (Some(_), "_") => 1,
        (None, count) => count.parse().unwrap_or(0),
        (Some(_), _) => 0,
    }
}
