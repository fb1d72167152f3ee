//! Walks over a view and reports what is wrong with its HTML.

use syn::visit::{self, Visit};
use syn::{Expr, Macro};

use super::ancestors::{Ancestor, Ancestors, OpenElement};
use super::attributes;
use super::elements::{ContentModel, Namespace, content, is_custom};
use super::nesting::{self, Violation};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::view::{self, Attribute, ComponentTag, Element, Text, View, ViewNode, closest};

/// Reports markup that a browser would not understand or would rearrange. For a view in an expression, `around` is the
/// element that contains it.
pub fn validate(view: &View, around: Option<&OpenElement>, diagnostics: &mut Diagnostics) {
    let mut walk = Validator {
        ancestors: Ancestors::default(),
        around: around.cloned(),
        outer: None,
        diagnostics,
    };
    walk.nodes(&view.nodes);
}

struct Validator<'a> {
    ancestors: Ancestors,
    /// The element around the view. It determines the vocabulary of the roots; collisions with it are reported by the
    /// view that contains it.
    around: Option<OpenElement>,
    /// The number of ancestors outside of a `view!` in an expression, while that view is walked. The view is parsed and
    /// checked on its own, so that only its collisions with these ancestors are reported here.
    outer: Option<usize>,
    diagnostics: &'a mut Diagnostics,
}

impl Validator<'_> {
    fn nodes(&mut self, nodes: &[ViewNode]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &ViewNode) {
        match node {
            ViewNode::Element(element) => self.element(element),
            ViewNode::Component(component) => self.component(component),
            ViewNode::Text(text) => self.text(text),
            ViewNode::Expr(expr) => self.expr(expr),
            ViewNode::Fragment(nodes) => self.nodes(nodes),
            ViewNode::Construct(written) => {
                self.changing(written.children());
                self.nodes(written.children());
                written
                    .markup()
                    .into_iter()
                    .for_each(|expr| self.expr(expr));
            }
            ViewNode::Doctype(_) => {}
        }
    }

    /// Reports `<html>` among nodes that come and go.
    fn changing(&mut self, nodes: &[ViewNode]) {
        for node in nodes {
            if let ViewNode::Element(element) = node
                && element.name.text == "html"
                && self.outer.is_none()
            {
                let place = element.name.place;
                self.diagnostics.report(place, Problem::ChangingDocument {});
            }
        }
    }

    fn element(&mut self, element: &Element) {
        let parent = match self.ancestors.len() {
            0 => self.around.as_ref(),
            _ => self.ancestors.parent(),
        };
        let open = OpenElement::new(parent, element);
        if self.outer.is_none() {
            self.own(element, &open);
        }
        let name = &element.name;
        let violation = nesting::violation(&self.ancestors, &name.text, is_hidden_input(element));
        let is_displaced = violation.is_some();
        self.report_violation(violation, name.place);
        self.inside(open, is_displaced, &element.children);
    }

    /// Walks the children of an element. A displaced element was reported, so that its children are not compared with
    /// what is around it.
    fn inside(&mut self, open: OpenElement, is_displaced: bool, children: &[ViewNode]) {
        if is_displaced {
            self.ancestors.push(Ancestor::Unknown);
        }
        self.ancestors.push(Ancestor::Open(open));
        self.nodes(children);
        self.ancestors.pop();
        if is_displaced {
            self.ancestors.pop();
        }
    }

    /// Reports the mistakes of an element that do not depend on its ancestors.
    fn own(&mut self, element: &Element, open: &OpenElement) {
        if let Some(problem) = unknown(&open.name, open.namespace) {
            self.diagnostics.report(element.name.place, problem);
        }
        let outer = ["noscript", "template"]
            .into_iter()
            .find(|outer| self.ancestors.contains(outer));
        if let Some(outer) = outer
            && element.attributes.iter().any(attributes::needs_browser)
        {
            let (name, outer) = (open.name.clone(), outer.to_owned());
            self.diagnostics
                .report(element.name.place, Problem::Inert { name, outer });
        }
        attributes::check(element, open.namespace, self.diagnostics);
        self.contents(element, content(open.namespace, &open.name));
    }

    fn contents(&mut self, element: &Element, content: ContentModel) {
        for child in &element.children {
            let name = element.name.text.clone();
            let problem = match (content, child) {
                (ContentModel::RawText, ViewNode::Text(text)) if !ends_early(text, &name) => {
                    continue;
                }
                (ContentModel::RawText, ViewNode::Text(_)) => Problem::RawTextEnds { name },
                (ContentModel::RawText, ViewNode::Expr(expr))
                    if takes_text(element) && !has_views(expr) =>
                {
                    continue;
                }
                (ContentModel::RawText, _) => Problem::DynamicRawText { name },
                // In SVG, `<script>` is a script too, though its content is not raw text.
                (_, ViewNode::Expr(_)) if name == "script" && !takes_text(element) => {
                    Problem::DynamicRawText { name }
                }
                (
                    ContentModel::EscapableText,
                    ViewNode::Element(_) | ViewNode::Component(_) | ViewNode::Construct(_),
                ) => Problem::OnlyText { name },
                (ContentModel::EscapableText, ViewNode::Expr(expr)) if has_views(expr) => {
                    Problem::OnlyText { name }
                }
                _ => continue,
            };
            let place = place_of(child).unwrap_or(element.name.place);
            self.diagnostics.report(place, problem);
        }
    }

    fn component(&mut self, component: &ComponentTag) {
        self.ancestors.push(Ancestor::Unknown);
        self.nodes(&component.children);
        for slot in &component.slots {
            self.nodes(&slot.children);
        }
        self.ancestors.pop();
    }

    fn text(&mut self, text: &Text) {
        if !text.value.trim().is_empty() {
            let violation = nesting::text_violation(&self.ancestors);
            self.report_violation(violation, text.place);
        }
    }

    /// Walks the views in an expression, for their collisions with what is around it.
    fn expr(&mut self, expr: &Expr) {
        let mut views = Views::default();
        views.visit_expr(expr);
        let outer = self.outer;
        self.outer = outer.or(Some(self.ancestors.len()));
        for view in views.found {
            self.nodes(&view.nodes);
        }
        self.outer = outer;
    }

    fn report_violation(&mut self, violation: Option<Violation>, place: SourceRange) {
        let reaches_out = |culprit| self.outer.is_none_or(|outer| culprit < outer);
        if let Some(violation) = violation.filter(|violation| reaches_out(violation.culprit)) {
            self.diagnostics.report(place, violation.problem);
        }
    }
}

