//! Contains `inner_html` in its element. HTML that would stay in the element when a script sets it must stay there in
//! markup too.
//!
//! HTML that is [tidy](tidy) stays as it is. All other is parsed as a fragment, as a browser parses it when a script sets it, and written again: open tags are closed,
//! and closing tags without an opening one are dropped. Markup has more elements around it than a fragment, so a
//! `<form>` in a `<form>` or a `<div>` in a `<p>` would still be re-arranged. In these cases blocks become `<span>`s,
//! and an element nested in one of its own kind is unwrapped; if that is not enough, only the text is shown. HTML that is
//! nested too deep, or has too many attributes in a tag, is shown as it is written.

mod parser;
mod tidy;

use std::borrow::Cow;

use html5ever::{LocalName, Namespace, QualName, ns};
use kuchikikiki::NodeRef;
use watershed_markup::element;

use super::markup::Ancestors;
use super::refused;
use crate::server::view::limit::Limit;
use crate::wire::limits::{NESTED_MARKUP, SPARE_STACK, STACK};

/// Elements that no parser re-arranges, and that re-arrange nothing.
const PLAIN: &[&str] = &[
    "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements that cannot be nested in themselves.
const ALONE: &[&str] = &[
    "a", "button", "form", "nobr", "option", "optgroup", "select", "body", "html",
];

/// Elements from which a parser moves text.
const TEXTLESS: &[&str] = &[
    "html", "head", "table", "thead", "tbody", "tfoot", "tr", "colgroup",
];

/// Elements that end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

/// The marker of the element that a check looks for.
const HERE: &str = "data-here";

/// The elements around a place of a page that is being written.
#[derive(Default)]
pub(crate) struct ElementsAround {
    names: Vec<&'static str>,
    /// The number of names around each hole that is open.
    outer: Vec<usize>,
    /// The first names that are known to be plain blocks.
    plain: usize,
}

impl ElementsAround {
    /// Makes the elements around a place that is written later than what is around it.
    pub fn of(names: &[&'static str]) -> Self {
        Self {
            names: names.to_vec(),
            ..Self::default()
        }
    }

    /// Returns the names of all, outermost first.
    pub fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// Enters a hole, which is inside these elements of its template.
    pub fn enter(&mut self, inside: Ancestors) {
        self.outer.push(self.names.len());
        self.names.extend_from_slice(inside);
    }

    /// Returns the element that markup here is parsed in, if it is not HTML.
    pub fn vocabulary(&self) -> Option<&'static str> {
        let mut names = self.names.iter().rev();
        let outer = names.find_map(|name| match *name {
            "svg" | "math" => Some(Some(*name)),
            "foreignObject" | "desc" | "title" | element::HTML_ANNOTATION => Some(None),
            "mi" | "mo" | "mn" | "ms" | "mtext" => Some(None),
            _ => None,
        });
        outer.flatten()
    }

    /// Leaves the innermost hole.
    pub fn leave(&mut self) {
        self.names.truncate(self.outer.pop().unwrap_or_default());
        self.plain = self.plain.min(self.names.len());
    }

    /// Returns HTML of which everything stays in the innermost element.
    pub fn contained<'h>(&mut self, html: &'h str) -> Cow<'h, str> {
        match tidy::is_tidy(html, &self.names, &mut self.plain) {
            true => Cow::Borrowed(html),
            false => Cow::Owned(parsed(html, &self.names)),
        }
    }
}

/// Parses HTML and writes what stays in the innermost element of a path.
fn parsed(html: &str, path: &[&str]) -> String {
    // Writing a tree is a recursion.
    stacker::maybe_grow(SPARE_STACK, STACK, || parsed_here(html, path))
}

