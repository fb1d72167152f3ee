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
        let rt = rt();
        // References to constants, so that a closure of the user's that mentions one borrows nothing of the body.
        self.slice(
            &places,
            &quote!(const { &#rt::Ty::new() }),
            Capture::is_checked,
        )
    }

    /// Emits the slice for the facts, which also ask for the types of child components, and of what client code takes only
    /// if there are handles in it. That may borrow something.
    pub(super) fn types(&self) -> TokenStream {
        let rt = rt();
        self.slice(
            &self.places(Capture::is_told),
            &quote!(&#rt::Ty::new()),
            Capture::is_told,
        )
    }

    fn slice(
        &self,
        places: &BTreeSet<Ident>,
        witness: &TokenStream,
        has_witness: fn(&Capture) -> bool,
    ) -> TokenStream {
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
            Symbol::Site(site) => Some(self.witnessed(site, has_witness)),
            _ => None,
        });
        let children = client::children(self.unit);
        let (asyncness, result) = (&signature.asyncness, slice_result(signature));
        quote! {
            #(let #witnesses = #witness;)*
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
        self.places(Capture::is_checked)
    }

    fn places(&self, has_witness: fn(&Capture) -> bool) -> BTreeSet<Ident> {
        let names = self.unit.split.slice.iter().flat_map(mentioned);
        let sites = names.filter_map(|name| match name {
            Symbol::Site(site) => self.unit.split.function(site),
            _ => None,
        });
        let captures = sites.flat_map(|function| &function.captures);
        captures
            .filter(|capture| has_witness(capture))
            .map(|capture| function::witness(self.unit, capture))
            .collect()
    }

    fn witnessed(&self, site: SiteId, has_witness: fn(&Capture) -> bool) -> TokenStream {
        let rt = rt();
        let function = self.unit.split.function(site).into_iter();
        let captures = function.flat_map(|function| &function.captures);
        let captures = captures.filter(|capture| has_witness(capture));
        let witnessed = captures.map(|capture| {
            let (witness, captured) = (
                function::witness(self.unit, capture),
                function::captured(capture),
            );
            quote!(#rt::is(*#witness, &#captured);)
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
            let is_checked = capture.is_checked();
            let witness = is_checked.then(|| function::witness(self.unit, capture));
            let taken = function::only_read(self.unit, capture, taken);
            match witness.filter(|witness| checked.contains(witness)) {
                Some(witness) => {
                    let span = capture.reported();
                    let rt = rt_at(span);
                    quote_spanned!(span=> #rt::same(#taken, *#witness))
                }
                None => taken,
            }
        });
        if self.generics.client().is_empty() {
            return captures;
        }
        let (place, witness) = (self.generic_capture(), super::shape_witness(site));
        let rt = rt_at(place);
        quote_spanned!(place=> #rt::witnessed(#captures, #witness))
    }
}

impl Capture {
    /// Returns whether the slice check compares the type of the capture. It does not for what is borrowed, of
    /// which an owned form crosses, nor for a capture of an open site, which need not cross.
    pub(super) fn is_checked(&self) -> bool {
        !matches!(
            self.crossing,
            Crossing::Borrowed(_) | Crossing::Lent | Crossing::Open(_)
        )
    }

    /// Returns whether the facts tell the type of the capture.
    pub(super) fn is_told(&self) -> bool {
        !matches!(self.crossing, Crossing::Borrowed(_))
    }
}
