//! Checks the page of a development build: parses it as a browser does, and compares the result with the tree that the
//! compiler counts on.
//!
//! The compiler reports nesting that a browser re-arranges only within one component: the elements around a component's
//! children are known only when all parts are there. On a re-arranged page a walk would find other elements than it
//! looks for, so the difference is reported, in the terminal and on the page, with both elements and the lines that
//! wrote them.
//!
//! The *intended* tree is the one that the tags describe, with one level for each open tag. The tree that is *read* is
//! the one that html5ever makes of the markup, as browsers do.

use std::cell::Cell;
use std::fmt;

use kuchikikiki::traits::TendrilSink;
use kuchikikiki::{NodeRef, parse_html};
use watershed_markup::element::{self, ANNOTATION};

use super::markup::Stretch;
use super::refused::tags;
use crate::part::Template;

/// HTML elements whose content is text to a browser, and not to the compiler: it refuses them, or looks into them.
const RAW_TEXT_TOO: [&str; 4] = ["noscript", "noembed", "noframes", "xmp"];

/// One step of a walk through a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
enum WalkStep {
    Enter(String),
    Leave,
    Text(String),
    Comment(String),
}

/// The steps through the intended tree, each with its place in the markup.
type Intended = Vec<(WalkStep, usize)>;

/// The place of checked markup.
#[derive(Clone, Copy)]
pub(crate) enum CheckedExtent {
    /// A whole document.
    Document,
    /// The content of `<body>`.
    Body,
    /// A part that comes in a template, and there in this element if it is not HTML.
    Part(Option<&'static str>),
}

thread_local! {
    static IS_OFF: Cell<bool> = const { Cell::new(false) };
}

/// Leaves pages unchecked that are rendered on this thread. For tests of the cost of rendering, which is that of a
/// release build then.
#[doc(hidden)]
pub fn leave_unchecked() {
    IS_OFF.set(true);
}

/// Compares the tree that the tags describe with the one that a browser makes of them. Returns a description of the
/// first difference.
pub(crate) fn check(markup: &str, extent: CheckedExtent, stretches: &[Stretch]) -> Option<String> {
    if IS_OFF.get() {
        return None;
    }
    let intended = intend(markup, extent);
    let read = read(markup, extent);
    let end = (WalkStep::Leave, markup.len());
    let differs = |(at, (step, _)): &(usize, &(WalkStep, usize))| read.get(*at) != Some(step);
    let (at, _) = intended
        .iter()
        .chain([&end])
        .enumerate()
        .find(differs)
        .filter(|(at, _)| *at < intended.len() || read.len() > *at)?;
    let culprit = moved(&intended, &read, at);
    let finding = Finding {
        intended: &intended,
        culprit,
        stretches,
        markup,
    };
    Some(finding.to_string())
}

/// Returns the index of the step that a browser moves elsewhere. A browser puts content that it moves out of a table in
/// front of the table.
fn moved(intended: &Intended, read: &[WalkStep], at: usize) -> usize {
    let is_table = matches!(&intended.get(at), Some((WalkStep::Enter(name), _)) if name == "table");
    match read.get(at) {
        Some(found) if is_table && *found != WalkStep::Leave => {
            let later = intended[at..].iter().position(|(step, _)| step == found);
            later.map_or(at, |later| at + later)
        }
        _ => at,
    }
}

struct Finding<'a> {
    intended: &'a Intended,
    culprit: usize,
    stretches: &'a [Stretch],
    markup: &'a str,
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (step, at) = match self.intended.get(self.culprit) {
            Some((step, at)) => (step.clone(), *at),
            None => (WalkStep::Leave, self.markup.len()),
        };
        match step {
            WalkStep::Enter(name) => write!(out, "a browser does not leave `<{name}>`")?,
            WalkStep::Text(text) => {
                let start: String = text.chars().take(20).collect();
                write!(out, "a browser does not leave the text {start:?}")?;
            }
            WalkStep::Comment(_) => write!(out, "a browser does not leave what comes and goes")?,
            WalkStep::Leave => write!(out, "a browser does not end the element")?,
        }
        self.line(out, at)?;
        match self.parent() {
            Some((parent, at)) => {
                write!(out, " in `<{parent}>`")?;
                self.line(out, at)?;
            }
            None => write!(out, " at the top of the page")?,
        }
        write!(
            out,
            ": it re-arranges them, and then handlers and bindings miss their elements. Use another element for one of the two"
        )
    }
}

