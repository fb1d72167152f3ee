//! Finds the places of a kind's [`Locator`](crate::part::Locator)s in a region.
//!
//! The laws of the walk:
//!
//! 1. A region is an element, or it starts at an `<!--_-->` and continues to the `<!--/-->` that closes it.
//! 2. A step selects among the elements that the compiler wrote: foreign elements do not count.
//! 3. Counting never crosses a structure hole: the compiler counts from the end before which there is none, or leaves a
//!    mark. So content of holes may come and go between two walks.
//! 4. Text is never split. A piece of a text node is given by the lengths of the text before and after it, so locating
//!    one piece does not move another, in whatever order they are located.
//! 5. An empty text without a node is an empty comment or nothing; the walk puts an empty text node there.
//! 6. A walk that meets other nodes than the compiler wrote ends without a result, and changes nothing: foreign code has changed
//!    the page, or the browser has re-arranged the HTML. A development build says so in the console.

use super::{Dom, Neighbour, NodeRef, Shape, Sim, Whose, without_nul};
use crate::part::place::{self, Read};
use crate::wire::number::Region;

/// A piece of a text node: the text without its first `prefix` and its last `suffix` UTF-16 units.
#[derive(Clone)]
pub struct TextPiece {
    /// The text node.
    pub node: NodeRef,
    /// The length of the static text before the piece.
    pub prefix: u32,
    /// The length of the static text after it.
    pub suffix: u32,
}

impl TextPiece {
    /// Replaces the piece, and leaves the rest of its node as it is.
    pub fn set(&self, dom: &Sim, text: &str) {
        if let Some(count) = self.length(dom) {
            dom.splice_text(&self.node, self.prefix, count, &without_nul(text));
        }
    }

    /// Replaces `count` UTF-16 units of the piece.
    pub fn splice(&self, dom: &Sim, start: u32, count: u32, text: &str) {
        if self
            .length(dom)
            .is_some_and(|length| start + count <= length)
        {
            dom.splice_text(&self.node, self.prefix + start, count, text);
        }
    }

    /// Returns the length of the piece; `None` if the node is not as the compiler wrote it: then it is left alone.
    fn length(&self, dom: &Sim) -> Option<u32> {
        dom.text_length(&self.node)
            .checked_sub(self.prefix + self.suffix)
    }
}

/// A gap between nodes, where structure is inserted.
#[derive(Clone)]
pub struct NodeGap {
    /// The parent of the inserted nodes.
    pub parent: NodeRef,
    /// The node after the hole; `None` if the hole ends its parent.
    pub before: Option<NodeRef>,
}

/// The node where walks of a region begin.
#[derive(Clone)]
pub struct RegionStart {
    /// The number of the region, which its marks contain.
    pub region: Region,
    /// The first node of the region.
    pub start: NodeRef,
}

impl RegionStart {
    /// Returns the start of a region, according to the census.
    pub fn of(dom: &Sim, region: Region) -> Option<Self> {
        Some(Self {
            region,
            start: dom.start(region)?,
        })
    }
}

/// Finds the element at a place.
pub fn element(dom: &Sim, origin: &RegionStart, at: &[u8]) -> Option<NodeRef> {
    let find = || {
        let walk = Walk::new(dom, origin, at)?;
        match walk.at.place {
            place::ANCHOR => walk.anchor(),
            _ => walk.element(),
        }
    };
    found(dom, origin, at, find())
}

/// Finds the piece of text at a place.
pub fn text(dom: &Sim, origin: &RegionStart, at: &[u8]) -> Option<TextPiece> {
    let find = || {
        let mut walk = Walk::new(dom, origin, at)?;
        let node = match walk.at.place {
            place::TEXT => walk.text_node()?,
            place::ANCHOR => walk.text_after_mark()?,
            _ => walk.sole_text()?,
        };
        Some(TextPiece {
            node,
            prefix: walk.number(),
            suffix: walk.number(),
        })
    };
    found(dom, origin, at, find())
}

