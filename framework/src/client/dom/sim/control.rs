//! Properties of elements, especially of form controls: input of a person is kept beside the markup, not in it.

use kuchikikiki::NodeRef;

use super::{Sim, attribute, set_attribute};
use crate::part::Value;

impl Sim {
    /// Returns a property of an element.
    pub fn property(&self, node: &NodeRef, name: &str) -> Value {
        match (name, tag(node).as_str()) {
            ("value", "select") => return self.chosen(node),
            ("selected", "option") => return flag(self.is_selected(node)),
            _ => {}
        }
        let own = self.beside(node, |beside| beside.properties.get(name).cloned());
        own.unwrap_or_else(|| initial(node, name))
    }

    pub(super) fn put_property(&self, node: &NodeRef, name: &str, value: Value) {
        match (name, tag(node).as_str()) {
            ("value", "select") => return self.choose_option(node, &value),
            ("selected", "option") => return self.select_option(node, value != Value::Absent),
            ("defaultValue", "textarea") => {
                node.children().for_each(|child| child.detach());
                return node.append(NodeRef::new_text(value.text().unwrap_or_default()));
            }
            ("value", "input" | "textarea") => {
                let text = sanitized(node, value.text().unwrap_or_default());
                return self.put_text(node, text);
            }
            _ => {}
        }
        if name == "checked" && value == Value::Present {
            self.uncheck_group(node);
        }
        match reflected(name) {
            Some(name) => set_attribute(node, name, as_attribute(&value)),
            None => self.beside(node, |beside| {
                beside.properties.insert(name.to_owned(), value);
            }),
        }
    }

    /// Sets the text of a control. The caret of a changed text is at its end.
    fn put_text(&self, node: &NodeRef, text: String) {
        let is_other = self.property(node, "value") != Value::Text(text.clone());
        let end = text.encode_utf16().count() as u32;
        self.beside(node, |beside| {
            if is_other {
                beside.selection = Some((end, end));
                beside.before_edit = None;
            }
            beside.typed = None;
            beside
                .properties
                .insert("value".to_owned(), Value::Text(text));
        });
    }

    /// Sets the text that a person types into a control, which need not be a valid value.
    pub(super) fn enter_text(&self, node: &NodeRef, text: &str, caret: u32) {
        let before = self.beside(node, |beside| beside.before_edit.clone());
        let before = before.unwrap_or_else(|| self.property(node, "value"));
        self.put_property(node, "value", Value::Text(text.to_owned()));
        self.beside(node, |beside| {
            beside.before_edit = Some(before);
            beside.typed = Some(text.to_owned());
            beside.selection = Some((caret, caret));
        });
    }

    /// Returns the text that a person sees in a control.
    pub(super) fn seen_text(&self, node: &NodeRef) -> String {
        let typed = self.beside(node, |beside| beside.typed.clone());
        typed.unwrap_or_else(|| {
            self.property(node, "value")
                .text()
                .unwrap_or_default()
                .to_owned()
        })
    }

    /// Resets the controls of a form to the values of their markup.
    pub(super) fn reset_controls(&self, form: &NodeRef) {
        let document = form.ancestors().last();
        let all = document.iter().flat_map(NodeRef::descendants);
        for node in all.filter(|node| self.form_of(node).as_ref() == Some(form)) {
            self.beside(&node, |beside| {
                for name in ["value", "checked", "selected"] {
                    beside.properties.remove(name);
                }
                beside.typed = None;
                beside.before_edit = None;
                beside.chooses_nothing = false;
                beside.files.clear();
            });
        }
    }

    /// Returns the value of a select's chosen option.
    fn chosen(&self, select: &NodeRef) -> Value {
        let options = options(select);
        let chosen = options.iter().find(|option| self.is_selected(option));
        chosen.map_or(Value::Text(String::new()), |option| {
            self.property(option, "value")
        })
    }

