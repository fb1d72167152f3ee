//! One of two contents that a structure shows in turn.

use super::{HolePlace, Planted};
use crate::server::render::nesting::Nest;
use crate::server::render::patch::Patch;
use crate::server::view::{ShowContent, View};

/// The content for one value of a condition.
pub(super) enum Side {
    /// Content that is kept, before it is shown first; `None` while it is made.
    Unmade(Option<Box<dyn FnOnce() -> View>>),
    /// Content that was made and is kept.
    Kept(Planted),
    /// Content that is made again whenever it is shown.
    Fresh(Box<FreshSide>),
}

pub(super) struct FreshSide {
    view: Box<dyn Fn() -> View>,
    planted: Option<Planted>,
}

impl Side {
    /// Makes a side that is not shown yet.
    pub fn new(content: ShowContent) -> Self {
        match content {
            ShowContent::Once(view) => Self::Unmade(Some(view)),
            ShowContent::Fresh(view) => Self::Fresh(Box::new(FreshSide {
                view,
                planted: None,
            })),
        }
    }

    /// Returns its content, if that was made.
    pub fn planted(&mut self) -> Option<&mut Planted> {
        match self {
            Self::Unmade(_) => None,
            Self::Kept(planted) => Some(planted),
            Self::Fresh(fresh) => fresh.planted.as_mut(),
        }
    }

    /// Takes it off the page.
    pub fn leave(&mut self, patch: &mut Patch) {
        match self {
            Self::Unmade(_) => {}
            Self::Kept(planted) => planted.suspend(patch),
            Self::Fresh(fresh) => {
                let gone = fresh.planted.take();
                gone.into_iter().for_each(|gone| gone.remove(patch));
            }
        }
    }

    /// Gives up content that was taken off the page by other means.
    pub fn forget(&mut self) {
        if let Self::Fresh(fresh) = self {
            let gone = fresh.planted.take();
            gone.into_iter().for_each(Planted::dispose);
        }
    }

    /// Puts it on the page, if that is out. `arm` is its number among the sides of the structure.
    pub fn enter(&mut self, patch: &mut Patch, nest: Nest, site: Option<HolePlace>, arm: usize) {
        match self {
            Self::Unmade(view) => {
                if let Some(view) = view.take() {
                    *self = Self::Kept(planted(patch, nest, site, arm, view));
                }
            }
            Self::Kept(planted) => planted.resume(patch, site, arm),
            Self::Fresh(fresh) => {
                fresh.planted = Some(planted(patch, nest, site, arm, &fresh.view));
            }
        }
    }
}

/// Makes content, and puts it on the page if that is out.
fn planted(
    patch: &mut Patch,
    nest: Nest,
    site: Option<HolePlace>,
    arm: usize,
    view: impl FnOnce() -> View,
) -> Planted {
    let mut planted = Planted::grow(patch, nest.at_arm(arm as u32), view);
    if let Some(site) = site {
        planted.insert(patch, site, site.named().step(arm));
    }
    planted
}
