//! Checks the attributes, properties and events of one element.

mod controls;
pub mod known;

use std::collections::HashSet;

use watershed_markup::attribute::{self, SHADOW, Sort};

use super::check::is_data;
use super::elements::{ContentModel, Namespace, content, is_custom};
use super::events::{self, Home};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::view::{Attribute, Bind, BindTarget, Element, Event, EventFlag, Name, closest};

/// Reports attributes that are given twice, misspelt, or without effect on this element.
pub fn check(element: &Element, namespace: Namespace, diagnostics: &mut Diagnostics) {
    duplicates(element, diagnostics);
    controls::check(element, diagnostics);
    for attribute in &element.attributes {
        if let Some((place, problem)) = problem(element, namespace, attribute) {
            diagnostics.report(place, problem);
        }
    }
}

/// Returns whether the attribute only has an effect while its element is in a page in the browser.
pub fn needs_browser(attribute: &Attribute) -> bool {
    use Attribute::{Bind, Class, NodeRef, On, Prop, Style};
    matches!(
        attribute,
        Bind(_) | Class { .. } | NodeRef(_) | On(_) | Prop { .. } | Style { .. }
    )
}

fn duplicates(element: &Element, diagnostics: &mut Diagnostics) {
    let mut seen = HashSet::new();
    for (place, name) in element.attributes.iter().filter_map(identity) {
        if !seen.insert(name.clone()) {
            diagnostics.report(place, Problem::DuplicateAttribute { name });
        }
    }
}

/// Returns the name that must be unique within an element; `None` for events, which may have several handlers.
fn identity(attribute: &Attribute) -> Option<(SourceRange, String)> {
    let of = |prefix: &str, name: &Name| Some((name.place, format!("{prefix}{}", name.text)));
    let plain = |text: &str, place| Some((place, text.to_owned()));
    match attribute {
        Attribute::Static { name, .. }
        | Attribute::Dynamic { name, .. }
        | Attribute::Flag { name } => of("", name),
        Attribute::Class { name, .. } => of("class:", name),
        Attribute::Style { property, .. } => of("style:", property),
        Attribute::Prop { name, .. } => of("prop:", name),
        Attribute::Bind(bind) => plain(bind_name(bind), bind.place),
        Attribute::NodeRef(value) => plain("node_ref", SourceRange::of(value)),
        Attribute::InnerHtml(value) => plain("inner_html", SourceRange::of(value)),
        Attribute::Key(value) => plain("key", SourceRange::of(value)),
        Attribute::On(_) | Attribute::Spread(_) => None,
    }
}

fn bind_name(bind: &Bind) -> &'static str {
    match bind.target {
        BindTarget::Value => "bind:value",
        BindTarget::Checked => "bind:checked",
        BindTarget::Group => "bind:group",
        BindTarget::Open => "bind:open",
    }
}

fn problem(
    element: &Element,
    namespace: Namespace,
    attribute: &Attribute,
) -> Option<(SourceRange, Problem)> {
    let owner = element.name.text.as_str();
    match attribute {
        Attribute::Static { name, .. }
        | Attribute::Dynamic { name, .. }
        | Attribute::Flag { name } => {
            let found = inline_handler(name)
                .or_else(|| page_in_attribute(attribute, name))
                .or_else(|| computed_shadow(attribute, name))
                .or_else(|| reserved(name))
                .or_else(|| foreign(name))
                .or_else(|| misspelt(owner, namespace, name));
            found.map(|problem| (name.place, problem))
        }
        Attribute::Prop { name, .. } => {
            let runs = attribute::sort(&name.text) == Sort::Code;
            runs.then(|| {
                let name_of = name.text.clone();
                (name.place, Problem::CodeProperty { name: name_of })
            })
        }
        Attribute::On(event) if !is_custom(owner) && !event.modifiers.has(EventFlag::Custom) => {
            let problem = misspelt_event(event).or_else(|| misplaced_event(owner, event));
            problem.map(|problem| (event.name.place, problem))
        }
        Attribute::Bind(bind) => unbindable(owner, bind).map(|problem| (bind.place, problem)),
        Attribute::InnerHtml(value) => {
            inner_html(element, namespace).map(|problem| (SourceRange::of(value), problem))
        }
        _ => None,
    }
}

/// Reports `onclick=`: a script in the page, which the content security policy forbids.
fn inline_handler(name: &Name) -> Option<Problem> {
    let event = name
        .text
        .to_ascii_lowercase()
        .strip_prefix("on")?
        .trim_start_matches(['-', '_'])
        .to_owned();
    events::is_known(&event).then(|| Problem::InlineHandler {
        name: name.text.clone(),
        event,
    })
}

/// Reports the names of the marks that the server writes.
fn reserved(name: &Name) -> Option<Problem> {
    matches!(name.text.as_str(), "_" | "_p" | "_h").then(|| Problem::ReservedAttribute {
        name: name.text.clone(),
    })
}

