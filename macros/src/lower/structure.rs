//! Structure: whatever creates or removes elements.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprForLoop, ExprIf, Pat, Stmt, parse_quote, parse_quote_spanned};

use super::arrange::Syntax;
use super::model::{Content, GivenTo, Instance, LocalKind, Prop, PropValue, Role, Structure};
use super::names::{Name, locals_in, templates_in};
use super::patterns::Origin;
use super::resolve::Resolver;
use super::table::{LocalId, TemplateId};
use crate::diagnostic::Problem;
use crate::view::{self, Component, For, Node, Show};

impl Resolver<'_> {
    /// Whether a resolved expression between tags is structure rather than text.
    pub(super) fn is_structure(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::ForLoop(_)) || self.has_markup(expr)
    }

    /// Whether it is the component's children, or a call of a slot.
    pub(super) fn is_children(&self, expr: &Expr) -> bool {
        let callee = match expr {
            Expr::Call(call) => &call.func,
            other => other,
        };
        matches!(Name::of_expr(callee), Some(Name::Local(local)) if self.is_kind(local, LocalKind::Children))
    }

    pub(super) fn structure(&mut self, syntax: Syntax) -> Structure {
        match syntax {
            Syntax::Show(show) => self.show(*show),
            Syntax::For(each) => self.each(*each),
            Syntax::Component(component) => Structure::Component(self.instance(*component)),
            Syntax::Markup(expr) => self.markup(expr),
            Syntax::Fixed(mut expr) => {
                self.take_key(&expr);
                complete(&mut expr);
                Structure::Markup(self.site(Role::Fixed, expr))
            }
        }
    }

    fn is_kind(&self, local: LocalId, kind: LocalKind) -> bool {
        self.found.locals[local].kind == kind
    }

    fn show(&mut self, show: Show) -> Structure {
        let when = self.expr(show.when);
        let when = self.site(Role::When, when);
        Structure::Show {
            when,
            hiding: show.hiding,
            children: self.scoped(|walk| walk.template(show.children, show.span)),
            fallback: show.fallback.map(|fallback| self.expr(fallback)),
        }
    }

    fn each(&mut self, each: For) -> Structure {
        let items = self.expr(each.each);
        let items = self.called(items);
        let key = self.expr(each.key);
        let origin = Origin {
            kind: LocalKind::Row,
            ..Origin::matched(&items)
        };
        let each_site = self.site(Role::Each, items);
        let (item, row) = match each.item {
            Pat::Ident(_) | Pat::Wild(_) => {
                self.content_of(each.item, &origin, each.children, each.span)
            }
            parts => self.row_in_parts(&parts, &origin, each.children, each.span),
        };
        Structure::For {
            each: each_site,
            key,
            item,
            row,
        }
    }

    /// A local closure, or a prop that is a function, is called: what it gives is meant.
    fn called(&self, expr: Expr) -> Expr {
        let is_function = match Name::of_expr(&expr) {
            Some(Name::Local(local)) => {
                let local = &self.found.locals[local];
                local.kind == LocalKind::Closure || local.ty.as_ref().is_some_and(is_function)
            }
            _ => false,
        };
        if is_function {
            parse_quote!(#expr())
        } else {
            expr
        }
    }

    /// `let:(id, name)`: each name is a memo of its part of the row's item.
    fn row_in_parts(
        &mut self,
        parts: &Pat,
        origin: &Origin,
        nodes: Vec<Node>,
        span: Span,
    ) -> (Pat, TemplateId) {
        self.scoped(|walk| {
            let whole = Ident::new("__row", Span::mixed_site());
            let mut item: Pat = parse_quote!(#whole);
            walk.bind_pattern(&mut item, origin);
            let row = walk.made_template(span, |walk| {
                let lets = names_bound(parts).into_iter().map(|name| {
                    let mut part: syn::Local = let_of(parse_quote! {
                        let #name = ::watershed::rt::memo(move || {
                            #[allow(unused_variables, unused_mut)]
                            let #parts = #item.get();
                            #name
                        });
                    });
                    walk.let_statement(&mut part);
                    Stmt::Local(part)
                });
                let lets: Vec<Stmt> = lets.collect();
                let template = Name::Template(walk.template(nodes, span)).expr(span);
                parse_quote!({ #(#lets)* #template })
            });
            (item, row)
        })
    }

    fn content_of(
        &mut self,
        mut item: syn::Pat,
        origin: &Origin,
        nodes: Vec<Node>,
        span: Span,
    ) -> (syn::Pat, TemplateId) {
        self.scoped(|walk| {
            walk.bind_pattern(&mut item, origin);
            let template = walk.template(nodes, span);
            (item, template)
        })
    }

    /// What is around the children of a component is not known.
    fn instance(&mut self, component: Component) -> Instance {
        let open = std::mem::take(&mut self.open);
        let instance = self.instance_of(component);
        self.open = open;
        instance
    }

    fn instance_of(&mut self, component: Component) -> Instance {
        let span = component.path.span();
        let number = self.found.instances;
        self.found.instances += 1;
        let props = component
            .props
            .into_iter()
            .map(|prop| self.prop(number, prop))
            .collect();
        let has_children = !component.children.is_empty();
        let children = (component.item, component.children);
        let children = has_children.then(|| self.content(children.0, children.1, span));
        let slots = component.slots.into_iter().map(|slot| {
            let content = self.content(slot.item, slot.children, slot.name.span());
            (slot.name, content)
        });
        let slots = slots.collect();
        Instance {
            number,
            path: component.path,
            props,
            children,
            slots,
        }
    }

    fn content(&mut self, item: Option<syn::Pat>, nodes: Vec<Node>, span: Span) -> Content {
        match item {
            None => Content {
                item: None,
                template: self.scoped(|walk| walk.template(nodes, span)),
            },
            Some(item) => {
                let (item, template) = self.content_of(item, &Origin::unknown(), nodes, span);
                Content {
                    item: Some(item),
                    template,
                }
            }
        }
    }

    fn prop(&mut self, instance: usize, prop: view::Prop) -> Prop {
        let is_callback =
            prop.name.to_string().starts_with("on_") && matches!(prop.value, Expr::Closure(_));
        let value = self.expr(prop.value);
        let value = if is_callback {
            let prop = prop.name.clone();
            PropValue::Callback(self.site(Role::Callback(Some(GivenTo { instance, prop })), value))
        } else {
            PropValue::Expr(value)
        };
        Prop {
            name: prop.name,
            value,
        }
    }

    /// `if` without patterns is told by the number of its arm; other markup is made anew when what it reads changes.
    fn markup(&mut self, mut expr: Expr) -> Structure {
        self.refuse_documents(&expr);
        if let (Some(key), Expr::ForLoop(node)) = (self.take_key(&expr), &expr) {
            return self.keyed(node, key);
        }
        let is_told_by_arm = matches!(&expr, Expr::If(node) if !self.arms_can_change(node));
        complete(&mut expr);
        match &expr {
            Expr::If(node) if is_told_by_arm => match branches(node) {
                Some((arm, views)) => Structure::Branch {
                    arm: self.site(Role::Arm, arm),
                    views,
                },
                None => Structure::Markup(self.site(Role::Rebuild, expr)),
            },
            _ => Structure::Markup(self.site(Role::Rebuild, expr)),
        }
    }

    /// A document cannot come and go.
    fn refuse_documents(&mut self, expr: &Expr) {
        for template in templates_in(expr) {
            let template = &self.found.templates[template];
            if template.is_document {
                let place = template.span;
                self.diagnostics.report(place, Problem::ChangingDocument {});
            }
        }
    }

    /// The key of the element that each round of a `for` gives.
    fn take_key(&mut self, expr: &Expr) -> Option<Expr> {
        let Expr::ForLoop(node) = expr else {
            return None;
        };
        let Stmt::Expr(row, None) = node.body.stmts.last()? else {
            return None;
        };
        match Name::of_expr(row)? {
            Name::Template(template) => self.found.keys.remove(&template),
            _ => None,
        }
    }

    /// A `for` whose rows have keys: a row whose item has changed is made anew, all others stay.
    fn keyed(&mut self, node: &ExprForLoop, key: Expr) -> Structure {
        let ExprForLoop {
            pat, expr, body, ..
        } = node;
        let span = expr.span();
        let each = self.site(Role::Each, (**expr).clone());
        let key = key_of(pat, body, &key);
        self.scoped(|walk| {
            let origin = Origin {
                kind: LocalKind::Row,
                ..Origin::matched(expr)
            };
            let name = Ident::new("__row", Span::mixed_site());
            let mut item = parse_quote!(#name);
            walk.bind_pattern(&mut item, &origin);
            let statements = &body.stmts;
            let mut row: Expr = parse_quote!({ let #pat = #item.get(); #(#statements)* });
            complete(&mut row);
            let row = walk.row_template(row, span);
            Structure::For {
                each,
                key,
                item,
                row,
            }
        })
    }

    /// Whether an arm reads, outside of its markup, something that changes while the arm stays.
    fn arms_can_change(&self, node: &ExprIf) -> bool {
        let then = &node.then_branch;
        let otherwise = node.else_branch.as_ref().map(|(_, otherwise)| &**otherwise);
        self.can_change(&parse_quote!(#then))
            || match otherwise {
                Some(Expr::If(next)) => self.arms_can_change(next),
                Some(otherwise) => self.can_change(otherwise),
                None => false,
            }
    }

    /// Whether `expr` may read something that changes. Only what is known to be plain data cannot.
    pub(super) fn can_change(&self, expr: &Expr) -> bool {
        if let Expr::ForLoop(node) = expr
            && is_collection(&node.expr)
        {
            let body = &node.body;
            return self.can_change(&parse_quote!(#body));
        }
        !self.is_children(expr)
            && (has_unknown_call(expr)
                || locals_in(expr).into_iter().any(|local| self.is_live(local)))
    }

    fn is_live(&self, local: LocalId) -> bool {
        let local = &self.found.locals[local];
        match (local.kind, &local.init, &local.ty) {
            (LocalKind::Plain | LocalKind::Closure | LocalKind::Render, Some(init), _) => {
                self.can_change(init)
            }
            (LocalKind::Plain | LocalKind::Children, None, _) => false,
            (LocalKind::Prop, _, Some(ty)) => !super::primitives::is_data(ty),
            _ => true,
        }
    }
}

/// The names that a pattern binds, as they are written.
fn names_bound(pat: &Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl<'a> syn::visit::Visit<'a> for Names {
        fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
            let is_constant = pat.ident.to_string().starts_with(char::is_uppercase);
            if (pat.subpat.is_some() || !is_constant) && !self.0.contains(&pat.ident) {
                self.0.push(pat.ident.clone());
            }
            syn::visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = Names(Vec::new());
    syn::visit::Visit::visit_pat(&mut names, pat);
    names.0
}

fn let_of(statement: Stmt) -> syn::Local {
    match statement {
        Stmt::Local(local) => local,
        _ => unreachable!("it is written as a `let`"),
    }
}

/// `impl Fn() -> Vec<Item>`
fn is_function(ty: &syn::Type) -> bool {
    let syn::Type::ImplTrait(node) = ty else {
        return false;
    };
    node.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| {
            ["Fn", "FnMut", "FnOnce"]
                .iter()
                .any(|name| last.ident == name)
        }),
        _ => false,
    })
}

/// What gives the key of an item: as much of a round as the key needs.
fn key_of(pat: &Pat, body: &Block, key: &Expr) -> Expr {
    let item = Ident::new("__item", Span::mixed_site());
    let bound = locals_in(pat);
    let is_complete = locals_in(key).iter().all(|local| bound.contains(local));
    let before = body.stmts.len() - 1;
    let needed = if is_complete { 0 } else { before };
    let statements = body.stmts[..needed].iter().cloned().map(allow_unused);
    parse_quote!(move |#item| {
        #[allow(unused_variables)]
        let #pat = ::core::clone::Clone::clone(#item);
        #(#statements)*
        #key
    })
}

/// A round may use what its key does not.
fn allow_unused(mut statement: Stmt) -> Stmt {
    if let Stmt::Local(local) = &mut statement {
        local.attrs.push(parse_quote!(#[allow(unused_variables)]));
    }
    statement
}

/// The number of the arm that stands, and what each arm shows.
fn branches(node: &ExprIf) -> Option<(Expr, Vec<Expr>)> {
    let mut conditions = Vec::new();
    let mut views = Vec::new();
    let mut rest = Some(node);
    while let Some(ExprIf {
        cond,
        then_branch,
        else_branch,
        ..
    }) = rest
    {
        if binds(cond) {
            return None;
        }
        conditions.push(cond);
        views.push(parse_quote!(#then_branch));
        rest = match else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
            Some(Expr::If(next)) => Some(next),
            otherwise => {
                views.extend(otherwise.cloned());
                None
            }
        };
    }
    let numbers = 0u32..;
    let last = conditions.len() as u32;
    let arm =
        parse_quote_spanned!(node.cond.span()=> #(if #conditions { #numbers } else)* { #last });
    Some((arm, views))
}

/// Where no arm stands, there is nothing: an `if` without `else` is markup too.
fn complete(expr: &mut Expr) {
    match expr {
        Expr::If(node) => {
            complete_block(&mut node.then_branch);
            let nothing = || {
                let nothing = parse_quote!({ ::watershed::rt::View::empty() });
                (Default::default(), Box::new(nothing))
            };
            let (_, otherwise) = node.else_branch.get_or_insert_with(nothing);
            complete(otherwise);
        }
        Expr::Match(node) => node.arms.iter_mut().for_each(|arm| complete(&mut arm.body)),
        Expr::Block(node) => complete_block(&mut node.block),
        Expr::ForLoop(node) => complete_block(&mut node.body),
        Expr::Closure(node) => complete(&mut node.body),
        text if is_text(text) => *text = parse_quote!(::watershed::rt::written(&(#text))),
        _ => {}
    }
}

/// Whether an arm is text, beside others that are markup: a literal, or what is known to give a `String`.
fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Macro(node) => node.mac.path.is_ident("format"),
        Expr::MethodCall(call) => ["to_string", "to_owned"]
            .iter()
            .any(|name| call.method == name),
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else {
                return false;
            };
            let owner = path.path.segments.iter().rev().nth(1);
            owner.is_some_and(|owner| owner.ident == "String")
        }
        _ => false,
    }
}

fn complete_block(block: &mut Block) {
    if let Some(Stmt::Expr(value, None)) = block.stmts.last_mut() {
        complete(value);
    }
}

fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(node) => binds(&node.left) || binds(&node.right),
        Expr::Paren(node) => binds(&node.expr),
        _ => false,
    }
}

/// Whether `expr` is a place, or its elements in some order: no handle can be iterated over, so this reads nothing.
fn is_collection(expr: &Expr) -> bool {
    const PLAIN: [&str; 6] = ["clone", "enumerate", "into_iter", "iter", "rev", "to_vec"];
    match expr {
        Expr::Path(_) => true,
        Expr::Field(node) => is_collection(&node.base),
        Expr::Reference(node) => is_collection(&node.expr),
        Expr::MethodCall(call) => {
            PLAIN.iter().any(|name| call.method == name) && is_collection(&call.receiver)
        }
        _ => false,
    }
}

/// Whether a function is called that could hand out something live.
fn has_unknown_call(expr: &Expr) -> bool {
    struct Search(bool);
    impl<'a> syn::visit::Visit<'a> for Search {
        fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
            self.0 |= !is_constructor(&call.func) && Name::of_expr(&call.func).is_none();
            syn::visit::visit_expr_call(self, call);
        }
    }
    let mut search = Search(false);
    syn::visit::Visit::visit_expr(&mut search, expr);
    search.0
}

/// `Some`, `Pair`: by Rust's own naming rules these only hold what they are given.
fn is_constructor(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}
