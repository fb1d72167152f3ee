//! Reports the variables that client functions capture, and for what purpose.

use quote::ToTokens;

use super::Variables;
use crate::analyze::uses::{self, Use};
use crate::analyze::{describe, uses_of};
use crate::emit::{Unit, witness};
use crate::lower::model::Role;
use crate::lower::names::Place;
use crate::lower::table::SiteId;
use crate::report::nodes::number_of_site;
use crate::report::shown::NeverShown;
use crate::report::{Function, Presence, Purpose, Take, Type, starts};
use crate::split::functions::{self, Access, Capture, Captured};

impl Variables<'_> {
    /// Returns the client functions, in the order of their sites.
    pub fn functions(&mut self) -> Vec<Function> {
        let unit = self.unit;
        let (always, never) = (starts::always(unit), NeverShown::of(unit.component));
        let sites = unit.component.sites.iter();
        let functions = sites.filter_map(|(site, lowered)| {
            let presence = if never.has(lowered) {
                Presence::Never
            } else if always.contains(&site) {
                Presence::Always
            } else {
                Presence::Perhaps
            };
            Some(Function {
                presence,
                ..self.function(site, unit.split.function(site)?)
            })
        });
        functions.collect()
    }

    fn function(&mut self, site: SiteId, function: &functions::ClientFunction) -> Function {
        let lowered = &self.unit.component.sites[site];
        let role = &lowered.role;
        let used = uses_of(self.unit.component, lowered);
        let takes = function.captures.iter().map(|capture| {
            let variable = self.captured(capture);
            Take {
                variable,
                purpose: purpose(capture, &used),
                reads_within: capture.within == Access::Read,
                // Callbacks do not know the initial value of a signal.
                is_elidable: capture.crossing.initial().is_some()
                    && !matches!(role, Role::Callback(_)),
            }
        });
        Function {
            takes: takes.collect(),
            node: number_of_site(self.unit, site),
            user: describe(lowered),
            presence: Presence::Perhaps,
            is_sure: !role.is_binding() && !matches!(role, Role::When | Role::Memo(_)),
            memo: self.computed(site),
        }
    }

    /// Returns the variable that a function computes: a memo, or the item of rows that the browser makes.
    fn computed(&mut self, site: SiteId) -> Option<usize> {
        if let Role::Memo(_) = self.unit.component.sites[site].role {
            return Some(self.of_memo(site));
        }
        let local = self.unit.colours.lists.get(&site)?.item;
        let fields = Vec::new();
        Some(self.of_place(&Place { local, fields }))
    }

    fn captured(&mut self, capture: &Capture) -> usize {
        let variable = self.of_captured(&capture.what);
        let ty = Type {
            witness: witness(self.unit, capture),
            written: written(self.unit, capture),
            ..Type::default()
        };
        match self.type_of.get(&variable) {
            Some(known) => {
                let known = &mut self.types[*known];
                known.witness = known.witness.take().or(ty.witness);
                known.written = known.written.take().or(ty.written);
            }
            None => {
                self.type_of.insert(variable, self.types.len());
                self.types.push(ty);
            }
        }
        variable
    }
}

/// Returns the purpose of a capture in a function with these uses.
fn purpose(capture: &Capture, used: &[Use]) -> Purpose {
    let place = match &capture.what {
        Captured::Place(place) => place,
        Captured::Projection(_) if capture.access == Access::Read => return Purpose::Read,
        Captured::Projection(_) => return Purpose::Use,
    };
    let mut own = used.iter().filter(|found| found.place.overlaps(place));
    match capture.access {
        Access::Read => Purpose::Read,
        Access::Any if own.any(|found| found.operation == uses::Operation::Write) => Purpose::Write,
        Access::Any => Purpose::Use,
    }
}

/// Returns the type of a captured local, if the source names it.
fn written(unit: &Unit, capture: &Capture) -> Option<String> {
    match (&capture.crossing, &capture.what) {
        (functions::Crossing::Borrowed(ty), _) => Some(text(ty)),
        (_, Captured::Place(place)) if place.fields.is_empty() => {
            unit.component.locals[place.local].ty.as_ref().map(text)
        }
        _ => None,
    }
}

/// Formats a type as people write it. The tokens alone would have a space around each sign.
pub fn text(ty: &syn::Type) -> String {
    let tokens = ty.to_token_stream().to_string();
    let spaced = tokens.replace(',', ", ");
    let mut words = spaced.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric());
        let apart = text.ends_with([',', ';'])
            || is_word(text.chars().last()) && is_word(word.chars().next());
        text + if apart { " " } else { "" } + word
    })
}
