//! Writes mounted trees as markup: the first HTML of a page.

#[cfg(debug_assertions)]
use super::check::{CheckedExtent, check};
use super::contained::ElementsAround;
use super::html;
use super::mount::Output;
use super::options::{Chosen, Select, mark_part};
use super::patch::PartPlace;
use crate::part::{Control, Escape, Hole, Root, Target, Template, Value};
use crate::server::stage::Canvas;
use crate::wire::number::Region;

/// The markup of a page.
#[derive(Default)]
pub(crate) struct PageHtml {
    html: String,
    /// For each open template whether it ends with a closing bracket.
    brackets: Vec<bool>,
    /// The elements around the innermost open hole.
    around: ElementsAround,
    /// The place of the scripts, at the end of a document.
    end: Option<usize>,
    /// The open select, if its value is bound.
    select: Option<Select>,
    /// The values of the select around a part.
    chosen: Option<Chosen>,
    #[cfg(debug_assertions)]
    origins: Origins,
}

/// A stretch of static markup, from one template.
#[cfg(debug_assertions)]
pub(crate) struct Stretch {
    pub start: usize,
    pub template: &'static Template,
    /// The index of the piece.
    pub piece: usize,
}

/// The templates that the markup of a page is made from.
#[cfg(debug_assertions)]
#[derive(Default)]
struct Origins {
    stretches: Vec<Stretch>,
    /// The open templates, each with the number of its pieces that were written.
    open: Vec<(&'static Template, usize)>,
}

#[cfg(debug_assertions)]
impl Origins {
    fn piece(&mut self, start: usize) {
        if let Some((template, piece)) = self.open.last_mut() {
            self.stretches.push(Stretch {
                start,
                template,
                piece: *piece,
            });
            *piece += 1;
        }
    }
}

/// The elements around a hole, from the root of its template.
pub(crate) type Ancestors = &'static [&'static str];

impl PageHtml {
    /// Makes an empty page, with room for so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self {
            html: String::with_capacity(bytes),
            ..Self::default()
        }
    }

    /// Makes an empty part of a page.
    pub fn part(place: PartPlace) -> Self {
        Self {
            around: ElementsAround::of(&place.elements),
            chosen: place.chosen,
            ..Self::default()
        }
    }

    /// Returns the element that the markup is parsed in, if it is not HTML.
    pub fn vocabulary(&self) -> Option<&'static str> {
        self.around.vocabulary()
    }

    /// Removes the start of a list of classes or styles that stayed empty. Returns whether there was one.
    fn drops_empty_attribute(&mut self) -> bool {
        let open = [" class=\"", " style=\""]
            .into_iter()
            .find(|open| self.html.ends_with(open));
        self.html
            .truncate(self.html.len() - open.map_or(0, str::len));
        open.is_some()
    }

    fn anchor(&mut self, start: &str, region: Region, anchor: u16, end: &str) {
        let mut digits = itoa::Buffer::new();
        self.html.push_str(start);
        self.html.push_str(digits.format(region.0));
        self.html.push('.');
        self.html.push_str(digits.format(anchor));
        self.html.push_str(end);
    }

    /// Returns the markup, and the place of the scripts if it is a whole document.
    pub fn into_html(mut self) -> (String, Option<usize>) {
        if let Some(chosen) = &self.chosen {
            mark_part(&mut self.html, chosen);
        }
        (self.html, self.end)
    }

    /// Describes the elements that a browser would re-arrange on a page. A release build does not check.
    pub fn rearranged(&self) -> Option<String> {
        #[cfg(debug_assertions)]
        {
            let extent = match self.end {
                Some(_) => CheckedExtent::Document,
                None => CheckedExtent::Body,
            };
            check(&self.html, extent, &self.origins.stretches)
        }
        #[cfg(not(debug_assertions))]
        {
            None
        }
    }

    /// Describes the elements that a browser would re-arrange in a part of a page that comes in a template.
    pub fn rearranged_part(&self) -> Option<String> {
        #[cfg(debug_assertions)]
        {
            let extent = CheckedExtent::Part(self.vocabulary());
            check(&self.html, extent, &self.origins.stretches)
        }
        #[cfg(not(debug_assertions))]
        {
            None
        }
    }
}

