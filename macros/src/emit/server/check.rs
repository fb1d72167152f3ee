//! Emits the slice check: a copy of the slice next to the body, and assertions that each capture has the same type in
//! both.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::Server;
use crate::emit::restore::expand;
use crate::emit::{client, function, hidden, rt, rt_at, slice_result};
use crate::lower::names::{Symbol, mentioned};
use crate::lower::table::SiteId;
use crate::split::functions::{Capture, ClientFunction, Crossing};

impl Server<'_> {
    /// Emits the slice. It gives each captured place the type that the browser's build will infer.
    pub(super) fn check(&self) -> TokenStream {
        let places = self.checked_places();
        if !self.unit.check_slice || places.is_empty() {
            return TokenStream::new();
        }
        self.types()
    }

    /// Emits the slice for the facts, which also ask for the types of child components.
    pub(super) fn types(&self) -> TokenStream {
        let places = self.checked_places();
        let rt = rt();
        let signature = &self.unit.component.item.sig;
        let witnesses = places.iter();
        let slice = hidden("__slice");
        let statements = self
            .unit
            .split
            .slice
            .iter()
            .map(ToTokens::to_token_stream)
            .collect();
        let statements = expand(statements, &mut |name| match name {
            Symbol::Site(site) => Some(self.witnessed(site)),
            _ => None,
        });
        let children = client::children(self.unit);
        let (asyncness, result) = (&signature.asyncness, slice_result(signature));
        quote! {
            // References to constants, so that a closure of the user's that mentions one borrows nothing of the body.
            #(let #witnesses = const { &#rt::Ty::new() };)*
            #children
            #[allow(warnings)]
            let #slice = #asyncness move || -> #result {
                return #rt::any();
                #statements
                #rt::any()
            };
        }
    }

    pub(super) fn checked_places(&self) -> BTreeSet<Ident> {
        let names = self.unit.split.slice.iter().flat_map(mentioned);
        let sites = names.filter_map(|name| match name {
            Symbol::Site(site) => self.unit.split.function(site),
            _ => None,
        });
        let captures = sites.flat_map(|function| &function.captures);
        captures
            .filter_map(|capture| self.witness(capture))
            .collect()
    }

    fn witness(&self, capture: &Capture) -> Option<Ident> {
        super::witness(self.unit, capture)
    }

    pub(super) fn witnessed(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let function = self.unit.split.function(site).into_iter();
        let captures = function.flat_map(|function| &function.captures);
        let witnessed = captures.filter_map(|capture| {
            let (witness, captured) = (self.witness(capture)?, function::captured(capture));
            Some(quote!(#rt::is(*#witness, &#captured);))
        });
        let projections = function::typed_projections(self.unit.split.function(site));
        let typed = self.typed(site);
        quote!({ #projections #(#witnessed)* #typed })
    }

    /// Emits the client function itself, because it may determine the types of its captures too.
    fn typed(&self, site: SiteId) -> TokenStream {
        let rt = rt();
        let function = self.unit.split.function(site);
        let typed = |client| client::typed(self.unit, site, client, &quote!(#rt::Ty::new()));
        function.map(typed).unwrap_or_default()
    }

    pub(crate) fn captures(&self, site: SiteId, client: &ClientFunction) -> TokenStream {
        let checked = if self.unit.check_slice {
            self.checked_places()
        } else {
            BTreeSet::new()
        };
        let captures = function::captures(client, |capture, taken| {
            let witness = self.witness(capture);
            let taken = function::only_read(self.unit, capture, taken);
            match witness.filter(|witness| checked.contains(witness)) {
                Some(witness) => {
                    let rt = rt_at(capture.span);
                    quote_spanned!(capture.span=> #rt::same(#taken, *#witness))
                }
                None => taken,
            }
        });
        if self.generics.client().is_empty() {
            return captures;
        }
        let (rt, witness) = (rt(), super::shape_witness(site));
        quote!(#rt::witnessed(#captures, #witness))
    }
}

impl Capture {
    /// Returns whether the slice check compares the type of the capture. It does not for a borrowed prop, whose type is
    /// written and whose owned form crosses, nor for a capture of an open site, which need not cross.
    pub(super) fn is_checked(&self) -> bool {
        !matches!(self.crossing, Crossing::Borrowed(_) | Crossing::Open(_))
    }
}
