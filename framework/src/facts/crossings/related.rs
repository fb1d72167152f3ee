//! Variables that may be one node: a component is given one as the other, or the compiler has lost sight of a handle.

use std::collections::{BTreeSet, HashMap};

use super::{NodeIdentity, Program, Var};
use crate::cross::Held;
use crate::facts::{Lost, PropValue, VariableOrigin};

const NONE: &[Lost] = &[];
const READER: &[Lost] = &[Lost::Reader, Lost::Both];
const WRITER: &[Lost] = &[Lost::Writer, Lost::Both];
const ANY: &[Lost] = &[Lost::Reader, Lost::Writer, Lost::Both];

impl Program<'_> {
    pub(super) fn relate(&mut self) {
        let given = self.given();
        self.nodes = self.vars().map(|_| BTreeSet::new()).collect();
        for var in self.vars() {
            self.nodes[var] = self.nodes_of(var, &given, &mut BTreeSet::new());
        }
        let mut members: HashMap<NodeIdentity, Vec<Var>> = HashMap::new();
        for var in self.vars() {
            for node in &self.nodes[var] {
                members.entry(*node).or_default().push(var);
            }
        }
        let elsewhere = members
            .get(&NodeIdentity::Elsewhere)
            .cloned()
            .unwrap_or_default();
        let lost = members.keys().map(|node| around(*node, &members));
        let lost = lost.filter(|members| self.loses(members, ANY)).flatten();
        self.lost = lost.chain(elsewhere).collect();
        let related = |sight| {
            let related = self.vars().map(|var| self.related(var, &members, sight));
            related.collect()
        };
        (self.same, self.readers, self.writers) = (related(NONE), related(READER), related(WRITER));
    }

    /// Returns whether the compiler loses sight of a handle (of one of these kinds) to the node that the variables are.
    fn loses(&self, members: &[Var], sight: &[Lost]) -> bool {
        let returned = |var| self.returned.get(var).into_iter().flatten();
        members.iter().any(|var| {
            let mut lost = returned(var).chain([&self.variable(*var).lost]);
            lost.any(|lost| sight.contains(lost))
        })
    }

    /// Returns the values that are given to each prop of each component.
    fn given(&self) -> HashMap<(usize, &'static str), Vec<Option<Var>>> {
        let mut given: HashMap<_, Vec<_>> = HashMap::new();
        for (component, facts) in self.all.iter().enumerate() {
            for (number, instance) in facts.instances.iter().enumerate() {
                for target in self.targets(component, number) {
                    for (prop, value) in instance.gives {
                        let known = given.entry((target, *prop)).or_default();
                        match value {
                            PropValue::Variable(var) => {
                                known.push(Some(self.first[component] + var))
                            }
                            PropValue::Unknown => known.push(None),
                            PropValue::Value => {}
                        }
                    }
                }
            }
        }
        given
    }

    fn nodes_of(
        &self,
        var: Var,
        given: &HashMap<(usize, &'static str), Vec<Option<Var>>>,
        seen: &mut BTreeSet<Var>,
    ) -> BTreeSet<NodeIdentity> {
        if !seen.insert(var) {
            return BTreeSet::new();
        }
        match self.variable(var).origin {
            _ if self.is_data(var) => BTreeSet::new(),
            VariableOrigin::Elsewhere => BTreeSet::from([NodeIdentity::Elsewhere]),
            VariableOrigin::Result { instance, path } => {
                match self.result(self.home[var], instance, path) {
                    Some(result) => {
                        let call = (self.home[var], instance);
                        let nodes = self.nodes_of(result, given, seen).into_iter();
                        let called = nodes.map(|node| match node {
                            NodeIdentity::Own(own) => NodeIdentity::Called(own, call),
                            node => node,
                        });
                        called.collect()
                    }
                    None => BTreeSet::from([NodeIdentity::Elsewhere]),
                }
            }
            // What is in a value without handles is no handle.
            VariableOrigin::Part(of) => {
                let first = self.first[self.home[var]];
                match of.iter().all(|node| self.has_plain_values(first + node)) {
                    true => BTreeSet::new(),
                    false => BTreeSet::from([NodeIdentity::Elsewhere]),
                }
            }
            VariableOrigin::Prop(prop) => match given.get(&(self.home[var], prop)) {
                Some(given_as) => {
                    let nodes = given_as.iter().flat_map(|from| match from {
                        Some(from) => self.nodes_of(*from, given, seen),
                        None => BTreeSet::from([NodeIdentity::Elsewhere]),
                    });
                    nodes.collect()
                }
                None => BTreeSet::from([NodeIdentity::Elsewhere]),
            },
            _ => BTreeSet::from([NodeIdentity::Own(var)]),
        }
    }

    /// Returns whether a variable is known to be a value without handles.
    pub(super) fn is_data(&self, var: Var) -> bool {
        let is_open = matches!(
            self.variable(var).origin,
            VariableOrigin::Elsewhere
                | VariableOrigin::Prop(_)
                | VariableOrigin::Part(_)
                | VariableOrigin::Result { .. }
        );
        is_open && self.holds(var).is_some_and(Held::is_nothing)
    }

    /// Returns whether a variable is known to be a handle of a node whose values hold no handles.
    fn has_plain_values(&self, var: Var) -> bool {
        let holds = self.handle_holds(var);
        holds.is_some_and(|holds| {
            ![Held::READ, Held::WRITE, Held::CALL]
                .iter()
                .any(|ability| holds.leads_to(*ability))
        })
    }

    /// Returns the variables that may be the same node. If the compiler has lost a handle of the node, these include
    /// the variables that come from elsewhere; if the variable comes from elsewhere, they include every node that a
    /// handle was lost of.
    fn related(
        &self,
        var: Var,
        members: &HashMap<NodeIdentity, Vec<Var>>,
        sight: &[Lost],
    ) -> Vec<Var> {
        let mut same = BTreeSet::from([var]);
        let fits =
            |other: &&Var| self.may_share(var, **other) && self.are_on_one_page(var, **other);
        let elsewhere = members
            .get(&NodeIdentity::Elsewhere)
            .map_or(&[][..], Vec::as_slice);
        for node in &self.nodes[var] {
            match node {
                NodeIdentity::Elsewhere => same.extend(self.lost.iter().filter(fits)),
                NodeIdentity::Own(_) | NodeIdentity::Called(..) => {
                    let members = around(*node, members);
                    if self.loses(&members, sight) {
                        same.extend(elsewhere.iter().filter(fits));
                    }
                    same.extend(members);
                }
            }
        }
        same.into_iter().collect()
    }

    /// Returns whether two variables may be one node, or one may lead to the other, as far as their types tell.
    fn may_share(&self, one: Var, other: Var) -> bool {
        match (self.value_type(one), self.value_type(other)) {
            (Some(first), Some(second)) => {
                first == second
                    || self.may_pass_on(one, Some(second))
                    || self.may_pass_on(other, Some(first))
            }
            _ => true,
        }
    }

    /// Returns whether server code that alone uses a variable may pass on a handle in the values of its node, of a node
    /// with values of this type.
    pub(super) fn may_pass_on(&self, var: Var, value: Option<&str>) -> bool {
        let ty = self.variable(var).ty;
        let ty = ty.and_then(|ty| self.types[self.home[var]].captured.get(ty));
        ty.is_some_and(|ty| {
            let only = ty.leads_to.as_deref();
            ty.is_passed_on && (only.is_none() || value.is_none() || only == value)
        })
    }

    /// Returns the type of the node's values, if the variable is known to be a handle.
    pub(super) fn value_type(&self, var: Var) -> Option<&str> {
        let types = &self.types[self.home[var]].captured;
        types.get(self.variable(var).ty?)?.value.as_deref()
    }
}

/// Returns the variables that may be a node: those of a composable's caller and of the composable itself, but not those of
/// its other callers.
fn around(node: NodeIdentity, members: &HashMap<NodeIdentity, Vec<Var>>) -> Vec<Var> {
    let is_around = |other: &NodeIdentity| match (node, *other) {
        (NodeIdentity::Own(own), NodeIdentity::Called(called, _))
        | (NodeIdentity::Called(called, _), NodeIdentity::Own(own)) => own == called,
        _ => node == *other,
    };
    let around = members.iter().filter(|(other, _)| is_around(other));
    around.flat_map(|(_, vars)| vars).copied().collect()
}
