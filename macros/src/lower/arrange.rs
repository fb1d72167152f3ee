//! Sorts the children of an element into elements, texts and structure, and separates texts that a parser would merge.

use syn::{Expr, ExprIf, Stmt, parse_quote};
use watershed_markup::attribute::SHADOW;

use crate::diagnostic::Problem;

use super::resolve::Resolver;
use crate::construct::ConstructSyntax;
use crate::view::{Attribute, ComponentTag, Element, ViewNode};

/// One child of an element, as the markup sees it.
pub enum Item {
    Element(Box<Element>),
    /// Static text.
    Text(String),
    /// Dynamic text.
    Dynamic(Expr),
    Structure(Syntax),
    /// `<!>`: keeps two texts, or a text and structure, apart.
    Separator,
}

/// The syntax of a piece of structure. Plain expressions are resolved already, everything else is not.
pub enum Syntax {
    Construct(Box<dyn ConstructSyntax>),
    Component(Box<ComponentTag>),
    /// Markup that may change: its place must be found again later.
    Markup(Expr),
    /// Markup that cannot change.
    Fixed(Expr),
}

impl Syntax {
    /// Returns whether something is inserted in its place later. (The content of a component finds its own place.)
    pub fn is_placed(&self) -> bool {
        match self {
            Syntax::Construct(written) => written.is_placed(),
            Syntax::Markup(_) => true,
            Syntax::Component(_) | Syntax::Fixed(_) => false,
        }
    }
}

impl Item {
    pub fn is_structure(&self) -> bool {
        matches!(self, Item::Structure(_))
    }

    /// Returns whether the item at `index` is an element.
    pub fn starts_element(items: &[Item], index: usize) -> bool {
        matches!(items[index], Item::Element(_))
    }

    /// Returns whether this is a declared shadow root, which a parser takes out of the page. It is written after its
    /// siblings, where it does not disturb their count.
    pub fn is_shadow(&self) -> bool {
        let declares = |attribute: &Attribute| match attribute {
            Attribute::Static { name, .. } => name.text == SHADOW,
            _ => false,
        };
        match self {
            Item::Element(element) => {
                element.name.text == "template" && element.attributes.iter().any(declares)
            }
            _ => false,
        }
    }

    /// Returns whether it is a `<Head>`, which is nothing in its place. It is written first, and its siblings are counted
    /// without it.
    pub fn is_in_head(&self) -> bool {
        match self {
            Item::Structure(Syntax::Construct(written)) => written.is_in_head(),
            _ => false,
        }
    }

    /// Returns whether a DOM node begins at `index`. Neighbouring texts are one node.
    pub fn starts_node(items: &[Item], index: usize) -> bool {
        match &items[index] {
            Item::Element(_) | Item::Separator => true,
            Item::Text(_) | Item::Dynamic(_) => index == 0 || !items[index - 1].is_text(),
            Item::Structure(_) => false,
        }
    }

    /// Returns whether this item never produces a tag.
    pub fn is_plain(&self) -> bool {
        self.is_text() || matches!(self, Item::Separator)
    }

    pub fn is_text(&self) -> bool {
        matches!(self, Item::Text(_) | Item::Dynamic(_))
    }
}

impl Resolver<'_> {
    /// Returns the children in the order in which they are written to the markup.
    pub(super) fn arrange(&mut self, nodes: Vec<ViewNode>) -> Vec<Item> {
        let mut items = Vec::new();
        self.flatten(nodes, &mut items);
        let (shadows, others): (Vec<Item>, _) = items.into_iter().partition(Item::is_shadow);
        let (heads, others): (Vec<Item>, _) = others.into_iter().partition(Item::is_in_head);
        let mut items = heads;
        items.extend(separate(others));
        items.extend(shadows);
        items
    }

    fn flatten(&mut self, nodes: Vec<ViewNode>, items: &mut Vec<Item>) {
        for node in nodes {
            match node {
                ViewNode::Fragment(nodes) => self.flatten(nodes, items),
                ViewNode::Text(text) => push_text(text.value, items),
                ViewNode::Expr(expr) => items.push(self.classify(expr)),
                ViewNode::Element(element) => items.push(Item::Element(Box::new(element))),
                ViewNode::Construct(written) => {
                    items.push(Item::Structure(Syntax::Construct(written)))
                }
                ViewNode::Component(component) => {
                    items.push(Item::Structure(Syntax::Component(Box::new(component))));
                }
                // The server writes a doctype before every document.
                ViewNode::Doctype(_) => {}
            }
        }
    }

    fn classify(&mut self, expr: Expr) -> Item {
        let expr = self.expr(expr);
        self.check_called(&expr);
        if !self.is_structure(&expr) {
            Item::Dynamic(optional(expr))
        } else if self.can_change(&expr) {
            Item::Structure(Syntax::Markup(expr))
        } else {
            Item::Structure(Syntax::Fixed(expr))
        }
    }
}

