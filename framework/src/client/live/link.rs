//! A page's link to its session: writes and calls of the page go up, updates come down.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::SessionHooks;
use super::answers::Answers;
use super::calls::{Calls, FollowedCall};
use super::gate::{Gate, Gates};
use super::scopes::Scopes;
use super::socket::Socket;
use super::trouble::ConnectionTrouble;
use crate::action::{CallError, state, without_trailer};
use crate::client::dispatch::Recipient;
use crate::client::dom::{Patched, SocketEvent, Surroundings, UpdateTask, task_tag};
use crate::client::event::RawEvent;
use crate::client::nodes::{CALLED, FAILED, FAILED_CALL, push_kept};
use crate::client::page::{self, Page, Trace};
use crate::client::resume::{PartId, Sleeping};
use crate::client::{failed, form, trailer};
use crate::form::after::FAILED as FAILED_RESULT;
use crate::graph::{NodeId, ScopeId, Shared, attempt, share};
use crate::optimistic::CallUnderWay;
use crate::wire::close::{Afterwards, is_ending};
use crate::wire::column::Reader;
use crate::wire::limits::{Limits, PART};
use crate::wire::message::{Call, Uplink, Write};
use crate::wire::number::{CallId, NodeNumber, Region, Seq, Version};
use crate::wire::read::message_tag;
use crate::wire::sequence::Outbox;
use crate::wire::write;

/// The link of a page that has a session.
pub(super) struct SessionLink {
    scopes: Shared<Scopes>,
    gates: Shared<Gates>,
    ticket: [u8; 16],
    /// The number under which events of the socket arrive.
    heard: u32,
    socket: Socket,
    /// True if a message waits until more may be sent.
    is_waiting: Cell<bool>,
    outbox: RefCell<Outbox>,
    calls: Calls,
    /// True once the server may have batches: it has answered, or a connection broke before it did.
    is_known: Cell<bool>,
    /// The last call when the last turn ended.
    called: Cell<CallId>,
    answers: Answers,
    /// A flag, set if the page before has kept a call that this page cannot make.
    is_call_lost: Cell<bool>,
    /// A flag, set once the calls of the page before are made.
    has_restored: Cell<bool>,
    /// The update that is being applied, for controls.
    #[cfg(target_arch = "wasm32")]
    reading: RefCell<Rc<Vec<u8>>>,
    /// For each index of the graph, the number of the node there, if it crosses.
    numbers: RefCell<Vec<Option<NodeNumber>>>,
    /// The nodes that were written in this turn.
    written: Shared<RefCell<Vec<NodeId>>>,
}

/// Links the page to its session, if it has one.
pub(super) fn open(page: &Page) {
    let Some(ticket) = page.dom.ticket() else {
        return;
    };
    let heard = page.listeners.add(Recipient::Hook(hear));
    let link = SessionLink {
        scopes: share(Scopes::default()),
        gates: share(Gates::default()),
        ticket,
        heard,
        socket: Socket::default(),
        is_waiting: Cell::default(),
        outbox: RefCell::default(),
        calls: Calls::default(),
        is_known: Cell::default(),
        called: Cell::default(),
        answers: Answers::default(),
        is_call_lost: Cell::default(),
        has_restored: Cell::default(),
        #[cfg(target_arch = "wasm32")]
        reading: RefCell::default(),
        numbers: RefCell::default(),
        written: share(RefCell::default()),
    };
    let written = Shared::clone(&link.written);
    page.graph
        .on_write(move |node| written.borrow_mut().push(node));
    if let Some(controls) = page.registry.controls_part() {
        (controls.open)(page);
    }
    // A browser that discards a tab tells it only that it freezes.
    for name in ["pagehide", "freeze"] {
        page.hook(name, keep);
    }
    let _ = page.link.set(Box::new(share(link)));
    page.dom.connect(heard);
}

fn keep(page: &Page, _: &RawEvent) {
    if let Some(link) = page.link.get() {
        link.keep(page);
    }
}

fn hear(page: &Page, event: &RawEvent) {
    if let Some(link) = page.link.get() {
        link.hear(page, event);
    }
}

impl SessionHooks for Shared<SessionLink> {
    fn wakes(&self, page: &Page, part: PartId, is_once: bool) -> bool {
        self.scopes.wakes(page, part, is_once)
    }

