//! Emits closures that evaluate code again and again, each owning copies of what it uses.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Pat, Stmt, Token, parse_quote};

use super::bounds::bounded;
use super::{Server, block};
use crate::analyze::Uplink;
use crate::analyze::uses::uses;
use crate::emit::{function, hidden, rt, rt_at};
use crate::lower::model::{LocalKind, Role};
use crate::lower::names::{Symbol, locals_in};
use crate::lower::table::{LocalId, SiteId, TemplateId};
use crate::split::path::{Path, Read, from};

impl Server<'_> {
    /// Emits `move || function(&expr)`. If the site is a closure, its result is used.
    pub(crate) fn evaluating(&self, site: SiteId, function: &str) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        let (expr, rt) = (&bounded(&lowered.expr), rt_at(lowered.span));
        let function = Ident::new(function, lowered.span);
        let value = match expr {
            Expr::Closure(_) => quote!((#expr)()),
            other => other.to_token_stream(),
        };
        let closure = quote_spanned!(lowered.span=> move || #rt::#function(&(#value)));
        self.keeping(lowered.template, &HashSet::new(), closure)
    }

    /// Emits the condition of a `<Show>`. If it is a variable, that is looked at too: it may be a signal.
    pub(crate) fn condition(&self, site: SiteId) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        let rt = rt_at(lowered.span);
        let code = self.evaluating(site, "condition");
        match &lowered.expr {
            Expr::Path(variable) => {
                quote_spanned!(lowered.span=> #rt::when_variable(&#variable, #code))
            }
            _ => quote!(#rt::when(#code)),
        }
    }

    /// Emits the notes that server code uses values which the browser may write, so that they go up.
    pub(crate) fn note_uses(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let lowered = &self.unit.component.sites[site];
        let component = self.unit.component;
        let used = uses(component, &lowered.expr);
        let mut seen = HashSet::new();
        let noted = used.iter().filter_map(|found| {
            let uplink = match self.unit.colours.uplink_of(component, site, found) {
                Uplink::Never => return None,
                Uplink::Lazy => quote!(lazy),
                Uplink::Eager => quote!(eager),
            };
            let place = function::place(&found.place, lowered.span);
            seen.insert(&found.place)
                .then(|| quote!(#rt::uses!(#uplink, &#place);))
        });
        noted.collect()
    }

    /// Emits a closure that evaluates the site, with copies of what it uses.
    pub(crate) fn reactive(&self, site: SiteId) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        self.keeping(lowered.template, &HashSet::new(), moving(&lowered.expr))
    }

    /// Emits the binding of a field of a node's value, such as `row.get().label`: the field is borrowed, and nothing is
    /// copied. `None` for any other binding.
    pub(super) fn field_binding(&self, site: SiteId) -> Option<TokenStream> {
        let lowered = &self.unit.component.sites[site];
        let function = match lowered.role {
            Role::Text => "text_in",
            Role::Spread => return None,
            _ => "value_in",
        };
        let path = Path::of(result(&lowered.expr), &|_| None)?;
        let is_field =
            path.read == Some(Read::Tracked) && !path.steps.is_empty() && path.is_fields();
        let is_node = matches!(
            self.unit.component.locals[path.root].kind,
            LocalKind::Reader(_) | LocalKind::Both(_) | LocalKind::Memo(_) | LocalKind::Row
        );
        if !is_field || !is_node {
            return None;
        }
        let (view, value, span) = (hidden("__view"), hidden("__value"), lowered.span);
        let (rt, function) = (rt_at(span), Ident::new(function, span));
        let node = Symbol::Local(path.root).expr(path.span);
        let field = from(parse_quote!(#value), &path.steps);
        Some(quote_spanned!(span=> #rt::#function(&mut #view, &#node, |#value| &#field);))
    }

    /// Emits a closure that evaluates an expression in `template`.
    pub(crate) fn made_again(&self, template: TemplateId, expr: &Expr) -> TokenStream {
        self.keeping(Some(template), &HashSet::new(), moving(expr))
    }

    /// Emits a fallback: what `function` makes of a closure that [renders again](Self::made_again).
    pub(crate) fn fallback(
        &self,
        template: TemplateId,
        fallback: Option<&Expr>,
        function: &str,
    ) -> TokenStream {
        let Some(fallback) = fallback else {
            return quote!(::core::option::Option::None);
        };
        let (span, markup) = (fallback.span(), self.made_again(template, fallback));
        let (rt, function) = (rt_at(span), Ident::new(function, span));
        quote!(::core::option::Option::Some(#rt::#function(#markup)))
    }

    /// Emits a closure that renders a template. `item` is its parameter.
    pub(crate) fn markup_closure(&self, template: TemplateId, item: Option<&Pat>) -> TokenStream {
        let own: HashSet<LocalId> = item.into_iter().flat_map(locals_in).collect();
        let name = Symbol::Template(template).ident(self.unit.component.templates[template].span);
        let item = item.into_iter();
        self.keeping(Some(template), &own, quote!(move |#(#item)*| #name))
    }

    /// Emits `{ let a = keep(&a); closure }` for everything that `closure` uses from around `template`.
    pub(crate) fn keeping(
        &self,
        template: Option<TemplateId>,
        own: &HashSet<LocalId>,
        closure: TokenStream,
    ) -> TokenStream {
        let closure = self.expand(closure);
        let keeps = self.keeps(template, own, &closure);
        if keeps.is_empty() {
            return closure;
        }
        block(closure.span(), quote!(#keeps #closure))
    }

    pub(crate) fn keeps(
        &self,
        template: Option<TemplateId>,
        own: &HashSet<LocalId>,
        code: &TokenStream,
    ) -> TokenStream {
        let rt = rt();
        let component = self.unit.component;
        let Some(template) = template else {
            return TokenStream::new();
        };
        let visible = &component.templates[template].visible;
        let taken: BTreeSet<LocalId> = locals_in(code).into_iter().collect();
        let taken = taken.into_iter().filter(|local| {
            visible.contains(local)
                && !own.contains(local)
                && !self.unit.split.client_only.contains(local)
                && component.locals[*local].kind != LocalKind::Macro
        });
        let keeps = taken.map(|local| {
            let span = component.locals[local].ident.span();
            let name = Symbol::Local(local).ident(span);
            quote_spanned!(span=> let #name = #rt::keep(&#name);)
        });
        keeps.collect()
    }
}

/// Returns the expression that a closure without parameters evaluates, or the expression itself.
fn result(expr: &Expr) -> &Expr {
    match expr {
        Expr::Closure(closure) if closure.inputs.is_empty() => &closure.body,
        other => other,
    }
}

/// Emits `expr` as a closure that owns what it uses.
fn moving(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Closure(closure) => {
            let mut closure = closure.clone();
            closure
                .capture
                .get_or_insert(Token![move](closure.inputs_begin.span));
            closure.into_token_stream()
        }
        other => {
            let value = collected(other);
            quote_spanned!(other.span()=> move || #value)
        }
    }
}

/// Emits a `for` between tags as the list of its rounds' values.
fn collected(expr: &Expr) -> TokenStream {
    collected_from(expr, |rt, items| quote!(#rt::rows(#items)))
}

/// Emits a `for` whose markup is made once: nothing that it reads is known to change.
pub fn collected_once(expr: &Expr) -> TokenStream {
    collected_from(expr, |rt, items| {
        let line = u32::try_from(items.span().start().line).unwrap_or_default();
        quote!(#rt::rows_once(#items, ::core::file!(), #line))
    })
}

fn collected_from(expr: &Expr, rows: impl Fn(&TokenStream, &Expr) -> TokenStream) -> TokenStream {
    let Expr::ForLoop(node) = expr else {
        return expr.to_token_stream();
    };
    let (views, rt) = (hidden("__views"), rt_at(node.expr.span()));
    let (label, pat, items) = (&node.label, &node.pat, rows(&rt, &node.expr));
    let view = match node.body.stmts.as_slice() {
        [Stmt::Expr(only, None)] => only.to_token_stream(),
        _ => node.body.to_token_stream(),
    };
    quote!({
        let mut #views = ::std::vec::Vec::new();
        #label for #pat in #items { #views.push(#view); }
        #views
    })
}
