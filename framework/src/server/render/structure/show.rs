//! `<Show>`: content under a condition, which is kept while it is not shown.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Planted, Site, Structural};
use crate::graph::untrack;
use crate::server::render::mount::Mount;
use crate::server::render::nesting::Nest;
use crate::server::stage::stage;
use crate::server::view::{ShowMode, View};

/// Where a condition is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Here: what it reads must come up at once.
    Server,
    /// Here, and in the browser, which sends what it reads only when that changes the condition.
    Gated,
}

/// Watches the condition.
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
    let work = move || {
        let holds = when();
        untrack(|| watched.state.borrow_mut().turn(&watched, holds));
    };
    match condition {
        Condition::Server => stage().watch(work),
        Condition::Gated => stage().watch_gate(work),
    }
    show
}

struct Show {
    /// Owns both sides; they outlive a run of the watch.
    nest: Nest,
    children: Box<dyn Fn() -> View>,
    fallback: Option<Box<dyn Fn() -> View>>,
    mode: ShowMode,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    site: Option<Site>,
    holds: Option<bool>,
    /// What stands there when the condition does not hold, and when it does.
    sides: [Option<Planted>; 2],
}

impl Structural for Show {
    fn mount(&self, site: Option<Site>, mount: &mut Mount<'_>) {
        let mut state = self.state.borrow_mut();
        state.site = site;
        let shown = usize::from(state.holds == Some(true));
        if let Some(shown) = &mut state.sides[shown] {
            shown.mount_region(mount);
        }
    }
}

impl State {
    fn turn(&mut self, show: &Show, holds: bool) {
        let before = self.holds.replace(holds);
        if before == Some(holds) {
            return;
        }
        if let Some(before) = before {
            self.leave(show, before);
        }
        self.enter(show, holds);
    }

    fn leave(&mut self, show: &Show, side: bool) {
        let side = &mut self.sides[usize::from(side)];
        match show.mode {
            ShowMode::Suspend => side.iter().for_each(Planted::suspend),
            ShowMode::Fresh => side.take().into_iter().for_each(Planted::remove),
        }
    }

    fn enter(&mut self, show: &Show, side: bool) {
        let place = self.site.map(Site::end);
        if let Some(kept) = &mut self.sides[usize::from(side)] {
            return kept.resume(place);
        }
        let view = if side {
            Some(&show.children)
        } else {
            show.fallback.as_ref()
        };
        let Some(view) = view else { return };
        let mut planted = Planted::grow(show.nest, view);
        if let Some(place) = place {
            planted.insert(place);
        }
        self.sides[usize::from(side)] = Some(planted);
    }
}