impl Resolver<'_> {
    /// Reports a component that is called like a function. Of the names that begin with a capital letter, only the
    /// constructors `Some`, `Ok` and `Err` may be called in markup.
    fn check_called(&mut self, expr: &Expr) {
        const SHOWN: [&str; 3] = ["Some", "Ok", "Err"];
        let Expr::Call(call) = expr else { return };
        let Expr::Path(path) = &*call.func else {
            return;
        };
        let Some(last) = path.path.segments.last() else {
            return;
        };
        let name = last.ident.to_string();
        if name.starts_with(char::is_uppercase) && !SHOWN.contains(&&*name) {
            self.diagnostics
                .report(last.ident.span(), Problem::CalledComponent { name });
        }
    }
}

/// Makes a text without `else` optional: `if n > 0 { "many" }` becomes `Some` or `None`.
pub fn optional(mut expr: Expr) -> Expr {
    match &mut expr {
        Expr::If(node) if !has_else(node) => make_optional(node),
        Expr::Closure(node) => *node.body = optional((*node.body).clone()),
        Expr::Block(node) if node.label.is_none() => {
            if let Some(Stmt::Expr(value, None)) = node.block.stmts.last_mut() {
                *value = optional(value.clone());
            }
        }
        _ => {}
    }
    expr
}

fn has_else(node: &ExprIf) -> bool {
    match node.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
        Some(Expr::If(next)) => has_else(next),
        otherwise => otherwise.is_some(),
    }
}

fn make_optional(node: &mut ExprIf) {
    if let Some(Stmt::Expr(value, None)) = node.then_branch.stmts.last_mut() {
        *value = parse_quote!(::core::option::Option::Some(#value));
    }
    match &mut node.else_branch {
        Some((_, otherwise)) => {
            if let Expr::If(next) = &mut **otherwise {
                make_optional(next);
            }
        }
        None => {
            let nothing = parse_quote!({ ::core::option::Option::None });
            node.else_branch = Some((Default::default(), Box::new(nothing)));
        }
    }
}

/// Appends static text. Parsers drop or replace a NUL, so it is replaced here.
fn push_text(text: String, items: &mut Vec<Item>) {
    let text = text.replace('\0', "\u{fffd}");
    match items.last_mut() {
        Some(Item::Text(before)) => before.push_str(&text),
        _ => items.push(Item::Text(text)),
    }
}

/// Separates texts, so that each text node has at most one dynamic text, and structure never adds to a text node.
fn separate(items: Vec<Item>) -> Vec<Item> {
    let mut result: Vec<Item> = Vec::new();
    for item in items {
        let run = result
            .rsplit(|item| !item.is_text())
            .next()
            .unwrap_or_default();
        let has_dynamic = run.iter().any(|item| matches!(item, Item::Dynamic(_)));
        let needs_separator = match item {
            Item::Dynamic(_) if has_dynamic => true,
            Item::Structure(_) => !run.is_empty(),
            // A placed structure has a mark of its own before a text.
            Item::Dynamic(_) | Item::Text(_) => {
                matches!(result.last(), Some(Item::Structure(before)) if !before.is_placed())
            }
            _ => false,
        };
        if needs_separator {
            result.push(Item::Separator);
        }
        result.push(item);
    }
    result
}
