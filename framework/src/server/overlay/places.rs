//! The places on a page: component instances and their regions, and the line that each hole, client function, slot and
//! node belongs to.
//!
//! Markup between a component's tags runs in that component's scope, but belongs to the component that wrote it: a
//! region belongs to the nearest instance around it whose component has the region's template.

use std::collections::{BTreeMap, HashMap};

use crate::facts;
use crate::function::{Frame, Function};
use crate::graph::{NodeId, ScopeId, hooks, use_context};
use crate::part::{Hole, KindId, Locator, Target, Template};
use crate::server::page_state::names::HoleName;
use crate::server::render::structure::HolePlace;
use crate::server::view::Unit;
use crate::wire::message::Place;
use crate::wire::number;

/// The number of a component instance. Each scope provides, as a context, the instance that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct InstanceId(pub u32);

/// A line of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub instance: InstanceId,
    pub line: ComponentItem,
}

/// An item of a component: one line of the overlay's panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ComponentItem {
    /// A node, by its place in the component's facts.
    Node(usize),
    /// A captured value that is no node of the component, by its place among the variables.
    Value(usize),
    /// The client functions of a kind, and their places.
    Frame,
    /// Client code that the facts do not describe: that of composables and of generic components.
    Other,
}

/// One use of a component.
pub(super) struct ComponentInstance {
    /// The path, without type parameters.
    pub component: &'static str,
    pub parent: Option<InstanceId>,
    scope: ScopeId,
}

/// A region on the page.
pub(super) struct Region {
    pub template: &'static Template,
    /// The structure hole that the region is in.
    inside: Option<HolePlace>,
    scope: ScopeId,
    /// The kind of its template, then the kinds outside of markup.
    pub stands: Vec<Stand>,
}

/// A kind on the page, with the instance that it belongs to.
pub(super) struct Stand {
    pub id: KindId,
    pub instance: InstanceId,
    /// The compiler's facts about it.
    pub kind: Option<facts::ComponentKind>,
}

/// Everything on a page.
#[derive(Default)]
pub(super) struct Places {
    pub instances: BTreeMap<InstanceId, ComponentInstance>,
    pub regions: HashMap<number::Region, Region>,
    /// The nodes that client functions captured.
    pub nodes: HashMap<NodeId, Key>,
    /// The structure holes whose content is being mounted, from the outermost.
    pub within: Vec<Option<HolePlace>>,
    next: u32,
}

impl Places {
    /// Enters an instance of a component that starts.
    pub fn enter(
        &mut self,
        type_name: &'static str,
        parent: Option<InstanceId>,
        scope: ScopeId,
    ) -> InstanceId {
        let here = InstanceId(self.next);
        self.next += 1;
        let component = type_name.split('<').next().unwrap_or(type_name);
        let instance = ComponentInstance {
            component,
            parent,
            scope,
        };
        self.instances.insert(here, instance);
        here
    }

    /// Enters a region. `here` is the instance whose scope it is in.
    pub fn adopt(
        &mut self,
        region: number::Region,
        template: &'static Template,
        units: &[Unit],
        here: Option<InstanceId>,
        scope: ScopeId,
    ) {
        let Some(here) = here else { return };
        let of_units = units.iter().map(|unit| self.stand_of_unit(unit.kind, here));
        let stands = std::iter::once(self.stand_of_template(template, here)).chain(of_units);
        let region_there = Region {
            template,
            inside: self.within.last().copied().flatten(),
            scope,
            stands: stands.collect(),
        };
        self.regions.insert(region, region_there);
    }

    /// Notes the nodes that the functions of a kind captured. A node is listed under its own component, if that
    /// captures it too.
    pub fn capture(
        &mut self,
        region: number::Region,
        kind: KindId,
        functions: &[Function],
        frame: &Frame,
    ) {
        for function in functions {
            for (slot, (captured, _)) in function.slots.iter().zip(frame.taken(function)) {
                let Some(key) = self.slot(region, kind, usize::from(*slot)) else {
                    continue;
                };
                for node in captured.nodes() {
                    if is_owner(key.instance, *node) {
                        self.nodes.insert(*node, key);
                    } else {
                        self.nodes.entry(*node).or_insert(key);
                    }
                }
            }
        }
    }

    /// Forgets instances, regions and nodes that are disposed of.
    pub fn forget(&mut self) {
        self.instances.retain(|_, instance| instance.scope.exists());
        self.regions.retain(|_, region| region.scope.exists());
        self.nodes.retain(|node, _| hooks::exists(*node));
    }

    /// Returns the place at which a region has a kind; `None` if it has no such kind.
    pub fn stand(&self, region: number::Region, kind: KindId) -> Option<&Stand> {
        let stands = &self.regions.get(&region)?.stands;
        stands.iter().find(|stand| stand.id == kind)
    }

    /// Returns the line of a kind's client functions.
    pub fn frame(&self, region: number::Region, kind: KindId) -> Option<Key> {
        Some(self.stand(region, kind)?.key(ComponentItem::Frame))
    }

