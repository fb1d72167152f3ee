//! Joins several values into one: a text of several pieces, a computed `class` with its toggles.

use crate::part::Value;
use crate::rt::convert::{AsText, AsValue};
use crate::rt::items::Items;

/// Returns one text of several pieces, for elements that hold only text: `<title>"Chat: " {room}</title>`.
pub fn joined(pieces: &[&dyn AsText]) -> String {
    let mut out = String::new();
    pieces.iter().for_each(|piece| piece.append_to(&mut out));
    out
}

/// Returns one `class` of computed lists and of classes that are toggled by name.
pub fn classes(wholes: &[&dyn AsValue], toggles: &[(&str, &dyn AsValue)]) -> Value {
    let mut out = String::new();
    let mut push = |class: &str| {
        if !out.is_empty() && !class.is_empty() {
            out.push(' ');
        }
        out.push_str(class);
    };
    for whole in wholes {
        if let Some(classes) = whole.as_value().text() {
            push(classes);
        }
    }
    for (class, is_on) in toggles {
        if is_on.as_value().is_on() {
            push(class);
        }
    }
    Value::Text(out)
}

/// Returns one attribute in the form of spread ones.
pub fn one(name: &str, value: &dyn AsValue) -> Vec<(String, Value)> {
    vec![(name.to_owned(), value.as_value())]
}

/// Returns all attributes of a spread.
pub fn all<N: Into<String>, V: AsValue, I: Items<(N, V)> + ?Sized>(
    spread: &I,
) -> Vec<(String, Value)> {
    evaluated(spread.items())
}

/// Returns the attributes of a spread, each name once.
pub(super) fn evaluated<N: Into<String>, V: AsValue>(
    attributes: impl IntoIterator<Item = (N, V)>,
) -> Vec<(String, Value)> {
    let attributes = attributes.into_iter();
    let named = attributes.map(|(name, value)| (name.into(), value.as_value()));
    self::attributes([named.collect()], &[])
}

/// Returns a name as it is set by a script: `xlink:href` would have no namespace.
fn as_set(name: String) -> String {
    match name {
        name if name.eq_ignore_ascii_case("xlink:href") => "href".to_owned(),
        name if name.eq_ignore_ascii_case("class") => "class".to_owned(),
        name => name,
    }
}

/// Joins spread attributes and those between them, without the names that are `kept` for others: of two with one name,
/// in upper or lower case, the later one counts, and classes add up.
pub fn attributes<const N: usize>(
    parts: [Vec<(String, Value)>; N],
    kept: &[&str],
) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = Vec::new();
    for (name, value) in parts.into_iter().flatten() {
        let name = as_set(name);
        if kept.iter().any(|kept| kept.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let known = all
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(&name));
        match (known, value) {
            (Some((_, Value::Text(classes))), Value::Text(more)) if name == "class" => {
                classes.push(' ');
                classes.push_str(&more);
            }
            (Some((_, known)), value) => *known = value,
            (None, value) => all.push((name, value)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_side_by_side() {
        assert_eq!(joined(&[&"row ", &3, &None::<u8>]), "row 3");
    }

    #[test]
    fn toggles_are_added_to_what_is_computed() {
        let whole: [&dyn AsValue; 2] = [&"a b", &None::<String>];
        assert_eq!(
            classes(&whole, &[("on", &true), ("off", &false)]),
            Value::Text("a b on".into())
        );
    }

    #[test]
    fn the_later_attribute_counts_and_classes_add_up() {
        let parts = [
            one("title", &"written"),
            one("class", &"a"),
            all(&[("title", None), ("class", Some("b")), ("id", Some("c"))]),
            one("lang", &"en"),
        ];
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(
            attributes(parts, &["id"]),
            [
                ("title".to_owned(), Value::Absent),
                ("class".to_owned(), text("a b")),
                ("lang".to_owned(), text("en")),
            ]
        );
    }

    #[test]
    fn names_are_compared_without_case() {
        let parts = [
            one("id", &"a"),
            one("class", &"a"),
            one("xlink:href", &"a"),
            all(&[("ID", "b"), ("Class", "b"), ("href", "b"), ("Title", "b")]),
        ];
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(
            attributes(parts, &["title"]),
            [
                ("id".to_owned(), text("b")),
                ("class".to_owned(), text("a b")),
                ("href".to_owned(), text("b")),
            ]
        );
        let both = evaluated([("lang", "a"), ("LANG", "b")]);
        assert_eq!(both, [("lang".to_owned(), text("b"))]);
    }

    #[test]
    fn no_class_is_no_space() {
        assert_eq!(classes(&[&""], &[("on", &true)]), Value::Text("on".into()));
    }
}
