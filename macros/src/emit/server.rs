//! The server half: the user's body, in which each `view!` fills a template's holes and each client function stands
//! where the user wrote it.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Pat, ReturnType, Stmt};

use super::generics::Generics;
use super::props::Prop;
use super::restore::{expand, restore};
use super::{Unit, function, hidden, rt, statics};
use crate::analyze::uses::{Place, uses};
use crate::analyze::{SiteColour, Uplink};
use crate::lower::model::{
    self, Content, Instance, LocalKind, Locator, Part, PropValue, Role, Structure,
};
use crate::lower::names::{Name, locals_in, mentioned};
use crate::lower::table::{LocalId, SiteId, TemplateId};
use crate::split::functions::{Capture, Captured, Crossing, Function};
use crate::view::Hiding;

/// The component's function.
pub fn function(unit: &Unit, generics: &Generics, props: &[Prop]) -> TokenStream {
    let rt = rt();
    let server = Server { unit, generics };
    let item = &unit.component.item;
    let (attributes, visibility, name) = (&item.attrs, &item.vis, &item.sig.ident);
    let (declared, clause) = generics.declared();
    let names = generics.names();
    let given = hidden("__props");
    let lets = props
        .iter()
        .zip(&unit.component.params)
        .map(|(prop, param)| {
            let (pat, name, ty) = (&param.pat, &prop.name, &prop.ty);
            quote!(let #pat: #ty = #given.#name;)
        });
    let lets: TokenStream = lets.collect();
    let check = server.check();
    let body = server.body();
    let result = match &item.sig.output {
        ReturnType::Default => quote!(),
        output => output.to_token_stream(),
    };
    let (run, asyncness) = match item.sig.asyncness {
        Some(asyncness) => (quote!(async_component), asyncness.to_token_stream()),
        None => (quote!(component), quote!()),
    };
    let code = restore(unit, quote!(#lets #check #body));
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #(#attributes)*
        #[allow(non_snake_case)]
        #visibility fn #name #declared(#given: #name<#(#names),*>) -> #rt::Pending #clause {
            #rt::#run(#asyncness move || #result { #code })
        }
    }
}

/// The function of a component that does not compile.
pub fn stub(unit: &Unit, generics: &Generics) -> TokenStream {
    let rt = rt();
    let item = &unit.component.item;
    let (visibility, name) = (&item.vis, &item.sig.ident);
    let ((declared, clause), names) = (generics.declared(), generics.names());
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #[allow(non_snake_case)]
        #visibility fn #name #declared(_: #name<#(#names),*>) -> #rt::Pending #clause { #rt::any() }
    }
}

struct Server<'c> {
    unit: &'c Unit<'c>,
    generics: &'c Generics,
}

