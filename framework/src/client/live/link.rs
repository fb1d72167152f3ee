//! A page's link to its session: what the page writes and calls goes up, updates come down.

use std::cell::RefCell;
use std::rc::Rc;

use super::Link;
use super::calls::{Calls, Settled};
use super::content::Template;
use super::gate::{Gate, Gates};
use super::patch;
use super::regions::Regions;
use super::socket::Socket;
use crate::client::dispatch::Entry;
use crate::client::dom::{Area, Dom, News, Window};
use crate::client::event::RawEvent;
use crate::client::page::{Page, Trace};
use crate::client::resume::{PartId, Sleeping};
use crate::graph::{NodeId, ScopeId};
use crate::wire::codec::{decode, encode};
use crate::wire::message::{FromClient, FromServer, Op, Reason, Update, Uplink, Write};
use crate::wire::sequence::Outbox;

/// The link of a page that has a session.
#[derive(Default)]
pub(super) struct SessionLink {
    pub(super) regions: Rc<Regions>,
    pub(super) templates: RefCell<Vec<Template>>,
    pub(super) gates: Rc<Gates>,
    ticket: [u8; 16],
    /// The number under which the socket is heard.
    heard: u32,
    socket: Socket,
    outbox: RefCell<Outbox>,
    calls: Calls,
    /// The nodes that this turn has written.
    written: Rc<RefCell<Vec<NodeId>>>,
}

/// Under this key the tab remembers that it has reloaded for want of a session, until it has one.
const RELOADED: &str = "watershed reloaded";

/// Links the page to its session, if it has one.
pub(super) fn open(page: &Page) {
    let Some(ticket) = page.dom.ticket() else {
        return;
    };
    let link = SessionLink {
        ticket,
        heard: page.listeners.add(Entry::Hook(hear)),
        ..SessionLink::default()
    };
    link.regions.take_in(&page.dom);
    let written = link.written.clone();
    page.graph
        .on_write(move |node| written.borrow_mut().push(node));
    let heard = link.heard;
    let _ = page.link.set(Box::new(link));
    page.dom.connect(heard);
}

fn hear(page: &Page, event: &RawEvent) {
    if let Some(link) = page.link.get() {
        link.hear(page, event);
    }
}

impl Link for SessionLink {
    fn wakes(&self, part: PartId) -> bool {
        self.regions.wakes(part)
    }

    fn scope(&self, page: &Page, region: u32) -> ScopeId {
        self.regions.scope(page, region)
    }

    fn gate(&self, page: &Page, gate: Gate) {
        let is_certain = self.outbox.borrow().is_even();
        self.gates.watch(&page.dom, &self.regions, gate, is_certain);
        let mut outbox = self.outbox.borrow_mut();
        if outbox.version() > 0 {
            // The server has evaluated it over the values that it has.
            outbox.hurry();
        }
    }

    fn trace(&self, region: u32, trace: Trace) {
        self.regions.trace(region, trace);
    }

    fn hear(&self, page: &Page, event: &RawEvent) {
        if let Some(news) = page.dom.news(event.host()) {
            self.take(page, news);
        }
    }

    fn call(&self, action: u32, argument: Vec<u8>, settled: Settled) {
        let call = self.calls.make(action, argument, settled);
        self.outbox.borrow_mut().call(call);
    }

    fn turn_ended(&self, page: &Page) {
        self.note_writes(page);
        if self.outbox.borrow().is_quiet() {
            self.gates.sort(&page.dom, &self.regions);
        }
        self.send_batches(page);
    }
}

impl SessionLink {
    fn take(&self, page: &Page, news: News) {
        match news {
            News::Opened => self.attach(page),
            News::Frame(frame) => match decode(&frame) {
                Ok(FromServer::Attached { seq }) => self.attached(page, seq),
                Ok(FromServer::Update(update)) => self.update(page, update, frame.len()),
                Ok(FromServer::Gone(reason)) => self.gone(page, reason),
                // Not a word of this protocol: the page is older than the server.
                Err(_) => self.gone(page, Reason::Expired),
            },
            News::Closed => {
                if let Some(delay) = self.socket.closed(page.dom.random()) {
                    let heard = self.heard;
                    page.after(delay, Box::new(move |page| page.dom.connect(heard)));
                }
            }
        }
    }

