//! Several values that are one: a text of several pieces, a computed `class` beside its toggles.

use crate::part::Value;
use crate::rt::convert::{AsText, AsValue};

/// One text of several pieces, where an element holds nothing but text: `<title>"Chat: " {room}</title>`.
pub fn joined(pieces: &[&dyn AsText]) -> String {
    let mut out = String::new();
    pieces.iter().for_each(|piece| piece.append_to(&mut out));
    out
}

/// One `class` of those that are computed as a whole and of those that are toggled by name.
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
        if is_on.as_value() != Value::Absent {
            push(class);
        }
    }
    Value::Text(out)
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
    fn no_class_is_no_space() {
        assert_eq!(classes(&[&""], &[("on", &true)]), Value::Text("on".into()));
    }
}
