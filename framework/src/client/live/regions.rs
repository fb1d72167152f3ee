//! The regions of a page with a session: how they are nested, their scopes, and the nodes of hidden ones.

use std::cell::RefCell;

use super::controls::changing;
use crate::client::dom::{Dom, Host, Neighbour, Node, Vocabulary};
use crate::client::locate;
use crate::client::page::{Page, Trace};
use crate::client::resume::PartId;
use crate::graph::ScopeId;
use crate::wire::number::Region;

/// The regions of a page, by their numbers.
#[derive(Default)]
pub(super) struct Regions(RefCell<Vec<RegionFacts>>);

/// The facts about a region.
#[derive(Default)]
struct RegionFacts {
    parent: Option<Region>,
    /// The regions directly inside it, including those that are gone.
    children: Vec<Region>,
    /// Made when a client function first needs it.
    scope: Option<ScopeId>,
    hidden: Option<Hidden>,
    awake: Vec<PartId>,
    traces: Vec<Trace>,
}

/// A region that is off the page.
struct Hidden {
    /// An element that holds its nodes, so that they stay siblings.
    keeper: Node,
    /// The node in the place of the region.
    placeholder: Node,
}

impl Regions {
    /// Adds the regions of the page. In document order, a region is inside the last one before it that has not ended.
    pub(super) fn take_in(&self, dom: &Host) {
        let mut open: Vec<Region> = Vec::new();
        for region in (0..).map(Region) {
            let Some(start) = dom.start(region) else {
                break;
            };
            while open.last().is_some_and(|outer| !holds(dom, *outer, &start)) {
                open.pop();
            }
            self.add(open.last().copied());
            open.push(region);
        }
    }

    /// Returns the number of the next region.
    pub(super) fn next(&self) -> Region {
        Region(self.0.borrow().len() as u32)
    }

    /// Adds the next region.
    pub(super) fn add(&self, parent: Option<Region>) -> Region {
        let mut regions = self.0.borrow_mut();
        let region = Region(regions.len() as u32);
        regions.push(RegionFacts {
            parent,
            ..RegionFacts::default()
        });
        if let Some(parent) = parent {
            regions[parent.index()].children.push(region);
        }
        region
    }

    /// Returns the region around a region.
    pub(super) fn parent(&self, region: Region) -> Option<Region> {
        self.0.borrow().get(region.index())?.parent
    }

    /// Returns the regions directly inside a region, on the page or hidden.
    pub(super) fn children(&self, region: Region) -> Vec<Region> {
        self.0
            .borrow()
            .get(region.index())
            .map(|region| region.children.clone())
            .unwrap_or_default()
    }

    /// Returns the scope of a region, which is inside those of the regions around it.
    pub(super) fn scope(&self, page: &Page, region: Region) -> ScopeId {
        let (known, parent, is_hidden) = match self.0.borrow().get(region.index()) {
            Some(region) => (region.scope, region.parent, region.hidden.is_some()),
            None => (None, None, false),
        };
        if let Some(known) = known {
            return known;
        }
        let outer = parent.map_or_else(|| page.graph.root(), |parent| self.scope(page, parent));
        let scope = outer.child();
        if is_hidden {
            scope.pause();
        }
        if let Some(region) = self.0.borrow_mut().get_mut(region.index()) {
            region.scope = Some(scope);
        }
        scope
    }

    /// Notes that a client function is about to wake. Returns false if it is awake already.
    pub(super) fn wakes(&self, part: PartId) -> bool {
        let wakes = |region: &mut RegionFacts| {
            let is_new = !region.awake.contains(&part);
            if is_new {
                region.awake.push(part);
            }
            is_new
        };
        self.with(part.region, wakes).unwrap_or(true)
    }

    /// Shows or hides a region.
    pub(super) fn turn(&self, dom: &Host, region: Region, is_shown: bool) {
        match is_shown {
            true => self.show(dom, region),
            false => self.hide(dom, region),
        }
    }

