//! The claims `#[server_only]`, `#[client_only]`, `#[no_uplink]` and `#[volatile]` on a `let`.

use syn::spanned::Spanned;
use syn::{Attribute, Local};

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

fn claimed(attribute: &Attribute) -> Option<Claimed> {
    let name = attribute.path().get_ident()?.to_string();
    match name.as_str() {
        "server_only" => Some(Claimed::ServerOnly),
        "client_only" => Some(Claimed::ClientOnly),
        "no_uplink" => Some(Claimed::NoUplink),
        "volatile" => Some(Claimed::Volatile),
        _ => None,
    }
}
