//! The elements that are open around a node.

use watershed_markup::element;

use super::elements::Namespace;
use crate::view::{Attribute, Element, ViewNode};

/// The open elements, outermost first.
#[derive(Default)]
pub struct Ancestors {
    open: Vec<Ancestor>,
}

pub enum Ancestor {
    Open(OpenElement),
    /// The inside of a component. The elements that it puts around its children are not known.
    Unknown,
}

/// An open element.
#[derive(Clone)]
pub struct OpenElement {
    pub name: String,
    pub namespace: Namespace,
    /// The vocabulary of its children, unless their names say otherwise.
    inside: Namespace,
}

impl OpenElement {
    /// Opens `element` inside of `parent`; `None` if the parent is not known.
    pub fn new(parent: Option<&OpenElement>, element: &Element) -> OpenElement {
        let name = element.name.text.clone();
        let namespace = match parent {
            None => by_content(element),
            parent => namespace(parent, &name),
        };
        let inside = if is_integration_point(namespace, element) {
            Namespace::Html
        } else {
            namespace
        };
        OpenElement {
            name,
            namespace,
            inside,
        }
    }

    /// Returns the name, with the attribute by which a parser takes the content for HTML.
    pub fn tag(&self) -> String {
        match &*self.name {
            element::ANNOTATION if self.holds_html() => element::HTML_ANNOTATION.to_owned(),
            name => name.to_owned(),
        }
    }

    /// Returns whether the children are HTML. Those of `foreignObject` are, although it is SVG.
    pub fn holds_html(&self) -> bool {
        self.inside == Namespace::Html
    }
}

fn is_integration_point(namespace: Namespace, element: &Element) -> bool {
    let name = element.name.text.as_str();
    match namespace {
        Namespace::Html => false,
        Namespace::Svg => ["foreignObject", "desc", "title"].contains(&name),
        Namespace::MathMl if name == element::ANNOTATION => is_annotation_in_html(element),
        Namespace::MathMl => ["mi", "mo", "mn", "ms", "mtext"].contains(&name),
    }
}

fn is_annotation_in_html(annotation: &Element) -> bool {
    annotation
        .attributes
        .iter()
        .any(|attribute| match attribute {
            Attribute::Static { name, value } => {
                name.text == "encoding" && element::is_html_encoding(value)
            }
            _ => false,
        })
}

/// Returns the vocabulary of an element. If its parent is not known, its name decides.
pub fn namespace(parent: Option<&OpenElement>, name: &str) -> Namespace {
    match parent {
        None => by_name(name),
        Some(parent) if parent.holds_html() => in_html(name),
        Some(parent) if parent.name == element::ANNOTATION && name == "svg" => Namespace::Svg,
        Some(parent) => parent.namespace,
    }
}

fn in_html(name: &str) -> Namespace {
    match name {
        "svg" => Namespace::Svg,
        "math" => Namespace::MathMl,
        _ => Namespace::Html,
    }
}

/// Returns the vocabulary of an element whose surroundings are not known. `<a>` and `<title>` exist in HTML and in SVG;
/// their children decide.
fn by_content(element: &Element) -> Namespace {
    let name = element.name.text.as_str();
    let by_name = by_name(name);
    let is_shared = by_name == Namespace::Html && Namespace::Svg.elements().contains(&name);
    let has_svg = element.children.iter().any(|child| match child {
        ViewNode::Element(child) => {
            self::by_name(&child.name.text) == Namespace::Svg && child.name.text != "svg"
        }
        _ => false,
    });
    if is_shared && has_svg {
        Namespace::Svg
    } else {
        by_name
    }
}

fn by_name(name: &str) -> Namespace {
    let known = |namespace: Namespace| namespace.elements().contains(&name);
    match in_html(name) {
        Namespace::Html if known(Namespace::Html) => Namespace::Html,
        Namespace::Html if known(Namespace::Svg) => Namespace::Svg,
        Namespace::Html if known(Namespace::MathMl) => Namespace::MathMl,
        namespace => namespace,
    }
}

impl Ancestors {
    /// Returns the innermost element, if it is known.
    pub fn parent(&self) -> Option<&OpenElement> {
        self.open(self.open.len().checked_sub(1)?)
    }

    /// Returns the element at an index, counted from the outermost.
    pub fn open(&self, index: usize) -> Option<&OpenElement> {
        match self.open.get(index)? {
            Ancestor::Open(open) => Some(open),
            Ancestor::Unknown => None,
        }
    }

    /// Returns whether an element of this name is open.
    pub fn contains(&self, name: &str) -> bool {
        self.open
            .iter()
            .any(|ancestor| matches!(ancestor, Ancestor::Open(open) if open.name == name))
    }

    pub fn len(&self) -> usize {
        self.open.len()
    }

    pub fn innermost_first(&self) -> impl Iterator<Item = (usize, &Ancestor)> {
        self.open.iter().enumerate().rev()
    }

    pub fn push(&mut self, ancestor: Ancestor) {
        self.open.push(ancestor);
    }

    pub fn pop(&mut self) {
        self.open.pop();
    }
}