/// Reports attributes by which other frameworks bind events, values and references.
fn foreign(name: &Name) -> Option<Problem> {
    let text = name.text.as_str();
    let event = text
        .strip_prefix("phx-")
        .or_else(|| text.strip_prefix("data-phx-"));
    let instead = match (text, event) {
        ("ref" | "_ref" | "use:ref", _) => {
            "write `node_ref=field`, with `let field: NodeRef = NodeRef::new();`".to_owned()
        }
        ("dangerouslySetInnerHTML", _) => "write `inner_html={html}`".to_owned(),
        (_, Some(event)) if events::is_known(event) => {
            format!("write `on:{event}={{move |event| ..}}`")
        }
        (_, Some("value-id" | "target")) => {
            "write `on:click={move |_| ..}`: a handler captures what it needs".to_owned()
        }
        (_, Some("debounce" | "throttle")) => {
            "write `on:input:debounce(300)={move |event| ..}`".to_owned()
        }
        (_, Some(_)) => {
            "write `on:click={move |event| ..}`, with the event that is meant".to_owned()
        }
        ("v-if" | "v-else-if" | "v-else" | "v-show", _) => {
            "write `<Show when={condition}>` around the element, or `{if condition { view! { .. } }}`".to_owned()
        }
        ("v-for", _) => {
            "write `<For each={list} key=|item| item.id let:item>` around the element".to_owned()
        }
        ("v-model", _) => "write `bind:value={signal}`".to_owned(),
        ("v-html", _) => "write `inner_html={html}`".to_owned(),
        ("v-text", _) => "write `{text}` between the tags".to_owned(),
        _ => return None,
    };
    Some(Problem::ForeignAttribute {
        name: text.to_owned(),
        instead,
    })
}

/// Reports a computed `srcdoc={value}`: it is a whole page, with scripts.
fn page_in_attribute(attribute: &Attribute, name: &Name) -> Option<Problem> {
    let is_computed = matches!(attribute, Attribute::Dynamic { .. });
    (is_computed && attribute::sort(&name.text) == Sort::Code).then(|| Problem::ComputedCode {
        name: name.text.clone(),
    })
}

/// Reports `shadowrootmode={value}`: what is around the template must know that a parser takes it away.
fn computed_shadow(attribute: &Attribute, name: &Name) -> Option<Problem> {
    let is_computed = matches!(attribute, Attribute::Dynamic { .. });
    (is_computed && name.text == SHADOW).then(|| Problem::LooseShadow {
        reason: format!("`{SHADOW}` is computed here"),
    })
}

fn misspelt(owner: &str, namespace: Namespace, name: &Name) -> Option<Problem> {
    let text = name.text.as_str();
    let is_open = text.starts_with("data-") || text.contains(':') || is_custom(owner);
    if is_open || known::is_known(namespace, text) {
        return None;
    }
    let meant = dom_name(text).or_else(|| closest(text, known::of_element(namespace, owner)))?;
    Some(Problem::MisspeltAttribute {
        name: text.to_owned(),
        owner: owner.to_owned(),
        meant: meant.to_owned(),
    })
}

/// Returns the attribute behind a property of another name: `class` for `className`.
fn dom_name(property: &str) -> Option<&'static str> {
    match property {
        "className" => Some("class"),
        "htmlFor" => Some("for"),
        "defaultValue" => Some("value"),
        "defaultChecked" => Some("checked"),
        "defaultSelected" => Some("selected"),
        _ => None,
    }
}

fn misspelt_event(event: &Event) -> Option<Problem> {
    let name = event.name.text.as_str();
    if name.contains('-') || events::is_known(name) {
        return None;
    }
    let meant = closest(name, events::names())?;
    Some(Problem::MisspeltEvent {
        name: name.to_owned(),
        meant: meant.to_owned(),
    })
}

/// Reports an event that does not happen on this element.
fn misplaced_event(owner: &str, event: &Event) -> Option<Problem> {
    let name = event.name.text.as_str();
    let home = match (name, owner) {
        ("resize", "video") | ("selectionchange", "input" | "textarea") => Home::Element,
        ("resize", _) => Home::Window,
        ("selectionchange", _) => Home::Document,
        _ => events::home(name),
    };
    let has = |flag| event.modifiers.has(flag);
    // Events of the document reach the window too.
    let (home, is_right) = match home {
        Home::Element => return None,
        Home::Document => (
            "document",
            has(EventFlag::Document) || has(EventFlag::Window),
        ),
        Home::Window => ("window", has(EventFlag::Window)),
    };
    (!is_right).then(|| Problem::EventElsewhere {
        name: name.to_owned(),
        home: home.to_owned(),
    })
}

fn unbindable(owner: &str, bind: &Bind) -> Option<Problem> {
    let owners: &[&str] = match bind.target {
        BindTarget::Value => &["input", "textarea", "select"],
        BindTarget::Checked | BindTarget::Group => &["input"],
        BindTarget::Open => &["details", "dialog"],
    };
    let is_bindable = owners.contains(&owner) || is_custom(owner);
    (!is_bindable).then(|| Problem::Unbindable {
        bind: bind_name(bind).to_owned(),
        owner: owner.to_owned(),
        owners: owners
            .iter()
            .map(|owner| format!("`<{owner}>`"))
            .collect::<Vec<_>>()
            .join(", "),
    })
}

fn inner_html(element: &Element, namespace: Namespace) -> Option<Problem> {
    let name = element.name.text.clone();
    let content = content(namespace, &name);
    if content == ContentModel::Void || !element.children.is_empty() {
        return Some(Problem::InnerHtmlBesideChildren { name });
    }
    let holds_text = match content {
        ContentModel::RawText => name != "style" && !is_data(element),
        ContentModel::EscapableText => true,
        ContentModel::Nodes | ContentModel::Void => {
            namespace == Namespace::Html && name == "option" || name == "script"
        }
    };
    holds_text.then_some(Problem::InnerHtmlInText { name })
}