    fn scope(&self, page: &Page, region: Region) -> ScopeId {
        self.scopes.scope(page, region)
    }

    fn gate(&self, page: &Page, gate: Gate) {
        let is_certain = self.outbox.borrow().is_even();
        self.gates.watch(&page.dom, &self.scopes, gate, is_certain);
        // The server has evaluated the condition with the values that it has.
        self.outbox.borrow_mut().hurry();
    }

    fn trace(&self, region: Region, trace: Trace) {
        self.scopes.trace(region, trace);
    }

    fn keep(&self, page: &Page) {
        let mut kept = page.nodes.kept(|node| self.calls.are_of(node));
        self.keep_calls(page, &mut kept);
        page.dom.keep(&kept);
    }

    fn hear(&self, page: &Page, event: &RawEvent) {
        if let Some(news) = page.dom.news(event.host()) {
            self.take(page, news);
        }
    }

    fn call(&self, action: NodeId, argument: Vec<u8>) -> Option<CallId> {
        self.make_call(action, argument)
    }

    fn number(&self, node: NodeId) -> Option<NodeNumber> {
        SessionLink::number(self, node)
    }

    fn calls_under_way(&self, page: &Page) -> Vec<CallUnderWay> {
        self.under_way(page)
    }

    fn follow_calls(&self, nodes: &[NodeId]) -> Vec<Rc<FollowedCall>> {
        self.followed(nodes)
    }

    fn show_calls(&self, last: CallId) {
        self.calls.show(last);
    }

    fn turn_region(&self, page: &Page, region: Region, is_shown: bool) {
        self.scopes.turn(&page.dom, region, is_shown);
    }

    fn end_region(&self, page: &Page, region: Region) {
        self.scopes.end(page, region);
    }

    fn answers(&self) -> &Answers {
        &self.answers
    }

    fn made(&self, number: NodeNumber, node: NodeId) {
        let mut numbers = self.numbers.borrow_mut();
        let index = node.index as usize;
        while numbers.len() <= index {
            numbers.push(None);
        }
        numbers[index] = Some(number);
    }

    fn go_on(&self) {
        self.is_waiting.set(false);
    }

    fn connect(&self, page: &Page, wait: u32) {
        self.end_wait(page, wait);
    }

    fn perform(&self, page: &Page, update: &[u8], task: UpdateTask) {
        let (region, node) = (Region(task.number), NodeNumber(task.number));
        let bytes = || read_at(update, task.at).slice();
        match task.tag {
            task_tag::INSERTED => self.gates.note(region, bytes(), Region(task.first)),
            task_tag::REMOVED => self.scopes.end(page, region),
            task_tag::NODE => self.receive(page, node, bytes()),
            task_tag::UPLINK => self.need(page, node, task.at),
            task_tag::SAME => self.restore(page, node, task.at),
            tag => {
                let is_shown = tag == task_tag::SHOW;
                if !self.gates.overrules(region, is_shown) {
                    self.scopes.turn(&page.dom, region, is_shown);
                }
            }
        }
    }

    #[cfg(target_arch = "wasm32")]
    fn reading(&self) -> Rc<Vec<u8>> {
        self.reading.borrow().clone()
    }

    fn turn_ended(&self, page: &Page) {
        self.note_writes(page);
        self.calls.end_turn();
        if let Some(controls) = page.registry.controls_part() {
            let calls = self.called.replace(self.calls.made());
            let (due, call) = (self.outbox.borrow().due(), self.calls.since(calls));
            (controls.turn_ended)(&self.answers, page, due, call, &self.calls);
        }
        if self.outbox.borrow().is_quiet() {
            self.gates.sort(&page.dom);
        }
        self.send_batches(page);
    }
}

impl SessionLink {
    /// Returns the number of a node, if it crosses.
    fn number(&self, node: NodeId) -> Option<NodeNumber> {
        *self.numbers.borrow().get(node.index as usize)?
    }

    fn take(&self, page: &Page, news: SocketEvent) {
        match news {
            SocketEvent::Opened => self.attach(page),
            SocketEvent::Message(frame) => self.message(page, &Rc::new(frame)),
            // The page is older than the server.
            SocketEvent::Malformed => self.gone(page),
            SocketEvent::Closed { code, wait } => self.closed(page, code, wait),
            SocketEvent::Woken => self.end_wait(page, self.socket.waiting()),
        }
    }

