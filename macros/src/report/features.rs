//! Reports which parts of the client of a live page a component needs.

use watershed_markup::facts::Feature;

use crate::construct::Structure;
use crate::emit::Unit;
use crate::lower::model::{Hole, Part, Role, Template};
use crate::lower::primitives::is_idempotent;

/// Returns the features that the component needs, if it is ever part of a live page.
pub fn features(unit: &Unit) -> Vec<Feature> {
    let component = unit.component;
    let mut sites = component.sites.iter();
    let has_rows = sites.any(|(_, site)| matches!(site.role, Role::Each(_)));
    let has_idempotent = component
        .sites
        .iter()
        .any(|(_, site)| matches!(site.role, Role::Action) && is_idempotent(&site.expr));
    let any = |needs: fn(&Template) -> bool| component.templates.iter().any(|(_, t)| needs(t));
    let needed = [
        (Feature::Rows, has_rows),
        (Feature::Values, any(has_values)),
        (Feature::Marks, any(has_marks)),
        (Feature::Vocabularies, any(has_vocabularies)),
        (Feature::Stream, any(may_stream)),
        (Feature::Outlet, any(has_outlet)),
        (Feature::Idempotent, has_idempotent),
    ];
    let needed = needed.into_iter().filter(|(_, is_needed)| *is_needed);
    needed.map(|(feature, _)| feature).collect()
}

/// Returns whether the server may set something of an element. The attributes of a `<Head>`'s `<html>` and `<body>` are
/// set on the document's.
fn has_values(template: &Template) -> bool {
    let is_value = |hole: &Hole| {
        matches!(
            hole,
            Hole::Value { .. } | Hole::Html { .. } | Hole::Spread { .. }
        )
    };
    let first = template.pieces.first();
    let is_outer =
        first.is_some_and(|piece| piece.starts_with("<html") || piece.starts_with("<body"));
    is_outer || template.holes.iter().any(is_value)
}

fn has_marks(template: &Template) -> bool {
    let is_mark = |hole: &Hole| matches!(hole, Hole::AnchorElement(_) | Hole::AnchorComment(_));
    template.holes.iter().any(is_mark)
}

fn has_vocabularies(template: &Template) -> bool {
    let mut pieces = template.pieces.iter();
    pieces.any(|piece| piece.contains("<svg") || piece.contains("<math"))
}

fn may_stream(template: &Template) -> bool {
    has_structure(template, |structure| structure.may_stream())
}

fn has_outlet(template: &Template) -> bool {
    has_structure(template, |structure| structure.is_outlet())
}

fn has_structure(template: &Template, is_it: fn(&dyn Structure) -> bool) -> bool {
    let mut parts = template.parts.iter();
    parts.any(|part| matches!(part, Part::Structure { structure, .. } if is_it(&**structure)))
}
