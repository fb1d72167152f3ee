//! Writes dynamic text and values into markup, escaped by where they stand.

use super::trust;
use crate::part::{Target, Value};

/// Writes text between tags.
pub(crate) fn text(out: &mut String, text: &str) {
    if text.starts_with('\n') && drops_line_feed(out) {
        out.push('\n');
    }
    escaped(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        // A bare carriage return would be read as a line feed.
        b'\r' => Some("&#13;"),
        _ => None,
    });
}

/// Whether a parser drops a line feed here: it does right after the start tag of some elements.
fn drops_line_feed(out: &str) -> bool {
    let tag = out
        .strip_suffix('>')
        .and_then(|tag| tag.rsplit_once('<'))
        .map_or("", |(_, tag)| tag);
    let name = tag.split(' ').next().unwrap_or(tag);
    ["pre", "textarea", "listing"].contains(&name)
}

/// Writes the value of a hole: a whole attribute, one class, one style, or inner HTML.
pub(crate) fn value(out: &mut String, target: Target, value: &Value) {
    match target {
        Target::Text | Target::Html => out.push_str(as_text(value)),
        Target::Attribute(name) => attribute(out, name, value),
        Target::Property(name) => property(out, name, value),
        Target::Class(name) => class(out, name, value),
        Target::Style(name) => style(out, name, value),
    }
}

/// Writes ` name=value`, ` name` or nothing.
pub(crate) fn attribute(out: &mut String, name: &str, value: &Value) {
    let Value::Text(text) = value else {
        if *value == Value::Present {
            start_attribute(out, name);
        }
        return;
    };
    start_attribute(out, name);
    match text.as_str() {
        "" => {}
        bare if is_bare(bare) => {
            out.push('=');
            attribute_text(out, bare);
        }
        quoted => {
            out.push_str("=\"");
            attribute_text(out, quoted);
            out.push('"');
        }
    }
}

fn start_attribute(out: &mut String, name: &str) {
    out.push(' ');
    out.push_str(name);
}

/// The first state of a property, where an attribute says it.
fn property(out: &mut String, name: &str, value: &Value) {
    let attribute_name = match name {
        "value" | "checked" | "selected" | "disabled" | "hidden" | "multiple" | "open"
        | "muted" | "required" => name,
        "defaultValue" => "value",
        "defaultChecked" => "checked",
        "readOnly" => "readonly",
        "className" => "class",
        _ => return,
    };
    attribute(out, attribute_name, value);
}

fn class(out: &mut String, name: &str, value: &Value) {
    if *value == Value::Absent {
        return;
    }
    if !out.ends_with(['"', ' ']) {
        out.push(' ');
    }
    attribute_text(out, name);
}

fn style(out: &mut String, name: &str, value: &Value) {
    let Value::Text(text) = value else { return };
    if !out.ends_with(['"', ';', ' ']) {
        out.push(';');
    }
    out.push_str(name);
    out.push(':');
    attribute_text(out, text);
    out.push(';');
}

fn attribute_text(out: &mut String, text: &str) {
    escaped(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'"' => Some("&quot;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\'' => Some("&#39;"),
        b'\r' => Some("&#13;"),
        _ => None,
    });
}

/// Whether an attribute value may stand without quotes.
fn is_bare(text: &str) -> bool {
    !text
        .bytes()
        .any(|byte| byte <= b' ' || matches!(byte, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`'))
}

fn escaped(out: &mut String, text: &str, replacement: impl Fn(u8) -> Option<&'static str>) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(replacement) = replacement(byte) {
            out.push_str(&text[written..at]);
            out.push_str(replacement);
            written = at + 1;
        }
    }
    out.push_str(&text[written..]);
}

fn as_text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        Value::Absent | Value::Present => "",
    }
}

/// The value that may be shown in place of `value`, in markup as in updates.
pub(crate) fn trusted(target: Target, value: Value) -> Value {
    let Value::Text(text) = &value else {
        return value;
    };
    let refused = match target {
        Target::Attribute(name) | Target::Property(name) => !trust::attribute(name, text),
        Target::Style(_) => !trust::style(text),
        Target::Text | Target::Class(_) | Target::Html => false,
    };
    if refused { Value::Absent } else { value }
}

/// The attributes of a spread that may be shown: of these, a name is data too.
pub(crate) fn trusted_spread(
    attributes: Vec<(String, Value)>,
) -> impl Iterator<Item = (String, Value)> {
    attributes
        .into_iter()
        .filter(|(name, value)| trust::name(name) && trust::attribute(name, as_text(value)))
}
