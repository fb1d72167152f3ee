//! Emits the client half: the slice with the client functions in it, and the code that registers their kinds.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use syn::Path;

use super::generics::Generics;
use super::restore::{expand, restore};
use super::{Unit, facts, function, hidden, role, rt, statics};
use crate::construct::component::{Instance, child_witness};
use crate::lower::model::{Locator, Part, Role};
use crate::lower::names::Symbol;
use crate::lower::table::{Id, SiteId, TemplateId};
use crate::split::functions::ClientFunction;

/// Emits the implementation of `Component`. In the browser's build it contains the client half.
pub fn component(unit: &Unit, generics: &Generics) -> TokenStream {
    let rt = rt();
    let client = Client { unit, generics };
    let name = &unit.component.item.sig.ident;
    let (declared, clause) = generics.client_declared();
    let arguments = generics.client_arguments();
    let first = statics::kind_id(unit, 0);
    let register = restore(unit, client.register());
    let types = facts::instance_types(unit, generics);
    quote! {
        impl #declared #rt::Component for #name #arguments #clause {
            const FIRST: #rt::KindId = #first;

            #types

            #[cfg(target_arch = "wasm32")]
            #[allow(warnings)]
            #register
        }
    }
}

/// Emits the implementation of `Component` for a component that does not compile. It registers nothing.
pub fn stub(unit: &Unit, generics: &Generics) -> TokenStream {
    let rt = rt();
    let name = &unit.component.item.sig.ident;
    let (declared, clause) = generics.client_declared();
    let arguments = generics.client_arguments();
    let first = statics::kind_id(unit, 0);
    quote! {
        impl #declared #rt::Component for #name #arguments #clause {
            const FIRST: #rt::KindId = #first;

            #[cfg(target_arch = "wasm32")]
            fn register(_: &mut #rt::Registry) {}
        }
    }
}

/// Emits the client half of a composable: a type of its name, by which callers register it.
pub fn composable(unit: &Unit, generics: &Generics) -> TokenStream {
    let register = restore(unit, Client { unit, generics }.register());
    composable_type(unit, register)
}

/// Emits the client half of a composable that does not compile.
pub fn composable_stub(unit: &Unit) -> TokenStream {
    let rt = rt();
    composable_type(unit, quote!(fn register(_: &mut #rt::Registry) {}))
}

fn composable_type(unit: &Unit, register: TokenStream) -> TokenStream {
    let rt = rt();
    let (visibility, name) = (&unit.component.item.vis, &unit.component.item.sig.ident);
    // The numbers from 0 belong to its own functions.
    let first = statics::kind_id(unit, u32::MAX);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #visibility enum #name {}

        impl #rt::Component for #name {
            const FIRST: #rt::KindId = #first;

            #[cfg(target_arch = "wasm32")]
            #[allow(warnings)]
            #register
        }
    }
}

/// Returns the paths of the composables that a component calls, which are also the paths of their types.
pub(super) fn composables(unit: &Unit) -> impl Iterator<Item = Path> {
    let called = unit.component.composables.iter();
    called.map(|path| {
        let mut path = path.clone();
        if let Some(last) = path.segments.last_mut() {
            last.arguments = syn::PathArguments::None;
        }
        path
    })
}

/// Emits code with the type of a composable. A function that is not a composable has no type of its name: then the code
/// has a type that implements nothing, so that rustc says what the function lacks.
pub(super) fn with_composable(path: &Path, code: impl FnOnce(Ident) -> TokenStream) -> TokenStream {
    let last = path.segments.last().expect("a path has a segment");
    let span = Span::mixed_site().located_at(last.ident.span());
    let ty = Ident::new("__Composable", span);
    let code = code(ty.clone());
    quote! {{
        mod __absent {
            pub enum #ty {}
        }
        #[allow(unused_imports)]
        use __absent::*;
        #[allow(unused_imports)]
        use #path as #ty;
        #code
    }}
}

struct Client<'c> {
    unit: &'c Unit<'c>,
    generics: &'c Generics,
}

