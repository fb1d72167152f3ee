//! The part of the session's graph that the browser knows.

use std::cell::RefCell;
use std::rc::Rc;

use super::NewsFlag;
use super::watches::Watches;
use crate::cross::{Ways, narrowed};
use crate::function::{Frame, Function};
use crate::graph::{self, NodeId, ScopeId, hooks};
use crate::part::{Template, Value};
use crate::server::page_state::link::{Link, Resident};
use crate::server::page_state::numbers::{NumberedNode, Numbers};
use crate::server::view::Unit;
use crate::wire::number::{NodeNumber, Region};

/// The link between the page and the graph, and the nodes that the page knows.
pub(crate) struct Known {
    link: RefCell<Link>,
    numbers: Rc<Numbers>,
    /// Watches of the server: the browser must send what they read at once.
    pub watches: Rc<Watches>,
    /// Watches of conditions that the browser evaluates too: it must send what they read when that changes the
    /// condition.
    pub gates: Rc<Watches>,
    /// Numbered nodes that were written, or whose mirrored value changed, since the last update.
    touched: RefCell<TouchedNodes>,
    news: NewsFlag,
}

/// Numbers of nodes. Most turns touch few, so a list costs less than a set.
#[derive(Default)]
struct TouchedNodes(Vec<NodeNumber>);

impl TouchedNodes {
    /// Adds a node. Before the list grows, it is searched for nodes that are in it twice.
    fn add(&mut self, number: NodeNumber) {
        let numbers = &mut self.0;
        if numbers.len() == numbers.capacity() {
            numbers.sort_unstable();
            numbers.dedup();
            // So that at least half of it can be filled until then.
            numbers.reserve(numbers.len().max(FEW));
        }
        numbers.push(number);
    }
}

/// The nodes for which a list of touched ones has room at first.
const FEW: usize = 4;

/// The residents of a region.
#[derive(Default)]
pub(crate) struct Adopted {
    /// The client functions of its template.
    pub own: Option<Resident>,
    /// The client functions that are kinds of their own.
    pub units: Vec<Resident>,
}

impl Known {
    /// The state at first: the browser knows nothing.
    pub fn new(news: NewsFlag) -> Self {
        Self {
            link: RefCell::default(),
            numbers: Rc::default(),
            watches: Rc::default(),
            gates: Rc::default(),
            touched: RefCell::default(),
            news,
        }
    }

    /// Reads or changes the link between page and graph. No user code may run inside.
    pub fn link<R>(&self, change: impl FnOnce(&mut Link) -> R) -> R {
        change(&mut self.link.borrow_mut())
    }

    /// The nodes that the page knows.
    pub fn numbers(&self) -> Rc<Numbers> {
        Rc::clone(&self.numbers)
    }

    /// Returns whether the browser was told of all nodes, and of what it may do with them.
    pub fn are_told(&self) -> bool {
        self.numbers.are_told()
    }

    /// Encodes the value of a node. If all client functions that have it only read the handles in it, these give only
    /// reading access.
    pub fn encode(&self, entry: &NumberedNode) -> Option<Vec<u8>> {
        let is_read = entry.value.ways == Ways::Down
            && !entry.is_nested
            && !self.link(|link| link.is_open(entry.node));
        let _narrowed = is_read.then(|| {
            self.numbers.narrow(entry.node);
            narrowed()
        });
        hooks::with_value(entry.node, entry.value.encode)
    }

    /// Keeps the browser's copy of a node up to date, for as long as the node exists.
    pub fn mirror(&self, node: NodeId) {
        if hooks::owner(node).is_some() {
            graph::follow(node);
            self.watches.add(node);
            self.link(|link| link.mirrors(node));
        }
    }

    /// Gives memory back that nothing uses.
    pub fn trim(&self) {
        self.watches.trim();
        self.gates.trim();
        self.numbers.trim();
        self.link(Link::trim);
    }

    /// Notes that a numbered node has a new value.
    pub fn touch(&self, number: NodeNumber) {
        self.touched.borrow_mut().add(number);
        self.news.note();
    }

    /// Notes a write to a source, if the browser may write the source too.
    pub fn wrote(&self, node: NodeId) {
        let is_shared = self.link.try_borrow().is_ok_and(|link| link.is_iso(node));
        if let Some(number) = self.numbers.of(node).filter(|_| is_shared) {
            self.touch(number);
        }
    }

    /// Takes the numbered nodes with new values, in the order of their numbers. A node may come twice.
    pub fn take_touched(&self, each: impl FnMut(NodeNumber)) {
        let mut touched = self.touched.borrow_mut();
        let renewed = graph::take_renewed().into_iter();
        let renewed = renewed.filter_map(|node| self.numbers.of(node));
        touched.0.extend(renewed);
        touched.0.sort_unstable();
        touched.0.drain(..).for_each(each);
        touched.0.shrink_to(FEW);
    }

    /// Takes the client functions of a region into the link.
    pub fn adopt(
        &self,
        region: Region,
        template: &'static Template,
        functions: Rc<[Function]>,
        frame: Frame,
        units: Vec<Unit>,
        scope: ScopeId,
    ) -> Adopted {
        crate::facts::note(template.id, template.name);
        self.link(|link| {
            let units = units.into_iter().map(|unit| {
                let functions = || Rc::from([unit.function]);
                link.adopt(region, unit.kind, functions, unit.frame, scope)
            });
            let units = units.collect();
            let own = template
                .client
                .then(|| link.adopt(region, template.id, || functions, frame, scope));
            Adopted { own, units }
        })
    }

    /// Returns whether the browser runs this client function.
    pub fn is_in_browser(&self, resident: Resident, part: usize) -> bool {
        self.link(|link| link.is_in_browser(resident, part))
    }

    /// Evaluates a client binding on the server.
    pub fn evaluate(&self, resident: Resident, part: usize) -> Value {
        let binding = self.link(|link| link.binding(resident, part));
        binding.map_or(Value::Absent, |binding| {
            graph::untrack(|| binding.evaluate())
        })
    }
}
