//! Formats a view on one line, for comparison.

use quote::ToTokens;

use crate::view::*;

pub fn outline(view: &View) -> String {
    nodes(&view.nodes)
}

fn nodes(nodes: &[ViewNode]) -> String {
    join(nodes.iter().map(node))
}

fn join(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(" ")
}

fn node(node: &ViewNode) -> String {
    match node {
        ViewNode::Element(element) => {
            let attributes = join(element.attributes.iter().map(attribute));
            tag(&element.name.text, attributes, &element.children)
        }
        ViewNode::Component(component) => self::component(component),
        ViewNode::Text(text) => format!("{:?}", text.value),
        ViewNode::Expr(expr) => format!("{{{}}}", code(expr)),
        ViewNode::Fragment(children) => tag("", String::new(), children),
        ViewNode::Construct(written) => {
            let (name, attributes) = written.outline();
            tag(name, join(attributes.iter().map(code)), written.children())
        }
        ViewNode::Doctype(_) => "DOCTYPE".to_owned(),
    }
}

fn tag(name: &str, attributes: String, children: &[ViewNode]) -> String {
    match (attributes.as_str(), children) {
        ("", []) => name.to_owned(),
        (_, []) => format!("{name}({attributes})"),
        ("", _) => format!("{name}[{}]", nodes(children)),
        _ => format!("{name}({attributes})[{}]", nodes(children)),
    }
}

fn component(component: &ComponentTag) -> String {
    let props = component
        .props
        .iter()
        .map(|prop| format!("{}={}", prop.name, code(&prop.value)));
    let item = component
        .item
        .iter()
        .map(|item| format!("let:{}", code(item)));
    let slots = component.slots.iter().map(|slot| {
        let item = slot.item.iter().map(|item| format!("let:{}", code(item)));
        tag(&format!(" slot:{}", slot.name), join(item), &slot.children)
    });
    let attributes = join(props.chain(item));
    let slots: String = slots.collect();
    tag(&code(&component.path), attributes, &component.children) + &slots
}

fn attribute(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Static { name, value } => format!("{}={value:?}", name.text),
        Attribute::Flag { name } => name.text.clone(),
        Attribute::Dynamic { name, value } => format!("{}={}", name.text, code(value)),
        Attribute::Spread(value) => format!("..{}", code(value)),
        Attribute::Class { name, condition } => format!("class:{}={}", name.text, code(condition)),
        Attribute::Style { property, value } => format!("style:{}={}", property.text, code(value)),
        Attribute::Prop { name, value } => format!("prop:{}={}", name.text, code(value)),
        Attribute::On(event) => self::event(event),
        Attribute::Bind(bind) => format!("bind:{:?}={}", bind.target, code(&bind.signal)),
        Attribute::NodeRef(value) => format!("node_ref={}", code(value)),
        Attribute::InnerHtml(value) => format!("inner_html={}", code(value)),
        Attribute::Key(value) => format!("key={}", code(value)),
    }
}

fn event(event: &Event) -> String {
    let flags = event
        .modifiers
        .flags
        .iter()
        .map(|flag| format!(":{flag:?}"));
    let keys = event.modifiers.keys.iter().map(|key| format!(":{key:?}"));
    let rate = event.modifiers.rate.iter().map(|rate| format!(":{rate:?}"));
    let modifiers: String = flags.chain(keys).chain(rate).collect();
    format!("on:{}{modifiers}={}", event.name.text, code(&event.handler))
}

/// Formats Rust without unnecessary spaces.
fn code(part: impl ToTokens) -> String {
    let spaced = part.to_token_stream().to_string();
    let mut short = String::new();
    for piece in spaced.split(' ') {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if short.ends_with(is_word) && piece.starts_with(is_word) {
            short.push(' ');
        }
        short.push_str(piece);
    }
    short
}
