//! An `async fn` component that starts after the first page was sent: an empty region keeps its place until it ends.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;

use super::{HolePlace, Planted, RANGE_END, Structural, WaitingComponent};
use crate::server::page_state::names::HoleName;
use crate::server::render::awaited::Awaited;
use crate::server::render::mount::Mount;
use crate::server::render::patch::Patch;
use crate::server::render::tree::{Tree, body};
use crate::server::stage::{beside, canvas};

/// Makes the structure; a task waits for the component.
pub(crate) fn late(awaited: Awaited) -> Rc<dyn Structural> {
    let late = Rc::new(Late {
        state: RefCell::default(),
    });
    let waiting = Rc::clone(&late);
    let arrives = async move {
        let mut awaited = awaited;
        let view = poll_fn(|context| awaited.poll(context)).await;
        let nest = awaited.nest;
        if nest.scope.exists() {
            let tree = nest.run(|| body(std::mem::take(&mut awaited.units), view));
            let mut patch = Patch::here();
            let content = Planted::grown(&mut patch, nest.scope, tree);
            waiting.arrive(&mut patch, content);
        }
        awaited
            .waits
            .take()
            .into_iter()
            .for_each(WaitingComponent::end);
    };
    beside().bring(arrives, canvas().streamed.is_open());
    late
}

struct Late {
    state: RefCell<LateState>,
}

#[derive(Default)]
struct LateState {
    /// The end of the empty region.
    site: Option<HolePlace>,
    content: Option<Planted>,
}

impl Late {
    fn arrive(&self, patch: &mut Patch, mut content: Planted) {
        let mut state = self.state.borrow_mut();
        if let Some(site) = state.site {
            content.insert(patch, site, site.named());
        }
        state.content = Some(content);
    }
}

impl Structural for Late {
    fn mount(&self, place: Option<HolePlace>, mount: &mut Mount<'_>) {
        let LateState { site, content } = &mut *self.state.borrow_mut();
        match content {
            Some(content) => content.mount(mount),
            None if place.is_none() => {}
            None => {
                let inside = |region| HolePlace {
                    region,
                    at: &RANGE_END,
                    name: HoleName::ONLY,
                };
                *site = mount.region(Tree::Empty).map(inside);
            }
        }
    }

    fn probe(&self) {
        if let Some(content) = &self.state.borrow().content {
            content.probe();
        }
    }
}
