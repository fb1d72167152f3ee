//! Mounts to markup: the first HTML of a page.

use super::choice::Select;
use super::html;
use super::mount::Output;
use crate::part::{Control, Hole, Root, Target, Template, Value};
use crate::server::stage::Stage;

/// The markup of a page.
#[derive(Default)]
pub(crate) struct Markup {
    html: String,
    /// For each open template whether brackets end with it.
    brackets: Vec<bool>,
    /// The select that is open, if its value is bound.
    select: Option<Select>,
}

impl Markup {
    /// A list of classes or styles that has none is no attribute: takes its start back.
    fn drops_empty_attribute(&mut self) -> bool {
        let open = [" class=\"", " style=\""]
            .into_iter()
            .find(|open| self.html.ends_with(open));
        self.html
            .truncate(self.html.len() - open.map_or(0, str::len));
        open.is_some()
    }

    /// What was written.
    pub fn into_html(self) -> String {
        self.html
    }
}

impl Output for Markup {
    fn open(&mut self, _stage: &Stage, template: &'static Template, region: Option<u32>) {
        let is_bracketed = region.is_some() && template.root != Root::Element;
        if is_bracketed {
            self.html.push_str("<!--_-->");
        }
        self.brackets.push(is_bracketed);
    }

    fn piece(&mut self, markup: &'static str) {
        match markup.strip_prefix('"') {
            Some(rest) if self.drops_empty_attribute() => self.html.push_str(rest),
            _ => self.html.push_str(markup),
        }
        if markup.contains("</select") {
            self.select.take_if(|select| select.mark(&mut self.html));
        }
    }

    fn mark(&mut self, hole: &Hole, region: u32) {
        match hole {
            Hole::AnchorElement(anchor) => self.html.push_str(&format!(" _={region}.{anchor}")),
            Hole::AnchorComment(anchor) => self.html.push_str(&format!("<!--{region}.{anchor}-->")),
            _ => self.html.push_str(" _"),
        }
    }

    fn text(&mut self, text: &str, lone: bool) {
        if lone && text.is_empty() {
            self.html.push_str("<!>");
        } else {
            html::text(&mut self.html, text);
        }
    }

    fn value(&mut self, target: Target, value: Value) {
        let value = html::trusted(target, value);
        html::value(&mut self.html, target, &value);
        if target == Target::Control(Control::Choice) {
            self.select = Some(Select::new(&self.html, &value));
        }
    }

    fn spread(&mut self, attributes: Vec<(String, Value)>) {
        for (name, value) in html::trusted_spread(attributes) {
            html::attribute(&mut self.html, &name, &value);
        }
    }

    fn computed(&mut self) -> bool {
        false
    }

    fn enter(&mut self) {}

    fn leave(&mut self) {}

    fn close(&mut self) {
        if self.brackets.pop() == Some(true) {
            self.html.push_str("<!--/-->");
        }
    }

    fn plain(&mut self, text: &str) {
        html::text(&mut self.html, text);
    }
}