    fn message(&self, page: &Page, frame: &Rc<Vec<u8>>) {
        let mut reader = Reader::exact(frame);
        match reader.byte() {
            message_tag::UPDATE => self.update(page, frame, reader),
            _ => self.attached(page, Seq(reader.u32())),
        }
    }

    /// Does what follows from the code with which the socket was closed.
    fn closed(&self, page: &Page, code: u16, wait: u32) {
        let outbox = self.outbox.borrow();
        let (oldest, waits, now) = (outbox.oldest(), !outbox.is_quiet(), page.dom.now());
        drop(outbox);
        let afterwards = Afterwards::of(code);
        // A server of another build has read nothing.
        let is_read = afterwards != Afterwards::RetryThenReload;
        match afterwards {
            _ if self.socket.is_over() => return,
            Afterwards::RetryThenReload if self.socket.is_outdated(waits, now) => {
                return self.gone(page);
            }
            Afterwards::Retry | Afterwards::RetryWithoutBatch | Afterwards::RetryThenReload => {}
            Afterwards::Reload => return self.gone(page),
            Afterwards::Renew => {
                self.is_known.set(false);
                return self.gone(page);
            }
            Afterwards::Leave => return self.end(page, ConnectionTrouble::Elsewhere),
            Afterwards::End => return self.end(page, ConnectionTrouble::Ended),
        }
        if is_read {
            // What was sent may have arrived.
            self.is_known.set(true);
        }
        if is_ending(code) {
            self.socket.replaced();
        }
        let oldest = oldest.filter(|_| is_read);
        let delay = self.socket.closed(oldest, now, wait, page.dom.random());
        if afterwards == Afterwards::RetryWithoutBatch {
            self.socket.accuse(oldest);
        }
        let wait = self.socket.waiting();
        let connect = move |page: &Page| {
            if let Some(link) = page.link.get() {
                link.connect(page, wait);
            }
        };
        page.after(delay, Box::new(connect));
    }

    fn attach(&self, page: &Page) {
        let version = self.outbox.borrow().attaching();
        self.send(page, &write::attach(self.ticket, version));
        if let Some(restore) = page.dom.restoring() {
            self.send(page, &restore);
        }
        self.socket.opened(page.dom.now());
    }

    /// Continues after the server has answered: it has all batches up to `seq`.
    fn attached(&self, page: &Page, seq: Seq) {
        self.is_known.set(true);
        self.tell_lost(page);
        if self.socket.attached() {
            self.give_up(page, seq);
            for batch in self.outbox.borrow().unapplied(seq) {
                self.send(page, &write::batch(batch));
            }
        }
    }

    /// Gives up a batch that has ended two connections, unless it has arrived.
    fn give_up(&self, page: &Page, seq: Seq) {
        let culprit = self.socket.culprit().filter(|culprit| *culprit > seq);
        if let Some(culprit) = culprit {
            let calls = self.outbox.borrow_mut().give_up(culprit);
            self.settle(page, calls, CallError::Unknown);
            ConnectionTrouble::GivenUp.tell(page);
        }
    }

    /// Handles the loss of a session by making the page anew, but only a limited number of times.
    fn gone(&self, page: &Page) {
        if self.are_calls_lost(page) {
            ConnectionTrouble::GivenUp.tell(page);
        }
        let works = self.outbox.borrow().has_arrived();
        let lasted = works || self.socket.has_lasted(page.dom.now());
        match page.dom.reload_delay(lasted) {
            Some(delay) => {
                self.socket.end();
                page.after(delay, Box::new(|page| page.dom.rebuild()));
            }
            None => self.end(page, ConnectionTrouble::Ended),
        }
    }

    /// Returns whether calls are under way that are not made again, and of which nobody knows whether they have run.
    #[inline(never)]
    fn are_calls_lost(&self, page: &Page) -> bool {
        let outbox = self.outbox.borrow();
        let mut again: Vec<_> = self.unsent(&outbox).map(|call| call.id).collect();
        self.keep_with_trailers(page, None, &mut again);
        self.calls.are_pending(&again)
    }

