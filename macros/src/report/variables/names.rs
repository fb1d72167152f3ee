//! Gives each variable a unique name.

use super::{Identity, Variables};
use crate::lower::model::LocalKind;
use crate::lower::table::{LocalId, SiteId};
use crate::report::nodes::source_name;

impl Variables<'_> {
    /// Returns the names of the variables.
    pub(super) fn names(&self) -> Vec<String> {
        let roots: Vec<Option<LocalId>> = self.found.iter().map(|key| self.root(key)).collect();
        // Only variables that client code captures get a number: no other name is in the lock.
        let taken: Vec<LocalId> = (0..roots.len())
            .filter(|number| self.type_of.contains_key(number))
            .filter_map(|number| roots[number])
            .collect();
        let named = self.found.iter().zip(&roots);
        let named =
            named.map(|(key, root)| self.name(key, root.map_or(1, |root| self.rank(root, &taken))));
        named.collect()
    }

    /// Returns the number of a local among the captured locals of its name.
    fn rank(&self, root: LocalId, taken: &[LocalId]) -> usize {
        let ident = |local: LocalId| &self.unit.component.locals[local].ident;
        let mut before = taken.to_vec();
        before.retain(|other| *other < root && ident(*other) == ident(root));
        before.sort();
        before.dedup();
        before.len() + 1
    }

    /// Returns the name of a memo without one: its number among such memos.
    fn nameless(&self, memo: SiteId) -> String {
        let memos = self.found.iter().filter(|key| self.root(key).is_none());
        let before = memos.filter(|key| matches!(key, Identity::Memo(other) if *other < memo));
        match before.count() {
            0 => "memo".to_owned(),
            before => format!("memo#{}", before + 1),
        }
    }

    /// Returns the local that a variable is, or is a part of.
    pub(super) fn root(&self, key: &Identity) -> Option<LocalId> {
        match key {
            Identity::Source(source) => {
                let source = &self.unit.component.sources[*source];
                source.reader.or(source.writer)
            }
            Identity::Memo(memo) => {
                let mut locals = self.unit.component.locals.iter();
                let own = locals.find(|(_, local)| local.kind == LocalKind::Memo(*memo));
                own.map(|(local, _)| local)
            }
            Identity::Place(place) => Some(place.local),
            Identity::Path { root, .. } => Some(*root),
        }
    }

    fn name(&self, key: &Identity, rank: usize) -> String {
        let number = if rank > 1 {
            format!("#{rank}")
        } else {
            String::new()
        };
        let of_local = |local: LocalId| self.unit.component.locals[local].ident.to_string();
        match key {
            Identity::Source(source) => source_name(self.unit, *source) + &number,
            Identity::Memo(memo) => match self.root(key) {
                Some(local) => of_local(local) + &number,
                None => self.nameless(*memo),
            },
            Identity::Place(place) => {
                let fields: String = place
                    .fields
                    .iter()
                    .map(|field| format!(".{field}"))
                    .collect();
                of_local(place.local) + &number + &fields
            }
            Identity::Path { root, rest, .. } => of_local(*root) + &number + rest,
        }
    }
}
