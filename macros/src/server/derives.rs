//! `#[server(derive(..))]`: a type of both sides, some of whose derives exist on the server only.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Error, Item, Path, Result, Token, parenthesized};

/// `derive(sqlx::FromRow, ..)`
pub struct Derives(Punctuated<Path, Token![,]>);

impl Parse for Derives {
    fn parse(input: ParseStream) -> Result<Self> {
        let word: Ident = input.parse()?;
        if word != "derive" {
            return Err(Error::new(word.span(), UNKNOWN));
        }
        let content;
        parenthesized!(content in input);
        Ok(Derives(Punctuated::parse_terminated(&content)?))
    }
}

const UNKNOWN: &str = "`#[server]` stands alone, or names derives of the server\n\
    help: `#[server]`, or `#[server(derive(sqlx::FromRow))]`";

/// Returns the type with these derives for the native build, and without them and their helper attributes for the
/// browser.
pub fn expand(derives: &Derives, item: Item) -> Result<TokenStream> {
    if !matches!(item, Item::Struct(_) | Item::Enum(_)) {
        return Err(Error::new_spanned(
            item,
            "only a struct or an enum derives anything\nhelp: `#[server]` alone",
        ));
    }
    let paths = &derives.0;
    let mut shared = item.clone();
    Without(helpers(derives)).visit_item_mut(&mut shared);
    Ok(quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #[derive(#paths)]
        #item
        #[cfg(target_arch = "wasm32")]
        #shared
    })
}

/// Returns the names of the helper attributes: the crate of each derive, as in `#[sqlx(..)]` of `sqlx::FromRow`.
fn helpers(derives: &Derives) -> Vec<String> {
    let crates = derives
        .0
        .iter()
        .filter(|path| path.segments.len() > 1)
        .filter_map(|path| path.segments.first());
    crates.map(|first| first.ident.to_string()).collect()
}

/// Removes attributes of these names.
struct Without(Vec<String>);

impl Without {
    fn thin(&self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| {
            let name = attribute.path().to_token_stream().to_string();
            !self.0.contains(&name)
        });
    }
}

impl VisitMut for Without {
    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        self.thin(&mut item.attrs);
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        self.thin(&mut item.attrs);
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_variant_mut(&mut self, variant: &mut syn::Variant) {
        self.thin(&mut variant.attrs);
        visit_mut::visit_variant_mut(self, variant);
    }

    fn visit_field_mut(&mut self, field: &mut syn::Field) {
        self.thin(&mut field.attrs);
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn the_browser_has_the_type_without_what_belongs_to_the_servers_derives() {
        let derives: Derives = parse_quote!(derive(sqlx::FromRow));
        let item: Item = parse_quote! {
            #[derive(Clone)]
            #[sqlx(rename_all = "camelCase")]
            struct User { #[sqlx(default)] #[cross(skip)] password: String }
        };
        let expanded = expand(&derives, item).expect("it is a struct").to_string();
        let expected = quote! {
            #[cfg(not(target_arch = "wasm32"))]
            #[derive(sqlx::FromRow)]
            #[derive(Clone)]
            #[sqlx(rename_all = "camelCase")]
            struct User { #[sqlx(default)] #[cross(skip)] password: String }
            #[cfg(target_arch = "wasm32")]
            #[derive(Clone)]
            struct User { #[cross(skip)] password: String }
        };
        assert_eq!(expanded, expected.to_string());
    }
}
