//! `<For each=.. key=.. let:item fallback=..>`, and a `for` whose rows have a `key`: lists whose rows are identified by keys.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprForLoop, Pat, Stmt, parse_quote, parse_quote_spanned};

use super::component::refuse_slots;
use super::markup::complete;
use super::{ConstructSyntax, EditedConstruct, ListShape, Structure};
use crate::diagnostic::{Diagnostics, Problem};
use crate::emit::server::Server;
use crate::emit::{hidden, rt, rt_at};
use crate::lower::model::{Component, Follower, LocalKind, Locator, Role};
use crate::lower::names::{Symbol, locals_in, templates_in};
use crate::lower::patterns::Initializer;
use crate::lower::resolve::Resolver;
use crate::lower::table::{LocalId, SiteId, TemplateId};
use crate::split::slice::{Slicer, in_block};
use crate::view::{LooseTag, Props, TagBody, ViewNode, required};

/// The differences between the tags that are lists.
pub struct ListTag {
    #[cfg(test)]
    pub name: &'static str,
    pub follower: Follower,
    /// The function of `rt` that returns the items.
    pub items: &'static str,
    /// The function of `rt` that types an item's signal in a slice.
    pub item: &'static str,
}

static FOR: ListTag = ListTag {
    #[cfg(test)]
    name: "For",
    follower: Follower {
        name: "a list",
        reason: "a `<For>` follows it",
    },
    items: "items",
    item: "item_of",
};

/// A parsed `<For>`, or another tag that is a list.
pub struct For {
    pub tag: &'static ListTag,
    pub span: Span,
    pub each: Expr,
    pub key: Expr,
    pub item: Pat,
    pub fallback: Option<Expr>,
    pub children: Vec<ViewNode>,
}

/// Builds a `<For>`. Without a list, a key and an item there is none, but its children are still checked.
pub fn parse(
    name: &Ident,
    mut props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let each = required(name, "each", props.take("each"), diagnostics);
    let key = required(name, "key", props.take("key"), diagnostics);
    let item = required_item(name, "each=… key=…", &mut props, diagnostics);
    let fallback = props.take("fallback");
    props.finish(name, "`each`, `key`, `fallback` and `let:`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let (Some(each), Some(key), Some(item)) = (each, key, item) else {
        return ViewNode::Fragment(content.nodes);
    };
    ViewNode::Construct(Box::new(For {
        tag: &FOR,
        span: name.span(),
        each,
        key,
        item,
        fallback,
        children: content.nodes,
    }))
}