    fn attach(&self, page: &Page) {
        let version = self.outbox.borrow().version();
        self.send(
            page,
            &FromClient::Attach {
                ticket: self.ticket,
                version,
            },
        );
        self.socket.opened();
    }

    /// The server has all batches up to `seq`.
    fn attached(&self, page: &Page, seq: u32) {
        page.dom.store(Area::Tab, RELOADED, None);
        if self.socket.attached() {
            for batch in self.outbox.borrow().unapplied(seq) {
                self.send(page, &FromClient::Batch(batch.clone()));
            }
        }
    }

    /// A session that is lost is made anew by loading the page again, but not over and over.
    fn gone(&self, page: &Page, reason: Reason) {
        self.socket.end();
        let is_worth_it = matches!(reason, Reason::Expired | Reason::Failed);
        if is_worth_it && page.dom.stored(Area::Tab, RELOADED).is_none() {
            page.dom.store(Area::Tab, RELOADED, Some(""));
            page.dom.reload();
        }
    }

    /// Takes an update of so many bytes, unless it came before.
    fn update(&self, page: &Page, update: Update, bytes: usize) {
        self.note_writes(page);
        let (version, ack) = (update.version, update.ack);
        let is_new = self.outbox.borrow_mut().received(version, ack, bytes);
        if is_new {
            self.apply(page, update);
        }
        if let Some(version) = self.outbox.borrow_mut().acknowledgement() {
            self.send(page, &FromClient::Ack { version });
        }
    }

    /// First its operations, then what is new wakes up.
    fn apply(&self, page: &Page, update: Update) {
        let sleeping = update
            .snapshot
            .map(|snapshot| Sleeping::new(page, &snapshot));
        let first_new = self.regions.next();
        for op in update.ops {
            match op {
                Op::Node { nodes, values } => {
                    nodes
                        .0
                        .into_iter()
                        .zip(values)
                        .for_each(|(node, value)| self.receive(page, node, &value));
                }
                Op::Uplink { uplink, nodes } => {
                    nodes
                        .0
                        .into_iter()
                        .for_each(|node| self.need(page, node, uplink));
                }
                op => patch::apply(page, self, op),
            }
        }
        page.dom.own();
        if let Some(sleeping) = sleeping {
            sleeping.wake(page, first_new);
        }
        update
            .settled
            .into_iter()
            .for_each(|settlement| self.calls.settle(settlement));
    }

    /// Writes a value of the server's, unless a later one of the client's is on its way.
    fn receive(&self, page: &Page, node: u32, value: &[u8]) {
        let is_taken = self.outbox.borrow_mut().takes(node);
        if is_taken {
            let before = self.written.borrow().len();
            page.nodes.receive(node, value);
            self.written.borrow_mut().truncate(before);
        }
    }

    fn need(&self, page: &Page, node: u32, uplink: Uplink) {
        page.nodes.set_uplink(node, uplink);
        if let Some(value) = page.nodes.written(node) {
            self.outbox
                .borrow_mut()
                .write(Write { node, value }, uplink);
        }
    }

    /// Hands what was written since the last time, and is needed up there, to the outbox.
    fn note_writes(&self, page: &Page) {
        let mut written = self.written.take();
        written.sort_unstable();
        written.dedup();
        for node in written.into_iter().filter_map(|id| page.nodes.number(id)) {
            let uplink = page.nodes.uplink(node);
            if let Some(value) = page.nodes.written(node).filter(|_| uplink != Uplink::None) {
                self.outbox
                    .borrow_mut()
                    .write(Write { node, value }, uplink);
            }
        }
        if self.gates.have_turned() {
            self.outbox.borrow_mut().hurry();
        }
    }

    fn send_batches(&self, page: &Page) {
        while self.socket.is_attached() {
            let Some(batch) = self.outbox.borrow_mut().next_batch() else {
                return;
            };
            self.send(page, &FromClient::Batch(batch));
        }
    }

    fn send(&self, page: &Page, frame: &FromClient) {
        page.dom.send(&encode(frame));
    }
}