impl Output for PageHtml {
    fn open(&mut self, _canvas: &Canvas, template: &'static Template, region: Option<Region>) {
        let is_bracketed = region.is_some() && template.root != Root::Element;
        if is_bracketed {
            self.html.push_str("<!--_-->");
        }
        self.brackets.push(is_bracketed);
        #[cfg(debug_assertions)]
        self.origins.open.push((template, 0));
    }

    fn piece(&mut self, markup: &'static str) {
        #[cfg(debug_assertions)]
        self.origins.piece(self.html.len());
        match markup.strip_prefix('"') {
            Some(rest) if self.drops_empty_attribute() => self.html.push_str(rest),
            _ => self.html.push_str(markup),
        }
        if self.select.is_some() && markup.contains("</select") {
            self.select.take_if(|select| select.mark(&mut self.html));
        }
    }

    fn mark(&mut self, hole: &Hole, region: Region) {
        match hole {
            Hole::AnchorElement(anchor) => self.anchor(" _=", region, *anchor, ""),
            Hole::AnchorComment(anchor) => self.anchor("<!--", region, *anchor, "-->"),
            _ => self.html.push_str(" _"),
        }
    }

    fn text(&mut self, text: &str, lone: bool, escape: Escape) {
        if lone && text.is_empty() {
            self.html.push_str("<!>");
        } else {
            html::text(&mut self.html, text, escape);
        }
    }

    fn value(&mut self, target: Target, value: Value) {
        let Some(value) = html::trusted(target, value) else {
            return;
        };
        html::value(&mut self.html, target, &value);
        if target == Target::Control(Control::Choice) {
            self.select = Some(Select::new(&self.html, &value));
        }
    }

    fn html(&mut self, html: &str, inside: Ancestors) {
        self.around.enter(inside);
        self.html.push_str(&self.around.contained(html));
        self.around.leave();
    }

    fn spread(&mut self, attributes: Vec<(String, Value)>, classes: bool) {
        let mut others = Vec::new();
        for (name, value) in attributes {
            match value {
                Value::Text(names) if classes && name == "class" => {
                    let names = names.split_ascii_whitespace();
                    names.for_each(|class| html::class(&mut self.html, class));
                }
                value => others.extend(html::trusted_attribute(&name, &value)),
            }
        }
        if classes && !self.drops_empty_attribute() {
            self.html.push('"');
        }
        for (name, value) in others {
            html::attribute(&mut self.html, &name, &value);
        }
    }

    fn computed(&mut self) -> bool {
        false
    }

    fn place(&self) -> PartPlace {
        let select = self.select.as_ref().map(|select| &select.chosen);
        PartPlace {
            elements: self.around.names().into(),
            chosen: select.or(self.chosen.as_ref()).cloned(),
        }
    }

    fn enter(&mut self, inside: Ancestors) {
        self.around.enter(inside);
    }

    fn leave(&mut self) {
        self.around.leave();
    }

    fn scripts(&mut self) {
        self.end.get_or_insert(self.html.len());
    }

    fn close(&mut self) {
        #[cfg(debug_assertions)]
        self.origins.open.pop();
        if self.brackets.pop() == Some(true) {
            self.html.push_str("<!--/-->");
        }
    }

    fn plain(&mut self, text: &str) {
        html::text(&mut self.html, text, Escape::Text);
    }

    fn end(&self) -> usize {
        self.html.len()
    }

    fn take_back(&mut self, end: usize) {
        self.html.truncate(end);
        #[cfg(debug_assertions)]
        self.origins.stretches.retain(|stretch| stretch.start < end);
    }
}
