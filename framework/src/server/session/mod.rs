//! A page's session: messages in, messages out. No sockets and no clock.
//!
//! A turn applies one batch: the writes together, then the calls, then everything that these caused; the result goes
//! down in one update. Changes that the server makes between turns go down when the host calls [`Session::flush`].
//! There is no queue of updates: while too many are unacknowledged the graph stays dirty, and the next update has the
//! state of its time.

pub(crate) mod action;
pub(crate) mod fetch;
pub(crate) mod history;
mod render;
mod restore;
mod sent;
pub(crate) mod settle;
mod streamed;
mod submitted;
pub(crate) mod task;
pub(crate) mod travel;
mod turn;
mod work;

use std::any::Any;
use std::io;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_bytes::ByteBuf;

pub use render::Rendered;
use sent::Sent;
pub(crate) use streamed::PagePart;
pub(crate) use submitted::{SubmitAnswer, SubmittedForm};
use work::Work;

use crate::cross::linking;
use crate::durable::DurableStore;
use crate::facts::Way;
use crate::graph::{self, Runtime};
use crate::part::KindId;
use crate::server::page_state::crossed;
use crate::server::stage::{OnStage, PageObserver, PageSession, Permitted, Stage, Unfinished};
use crate::server::stage::{PageName, VisitorNumber};
use crate::server::view::exceeded::Exceeded;
use crate::server::view::limit::Limit;
use crate::wire::DecodeError;
use crate::wire::close::Reason;
use crate::wire::codec::encode_message;
use crate::wire::limits::{NODES, RUNS, SETTLEMENTS, UPDATE};
use crate::wire::message::{FromClient, FromServer, Settlement, Update};
use crate::wire::number::{Seq, Version};
use crate::wire::parts::MessageParts;
use crate::wire::sequence::Inbox;
use crate::wire::snapshot::GatheredSnapshot;

/// The graph of one page, and the state that its browser has.
pub struct Session {
    /// The futures of the session, while it has any. Dropped before the graph, which they may still read.
    work: Option<Box<Work>>,
    /// The components that the response of the page waits for, and what loads values for it.
    unfinished: Vec<Box<dyn Unfinished>>,
    runtime: Runtime,
    stage: Rc<Stage>,
    /// The kind that the page's kinds are written relative to.
    first: KindId,
    inbox: Inbox,
    sent: Sent,
    settled: Vec<Settlement>,
    /// The names that the browser was told of, encoded, until it has sent or acknowledged something: before that it may
    /// bring values of an earlier session.
    names: Option<Vec<ByteBuf>>,
    is_attached: bool,
    /// True if the browser was told to send its writes to a node at once, with its page.
    is_eager: bool,
    /// True after code of the page has run between turns.
    has_worked: bool,
    /// The parts of a message that has not ended.
    parts: MessageParts,
    violations: u32,
    /// True after code of the page panicked: the graph may be in any state.
    is_broken: bool,
    /// The bytes of the values that the page was given first.
    given: usize,
    /// The expected number of bytes of the first page.
    expected: usize,
    /// The time without a message after which the session sleeps, if the page says it.
    idle: Option<Duration>,
    /// The batch that has asked for another page, until that is there.
    travels: Option<Seq>,
}

/// Bytes of a session besides its page.
const SESSION: usize = 2 << 10;

/// A message that a session sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// An encoded [`FromServer`].
    Frame(Bytes),
    /// The last message, with which the session ends.
    Dismissal(Reason),
}

/// A guard: until it is dropped, the session's runtime and stage are the current ones.
struct CurrentSession {
    _runtime: graph::EnteredRuntime,
    _stage: OnStage,
}

impl CurrentSession {
    fn enter(runtime: &Runtime, stage: &Rc<Stage>) -> Self {
        Self {
            _runtime: runtime.enter(),
            _stage: OnStage::enter(stage),
        }
    }
}

impl Session {
    /// Makes a session without a page. `first` is the root component's first kind.
    pub fn new(first: KindId) -> Self {
        Self::observed(first, None)
    }

