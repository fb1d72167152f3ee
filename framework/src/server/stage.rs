//! What the pieces of one session share while its code runs: the count of regions, the templates that were sent, the
//! operations of the next update, and the link between the page and the graph.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::ptr;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use crate::function::Function;
use crate::graph::{self, NodeId, ScopeId, hooks, on_cleanup};
use crate::part::{Template, Value};
use crate::server::overlay::Overlay;
use crate::server::page_state::link::{Link, Resident};
use crate::server::page_state::numbers::Numbers;
use crate::server::page_state::ops::Ops;
use crate::server::render::content::define;
use crate::server::render::exceeded::Counted;
use crate::server::render::nesting::Nest;
use crate::server::render::tree::{Tree, body};
use crate::server::view::{Failure, Unit, View, collecting};
use crate::wire::DecodeError;
use crate::wire::bounded::Budget;
use crate::wire::limits::REGIONS;
use crate::wire::message::{Op, Uplink};
use crate::wire::number::{NodeNumber, Region, TemplateNumber};

/// A session's workplace. Code that the graph runs finds it with [`stage`].
#[derive(Default)]
pub(crate) struct Stage {
    regions: Cell<Region>,
    templates: RefCell<HashMap<(*const Template, bool), TemplateNumber>>,
    ops: RefCell<Ops>,
    link: RefCell<Link>,
    numbers: Rc<Numbers>,
    actions: RefCell<HashMap<NodeId, Run>>,
    pub watches: Watches,
    /// Those of conditions that the browser evaluates too.
    pub gates: Watches,
    /// Numbered nodes that were written, or whose mirrored value changed, since the last update.
    touched: RefCell<BTreeSet<NodeNumber>>,
    awaited: RefCell<Vec<Awaited>>,
    tasks: RefCell<Vec<Task>>,
    failure: RefCell<Option<Failure>>,
    /// The first page is out: from now on changes are operations.
    is_live_page: Cell<bool>,
    /// Something happened that an update may have to tell.
    has_news: Cell<bool>,
    pub overlay: Overlay,
    /// How deep the component is nested that runs now.
    pub depth: Cell<u32>,
    /// How many regions that come and go are kept, on the page or off it.
    planted: Rc<Cell<u32>>,
}

/// Runs an action over an encoded argument; the future gives the encoded result.
pub(crate) type Run = Rc<dyn Fn(&[u8], &Budget) -> Result<Call, DecodeError>>;

/// A call of an action.
pub(crate) type Call = Pin<Box<dyn Future<Output = Vec<u8>>>>;

/// The computations of this side that run for what they do.
#[derive(Default)]
pub(crate) struct Watches {
    all: RefCell<Vec<NodeId>>,
    searched: Cell<usize>,
    /// How many existed when the others were forgotten last.
    existed: Cell<usize>,
    /// Those that have run again since they were searched: they may read something else now.
    again: RefCell<Vec<NodeId>>,
}

/// So few need not be searched for those that are gone.
const FEW_WATCHES: usize = 64;

impl Watches {
    fn add(&self, watch: NodeId) {
        self.all.borrow_mut().push(watch);
    }

    /// Forgets those that are gone, once there are twice as many as existed the last time.
    pub fn prune(&self) {
        let mut all = self.all.borrow_mut();
        if all.len() < FEW_WATCHES.max(2 * self.existed.get()) {
            return;
        }
        let (mut at, searched) = (0, self.searched.get());
        all.retain(|watch| {
            let (exists, was_searched) = (hooks::is_alive(*watch), at < searched);
            at += 1;
            if !exists && was_searched {
                self.searched.update(|searched| searched - 1);
            }
            exists
        });
        self.existed.set(all.len());
    }

    /// Those whose sources were not looked at; or all of them, again.
    pub fn take_unsearched(&self, again: bool) -> Vec<NodeId> {
        let mut all = self.all.borrow_mut();
        let from = if again { 0 } else { self.searched.get() };
        if again {
            all.retain(|watch| hooks::is_alive(*watch));
        }
        self.searched.set(all.len());
        let mut found = all[from..].to_vec();
        found.extend(self.again.take());
        found
    }

    /// Runs `work` now and whenever what it read has changed.
    fn watch(watches: fn(&Stage) -> &Watches, mut work: impl FnMut() + 'static) -> NodeId {
        let own = Rc::new(Cell::new(None));
        let id = Rc::clone(&own);
        let watch = graph::watch(move || {
            work();
            if let Some(id) = id.get() {
                let stage = stage();
                watches(&stage).again.borrow_mut().push(id);
            }
        });
        own.set(Some(watch));
        watch
    }
}

