//! Lowering: turns the user's function into one [`Component`] of tables.
//!
//! *Input*: the function and its `view!`s. *Output*: every local with a name of its own, every `view!` as a template
//! (static markup, holes, parts), every unit of code (binding, event handler, memo, condition) as a site. *Decides*:
//! which local a name names, what is structure and what is text, where in the markup each node is. *Does not decide*:
//! where code runs.

pub mod arm;
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

/// Lowers `item`. Mistakes in it are reported to `diagnostics`.
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
        ends: found.ends,
    };
    references::typed(&mut component);
    component
}
