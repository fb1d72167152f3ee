//! `if`, `match` and rebuilt markup: structures that show one view, and dispose of the one before.

use std::cell::RefCell;
use std::rc::Rc;

use super::{HolePlace, Planted, Structural};
use crate::graph::{memo, untrack};
use crate::rt::choice::{Choice, Choosing};
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{Patch, watch};
use crate::server::view::View;

/// Makes a structure that shows one of several views, by number. The same number again changes nothing.
pub(crate) fn branch(
    arm: Box<dyn Fn() -> u32>,
    views: Box<dyn Fn(u32) -> View>,
) -> Rc<dyn Structural> {
    let one = One::new();
    let watched = Rc::clone(&one);
    let mut shown = None;
    watch(move |patch| {
        let arm = arm();
        if shown.replace(arm) != Some(arm) {
            untrack(|| watched.replace(patch, arm, || views(arm)));
        }
    });
    one
}

/// Makes a structure that shows one of several views, chosen by patterns. The view is made again when another arm is
/// chosen, when a value that the arm's pattern binds differs, and when something that the arm itself read changes: the
/// choice is a memo, which the view reads.
pub(crate) fn choose(run: Rc<dyn Fn(&mut Choosing) -> Option<View>>) -> Rc<dyn Structural> {
    let choice = {
        let run = Rc::clone(&run);
        memo(move || {
            let mut choosing = Choosing::choice();
            run(&mut choosing);
            choosing.chosen()
        })
    };
    let one = One::new();
    let watched = Rc::clone(&one);
    watch(move |patch| {
        let arm = choice.with(Choice::arm);
        watched.replace(patch, arm, || {
            run(&mut Choosing::view()).unwrap_or_default()
        });
    });
    one
}

/// Makes a structure whose view is made again whenever something it read changes.
pub(crate) fn rebuild(view: Box<dyn Fn() -> View>) -> Rc<dyn Structural> {
    let one = One::new();
    let watched = Rc::clone(&one);
    watch(move |patch| watched.replace(patch, 0, &view));
    one
}

struct One {
    /// The scope of the structure: the content exists longer than one run of the watch.
    nest: Nest,
    state: RefCell<OneState>,
}

#[derive(Default)]
struct OneState {
    site: Option<HolePlace>,
    /// The number of the view, by which it is told from the others.
    arm: u32,
    content: Option<Planted>,
}

impl One {
    fn new() -> Rc<Self> {
        Rc::new(Self {
            nest: Nest::here(),
            state: RefCell::default(),
        })
    }

    fn replace(&self, patch: &mut Patch, arm: u32, view: impl FnOnce() -> View) {
        let mut state = self.state.borrow_mut();
        if let Some(before) = state.content.take() {
            untrack(|| before.remove(patch));
        }
        let mut planted = Planted::grow(patch, self.nest.at_arm(arm), view);
        if let Some(site) = state.site {
            untrack(|| planted.insert(patch, site, site.named().step(arm as usize)));
        }
        (state.arm, state.content) = (arm, Some(planted));
    }
}

impl Structural for One {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        let OneState { arm, content, .. } = &mut *state;
        if let Some(content) = content {
            mount.within(
                |place| place.step(*arm as usize),
                |mount| content.mount(mount),
            );
        }
    }

    fn probe(&self) {
        if let Some(content) = &self.state.borrow().content {
            content.probe();
        }
    }
}
