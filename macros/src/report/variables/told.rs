//! Reports each variable: its origin, and what server code does with it.

use std::collections::BTreeMap;

use syn::Expr;
use syn::visit::Visit;

use super::in_body::{Asked, TypedBody};
use super::plain::nodes_read;
use super::{Identity, Variables};
use crate::analyze::classes::Class;
use crate::analyze::uses::{self, uses};
use crate::lower::model::{LocalKind, Role};
use crate::lower::names::{Place, locals_in};
use crate::lower::table::{Id, LocalId, SiteId};
use crate::report::nodes::number_of_site;
use crate::report::used::{self, Used};
use crate::report::{Origin, Restored, Type, Variable, line};

impl Variables<'_> {
    /// Returns all variables, the types of those that are captured or may be handles, and the body that has the latter.
    pub fn finish(mut self) -> (Vec<Variable>, Vec<Type>, Option<TypedBody>) {
        let mut used: BTreeMap<usize, Used> = BTreeMap::new();
        let mut asked = Asked::default();
        for found in used::used(self.unit) {
            if self.may_be_handle(&found.place) {
                let variable = match &found.path {
                    Some(path) => self.of_path(&found.place, path),
                    None => self.of_place(&found.place),
                };
                asked.add(variable, &found);
                used.entry(variable).or_default().add(found.used);
            }
        }
        for memo in self.unit.component.sites.ids() {
            if matches!(self.unit.component.sites[memo].role, Role::Memo(_)) {
                self.of_memo(memo);
            }
        }
        let mut origins = Vec::new();
        // Finding the origin of a memo may add variables that nothing else uses.
        let mut next = 0;
        while let Some(key) = self.found.get(next).cloned() {
            origins.push(self.origin(&key));
            next += 1;
        }
        let names = self.names();
        self.declare();
        let body = self.type_by_body(asked, &used, &origins);
        let variables = names.into_iter().zip(origins).enumerate();
        let variables = variables.map(|(number, (name, origin))| {
            let used = used.remove(&number).unwrap_or_default();
            Variable {
                name,
                node: self.node(&self.found[number]),
                follow: used.follow,
                because: used.because,
                follow_within: used.within,
                because_within: used.because_within,
                written: used.written,
                lost: used.lost,
                restored: self.restored(&self.found[number]),
                checked: self.checked(&self.found[number]),
                ty: self.type_of.get(&number).copied(),
                origin,
            }
        });
        (variables.collect(), self.types, body)
    }

    /// Adds the types that the source declares of variables that client code does not capture. In a generic component they
    /// may depend on its parameters.
    fn declare(&mut self) {
        if !self.unit.component.item.sig.generics.params.is_empty() {
            return;
        }
        for number in 0..self.found.len() {
            let Identity::Place(place) = &self.found[number] else {
                continue;
            };
            let declared = self.unit.component.locals[place.local].ty.clone();
            let declared = declared.filter(|ty| place.fields.is_empty() && is_whole(ty));
            if declared.is_some() && !self.type_of.contains_key(&number) {
                self.type_of.insert(number, self.types.len());
                self.types.push(Type {
                    declared,
                    ..Type::default()
                });
            }
        }
    }

    fn origin(&mut self, key: &Identity) -> Origin {
        let component = self.unit.component;
        match key {
            Identity::Source(_) => Origin::Source,
            Identity::Memo(memo) => Origin::Memo {
                reads: self.reads(*memo),
                is_pinned: component.is_pinned(*memo),
            },
            Identity::Path {
                is_mirror: true, ..
            } => Origin::Mirror,
            Identity::Path { .. } => Origin::Elsewhere,
            Identity::Place(place) => match component.locals[place.local].kind {
                LocalKind::Action(_) => Origin::Action,
                LocalKind::Prop if place.fields.is_empty() => Origin::Prop(self.prop(place.local)),
                LocalKind::Row => Origin::Mirror,
                LocalKind::Plain if self.bound.locals.contains_key(&place.local) => {
                    self.result(place)
                }
                LocalKind::Plain if place.fields.is_empty() && self.is_reference(place.local) => {
                    Origin::Source
                }
                LocalKind::Plain if place.fields.is_empty() => self.part(place.local),
                _ => Origin::Elsewhere,
            },
        }
    }

    /// Returns the origin of a local that is bound from values of nodes, or from anything else.
    fn part(&mut self, local: LocalId) -> Origin {
        let init = self.unit.component.locals[local].init.as_ref();
        match init.and_then(nodes_read) {
            Some(nodes) => Origin::Part(nodes.iter().map(|node| self.of_place(node)).collect()),
            None => Origin::Elsewhere,
        }
    }

    /// Returns the origin of a part of what a composable returns.
    fn result(&self, place: &Place) -> Origin {
        let (call, path) = &self.bound.locals[&place.local];
        let path: Vec<&str> = path
            .iter()
            .chain(&place.fields)
            .map(|field| &**field)
            .collect();
        Origin::Result {
            instance: self.unit.component.instances().count() + call,
            path: path.join("."),
        }
    }

    /// Returns whether the local is made by `NodeRef::new()`.
    fn is_reference(&self, local: LocalId) -> bool {
        let Some(Expr::Call(call)) = &self.unit.component.locals[local].init else {
            return false;
        };
        matches!(&*call.func, Expr::Path(path)
            if path.path.segments.iter().any(|segment| segment.ident == "NodeRef"))
    }

    /// Returns the name of the prop that a parameter is.
    fn prop(&self, local: LocalId) -> String {
        let params = self.unit.component.params.iter();
        let mut own = params.filter(|param| locals_in(&param.pat).contains(&local));
        own.next()
            .map_or_else(String::new, |param| param.name.to_string())
    }

    fn reads(&mut self, memo: SiteId) -> Vec<usize> {
        let component = self.unit.component;
        let mut reads = Vec::new();
        for found in uses(component, &component.sites[memo].expr) {
            if found.operation != uses::Operation::Peek && self.may_be_handle(&found.place) {
                let read = self.of_place(&found.place);
                if !reads.contains(&read) {
                    reads.push(read);
                }
            }
        }
        reads
    }

    fn node(&self, key: &Identity) -> Option<usize> {
        match key {
            Identity::Source(source) => Some(source.index()),
            Identity::Memo(memo) => Some(number_of_site(self.unit, *memo)),
            Identity::Place(place) => match self.unit.component.locals[place.local].kind {
                LocalKind::Action(site) if place.fields.is_empty() => {
                    Some(number_of_site(self.unit, site))
                }
                _ => None,
            },
            Identity::Path { .. } => None,
        }
    }

    /// Returns the line of a signal's check.
    fn checked(&self, key: &Identity) -> Option<usize> {
        match key {
            Identity::Source(source) => {
                let check = self.unit.component.sources[*source].check;
                check.map(|check| line(check) as usize)
            }
            _ => None,
        }
    }

    fn restored(&self, key: &Identity) -> Restored {
        match self.root(key).map(|local| self.classes.local(local)) {
            Some(Class::Volatile) => Restored::Lost,
            Some(Class::Durable) => Restored::Stored,
            _ => Restored::Computed,
        }
    }
}

/// Returns whether a type means the same outside of the signature: it has no lifetime and no `impl`.
fn is_whole(ty: &syn::Type) -> bool {
    struct Within(bool);
    impl<'a> Visit<'a> for Within {
        fn visit_lifetime(&mut self, _: &'a syn::Lifetime) {
            self.0 = false;
        }
        fn visit_type(&mut self, ty: &'a syn::Type) {
            self.0 &= !matches!(
                ty,
                syn::Type::ImplTrait(_)
                    | syn::Type::TraitObject(_)
                    | syn::Type::Reference(_)
                    | syn::Type::Infer(_)
                    | syn::Type::Macro(_)
            );
            syn::visit::visit_type(self, ty);
        }
    }
    let mut within = Within(true);
    within.visit_type(ty);
    within.0
}
