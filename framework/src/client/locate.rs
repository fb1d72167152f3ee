//! Finding the places that a kind's [`Locator`](crate::part::Locator)s name, in the region they are relative to.
//!
//! The laws of the walk:
//!
//! 1. A region starts at an element, which is then all of it, or at an `<!--_-->`, and then it goes on up to the
//!    `<!--/-->` that closes it.
//! 2. A step selects among the elements that the compiler wrote: those that somebody else has put there do not count.
//! 3. Counting never crosses a structure hole: the compiler counts from the end that none lies before, or leaves a mark.
//!    What stands in holes may therefore come and go between two walks.
//! 4. Text is never split. A piece of a text node is known by the lengths of what stands before and after it, so that
//!    locating one piece does not move another, in whatever order they are asked for.
//! 5. An empty text that has nothing to stand in is a comment or nothing; the walk puts an empty text node there.

use super::dom::{Dom, Host, Node, Shape, Way};
use crate::part::place;

/// A piece of a text node: what stands between its first `prefix` and its last `suffix` UTF-16 units.
#[derive(Clone)]
pub struct Piece {
    /// The text node.
    pub node: Node,
    /// How much before the piece is static.
    pub prefix: u32,
    /// How much after it is.
    pub suffix: u32,
}

/// A gap between nodes, for structure.
#[derive(Clone)]
pub struct Gap {
    /// The parent of what stands there.
    pub parent: Node,
    /// What follows the hole; none if it ends its parent.
    pub before: Option<Node>,
}

/// Where walks of a region begin.
#[derive(Clone)]
pub struct Origin {
    /// Its number: what its marks are known by.
    pub region: u32,
    /// Its first node.
    pub start: Node,
}

impl Origin {
    /// The origin of a region, by the census.
    pub fn of(dom: &Host, region: u32) -> Option<Self> {
        Some(Self {
            region,
            start: dom.start(region)?,
        })
    }
}

/// The element at a place.
pub fn element(dom: &Host, origin: &Origin, at: &[u8]) -> Option<Node> {
    let walk = Walk::new(dom, origin, at)?;
    match walk.place {
        place::ANCHOR => walk.anchor(),
        _ => walk.element(),
    }
}

/// The piece of text at a place.
pub fn text(dom: &Host, origin: &Origin, at: &[u8]) -> Option<Piece> {
    let mut walk = Walk::new(dom, origin, at)?;
    let node = match walk.place {
        place::TEXT => walk.text_node()?,
        place::ANCHOR => walk.text_after_mark()?,
        _ => walk.sole_text()?,
    };
    Some(Piece {
        node,
        prefix: walk.number(),
        suffix: walk.number(),
    })
}

/// The gap at a place.
pub fn gap(dom: &Host, origin: &Origin, at: &[u8]) -> Option<Gap> {
    let walk = Walk::new(dom, origin, at)?;
    let before = match walk.place {
        place::BEFORE => walk.element(),
        place::ANCHOR => walk.anchor(),
        _ => return walk.end(),
    }?;
    Some(Gap {
        parent: dom.go(&before, Way::Parent)?,
        before: Some(before),
    })
}

/// The nodes of the region that starts here.
pub fn nodes(dom: &Host, start: &Node) -> Vec<Node> {
    let last = last(dom, start);
    let mut nodes = vec![start.clone()];
    while let Some(node) = nodes
        .last()
        .filter(|node| **node != last)
        .and_then(|node| dom.go(node, Way::Next))
    {
        nodes.push(node);
    }
    nodes
}

/// The last node of the region that starts here.
pub fn last(dom: &Host, start: &Node) -> Node {
    match dom.shape(start) {
        Shape::Open => close(dom, start).unwrap_or_else(|| start.clone()),
        _ => start.clone(),
    }
}

/// The bracket that closes this one.
fn close(dom: &Host, open: &Node) -> Option<Node> {
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
        node = dom.go(&node, Way::Next)?;
    }
}

/// A locator, read up to its arguments, and where its region starts.
struct Walk<'a> {
    dom: &'a Host,
    origin: &'a Origin,
    steps: &'a [u8],
    place: u8,
    arguments: &'a [u8],
}

