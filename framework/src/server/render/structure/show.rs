//! `<Show>`: content under a condition, kept while it is not shown.

use std::cell::RefCell;
use std::rc::Rc;

use super::{HolePlace, Planted, Structural};
use crate::graph::untrack;
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::render::patch::{Patch, watch, watch_gate};
use crate::server::view::{Condition, ShowMode, View};

/// Makes the structure, which watches the condition.
pub(crate) fn show(
    when: Box<dyn Fn() -> bool>,
    condition: Condition,
    children: Box<dyn Fn() -> View>,
    fallback: Option<Box<dyn Fn() -> View>>,
    mode: ShowMode,
) -> Rc<dyn Structural> {
    let nest = Nest::inside();
    let show = Rc::new(Show {
        nest,
        children,
        fallback,
        mode,
        state: RefCell::default(),
    });
    let watched = Rc::clone(&show);
    let turn = move |patch: &mut Patch| {
        let holds = when();
        untrack(|| watched.state.borrow_mut().turn(patch, &watched, holds));
    };
    match condition {
        Condition::Server => watch(turn),
        Condition::Gated => watch_gate(turn),
    }
    show
}

struct Show {
    /// The scope of both contents, which exist longer than one run of the watch.
    nest: Nest,
    children: Box<dyn Fn() -> View>,
    fallback: Option<Box<dyn Fn() -> View>>,
    mode: ShowMode,
    state: RefCell<ShowState>,
}

#[derive(Default)]
struct ShowState {
    site: Option<HolePlace>,
    holds: Option<bool>,
    /// The content while the condition does not hold, and while it does.
    sides: [Option<Planted>; 2],
}

impl Structural for Show {
    fn mount(&self, site: Option<HolePlace>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        let shown = usize::from(state.holds == Some(true));
        if let Some(shown) = &mut state.sides[shown] {
            shown.mount_region(mount);
        }
    }
}

impl ShowState {
    fn turn(&mut self, patch: &mut Patch, show: &Show, holds: bool) {
        let before = self.holds.replace(holds);
        if before == Some(holds) {
            return;
        }
        if let Some(before) = before {
            self.leave(patch, show, before);
        }
        self.enter(patch, show, holds);
    }

    fn leave(&mut self, patch: &mut Patch, show: &Show, side: bool) {
        let side = &mut self.sides[usize::from(side)];
        match show.mode {
            ShowMode::Suspend => side.iter().for_each(|side| side.suspend(patch)),
            ShowMode::Fresh => side.take().into_iter().for_each(|side| side.remove(patch)),
        }
    }

    fn enter(&mut self, patch: &mut Patch, show: &Show, side: bool) {
        if let Some(kept) = &mut self.sides[usize::from(side)] {
            return kept.resume(patch, self.site);
        }
        let view = if side {
            Some(&show.children)
        } else {
            show.fallback.as_ref()
        };
        let Some(view) = view else { return };
        let mut planted = Planted::grow(patch, show.nest, view);
        if let Some(site) = self.site {
            planted.insert(patch, site.end());
        }
        self.sides[usize::from(side)] = Some(planted);
    }
}