/// Expands a `<For>` for an editor: the row's signal, and the key.
pub fn edited(tag: &LooseTag) -> EditedConstruct {
    let rt = rt();
    let row = match tag.value("each") {
        Some(each) => quote!(#rt::editor::EachValue(&{ #each }).row()),
        None => quote!(#rt::any()),
    };
    let key = tag.value("key");
    let key = key.map(|key| quote!(#rt::editor::key(__row, { #key });));
    let bound = bound_in_editor(tag);
    EditedConstruct {
        taken: &["each", "key"],
        bound: quote! {
            use #rt::editor::RowOf as _;
            let __row = #row;
            #key
            #bound
        },
    }
}

/// Emits the names of `let:`, which an expansion for an editor takes of `__row`. Those in a pattern are memos.
pub(super) fn bound_in_editor(tag: &LooseTag) -> TokenStream {
    let rt = rt();
    let Some(item) = tag.item() else {
        return TokenStream::new();
    };
    let names = match syn::parse::Parser::parse2(Pat::parse_single, item.clone()) {
        Ok(Pat::Ident(_)) | Err(_) => return quote!(let #item = __row;),
        Ok(pattern) => names_bound(&pattern),
    };
    quote!(let #item = __row.get(); #(let #names = #rt::memo(move || ::core::clone::Clone::clone(&#names));)*)
}

/// Returns the pattern of `let:`, or reports that there is none.
pub fn required_item(
    name: &Ident,
    others: &str,
    props: &mut Props,
    diagnostics: &mut Diagnostics,
) -> Option<Pat> {
    let item = props.take_item();
    if item.is_none() {
        let problem = Problem::MissingItem {
            component: name.to_string(),
            others: others.to_owned(),
        };
        diagnostics.report(name.span(), problem);
    }
    item
}

impl ConstructSyntax for For {
    fn span(&self) -> Span {
        self.span
    }

    fn children(&self) -> &[ViewNode] {
        &self.children
    }

    fn markup(&self) -> Option<&Expr> {
        self.fallback.as_ref()
    }

    fn lower(self: Box<Self>, walk: &mut Resolver) -> Box<dyn Structure> {
        let items = walk.expr(self.each);
        let items = walk.called(items);
        let key = walk.expr(self.key);
        let initializer = Initializer {
            kind: LocalKind::Row,
            ..Initializer::matched(&items)
        };
        let each = walk.site(Role::Each(&self.tag.follower), items);
        let fallback = self.fallback.map(|fallback| walk.expr(fallback));
        let (item, row) = match self.item {
            Pat::Ident(_) | Pat::Wild(_) => {
                walk.content_of(self.item, &initializer, self.children, self.span)
            }
            parts => walk.row_in_parts(&parts, &initializer, self.children, self.span),
        };
        Box::new(Each {
            tag: self.tag,
            each,
            key,
            item,
            row,
            fallback,
        })
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<TokenStream>) {
        let (each, key, item) = (&self.each, &self.key, &self.item);
        let mut attributes = vec![quote!(each=#each), quote!(key=#key), quote!(let:#item)];
        let fallback = self.fallback.iter();
        attributes.extend(fallback.map(|fallback| quote!(fallback=#fallback)));
        (self.tag.name, attributes)
    }
}

impl Resolver<'_> {
    /// Calls an expression that is a local closure or a prop of a function type: its result is the list.
    fn called(&self, expr: Expr) -> Expr {
        let is_function = match Symbol::of_expr(&expr) {
            Some(Symbol::Local(local)) => {
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

    /// Lowers `let:(id, name)`: each name is a memo of its part of the row's item.
    fn row_in_parts(
        &mut self,
        parts: &Pat,
        initializer: &Initializer,
        nodes: Vec<ViewNode>,
        span: Span,
    ) -> (Pat, TemplateId) {
        self.nested(|walk| {
            let whole = Ident::new("__row", Span::mixed_site());
            let mut item: Pat = parse_quote!(#whole);
            walk.bind_pattern(&mut item, initializer);
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
                let template = Symbol::Template(walk.template(nodes, span)).expr(span);
                parse_quote!({ #(#lets)* #template })
            });
            (item, row)
        })
    }

    /// Returns the key of the element that each round of a `for` produces.
    pub(super) fn take_key(&mut self, expr: &Expr) -> Option<Expr> {
        let Expr::ForLoop(node) = expr else {
            return None;
        };
        let Stmt::Expr(row, None) = node.body.stmts.last()? else {
            return None;
        };
        match Symbol::of_expr(row)? {
            Symbol::Template(template) => self.found.keys.remove(&template),
            _ => None,
        }
    }

    /// Lowers a `for` whose rows have keys: a row whose item has changed is rebuilt, all others stay.
    pub(super) fn keyed(&mut self, node: &ExprForLoop, key: Expr) -> Box<dyn Structure> {
        let ExprForLoop {
            pat, expr, body, ..
        } = node;
        let span = expr.span();
        let each = self.site(Role::Each(&FOR.follower), (**expr).clone());
        let key = key_of(pat, body, &key);
        self.nested(|walk| {
            let initializer = Initializer {
                kind: LocalKind::Row,
                ..Initializer::matched(expr)
            };
            let name = Ident::new("__row", Span::mixed_site());
            let mut item = parse_quote!(#name);
            walk.bind_pattern(&mut item, &initializer);
            let statements = &body.stmts;
            let mut row: Expr = parse_quote!({ let #pat = #item.get(); #(#statements)* });
            complete(&mut row);
            let row = walk.row_template(row, span);
            Box::new(Each {
                tag: &FOR,
                each,
                key,
                item,
                row,
                fallback: None,
            }) as Box<dyn Structure>
        })
    }
}

/// A lowered list.
struct Each {
    tag: &'static ListTag,
    each: SiteId,
    key: Expr,
    item: Pat,
    row: TemplateId,
    fallback: Option<Expr>,
}

impl Structure for Each {
    fn exprs(&self) -> Vec<&Expr> {
        [&self.key].into_iter().chain(&self.fallback).collect()
    }

    fn decided_by(&self) -> Option<SiteId> {
        Some(self.each)
    }

    fn templates(&self, component: &Component) -> Vec<(TemplateId, bool)> {
        let mut templates = templates_in(&component.sites[self.each].expr);
        templates.extend(self.exprs().into_iter().flat_map(templates_in));
        templates.push(self.row);
        let shown = templates.into_iter().map(|template| (template, true));
        shown.collect()
    }

    fn gate(&self) -> Option<SiteId> {
        Some(self.each)
    }

    fn rows(&self) -> Option<(SiteId, &Pat)> {
        Some((self.each, &self.item))
    }

    fn list(&self) -> Option<ListShape<'_>> {
        let is_simple = std::ptr::eq(self.tag, &FOR) && self.fallback.is_none();
        let Pat::Ident(name) = &self.item else {
            return None;
        };
        let Some(Symbol::Local(item)) = Symbol::of(&name.ident).filter(|_| is_simple) else {
            return None;
        };
        Some(ListShape {
            each: self.each,
            key: &self.key,
            item,
            row: self.row,
        })
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let mut statements = slicer.gate(self.each);
        statements.extend(self.slice_of_rows(slicer));
        let fallback = self.fallback.iter();
        statements.extend(fallback.flat_map(|expr| slicer.reduce(expr.clone())));
        statements
    }

    fn emit(&self, server: &Server, template: TemplateId, at: &Locator) -> TokenStream {
        let view = hidden("__view");
        let (items, made) = (hidden("__items"), hidden("__row"));
        let uses = server.note_uses(self.each);
        let in_browser = server.placed(self.each, at);
        let each = server.evaluating(self.each, self.tag.items);
        let key = server.expr(&self.key);
        let row = server.row(self.row, &self.item);
        let fallback = server.fallback(template, self.fallback.as_ref(), "fallback");
        // Items that cannot be compared are reported where the list is written.
        let span = server.unit.component.sites[self.each].span;
        let given = Ident::new("__items", Span::mixed_site().located_at(span));
        let at = rt_at(span);
        let adds = match server.unit.split.lists.contains_key(&self.each) {
            true => "each_in_browser",
            false => "each",
        };
        let adds = Ident::new(adds, span);
        let call = quote_spanned!(span=> #at::#adds(&mut #view, #given, #key, #made, #fallback));
        quote!({
            #in_browser
            let #items = #each;
            let #made = #row;
            #call;
            #uses
        })
    }
}

impl Each {
    fn slice_of_rows(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let item = &self.item;
        let rows = slicer.template(self.row);
        if !slicer.binds_needed(item) {
            return in_block(rows);
        }
        let each = match slicer.site_code(self.each) {
            closure @ Expr::Closure(_) => parse_quote!((#closure)()),
            other => other.clone(),
        };
        let each = slicer.keep(each);
        let span = slicer.span(self.each);
        let item_of = Ident::new(self.tag.item, span);
        let bind = parse_quote_spanned!(span=> let #item = ::watershed::rt::#item_of(&(#each)););
        in_block([vec![bind], rows].concat())
    }
}

impl Server<'_> {
    fn row(&self, row: TemplateId, item: &Pat) -> TokenStream {
        let rt = rt();
        let items = hidden("__items");
        let name = Symbol::Template(row).ident(self.unit.component.templates[row].span);
        let own: HashSet<LocalId> = locals_in(item).into_iter().collect();
        let closure = match item {
            Pat::Ident(_) => quote!(move |#item| #name),
            pattern => {
                let given = hidden("__item");
                quote!(move |#given| { let #pattern = #given; #name })
            }
        };
        self.keeping(Some(row), &own, quote!(#rt::row(&#items, #closure)))
    }
}

/// Returns the names that a pattern binds, as they are written.
fn names_bound(pat: &Pat) -> Vec<Ident> {
    struct BoundNames(Vec<Ident>);
    impl<'a> syn::visit::Visit<'a> for BoundNames {
        fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
            let is_constant = pat.ident.to_string().starts_with(char::is_uppercase);
            if (pat.subpat.is_some() || !is_constant) && !self.0.contains(&pat.ident) {
                self.0.push(pat.ident.clone());
            }
            syn::visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = BoundNames(Vec::new());
    syn::visit::Visit::visit_pat(&mut names, pat);
    names.0
}

fn let_of(statement: Stmt) -> syn::Local {
    match statement {
        Stmt::Local(local) => local,
        _ => unreachable!("it is written as a `let`"),
    }
}

/// Returns whether a type is a function: `impl Fn() -> Vec<Item>`.
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

/// Returns the closure that computes the key of an item. It contains as much of the body of the `for` as the key needs.
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

/// Allows unused variables: the rest of the body may use what the key does not.
fn allow_unused(mut statement: Stmt) -> Stmt {
    if let Stmt::Local(local) = &mut statement {
        local.attrs.push(parse_quote!(#[allow(unused_variables)]));
    }
    statement
}
