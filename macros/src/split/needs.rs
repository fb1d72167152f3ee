//! Finds the locals that server code uses.

use std::collections::HashSet;

use crate::analyze::Colours;
use crate::analyze::uses::{uses, uses_in_body};
use crate::lower::model::Component;
use crate::lower::table::LocalId;

/// Returns every local that server code mentions.
pub fn server_locals(component: &Component, colours: &Colours) -> HashSet<LocalId> {
    let sites = component
        .sites
        .iter()
        .filter(|(site, _)| !colours.is_client(*site));
    let in_sites = sites.flat_map(|(_, site)| uses(component, &site.expr));
    let in_parts = component
        .part_exprs()
        .into_iter()
        .flat_map(|expr| uses(component, expr));
    let in_body = uses_in_body(component, &component.body);
    let all = in_sites.chain(in_parts).chain(in_body);
    all.map(|found| found.place.local).collect()
}
