//! Emits the server half: the user's body, in which each `view!` fills the holes of a template and each client function
//! is in the place where the user wrote it.

mod again;
mod bounds;
mod called;
mod check;
mod choice;
mod closures;
mod lost;
mod once;
mod probe;
pub mod server_calls;

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, ReturnType};

use super::generics::Generics;
use super::props::Prop;
use super::restore::{expand, restore};
use super::{Unit, client, function, hidden, role, rt, rt_at, slice_result, statics};
use crate::analyze::SiteColour;
use crate::analyze::uses::uses;
use crate::cross::mentions;
use crate::lower::model::{Asset, Locator, Param, Part, Role};
use crate::lower::names::{Symbol, locals_in};
use crate::lower::table::{Id, LocalId, SiteId, TemplateId};
use crate::report::TypedBody;
use crate::split::functions::{Capture, Captured, ClientFunction};
pub use again::collected_once;
use closures::Closures;
use lost::NamesLost;
use once::Once;

/// Emits the function of a component.
pub fn function(unit: &Unit, generics: &Generics, props: &[Prop]) -> TokenStream {
    let rt = rt();
    let server = Server::new(unit, generics);
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
            match called::is_only_called(unit.component, param) {
                // A closure that cannot be cloned can be shared.
                true => quote!(let #pat = ::std::rc::Rc::new(#given.#name);),
                false => quote!(let #pat: #ty = #given.#name;),
            }
        });
    let lets: TokenStream = lets.collect();
    let (check, called, shape) = (server.check(), server.called(), server.shape());
    let body = server.body();
    let result = match &item.sig.output {
        ReturnType::Default => quote!(),
        output => output.to_token_stream(),
    };
    let choices = generics.choices();
    let code = restore(unit, quote!(#choices #lets #called #check #shape #body));
    // Messages about the result point at its type.
    let outcome = match &item.sig.output {
        ReturnType::Default => name.span(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    let at = rt_at(outcome);
    let made = match item.sig.asyncness {
        Some(_) => {
            quote_spanned!(outcome=> #at::async_component(async move || #result { #code }))
        }
        None => quote_spanned!(outcome=> #at::component(move || #result { #code })),
    };
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #(#attributes)*
        #[allow(non_snake_case)]
        #visibility fn #name #declared(#given: #name<#(#names),*>) -> #rt::Pending #clause {
            #made
        }
    }
}

/// Emits the function of a composable, in which client functions are lifted.
pub fn composable(unit: &Unit, generics: &Generics) -> TokenStream {
    let server = Server::new(unit, generics);
    let item = &unit.component.item;
    let (attributes, visibility, signature) = (&item.attrs, &item.vis, &item.sig);
    let (check, called, body) = (server.check(), server.called(), server.body());
    let choices = generics.choices();
    let code = restore(unit, quote!(#choices #called #check #body));
    // An `async fn` cannot know its caller.
    let (tracked, checked) = match signature.asyncness {
        Some(_) => (quote!(), quote!()),
        None => {
            let (rt, name) = (rt(), signature.ident.to_string());
            (
                quote!(#[track_caller]),
                quote!(#rt::facts::composable(#name);),
            )
        }
    };
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #(#attributes)*
        #tracked
        #visibility #signature { #checked #code }
    }
}

/// Emits the function of a component that does not compile.
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

/// Emits the slice check for the facts, which also ask for the types of child components, and the typed body.
pub fn types(unit: &Unit, generics: &Generics, body: Option<&TypedBody>) -> TokenStream {
    let server = Server {
        typed: body,
        ..Server::new(unit, generics)
    };
    let (slice, body) = (server.types(), body.map(|body| server.typed_body(body)));
    restore(unit, quote!(#slice #body))
}

/// Returns the witness of a capture's type, if it has one in the slice for the facts.
pub fn witness(unit: &Unit, capture: &Capture) -> Option<Ident> {
    capture.is_told().then(|| function::witness(unit, capture))
}

/// Returns the witness of the captures of a client function.
fn shape_witness(site: SiteId) -> Ident {
    hidden(&format!("__s{}", site.index()))
}

pub struct Server<'c> {
    pub unit: &'c Unit<'c>,
    pub generics: &'c Generics,
    /// The markup that is made at most once, while the body is emitted.
    once: Option<&'c Once>,
    /// The locals that are used behind the part that is emitted, if it is of such markup.
    later: Option<&'c HashSet<LocalId>>,
    /// The body that is emitted for its types alone, instead of the component's.
    typed: Option<&'c TypedBody>,
}

impl<'c> Server<'c> {
    fn new(unit: &'c Unit<'c>, generics: &'c Generics) -> Self {
        Self {
            unit,
            generics,
            once: None,
            later: None,
            typed: None,
        }
    }
}

impl Server<'_> {
    fn body(&self) -> TokenStream {
        let mut body = self.unit.component.body.clone();
        if let Some(typed) = self.typed {
            body.stmts.clone_from(&typed.statements);
        }
        bounds::Memos.visit_block_mut(&mut body);
        Closures(self).visit_block_mut(&mut body);
        if self.typed.is_none() {
            NamesLost::of(self).visit_block_mut(&mut body);
        }
        let statements = body.stmts.iter().map(ToTokens::to_token_stream);
        let once = Once::of(self);
        let server = Server {
            once: Some(&once),
            ..*self
        };
        server.expand(statements.collect())
    }

    /// Emits the body for its types alone.
    fn typed_body(&self, body: &TypedBody) -> TokenStream {
        let rt = rt();
        let signature = &self.unit.component.item.sig;
        let (asyncness, result) = (&signature.asyncness, slice_result(signature));
        let name = hidden("__body");
        let witnesses = &body.witnesses;
        let params = self.unit.component.params.iter().map(|param| {
            let (pat, ty) = (&param.pat, &param.ty);
            quote!(let #pat: #ty = #rt::any();)
        });
        let code = self.body();
        quote! {
            #(let #witnesses = &#rt::Ty::new();)*
            #[allow(warnings)]
            let #name = #asyncness move || -> #result {
                return #rt::any();
                #(#params)*
                #code
            };
        }
    }

    /// Emits the checks that functions which are called like composables are composables, and that those which client code
    /// calls exist in the browser.
    fn called(&self) -> TokenStream {
        let called = client::composables(self.unit);
        let checks = called.map(|path| {
            client::with_composable(&path, |ty| {
                let rt = rt_at(ty.span());
                quote_spanned!(ty.span()=> let _ = <#ty as #rt::Composable>::IS_COMPOSABLE;)
            })
        });
        let server_calls = self.server_calls();
        quote!(#(#checks)* #server_calls)
    }

    /// Emits the value that distinguishes this instance of a generic component from others, from a witness for each
    /// client function.
    fn shape(&self) -> TokenStream {
        if self.generics.client().is_empty() {
            return TokenStream::new();
        }
        let rt = rt();
        let sites = self.unit.component.sites.ids();
        let sites = sites.filter(|site| {
            self.unit.split.function(*site).is_some() && !self.unit.colours.is_open(*site)
        });
        let witnesses: Vec<_> = sites.map(shape_witness).collect();
        let all: Vec<_> = witnesses.iter().map(ToTokens::to_token_stream).collect();
        let shape = statics::shape(self.unit, self.generics, &all);
        quote!(#(let #witnesses = #rt::Ty::new();)* #shape)
    }

    /// Returns the place of the first capture of a prop whose type mentions a type parameter. If that type lacks the bound
    /// `Cross`, the capture and the shape lack it, and rustc reports both there, once.
    pub(super) fn generic_capture(&self) -> Span {
        let component = self.unit.component;
        let generics = &component.item.sig.generics;
        let is_generic = |param: &&Param| {
            let mut names = generics.type_params();
            names.any(|name| mentions(&param.ty, &name.ident))
        };
        let generic = component.params.iter().filter(is_generic);
        let generic: Vec<_> = generic.flat_map(|param| locals_in(&param.pat)).collect();
        let functions = component.sites.ids();
        let functions = functions.filter_map(|site| self.unit.split.function(site));
        let captures = functions.flat_map(|function| &function.captures);
        let mut captures = captures.filter(|capture| generic.contains(&capture.local()));
        let first = captures.next();
        first.map_or_else(Span::call_site, Capture::reported)
    }

    pub(crate) fn expand(&self, tokens: TokenStream) -> TokenStream {
        expand(tokens, &mut |name| match name {
            Symbol::Template(template) => Some(self.template(template)),
            Symbol::Site(site) => Some(self.site(site)),
            Symbol::Local(_) => None,
        })
    }

    pub(crate) fn expr(&self, expr: &Expr) -> TokenStream {
        self.expand(expr.to_token_stream())
    }

    fn template(&self, template: TemplateId) -> TokenStream {
        let rt = rt();
        let (view, fixed) = (hidden("__view"), hidden("__TEMPLATE"));
        if self.typed.is_some() {
            return self.typed_template(template);
        }
        let description = statics::template(self.unit, template);
        let lowered = &self.unit.component.templates[template];
        let parts = self.parts(template, &lowered.parts);
        // A static cannot mention a type parameter, but an inline constant can.
        let functions = statics::functions_in(self.unit, lowered)
            .filter_map(|site| self.unit.split.function(site));
        let projections = function::projections(functions);
        let declaration = if self.generics.client().is_empty() {
            quote!(static #fixed: #rt::Template = #description; let mut #view = #rt::Builder::new(&#fixed);)
        } else {
            let (shape, place) = (hidden("__shape"), self.generic_capture());
            let at = rt_at(place);
            let template = quote_spanned!(place=> #at::template_of::<#fixed, _>(#shape));
            quote! {
                #[allow(non_camel_case_types)]
                struct #fixed;
                impl #rt::Described for #fixed {
                    const TEMPLATE: #rt::Template = #description;
                }
                let mut #view = #rt::Builder::new(#template);
            }
        };
        // The call submits the file. It may be of another macro of that name.
        let assets = lowered
            .assets
            .iter()
            .map(|Asset { call, address }| quote!(const _: () = #rt::is_asset(#call, #address);));
        block(
            lowered.span,
            quote!(#(#assets)* #projections #declaration #(#parts)* #rt::finish(#view)),
        )
    }

    /// Emits a template for the types of what is in it. Nothing behind the `return` is borrow-checked.
    fn typed_template(&self, template: TemplateId) -> TokenStream {
        let (rt, view) = (rt(), hidden("__view"));
        let lowered = &self.unit.component.templates[template];
        let parts = self.parts(template, &lowered.parts);
        let functions = statics::functions_in(self.unit, lowered)
            .filter_map(|site| self.unit.split.function(site));
        let projections = function::projections(functions);
        let body = quote! {
            return #rt::any();
            #projections
            let mut #view = #rt::Builder::new(#rt::any());
            #(#parts)*
            #rt::finish(#view)
        };
        block(lowered.span, body)
    }

    fn part(&self, template: TemplateId, part: &Part) -> TokenStream {
        let emitted = self.emitted_part(template, part);
        let Some(body) = self.typed else {
            return emitted;
        };
        let instance = match part {
            Part::Structure { structure, .. } => structure.instance(),
            _ => None,
        };
        let at_site = part.decided_by().and_then(|site| body.at_sites.get(&site));
        let given = instance.and_then(|instance| body.at_instances.get(&instance.number));
        let told = at_site.into_iter().chain(given).flatten();
        quote!(#(#told)* #emitted)
    }

    fn emitted_part(&self, template: TemplateId, part: &Part) -> TokenStream {
        match part {
            Part::Binding { site, at } => self.binding(*site, at),
            Part::Listener { site, at } | Part::Reference { site, at } => self.placed(*site, at),
            Part::Structure { structure, at } => structure.emit(self, template, at),
        }
    }

    fn binding(&self, site: SiteId, at: &Locator) -> TokenStream {
        match self.unit.split.function(site) {
            None => self.own_binding(site),
            Some(client) if self.unit.colours.is_open(site) => self.open_binding(site, client, at),
            Some(_) => self.placed(site, at),
        }
    }

    /// Emits a binding that is client code if the types say so.
    fn open_binding(&self, site: SiteId, client: &ClientFunction, at: &Locator) -> TokenStream {
        let rt = rt();
        let (at, does) = (statics::locator(at), role::does(self.unit, site));
        let (view, f, make) = (hidden("__view"), hidden("__f"), hidden("__make"));
        let kind = statics::unit_kind(self.unit, site);
        let kind = statics::kind_id(self.unit, kind);
        let (slots, made) = (
            statics::slots(&client.slots),
            function::made_later(self.unit, client),
        );
        let closure = function::closure(self.unit, site, client);
        let proof = role::proof(&self.unit.component.sites[site].role);
        let otherwise = self.own_binding(site);
        quote!({
            let #make = #made;
            if #rt::makes_open(&#make) {
                let #f = #rt::open_binding(&mut #view, #kind, #at, #does #slots, #make(), #closure);
                #proof
            } else {
                #otherwise
            }
        })
    }

    /// Emits a binding that the server computes: once, or whenever something changes, or as its first run decides.
    fn own_binding(&self, site: SiteId) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        let (view, rt, span) = (hidden("__view"), rt_at(lowered.span), lowered.span);
        let (once, with) = match lowered.role {
            Role::Spread => ("spread", "spread_with"),
            Role::Text => ("text", "text_with"),
            _ => ("value", "value_with"),
        };
        match self.unit.colours.on_server(site) {
            SiteColour::Server => {
                if let Some(binding) = self.field_binding(site) {
                    return binding;
                }
                let with = Ident::new(with, span);
                let (follow, uses) = match lowered.role {
                    Role::Spread => (self.evaluating(site, "items"), self.note_uses(site)),
                    _ => (self.reactive(site), TokenStream::new()),
                };
                quote_spanned!(span=> #rt::#with(&mut #view, #follow); #uses)
            }
            SiteColour::Probed => self.probed(site, once),
            _ => self.once(site, once),
        }
    }

    /// Emits a binding that is computed once, in place.
    fn once(&self, site: SiteId, once: &str) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        let (view, rt, span) = (hidden("__view"), rt_at(lowered.span), lowered.span);
        let (once, expr) = (Ident::new(once, span), self.expr(&lowered.expr));
        match lowered.role {
            Role::Spread => quote_spanned!(span=> #rt::#once(&mut #view, #expr);),
            _ => quote_spanned!(span=> #rt::#once(&mut #view, &(#expr));),
        }
    }

    /// Emits a client function at a position of the markup, if the browser runs the site.
    pub(crate) fn placed(&self, site: SiteId, at: &Locator) -> TokenStream {
        let role = &self.unit.component.sites[site].role;
        let (view, at) = (hidden("__view"), statics::locator(at));
        let (event, does) = (role::event(role), role::does(self.unit, site));
        let function = self.unit.split.function(site);
        let lifted = |client| self.lifted(site, client, quote!(&mut #view, #event #at, #does));
        function.map(lifted).unwrap_or_default()
    }

    /// Emits `{ let f = makes(arguments slots, captures, closure); let _: fn(..) = f; }`.
    fn lifted(&self, site: SiteId, client: &ClientFunction, arguments: TokenStream) -> TokenStream {
        let (rt, f) = (rt(), hidden("__f"));
        let makes = role::makes(&self.unit.component.sites[site].role);
        let slots = statics::slots(&client.slots);
        let captures = self.captures(site, client);
        let closure = function::closure(self.unit, site, client);
        let proof = role::proof(&self.unit.component.sites[site].role);
        let sent = self.sent(site);
        let retried = self.retried(site);
        quote!({ #sent #retried let #f = #rt::#makes(#arguments #slots, #captures, #closure); #proof })
    }

    /// Emits the checks that the browser can send the values which client code writes and the server may need. For type
    /// parameters, the server checks this when it links.
    pub(crate) fn sent(&self, site: SiteId) -> TokenStream {
        if !self.generics.is_empty() {
            return TokenStream::new();
        }
        let component = self.unit.component;
        let mut seen = HashSet::new();
        let written = uses(component, &component.sites[site].expr)
            .into_iter()
            .filter(|found| self.unit.colours.may_go_up(component, found))
            .filter(|found| seen.insert(found.place.clone()));
        let checks = written.map(|found| {
            let (rt, place) = (rt_at(found.span), function::place(&found.place, found.span));
            quote_spanned!(found.span=> #rt::sent!(&#place);)
        });
        checks.collect()
    }

    /// Emits what lets the server keep the failed calls of the actions that client code asks for them, or calls again. The browser
    /// may ask later, or where the server never does: in a handler, or in a branch that is not taken yet.
    fn retried(&self, site: SiteId) -> TokenStream {
        let component = self.unit.component;
        let used = uses(component, &component.sites[site].expr);
        let retried = used.into_iter().filter(|found| found.asks_for_failures);
        let noted = retried.map(|found| {
            let (rt, place) = (rt_at(found.span), function::place(&found.place, found.span));
            quote_spanned!(found.span=> #rt::retried!(&#place);)
        });
        noted.collect()
    }

    /// Emits a site in the body.
    fn site(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let lowered = &self.unit.component.sites[site];
        let Some(client) = self.unit.split.function(site) else {
            let made = hidden("__made");
            let (code, uses) = (self.expr(&lowered.as_written()), self.note_uses(site));
            if lowered.asks_what_is_lost() {
                return quote!({ #rt::asks_what_is_lost!(); #code });
            }
            return if uses.is_empty() {
                code
            } else {
                quote!({ #uses let #made = #code; #made })
            };
        };
        let kind = statics::unit_kind(self.unit, site);
        let kind = statics::noted_kind_id(self.unit, kind, self.generics);
        if self.unit.colours.is_open(site) {
            return self.open_memo(site, client, &kind);
        }
        if let Role::Callback(_) = lowered.role {
            return self.callback_value(site, client, &kind);
        }
        if !matches!(lowered.role, Role::Memo(_)) {
            let projections = function::projections([client]);
            let lifted = self.lifted(site, client, quote!(#kind,));
            return quote!({ #projections #lifted });
        }
        let (f, memo) = (hidden("__f"), hidden("__memo"));
        let projections = function::projections([client]);
        let (slots, captures) = (statics::slots(&client.slots), self.captures(site, client));
        let closure = function::closure(self.unit, site, client);
        let proof = role::proof(&lowered.role);
        let (uses, failures) = (self.note_uses(site), self.note_failures(site, client));
        // That its value cannot be compared is said of this call.
        let span = Span::mixed_site().located_at(lowered.call_place());
        let (at, makes) = (rt_at(span), role::makes_at(&lowered.role, span));
        let made = quote_spanned!(span=> #at::#makes(#kind, #slots, #captures, #closure));
        quote!({
            #projections
            #failures
            let (#memo, #f) = #made;
            #proof
            #uses
            #memo
        })
    }

    /// Emits what lets the server say which calls have failed, of the actions whose calls a list shows that the browser makes: the
    /// draft of such a call does not become the row of another item.
    fn note_failures(&self, memo: SiteId, client: &ClientFunction) -> TokenStream {
        let mut lists = self.unit.colours.lists.values();
        if !lists.any(|list| list.memo == memo) {
            return TokenStream::new();
        }
        let places = client
            .captures
            .iter()
            .filter_map(|capture| match &capture.what {
                Captured::Place(place) => Some((place, capture.span)),
                Captured::Projection(_) => None,
            });
        let noted = places.map(|(place, span)| {
            let (rt, place) = (rt_at(span), function::place(place, span));
            quote_spanned!(span=> #rt::retried!(&#place);)
        });
        noted.collect()
    }

    /// Emits a memo that the browser may run if its types allow it.
    fn open_memo(&self, site: SiteId, client: &ClientFunction, kind: &TokenStream) -> TokenStream {
        let rt = rt();
        let lowered = &self.unit.component.sites[site];
        let (f, make, open) = (hidden("__f"), hidden("__make"), hidden("__open"));
        let (slots, made) = (
            statics::slots(&client.slots),
            function::made_later(self.unit, client),
        );
        let closure = function::closure(self.unit, site, client);
        let proof = role::proof(&lowered.role);
        let otherwise = self.expr(&lowered.as_written());
        quote!({
            let #make = #made;
            let (#open, #f) = #rt::open_memo(&#make, #closure);
            #proof
            #rt::made_memo!(#open, #kind, #slots, #otherwise)
        })
    }

    /// Emits the value of `callback(..)`.
    fn callback_value(
        &self,
        site: SiteId,
        client: &ClientFunction,
        kind: &TokenStream,
    ) -> TokenStream {
        let rt = rt();
        let (f, callback) = (hidden("__f"), hidden("__callback"));
        let (projections, captures) =
            (function::projections([client]), self.captures(site, client));
        let closure = function::closure(self.unit, site, client);
        let role = &self.unit.component.sites[site].role;
        let (makes, proof) = (role::makes(role), role::proof(role));
        let (sent, retried) = (self.sent(site), self.retried(site));
        quote!({
            #projections
            #sent
            #retried
            let (#callback, #f) = #rt::#makes(#rt::Ty::new(), #kind, #captures, #closure);
            #proof
            #callback
        })
    }
}

/// Emits a block whose braces have the span `place`.
///
/// A closure that ends with the block is in the user's source from its first token to its last then, so the compiler's
/// messages about it stand there, and not at `#[component]`.
fn block(place: Span, statements: TokenStream) -> TokenStream {
    let mut block = Group::new(Delimiter::Brace, statements);
    block.set_span(place);
    block.into_token_stream()
}