    /// Makes a session with an observer.
    pub(crate) fn observed(first: KindId, observer: Option<Rc<dyn PageObserver>>) -> Self {
        let (runtime, stage) = (Runtime::new(), Stage::new(observer));
        runtime.defer_effects();
        runtime.limit_nodes(NODES);
        runtime.limit_runs(RUNS);
        let told = Rc::clone(&stage);
        runtime.on_write(move |node| told.wrote(node));
        Self {
            work: None,
            unfinished: Vec::new(),
            runtime,
            stage,
            first,
            inbox: Inbox::default(),
            sent: Sent::default(),
            settled: Vec::new(),
            names: Some(Vec::new()),
            is_attached: false,
            is_eager: false,
            has_worked: false,
            parts: MessageParts::default(),
            violations: 0,
            is_broken: false,
            given: 0,
            expected: 0,
            idle: None,
            travels: None,
        }
    }

    /// Handles a message that may come on another socket than the one before: see [`Session::handle`].
    pub(crate) fn hear(&mut self, frame: FromClient) -> Vec<Outgoing> {
        if matches!(frame, FromClient::Attach { .. }) {
            self.detach();
        }
        self.handle(frame)
    }

    /// Handles a message from the browser, to the end of its turn. Returns the messages to send, in order.
    pub fn handle(&mut self, frame: FromClient) -> Vec<Outgoing> {
        if let FromClient::Part { is_last, bytes } = frame {
            return self.part(&bytes, is_last);
        }
        let had_changed = self.stage.changes.is_set();
        let answers = self.respond(frame);
        // What a message changes is made again with it.
        if !had_changed {
            self.stage.changes.take();
        }
        answers
    }

    fn respond(&mut self, frame: FromClient) -> Vec<Outgoing> {
        self.guarded(|session| match frame {
            // A browser that is attached already has all that attaching would send again.
            FromClient::Attach { .. } if session.is_attached => session.violated(),
            FromClient::Attach { version, .. } => session.attach(version),
            FromClient::Batch(batch) => session.batch(batch),
            FromClient::Ack { version } => {
                session.sent.acknowledged(version);
                session.names = None;
                session.update()
            }
            FromClient::Restore(kept) => session.restore(kept),
            FromClient::Part { .. } => session.violated(),
        })
    }

    /// Adds a part of a message, and handles the message if it is the last part.
    fn part(&mut self, bytes: &[u8], is_last: bool) -> Vec<Outgoing> {
        match self.parts.add(bytes, is_last) {
            Ok(None) => Vec::new(),
            Ok(Some(message)) => self.handle(message),
            Err(error) => {
                match error {
                    DecodeError::TooLarge => Limit::Batch.hit(),
                    error => Limit::hit_by(&error),
                }
                vec![Outgoing::Dismissal(Reason::Violation)]
            }
        }
    }

    /// Returns the messages about changes that the server has made by itself.
    pub fn flush(&mut self) -> Vec<Outgoing> {
        self.guarded(Self::update)
    }

    /// Runs code in this session: its writes are the server's.
    #[cfg(feature = "testing")]
    pub fn run_here<R>(&self, code: impl FnOnce() -> R) -> R {
        let _here = self.enter();
        code()
    }

    /// Gives the session its name in the store of `#[durable]` signals. `of_ticket` returns the name of the session that a
    /// page with this ticket has had. A test has a store of its own.
    pub fn remember(
        &self,
        own: [u8; 16],
        of_ticket: impl Fn([u8; 16]) -> [u8; 16] + 'static,
        store: Option<Arc<dyn DurableStore>>,
    ) {
        let _here = self.enter();
        let of_ticket = Box::new(of_ticket);
        self.stage
            .durable
            .begin(PageSession { own, of_ticket }, store);
    }

    /// Notes that the socket is closed. Until another is attached, changes wait in the graph.
    pub fn detach(&mut self) {
        self.is_attached = false;
        self.stage.beside.set_attached(false);
    }