/// An `async fn` component that has not ended.
pub(crate) struct Awaited {
    pub future: Pin<Box<dyn Future<Output = Result<View, Failure>>>>,
    pub nest: Nest,
    pub units: Vec<Unit>,
    /// Where its tree goes.
    pub place: Rc<RefCell<Tree>>,
}

impl Awaited {
    /// Goes on with the component.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<View> {
        let Self {
            future,
            nest,
            units,
            ..
        } = self;
        let view = ready!(nest.run(|| collecting(units, || future.as_mut().poll(context))));
        Poll::Ready(view.unwrap_or_else(|failure| {
            stage().fail(failure);
            View::empty()
        }))
    }

    /// Goes on with the component, and puts its tree in its place when it ends.
    pub fn poll_into_place(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let view = ready!(self.poll(context));
        let units = std::mem::take(&mut self.units);
        self.place.replace(self.nest.run(|| body(units, view)));
        Poll::Ready(())
    }
}

/// Something that runs beside the session's turns.
pub(crate) type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Stage>>> = const { RefCell::new(None) };
}

/// The stage of the session whose code runs now.
///
/// # Panics
/// Outside of a session.
pub(crate) fn stage() -> Rc<Stage> {
    current().expect("this works only while a page is rendered or its session runs")
}

/// Notes that server code needs what these nodes hold.
///
/// # Panics
/// Outside of a session.
pub(crate) fn uses(nodes: &[NodeId], uplink: Uplink) {
    let stage = stage();
    stage.link(|link| nodes.iter().for_each(|node| link.uses(*node, uplink)));
}

/// The stage of the session whose code runs now, if it is a session's.
pub(crate) fn current() -> Option<Rc<Stage>> {
    CURRENT.with_borrow(Clone::clone)
}

/// While it lives, a stage is the current one.
pub(crate) struct OnStage(Option<Rc<Stage>>);

impl OnStage {
    /// Makes `stage` the current one.
    pub fn enter(stage: &Rc<Stage>) -> Self {
        Self(CURRENT.replace(Some(Rc::clone(stage))))
    }
}

impl Drop for OnStage {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// What was taken in of a region.
#[derive(Default)]
pub(crate) struct Adopted {
    /// The client functions of its template.
    pub own: Option<Resident>,
    /// Those that are kinds of their own.
    pub units: Vec<Resident>,
}

impl Stage {
    /// Numbers the next region.
    pub fn next_region(&self) -> Region {
        self.regions.replace(self.regions.get().next())
    }

    /// The number under which a template was sent; sends it if it was not.
    pub fn template(&self, template: &'static Template, is_region: bool) -> TemplateNumber {
        let mut sent = self.templates.borrow_mut();
        let next = TemplateNumber(sent.len() as u32);
        *sent
            .entry((ptr::from_ref(template), is_region))
            .or_insert_with(|| {
                self.ops.borrow_mut().template(define(template, is_region));
                next
            })
    }

    /// Adds to the operations of the next update.
    pub fn ops<R>(&self, change: impl FnOnce(&mut Ops) -> R) -> R {
        self.has_news.set(true);
        change(&mut self.ops.borrow_mut())
    }

    /// Takes the operations of the next update.
    pub fn take_ops(&self) -> Vec<Op> {
        self.ops.borrow_mut().take()
    }

    /// Counts a region that comes and goes, for as long as what is returned is kept.
    pub fn plant(&self) -> Counted {
        Counted::one_more(&self.planted, REGIONS)
    }

    /// Looks at the link between page and graph, or changes it. No user code may run inside.
    pub fn link<R>(&self, change: impl FnOnce(&mut Link) -> R) -> R {
        change(&mut self.link.borrow_mut())
    }

    /// Runs `work` now and whenever what it read has changed.
    pub fn watch(&self, work: impl FnMut() + 'static) {
        self.watches
            .add(Watches::watch(|stage| &stage.watches, work));
    }

    /// Runs `work` now and whenever what it read has changed. The browser knows too when it does, and will say so.
    pub fn watch_gate(&self, work: impl FnMut() + 'static) {
        self.gates.add(Watches::watch(|stage| &stage.gates, work));
    }

    /// The nodes that the page knows.
    pub fn numbers(&self) -> Rc<Numbers> {
        Rc::clone(&self.numbers)
    }