    /// Returns the line of a captured value.
    pub fn slot(&self, region: number::Region, kind: KindId, slot: usize) -> Option<Key> {
        let stand = self.stand(region, kind)?;
        let held = stand.kind.and_then(|(facts, kind)| {
            let variable = *kind.slots.get(slot)?;
            Some((facts.variables[variable].node, variable))
        });
        Some(stand.key(match held {
            Some((Some(node), _)) => ComponentItem::Node(node),
            Some((None, variable)) => ComponentItem::Value(variable),
            None => ComponentItem::Other,
        }))
    }

    /// Returns the line of a binding that an update sets.
    pub fn binding(&self, region: number::Region, at: &[u8], target: Target<&str>) -> Option<Key> {
        let region = self.regions.get(&region)?;
        let is_it = |hole: &'static Hole| is_binding(hole, at, target);
        let is_spread =
            |hole: &'static Hole| matches!(hole, Hole::Spread { at: place, .. } if place.0 == at);
        region.line(is_it).or_else(|| region.line(is_spread))
    }

    /// Returns the line of the structure in a hole.
    pub fn structure(&self, region: number::Region, at: &[u8]) -> Option<Key> {
        let region = self.regions.get(&region)?;
        let line = region.line(|hole| hole_at(hole, at).is_some());
        // A region without such a line is the framework's own; its structure is the one around it.
        line.or_else(|| {
            region
                .inside
                .and_then(|site| self.structure(site.region, site.at.0))
        })
    }

    /// Returns the line of the structure that a region is in.
    pub fn structure_of(&self, region: number::Region) -> Option<Key> {
        let site = self.regions.get(&region)?.inside?;
        self.structure(site.region, site.at.0)
    }

    /// Returns the structure hole that content is put into.
    pub fn hole_of(&self, place: &Place) -> Option<HolePlace> {
        match place {
            Place::Before(region) => self.regions.get(region)?.inside,
            Place::In { region, hole } => {
                let holes = self.regions.get(region)?.template.holes.iter();
                let at = holes.filter_map(|found| hole_at(found, hole)).next()?;
                Some(HolePlace {
                    region: *region,
                    at,
                    name: HoleName::ONLY,
                })
            }
        }
    }

    fn stand_of_template(&self, template: &'static Template, here: InstanceId) -> Stand {
        self.stand_of(template.id, facts::named(template.name), here)
    }

    fn stand_of_unit(&self, id: KindId, here: InstanceId) -> Stand {
        self.stand_of(id, facts::kind(id), here)
    }

    fn stand_of(&self, id: KindId, kind: Option<facts::ComponentKind>, here: InstanceId) -> Stand {
        let instance = kind
            .and_then(|(facts, _)| self.nearest(here, |near| near.component == facts.component));
        Stand {
            id,
            instance: instance.unwrap_or(here),
            kind: kind.filter(|_| instance.is_some()),
        }
    }

    fn nearest(
        &self,
        here: InstanceId,
        is_it: impl Fn(&ComponentInstance) -> bool,
    ) -> Option<InstanceId> {
        let mut next = Some(here);
        while let Some(here) = next {
            let instance = self.instances.get(&here)?;
            if is_it(instance) {
                return Some(here);
            }
            next = instance.parent;
        }
        None
    }
}

impl Region {
    /// Returns the line of the first hole for which `is_it` holds.
    fn line(&self, is_it: impl Fn(&'static Hole) -> bool) -> Option<Key> {
        let stand = self.stands.first()?;
        let filled = self.filled().position(is_it)?;
        let (_, kind) = stand.kind?;
        let node = kind.holes.get(filled).copied().flatten()?;
        Some(stand.key(ComponentItem::Node(node)))
    }

    /// Returns the holes that are filled.
    fn filled(&self) -> impl Iterator<Item = &'static Hole> {
        let holes = self.template.holes.iter();
        holes.filter(|hole| hole.is_filled())
    }
}

impl Stand {
    /// Makes the key of one of the instance's lines.
    pub fn key(&self, line: ComponentItem) -> Key {
        Key {
            instance: self.instance,
            line,
        }
    }
}

fn is_owner(instance: InstanceId, node: NodeId) -> bool {
    let owner = hooks::owner(node).filter(|owner| owner.exists());
    owner.and_then(|owner| owner.run(use_context::<InstanceId>)) == Some(instance)
}

fn is_binding(hole: &Hole, at: &[u8], target: Target<&str>) -> bool {
    match hole {
        Hole::Text { at: place, .. } => place.0 == at && target == Target::Text,
        Hole::Value {
            at: place,
            target: own,
        } => place.0 == at && *own == target,
        Hole::Html { at: place, .. } => place.0 == at && target == Target::Html,
        _ => false,
    }
}

fn hole_at(hole: &'static Hole, at: &[u8]) -> Option<&'static Locator> {
    match hole {
        Hole::Structure { at: place, .. } if place.0 == at => Some(place),
        _ => None,
    }
}
