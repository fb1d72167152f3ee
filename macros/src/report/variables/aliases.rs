//! Finds other names for places: `let also = item;`, `let Settings { volume, .. } = settings;`

use std::collections::HashMap;

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Member, Pat};

use crate::emit::Unit;
use crate::lower::names::{Place, Symbol};
use crate::lower::primitives::alias_of;
use crate::lower::table::LocalId;

/// Returns the place that each other name in the body stands for.
pub(super) fn aliases(unit: &Unit) -> HashMap<LocalId, Place> {
    let mut aliases = Aliases(HashMap::new());
    aliases.visit_block(&unit.component.body);
    aliases.0
}

struct Aliases(HashMap<LocalId, Place>);

impl Aliases {
    fn bind(&mut self, pat: &Pat, place: Place) {
        match pat {
            Pat::Ident(pat) if pat.mutability.is_none() && pat.subpat.is_none() => {
                if let Some(Symbol::Local(local)) = Symbol::of(&pat.ident) {
                    self.0.insert(local, place);
                }
            }
            Pat::Type(pat) => self.bind(&pat.pat, place),
            Pat::Paren(pat) => self.bind(&pat.pat, place),
            Pat::Struct(pat) => {
                for field in &pat.fields {
                    self.bind(&field.pat, within(&place, &field.member));
                }
            }
            Pat::Tuple(pat) if !pat.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                for (number, pat) in (0..).zip(&pat.elems) {
                    self.bind(pat, within(&place, &Member::from(number as usize)));
                }
            }
            _ => {}
        }
    }
}

fn within(place: &Place, member: &Member) -> Place {
    let mut place = place.clone();
    place.fields.push(member.to_token_stream().to_string());
    place
}

impl<'a> Visit<'a> for Aliases {
    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init
            && init.diverge.is_none()
            && let Some((place, _)) = alias_of(&init.expr)
        {
            self.bind(&local.pat, place);
        }
        visit::visit_local(self, local);
    }
}
