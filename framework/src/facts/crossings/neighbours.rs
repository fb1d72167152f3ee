//! Components that can be on one page: only these can have handles of each other's nodes, because a page has a graph of
//! its own.

use std::collections::BTreeSet;

use super::{Program, Var};
use crate::facts::Feature;

impl Program<'_> {
    /// Finds for each component those that can be on a page with it.
    pub(super) fn find_neighbours(&mut self) {
        let count = self.all.len();
        let above = self.above();
        let is_anywhere = |component: usize| self.all[component].is_called_unseen;
        let are_neighbours = |one: usize, other: usize| {
            is_anywhere(one) || is_anywhere(other) || !above[one].is_disjoint(&above[other])
        };
        let of = |one| (0..count).map(|other| are_neighbours(one, other)).collect();
        self.neighbours = (0..count).map(of).collect();
    }

    /// Returns for each component those that it can be below, and itself.
    fn above(&self) -> Vec<BTreeSet<usize>> {
        let own = |component| BTreeSet::from([component]);
        let mut above: Vec<BTreeSet<usize>> = (0..self.all.len()).map(own).collect();
        let edges = self.edges();
        let mut is_done = false;
        while !is_done {
            is_done = true;
            for (parent, child) in &edges {
                let tops = above[*parent].clone();
                let before = above[*child].len();
                above[*child].extend(tops);
                is_done &= above[*child].len() == before;
            }
        }
        above
    }

    /// Returns the components with those in their markup. An instance of which nothing is known may be any of them, and so may a
    /// page in its layout.
    fn edges(&self) -> Vec<(usize, usize)> {
        let mut edges = Vec::new();
        for (component, facts) in self.all.iter().enumerate() {
            if facts.features.contains(&Feature::Outlet) {
                edges.extend((0..self.all.len()).map(|any| (component, any)));
            }
            for number in 0..facts.instances.len() {
                let targets = self.targets(component, number);
                match targets.is_empty() {
                    true => edges.extend((0..self.all.len()).map(|any| (component, any))),
                    false => edges.extend(targets.into_iter().map(|target| (component, target))),
                }
            }
        }
        edges
    }

    /// Returns whether the components of two variables can be on one page.
    pub(super) fn are_on_one_page(&self, one: Var, other: Var) -> bool {
        self.neighbours[self.home[one]][self.home[other]]
    }
}
