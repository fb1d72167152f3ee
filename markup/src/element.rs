//! The HTML elements that a parser treats specially. In SVG and MathML no name is special.

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

const RAW_TEXT: [&str; 3] = ["script", "style", "iframe"];

const ESCAPABLE_TEXT: [&str; 2] = ["textarea", "title"];

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
