//! Emits a type for each name of HTML, SVG and MathML, so that an editor offers the names.
//!
//! Names with dashes are left out, because an editor completes identifiers, and so are keywords of Rust, which it would
//! write as `r#type`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::html::{self, Namespace, known_attributes};
use crate::view::{self, Name};

/// Emits the modules `elements`, `attributes` (with a module for each element), `bound` and `modifiers`.
pub fn names() -> TokenStream {
    let elements = elements().map(|(namespace, name)| {
        let text = format!("The element `<{name}>` of {}.", namespace.title());
        alias(name, &text)
    });
    let of_elements = self::elements().filter_map(|(namespace, name)| {
        let module = identifier(name)?;
        let is_global = |name: &&str| known_attributes::global().any(|global| global == *name);
        let own = known_attributes::own(namespace, name).filter(|name| !is_global(name));
        let own = aliases(own, &format!("An attribute of `<{name}>`."));
        Some(quote!(pub mod #module { pub use super::global::*; #own }))
    });
    let global = aliases(known_attributes::global(), "An attribute of every element.");
    let is_new = |name: &&str| !known_attributes::global().any(|global| global == *name);
    let ours = view::DIRECTIVES.iter().chain(view::OWN_ATTRIBUTES).copied();
    let ours = aliases(ours.filter(is_new), "An attribute of the framework.");
    let bound = aliases(view::bound(), "What a control holds.");
    let modifiers = aliases(view::modifier_names(), "A modifier of an event.");
    quote! {
        pub mod elements { #(#elements)* }
        pub mod attributes {
            pub mod global { #global #ours }
            #(#of_elements)*
        }
        pub mod bound { #bound }
        pub mod modifiers { #modifiers }
    }
}

/// Returns the module of an element's attributes: `global` if the element is not known.
pub fn attributes_of(element: &Name) -> Ident {
    let is_known = elements().any(|(_, name)| name == element.text);
    let module = identifier(&element.text).filter(|_| is_known);
    module.unwrap_or_else(|| Ident::new("global", Span::call_site()))
}

/// Returns each element once. `<a>` is that of HTML.
fn elements() -> impl Iterator<Item = (Namespace, &'static str)> {
    let all = [Namespace::Html, Namespace::Svg, Namespace::MathMl];
    all.into_iter().flat_map(|namespace| {
        let names = namespace.elements().iter().copied();
        let own = names.filter(move |name| html::namespace(None, name) == namespace);
        own.map(move |name| (namespace, name))
    })
}

fn aliases(names: impl Iterator<Item = &'static str>, text: &str) -> TokenStream {
    let names: BTreeSet<_> = names.collect();
    names
        .into_iter()
        .filter_map(|name| alias(name, text))
        .collect()
}

fn alias(name: &str, text: &str) -> Option<TokenStream> {
    let name = identifier(name)?;
    Some(quote! {
        #[doc = #text]
        #[allow(non_camel_case_types)]
        pub type #name = ();
    })
}

fn identifier(name: &str) -> Option<Ident> {
    let found = syn::parse_str::<Ident>(name).ok()?;
    Some(Ident::new(&found.to_string(), Span::call_site()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_module_has_each_name_once() {
        let file: syn::File = syn::parse2(names()).expect("modules are items");
        let mut modules = 0;
        let mut open = file.items;
        while let Some(item) = open.pop() {
            let syn::Item::Mod(module) = item else {
                continue;
            };
            let items = module.content.expect("it has items").1;
            let mut seen = HashSet::new();
            for item in &items {
                if let syn::Item::Type(named) = item {
                    assert!(seen.insert(named.ident.clone()), "{}", named.ident);
                }
            }
            modules += 1;
            open.extend(items);
        }
        assert!(modules > 200, "only {modules}");
    }
}