impl<'a> Walk<'a> {
    fn new(dom: &'a Host, origin: &'a Origin, at: &'a [u8]) -> Option<Self> {
        let (count, rest) = at.split_first()?;
        let (steps, rest) = rest.split_at_checked(usize::from(*count))?;
        let (place, arguments) = rest.split_first()?;
        Some(Self {
            dom,
            origin,
            steps,
            place: *place,
            arguments,
        })
    }

    /// The element that the steps lead to; none for a bracketed region itself.
    fn element(&self) -> Option<Node> {
        let (mut node, steps) = match self.dom.shape(&self.origin.start) {
            Shape::Open => {
                let (first, steps) = self.steps.split_first()?;
                (self.nth(None, *first, Some(Shape::Element))?, steps)
            }
            _ => (self.origin.start.clone(), self.steps),
        };
        for step in steps {
            node = self.nth(Some(&node), *step, Some(Shape::Element))?;
        }
        Some(node)
    }

    /// The child of a node, or of the bracketed region, that an index selects among those of one shape or of any.
    fn nth(&self, parent: Option<&Node>, index: u8, shape: Option<Shape>) -> Option<Node> {
        let backwards = index >= place::FROM_END;
        let way = if backwards { Way::Previous } else { Way::Next };
        let mut left = index % place::FROM_END;
        let mut node = self.edge(parent, backwards)?;
        loop {
            if shape.is_none_or(|shape| self.dom.shape(&node) == shape) && !self.dom.foreign(&node)
            {
                if left == 0 {
                    return Some(node);
                }
                left -= 1;
            }
            node = self.dom.go(&node, way)?;
        }
    }

    /// The first or the last node inside a node or the bracketed region.
    fn edge(&self, parent: Option<&Node>, last: bool) -> Option<Node> {
        match (parent, last) {
            (Some(parent), false) => self.dom.go(parent, Way::First),
            (Some(parent), true) => self.dom.go(parent, Way::Last),
            (None, false) => self.dom.go(&self.origin.start, Way::Next),
            (None, true) => self
                .dom
                .go(&close(self.dom, &self.origin.start)?, Way::Previous),
        }
    }

    fn anchor(&self) -> Option<Node> {
        let mut arguments = self.arguments;
        self.dom.anchor(self.origin.region, varint(&mut arguments))
    }

    /// The text node with the index that the arguments begin with. A comment there stands for an empty one.
    fn text_node(&mut self) -> Option<Node> {
        let parent = self.element();
        let (index, arguments) = self.arguments.split_first()?;
        self.arguments = arguments;
        let node = self.nth(parent.as_ref(), *index, None)?;
        let text = self.text_at(&self.dom.go(&node, Way::Parent)?, Some(&node));
        if text != node {
            self.dom.remove(&node);
        }
        Some(text)
    }

    fn text_after_mark(&mut self) -> Option<Node> {
        let index = self.number();
        let mark = self.dom.anchor(self.origin.region, index)?;
        let next = self.dom.go(&mark, Way::Next);
        Some(self.text_at(&self.dom.go(&mark, Way::Parent)?, next.as_ref()))
    }

    fn sole_text(&self) -> Option<Node> {
        let inside = self.element();
        let first = self.edge(inside.as_ref(), false);
        let parent = inside.or_else(|| self.dom.go(&self.origin.start, Way::Parent))?;
        Some(self.text_at(&parent, first.as_ref()))
    }

    /// The node itself if it is text, else a new text in front of it.
    fn text_at(&self, parent: &Node, node: Option<&Node>) -> Node {
        if let Some(node) = node
            && self.dom.shape(node) == Shape::Text
        {
            return node.clone();
        }
        let text = self.dom.create_text();
        self.dom.insert(parent, &text, node);
        text
    }

    fn end(&self) -> Option<Gap> {
        match self.element() {
            Some(parent) => Some(Gap {
                parent,
                before: None,
            }),
            None => {
                let close = close(self.dom, &self.origin.start)?;
                Some(Gap {
                    parent: self.dom.go(&close, Way::Parent)?,
                    before: Some(close),
                })
            }
        }
    }

    /// The next argument; 0 if there are no more.
    fn number(&mut self) -> u32 {
        varint(&mut self.arguments)
    }
}

/// Takes a number off the front: seven bits a byte, the lowest first.
fn varint(bytes: &mut &[u8]) -> u32 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 127) << shift;
        if byte & 128 == 0 {
            break;
        }
        shift += 7;
    }
    number
}