impl Finding<'_> {
    /// Returns the element around the culprit, and its place.
    fn parent(&self) -> Option<(&str, usize)> {
        let mut depth = 0;
        for (step, at) in self.intended[..self.culprit].iter().rev() {
            match step {
                WalkStep::Leave => depth += 1,
                WalkStep::Enter(name) if depth == 0 => return Some((name, *at)),
                WalkStep::Enter(_) => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Writes the source of a place: ` (src/card.rs:12, Card)`.
    fn line(&self, out: &mut fmt::Formatter<'_>, at: usize) -> fmt::Result {
        let Some(stretch) = self.stretches.iter().rfind(|stretch| stretch.start <= at) else {
            return Ok(());
        };
        let Template {
            name,
            origin,
            pieces,
            ..
        } = stretch.template;
        let component = name.split('#').next().unwrap_or(name);
        let own = &self.markup[stretch.start..at];
        let before = pieces[..stretch.piece].iter().map(|piece| tags(piece));
        let index = before.sum::<usize>() + tags(own);
        match origin.lines.get(index).or(origin.lines.last()) {
            Some(line) => write!(out, " ({}:{line}, {component})", origin.file),
            None => write!(out, " ({component})"),
        }
    }
}

/// Returns the steps through the tree that a browser makes of markup.
fn read(markup: &str, extent: CheckedExtent) -> Vec<WalkStep> {
    let mut steps = Vec::new();
    let markup = &without_annotations(markup);
    let page = match extent {
        CheckedExtent::Document => format!("<!DOCTYPE html>{markup}"),
        CheckedExtent::Body => in_body(markup),
        CheckedExtent::Part(None) => in_body(&format!("<template>{markup}</template>")),
        CheckedExtent::Part(Some(name)) => {
            in_body(&format!("<template><{name}>{markup}</{name}></template>"))
        }
    };
    let page = parse_html().one(page);
    let root = match (extent, page.select_first("body")) {
        (CheckedExtent::Body | CheckedExtent::Part(_), Ok(body)) => body.as_node().clone(),
        _ => page,
    };
    for child in root.children() {
        walk(&child, &mut steps);
    }
    let around = match extent {
        CheckedExtent::Document | CheckedExtent::Body => 0,
        CheckedExtent::Part(None) => 1,
        CheckedExtent::Part(Some(_)) => 2,
    };
    let inside = around..steps.len().saturating_sub(around).max(around);
    steps.get(inside).unwrap_or_default().to_vec()
}

/// Returns markup without the content of annotations, which may be HTML: the parser does not know that.
fn without_annotations(markup: &str) -> String {
    let mut rest = markup;
    let mut kept = String::new();
    while let Some(start) = rest.find(&format!("<{ANNOTATION}")) {
        let end = start + tag_length(&rest[start..]);
        kept.push_str(&rest[..end]);
        rest = &rest[end..];
        rest = &rest[annotation_length(rest)..];
    }
    kept + rest
}

/// Returns the length of the content of an annotation, whose start tag ends where `rest` begins.
fn annotation_length(rest: &str) -> usize {
    let mut depth = 1;
    for (at, _) in rest.match_indices(ANNOTATION) {
        if let Some(content) = rest[..at].strip_suffix("</") {
            depth -= 1;
            if depth == 0 {
                return content.len();
            }
        } else if rest[..at].ends_with('<') {
            depth += 1;
        }
    }
    rest.len()
}

fn in_body(markup: &str) -> String {
    format!("<!DOCTYPE html><html><head></head><body>{markup}</body></html>")
}

fn walk(root: &NodeRef, steps: &mut Vec<WalkStep>) {
    let mut open = vec![(root.clone(), false)];
    while let Some((node, is_left)) = open.pop() {
        if is_left {
            steps.push(WalkStep::Leave);
        } else if let Some(text) = node.as_text() {
            steps.push(WalkStep::Text(text.borrow().clone()));
        } else if let Some(comment) = node.as_comment() {
            steps.push(WalkStep::Comment(comment.borrow().clone()));
        } else if let Some(element) = node.as_element() {
            let name = element.name.local.to_string();
            let content = element.template_contents.as_ref().unwrap_or(&node);
            let children: Vec<_> = content.children().collect();
            steps.push(WalkStep::Enter(name));
            open.push((node, true));
            open.extend(children.into_iter().rev().map(|child| (child, false)));
        }
    }
}

/// Returns the steps through the intended tree.
fn intend(markup: &str, extent: CheckedExtent) -> Intended {
    let mut reader = MarkupReader {
        markup,
        at: 0,
        open: match extent {
            CheckedExtent::Part(Some(name)) => vec![(name.to_owned(), false)],
            _ => Vec::new(),
        },
        steps: Vec::new(),
    };
    while reader.at < markup.len() {
        reader.step();
    }
    reader.steps
}

struct MarkupReader<'a> {
    markup: &'a str,
    at: usize,
    /// The open elements, and whether their content is HTML.
    open: Vec<(String, bool)>,
    steps: Intended,
}

impl MarkupReader<'_> {
    fn rest(&self) -> &str {
        &self.markup[self.at..]
    }

    /// Returns the length up to `end`, or of all that is left.
    fn up_to(&self, end: &str) -> usize {
        self.rest().find(end).unwrap_or(self.rest().len())
    }

    fn step(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<!>") {
            self.push(WalkStep::Comment(String::new()), "<!>".len());
        } else if rest.starts_with("<!--") {
            let length = self.up_to("-->");
            let text = rest[4.min(length)..length].to_owned();
            self.push(WalkStep::Comment(text), length + "-->".len());
        } else if rest.starts_with("</") {
            let length = self.up_to(">") + 1;
            self.open.pop();
            self.push(WalkStep::Leave, length);
        } else if rest
            .strip_prefix('<')
            .is_some_and(|tag| tag.starts_with(|first: char| first.is_ascii_alphabetic()))
        {
            self.element();
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = rest[first..]
                .find('<')
                .map_or(rest.len(), |length| length + first);
            self.text(length);
        }
    }

    fn push(&mut self, step: WalkStep, length: usize) {
        let at = self.at;
        self.steps.push((step, at));
        self.at = (at + length).min(self.markup.len());
    }

    fn text(&mut self, length: usize) {
        let text = decoded(&self.rest()[..length]);
        self.push(WalkStep::Text(text), length);
    }

    fn element(&mut self) {
        let rest = self.rest();
        let length = tag_length(rest);
        let tag = &rest[1..length - 1];
        let name = tag
            .split(|c: char| c.is_ascii_whitespace())
            .next()
            .unwrap_or(tag)
            .to_owned();
        let is_in_html = self.open.last().is_none_or(|(_, holds_html)| *holds_html);
        let is_html = is_in_html && !matches!(&*name, "svg" | "math");
        let holds_html = is_html
            || matches!(
                &*name,
                "foreignObject" | "desc" | "title" | "mi" | "mo" | "mn" | "ms" | "mtext"
            );
        self.push(WalkStep::Enter(name.clone()), length);
        if is_html && element::is_void(&name) {
            self.steps.push((WalkStep::Leave, self.at));
            return;
        }
        if is_html
            && matches!(&*name, "pre" | "textarea" | "listing")
            && self.rest().starts_with('\n')
        {
            self.at += 1;
        }
        if !is_html && name == ANNOTATION {
            self.at += annotation_length(self.rest());
        }
        let is_raw = element::is_raw_text(&name) || RAW_TEXT_TOO.contains(&&*name);
        if is_html && (is_raw || element::is_escapable_text(&name)) {
            let length = self.up_to(&format!("</{name}"));
            if length > 0 {
                let text = &self.rest()[..length];
                let text = if is_raw {
                    text.to_owned()
                } else {
                    decoded(text)
                };
                self.push(WalkStep::Text(text), length);
            }
        }
        self.open.push((name, holds_html));
    }
}

