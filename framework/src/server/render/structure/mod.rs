//! Elements that come and go: each kind of structure watches what decides its content, and turns a change into
//! operations on regions.

mod content;
mod each;
mod late;
mod one;
mod show;

pub(crate) use content::Planted;
pub(crate) use each::each;
pub(crate) use late::late;
pub(crate) use one::{branch, choose, rebuild};
pub(crate) use show::show;

use serde_bytes::ByteBuf;

use crate::part::{Hole, KindId, Locator, Origin, Root, Template, place};
use crate::server::render::mount::Mount;
use crate::wire::message::Place;
use crate::wire::number::Region;

/// A place on the page: a region, and where in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HolePlace {
    pub region: Region,
    pub at: Locator,
}

impl HolePlace {
    /// The end of the structure hole that stands there.
    pub fn end(self) -> Place {
        Place::In {
            region: self.region,
            hole: ByteBuf::from(self.at.0),
        }
    }
}

/// Structure in a tree.
pub(crate) trait Structural {
    /// Puts the present content on the page. From now on changes become operations; without a site it stays as it is.
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>);
}

/// Stands around content that has not exactly one element.
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

/// The place inside of it.
pub(crate) const RANGE_END: Locator = Locator(&[0, place::END]);
