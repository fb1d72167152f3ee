//! Finds markup that no page ever shows, because a condition is always false.

use std::collections::HashSet;

use crate::lower::model::{Component, Part, Site};
use crate::lower::table::TemplateId;

/// The templates that no page shows.
pub struct NeverShown(HashSet<TemplateId>);

impl NeverShown {
    /// Collects the templates in arms that are never taken, and all templates inside of them.
    pub fn of(component: &Component) -> Self {
        let mut never = HashSet::new();
        let mut found: Vec<TemplateId> = shows(component, None)
            .filter_map(|(template, is_shown)| (!is_shown).then_some(template))
            .collect();
        while let Some(template) = found.pop() {
            if never.insert(template) {
                found.extend(shows(component, Some(template)).map(|(inner, _)| inner));
            }
        }
        Self(never)
    }

    /// Returns whether a site is in a template that is never shown.
    pub fn has(&self, site: &Site) -> bool {
        site.template
            .is_some_and(|template| self.0.contains(&template))
    }

    /// Returns whether a template is never shown.
    pub fn has_template(&self, template: TemplateId) -> bool {
        self.0.contains(&template)
    }
}

/// Returns the templates in the constructs of one template, or of all templates, and whether each is ever shown.
fn shows(
    component: &Component,
    within: Option<TemplateId>,
) -> impl Iterator<Item = (TemplateId, bool)> {
    let templates = component.templates.iter();
    let within = templates.filter(move |(id, _)| within.is_none_or(|within| *id == within));
    let parts = within.flat_map(|(_, template)| &template.parts);
    let structures = parts.filter_map(|part| match part {
        Part::Structure { structure, .. } => Some(structure),
        _ => None,
    });
    structures.flat_map(|structure| structure.templates(component))
}