/// Returns the length of a start tag, including both angle brackets.
fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Decodes the character references that the server writes.
fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#13;", "\r")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::{CheckedExtent, check};

    const BODY: CheckedExtent = CheckedExtent::Body;
    const DOCUMENT: CheckedExtent = CheckedExtent::Document;

    fn fine(markup: &str) {
        assert_eq!(check(markup, BODY, &[]), None, "{markup}");
    }

    fn moved(markup: &str, child: &str, parent: &str) {
        let found = check(markup, BODY, &[]).unwrap_or_else(|| panic!("nothing: {markup}"));
        assert!(
            found.contains(&format!("leave {child} in `<{parent}>`")),
            "{found}"
        );
    }

    #[test]
    fn a_page_that_stays_is_fine() {
        fine(
            "<!--_--><p _>one <b>two</b><!>three &lt;&amp; &#13;</p><br><input value=\"a>b\"><!--/-->",
        );
        fine("<table><tbody><tr><td>1</td></tr></tbody></table>");
        fine("<pre>\n\ntext</pre><textarea>\n&lt;b></textarea><script>a<b</script>");
        fine(
            "<svg viewBox=\"0 0 1 1\"><title><b>x</b></title><a><text>t</text></a><foreignObject><div></div></foreignObject></svg>",
        );
        fine(
            "<math><mi>x</mi><annotation-xml encoding=\"text/html\"><p>a</p></annotation-xml></math>",
        );
        fine("<template><tr _><td></td></tr></template><noscript><p>off</p></noscript>");
        fine("<select><option>a</option></select>");
        fine("");
    }

    #[test]
    fn what_is_moved_is_found() {
        moved("<main><p>a <div>b</div></p></main>", "`<div>`", "p");
        moved("<a href=x>one <a href=y>two</a></a>", "`<a>`", "a");
        moved(
            "<math><annotation-xml encoding=text/html><math><annotation-xml></annotation-xml></math><p>a</p></annotation-xml></math><p><div>b</div></p>",
            "`<div>`",
            "p",
        );
        moved(
            "<button>a<span><button>b</button></span></button>",
            "`<button>`",
            "span",
        );
        moved("<table><tr><td></td></tr></table>", "`<tr>`", "table");
        moved(
            "<div><table><tbody><tr>text<td></td></tr></tbody></table></div>",
            "the text \"text\"",
            "tr",
        );
    }

    #[test]
    fn a_part_is_read_in_its_template() {
        let part = |markup, vocabulary| check(markup, CheckedExtent::Part(vocabulary), &[]);
        assert_eq!(part("<!--_--><tr><td>a</td></tr><!--/-->", None), None);
        assert_eq!(part("<g _><circle></circle></g>", Some("svg")), None);
        assert_eq!(part("text", None), None);
        let moved = part("<p>a<div>b</div></p>", None).unwrap_or_default();
        assert!(moved.contains("leave `<div>` in `<p>`"), "{moved}");
        assert!(part("<g><p></p></g>", Some("svg")).is_some());
        assert!(part("</template>a", None).is_some());
    }

    #[test]
    fn a_document_is_read_as_one() {
        let page = "<html lang=en><head><title>a</title></head><body><p>b</p></body></html>";
        assert_eq!(check(page, DOCUMENT, &[]), None);
        assert!(check(page, BODY, &[]).is_some());
        assert!(check("<html><body></body></html>", DOCUMENT, &[]).is_some());
    }
}