    /// Returns whether an option is chosen. In a select for one choice it is the last option that is marked. If none
    /// is, and the choice was not cleared on purpose, it is the first that is not disabled.
    fn is_selected(&self, option: &NodeRef) -> bool {
        let own = |option: &NodeRef| {
            let own = self.beside(option, |beside| beside.properties.get("selected").cloned());
            own.map_or(attribute(option, "selected").is_some(), |own| {
                own == Value::Present
            })
        };
        let Some(select) = select_of(option) else {
            return own(option);
        };
        if attribute(&select, "multiple").is_some() {
            return own(option);
        }
        let options = options(&select);
        let first = || {
            let is_none = self.beside(&select, |beside| beside.chooses_nothing);
            let mut able = options
                .iter()
                .filter(|option| attribute(option, "disabled").is_none());
            able.next().filter(|_| !is_none)
        };
        options.iter().rfind(|option| own(option)).or_else(first) == Some(option)
    }

    fn select_option(&self, option: &NodeRef, on: bool) {
        let one_of = select_of(option).filter(|select| attribute(select, "multiple").is_none());
        for other in one_of.iter().filter(|_| on).flat_map(options) {
            self.put_selected(&other, false);
        }
        self.put_selected(option, on);
    }

    fn put_selected(&self, option: &NodeRef, on: bool) {
        self.beside(option, |beside| {
            beside.properties.insert("selected".to_owned(), flag(on));
        });
    }

    fn choose_option(&self, select: &NodeRef, value: &Value) {
        let options = options(select);
        let chosen = options
            .iter()
            .find(|option| self.property(option, "value") == *value);
        for option in &options {
            self.put_selected(option, Some(option) == chosen);
        }
        self.beside(select, |beside| beside.chooses_nothing = chosen.is_none());
    }

    /// Updates a select whose options have changed: without a choice, a select for one choice takes the first option.
    pub(super) fn options_changed(&self, parent: &NodeRef) {
        let mut around = parent.inclusive_ancestors();
        if let Some(select) = around.find(|around| tag(around) == "select") {
            self.beside(&select, |beside| beside.chooses_nothing = false);
        }
    }

    /// Unchecks the other radio buttons of the same name in the form: at most one is checked.
    fn uncheck_group(&self, node: &NodeRef) {
        let (Some("radio"), Some(name)) =
            (attribute(node, "type").as_deref(), attribute(node, "name"))
        else {
            return;
        };
        let form = |node: &NodeRef| self.form_of(node);
        let selector = format!("input[type=radio][name='{name}']");
        for other in self.0.document.select(&selector).into_iter().flatten() {
            if form(other.as_node()) != form(node) {
                continue;
            }
            self.beside(other.as_node(), |beside| {
                beside
                    .properties
                    .insert("checked".to_owned(), Value::Absent);
            });
        }
    }
}

/// Returns the initial value of a property, from the markup.
pub(super) fn initial(node: &NodeRef, name: &str) -> Value {
    let own = |name| attribute(node, name).unwrap_or_default();
    match (name, tag(node).as_str()) {
        ("localName", tag) => Value::Text(tag.to_owned()),
        ("value", "textarea") => Value::Text(sanitized(node, &node.text_contents())),
        ("defaultValue", "textarea") => Value::Text(node.text_contents()),
        ("value", "option") => Value::Text(attribute(node, "value").unwrap_or_else(|| {
            let text = node.text_contents();
            text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
        })),
        ("value", "input") => Value::Text(match own("type").as_str() {
            "checkbox" | "radio" => attribute(node, "value").unwrap_or("on".to_owned()),
            _ => sanitized(node, &own("value")),
        }),
        ("type", "select") => Value::Text(
            match attribute(node, "multiple") {
                Some(_) => "select-multiple",
                None => "select-one",
            }
            .to_owned(),
        ),
        ("checked" | "selected" | "disabled" | "hidden" | "open" | "multiple", _) => {
            flag(attribute(node, name).is_some())
        }
        _ => match attribute(node, reflected(name).unwrap_or(name)) {
            Some(value) => Value::Text(value),
            None => Value::Absent,
        },
    }
}

