//! Writes dynamic text and values into markup, escaped for their position, and refuses values that a position must not
//! have.

use std::borrow::Cow;

use watershed_markup::attribute::{self, Sort};

use super::refused;
use crate::part::{Control, Escape, Target, Value};

/// Writes text between tags.
pub(crate) fn text(out: &mut String, text: &str, escape: Escape) {
    match escape {
        Escape::Text => escaped(out, text, IN_TEXT),
        Escape::Css | Escape::Json => out.push_str(&shown(text, escape)),
    }
}

/// Some parsers drop a NUL, others replace it like this.
const NUL: (&str, &str) = ("\0", "\u{fffd}");
/// Text without character references has no other line ends, once it is parsed.
const LINE_END: (&str, &str) = ("\r\n", "\n");
const RETURN: (&str, &str) = ("\r", "\n");

/// Returns the text as it is on the page. Updates count its length, so they use it too.
pub(crate) fn shown<'a>(text: impl Into<Cow<'a, str>>, escape: Escape) -> Cow<'a, str> {
    let text = text.into();
    let replaced: &[(&str, &str)] = match escape {
        Escape::Text if !text.as_bytes().contains(&0) => return text,
        Escape::Text => &[NUL],
        // In strings and comments the replacements mean the same; elsewhere neither form means anything.
        Escape::Css => &[LINE_END, RETURN, NUL, ("</", "<\\/"), ("<!--", "<\\!--")],
        // In JSON this character can only be in a string.
        Escape::Json => &[LINE_END, RETURN, NUL, ("<", "\\u003c")],
    };
    let is_there = |(found, _): &&(&str, &str)| text.contains(found);
    match replaced.iter().find(is_there) {
        None => text,
        Some(_) => Cow::Owned(
            replaced
                .iter()
                .fold(text.into_owned(), |text, (from, to)| text.replace(from, to)),
        ),
    }
}

/// Writes the value of a hole: a whole attribute, one class, one style, or inner HTML.
pub(crate) fn value(out: &mut String, target: Target, value: &Value) {
    match target {
        Target::Text | Target::Html => out.push_str(as_text(value)),
        Target::Attribute(name) => attribute(out, name, value),
        Target::Property(name) => property(out, name, value),
        Target::Class(name) if value.is_on() => class(out, name),
        Target::Class(_) => {}
        Target::Style(name) => style(out, name, value),
        Target::Control(name) => control(out, name, value),
    }
}

/// Writes the first state of a control, where markup can express it.
fn control(out: &mut String, control: Control, value: &Value) {
    match control {
        Control::Field => attribute(out, "value", value),
        Control::Box => attribute(out, "checked", value),
        Control::Area => {
            // A parser drops a line feed right after the start tag.
            if as_text(value).starts_with('\n') {
                out.push('\n');
            }
            text(out, as_text(value), Escape::Text);
        }
        Control::Choice => attribute(out, "value", &chosen(value)),
    }
}

/// Returns the attribute of a select from which the browser takes its value again when the options change.
fn chosen(value: &Value) -> Value {
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

/// Writes the first state of a property, where an attribute expresses it.
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
    match (attribute_name, value) {
        ("value" | "class", Value::Present) => {
            attribute(out, attribute_name, &Value::Text("true".into()))
        }
        _ => attribute(out, attribute_name, value),
    }
}

/// Adds a class to a list of classes that is being written.
pub(crate) fn class(out: &mut String, name: &str) {
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
    escaped(out, text, IN_ATTRIBUTE);
}

/// Returns whether an attribute value can be written without quotes.
fn is_bare(text: &str) -> bool {
    !text.bytes().any(|byte| is_special(byte, QUOTED))
}

/// The byte is not written as it is between tags.
const IN_TEXT: u8 = 1;
/// The byte is not written as it is in the value of an attribute.
const IN_ATTRIBUTE: u8 = 2;
/// The byte needs quotes around the value of an attribute.
const QUOTED: u8 = 4;

