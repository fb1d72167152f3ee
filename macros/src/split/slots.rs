//! Numbers the slots of frames. A frame keeps the captures of a kind's client functions, each captured node or value
//! once.

use std::collections::HashMap;

use super::functions::{Captured, Owner};
use crate::lower::model::{Component, LocalKind};
use crate::lower::names::Place;
use crate::lower::table::{SiteId, SourceId, TemplateId};

/// The slots of the frames of one component's kinds.
#[derive(Default)]
pub struct FrameSlots {
    kinds: HashMap<Owner, HashMap<Occupant, u16>>,
}

/// The content of a slot. Captures with equal content share a slot.
#[derive(PartialEq, Eq, Hash)]
enum Occupant {
    /// The node of the memo itself.
    Own,
    /// A signal: both of its handles refer to the same node.
    Source(SourceId),
    Place(Place),
    /// A projection, by its name.
    Projection(String),
}

impl FrameSlots {
    /// Returns the slot of `captured` in the frame of `owner`.
    pub fn slot(&mut self, component: &Component, owner: Owner, captured: &Captured) -> u16 {
        self.at(owner, Occupant::of(component, captured))
    }

    /// Returns the slot of the memo itself.
    pub fn own(&mut self, memo: SiteId) -> u16 {
        self.at(Owner::Unit(memo), Occupant::Own)
    }

    pub fn of_template(&self, template: TemplateId) -> u16 {
        self.count(Owner::Template(template))
    }

    pub fn of_unit(&self, site: SiteId) -> u16 {
        self.count(Owner::Unit(site))
    }

    fn at(&mut self, owner: Owner, key: Occupant) -> u16 {
        let kind = self.kinds.entry(owner).or_default();
        let next = kind.len() as u16;
        *kind.entry(key).or_insert(next)
    }

    fn count(&self, owner: Owner) -> u16 {
        self.kinds.get(&owner).map_or(0, |kind| kind.len() as u16)
    }
}

impl Occupant {
    fn of(component: &Component, captured: &Captured) -> Occupant {
        match captured {
            Captured::Projection(projection) => Occupant::Projection(projection.name.to_string()),
            Captured::Place(place) => match component.locals[place.local].kind {
                LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source)
                    if place.fields.is_empty() =>
                {
                    Occupant::Source(source)
                }
                _ => Occupant::Place(place.clone()),
            },
        }
    }
}