    fn attach(&mut self, version: Version) -> Vec<Outgoing> {
        self.is_attached = true;
        self.stage.beside.set_attached(true);
        self.stage.actions.reloads.attend(true);
        self.parts.clear();
        self.sent.acknowledged(version);
        let attached = FromServer::Attached {
            seq: self.inbox.ack(),
        };
        let mut frames = vec![Outgoing::Frame(encode_message(&attached))];
        frames.extend(self.sent.again().map(Outgoing::Frame));
        frames.extend(self.update());
        // Only now: many pages are fetched by visitors who never come back.
        self.rest();
        frames
    }

    /// Lets rows rest, and gives memory back.
    fn rest(&self) {
        if self.stage.resting.is_empty() {
            return;
        }
        if self.stage.rest() {
            self.stage.canvas.names.trim();
            self.runtime.trim();
        }
    }

    /// Returns whether the session is as it was when its page was rendered, and the browser was told of nothing: then it
    /// can be made again by rendering the page once more.
    pub fn is_untouched(&self) -> bool {
        let has_told = self.sent.next_version() > Version(1) || self.names.is_none();
        let has_worked = self.has_worked || self.stage.beside.has_tasks();
        !has_told && !has_worked && self.inbox.ack() == Seq(0) && !self.stage.changes.is_set()
    }

    /// Returns whether all that happened in the session follows from the messages of its browser: no action was called, no
    /// task has run, nothing was written between turns, and nothing is stored.
    pub fn is_reproducible(&self) -> bool {
        let has_worked = self.has_worked || self.stage.beside.has_tasks();
        let has_changed = self.stage.changes.is_set() || self.stage.durable.has_stored();
        !has_worked && !has_changed && !self.is_broken
    }

    /// Sets whose session it is, before the page is rendered.
    pub fn set_visitor(&mut self, visitor: VisitorNumber) {
        self.stage.actions.visitor.set(visitor);
    }

    /// Sets the name under which files for the page's forms wait.
    pub fn set_page(&mut self, page: PageName) {
        self.stage.actions.page.set(page);
    }

    /// Returns what the guards of the page have allowed.
    pub(crate) fn permitted(&self) -> &Permitted {
        &self.stage.permitted
    }

    /// Sets the time without a message after which the session sleeps, if the page says it.
    pub fn set_idle(&mut self, idle: Option<Duration>) {
        self.idle = idle;
    }

    /// Returns the time without a message after which the session sleeps, if the page says it.
    pub fn idle(&self) -> Option<Duration> {
        self.idle
    }

    /// Returns the number of bytes that the session takes, roughly, and without a walk: its tables by their size, and the
    /// data that crosses. Data that only closures of the server own is not known.
    pub fn held(&self) -> usize {
        let page = self.runtime.held() + self.stage.held();
        SESSION + page + self.given + self.sent.bytes() + self.parts.held()
    }

    /// Counts the session, with its nodes of now, among those of the process.
    pub fn count(&self) {
        self.runtime.count();
    }

    /// Returns the shared state of the session.
    #[cfg(debug_assertions)]
    pub(crate) fn stage(&self) -> &Rc<Stage> {
        &self.stage
    }

    /// Makes the next update, if there are changes to send and the browser keeps up.
    fn update(&mut self) -> Vec<Outgoing> {
        self.update_after(GatheredSnapshot::default())
    }

