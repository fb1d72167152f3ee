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
        let lost = members.values().filter(|members| self.loses(members, ANY));
        self.lost = lost.flatten().chain(&elsewhere).copied().collect();
        let related = |sight| {
            let related = self.vars().map(|var| self.related(var, &members, sight));
            related.collect()
        };
        (self.same, self.readers, self.writers) = (related(NONE), related(READER), related(WRITER));
    }

    /// Returns whether the compiler loses sight of a handle (of one of these kinds) to the node that the variables are.
    fn loses(&self, members: &[Var], sight: &[Lost]) -> bool {
        members
            .iter()
            .any(|var| sight.contains(&self.variable(*var).lost))
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
    fn is_data(&self, var: Var) -> bool {
        let is_open = matches!(
            self.variable(var).origin,
            VariableOrigin::Elsewhere | VariableOrigin::Prop(_) | VariableOrigin::Part(_)
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
        let value = self.value_type(var);
        let fits = |other: &&Var| {
            let is_type = match (value, self.value_type(**other)) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            is_type && self.are_on_one_page(var, **other)
        };
        let elsewhere = members
            .get(&NodeIdentity::Elsewhere)
            .map_or(&[][..], Vec::as_slice);
        for node in &self.nodes[var] {
            match node {
                NodeIdentity::Elsewhere => same.extend(self.lost.iter().filter(fits)),
                NodeIdentity::Own(_) => {
                    same.extend(&members[node]);
                    if self.loses(&members[node], sight) {
                        same.extend(elsewhere.iter().filter(fits));
                    }
                }
            }
        }
        same.into_iter().collect()
    }

    /// Returns the type of the node's values, if the variable is known to be a handle.
    pub(super) fn value_type(&self, var: Var) -> Option<&str> {
        let types = &self.types[self.home[var]].captured;
        types.get(self.variable(var).ty?)?.value.as_deref()
    }
}