fn parsed_here(html: &str, path: &[&str]) -> String {
    let inner = path.last().copied().unwrap_or_default();
    let Some(fragment) = fragment(html, path) else {
        Limit::Markup.hit();
        let reason = "its elements are nested too deep, or one has too many attributes";
        refused::log(
            "inner_html",
            format_args!("`inner_html` of `<{inner}>` is shown as text: {reason}"),
        );
        return text(html, path);
    };
    let written = written(&fragment);
    if is_plain(&fragment) && holds_plain(path) || stays(&written, path) {
        return written;
    }
    refused::log(
        "inner_html",
        format_args!(
            "`inner_html` of `<{inner}>` is shown otherwise than it is written: a browser would move parts of it out"
        ),
    );
    adapt(&fragment, path);
    let adapted = self::written(&fragment);
    match stays(&adapted, path) {
        true => adapted,
        false => text(&fragment.text_contents(), path),
    }
}

/// Writes text, if it stays in the innermost element of a path.
fn text(text: &str, path: &[&str]) -> String {
    let written = NodeRef::new_text(text).to_string();
    match stays(&written, path) {
        true => written,
        false => String::new(),
    }
}

/// Returns the root of the fragment that a browser makes of HTML when a script sets it; `None` if it is
/// nested too deep or has too many attributes in a tag.
fn fragment(html: &str, path: &[&str]) -> Option<NodeRef> {
    let tag = path.last().copied().unwrap_or("body");
    let name = tag.split(' ').next().unwrap_or(tag);
    let context = QualName::new(None, namespace(path), LocalName::from(name));
    parser::fragment(html, context, NESTED_MARKUP)
}

/// Returns the namespace of the innermost element.
fn namespace(path: &[&str]) -> Namespace {
    let (mut own, mut inside) = (ns!(html), ns!(html));
    for name in path {
        own = match *name {
            "svg" => ns!(svg),
            "math" => ns!(mathml),
            _ => inside,
        };
        let holds_html = match own {
            ns!(svg) => ["foreignObject", "desc", "title"].contains(name),
            ns!(mathml) => {
                ["mi", "mo", "mn", "ms", "mtext", element::HTML_ANNOTATION].contains(name)
            }
            _ => true,
        };
        inside = if holds_html { ns!(html) } else { own.clone() };
    }
    own
}

fn written(parent: &NodeRef) -> String {
    let template = parent
        .as_element()
        .and_then(|element| element.template_contents.as_ref());
    let children = template.unwrap_or(parent).children();
    children.map(|child| child.to_string()).collect()
}

fn is_plain(fragment: &NodeRef) -> bool {
    fragment.descendants().all(|node| {
        node.as_element()
            .is_none_or(|element| PLAIN.contains(&&*element.name.local))
    })
}

/// Returns whether a parser leaves text and plain elements in the innermost element of a path.
fn holds_plain(path: &[&str]) -> bool {
    let is_special = |name: &&str| ["select", "noscript"].contains(name);
    let inner = path.last();
    namespace(path) == ns!(html)
        && inner.is_some_and(|inner| !TEXTLESS.contains(inner))
        && !path.iter().any(is_special)
}

/// Returns whether a parser leaves markup in its element.
fn stays(markup: &str, path: &[&str]) -> bool {
    let Some((inner, outer)) = path.split_last() else {
        return false;
    };
    let is_without_scripts = path.contains(&"noscript");
    // To a browser with scripts all of it is text.
    if is_without_scripts && markup.to_ascii_lowercase().contains("</noscript") {
        return false;
    }
    let template = outer.iter().rposition(|name| *name == "template");
    let outer = &outer[template.map_or(0, |at| at + 1)..];
    let opening: String = outer.iter().map(|name| format!("<{name}>")).collect();
    let around = format!("{opening}<{inner} {HERE}>{markup}");
    let levels = path.len() + NESTED_MARKUP;
    let read = match template {
        Some(_) => parser::fragment(&around, in_html("template"), levels),
        None => parser::page(
            &format!("<!DOCTYPE html>{around}"),
            !is_without_scripts,
            levels,
        ),
    };
    read.and_then(|read| read.select_first(&format!("[{HERE}]")).ok())
        .is_some_and(|here| written(here.as_node()) == markup)
}

