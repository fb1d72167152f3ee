//! New content: clones of templates, with their holes filled and their regions numbered.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::client::bind;
use crate::client::dom::{Dom, Host, Neighbour, Node, Shape, Vocabulary};
use crate::client::locate::{self, Gap, RegionStart};
use crate::client::page;
use crate::part::{Control, Target, Value};
use crate::wire::message::{self, Cell, Content, Hole, Mark, Takes};

use super::regions::Regions;
use crate::wire::number::{Region, TemplateNumber};

/// The first of the numbers for the marks of fragments that are not regions; they count downwards.
const NO_REGION: u32 = u32::MAX;

/// A template that was received. It is parsed for each vocabulary in which it is used: `<a>` and `<title>` are elements
/// of HTML and of SVG, and a component does not know where it is used.
pub(super) struct ReceivedTemplate {
    html: String,
    parsed: [OnceCell<Node>; 3],
    mark: Mark,
    holes: Vec<Hole>,
    has_anchors: bool,
}

impl ReceivedTemplate {
    pub(super) fn new(template: message::Template) -> Self {
        let has_anchors = has(&template.html, b"_=.") || has(&template.html, b"<!--.");
        let message::Template { html, mark, holes } = template;
        Self {
            html,
            parsed: Default::default(),
            mark,
            holes,
            has_anchors,
        }
    }

    fn copy(&self, dom: &Host, vocabulary: Vocabulary) -> Node {
        let parsed = &self.parsed[vocabulary as usize];
        dom.copy(parsed.get_or_init(|| dom.template(&self.html, vocabulary)))
    }
}

/// Returns whether a text contains a part. The search of std is ten times as large.
fn has(text: &str, part: &[u8]) -> bool {
    text.as_bytes()
        .windows(part.len())
        .any(|window| window == part)
}

/// Makes content inside a region.
pub(super) struct Maker<'a> {
    pub(super) dom: &'a Host,
    pub(super) templates: &'a RefCell<Vec<Rc<ReceivedTemplate>>>,
    pub(super) regions: &'a Regions,
    /// The number of fragments that are not regions and are being filled.
    pub(super) depth: std::cell::Cell<u32>,
    /// The selects of the content; they choose when their options are there.
    pub(super) selects: RefCell<Vec<Node>>,
}

