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
    fn bind(&mut self, pat: &Pat, place: &Place) {
        members(pat, &mut place.fields.clone(), &mut |pat, fields| {
            if let Pat::Ident(pat) = pat
                && pat.mutability.is_none()
                && pat.subpat.is_none()
                && let Some(Symbol::Local(local)) = Symbol::of(&pat.ident)
            {
                let place = Place {
                    local: place.local,
                    fields: fields.to_vec(),
                };
                self.0.insert(local, place);
            }
        });
    }
}

/// Calls a function with each pattern for a part of a value, and the fields that lead to the part.
pub(super) fn members(pat: &Pat, fields: &mut Vec<String>, found: &mut dyn FnMut(&Pat, &[String])) {
    let mut within = |pat: &Pat, member: &Member| {
        fields.push(member.to_token_stream().to_string());
        members(pat, fields, found);
        fields.pop();
    };
    match pat {
        Pat::Type(pat) => members(&pat.pat, fields, found),
        Pat::Paren(pat) => members(&pat.pat, fields, found),
        Pat::Struct(pat) => {
            for field in &pat.fields {
                within(&field.pat, &field.member);
            }
        }
        Pat::Tuple(pat) if !pat.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
            for (number, pat) in (0..).zip(&pat.elems) {
                within(pat, &Member::from(number as usize));
            }
        }
        pat => found(pat, fields),
    }
}

impl<'a> Visit<'a> for Aliases {
    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init
            && init.diverge.is_none()
            && let Some((place, _)) = alias_of(&init.expr)
        {
            self.bind(&local.pat, &place);
        }
        visit::visit_local(self, local);
    }
}