/// Finds the gap at a place.
pub fn gap(dom: &Sim, origin: &RegionStart, at: &[u8]) -> Option<NodeGap> {
    let find = || {
        let walk = Walk::new(dom, origin, at)?;
        let before = match walk.at.place {
            place::BEFORE => walk.element(),
            place::ANCHOR => walk.anchor(),
            _ => return walk.end(),
        }?;
        Some(NodeGap {
            parent: dom.go(&before, Neighbour::Parent)?,
            before: Some(before),
        })
    };
    found(dom, origin, at, find())
}

/// Returns the node that a walk has found. A development build logs if there is none.
fn found<T>(dom: &Sim, origin: &RegionStart, at: &[u8], found: Option<T>) -> Option<T> {
    #[cfg(debug_assertions)]
    if found.is_none() {
        lost(dom, origin, at);
    }
    let _ = (dom, origin, at);
    found
}

#[cfg(debug_assertions)]
fn lost(dom: &Sim, origin: &RegionStart, at: &[u8]) {
    crate::client::dom::Surroundings::log(
        dom,
        &format!(
            "watershed: the place {at:?} of region {} is not there, so nothing is changed in it. \
             Something else has changed the page, or the browser has read its HTML in another way.",
            origin.region.0
        ),
    );
}

/// Returns the nodes of the region that starts here.
pub fn nodes(dom: &Sim, start: &NodeRef) -> Vec<NodeRef> {
    let mut nodes = Vec::new();
    each_node(dom, start, &mut |node| nodes.push(node.clone()));
    nodes
}

/// Calls `f` with each node of the region that starts here; `f` may remove it.
pub fn each_node(dom: &Sim, start: &NodeRef, f: &mut dyn FnMut(&NodeRef)) {
    let last = last(dom, start);
    let mut at = Some(start.clone());
    while let Some(node) = at {
        at = match node == last {
            true => None,
            false => dom.go(&node, Neighbour::Next),
        };
        f(&node);
    }
}

/// Returns the last node of the region that starts here.
pub fn last(dom: &Sim, start: &NodeRef) -> NodeRef {
    match dom.shape(start) {
        Shape::Open => close(dom, start).unwrap_or_else(|| start.clone()),
        _ => start.clone(),
    }
}

/// Returns the comment that closes this one.
fn close(dom: &Sim, open: &NodeRef) -> Option<NodeRef> {
    let mut depth = 0;
    let mut node = open.clone();
    loop {
        match dom.shape(&node) {
            Shape::Open => depth += 1,
            Shape::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(node);
        }
        node = dom.go(&node, Neighbour::Next)?;
    }
}

/// A walk to a place.
struct Walk<'a> {
    dom: &'a Sim,
    origin: &'a RegionStart,
    at: Read<'a>,
}

/// The node that contains the next step.
enum Inside {
    Element(NodeRef),
    /// The bracketed region itself.
    Region,
}

impl<'a> Walk<'a> {
    fn new(dom: &'a Sim, origin: &'a RegionStart, at: &'a [u8]) -> Option<Self> {
        let at = place::read(at)?;
        Some(Self { dom, origin, at })
    }

    /// Returns the element at the end of the steps; `None` if there is none, or if it is a bracketed region.
    fn element(&self) -> Option<NodeRef> {
        match self.inside()? {
            Inside::Element(element) => Some(element),
            Inside::Region => None,
        }
    }

    fn inside(&self) -> Option<Inside> {
        let mut inside = match self.dom.shape(&self.origin.start) {
            Shape::Open => Inside::Region,
            _ => Inside::Element(self.origin.start.clone()),
        };
        for step in self.at.steps {
            inside = Inside::Element(self.nth(&inside, *step, true)?);
        }
        Some(inside)
    }