/// The positions in which each byte is special.
static SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = match byte as u8 {
            b'&' => IN_TEXT | IN_ATTRIBUTE,
            b'<' => IN_TEXT | IN_ATTRIBUTE | QUOTED,
            b'\r' => IN_TEXT | IN_ATTRIBUTE | QUOTED,
            b'\0' => IN_TEXT | QUOTED,
            b'"' | b'>' | b'\'' => IN_ATTRIBUTE | QUOTED,
            b'=' | b'`' | ..=b' ' => QUOTED,
            _ => 0,
        };
        byte += 1;
    }
    special
};

fn is_special(byte: u8, position: u8) -> bool {
    SPECIAL[usize::from(byte)] & position != 0
}

/// Writes text with the bytes escaped that are special in a position.
fn escaped(out: &mut String, text: &str, position: u8) {
    let mut rest = text;
    // Most texts have nothing to escape, and one pass without branches tells.
    let found = text
        .bytes()
        .fold(0, |found, byte| found | SPECIAL[usize::from(byte)]);
    if found & position == 0 {
        return out.push_str(text);
    }
    while let Some(at) = rest.bytes().position(|byte| is_special(byte, position)) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            // A parser reads a bare carriage return as a line feed.
            b'\r' => "&#13;",
            // Some parsers drop a NUL, others replace it like this.
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

fn as_text(value: &Value) -> &str {
    value.text().unwrap_or_default()
}

/// Returns the value that a target is given, in markup and in updates; `None` to leave the target alone. Logs a refused
/// value.
pub(crate) fn trusted(target: Target, value: Value) -> Option<Value> {
    match target {
        Target::Attribute(name) => Some(of_attribute(name, value)),
        Target::Property(name) => is_taken(name, &value, |text| attribute::sort(name).takes(text))
            .then_some(match value {
                Value::Off => Value::Absent,
                value => value,
            }),
        Target::Style(name) => {
            let is_taken = is_taken(name, &value, |text| attribute::style(text, false));
            Some(if is_taken { value } else { Value::Absent })
        }
        Target::Control(_) if value == Value::Off => Some(Value::Absent),
        Target::Control(Control::Field | Control::Area | Control::Choice)
            if value == Value::Present =>
        {
            Some(Value::Text("true".to_owned()))
        }
        Target::Text | Target::Class(_) | Target::Html | Target::Control(_) => Some(value),
    }
}

fn is_taken(name: &str, value: &Value, takes: impl Fn(&str) -> bool) -> bool {
    let is_taken = takes(as_text(value));
    if !is_taken {
        refused::log(name, attribute::refusal(name, as_text(value)));
    }
    is_taken
}

/// Returns an attribute of a spread as it may be written; `None` if its name is not allowed.
pub(crate) fn trusted_attribute(name: &str, value: &Value) -> Option<(String, Value)> {
    if !attribute::name(name) {
        let message = format!("an attribute is left out, because its name would be {name:?}");
        refused::log(name, message);
        return None;
    }
    Some((name.to_owned(), of_attribute(name, value.clone())))
}

fn of_attribute(name: &str, value: Value) -> Value {
    let sort = attribute::sort(name);
    match (value, sort) {
        (Value::Present, Sort::Words(words)) => Value::Text(words.of(true).to_owned()),
        (Value::Off, Sort::Words(words)) => Value::Text(words.of(false).to_owned()),
        (Value::Off, _) => Value::Absent,
        (value, _) if value.text().is_none() => value,
        (value, sort) if is_taken(name, &value, |text| sort.takes(text)) => value,
        _ => Value::Absent,
    }
}

#[cfg(test)]
mod tests {
    use kuchikikiki::parse_html;
    use kuchikikiki::traits::TendrilSink;

    use super::{shown, text};
    use crate::part::Escape;

    #[test]
    fn text_is_counted_as_a_parser_reads_it() {
        let own = "a\r\nb\rc\n\0d</style><!--\\r-->&amp;\u{a0}";
        for (element, escape) in [
            ("p", Escape::Text),
            ("textarea", Escape::Text),
            ("pre", Escape::Text),
            ("title", Escape::Text),
            ("style", Escape::Css),
            ("script", Escape::Json),
        ] {
            let mut markup = String::new();
            text(&mut markup, own, escape);
            let page = parse_html().one(format!("<body><{element}>{markup}</{element}>"));
            let found = page.select_first(&format!("body {element}")).unwrap();
            assert_eq!(found.text_contents(), shown(own, escape), "{element}");
        }
    }
}