fn in_html(name: &str) -> QualName {
    QualName::new(None, ns!(html), LocalName::from(name))
}

fn adapt(fragment: &NodeRef, path: &[&str]) {
    let is_in_paragraph = path.contains(&"p");
    let elements: Vec<NodeRef> = fragment
        .descendants()
        .filter(|node| node.as_element().is_some())
        .collect();
    for node in elements {
        let name = node
            .as_element()
            .map(|element| element.name.local.to_string())
            .unwrap_or_default();
        if ALONE.contains(&&*name) && path.contains(&&*name) {
            unwrap(&node);
        } else if is_in_paragraph && BLOCKS.contains(&&*name) {
            become_span(&node);
        }
    }
}

fn unwrap(node: &NodeRef) {
    let children: Vec<_> = node.children().collect();
    for child in children {
        node.insert_before(child);
    }
    node.detach();
}

fn become_span(node: &NodeRef) {
    let span = NodeRef::new_element(in_html("span"), []);
    if let (Some(old), Some(new)) = (node.as_element(), span.as_element()) {
        let mut attributes = new.attributes.borrow_mut();
        *attributes = old.attributes.borrow().clone();
        if !attributes.contains("style") {
            attributes.insert("style", "display:block".to_owned());
        }
    }
    let children: Vec<_> = node.children().collect();
    for child in children {
        span.append(child);
    }
    node.insert_before(span);
    node.detach();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::{Ancestors, ElementsAround, NESTED_MARKUP, parsed, tidy};

    fn is_tidy(html: &str, path: &[&str]) -> bool {
        tidy::is_tidy(html, path, &mut 0)
    }

    fn contained(html: &str, path: Ancestors) -> String {
        let mut around = ElementsAround::default();
        around.enter(path);
        around.contained(html).into_owned()
    }

    const PATHS: [&[&str]; 5] = [
        &["main", "div"],
        &["html", "body", "main", "ul", "li", "div", "div"],
        &["ul", "li", "ul"],
        &["blockquote"],
        &["section", "ol", "li"],
    ];

    /// Pieces of tidy HTML, and of HTML that is not.
    const PIECES: [&str; 36] = [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<code>",
        "</code>",
        "<h2>",
        "</h2>",
        "<br>",
        "</br>",
        "<a href=\"x?a=1&amp;b\">",
        "<a href=\"y\" rel=\"nofollow\">",
        "</a>",
        "<span class=\"a\">",
        "</span>",
        "text",
        " ",
        "\n",
        "&amp;",
        "&lt;",
        "&gt;",
        "&quot;",
        "&",
        "<",
        ">",
        "\"",
        "<div>",
        "</div>",
        "<li>",
        "<td>",
        "\r",
        "\u{a0}",
        "<em class=\"a\" class=\"b\">",
        "</em>",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn tidy_html_is_what_a_parser_makes_of_it(
            pieces in prop::collection::vec(select(&PIECES[..]), 0..5),
            path in select(&PATHS[..]),
        ) {
            let html = pieces.concat();
            if is_tidy(&html, path) {
                prop_assert_eq!(parsed(&html, path), html);
            }
        }

        #[test]
        fn nested_elements_are_tidy_and_stay(
            steps in prop::collection::vec(select(&["p", "h1", "b", "i", "a", "code", "span", "u", "", "text", "&amp;\"'", "br"][..]), 0..40),
            path in select(&PATHS[..]),
        ) {
            let (mut html, mut open) = (String::new(), Vec::new());
            for step in steps {
                match step {
                    "" => html.extend(open.pop().map(|name| format!("</{name}>"))),
                    "text" | "&amp;\"'" => html.push_str(step),
                    "br" => html.push_str("<br>"),
                    "p" | "h1" if !open.is_empty() => close(&mut open, &mut html),
                    name if open.contains(&"a") && name == "a" || open.len() == 16 => {}
                    name => {
                        html.push_str(&format!("<{name} title=\"{name}\">"));
                        open.push(name);
                    }
                }
            }
            close(&mut open, &mut html);
            prop_assert!(is_tidy(&html, path), "{}", html);
            prop_assert_eq!(parsed(&html, path), html);
        }
    }

    fn close(open: &mut Vec<&str>, html: &mut String) {
        html.extend(open.drain(..).rev().map(|name| format!("</{name}>")));
    }

    #[test]
    fn usual_html_is_tidy() {
        for html in [
            "",
            "just text, \"quoted\" & so on"
                .replace('&', "&amp;")
                .as_str(),
            "<p>one</p>\n<p>two <i>and <b>more</b></i><br></p>",
            "<p>a <a href=\"https://example.com/?a=1&amp;b=2\" rel=\"nofollow\">link</a></p>",
        ] {
            assert!(is_tidy(html, PATHS[1]), "{html}");
            assert_eq!(parsed(html, PATHS[1]), html);
        }
    }

    #[test]
    fn what_a_parser_would_change_is_not_tidy() {
        for html in [
            "<p>one<p>two",
            "<b><p>one</p></b></b>",
            "<div></div>",
            "<a href=\"x\"><a href=\"y\"></a></a>",
            "a & b",
            "a > b",
            "&quot;",
            "<i title=\"a\" title=\"b\"></i>",
            "<i title=a></i>",
            "<!-- -->",
            "<script></script>",
            "</div>",
            "<p>",
        ] {
            assert!(!is_tidy(html, PATHS[0]), "{html}");
        }
        for path in [
            &["p"][..],
            &["button", "span"],
            &["table", "tbody"],
            &["svg"],
            &["div", "li"],
            &[],
        ] {
            assert!(!is_tidy("text", path), "{path:?}");
        }
    }

    #[test]
    fn what_is_open_is_closed() {
        for (html, expected) in [
            ("<b>bold", "<b>bold</b>"),
            ("</div></article>text", "text"),
            ("<a href=x>link", "<a href=\"x\">link</a>"),
            (
                "<table><tr><td>cell",
                "<table><tbody><tr><td>cell</td></tr></tbody></table>",
            ),
            ("<!-- open", "<!-- open-->"),
            ("a < b & c", "a &lt; b &amp; c"),
            ("<p>one<p>two", "<p>one</p><p>two</p>"),
            ("<script>a</", "<script>a</</script>"),
            ("<textarea></div>", "<textarea>&lt;/div&gt;</textarea>"),
        ] {
            assert_eq!(contained(html, &["main", "div"]), expected, "{html}");
        }
    }

    #[test]
    fn what_is_around_is_not_closed() {
        for (html, path, expected) in [
            ("<a href=x>link</a> more", &["a", "span"][..], "link more"),
            ("<form><input></form>", &["form", "div"], "<input>"),
            ("<button>go</button>", &["button"], "go"),
            (
                "one<p class=x>two",
                &["p"],
                "one<span class=\"x\" style=\"display:block\">two</span>",
            ),
            ("<li>item", &["ul", "li"], "item"),
        ] {
            assert_eq!(contained(html, path), expected, "{html}");
        }
    }

    #[test]
    fn nothing_leaves_a_table_or_a_drawing() {
        for (html, path, expected) in [
            ("<b _=2>x</b>", &["table"][..], ""),
            ("<b _=2>x</b>", &["table", "tbody"], ""),
            ("text", &["table", "tbody", "tr"], ""),
            ("<b _=2>x</b>", &["svg"], "x"),
            ("<b _=2>x</b>", &["svg", "g"], "x"),
            (
                "<b _=2>x</b>",
                &["table", "tbody", "tr", "td"],
                "<b _=\"2\">x</b>",
            ),
            (
                "<b _=2>x</b>",
                &["svg", "foreignObject", "p"],
                "<b _=\"2\">x</b>",
            ),
            ("<b>x</b>", &["select"], "<b>x</b>"),
        ] {
            assert_eq!(contained(html, path), expected, "{html} {path:?}");
        }
    }

    #[test]
    fn nothing_leaves_what_is_for_browsers_without_scripts() {
        let path = &["body", "noscript", "div"];
        for (html, expected) in [
            ("<p>a</p>", "<p>a</p>"),
            ("<!--</noscript><b _=2>x</b>-->", ""),
            ("<style></noSCRIPT ></style>a", "&lt;/noSCRIPT &gt;a"),
            (
                "<i title='</noscript>'>a</i>",
                "<i title=\"&lt;/noscript&gt;\">a</i>",
            ),
            ("<xmp></noscript></xmp>", "&lt;/noscript&gt;"),
            ("<p>a</p></noscript>b", "<p>a</p>b"),
        ] {
            assert_eq!(contained(html, path), expected, "{html}");
        }
    }

    #[test]
    fn nothing_leaves_a_template() {
        for (html, path, expected) in [
            ("<tr><td>a", &["template"][..], "<tr><td>a</td></tr>"),
            (
                "<tr><td>a",
                &["template", "table", "tbody"],
                "<tr><td>a</td></tr>",
            ),
            ("<p>a</p>", &["template", "li"], "<p>a</p>"),
            (
                "</template>a<!--</template>-->",
                &["template", "p"],
                "a<!--</template>-->",
            ),
            ("<plaintext>a", &["template", "p"], "a"),
        ] {
            assert_eq!(contained(html, path), expected, "{html} {path:?}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |open: &str, levels| open.repeat(levels) + "text";
        let div = &["main", "div"][..];
        for (open, path) in [
            ("<div>", div),
            ("<b>", div),
            ("<template>", div),
            ("<i></b>", div),
            ("<g>", &["svg"]),
        ] {
            let allowed = contained(&nested(open, NESTED_MARKUP), path);
            assert!(allowed.starts_with('<'), "{open}");
            for levels in [NESTED_MARKUP + 1, 30_000] {
                let deep = contained(&nested(open, levels), path);
                assert!(deep.starts_with("&lt;"), "{open} {levels}");
            }
        }
        let many: String = (0..10_000).map(|at| format!(" a{at}")).collect();
        assert!(contained(&format!("<div{many}>"), div).starts_with("&lt;"));
        let closed = "<div><p>one<p>two</div><ul><li>a<li>b</ul>".repeat(2_000);
        assert!(contained(&closed, &["main", "div"]).starts_with("<div><p>one</p>"));
    }

    #[test]
    fn formatting_is_repeated_as_long_as_it_stays_small() {
        let many: String = (0..200).map(|at| format!("<b id={at}>")).collect();
        let hostile = format!("<p>{many}{}", "<p>x".repeat(20_000));
        assert!(contained(&hostile, &["main", "div"]).starts_with("&lt;p&gt;"));
        let long = format!(
            "<p><b title=\"{}\">{}",
            "x".repeat(20_000),
            "<p>x".repeat(20_000)
        );
        assert!(contained(&long, &["main", "div"]).starts_with("&lt;p&gt;"));
        let sloppy = "<p><b><font color=red>x".repeat(500);
        assert!(contained(&sloppy, &["main", "div"]).starts_with("<p><b>"));
    }

    #[test]
    fn rows_stay_in_their_table() {
        let rows = "<tr><td>cell</td></tr>";
        assert_eq!(contained(rows, &["table", "tbody"]), rows);
        assert_eq!(
            contained("<circle r=\"1\"></circle>", &["svg"]),
            "<circle r=\"1\"></circle>"
        );
    }
}
