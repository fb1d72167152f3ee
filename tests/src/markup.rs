//! Markup as a person sees it: without the framework's marks, and in a normal form.

use kuchikikiki::{Attributes, NodeData, NodeRef, parse_html, traits::TendrilSink};
use regex::Regex;

/// Returns a page as it was sent, without marks and scripts.
pub fn bare(page: &str) -> String {
    let scripts = pattern("<script.*?</script>");
    let marks = pattern(r"<!>|<!--[0-9._/]*-->");
    let marked = pattern(r"(<[[:alnum:]-]+) _(=[0-9.]+)?");
    let page = scripts.replace_all(page, "");
    let page = marks.replace_all(&page, "");
    marked.replace_all(&page, "$1").into_owned()
}

/// Returns a page as it was sent, without the bootstrap and the addresses of the client, which are the same on every
/// page. The data of this page in its script's attributes stays.
pub fn without_bootstrap(page: &str) -> String {
    let script = pattern("<script.*?</script>");
    let told = pattern(r#" data-(events|snapshot|ticket)="[^"]*""#);
    let keep = |found: &regex::Captures| {
        told.find_iter(&found[0])
            .map(|told| told.as_str())
            .collect::<String>()
    };
    script.replace_all(page, keep).into_owned()
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(&format!("(?s){pattern}")).expect("it is written here")
}

/// Returns the body of a page without marks, with its attributes in order and its texts joined.
pub fn normal(html: &str) -> String {
    let page = parse_html().one(html);
    let body = page
        .select_first("body")
        .expect("the parser gives every page a body");
    let mut out = String::new();
    body.as_node()
        .children()
        .for_each(|child| write(&child, &mut out));
    out
}

/// Writes a node. Comments are marks; neighbouring texts are one text.
fn write(node: &NodeRef, out: &mut String) {
    match node.data() {
        NodeData::Text(text) => out.push_str(&escaped(&text.borrow())),
        NodeData::Element(element) => {
            let name = &element.name.local;
            out.push_str(&format!(
                "<{name}{}>",
                attributes(&element.attributes.borrow())
            ));
            node.children().for_each(|child| write(&child, out));
            out.push_str(&format!("</{name}>"));
        }
        _ => {}
    }
}

fn attributes(attributes: &Attributes) -> String {
    let all = attributes
        .map
        .iter()
        .map(|(name, attribute)| (name.local.to_string(), attribute.value.clone()));
    let shown = all.filter(|(name, _)| !matches!(name.as_str(), "_" | "_p"));
    let mut written: Vec<_> = shown
        .filter_map(|(name, value)| attribute(&name, &value))
        .collect();
    written.sort();
    written.concat()
}

/// Returns an attribute in its normal form; `None` for an empty list of classes or properties.
fn attribute(name: &str, value: &str) -> Option<String> {
    let value = match name {
        "class" => ordered(value.split_whitespace(), " "),
        "style" => ordered(value.split(';'), ";").replace(": ", ":"),
        _ => return Some(format!(" {name}=\"{value}\"")),
    };
    (!value.is_empty()).then(|| format!(" {name}=\"{value}\""))
}

fn ordered<'a>(words: impl Iterator<Item = &'a str>, separator: &str) -> String {
    let mut words: Vec<_> = words
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(separator)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