/// Returns a text as a control of its type changes it.
fn sanitized(node: &NodeRef, text: &str) -> String {
    if tag(node) == "textarea" {
        return text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| is_number(text));
    match attribute(node, "type").unwrap_or_default().as_str() {
        "number" if number(text).is_none() => String::new(),
        "range" => {
            let bound = |name, or| {
                attribute(node, name)
                    .and_then(|text| number(&text))
                    .unwrap_or(or)
            };
            let (low, high) = (bound("min", 0.0), bound("max", 100.0));
            let high = high.max(low);
            number(text)
                .unwrap_or(low + (high - low) / 2.0)
                .clamp(low, high)
                .to_string()
        }
        "color" => color(text),
        "date" if !is_date(text) => String::new(),
        "email" | "url" => text.replace(['\r', '\n'], "").trim().to_owned(),
        "number" | "date" | "checkbox" | "radio" | "button" | "submit" | "reset" | "hidden" => {
            text.to_owned()
        }
        _ => text.replace(['\r', '\n'], ""),
    }
}

/// Returns a color as `#rrggbb`. Of the notations of CSS, only hexadecimal digits and the oldest names are known here.
fn color(text: &str) -> String {
    const NAMES: [(&str, &str); 16] = [
        ("aqua", "#00ffff"),
        ("black", "#000000"),
        ("blue", "#0000ff"),
        ("fuchsia", "#ff00ff"),
        ("gray", "#808080"),
        ("green", "#008000"),
        ("lime", "#00ff00"),
        ("maroon", "#800000"),
        ("navy", "#000080"),
        ("olive", "#808000"),
        ("purple", "#800080"),
        ("red", "#ff0000"),
        ("silver", "#c0c0c0"),
        ("teal", "#008080"),
        ("white", "#ffffff"),
        ("yellow", "#ffff00"),
    ];
    let text = text.trim().to_ascii_lowercase();
    let digits = text.strip_prefix('#').unwrap_or_default();
    let named = NAMES.iter().find(|(name, _)| *name == text);
    match (
        named,
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()),
        digits.len(),
    ) {
        (Some((_, color)), ..) => (*color).to_owned(),
        (None, true, 6) => text,
        (None, true, 3) => digits.chars().fold("#".to_owned(), |color, digit| {
            format!("{color}{digit}{digit}")
        }),
        _ => "#000000".to_owned(),
    }
}

/// Returns whether a text is a number in HTML's notation: `-1.5e3`, but neither `1.` nor `+1`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    (digits(whole) || whole.is_empty() && mantissa.starts_with('.'))
        && digits(fraction)
        && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    year.len() >= 4
        && (month.len(), day.len()) == (2, 2)
        && (1..=12).contains(&number(month))
        && (1..=31).contains(&number(day))
        && number(year) > 0
}

pub(super) fn tag(node: &NodeRef) -> String {
    node.as_element()
        .map(|element| element.name.local.to_string())
        .unwrap_or_default()
}

fn select_of(option: &NodeRef) -> Option<NodeRef> {
    option
        .ancestors()
        .find(|ancestor| tag(ancestor) == "select")
}

pub(super) fn options(select: &NodeRef) -> Vec<NodeRef> {
    select
        .descendants()
        .filter(|node| tag(node) == "option")
        .collect()
}

/// Returns the attribute that a property reflects.
fn reflected(property: &str) -> Option<&'static str> {
    match property {
        "className" => Some("class"),
        "id" => Some("id"),
        "htmlFor" => Some("for"),
        "title" => Some("title"),
        "defaultValue" => Some("value"),
        "defaultChecked" => Some("checked"),
        "open" => Some("open"),
        _ => None,
    }
}

fn flag(on: bool) -> Value {
    match on {
        true => Value::Present,
        false => Value::Absent,
    }
}

fn as_attribute(value: &Value) -> Option<&str> {
    match value {
        Value::Absent | Value::Off => None,
        value => Some(value.text().unwrap_or_default()),
    }
}
