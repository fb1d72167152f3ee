//! Writes dynamic text and values into markup, escaped by where they stand.

use super::trust;
use crate::part::{Control, Target, Value};

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
        Target::Control(name) => control(out, name, value),
    }
}

/// Writes the first state of a control, where markup says it.
fn control(out: &mut String, control: Control, value: &Value) {
    match control {
        Control::Field => attribute(out, "value", value),
        Control::Box => attribute(out, "checked", value),
        Control::Area => {
            // A parser drops a line feed right after the start tag.
            if as_text(value).starts_with('\n') {
                out.push('\n');
            }
            text(out, as_text(value));
        }
        Control::Choice => attribute(out, "value", &choice(value)),
    }
}

/// The attribute of a select from which the browser takes its value again when its options change.
fn choice(value: &Value) -> Value {
    match value {
        Value::List(chosen) => Value::Text(chosen.join("\u{1f}")),
        value => value.clone(),
    }
}

/// Writes ` name=value`, ` name` or nothing.
pub(crate) fn attribute(out: &mut String, name: &str, value: &Value) {
    let Some(text) = value.text() else {
        if *value == Value::Present {
            start_attribute(out, name);
        }
        return;
    };
    start_attribute(out, name);
    match text {
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
    let Some(text) = value.text() else { return };
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
    value.text().unwrap_or_default()
}

/// The value that may be shown in place of `value`, in markup as in updates.
pub(crate) fn trusted(target: Target, value: Value) -> Value {
    let Some(text) = value.text() else {
        return value;
    };
    let refused = match target {
        Target::Attribute(name) | Target::Property(name) => !trust::attribute(name, text),
        Target::Style(_) => !trust::style(text),
        Target::Text | Target::Class(_) | Target::Html | Target::Control(_) => false,
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