    /// Returns the calls that the server cannot have.
    fn unsent<'o>(&self, outbox: &'o Outbox) -> impl Iterator<Item = &'o Call> {
        outbox.unsent_calls(!self.is_known.get())
    }

    /// Connects again, if the wait with this number has not ended.
    fn end_wait(&self, page: &Page, wait: u32) {
        if self.socket.connects(wait) {
            page.dom.connect(self.heard);
        }
    }

    /// Ends the connection for good, and says why.
    fn end(&self, page: &Page, trouble: ConnectionTrouble) {
        self.socket.end();
        trouble.tell(page);
    }

    /// Takes the update that is read next in a message, unless it came before.
    fn update(&self, page: &Page, frame: &Rc<Vec<u8>>, mut reader: Reader) {
        self.note_writes(page);
        let (version, ack) = (Version(reader.u32()), Seq(reader.u32()));
        self.socket.heard(page.dom.now());
        let mut outbox = self.outbox.borrow_mut();
        if outbox.received(version, ack, frame.len()) {
            drop(outbox);
            if let Some(controls) = page.registry.controls_part() {
                (controls.update)(&self.answers, ack);
                #[cfg(target_arch = "wasm32")]
                self.reading.replace(frame.clone());
            }
            self.apply(page, frame);
            self.tell_lost(page);
        }
    }

    /// Settles calls that were too large to be sent.
    fn refuse(&self, page: &Page) {
        let refused = self.outbox.borrow_mut().take_refused();
        if let Some(calls) = refused {
            self.settle(page, calls, CallError::TooLarge);
            ConnectionTrouble::TooLarge.tell(page);
        }
    }

    #[inline(never)]
    fn make_call(&self, id: NodeId, argument: Vec<u8>) -> Option<CallId> {
        let call = self.calls.make(self.number(id)?, argument);
        let number = call.id;
        self.outbox.borrow_mut().call(call);
        Some(number)
    }

    /// Returns the calls under way of those nodes that are actions. Cut from an artifact without lists that need it.
    #[inline(never)]
    fn followed(&self, nodes: &[NodeId]) -> Vec<Rc<FollowedCall>> {
        let node_of = |action| {
            let mut nodes = nodes.iter();
            nodes
                .find(|node| self.number(**node) == Some(action))
                .copied()
        };
        self.calls.follow(node_of)
    }

    /// Returns the calls that have not ended.
    #[inline(never)]
    fn under_way(&self, page: &Page) -> Vec<CallUnderWay> {
        let mut calls = Vec::new();
        self.calls.each_argument(|action, argument| {
            if let Some(action) = page.nodes.id(action) {
                let argument = argument.clone();
                calls.push(CallUnderWay { action, argument });
            }
        });
        calls
    }

    /// Adds calls to what is kept of a lost session: as values of their actions those that its server never had, with their trailers
    /// those that are made again, and the errors of others. Of those that the server had and did not settle nobody knows whether they
    /// ran.
    #[inline(never)]
    fn keep_calls(&self, page: &Page, kept: &mut Vec<u8>) {
        let outbox = self.outbox.borrow();
        let is_over = self.socket.is_over();
        let mut again: Vec<_> = self.unsent(&outbox).map(|call| call.id).collect();
        if is_over {
            // They were made before those that were not sent.
            self.keep_with_trailers(page, Some(kept), &mut again);
        }
        for call in self.unsent(&outbox).filter(|_| is_over) {
            if !trailer::keep(page, kept, call.action, &call.argument) {
                push_kept(kept, call.action, CALLED, &call.argument);
            }
        }
        self.calls.each(&again, |action, is_pending| {
            let error = match is_over && is_pending {
                true => Some(CallError::Unknown),
                false => state::error(page.nodes.calls(action)),
            };
            if let Some(error) = error {
                push_kept(kept, action, FAILED, &[error.number()]);
            }
        });
        self.keep_failed_calls(kept, page, &again);
    }

    /// Adds the calls with trailers that the server had to what is kept, and to those that are made `again`. Cut from an artifact without
    /// idempotent actions.
    #[inline(never)]
    fn keep_with_trailers(
        &self,
        page: &Page,
        mut kept: Option<&mut Vec<u8>>,
        again: &mut Vec<CallId>,
    ) {
        self.calls.each_kept(|call, action, argument| {
            let argument = trailer::outliving(page, action, argument);
            if let Some(argument) = argument.filter(|_| !again.contains(&call)) {
                if let Some(kept) = &mut kept {
                    trailer::keep(page, kept, action, &argument);
                }
                again.push(call);
            }
        });
    }

    /// Adds the calls that have failed to what is kept of a page that has lost its session, and those of which nobody knows whether
    /// they ran. Cut from an artifact that never asks for such calls. A page that somebody leaves keeps none: their arguments may
    /// be a password, and whoever comes back may be somebody else.
    #[inline(never)]
    fn keep_failed_calls(&self, kept: &mut Vec<u8>, page: &Page, unsent: &[CallId]) {
        if !self.socket.is_over() {
            return;
        }
        let mut keep = |action, error: Option<CallError>, argument: &[u8]| {
            let mut value = vec![error.map_or(0, CallError::number)];
            if page.nodes.trailer_length(action) > 0 {
                value[0] |= trailer::HAS_TRAILER;
            }
            value.extend_from_slice(argument);
            push_kept(kept, action, FAILED_CALL, &value);
        };
        failed::each(page, &mut keep);
        self.calls.each_kept(|call, action, argument| {
            if !unsent.contains(&call) {
                keep(action, Some(CallError::Unknown), argument);
            }
        });
    }

    /// Restores a call that has failed in the page before. Returns false if `kept` is something else.
    #[inline(never)]
    fn restore_failed(&self, page: &Page, action: NodeNumber, kept: &[u8]) -> bool {
        let [FAILED_CALL, error, argument @ ..] = kept else {
            return false;
        };
        self.calls.note(action);
        let error = CallError::numbered(*error);
        failed::keep(page, action, Rc::from(argument), error, None);
        page.nodes.set_calls(action, page.nodes.calls(action));
        true
    }

    /// Makes a call again that the page before has kept with its trailer, or restores one that has failed. A call of another visitor is
    /// not made again, nor one of an action that was idempotent and is not any more. Returns false if `kept` is something else. Cut from
    /// an artifact without idempotent actions.
    #[inline(never)]
    fn restore_with_trailer(
        &self,
        page: &Page,
        action: NodeNumber,
        before: u32,
        kept: &[u8],
    ) -> bool {
        if !matches!(kept, [CALLED | FAILED | FAILED_CALL, ..]) {
            return false;
        }
        // The fingerprint is in the value that is about to change.
        page.nodes.fingerprint(action);
        match kept {
            [FAILED, _] => match trailer::take(page, before).as_deref() {
                Some([_, argument @ ..]) if trailer::is_own(page, action, argument) => {
                    self.call_again(page, action, argument);
                }
                // The page says that such a call has failed.
                kept => {
                    if kept.is_some() {
                        self.is_call_lost.set(true);
                    }
                    return false;
                }
            },
            // No server had it, and the action was not idempotent.
            [CALLED, argument @ ..] if page.nodes.trailer_length(action) > 0 => {
                let mut argument = argument.to_vec();
                trailer::add_new(page, action, &mut argument);
                self.call_again(page, action, &argument);
            }
            [FAILED_CALL, error, argument @ ..]
                if error & trailer::HAS_TRAILER > 0 || page.nodes.trailer_length(action) > 0 =>
            {
                self.calls.note(action);
                if error & trailer::HAS_TRAILER > 0 && trailer::is_own(page, action, argument) {
                    let error = CallError::numbered(error & !trailer::HAS_TRAILER);
                    failed::keep(page, action, Rc::from(argument), error, None);
                }
                page.nodes.set_calls(action, page.nodes.calls(action));
            }
            _ => return false,
        }
        true
    }

    /// Tells the visitor, once, if the page before has kept a call with a trailer that is not made again, because the action is another
    /// one or is not there, or because the server got none of what was kept. Cut from an artifact without idempotent actions.
    #[inline(never)]
    fn tell_lost(&self, page: &Page) {
        if self.has_restored.get() || page.dom.restoring().is_some() {
            return;
        }
        self.has_restored.set(true);
        if trailer::is_left(page) || self.is_call_lost.get() {
            ConnectionTrouble::GivenUp.tell(page);
        }
    }

    /// Makes a call again that the page before has kept, or says that its calls have failed. Returns false if it has kept a
    /// value.
    #[inline(never)]
    fn restore_calls(&self, page: &Page, action: NodeNumber, kept: &[u8]) -> bool {
        match kept {
            [CALLED, argument @ ..] => self.call_again(page, action, argument),
            [FAILED, error] => self.failed(page, action, CallError::numbered(*error)),
            _ => return self.restore_failed(page, action, kept),
        }
        true
    }

    /// Makes a call that the page before has kept.
    fn call_again(&self, page: &Page, action: NodeNumber, argument: &[u8]) {
        let call = self.calls.make(action, argument.to_vec());
        let entries = without_trailer(argument, page.nodes.trailer_length(action)).to_vec();
        form::note(page, call.id, action, None, entries);
        self.outbox.borrow_mut().call(call);
        // Not as one that is made now: what has failed before stays.
        page.nodes.set_calls(action, page.nodes.calls(action) + 1);
    }

    /// Says that calls of the page before have failed.
    fn failed(&self, page: &Page, action: NodeNumber, error: Option<CallError>) {
        self.calls.note(action);
        let calls = page.nodes.calls(action);
        page.nodes.set_calls(action, state::failed(calls, error));
    }

    /// Settles the calls that are read next.
    #[inline(never)]
    fn settled(&self, page: &Page, reader: &mut Reader) {
        for _ in 0..reader.u32() {
            let call = CallId(reader.u32());
            let error = CallError::numbered(reader.byte());
            let result = match error {
                None => reader.slice(),
                Some(_) => &[],
            };
            self.end_call(page, call, error, result);
        }
    }

    #[inline(never)]
    fn settle(&self, page: &Page, calls: Vec<Call>, error: CallError) {
        for call in calls {
            self.end_call(page, call.id, Some(error), &[]);
        }
    }

    /// Ends a call, once.
    fn end_call(&self, page: &Page, call: CallId, error: Option<CallError>, result: &[u8]) {
        self.keep_failed(page, call, error, result);
        let has_failed = error.is_some() || result.first() == Some(&FAILED_RESULT);
        self.calls.note_end(call, has_failed);
        let Some(action) = self.calls.take(call) else {
            return;
        };
        match page.nodes.id(action) {
            // Its readers are the application's.
            Some(id) => {
                let result = result.to_vec();
                attempt(move || {
                    page::end_call(&page::current(), id, error);
                    form::ended(call, &result);
                });
            }
            None => {
                form::forget(page, call);
                let calls = page.nodes.calls(action);
                page.nodes.set_calls(action, state::ended(calls, error));
            }
        }
    }

    /// Keeps a call that is about to end, if it has failed. Cut from an artifact that never asks for such calls.
    #[inline(never)]
    fn keep_failed(&self, page: &Page, call: CallId, error: Option<CallError>, result: &[u8]) {
        if error.is_none() && result.first() != Some(&FAILED_RESULT) {
            return;
        }
        if let Some((action, argument)) = self.calls.argument(call) {
            failed::keep(page, action, argument, error, form::submitted(page, call));
        }
    }

    /// Applies an update, wakes new functions and settles calls.
    fn apply(&self, page: &Page, frame: &Rc<Vec<u8>>) {
        let mut sleeping = None;
        for task in UpdateTask::read(&page.dom.apply(frame)) {
            match task.tag {
                task_tag::SNAPSHOT => {
                    let snapshot = read_at(frame, task.at).slice();
                    sleeping = Some((Sleeping::new(page, snapshot), Region(task.number)));
                }
                task_tag::SETTLED => {
                    if let Some((sleeping, first_new)) = sleeping.take() {
                        sleeping.wake(page, first_new);
                    }
                    self.settled(page, &mut read_at(frame, task.at));
                }
                _ => {
                    let frame = frame.clone();
                    // A task can fail because of what the application does in it.
                    attempt(move || {
                        let page = page::current();
                        if let Some(link) = page.link.get() {
                            link.perform(&page, &frame, task);
                        }
                    });
                }
            }
        }
    }

    /// Writes a value of the server, unless a later one of the client is under way.
    fn receive(&self, page: &Page, node: NodeNumber, value: &[u8]) {
        let is_taken = self.outbox.borrow_mut().takes(node);
        if is_taken {
            self.silently(|| page.nodes.receive(node, value));
        }
    }

    /// Writes nodes whose values are not sent.
    fn silently(&self, write: impl FnOnce()) {
        let before = self.written.borrow().len();
        write();
        self.written.borrow_mut().truncate(before);
    }

    /// Gives a node the value of one of the page before, unless the client has written it since the page was loaded, and
    /// the server is about to take that. If the server needs the value now, and did not there, it is sent.
    fn restore(&self, page: &Page, node: NodeNumber, before: u32) {
        let kept = page.dom.kept(before).unwrap_or_default();
        if !self.restore_with_trailer(page, node, before, &kept)
            && !self.restore_calls(page, node, &kept)
            && let [uplink, value @ ..] = &*kept
            && self.outbox.borrow_mut().takes(node)
        {
            if let Some(controls) = page.registry.controls_part() {
                (controls.restoring)(page);
            }
            self.silently(|| page.nodes.restore(node, value));
            if *uplink == Uplink::None as u8 {
                self.need(page, node, page.nodes.uplink(node) as u32);
            }
        }
    }

    /// Sends a source from now on, at a time with this number.
    fn need(&self, page: &Page, node: NodeNumber, uplink: u32) {
        let uplink = match uplink {
            0 => Uplink::None,
            1 => Uplink::Lazy,
            _ => Uplink::Eager,
        };
        page.nodes.set_uplink(node, uplink);
        if let Some(value) = page.nodes.written(node) {
            self.outbox
                .borrow_mut()
                .write(Write { node, value }, uplink);
        }
    }

    /// Adds the nodes that were written since the last time, and that the server needs, to the outbox.
    fn note_writes(&self, page: &Page) {
        // One by one: a value that cannot be encoded must not prevent the others.
        while let Some(id) = self.next_written() {
            let Some(node) = self.number(id) else {
                continue;
            };
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

    /// Takes a written node, once for any number of writes.
    fn next_written(&self) -> Option<NodeId> {
        let mut written = self.written.borrow_mut();
        let next = written.pop()?;
        while let Some(at) = written.iter().position(|other| *other == next) {
            written.remove(at);
        }
        Some(next)
    }

    /// Sends batches at the rate that the server allows; later writes join the waiting batch.
    fn send_batches(&self, page: &Page) {
        while self.socket.is_attached() && !self.must_wait(page) {
            let frame = self.next_frame();
            self.refuse(page);
            match frame {
                Some(frame) => self.send(page, &frame),
                None => return,
            }
        }
    }

    fn next_frame(&self) -> Option<Vec<u8>> {
        let mut outbox = self.outbox.borrow_mut();
        let batch = outbox.next_batch().map(write::batch);
        batch.or_else(|| {
            let version = outbox.acknowledgement()?;
            Some(write::ack(version))
        })
    }

    /// Returns whether enough was sent for now; the rest is sent later.
    fn must_wait(&self, page: &Page) -> bool {
        let wait = self.socket.wait(page.dom.now());
        if wait > 0 && !self.is_waiting.replace(true) {
            let go_on = |page: &Page| {
                if let Some(link) = page.link.get() {
                    link.go_on();
                }
            };
            page.after(wait, Box::new(go_on));
        }
        wait > 0
    }

    /// Sends a message, in parts if it is too large for one.
    fn send(&self, page: &Page, frame: &[u8]) {
        if frame.len() <= Limits::DEFAULT.frame {
            return self.send_one(page, frame);
        }
        let mut rest = frame;
        while !rest.is_empty() {
            let (part, more) = rest.split_at(PART.min(rest.len()));
            self.send_one(page, &write::part(part, more.is_empty()));
            rest = more;
        }
    }

    fn send_one(&self, page: &Page, frame: &[u8]) {
        self.socket.sent(frame.len(), page.dom.now());
        page.dom.send(frame);
    }
}

/// Reads a message from a place on.
fn read_at(frame: &[u8], at: u32) -> Reader<'_> {
    Reader::exact(&frame[at as usize..])
}