    /// Returns the child with an index, among all nodes that the compiler wrote or among the elements. The search does
    /// not go past structure: its brackets end it.
    fn nth(&self, inside: &Inside, index: u8, elements: bool) -> Option<NodeRef> {
        let backwards = index >= place::FROM_END;
        let way = if backwards {
            Neighbour::Previous
        } else {
            Neighbour::Next
        };
        let mut left = index % place::FROM_END;
        let mut node = self.edge(inside, backwards)?;
        loop {
            let shape = self.dom.shape(&node);
            if matches!(shape, Shape::Open | Shape::Close) {
                return None;
            }
            let counts = match self.dom.whose(&node) {
                Whose::Ours => !elements || shape == Shape::Element,
                Whose::StandIn => !elements,
                Whose::Foreign => false,
            };
            if counts {
                if left == 0 {
                    return Some(node);
                }
                left -= 1;
            }
            node = self.dom.go(&node, way)?;
        }
    }

    /// Returns the first or the last node inside an element or the bracketed region.
    fn edge(&self, inside: &Inside, last: bool) -> Option<NodeRef> {
        let start = &self.origin.start;
        match (inside, last) {
            (Inside::Element(parent), false) => self.dom.go(parent, Neighbour::First),
            (Inside::Element(parent), true) => self.dom.go(parent, Neighbour::Last),
            (Inside::Region, false) => self.dom.go(start, Neighbour::Next),
            (Inside::Region, true) => self.dom.go(&close(self.dom, start)?, Neighbour::Previous),
        }
    }

    fn anchor(&self) -> Option<NodeRef> {
        let mut arguments = self.at.arguments;
        self.dom
            .anchor(self.origin.region, place::number(&mut arguments))
    }

    /// Returns the text node with the index that the arguments begin with.
    fn text_node(&mut self) -> Option<NodeRef> {
        let (index, arguments) = self.at.arguments.split_first()?;
        self.at.arguments = arguments;
        let node = self.nth(&self.inside()?, *index, false)?;
        self.text_of(&node)
    }

    fn text_after_mark(&mut self) -> Option<NodeRef> {
        let index = self.number();
        let mark = self.dom.anchor(self.origin.region, index)?;
        let parent = self.dom.go(&mark, Neighbour::Parent)?;
        let next = self.dom.go(&mark, Neighbour::Next);
        let text = next.as_ref().and_then(|next| self.text_of(next));
        Some(text.unwrap_or_else(|| self.new_text(&parent, next.as_ref())))
    }

    fn sole_text(&self) -> Option<NodeRef> {
        let inside = self.inside()?;
        if let Some(node) = self.nth(&inside, 0, false) {
            return self.text_of(&node);
        }
        let first = self.edge(&inside, false);
        let parent = match inside {
            Inside::Element(parent) => parent,
            Inside::Region => self.dom.go(&self.origin.start, Neighbour::Parent)?,
        };
        Some(self.new_text(&parent, first.as_ref()))
    }

    /// Returns the node if it is text, or the text of a placeholder; `None` for all other nodes.
    fn text_of(&self, node: &NodeRef) -> Option<NodeRef> {
        if self.dom.whose(node) == Whose::StandIn {
            return Some(self.dom.reinstate(node));
        }
        match self.dom.shape(node) {
            Shape::Text => Some(node.clone()),
            Shape::Blank => {
                let text = self.new_text(&self.dom.go(node, Neighbour::Parent)?, Some(node));
                self.dom.remove(node);
                Some(text)
            }
            _ => None,
        }
    }

    fn new_text(&self, parent: &NodeRef, before: Option<&NodeRef>) -> NodeRef {
        let text = self.dom.create_text();
        self.dom.insert(parent, &text, before);
        text
    }

    fn end(&self) -> Option<NodeGap> {
        Some(match self.inside()? {
            Inside::Element(parent) => NodeGap {
                parent,
                before: None,
            },
            Inside::Region => {
                let close = close(self.dom, &self.origin.start)?;
                NodeGap {
                    parent: self.dom.go(&close, Neighbour::Parent)?,
                    before: Some(close),
                }
            }
        })
    }

    /// Returns the next argument; 0 if there are no more.
    fn number(&mut self) -> u32 {
        place::number(&mut self.at.arguments)
    }
}