    /// Makes the next update, with what was new to the browser before.
    fn update_after(&mut self, mut snapshot: GatheredSnapshot) -> Vec<Outgoing> {
        // Before the browser is told that the turn is over.
        if let Err(error) = self.save() {
            tracing::error!(%error, "values of `#[durable]` signals are not stored, so the session ends");
            self.is_broken = true;
            return vec![Outgoing::Dismissal(Reason::Failed)];
        }
        if !self.is_attached || !self.sent.has_room() {
            if self.settled.len() > SETTLEMENTS {
                Limit::Settlements.hit();
                tracing::warn!("a browser calls on and on, and acknowledges nothing");
                return vec![Outgoing::Dismissal(Reason::Violation)];
            }
            return Vec::new();
        }
        graph::flush();
        self.stage.actions.reloads.turn_ended();
        if let Some(error) = self.stage.beside.take_failure() {
            tracing::error!(%error, "a component failed, and nothing is in its place");
        }
        self.stage.news.take();
        self.stage.known.take_touched(|node| self.inbox.touch(node));
        let is_due = self.inbox.is_due() && !self.is_held();
        self.tell_values();
        snapshot.append(&self.stage.settle());
        self.tell_names();
        let ops = self.stage.canvas.take_ops();
        if !is_due && ops.is_empty() && snapshot.is_empty() && self.settled.is_empty() {
            return Vec::new();
        }
        let update = Update {
            version: self.sent.next_version(),
            ack: self.inbox.ack(),
            ops,
            snapshot: self.encoded(&snapshot),
            settled: mem::take(&mut self.settled),
        };
        if let Some(observer) = &self.stage.observer {
            observer.sent(&self.stage.known, &update, &snapshot.records());
        }
        let frame = encode_message(&FromServer::Update(update));
        if frame.len() > UPDATE {
            Exceeded::Update.end_session();
        }
        self.sent.push(&frame);
        self.rest();
        vec![Outgoing::Frame(frame)]
    }

    /// Returns whether the acknowledgement of the last batch waits for the page that it has asked for, so that both are one message.
    fn is_held(&mut self) -> bool {
        let ack = self.inbox.ack();
        self.travels = self
            .stage
            .is_travelling
            .get()
            .then(|| self.travels.unwrap_or(ack));
        self.travels == Some(ack)
    }

    /// Stores the values of durable signals.
    fn save(&self) -> io::Result<()> {
        match self.stage.is_durable.get() {
            true => self.stage.durable.save(),
            false => Ok(()),
        }
    }

    fn tell_values(&mut self) {
        let numbers = self.stage.known.numbers();
        let _linking = linking(Rc::clone(&numbers) as _);
        let values = self.inbox.values(|number| {
            let entry = numbers.entry(number)?;
            crossed::value(entry.node, || self.stage.known.encode(&entry))
        });
        for (number, value) in values {
            if let Some(entry) = numbers.entry(number) {
                self.stage.crossed(Way::Down, entry.node);
            }
            self.stage.canvas.ops(|ops| ops.node(number, value));
        }
    }

    /// Tells the names of what is new.
    fn tell_names(&mut self) {
        let canvas = &self.stage.canvas;
        if let Some(names) = self.stage.take_names() {
            let names = names.encode();
            self.names
                .iter_mut()
                .for_each(|all| all.push(names.clone()));
            canvas.ops(|ops| ops.names(names));
        }
    }

    fn encoded(&self, snapshot: &GatheredSnapshot) -> Option<ByteBuf> {
        (!snapshot.is_empty()).then(|| snapshot.encode(self.first).into())
    }

    fn enter(&self) -> CurrentSession {
        CurrentSession::enter(&self.runtime, &self.stage)
    }

    /// Marks the session as broken, so that none of its code runs any more.
    fn fail(&mut self, panic: &(dyn Any + Send)) {
        self.is_broken = true;
        if self.runtime.is_full() {
            Limit::Nodes.hit();
        }
        if self.runtime.is_spent() {
            Limit::Runs.hit();
        }
        if let Some(exceeded) = panic.downcast_ref::<Exceeded>() {
            tracing::error!(?exceeded, "a session wanted more than one may have");
        }
    }

    /// Runs code that may run user code. A panic ends this session, and no other.
    fn guarded(&mut self, turn: impl FnOnce(&mut Self) -> Vec<Outgoing>) -> Vec<Outgoing> {
        if !self.is_broken {
            let _here = self.enter();
            self.runtime.limit_runs(RUNS);
            match catch_unwind(AssertUnwindSafe(|| turn(self))) {
                Ok(frames) => return frames,
                Err(panic) => self.fail(panic.as_ref()),
            }
        }
        vec![Outgoing::Dismissal(Reason::Failed)]
    }
}
