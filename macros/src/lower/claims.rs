//! The claims `#[server_only]`, `#[client_only]`, `#[no_uplink]`, `#[volatile]` and `#[durable]` on a `let`.

use proc_macro2::Span;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, Local, Meta, Pat, PatIdent, parse_quote};

use super::model::{Claim, Claimed};
use super::names::locals_in;
use super::resolve::Resolver;

impl Resolver<'_> {
    /// Removes the claims from a `let` and records them for the names that it binds.
    pub(super) fn claims(&mut self, statement: &mut Local) {
        let bound = locals_in(&statement.pat);
        statement.attrs.retain(|attribute| {
            let Some(what) = claimed(attribute) else {
                return true;
            };
            let span = attribute.path().span();
            let claims = bound.iter().map(|local| Claim {
                local: *local,
                what,
                span,
            });
            self.found.claims.extend(claims);
            false
        });
    }
}

/// Makes of the value of a `let` with `#[durable]` a call that stores it: `::watershed::rt::durable(signal(0), name, key)`.
pub(super) fn store(statement: &mut Local, component: &str) {
    let attribute = statement
        .attrs
        .iter()
        .find(|attribute| is_durable(attribute));
    let (Some(attribute), Some(init)) = (attribute, statement.init.as_mut()) else {
        return;
    };
    let key = match &attribute.meta {
        Meta::List(list) => list.parse_args::<Expr>(),
        _ => Ok(parse_quote!(())),
    };
    // If the key cannot be read, rustc says what is wrong with it.
    let key = key.unwrap_or_else(|error| Expr::Verbatim(error.into_compile_error()));
    let name = format!("::{component}.{}", first_name(&statement.pat));
    let (signal, span) = (&init.expr, attribute.path().span());
    let call = quote_spanned!(span=> ::watershed::rt::durable);
    let call = quote!(#call(#signal, ::core::concat!(::core::module_path!(), #name), #key));
    init.expr = parse_quote!(#call);
}

fn is_durable(attribute: &Attribute) -> bool {
    attribute.path().is_ident("durable")
}

/// Returns the first name that a pattern binds.
fn first_name(pat: &Pat) -> String {
    #[derive(Default)]
    struct First(Option<String>);
    impl<'a> Visit<'a> for First {
        fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
            self.0.get_or_insert_with(|| pat.ident.to_string());
        }
    }
    let mut first = First::default();
    first.visit_pat(pat);
    first.0.unwrap_or_else(|| "_".to_owned())
}

/// Finds `#[durable]` where a `let` may run more than once: it would store several values under one name.
#[derive(Default)]
pub(super) struct RepeatedStores {
    depth: usize,
    /// The places, with the names of the variables.
    pub found: Vec<(Span, String)>,
}

impl<'a> Visit<'a> for RepeatedStores {
    fn visit_local(&mut self, statement: &'a Local) {
        let durable = statement
            .attrs
            .iter()
            .find(|attribute| is_durable(attribute));
        if let Some(attribute) = durable.filter(|_| self.depth > 0) {
            let place = attribute.path().span();
            self.found.push((place, first_name(&statement.pat)));
        }
        visit::visit_local(self, statement);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let repeats = matches!(
            expr,
            Expr::Closure(_) | Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Async(_)
        );
        self.depth += usize::from(repeats);
        visit::visit_expr(self, expr);
        self.depth -= usize::from(repeats);
    }

    fn visit_item(&mut self, _: &'a Item) {}
}

fn claimed(attribute: &Attribute) -> Option<Claimed> {
    let name = attribute.path().get_ident()?.to_string();
    match name.as_str() {
        "server_only" => Some(Claimed::ServerOnly),
        "client_only" => Some(Claimed::ClientOnly),
        "no_uplink" => Some(Claimed::NoUplink),
        "volatile" => Some(Claimed::Volatile),
        "durable" => Some(Claimed::Durable),
        _ => None,
    }
}
