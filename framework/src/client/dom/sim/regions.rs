//! The regions of a page with a session: how they are nested, and the nodes of hidden ones.

use std::cell::RefCell;

use super::patch::Tasks;
use super::places::{self, RegionStart};
use super::{Dom, Neighbour, NodeRef, Sim, Vocabulary, Whose};
use crate::client::by_region::ByRegion;
use crate::client::dom::task_tag;
use crate::client::live::changing;
use crate::wire::number::Region;

/// The regions of a page, by their numbers.
#[derive(Default)]
pub(super) struct Regions(RefCell<ByRegion<RegionFacts>>);

/// The facts about a region.
#[derive(Default)]
struct RegionFacts {
    parent: Option<Region>,
    /// The regions directly inside it, including those that are gone.
    children: Vec<Region>,
    hidden: Option<Hidden>,
}

/// A region that is off the page.
struct Hidden {
    /// An element that holds its nodes, so that they stay siblings.
    keeper: NodeRef,
    /// The node in the place of the region.
    placeholder: NodeRef,
}

impl Regions {
    /// Adds the regions of the page, once. In document order, a region is inside the last one before it that has not
    /// ended.
    pub(super) fn take_in(&self, dom: &Sim) {
        if self.next() > Region(0) {
            return;
        }
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
        Region(self.0.borrow().sent() as u32)
    }

    /// Adds the next region.
    pub(super) fn add(&self, parent: Option<Region>) -> Region {
        let region = self.next();
        self.add_as(region, parent);
        region
    }

    /// Adds a region with a number of its own.
    pub(super) fn add_as(&self, region: Region, parent: Option<Region>) {
        let mut regions = self.0.borrow_mut();
        *regions.entry(region) = RegionFacts {
            parent,
            ..RegionFacts::default()
        };
        if let Some(parent) = parent {
            regions.entry(parent).children.push(region);
        }
    }

    /// Returns the region around a region.
    pub(super) fn parent(&self, region: Region) -> Option<Region> {
        self.with(region, |region| region.parent)?
    }

    /// Returns the regions directly inside a region, on the page or hidden.
    pub(super) fn children(&self, region: Region) -> Vec<Region> {
        self.with(region, |region| region.children.clone())
            .unwrap_or_default()
    }

    /// Shows or hides a region. Returns false if it is so already, or if the region is not there.
    pub(super) fn turn(&self, dom: &Sim, region: Region, is_shown: bool) -> bool {
        match is_shown {
            true => self.show(dom, region).is_some(),
            false => self.hide(dom, region).is_some(),
        }
    }

    /// Takes a region off the page and keeps it.
    fn hide(&self, dom: &Sim, region: Region) -> Option<()> {
        let start = dom.start(region)?;
        let parent = dom.go(&start, Neighbour::Parent)?;
        if self.is_hidden(region) {
            return None;
        }
        let hidden = Hidden {
            keeper: dom.template("", Vocabulary::Html),
            placeholder: dom.create_comment(""),
        };
        dom.insert(&parent, &hidden.placeholder, Some(&start));
        changing(dom, &parent, &mut || {
            places::each_node(dom, &start, &mut |node| {
                dom.insert(&hidden.keeper, node, None)
            });
        });
        self.with(region, |region| region.hidden = Some(hidden))
    }

    /// Puts a hidden region back in its place.
    fn show(&self, dom: &Sim, region: Region) -> Option<()> {
        let Hidden {
            keeper,
            placeholder,
        } = self.with(region, |region| region.hidden.take())??;
        if let Some(parent) = dom.go(&placeholder, Neighbour::Parent) {
            changing(dom, &parent, &mut || {
                dom.insert(&parent, &keeper, Some(&placeholder));
            });
        }
        dom.remove(&placeholder);
        Some(())
    }

    /// Removes a region and everything in it, for good.
    pub(super) fn remove(&self, dom: &Sim, region: Region, tasks: &Tasks) {
        if let Some(start) = dom.start(region) {
            // Without a parent it is not on the page.
            if let Some(parent) = dom.go(&start, Neighbour::Parent) {
                changing(dom, &parent, &mut || {
                    places::each_node(dom, &start, &mut |node| dom.remove(node));
                });
            }
        }
        self.forget(dom, region, tasks);
    }

    /// Removes a row that the browser has made. Its number is free then.
    pub(super) fn remove_row(&self, dom: &Sim, row: Region) {
        if let Some(list) = self.parent(row) {
            self.with(list, |list| list.children.retain(|child| *child != row));
        }
        self.remove(dom, row, &Tasks::default());
    }

    /// Returns the first of the nodes in the place of a region: of its own or, while it is hidden, its placeholder.
    pub(super) fn first(&self, dom: &Sim, region: Region) -> Option<NodeRef> {
        let placeholder = self.with(region, |region| {
            let hidden = region.hidden.as_ref()?;
            Some(hidden.placeholder.clone())
        });
        placeholder.flatten().or_else(|| dom.start(region))
    }

    /// Returns all of these nodes.
    pub(super) fn nodes(&self, dom: &Sim, region: Region) -> Option<Vec<NodeRef>> {
        Some(places::nodes(dom, &self.first(dom, region)?))
    }

    /// Returns whether a region is hidden.
    pub(super) fn is_hidden(&self, region: Region) -> bool {
        self.with(region, |region| region.hidden.is_some()) == Some(true)
    }

    fn forget(&self, dom: &Sim, region: Region, tasks: &Tasks) {
        let Some(gone) = self.with(region, std::mem::take) else {
            return;
        };
        tasks.add(task_tag::REMOVED, region.0, 0, 0);
        dom.set_start(region, None);
        dom.drop_anchors(region);
        if let Some(Hidden { placeholder, .. }) = gone.hidden {
            dom.remove(&placeholder);
        }
        for child in gone.children {
            self.forget(dom, child, tasks);
        }
    }

    /// Returns the region that ends at a hole of a region.
    pub(super) fn standing(&self, dom: &Sim, region: Region, at: &[u8]) -> Option<Region> {
        let gap = places::gap(dom, &RegionStart::of(dom, region)?, at)?;
        let mut before = match &gap.before {
            Some(next) => dom.go(next, Neighbour::Previous),
            None => dom.go(&gap.parent, Neighbour::Last),
        };
        while before
            .as_ref()
            .is_some_and(|node| dom.whose(node) != Whose::Ours)
        {
            before = dom.go(&before?, Neighbour::Previous);
        }
        let last = before?;
        let ends_there = |region: &Region| {
            dom.start(*region)
                .is_some_and(|start| places::last(dom, &start) == last)
        };
        self.children(region).into_iter().find(ends_there)
    }

    fn with<R>(&self, region: Region, f: impl FnOnce(&mut RegionFacts) -> R) -> Option<R> {
        self.0.borrow_mut().get_mut(region).map(f)
    }
}

/// Returns whether a node is in a region, or starts it.
fn holds(dom: &Sim, region: Region, node: &NodeRef) -> bool {
    let mut is_inside = false;
    if let Some(start) = dom.start(region) {
        places::each_node(dom, &start, &mut |outer| {
            is_inside |= Dom::holds(dom, outer, node)
        });
    }
    is_inside
}
