//! Reports where a component's nodes are: for each of its kinds the site of each hole, the client functions, and the
//! variable in each slot.

use super::nodes::number_of_site;
use super::{Function, Kind, Variables};
use crate::emit::Unit;
use crate::lower::model::{Part, Template};
use crate::lower::table::{SiteId, TemplateId};

/// Returns the kinds in the order of their numbers: the templates, then the client functions outside of markup.
pub fn kinds(unit: &Unit, variables: &mut Variables, functions: &[Function]) -> Vec<Kind> {
    let component = unit.component;
    let templates = component.templates.iter();
    let mut kinds: Vec<Kind> = templates
        .map(|(id, template)| of_template(unit, variables, functions, id, template))
        .collect();
    let units = component
        .sites
        .iter()
        .filter(|(_, site)| site.role.is_unit());
    let open = component
        .sites
        .iter()
        .filter(|(id, site)| unit.colours.is_open(*id) && !site.role.is_unit());
    let units = units.chain(open);
    kinds.extend(units.map(|(site, _)| of_unit(unit, variables, functions, site)));
    kinds
}

fn of_template(
    unit: &Unit,
    variables: &mut Variables,
    functions: &[Function],
    id: TemplateId,
    template: &Template,
) -> Kind {
    let holes = template.parts.iter().filter_map(fills_hole);
    let sites = template.parts.iter().filter_map(Part::site);
    let sites: Vec<SiteId> = sites
        .filter(|site| unit.split.function(*site).is_some() && !unit.colours.is_open(*site))
        .collect();
    Kind {
        holes: holes
            .map(|site| site.map(|site| number_of_site(unit, site)))
            .collect(),
        slots: held(unit, variables, &sites, unit.split.template_slots(id)),
        functions: numbers(unit, functions, &sites),
    }
}

fn of_unit(unit: &Unit, variables: &mut Variables, functions: &[Function], site: SiteId) -> Kind {
    let sites: Vec<SiteId> = unit
        .split
        .function(site)
        .map(|_| site)
        .into_iter()
        .collect();
    Kind {
        holes: Vec::new(),
        slots: held(unit, variables, &sites, unit.split.unit_slots(site)),
        functions: numbers(unit, functions, &sites),
    }
}

/// Returns the site that fills the hole of a part: `Some(None)` for a component, `None` if the part has no hole.
fn fills_hole(part: &Part) -> Option<Option<SiteId>> {
    match part {
        Part::Binding { site, .. } => Some(Some(*site)),
        Part::Structure { structure, .. } => Some(structure.decided_by()),
        Part::Listener { .. } | Part::Reference { .. } => None,
    }
}

/// Returns the numbers of the client functions of these sites.
fn numbers(unit: &Unit, functions: &[Function], sites: &[SiteId]) -> Vec<usize> {
    let number = |site: &SiteId| {
        let node = number_of_site(unit, *site);
        functions.iter().position(|function| function.node == node)
    };
    sites.iter().filter_map(number).collect()
}

/// Returns the variable in each slot of these functions.
fn held(unit: &Unit, variables: &mut Variables, sites: &[SiteId], slots: u16) -> Vec<usize> {
    let mut held = vec![0; usize::from(slots)];
    for site in sites {
        let Some(function) = unit.split.function(*site) else {
            continue;
        };
        let own = function.slots.len() - function.captures.len();
        let (own, taken) = function.slots.split_at(own);
        for slot in own {
            held[usize::from(*slot)] = variables.of_memo(*site);
        }
        for (slot, capture) in taken.iter().zip(&function.captures) {
            held[usize::from(*slot)] = variables.of_captured(&capture.what);
        }
    }
    held
}
