//! Marks the chosen options of a `<select>` in the first HTML of a page.
//!
//! The start tag of the select says which values are chosen, and its options come after it, from rows, components and
//! slots. So they are marked when the select ends.

use std::rc::Rc;

use crate::part::Value;

/// The values of the options that are chosen in a select.
pub(crate) type Chosen = Rc<[String]>;

/// A select that is being written.
pub(super) struct Select {
    /// The place in the markup where its start tag continues.
    from: usize,
    pub chosen: Chosen,
}

impl Select {
    /// Makes a select whose start tag is written up to here.
    pub fn new(html: &str, value: &Value) -> Self {
        let chosen = match value {
            Value::List(chosen) => chosen.as_slice().into(),
            value => [value.text().unwrap_or_default().to_owned()].into(),
        };
        Self {
            from: html.len(),
            chosen,
        }
    }

    /// Marks the chosen options. Returns false while the select has not ended.
    pub fn mark(&self, html: &mut String) -> bool {
        let content = Tag::attributes_from(html, self.from).end;
        mark(html, content, &self.chosen)
    }
}

/// Marks the chosen options of a part of a page that comes in a select.
pub(super) fn mark_part(html: &mut String, chosen: &[String]) {
    const END: &str = "</select>";
    html.push_str(END);
    mark(html, 0, chosen);
    html.truncate(html.len() - END.len());
}

fn mark(html: &mut String, content: usize, chosen: &[String]) -> bool {
    let Some(options) = options(html, content) else {
        return false;
    };
    let of = |chosen: &String| options.iter().find(|option| option.value == *chosen);
    let mut places: Vec<usize> = chosen
        .iter()
        .filter_map(of)
        .map(|option| option.at)
        .collect();
    places.sort_unstable();
    for place in places.into_iter().rev() {
        html.insert_str(place, " selected");
    }
    true
}

/// An option that is not marked yet.
struct Offered {
    /// The place of its attributes.
    at: usize,
    value: String,
}

/// Returns the options of a select, whose content begins at `at`; `None` if it has not ended.
fn options(html: &str, mut at: usize) -> Option<Vec<Offered>> {
    let mut found: Vec<Offered> = Vec::new();
    // The text of an option without an attribute `value`, while it is open.
    let mut open: Option<(usize, String)> = None;
    loop {
        let start = at + html[at..].find('<')?;
        if let Some((_, text)) = &mut open {
            text.push_str(&decoded(&html[at..start]));
        }
        if html[start..].starts_with("<!") {
            at = after_comment(html, start)?;
            continue;
        }
        let tag = Tag::at(html, start);
        if tag.ends_option()
            && let Some((at, text)) = open.take()
        {
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            found.push(Offered {
                at,
                value: words.join(" "),
            });
        }
        match tag.name {
            "/select" => return Some(found),
            "option" => {
                let at = start + "<option".len();
                match tag.value {
                    Some(value) => found.push(Offered { at, value }),
                    None => open = Some((at, String::new())),
                }
            }
            _ => {}
        }
        at = tag.end;
    }
}

fn after_comment(html: &str, start: usize) -> Option<usize> {
    let end = if html[start..].starts_with("<!--") {
        "-->"
    } else {
        ">"
    };
    Some(start + html[start..].find(end)? + end.len())
}

/// The parts of a tag that matter for options.
struct Tag<'h> {
    name: &'h str,
    value: Option<String>,
    end: usize,
}

impl<'h> Tag<'h> {
    /// Reads the tag that starts here.
    fn at(html: &'h str, start: usize) -> Self {
        let name = &html[start + 1..];
        let length = name
            .find([' ', '>', '\n', '\t', '\r', '\x0c'])
            .unwrap_or(name.len());
        let mut tag = Self::attributes_from(html, start + 1 + length);
        tag.name = &name[..length];
        tag
    }

    /// Reads a tag whose attributes continue here.
    fn attributes_from(html: &'h str, from: usize) -> Self {
        let mut value = None;
        let mut rest = &html[from..];
        loop {
            rest = rest.trim_ascii_start();
            let length = rest
                .find(|next: char| next.is_ascii_whitespace() || matches!(next, '=' | '>'))
                .unwrap_or(rest.len());
            let name = &rest[..length];
            rest = rest[length..].trim_ascii_start();
            match rest.as_bytes().first() {
                Some(b'=') => {
                    let (given, after) = attribute_value(rest[1..].trim_ascii_start());
                    rest = after;
                    if name == "value" && value.is_none() {
                        value = Some(decoded(given));
                    }
                }
                Some(b'>') => {
                    rest = &rest[1..];
                    break;
                }
                None => break,
                Some(_) => {}
            }
        }
        Self {
            name: "",
            value,
            end: html.len() - rest.len(),
        }
    }

    /// Returns whether the tag ends an open option before it.
    fn ends_option(&self) -> bool {
        matches!(
            self.name,
            "option" | "/option" | "optgroup" | "/optgroup" | "hr" | "/select"
        )
    }
}

/// Splits HTML into the value of an attribute and the rest.
fn attribute_value(html: &str) -> (&str, &str) {
    let quote = html
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''));
    match quote.and_then(|quote| html[1..].split_once(quote)) {
        Some(parts) => parts,
        None => html.split_at(
            html.find(|next: char| next.is_ascii_whitespace() || next == '>')
                .unwrap_or(html.len()),
        ),
    }
}

/// Decodes the character references that the server writes.
fn decoded(text: &str) -> String {
    const REFERENCES: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#13;", "\r"),
        ("&amp;", "&"),
    ];
    let decode =
        |text: String, (reference, character): (&str, &str)| text.replace(reference, character);
    REFERENCES.into_iter().fold(text.to_owned(), decode)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(value: Value, rest: &str) -> String {
        let mut html = "<select id=a".to_owned();
        let select = Select::new(&html, &value);
        html.push_str(rest);
        assert!(select.mark(&mut html), "it has ended");
        html["<select id=a".len()..].to_owned()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn the_option_of_this_value_is_marked_and_no_other() {
        let html = "><option value=\"a\">A</option><option value=b>B</option><option value=b>C</option></select>";
        let expected = "><option value=\"a\">A</option><option selected value=b>B</option><option value=b>C</option></select>";
        assert_eq!(marked(text("b"), html), expected);
        assert_eq!(marked(text("z"), html), html);
    }

    #[test]
    fn an_option_without_a_value_is_its_text() {
        let html = " title=\"<option value=b>\"><!--_--><optgroup label=x><option>a &lt; <!--/-->\n b</option></optgroup></select>";
        let expected = html.replace("><option>a", "><option selected>a");
        assert_eq!(marked(text("a < b"), html), expected);
    }

    #[test]
    fn a_part_of_a_select_is_marked_too() {
        let mut html = "<!--_--><option>a</option><option value=b>B</option><!--/-->".to_owned();
        mark_part(&mut html, &["b".to_owned(), "c".to_owned()]);
        assert_eq!(
            html,
            "<!--_--><option>a</option><option selected value=b>B</option><!--/-->"
        );
    }

    #[test]
    fn several_may_be_chosen_and_a_select_that_goes_on_is_left() {
        let html =
            "><option>a</option><option>b</option><option>c</option></select><option>c</option>";
        let chosen = Value::List(vec!["c".into(), "a".into()]);
        let expected = "><option selected>a</option><option>b</option><option selected>c</option></select><option>c</option>";
        assert_eq!(marked(chosen, html), expected);
        let select = Select::new("<select", &text("a"));
        assert!(!select.mark(&mut "<select><option>a</option>".to_owned()));
    }
}
