//! Lowering: from the user's function to one [`Component`] of tables.
//!
//! *Input*: the function and its `view!`s. *Output*: every local with a name of its own, every `view!` as a template
//! (static markup, holes, parts), every expression that is more than a value as a site. *Decides*: what a name means,
//! what is structure and what is text, where in the markup things stand. Not: where code runs.

mod arrange;
mod attributes;
mod claims;
pub mod constant;
mod controls;
mod elements;
pub mod macros;
mod markup;
pub mod model;
pub mod names;
pub mod patterns;
mod place;
pub mod primitives;
mod references;
pub mod resolve;
mod spread;
mod structure;
pub mod table;

use syn::ItemFn;

use crate::diagnostic::Diagnostics;
use model::Component;
use resolve::Resolver;

/// Lowers `item`; what is wrong with it goes to `diagnostics`.
pub fn lower(item: &ItemFn, diagnostics: &mut Diagnostics) -> Component {
    let mut resolver = Resolver::new(diagnostics);
    let params = resolver.params(&item.sig);
    let body = resolver.body(&item.block);
    let found = resolver.finish();
    let mut component = Component {
        item: item.clone(),
        params,
        body,
        locals: found.locals,
        sources: found.sources,
        templates: found.templates,
        sites: found.sites,
        claims: found.claims,
        composables: found.composables,
    };
    references::typed(&mut component);
    component
}