impl Client<'_> {
    fn register(&self) -> TokenStream {
        let rt = rt();
        let registry = hidden("__registry");
        let witnesses = self.functions().map(|(site, _)| witness(site));
        let children = children(self.unit);
        let slice = self.slice();
        let shape = self.shape();
        let kinds = self.kinds();
        let registered = instances(self.unit).map(|instance| {
            let witness = child_witness(instance.number);
            quote!(#rt::register_child(#registry, #witness);)
        });
        let called = composables(self.unit);
        let called = called.map(|path| {
            with_composable(
                &path,
                |ty| quote!(<#ty as #rt::Component>::register(#registry);),
            )
        });
        let live = self
            .unit
            .split
            .needs_server
            .then(|| quote!(#registry.live();));
        let controls = self.unit.split.controls;
        let controls = controls.then(|| quote!(#registry.controls();));
        let choices = self.generics.choices();
        quote! {
            fn register(#registry: &mut #rt::Registry) {
                #choices
                #(let #witnesses = #rt::Ty::new();)*
                #children
                #slice
                #shape
                #kinds
                #live
                #controls
                #(#registered)*
                #(#called)*
            }
        }
    }

    fn slice(&self) -> TokenStream {
        let rt = rt();
        let signature = &self.unit.component.item.sig;
        let (asyncness, result) = (&signature.asyncness, super::slice_result(signature));
        let slice = hidden("__slice");
        let statements = self
            .unit
            .split
            .slice
            .iter()
            .map(ToTokens::to_token_stream)
            .collect();
        let statements = expand(statements, &mut |name| match name {
            Symbol::Site(site) => Some(self.site(site)),
            _ => None,
        });
        quote! {
            let #slice = #asyncness move || -> #result {
                return #rt::any();
                #statements
                #rt::any()
            };
        }
    }

    /// Emits a client function at its place in the slice, which gives it its type.
    fn site(&self, site: SiteId) -> TokenStream {
        let client = self.unit.split.function(site);
        client.map_or_else(TokenStream::new, |client| {
            typed(self.unit, site, client, &witness(site).into_token_stream())
        })
    }

    /// Emits the registration of every kind with its parts, in the order of the markup. The first kind is registered
    /// even without parts: if it exists already, so does the component.
    fn kinds(&self) -> TokenStream {
        let rt = rt();
        let (registry, kind) = (hidden("__registry"), hidden("__kind"));
        let component = self.unit.component;
        let mut templates = component.templates.ids();
        let first = templates.next();
        let slots = first.map_or(0, |template| self.unit.split.template_slots(template));
        let parts = first.map(|template| self.parts(template));
        let others = templates.map(|template| self.kind(template));
        let units = self
            .functions()
            .filter_map(|(site, client)| self.unit_kind(site, client));
        let first = quote!(<Self as #rt::Component>::FIRST);
        if self.generics.client().is_empty() {
            return quote! {
                let ::core::option::Option::Some(#kind) = #registry.kind(#first, #slots) else {
                    return;
                };
                #parts
                #(#others)*
                #(#units)*
            };
        }
        // Another instance may have the same kinds but other child components.
        let id = statics::in_instance(first, self.generics);
        quote! {
            if !#registry.enter(<Self as #rt::Component>::register) {
                return;
            }
            if let ::core::option::Option::Some(#kind) = #registry.kind(#id, #slots) { #parts }
            #(#others)*
            #(#units)*
        }
    }

    /// Emits the value that distinguishes this instance of a generic component from others.
    fn shape(&self) -> TokenStream {
        let rt = rt();
        let closed = self
            .functions()
            .filter(|(site, _)| !self.unit.colours.is_open(*site));
        let witnesses = closed.map(|(site, _)| {
            let witness = witness(site);
            quote!(#rt::captured_by(#witness))
        });
        statics::shape(self.unit, self.generics, &witnesses.collect::<Vec<_>>())
    }

    fn kind(&self, template: TemplateId) -> TokenStream {
        let lowered = &self.unit.component.templates[template];
        if !statics::has_client_functions(self.unit, lowered) {
            return TokenStream::new();
        }
        let number = statics::template_kind(template);
        let slots = self.unit.split.template_slots(template);
        self.entered(number, slots, self.parts(template))
    }

    fn entered(&self, number: u32, slots: u16, parts: TokenStream) -> TokenStream {
        let (registry, kind) = (hidden("__registry"), hidden("__kind"));
        let id = statics::instance_id(self.unit, number, self.generics);
        quote! {
            if let ::core::option::Option::Some(#kind) = #registry.kind(#id, #slots) { #parts }
        }
    }

    fn parts(&self, template: TemplateId) -> TokenStream {
        let parts = self.unit.component.templates[template].parts.iter();
        parts.map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &Part) -> TokenStream {
        let rt = rt();
        let own = part.site().filter(|site| !self.unit.colours.is_open(*site));
        let Some((site, client)) =
            own.and_then(|site| Some((site, self.unit.split.function(site)?)))
        else {
            return TokenStream::new();
        };
        let (kind, witness) = (hidden("__kind"), witness(site));
        let slots = statics::slots(&client.slots);
        let role = &self.unit.component.sites[site].role;
        let (registers, does) = (role::registers(role), role::does(self.unit, site));
        let at = statics::locator(part.place());
        quote!(#rt::#registers(#kind, #witness, #at, #does #slots);)
    }

    /// Emits the registration of a kind outside of templates: a memo, effect, callback or open binding.
    fn unit_kind(&self, site: SiteId, client: &ClientFunction) -> Option<TokenStream> {
        let rt = rt();
        let (kind, witness) = (hidden("__kind"), witness(site));
        let number = statics::unit_kind(self.unit, site);
        let slots = statics::slots(&client.slots);
        let role = &self.unit.component.sites[site].role;
        let registers = role::registers(role);
        if let Role::Callback(_) = role {
            let id = statics::instance_id(self.unit, number, self.generics);
            return Some(quote!(#rt::#registers(#id, #witness);));
        }
        let place = match role.is_unit() {
            true => None,
            // An open binding is a kind of its own.
            false if self.unit.colours.is_open(site) => {
                let at = statics::locator(self.place_of(site)?);
                let does = role::does(self.unit, site);
                Some(quote!(#at, #does))
            }
            false => return None,
        };
        let register = quote!(#rt::#registers(#kind, #witness, #place #slots););
        let entered = self.entered(number, self.unit.split.unit_slots(site), register);
        Some(match role {
            _ if !self.unit.colours.is_open(site) => entered,
            Role::Memo(_) => quote!(if #rt::crosses(&#witness) { #entered }),
            _ => quote!(if #rt::is_open(&#witness) { #entered }),
        })
    }

    /// Returns the position of a binding in its template.
    fn place_of(&self, site: SiteId) -> Option<&Locator> {
        let templates = self.unit.component.templates.iter();
        let mut parts = templates.flat_map(|(_, template)| &template.parts);
        parts.find_map(|part| match part {
            Part::Binding { site: own, at } if *own == site => Some(at),
            _ => None,
        })
    }

    fn functions(&self) -> impl Iterator<Item = (SiteId, &ClientFunction)> {
        let sites = self.unit.component.sites.ids();
        sites.filter_map(|site| Some((site, self.unit.split.function(site)?)))
    }
}

/// Emits the witnesses of the types of child components.
pub(super) fn children(unit: &Unit) -> TokenStream {
    let rt = rt();
    let witnesses = instances(unit).map(|instance| {
        let (witness, path) = (instance.witness(), instance.plain_path());
        quote!(let #witness = #rt::Ty::<#path!(half #path)>::new();)
    });
    witnesses.collect()
}

fn instances<'c>(unit: &Unit<'c>) -> impl Iterator<Item = &'c Instance> {
    unit.component.instances()
}

/// Emits a client function in a slice. The witness gets its type.
pub(super) fn typed(
    unit: &Unit,
    site: SiteId,
    client: &ClientFunction,
    witness: &TokenStream,
) -> TokenStream {
    let rt = rt();
    let role = &unit.component.sites[site].role;
    let f = hidden("__f");
    let projections = function::typed_projections([client]);
    let captures = function::captures(client, |_, taken| taken);
    let closure = function::closure(unit, site, client);
    let proof = role::proof(role);
    let (lifts, more) = (role::lifts(role), typed_by(role));
    if matches!(role, Role::Memo(_)) {
        let memo = hidden("__memo");
        return quote!({
            #projections
            let (#memo, #f) = #rt::#lifts(#witness, #captures, #closure);
            #proof
            #memo
        });
    }
    let lifted =
        quote!(#projections let #f = #rt::#lifts(#witness, #more #captures, #closure); #proof);
    match role {
        Role::Callback(None) => {
            let ty = hidden("__type");
            quote!({
                let #ty = #rt::Ty::<#rt::Callback<_, _>>::new();
                #lifted
                #rt::any_of(#ty)
            })
        }
        _ => quote!({ #lifted }),
    }
}

/// Returns the identifier of the witness of a client function's type.
fn witness(site: SiteId) -> Ident {
    hidden(&format!("__f{}", site.index()))
}

/// Returns the further arguments that determine a client function's type: the event of a listener, the prop that a
/// callback is given to.
fn typed_by(role: &Role) -> Option<TokenStream> {
    let Role::Callback(given) = role else {
        return role::event(role);
    };
    let ty = given.as_ref().map_or_else(
        || hidden("__type").into_token_stream(),
        |to| {
            let child = child_witness(to.instance);
            let chooser = format_ident!("type_of_{}", to.prop);
            quote!(#child.#chooser())
        },
    );
    Some(quote!(#ty,))
}