impl Maker<'_> {
    /// Makes content that is ready to be inserted.
    pub(super) fn finished(
        &self,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        contents: Vec<Content>,
    ) -> Node {
        let made = self.make(parent, vocabulary, contents);
        for select in self.selects.take() {
            if let Some(controls) = page::current().registry.controls_part() {
                (controls.choose_said)(self.dom, &select);
            }
        }
        made
    }

    /// Makes content in a vocabulary, as a fragment. Its regions are numbered in document order.
    pub(super) fn make(
        &self,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        contents: Vec<Content>,
    ) -> Node {
        let fragment = self.dom.template("", vocabulary);
        for content in contents {
            let made = match content {
                Content::Text(text) => self.text(&text),
                Content::Fragment { template, cells } => {
                    self.fragment(parent, vocabulary, template, cells)
                }
            };
            self.dom.insert(&fragment, &made, None);
        }
        fragment
    }

    fn text(&self, text: &str) -> Node {
        let node = self.dom.create_text();
        self.dom.splice_text(&node, 0, 0, text);
        node
    }

    fn fragment(
        &self,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        template: TemplateNumber,
        cells: Vec<Cell>,
    ) -> Node {
        let known = self.templates.borrow().get(template.index()).cloned();
        let Some(template) = known else {
            return self.dom.template("", vocabulary);
        };
        let fragment = template.copy(self.dom, vocabulary);
        let region =
            (!matches!(template.mark, Mark::None | Mark::Loose)).then(|| self.regions.add(parent));
        let Some(start) = self.start(&fragment, template.mark) else {
            return fragment;
        };
        let origin = RegionStart {
            region: region.unwrap_or(Region(NO_REGION - self.depth.get())),
            start,
        };
        if let Some(region) = region {
            self.dom.set_start(region, Some(&origin.start));
        }
        if template.has_anchors {
            self.enter_anchors(&fragment, origin.region);
        }
        self.depth.update(|depth| depth + 1);
        for (hole, cell) in template.holes.iter().zip(cells) {
            self.fill(&origin, region.or(parent), vocabulary, hole, cell);
        }
        self.depth.update(|depth| depth - 1);
        if region.is_none() {
            self.dom.drop_anchors(origin.region);
        }
        self.unwrap(&origin, template.mark);
        fragment
    }

    /// Returns the node at which walks begin. Content without one root element is bracketed, at least while it is
    /// filled.
    fn start(&self, fragment: &Node, mark: Mark) -> Option<Node> {
        if matches!(mark, Mark::Element | Mark::None) {
            return self.dom.go(fragment, Neighbour::First);
        }
        let start = self.dom.create_comment("_");
        self.dom.insert(
            fragment,
            &start,
            self.dom.go(fragment, Neighbour::First).as_ref(),
        );
        self.dom
            .insert(fragment, &self.dom.create_comment("/"), None);
        Some(start)
    }

    fn unwrap(&self, origin: &RegionStart, mark: Mark) {
        if mark == Mark::Loose {
            self.dom.remove(&locate::last(self.dom, &origin.start));
            self.dom.remove(&origin.start);
        }
    }

    fn enter_anchors(&self, node: &Node, region: Region) {
        let mut child = self.dom.go(node, Neighbour::First);
        while let Some(node) = child {
            let mark = self.dom.mark_text(&node);
            if let Some(index) = mark
                .as_deref()
                .and_then(|mark| mark.strip_prefix('.'))
                .and_then(|k| k.parse().ok())
            {
                self.dom.set_anchor(region, index, &node);
            }
            if self.dom.shape(&node) == Shape::Element {
                self.enter_anchors(&node, region);
            }
            child = self.dom.go(&node, Neighbour::Next);
        }
    }

    fn fill(
        &self,
        origin: &RegionStart,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        hole: &Hole,
        cell: Cell,
    ) {
        let at = &hole.at;
        match (cell, &hole.takes) {
            (Cell::Client, _) => {}
            (Cell::Text(text), _) => {
                bind::set(self.dom, origin, at, Target::Text, &Value::Text(text))
            }
            (Cell::Value(value), Takes::Target(target)) => {
                bind::set(self.dom, origin, at, target.as_str(), &value);
                if *target == Target::Control(Control::Choice) {
                    let select = locate::element(self.dom, origin, at);
                    self.selects.borrow_mut().extend(select);
                }
            }
            (Cell::Value(_), _) => {}
            (Cell::Spread(attributes), _) => {
                let Some(element) = locate::element(self.dom, origin, at) else {
                    return;
                };
                for (name, value) in &attributes {
                    match value {
                        // Classes are added to the existing ones.
                        Value::Text(classes) if name == "class" => {
                            for class in classes.split_ascii_whitespace() {
                                self.dom.set_class(&element, class, true);
                            }
                        }
                        value => bind::set_on(self.dom, &element, Target::Attribute(name), value),
                    }
                }
            }
            (Cell::Structure(contents), takes) => {
                let Some(gap) = locate::gap(self.dom, origin, at) else {
                    return;
                };
                // Content at the root of a fragment has the vocabulary of the place where the fragment will be.
                let inside = self.dom.vocabulary(&gap.parent).unwrap_or(vocabulary);
                let content = self.make(parent, inside, contents);
                let Gap { parent, before } = gap;
                self.dom.insert(&parent, &content, before.as_ref());
                if let (Takes::Content, Some(mark)) = (takes, before) {
                    self.dom.remove(&mark);
                }
            }
        }
    }
}
