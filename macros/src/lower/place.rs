//! Computes locators: the positions of nodes in a template, in the format of `watershed_markup::place`.
//!
//! A position is counted from the start of its siblings if no structure precedes it, else from their end, else the node
//! gets an explicit mark.

use watershed_markup::place::{self, BEFORE, CONTENT, ELEMENT, END, FROM_END};

use super::arrange::Item;
use super::markup::TemplateWriter;
use super::model::Locator;

/// The steps from the start of a region to an element (or to the region itself); `None` if no steps lead there.
#[derive(Clone, Debug)]
pub struct ElementPath(Option<Vec<u8>>);

impl ElementPath {
    /// Returns the path of the start of the region.
    pub fn start() -> ElementPath {
        ElementPath(Some(Vec::new()))
    }

    /// Returns the locator of the element itself.
    pub fn element(&self) -> Option<Locator> {
        self.locator(ELEMENT)
    }

    /// Returns the locator of the whole content of the element.
    pub fn content(&self) -> Option<Locator> {
        self.locator(CONTENT)
    }

    fn locator(&self, place: u8) -> Option<Locator> {
        place::at(self.0.as_ref()?, place).map(Locator)
    }

    fn text(&self, node: u8, before: usize, after: usize) -> Option<Locator> {
        place::text(self.0.as_ref()?, node, before, after).map(Locator)
    }
}

/// The position of one of several siblings.
pub enum Spot {
    Element(ElementPath),
    Text {
        /// The locator; `None` if only an explicit mark finds the text.
        at: Option<Locator>,
        /// True if the text is a whole text node beside other nodes.
        lone: bool,
        /// True if static text follows.
        followed: bool,
    },
    /// The locator; `None` if only an explicit mark finds the structure, empty if nothing looks for it.
    Structure(Option<Locator>),
    /// A position that nothing looks for.
    Anywhere,
}

/// Returns the position of each of `items`, whose parent is `parent`.
pub fn spots(items: &[Item], parent: &ElementPath) -> Vec<Spot> {
    let spot = |index: usize| match &items[index] {
        Item::Element(_) => Spot::Element(child(items, index, parent)),
        Item::Dynamic(_) => text(items, index, parent),
        Item::Structure(_) => Spot::Structure(structure(items, index, parent)),
        Item::Text(_) | Item::Separator => Spot::Anywhere,
    };
    (0..items.len()).map(spot).collect()
}

fn child(items: &[Item], index: usize, parent: &ElementPath) -> ElementPath {
    let step = position(items, index, Item::starts_element);
    let steps = parent.0.as_ref().zip(step).map(|(steps, step)| {
        let mut steps = steps.clone();
        steps.push(step);
        steps
    });
    ElementPath(steps)
}

fn text(items: &[Item], index: usize, parent: &ElementPath) -> Spot {
    let before = static_length(index.checked_sub(1).map(|before| &items[before]));
    let after = static_length(items.get(index + 1));
    let at = match position(items, index, Item::starts_node) {
        Some(_) if items.len() == 1 => parent.content(),
        Some(node) => parent.text(node, before, after),
        None => None,
    };
    Spot::Text {
        lone: at.is_none() || (before == 0 && after == 0 && items.len() > 1),
        followed: after > 0,
        at,
    }
}

fn structure(items: &[Item], index: usize, parent: &ElementPath) -> Option<Locator> {
    if matches!(&items[index], Item::Structure(syntax) if !syntax.is_placed()) {
        return Some(Locator(Vec::new()));
    }
    match items.get(index + 1) {
        None if items.len() == 1 => parent.content(),
        None => parent.locator(END),
        Some(Item::Element(_)) => child(items, index + 1, parent).locator(BEFORE),
        Some(_) => None,
    }
}

/// The position of one element. An explicit mark is only written if something asks for the position.
pub struct ElementPlace {
    path: ElementPath,
    anchor: Option<Locator>,
}

impl ElementPlace {
    pub fn new(path: ElementPath) -> Self {
        ElementPlace { path, anchor: None }
    }

    /// Returns the locator of the element. Must be called while its start tag is being written, outside of quotes.
    pub fn element(&mut self, markup: &mut TemplateWriter) -> Locator {
        let reached = self.path.element();
        reached.unwrap_or_else(|| self.anchor(markup))
    }

    /// Returns the locator of its whole content. Must be called while its start tag is being written, outside of
    /// quotes.
    pub fn content(&mut self, markup: &mut TemplateWriter) -> Locator {
        let reached = self.path.content();
        reached.unwrap_or_else(|| self.anchor(markup))
    }

    /// Returns the path of the element, as the parent of its children.
    pub fn into_path(self) -> ElementPath {
        self.path
    }

    fn anchor(&mut self, markup: &mut TemplateWriter) -> Locator {
        let anchor = self.anchor.get_or_insert_with(|| markup.anchor_element());
        anchor.clone()
    }
}

/// Returns the locator of the explicit mark with this number.
pub fn anchor(number: u16) -> Locator {
    Locator(place::mark(number))
}

/// Returns the number of the item at `index` among the items for which `starts` holds, counted from the start or else
/// from the end.
fn position(items: &[Item], index: usize, starts: fn(&[Item], usize) -> bool) -> Option<u8> {
    let count = |range: std::ops::Range<usize>| {
        let starts = range.filter(|at| starts(items, *at)).count();
        u8::try_from(starts).ok().filter(|count| *count < FROM_END)
    };
    if !items[..index].iter().any(Item::is_structure) {
        count(0..index + 1).map(|count| count - 1)
    } else if !items[index + 1..]
        .iter()
        .any(|item| item.is_structure() || item.is_shadow())
    {
        count(index + 1..items.len()).map(|count| FROM_END + count)
    } else {
        None
    }
}

/// Returns the length of a neighbouring static text, in UTF-16 units.
fn static_length(item: Option<&Item>) -> usize {
    match item {
        Some(Item::Text(text)) => text.encode_utf16().count(),
        _ => 0,
    }
}