    /// Keeps the browser's copy of a node up to date, for as long as the node lives.
    pub fn mirror(&self, node: NodeId, number: NodeNumber) {
        let Some(owner) = hooks::owner(node) else {
            return;
        };
        let scope = owner.child();
        let mut is_first = true;
        let watch = scope.run(|| {
            graph::watch(move || {
                hooks::track(node);
                if !std::mem::take(&mut is_first) {
                    stage().touch(number);
                }
            })
        });
        self.watches.add(watch);
        self.link(|link| link.mirrors(node, scope));
    }

    /// A numbered node has another value.
    pub fn touch(&self, number: NodeNumber) {
        self.touched.borrow_mut().insert(number);
        self.has_news.set(true);
    }

    /// A source was written: if the browser may write it too, it must learn of it.
    pub fn wrote(&self, node: NodeId) {
        self.has_news.set(true);
        let is_action = self.actions.borrow().contains_key(&node);
        let is_shared = !is_action && self.link.try_borrow().is_ok_and(|link| link.is_iso(node));
        if let Some(number) = self.numbers.of(node).filter(|_| is_shared) {
            self.touch(number);
        }
    }

    /// Takes the numbered nodes with another value.
    pub fn take_touched(&self) -> BTreeSet<NodeNumber> {
        self.touched.take()
    }

    /// Whether something happened since the last time this was asked that an update may have to tell.
    pub fn take_news(&self) -> bool {
        self.has_news.take()
    }

    /// Something happened that an update may have to tell.
    pub fn note_news(&self) {
        self.has_news.set(true);
    }

    /// Whether the first page is out.
    pub fn is_live_page(&self) -> bool {
        self.is_live_page.get()
    }

    /// The first page is out.
    pub fn go_live(&self) {
        self.is_live_page.set(true);
    }

    /// Makes an action callable under its node.
    pub fn provide_action(&self, node: NodeId, run: Run) {
        self.actions.borrow_mut().insert(node, run);
        on_cleanup(move || {
            if let Some(stage) = current() {
                stage.actions.borrow_mut().remove(&node);
            }
        });
    }

    /// What runs an action.
    pub fn action(&self, node: NodeId) -> Option<Run> {
        self.actions.borrow().get(&node).cloned()
    }

    /// Takes in the client functions of a region.
    pub fn adopt(
        &self,
        region: Region,
        template: &'static Template,
        functions: Vec<Function>,
        units: Vec<Unit>,
        scope: ScopeId,
    ) -> Adopted {
        crate::facts::note(template.id, template.name);
        self.overlay
            .adopt(region, template, &functions, &units, scope);
        self.link(|link| {
            let adopt = |Unit { kind, function }| {
                let slots = function.scope_slots();
                link.adopt(region, kind, slots, vec![function], scope)
            };
            let units = units.into_iter().map(adopt).collect();
            let own = template
                .client
                .then(|| link.adopt(region, template.id, template.slots, functions, scope));
            Adopted { own, units }
        })
    }

    /// Whether the browser runs this client function.
    pub fn is_live(&self, resident: Resident, part: usize) -> bool {
        self.link(|link| link.is_live(resident, part))
    }

    /// What a client binding evaluates to now.
    pub fn evaluate(&self, resident: Resident, part: usize) -> Value {
        let binding = self.link(|link| link.binding(resident, part));
        binding.map_or(Value::Absent, |binding| {
            graph::untrack(|| binding.evaluate())
        })
    }

    /// Puts off a component that has not ended.
    pub fn wait(&self, awaited: Awaited) {
        self.awaited.borrow_mut().push(awaited);
    }

    /// Takes the components that have not ended.
    pub fn take_awaited(&self) -> Vec<Awaited> {
        self.awaited.take()
    }

    /// Starts something that runs beside the turns.
    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push(Box::pin(task));
    }

    /// Takes what was started.
    pub fn take_tasks(&self) -> Vec<Task> {
        self.tasks.take()
    }

    /// Whether something was started that nobody took.
    pub fn has_tasks(&self) -> bool {
        !self.tasks.borrow().is_empty()
    }

    /// Whether components were put off that nobody took.
    pub fn is_awaiting(&self) -> bool {
        !self.awaited.borrow().is_empty()
    }

    /// A component failed.
    pub fn fail(&self, failure: Failure) {
        self.failure.borrow_mut().get_or_insert(failure);
    }

    /// Takes the first failure.
    pub fn take_failure(&self) -> Option<Failure> {
        self.failure.take()
    }
}
