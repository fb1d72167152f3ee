//! Elements that come and go: each structure watches the signals of its content, and turns a change into operations on
//! regions.

mod caught;
mod content;
mod each;
mod late;
mod one;
mod outlet;
mod reads;
mod show;
mod side;
mod suspense;

pub(crate) use caught::{catch, fail, run_caught};
pub(crate) use content::Planted;
pub(crate) use each::each;
#[cfg(debug_assertions)]
pub use each::keep_rows_awake;
pub(crate) use late::late;
pub(crate) use one::{branch, choose, rebuild};
pub(crate) use outlet::{Outlet, PreparedContent, outlet};
pub(crate) use reads::waits_outside;
pub(crate) use show::show;
pub(crate) use suspense::{Boundary, WaitingComponent, suspense};

use serde_bytes::ByteBuf;

use crate::part::{Hole, KindId, Locator, Origin, Root, Template, place};
use crate::server::page_state::names::{HoleName, NamedPlace};
use crate::server::render::mount::Mount;
use crate::wire::message::Place;
use crate::wire::number::Region;

/// The place of a hole on the page: a region, and a locator in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HolePlace {
    pub region: Region,
    pub at: &'static Locator,
    /// The name of a hole for structures.
    pub name: HoleName,
}

impl HolePlace {
    /// Returns the end of the structure hole at this place.
    pub fn end(self) -> Place {
        Place::In {
            region: self.region,
            hole: ByteBuf::from(self.at.0),
        }
    }

    /// Returns the place by which content there is named.
    pub fn named(self) -> NamedPlace {
        NamedPlace::hole(self.region, self.name)
    }
}

/// A structure in a tree.
pub(crate) trait Structural {
    /// Puts the present content on the page. Later changes become operations; without a site the content stays as it
    /// is.
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>);

    /// Evaluates the bindings of its present content, if that is not on the page.
    fn probe(&self);
}

/// A template around content that is not exactly one element.
pub(crate) static RANGE: Template = Template {
    id: KindId(0),
    name: "range",
    origin: Origin::NONE,
    root: Root::Range,
    slots: 0,
    client: false,
    pieces: &["", ""],
    holes: &[Hole::Structure {
        at: RANGE_END,
        inside: &[],
    }],
};

/// The place of the content in it.
pub(crate) const RANGE_END: Locator = Locator(&[0, place::END]);
