//! Collects the variables of a component: the places that client code captures, and those that may be handles.
//!
//! A variable is a signal, a memo, a place or a path. Another name for one (a `let`, a pattern) is the same variable.
//! Two variables of the same name are distinguished by a number.

mod aliases;
mod given;
mod in_body;
mod names;
mod plain;
mod results;
mod taken;
mod told;

use std::collections::HashMap;

use quote::ToTokens;
use syn::Expr;

use super::Type;
use crate::analyze::classes::Classes;
use crate::analyze::{Referent, referent};
use crate::emit::Unit;
use crate::lower::model::LocalKind;
use crate::lower::names::Place;
use crate::lower::table::{LocalId, SiteId, SourceId};
use crate::split::functions::Captured;
use aliases::aliases;
pub use in_body::{TypedBody, can_be_typed};
use results::Bound;
pub use results::without_results;
pub use taken::text as type_text;

/// The variables that were found so far.
pub struct Variables<'c> {
    unit: &'c Unit<'c>,
    aliases: HashMap<LocalId, Place>,
    found: Vec<Identity>,
    types: Vec<Type>,
    /// The number of the type of each captured variable.
    type_of: HashMap<usize, usize>,
    classes: Classes<'c>,
    bound: Bound,
    /// The values that are given to components as parts of nodes' values, with the numbers of the components.
    given: Vec<(usize, Expr, usize)>,
}

/// The identity of a variable: uses with equal identities are uses of one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Identity {
    Source(SourceId),
    Memo(SiteId),
    Place(Place),
    /// A path that the server evaluates: its root, and the text of the rest.
    Path {
        root: LocalId,
        rest: String,
        is_mirror: bool,
    },
}

impl<'c> Variables<'c> {
    pub fn new(unit: &'c Unit<'c>) -> Self {
        Variables {
            unit,
            aliases: aliases(unit),
            found: Vec::new(),
            types: Vec::new(),
            type_of: HashMap::new(),
            classes: Classes::of(unit.component, unit.colours),
            bound: Bound::of(unit.component),
            given: Vec::new(),
        }
    }

    /// Returns the variable that a function captures.
    pub fn of_captured(&mut self, captured: &Captured) -> usize {
        match captured {
            Captured::Place(place) => self.of_place(place),
            Captured::Projection(projection) => {
                let ident = self.unit.component.locals[projection.root]
                    .ident
                    .to_string();
                let rest = projection.path.strip_prefix(&ident);
                let rest = rest.unwrap_or(&projection.path).to_owned();
                let fields = Vec::new();
                let local = projection.root;
                let root = self.canonical(&Place { local, fields });
                let start: String = root
                    .fields
                    .iter()
                    .map(|field| format!(".{field}"))
                    .collect();
                self.of_key(Identity::Path {
                    root: root.local,
                    rest: start + &rest,
                    is_mirror: projection.is_mirror,
                })
            }
        }
    }

    /// Returns the variable that is a part of the value of a node: `line.get().text`.
    fn of_path(&mut self, node: &Place, path: &Expr) -> usize {
        self.of_key(Identity::Path {
            root: self.canonical(node).local,
            rest: path.to_token_stream().to_string(),
            is_mirror: false,
        })
    }

    /// Returns the variable of a memo.
    pub fn of_memo(&mut self, memo: SiteId) -> usize {
        self.of_key(Identity::Memo(memo))
    }

    /// Returns the variable of a place.
    pub fn of_place(&mut self, place: &Place) -> usize {
        let key = self.key(place);
        self.of_key(key)
    }

    fn of_key(&mut self, key: Identity) -> usize {
        let known = self.found.iter().position(|known| *known == key);
        known.unwrap_or_else(|| {
            self.found.push(key);
            self.found.len() - 1
        })
    }

    fn key(&self, place: &Place) -> Identity {
        let place = self.canonical(place);
        match self.unit.component.locals[place.local].kind {
            LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source)
                if place.fields.is_empty() =>
            {
                Identity::Source(source)
            }
            LocalKind::Memo(memo) if place.fields.is_empty() => Identity::Memo(memo),
            _ => Identity::Place(place),
        }
    }

    /// Follows other names to the place that they stand for.
    fn canonical(&self, place: &Place) -> Place {
        let mut place = place.clone();
        let mut seen = vec![place.local];
        while let Some(origin) = self.aliases.get(&place.local) {
            if seen.contains(&origin.local) {
                break;
            }
            seen.push(origin.local);
            let fields = origin.fields.iter().chain(&place.fields).cloned();
            place = Place {
                fields: fields.collect(),
                local: origin.local,
            };
        }
        place
    }

    /// Returns whether a place may be a handle of a node, so that its uses matter.
    fn may_be_handle(&self, place: &Place) -> bool {
        let local = &self.unit.component.locals[place.local];
        let is_made = || {
            let init = local.init.as_ref();
            init.is_some_and(|init| plain::is_plain(self.unit.component, init))
        };
        match referent(self.unit.component, place) {
            _ if plain::returns_data(self.unit.component, place) => false,
            Referent::Data => false,
            Referent::Open => local.kind != LocalKind::Plain || !is_made(),
            Referent::Source(_) | Referent::Memo(_) | Referent::Server => true,
        }
    }
}