impl Server<'_> {
    fn body(&self) -> TokenStream {
        let mut body = self.unit.component.body.clone();
        Closures(self).visit_block_mut(&mut body);
        let statements = body.stmts.iter().map(ToTokens::to_token_stream);
        self.expand(statements.collect())
    }

    /// The slice, next to the body: it gives each captured place the type that the browser's build will see.
    fn check(&self) -> TokenStream {
        let places = self.checked_places();
        if !self.unit.check_slice || places.is_empty() {
            return TokenStream::new();
        }
        let rt = rt();
        let signature = &self.unit.component.item.sig;
        let witnesses = places.iter();
        let slice = hidden("__slice");
        let statements = self
            .unit
            .split
            .check
            .iter()
            .map(ToTokens::to_token_stream)
            .collect();
        let statements = expand(statements, &mut |name| match name {
            Name::Site(site) => Some(self.witnessed(site)),
            _ => None,
        });
        let (asyncness, result) = (&signature.asyncness, super::slice_result(signature));
        quote! {
            #(let #witnesses = #rt::Ty::new();)*
            #[allow(warnings)]
            let #slice = #asyncness move || -> #result {
                return #rt::any();
                #statements
                #rt::any()
            };
        }
    }

    fn checked_places(&self) -> BTreeSet<Ident> {
        let names = self.unit.split.check.iter().flat_map(mentioned);
        let sites = names.filter_map(|name| match name {
            Name::Site(site) => self.unit.split.function(site),
            _ => None,
        });
        let places = sites
            .flat_map(|function| &function.captures)
            .filter_map(Capture::checked);
        places.map(function::witness).collect()
    }

    fn witnessed(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let function = self.unit.split.function(site).into_iter();
        let captures = function.flat_map(|function| &function.captures);
        let witnessed = captures.filter_map(|capture| {
            let place = capture.checked()?;
            let (witness, place) = (
                function::witness(place),
                function::place(place, capture.span),
            );
            Some(quote!(#rt::is(#witness, &#place);))
        });
        let lowered = &self.unit.component.sites[site];
        let value = matches!(lowered.role, Role::Memo(_)).then(|| lowered.as_written());
        quote!({ #(#witnessed)* #value })
    }

    fn expand(&self, tokens: TokenStream) -> TokenStream {
        expand(tokens, &mut |name| match name {
            Name::Template(template) => Some(self.template(template)),
            Name::Site(site) => Some(self.site(site)),
            Name::Local(_) => None,
        })
    }

    fn expr(&self, expr: &Expr) -> TokenStream {
        self.expand(expr.to_token_stream())
    }

    fn template(&self, template: TemplateId) -> TokenStream {
        let rt = rt();
        let (view, fixed) = (hidden("__view"), hidden("__TEMPLATE"));
        let client = self.generics.client();
        let description = statics::template(self.unit, template, client);
        let lowered = &self.unit.component.templates[template];
        let parts = lowered.parts.iter().map(|part| self.part(template, part));
        // A static cannot mention a type parameter, an inline constant can.
        let functions = lowered
            .parts
            .iter()
            .filter_map(|part| self.unit.split.function(part.site()?));
        let mirrors = function::mirrors(functions);
        let declaration = if client.is_empty() {
            quote!(static #fixed: #rt::Template = #description; let mut #view = #rt::Builder::new(&#fixed);)
        } else {
            quote!(let mut #view = #rt::Builder::new(const { &#description });)
        };
        quote!({ #mirrors #declaration #(#parts)* #rt::finish(#view) })
    }

    fn part(&self, template: TemplateId, part: &Part) -> TokenStream {
        match part {
            Part::Binding { site, at } => self.binding(*site, at),
            Part::Listener { site, at } => self.listener(*site, at),
            Part::Reference { site, at } => self.client_function(*site, quote!(client_ref), at),
            Part::Structure { structure, at } => self.structure(template, structure, at),
        }
    }

    fn binding(&self, site: SiteId, at: &Locator) -> TokenStream {
        let rt = rt();
        let view = hidden("__view");
        let lowered = &self.unit.component.sites[site];
        if let Some(client) = self.unit.split.function(site) {
            let (at, target) = (statics::locator(at), statics::target(&lowered.role));
            return self.lifted(
                site,
                client,
                quote!(#rt::client_binding),
                quote!(&mut #view, #at, #target,),
            );
        }
        let span = lowered.span;
        let expr = self.expr(&lowered.expr);
        match (&lowered.role, self.unit.colours.sites[site].colour) {
            (Role::Spread, _) => quote_spanned!(span=> #rt::spread(&mut #view, #expr);),
            (Role::Text, SiteColour::Static) => {
                quote_spanned!(span=> #rt::text(&mut #view, &#expr);)
            }
            (_, SiteColour::Static) => quote_spanned!(span=> #rt::value(&mut #view, &#expr);),
            (Role::Text, _) => {
                let follow = self.reactive(site);
                quote_spanned!(span=> #rt::text_with(&mut #view, #follow);)
            }
            _ => {
                let follow = self.reactive(site);
                quote_spanned!(span=> #rt::value_with(&mut #view, #follow);)
            }
        }
    }

    fn listener(&self, site: SiteId, at: &Locator) -> TokenStream {
        let rt = rt();
        let view = hidden("__view");
        let (Some(client), Role::Listener(listener)) = (
            self.unit.split.function(site),
            &self.unit.component.sites[site].role,
        ) else {
            return TokenStream::new();
        };
        let at = statics::locator(at);
        let event = function::event_type(&listener.event, listener.event_span);
        let definition = statics::event_def(listener);
        let head = quote!(#rt::client_event::<#event, _, _>);
        self.lifted(site, client, head, quote!(&mut #view, #at, #definition,))
    }

    fn client_function(&self, site: SiteId, name: TokenStream, at: &Locator) -> TokenStream {
        let rt = rt();
        let (view, at) = (hidden("__view"), statics::locator(at));
        let function = self.unit.split.function(site);
        let lifted =
            |client| self.lifted(site, client, quote!(#rt::#name), quote!(&mut #view, #at,));
        function.map(lifted).unwrap_or_default()
    }

    /// `{ let f = head(arguments slots, captures, closure); let _: fn(..) = f; }`
    fn lifted(
        &self,
        site: SiteId,
        client: &Function,
        head: TokenStream,
        arguments: TokenStream,
    ) -> TokenStream {
        let f = hidden("__f");
        let slots = statics::slots(&client.slots);
        let captures = self.captures(client);
        let closure = function::closure(self.unit, site, client);
        let proof = function::proof(&self.unit.component.sites[site].role);
        quote!({ let #f = #head(#arguments #slots, #captures, #closure); #proof })
    }

    fn captures(&self, client: &Function) -> TokenStream {
        let rt = rt();
        let checked = if self.unit.check_slice {
            self.checked_places()
        } else {
            BTreeSet::new()
        };
        function::captures(client, |capture, taken| {
            let witness = capture.checked().map(function::witness);
            match witness.filter(|witness| checked.contains(witness)) {
                Some(witness) => quote_spanned!(capture.span=> #rt::same(#taken, #witness)),
                None => taken,
            }
        })
    }

    /// A site in the body.
    fn site(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let lowered = &self.unit.component.sites[site];
        let Some(client) = self.unit.split.function(site) else {
            let made = hidden("__made");
            let (code, uses) = (self.expr(&lowered.as_written()), self.uses(site));
            return if uses.is_empty() {
                code
            } else {
                quote!({ let #made = #code; #uses #made })
            };
        };
        let kind = statics::unit_kind(self.unit.component, site);
        let kind = statics::kind_id(self.unit, kind, self.generics.client());
        if !matches!(lowered.role, Role::Memo(_)) {
            let mirrors = function::mirrors([client]);
            let lifted = self.lifted(site, client, quote!(#rt::client_effect), quote!(#kind,));
            return quote!({ #mirrors #lifted });
        }
        let (f, memo) = (hidden("__f"), hidden("__memo"));
        let mirrors = function::mirrors([client]);
        let (slots, captures) = (statics::slots(&client.slots), self.captures(client));
        let closure = function::closure(self.unit, site, client);
        let proof = function::proof(&lowered.role);
        quote!({
            #mirrors
            let (#memo, #f) = #rt::client_memo(#kind, #slots, #captures, #closure);
            #proof
            #memo
        })
    }

    fn structure(&self, template: TemplateId, structure: &Structure, at: &Locator) -> TokenStream {
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
                let when = self.evaluating(*when, quote!(condition));
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
                let each = self.evaluating(*each, quote!(items));
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
    fn evaluating(&self, site: SiteId, function: TokenStream) -> TokenStream {
        let rt = rt();
        let lowered = &self.unit.component.sites[site];
        let expr = &lowered.expr;
        let value = match expr {
            Expr::Closure(_) => quote!((#expr)()),
            other => other.to_token_stream(),
        };
        let closure = quote_spanned!(lowered.span=> move || #rt::#function(&#value));
        self.keeping(lowered.template, &HashSet::new(), closure)
    }

    fn row(&self, row: TemplateId, item: &Pat) -> TokenStream {
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
    fn uses(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let lowered = &self.unit.component.sites[site];
        let used = uses(self.unit.component, &lowered.expr);
        let locals: BTreeSet<_> = used.iter().map(|found| found.place.local).collect();
        let noted = locals.into_iter().filter_map(|local| {
            let uplink = match self
                .unit
                .colours
                .uplink_of(self.unit.component, site, local)
            {
                Uplink::Never => return None,
                Uplink::Lazy => quote!(lazy),
                Uplink::Eager => quote!(eager),
            };
            let name = Name::Local(local).ident(lowered.span);
            Some(quote!(#rt::uses!(#uplink, &#name);))
        });
        noted.collect()
    }

    fn markup(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let view = hidden("__view");
        let lowered = &self.unit.component.sites[site];
        if matches!(lowered.role, Role::Rebuild) {
            let (rebuild, uses) = (self.reactive(site), self.uses(site));
            return quote_spanned!(lowered.span=> #rt::rebuild(&mut #view, #rebuild); #uses);
        }
        let markup = self.expand(collected(&lowered.expr));
        quote_spanned!(lowered.span=> #rt::fixed(&mut #view, #markup);)
    }

    /// A closure that evaluates the site again and again, and keeps what it needs for that.
    fn reactive(&self, site: SiteId) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        self.keeping(lowered.template, &HashSet::new(), moving(&lowered.expr))
    }

    fn fallback(&self, template: TemplateId, fallback: Option<&Expr>) -> TokenStream {
        let rt = rt();
        let Some(fallback) = fallback else {
            return quote!(::core::option::Option::None);
        };
        let markup = self.keeping(Some(template), &HashSet::new(), moving(fallback));
        quote!(#rt::fallback(#markup))
    }

    fn arms(&self, template: TemplateId, views: &[Expr]) -> TokenStream {
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
    fn markup_closure(&self, template: TemplateId, item: Option<&Pat>) -> TokenStream {
        let own: HashSet<LocalId> = item.into_iter().flat_map(locals_in).collect();
        let name = Name::Template(template).ident(self.unit.component.templates[template].span);
        let item = item.into_iter();
        self.keeping(Some(template), &own, quote!(move |#(#item)*| #name))
    }

    /// `{ let a = keep(&a); closure }` for everything that `closure` takes from around `template`.
    fn keeping(
        &self,
        template: Option<TemplateId>,
        own: &HashSet<LocalId>,
        closure: TokenStream,
    ) -> TokenStream {
        let closure = self.expand(closure);
        let keeps = self.keeps(template, own, &closure);
        quote!({ #keeps #closure })
    }

    fn keeps(
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

    /// A child component: values first, because they may decide the types of callbacks and slots.
    fn instance(&self, instance: &Instance) -> TokenStream {
        let rt = rt();
        let (view, props, path) = (hidden("__view"), hidden("__props"), &instance.path);
        let is_late = |name: &Ident| name.to_string().starts_with("on_");
        let (late, early): (Vec<_>, Vec<_>) =
            instance.props.iter().partition(|prop| is_late(&prop.name));
        let early = early.into_iter().map(|prop| {
            let name = &prop.name;
            let value = prop.value.expr().map(|expr| self.expr(expr));
            quote!(let #props = #props.#name(#value);)
        });
        let late = late.into_iter().map(|prop| self.callback(prop));
        let slots = instance
            .slots
            .iter()
            .map(|(name, content)| self.content(name, content));
        let children = Ident::new("children", path.span());
        let children = instance
            .children
            .iter()
            .map(|content| self.content(&children, content));
        let build = Ident::new("build", path.segments.last().span());
        let component = instance.plain_path();
        quote!({
            let #props = #path::props();
            #(#early)*
            #(#late)*
            #(#slots)*
            #(#children)*
            #rt::child(&mut #view, #component, #props.#build());
        })
    }

    fn callback(&self, prop: &model::Prop) -> TokenStream {
        let rt = rt();
        let (props, name) = (hidden("__props"), &prop.name);
        let site = match &prop.value {
            PropValue::Callback(site) => *site,
            PropValue::Expr(expr) => {
                let value = self.expr(expr);
                return quote!(let #props = #props.#name(|_| #value););
            }
        };
        let Some(client) = self.unit.split.function(site) else {
            return TokenStream::new();
        };
        let (ty, callback, f) = (hidden("__type"), hidden("__callback"), hidden("__f"));
        let kind = statics::unit_kind(self.unit.component, site);
        let kind = statics::kind_id(self.unit, kind, self.generics.client());
        let (mirrors, captures) = (function::mirrors([client]), self.captures(client));
        let closure = function::closure(self.unit, site, client);
        let proof = function::proof(&self.unit.component.sites[site].role);
        quote! {
            let #props = #props.#name(|#ty| {
                #mirrors
                let (#callback, #f) = #rt::client_callback(#ty, #kind, #captures, #closure);
                #proof
                #callback
            });
        }
    }

    fn content(&self, name: &Ident, content: &Content) -> TokenStream {
        let rt = rt();
        let (props, ty) = (hidden("__props"), hidden("__type"));
        let setter = quote::format_ident!("slot_{name}", span = name.span());
        let make = if content.item.is_some() {
            quote!(content_of)
        } else {
            quote!(content)
        };
        let markup = self.markup_closure(content.template, content.item.as_ref());
        quote!(let #props = #props.#setter(|#ty| #rt::#make(#ty, #markup));)
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
    let views = hidden("__views");
    let (label, pat, items, body) = (&node.label, &node.pat, &node.expr, &node.body);
    quote!({
        let mut #views = ::std::vec::Vec::new();
        #label for #pat in #items { #views.push(#body); }
        #views
    })
}

/// Local closures in the body: those that only client functions use are left out; those that both sides use own
/// copies, so that client functions can still capture what they were made from.
struct Closures<'s, 'c>(&'s Server<'c>);

impl VisitMut for Closures<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        block
            .stmts
            .retain(|statement| !self.0.is_client_only(statement));
        for statement in &mut block.stmts {
            if let Stmt::Local(local) = statement
                && let Some(init) = &mut local.init
                && self.0.is_client_code(&local.pat)
            {
                *init.expr = self.0.owning(&init.expr);
            }
        }
        visit_mut::visit_block_mut(self, block);
    }
}

impl Server<'_> {
    fn is_client_only(&self, statement: &Stmt) -> bool {
        let bound = match statement {
            Stmt::Local(local) => locals_in(&local.pat),
            Stmt::Item(syn::Item::Macro(item)) => locals_in(&item.ident),
            _ => Vec::new(),
        };
        let client_only = &self.unit.split.client_only;
        !bound.is_empty() && bound.iter().all(|local| client_only.contains(local))
    }

    fn is_client_code(&self, pat: &Pat) -> bool {
        let bound = locals_in(pat);
        let functions = self.unit.split.functions.values();
        bound.len() == 1
            && functions
                .into_iter()
                .any(|function| function.code.contains(&bound[0]))
    }

    /// `{ let name = keep(&name); move || .. }`
    fn owning(&self, closure: &Expr) -> Expr {
        let rt = rt();
        let used: BTreeSet<_> = uses(self.unit.component, closure)
            .into_iter()
            .map(|found| Name::Local(found.place.local).ident(found.span))
            .collect();
        let used = used.iter();
        syn::parse_quote!({ #(let #used = #rt::keep(&#used);)* #closure })
    }
}

impl Capture {
    /// The place whose type the slice check compares.
    fn checked(&self) -> Option<&Place> {
        match (&self.what, &self.how) {
            // A borrowed prop's type is written, and what crosses is another.
            (Captured::Place(_), Crossing::Borrowed(_)) => None,
            (Captured::Place(place), _) => Some(place),
            (Captured::Projection { .. }, _) => None,
        }
    }
}