/// Returns whether computed text is allowed in an element with raw content: a style, or a script that holds data.
fn takes_text(element: &Element) -> bool {
    element.name.text == "style" || is_data(element)
}

/// Returns whether an element is a `<script>` that holds data, which does not run.
pub fn is_data(element: &Element) -> bool {
    const DATA: [&str; 2] = ["importmap", "speculationrules"];
    let is_data = |attribute: &Attribute| match attribute {
        Attribute::Static { name, value } if name.text == "type" => {
            let kind = value.to_ascii_lowercase();
            kind.ends_with("json") || DATA.contains(&kind.as_str())
        }
        _ => false,
    };
    element.name.text == "script" && element.attributes.iter().any(is_data)
}

fn has_views(expr: &Expr) -> bool {
    let mut views = Views::default();
    views.visit_expr(expr);
    !views.found.is_empty()
}

fn is_hidden_input(element: &Element) -> bool {
    let is_hidden = |attribute: &Attribute| match attribute {
        Attribute::Static { name, value } => {
            name.text == "type" && value.eq_ignore_ascii_case("hidden")
        }
        _ => false,
    };
    element.name.text == "input" && element.attributes.iter().any(is_hidden)
}

fn unknown(name: &str, namespace: Namespace) -> Option<Problem> {
    let knows = |namespace: Namespace| namespace.elements().contains(&name);
    if is_custom(name) || knows(namespace) || nesting::breaks_out(name, namespace) {
        return None;
    }
    let meant = closest(name, namespace.elements().iter().copied()).map(str::to_owned);
    let home = [Namespace::Svg, Namespace::MathMl]
        .into_iter()
        .find(|home| knows(*home));
    let vocabulary = namespace.title().to_owned();
    let name = name.to_owned();
    Some(match (home, meant) {
        (Some(home), _) => Problem::ForeignElement {
            name,
            vocabulary: home.title().to_owned(),
        },
        (None, _) if Namespace::Html.elements().contains(&name.as_str()) => {
            Problem::HtmlInForeign { name, vocabulary }
        }
        (None, Some(meant)) => Problem::MisspeltElement {
            name,
            vocabulary,
            meant,
        },
        (None, None) => Problem::UnknownElement { name, vocabulary },
    })
}

fn ends_early(text: &Text, name: &str) -> bool {
    text.value
        .to_ascii_lowercase()
        .contains(&format!("</{name}"))
}

fn place_of(node: &ViewNode) -> Option<SourceRange> {
    match node {
        ViewNode::Element(element) => Some(element.name.place),
        ViewNode::Component(component) => Some(SourceRange::of(&component.path)),
        ViewNode::Text(text) => Some(text.place),
        ViewNode::Expr(expr) => Some(SourceRange::of(expr)),
        ViewNode::Construct(written) => Some(written.span().into()),
        ViewNode::Doctype(place) => Some(*place),
        ViewNode::Fragment(_) => None,
    }
}

/// Collects the `view!`s of an expression, but not those inside of others.
#[derive(Default)]
struct Views {
    found: Vec<View>,
}

impl<'ast> Visit<'ast> for Views {
    fn visit_macro(&mut self, call: &'ast Macro) {
        if call
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "view")
        {
            self.found.push(view::parse_unchecked(call.tokens.clone()));
        }
        visit::visit_macro(self, call);
    }
}
