//! Structure: closures that make markup again and again, each owning copies of what it uses.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Pat, Stmt};

use super::Server;
use super::bounds::bounded;
use crate::analyze::Uplink;
use crate::analyze::uses::uses;
use crate::emit::{function, hidden, rt, rt_at};
use crate::lower::model::{LocalKind, Locator, Role, Structure};
use crate::lower::names::{Name, locals_in};
use crate::lower::table::{LocalId, SiteId, TemplateId};
use crate::view::Hiding;

impl Server<'_> {
    pub(super) fn structure(
        &self,
        template: TemplateId,
        structure: &Structure,
        at: &Locator,
    ) -> TokenStream {
        let rt = rt();
        let view = hidden("__view");
        match structure {
            Structure::Show {
                when,
                hiding,
                children,
                fallback,
            } => {
                let gate = self.client_function(*when, quote!(client_gate), at);
                let uses = self.uses(*when);
                let when = self.evaluating(*when, "condition");
                let children = self.markup_closure(*children, None);
                let fallback = self.fallback(template, fallback.as_ref());
                let mode = match hiding {
                    Hiding::Suspend => quote!(Suspend),
                    Hiding::Dispose => quote!(Fresh),
                };
                let mode = quote!(#rt::ShowMode::#mode);
                quote!(#gate #rt::show(&mut #view, #when, #children, #fallback, #mode); #uses)
            }
            Structure::For {
                each,
                key,
                item,
                row,
            } => {
                let (items, made) = (hidden("__items"), hidden("__row"));
                let uses = self.uses(*each);
                let each = self.evaluating(*each, "items");
                let key = self.expr(key);
                let row = self.row(*row, item);
                quote!({
                    let #items = #each;
                    let #made = #row;
                    #rt::each(&mut #view, #items, #key, #made);
                    #uses
                })
            }
            Structure::Branch { arm, views } => {
                let uses = self.uses(*arm);
                let arm = self.reactive(*arm);
                let views = self.arms(template, views);
                quote!(#rt::branch(&mut #view, #arm, #views); #uses)
            }
            Structure::Markup(site) => self.markup(*site),
            Structure::Component(instance) => self.instance(instance),
        }
    }

    /// `move || function(&expr)`; what a closure gives is what counts.
    pub(super) fn evaluating(&self, site: SiteId, function: &str) -> TokenStream {
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

    pub(super) fn row(&self, row: TemplateId, item: &Pat) -> TokenStream {
        let rt = rt();
        let items = hidden("__items");
        let name = Name::Template(row).ident(self.unit.component.templates[row].span);
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

    /// Says that server code captures what the browser may write: it has to go up.
    pub(super) fn uses(&self, site: SiteId) -> TokenStream {
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

    pub(super) fn markup(&self, site: SiteId) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        let (view, rt) = (hidden("__view"), rt_at(lowered.span));
        if matches!(lowered.role, Role::Rebuild)
            && let Some(choice) = self.choice(site)
        {
            let uses = self.uses(site);
            return quote_spanned!(lowered.span=> #rt::choose(&mut #view, #choice); #uses);
        }
        if matches!(lowered.role, Role::Rebuild) {
            let (rebuild, uses) = (self.reactive(site), self.uses(site));
            return quote_spanned!(lowered.span=> #rt::rebuild(&mut #view, #rebuild); #uses);
        }
        let markup = self.expand(collected(&lowered.expr));
        quote_spanned!(lowered.span=> #rt::fixed(&mut #view, #markup);)
    }

    /// A closure that evaluates the site again and again, and keeps what it needs for that.
    pub(super) fn reactive(&self, site: SiteId) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        self.keeping(lowered.template, &HashSet::new(), moving(&lowered.expr))
    }

    pub(super) fn fallback(&self, template: TemplateId, fallback: Option<&Expr>) -> TokenStream {
        let rt = rt();
        let Some(fallback) = fallback else {
            return quote!(::core::option::Option::None);
        };
        let markup = self.keeping(Some(template), &HashSet::new(), moving(fallback));
        quote!(#rt::fallback(#markup))
    }

    pub(super) fn arms(&self, template: TemplateId, views: &[Expr]) -> TokenStream {
        let arm = hidden("__arm");
        let last = views.len().saturating_sub(1);
        let arms = views.iter().enumerate().map(|(number, view)| {
            let number = Literal::usize_unsuffixed(number);
            if number.to_string() == last.to_string() {
                quote!(_ => #view)
            } else {
                quote!(#number => #view)
            }
        });
        let choose = quote!(move |#arm| match #arm { #(#arms),* });
        self.keeping(Some(template), &HashSet::new(), choose)
    }

    /// A closure that makes a template, each time anew; `item` is what it is given.
    pub(super) fn markup_closure(&self, template: TemplateId, item: Option<&Pat>) -> TokenStream {
        let own: HashSet<LocalId> = item.into_iter().flat_map(locals_in).collect();
        let name = Name::Template(template).ident(self.unit.component.templates[template].span);
        let item = item.into_iter();
        self.keeping(Some(template), &own, quote!(move |#(#item)*| #name))
    }

    /// `{ let a = keep(&a); closure }` for everything that `closure` takes from around `template`.
    pub(super) fn keeping(
        &self,
        template: Option<TemplateId>,
        own: &HashSet<LocalId>,
        closure: TokenStream,
    ) -> TokenStream {
        let closure = self.expand(closure);
        let keeps = self.keeps(template, own, &closure);
        quote!({ #keeps #closure })
    }

    pub(super) fn keeps(
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
            let name = Name::Local(local).ident(span);
            quote_spanned!(span=> let #name = #rt::keep(&#name);)
        });
        keeps.collect()
    }
}

/// `expr` as a closure that owns what it uses.
fn moving(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Closure(closure) => {
            let mut closure = closure.clone();
            closure.capture.get_or_insert_default();
            closure.into_token_stream()
        }
        other => {
            let value = collected(other);
            quote_spanned!(other.span()=> move || #value)
        }
    }
}

/// A `for` between tags is the list of what its rounds give.
fn collected(expr: &Expr) -> TokenStream {
    let Expr::ForLoop(node) = expr else {
        return expr.to_token_stream();
    };
    let (views, rt) = (hidden("__views"), rt_at(node.expr.span()));
    let (label, pat, items) = (&node.label, &node.pat, &node.expr);
    let view = match node.body.stmts.as_slice() {
        [Stmt::Expr(only, None)] => only.to_token_stream(),
        _ => node.body.to_token_stream(),
    };
    quote!({
        let mut #views = ::std::vec::Vec::new();
        #label for #pat in #rt::rows(#items) { #views.push(#view); }
        #views
    })
}