    /// Takes a region off the page and keeps it; its effects pause. Does nothing if it is hidden or gone.
    pub(super) fn hide(&self, dom: &Host, region: Region) {
        let Some(start) = dom.start(region) else {
            return;
        };
        let Some(parent) = dom.go(&start, Neighbour::Parent) else {
            return;
        };
        if self.is_hidden(region) {
            return;
        }
        let hidden = Hidden {
            keeper: dom.template("", Vocabulary::Html),
            placeholder: dom.create_comment(""),
        };
        dom.insert(&parent, &hidden.placeholder, Some(&start));
        changing(dom, &parent, &mut || {
            locate::each_node(dom, &start, &mut |node| {
                dom.insert(&hidden.keeper, node, None)
            });
        });
        self.with(region, |region| region.hidden = Some(hidden));
        if let Some(scope) = self.known_scope(region) {
            scope.pause();
        }
    }

    /// Puts a hidden region back in its place; its effects continue.
    pub(super) fn show(&self, dom: &Host, region: Region) {
        let Some(Hidden {
            keeper,
            placeholder,
        }) = self.with(region, |region| region.hidden.take()).flatten()
        else {
            return;
        };
        if let Some(parent) = dom.go(&placeholder, Neighbour::Parent) {
            changing(dom, &parent, &mut || {
                dom.insert(&parent, &keeper, Some(&placeholder));
            });
        }
        dom.remove(&placeholder);
        if let Some(scope) = self.known_scope(region) {
            scope.resume();
        }
    }

    /// Removes a region and everything in it, for good.
    pub(super) fn remove(&self, page: &Page, region: Region) {
        if let Some(start) = page.dom.start(region) {
            // Without a parent it is not on the page.
            if let Some(parent) = page.dom.go(&start, Neighbour::Parent) {
                changing(&page.dom, &parent, &mut || {
                    locate::each_node(&page.dom, &start, &mut |node| page.dom.remove(node));
                });
            }
        }
        if let Some(scope) = self.known_scope(region) {
            scope.dispose();
        }
        self.forget(page, region);
    }

    /// Notes a trace, which is undone when the region is removed.
    pub(super) fn trace(&self, region: Region, trace: Trace) {
        self.with(region, |region| region.traces.push(trace));
    }

    /// Returns the first of the nodes in the place of a region: of its own or, while it is hidden, its placeholder.
    pub(super) fn first(&self, dom: &Host, region: Region) -> Option<Node> {
        let placeholder = self.with(region, |region| {
            let hidden = region.hidden.as_ref()?;
            Some(hidden.placeholder.clone())
        });
        placeholder.flatten().or_else(|| dom.start(region))
    }

    /// Returns all of these nodes.
    pub(super) fn standing(&self, dom: &Host, region: Region) -> Option<Vec<Node>> {
        Some(locate::nodes(dom, &self.first(dom, region)?))
    }

    /// Returns whether a region is hidden.
    pub(super) fn is_hidden(&self, region: Region) -> bool {
        self.with(region, |region| region.hidden.is_some()) == Some(true)
    }

    fn forget(&self, page: &Page, region: Region) {
        page.dom.set_start(region, None);
        page.dom.drop_anchors(region);
        let Some(gone) = self.with(region, std::mem::take) else {
            return;
        };
        if let Some(Hidden { placeholder, .. }) = gone.hidden {
            page.dom.remove(&placeholder);
        }
        for trace in gone.traces {
            page.erase(trace);
        }
        for child in gone.children {
            self.forget(page, child);
        }
    }

    fn known_scope(&self, region: Region) -> Option<ScopeId> {
        self.with(region, |region| region.scope).flatten()
    }

    fn with<R>(&self, region: Region, f: impl FnOnce(&mut RegionFacts) -> R) -> Option<R> {
        self.0.borrow_mut().get_mut(region.index()).map(f)
    }
}

/// Returns whether a node is in a region, or starts it.
fn holds(dom: &Host, region: Region, node: &Node) -> bool {
    let mut is_inside = false;
    if let Some(start) = dom.start(region) {
        locate::each_node(dom, &start, &mut |outer| {
            is_inside |= dom.holds(outer, node)
        });
    }
    is_inside
}
