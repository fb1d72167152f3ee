//! The HTML elements that a parser treats specially. In SVG and MathML only one name is special.

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

const RAW_TEXT: [&str; 3] = ["script", "style", "iframe"];

const ESCAPABLE_TEXT: [&str; 2] = ["textarea", "title"];

/// The element of MathML that may contain HTML.
pub const ANNOTATION: &str = "annotation-xml";

/// The start of its tag, if it does.
pub const HTML_ANNOTATION: &str = "annotation-xml encoding=text/html";

/// Returns whether the content of an `annotation-xml` with this encoding is HTML.
pub fn is_html_encoding(encoding: &str) -> bool {
    let is = |html| encoding.eq_ignore_ascii_case(html);
    is("text/html") || is("application/xhtml+xml")
}

/// Returns whether an element of this name has neither children nor a closing tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Returns whether the content of an element of this name is text without character references.
pub fn is_raw_text(name: &str) -> bool {
    RAW_TEXT.contains(&name)
}

/// Returns whether the content of an element of this name is text with character references.
pub fn is_escapable_text(name: &str) -> bool {
    ESCAPABLE_TEXT.contains(&name)
}
