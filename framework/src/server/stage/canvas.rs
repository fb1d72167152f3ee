//! The page: its regions, the templates that were sent, and the operations of the next update.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ptr;
use std::rc::Rc;

use super::{NewsFlag, StreamedContent};
use crate::part::Template;
use crate::server::page_state::names::{NamedPlace, PageNames};
use crate::server::page_state::ops::Ops;
use crate::server::view::exceeded::{PlantedRegion, PlantedRegions, PlantedRows};
use crate::wire::QuickHash;
use crate::wire::message::{self, Op};
use crate::wire::number::{Region, TemplateNumber};

/// A place on the page, while components run and structure is read: the way there through components, structures and the
/// keys of rows. Rendering the page once more leads to the same places.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct GrowthPlace {
    /// A hash of the way there; 0 if it is not certain.
    way: u64,
    /// The number of components and structures that were met there.
    met: u32,
}

impl GrowthPlace {
    /// The beginning of the page.
    pub const PAGE: Self = Self { way: 1, met: 0 };

    /// Returns the place of the component or structure that is met next.
    pub fn next(self) -> Self {
        self.step(u64::from(self.met))
    }

    /// Returns the place behind that.
    pub fn behind(self) -> Self {
        let met = self.met + 1;
        Self { met, ..self }
    }

    /// Returns the place of the row with this key.
    pub fn row(self, key: u32) -> Self {
        self.step(u64::from(key) | 1 << 32)
    }

    /// Returns the place of the content with this number in a structure.
    pub fn arm(self, arm: u32) -> Self {
        self.step(u64::from(arm) | 1 << 34)
    }

    /// Returns the place of a component's body.
    pub fn body(self) -> Self {
        self.step(1 << 33)
    }

    /// Returns the number of the place, if it is certain.
    pub fn number(self) -> Option<u64> {
        Some(self.way).filter(|way| *way != 0)
    }

    fn step(self, step: u64) -> Self {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let way = match self.way {
            0 => 0,
            way => ((way ^ step).wrapping_mul(SPREAD).rotate_left(29) ^ step).max(1),
        };
        Self { way, met: 0 }
    }
}

/// The regions and templates of the page, and the operations of the next update.
pub(crate) struct Canvas {
    regions: Cell<Region>,
    /// The names of the regions that are new to the browser.
    pub names: PageNames,
    templates: RefCell<HashMap<(*const Template, bool), TemplateNumber, QuickHash>>,
    ops: RefCell<Ops>,
    /// True once the first page is written: from then on changes are operations.
    is_out: Cell<bool>,
    /// The boundaries that come behind the shell of the first page.
    pub streamed: StreamedContent,
    /// The regions that come and go, on the page or kept off it.
    planted: Rc<PlantedRegions>,
    /// The nesting depth of the component that is running.
    pub depth: Cell<u32>,
    /// The place on the page of what is made now.
    pub growth: Cell<GrowthPlace>,
    /// True if all of the page is made before any of it is written.
    pub grows_all: Cell<bool>,
    news: NewsFlag,
}

impl Canvas {
    /// Makes an empty page.
    pub fn new(news: NewsFlag) -> Self {
        Self {
            regions: Cell::default(),
            names: PageNames::default(),
            templates: RefCell::default(),
            ops: RefCell::default(),
            is_out: Cell::default(),
            streamed: StreamedContent::default(),
            planted: Rc::default(),
            depth: Cell::default(),
            growth: Cell::default(),
            grows_all: Cell::default(),
            news,
        }
    }

    /// Makes what is met next at the present place of the page.
    pub fn grow<R>(&self, make: impl FnOnce() -> R) -> R {
        let here = self.growth.replace(self.growth.get().next());
        let made = make();
        self.growth.set(here.behind());
        made
    }

    /// Numbers the next region, which is at this place.
    pub fn next_region(&self, at: NamedPlace) -> Region {
        let region = self.regions.replace(self.regions.get().next());
        self.names.region(region, at);
        region
    }

    /// Returns the number of the next region.
    pub fn coming_region(&self) -> Region {
        self.regions.get()
    }

    /// Numbers regions from this one on again.
    pub fn take_back(&self, next: Region) {
        self.regions.set(next);
        self.names.take_back(next);
    }

    /// Returns the number of a template. Sends its outline at the first use.
    pub fn template(
        &self,
        template: &'static Template,
        is_region: bool,
        outline: impl FnOnce() -> message::Template,
    ) -> TemplateNumber {
        let mut sent = self.templates.borrow_mut();
        let next = TemplateNumber(sent.len() as u32);
        *sent
            .entry((ptr::from_ref(template), is_region))
            .or_insert_with(|| {
                self.ops.borrow_mut().template(outline());
                next
            })
    }

    /// Lets `change` add to the operations of the next update.
    pub fn ops<R>(&self, change: impl FnOnce(&mut Ops) -> R) -> R {
        self.streamed.note_other();
        self.repeat(change)
    }

    /// Lets `change` add operations that say what the response has said already.
    pub fn repeat<R>(&self, change: impl FnOnce(&mut Ops) -> R) -> R {
        self.news.note();
        change(&mut self.ops.borrow_mut())
    }

    /// Takes the operations of the next update.
    pub fn take_ops(&self) -> Vec<Op> {
        self.ops.borrow_mut().take()
    }

    /// Counts a region that comes and goes, until the returned guard is dropped.
    pub fn plant(&self) -> PlantedRegion {
        PlantedRegion::new(&self.planted)
    }

    /// Returns a guard that counts the rows of a list, whose items take so many bytes, and none of them yet.
    pub fn rows(&self, item: usize) -> PlantedRows {
        PlantedRows::none(&self.planted, item)
    }

    /// Returns the number of bytes that regions which come and go take, roughly.
    pub fn held(&self) -> usize {
        self.planted.bytes()
    }

    /// Returns whether the first page is written.
    pub fn is_out(&self) -> bool {
        self.is_out.get()
    }

    /// Notes that the first page is written.
    pub fn go_out(&self) {
        self.is_out.set(true);
    }
}
