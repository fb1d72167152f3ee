//! Compares the tree of a view with the tree that a browser's parser makes of its HTML.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::html::elements::{ContentModel, Namespace, content};
use crate::view::{Attribute, Element, View, ViewNode};

/// Returns whether a browser leaves every node of the view where it was written.
pub fn keeps(view: &View) -> bool {
    let page = format!(
        "<!DOCTYPE html><html><head></head><body>{}</body></html>",
        html(&view.nodes)
    );
    let expected = format!("html[head body[{}]]", outline(&view.nodes));
    parsed(&page) == expected
}

/// Does the same as [`keeps`] for a view that is a whole page.
pub fn keeps_page(view: &View) -> bool {
    parsed(&html(&view.nodes)) == outline(&view.nodes)
}

fn html(nodes: &[ViewNode]) -> String {
    nodes.iter().map(node_html).collect()
}

fn node_html(node: &ViewNode) -> String {
    match node {
        ViewNode::Element(element) => element_html(element),
        ViewNode::Text(text) => text.value.clone(),
        ViewNode::Doctype(_) => "<!DOCTYPE html>".to_owned(),
        _ => panic!("only static views can be shown to a browser"),
    }
}

fn element_html(element: &Element) -> String {
    let name = &element.name.text;
    let attributes: String = element.attributes.iter().map(attribute_html).collect();
    match content(Namespace::Html, name) {
        ContentModel::Void => format!("<{name}{attributes}>"),
        _ => format!("<{name}{attributes}>{}</{name}>", html(&element.children)),
    }
}

fn attribute_html(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Static { name, value } => format!(" {}=\"{value}\"", name.text),
        _ => panic!("only static views can be shown to a browser"),
    }
}

fn outline(nodes: &[ViewNode]) -> String {
    join(nodes.iter().filter_map(|node| match node {
        ViewNode::Element(element) => Some(tag(&element.name.text, outline(&element.children))),
        ViewNode::Text(text) => Some(format!("{:?}", text.value)),
        _ => None,
    }))
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

fn tag(name: &str, children: String) -> String {
    if children.is_empty() {
        name.to_owned()
    } else {
        format!("{name}[{children}]")
    }
}

fn parsed(page: &str) -> String {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    dom_outline(&dom.document)
}

fn dom_outline(parent: &Handle) -> String {
    join(parent.children.borrow().iter().filter_map(dom_node))
}

fn dom_node(node: &Handle) -> Option<String> {
    match &node.data {
        NodeData::Element {
            name,
            template_contents,
            ..
        } => {
            let template = template_contents.borrow();
            Some(tag(
                &name.local,
                dom_outline(template.as_ref().unwrap_or(node)),
            ))
        }
        NodeData::Text { contents } => Some(format!("{:?}", contents.borrow().to_string())),
        _ => None,
    }
}
