//! Components in markup: their props are given one by one.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Server;
use crate::emit::{function, hidden, rt, statics};
use crate::lower::model::{Content, Instance, Prop, PropValue};

impl Server<'_> {
    /// A child component: values first, because they may decide the types of callbacks and slots.
    pub(super) fn instance(&self, instance: &Instance) -> TokenStream {
        let rt = rt();
        let (view, props, path) = (hidden("__view"), given(instance), &instance.path);
        let is_late = |name: &Ident| name.to_string().starts_with("on_");
        let (late, early): (Vec<_>, Vec<_>) =
            instance.props.iter().partition(|prop| is_late(&prop.name));
        let early = early.into_iter().map(|prop| {
            let (name, value) = (&prop.name, prop.value.expr());
            let noted = value.map(|expr| self.late_reads(expr));
            let value = value.map(|expr| self.expr(expr));
            quote!(#noted let #props = #props.#name(#value);)
        });
        let late = late.into_iter().map(|prop| self.callback(&props, prop));
        let slots = instance
            .slots
            .iter()
            .map(|(name, content)| self.content(&props, name, content));
        let children = Ident::new("children", path.span());
        let children = instance
            .children
            .iter()
            .map(|content| self.content(&props, &children, content));
        // A missing prop is found in this call: all of it stands at the tag.
        let build = quote_spanned!(props.span()=> #props.build());
        let component = instance.plain_path();
        quote!({
            let #props = #path::props();
            #(#early)*
            #(#late)*
            #(#slots)*
            #(#children)*
            #rt::child(&mut #view, #component, #build);
        })
    }

    pub(super) fn callback(&self, props: &Ident, prop: &Prop) -> TokenStream {
        let rt = rt();
        let name = &prop.name;
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
        let kind = statics::unit_kind(self.unit, site);
        let kind = statics::noted_kind_id(self.unit, kind, self.generics);
        let (projections, captures) =
            (function::projections([client]), self.captures(site, client));
        let closure = function::closure(self.unit, site, client);
        let proof = function::proof(&self.unit.component.sites[site].role);
        let sent = self.sent(site);
        quote! {
            let #props = #props.#name(|#ty| {
                #projections
                #sent
                let (#callback, #f) = #rt::client_callback(#ty, #kind, #captures, #closure);
                #proof
                #callback
            });
        }
    }

    pub(super) fn content(&self, props: &Ident, name: &Ident, content: &Content) -> TokenStream {
        let rt = rt();
        let ty = hidden("__type");
        let setter = format_ident!("slot_{name}", span = name.span());
        let make = if content.item.is_some() {
            quote!(content_of)
        } else {
            quote!(content)
        };
        let markup = self.markup_closure(content.template, content.item.as_ref());
        quote!(let #props = #props.#setter(|#ty| #rt::#make(#ty, #markup));)
    }
}

/// What is given so far. It has the span of the tag, so that messages about all props together are about the tag.
fn given(instance: &Instance) -> Ident {
    Ident::new("__props", instance.path.segments.last().span())
}
