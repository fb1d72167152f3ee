//! Single-threaded workers: each renders pages and keeps their sessions.
//!
//! User code need not be `Send`: a page's graph never leaves the thread that made it. User code that does not end
//! cannot be stopped either: a watchdog notices it, gives new pages to other workers, starts another one, and closes
//! the sockets of a worker that stays stuck, so that their browsers load their pages again.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::spawn_local;
use tokio::time::sleep;

use super::arrival::Arrival;
use super::attendance::Attendance;
use super::clients;
use super::cookie::VisitorCookie;
use super::cut::Cut;
use super::drain::Drain;
use super::late::LateSocket;
use super::memory;
use super::roster::Roster;
use super::rounds::Rounds;
use super::streaming::{Chunks, Streaming};
use super::ticket::{BoundTicket, Ticket, TicketHead};
use super::visitor::Visitor;
use crate::form::AfterSubmit;
use crate::server::session::Session;
use crate::server::stage::PageHead;
use crate::server::view::limit::Limit;
use crate::wire::close::Reason;
use crate::wire::limits::{
    LOST, MOST_WORKERS, PAGES_UNDER_WAY, PAGES_WAITING, SOCKETS_WAITING, STUCK,
};

/// The interval at which a worker reports that it is not stuck.
const BEAT: Duration = Duration::from_millis(100);

/// The interval at which the watchdog checks the workers.
const LOOK: Duration = Duration::from_millis(250);

/// All workers of this process.
pub(crate) struct Workers {
    all: RwLock<Vec<Arc<Worker>>>,
    turn: AtomicUsize,
    start: Instant,
}

static WORKERS: OnceLock<Workers> = OnceLock::new();

/// A worker, as other threads see it.
struct Worker {
    door: mpsc::Sender<WorkerMessage>,
    /// Pages that have not begun to render, and pages that have not ended.
    pages_waiting: AtomicUsize,
    pages_under_way: AtomicUsize,
    /// The time of its last report, in milliseconds from the start of the workers.
    beat: AtomicU64,
    is_stuck: watch::Sender<bool>,
    /// Handles of the sockets that it serves.
    sockets: Mutex<Vec<Weak<Cut>>>,
}

/// The error when there is more to do than the workers can.
#[derive(Debug)]
pub(crate) struct Overloaded;

enum WorkerMessage {
    Render {
        visitor: Visitor,
        cookie: VisitorCookie,
        opening: Arc<UnstartedPage>,
        /// The socket that the page is rendered for, if the browser has it already.
        late: Option<LateSocket>,
        reply: oneshot::Sender<Reply>,
        waiting: Waiting,
    },
    Attach {
        ticket: BoundTicket,
        arrival: Box<Arrival>,
        /// Takes the socket if there is no such session.
        back: oneshot::Sender<Box<Arrival>>,
    },
    /// Ends the sessions of the visitor with this mark.
    EndVisitor([u8; 4]),
    /// Ends all sessions. The reply comes when their pages know.
    Drain {
        drain: Arc<Drain>,
        reply: oneshot::Sender<()>,
    },
    /// Runs a closure on the worker's thread.
    #[cfg(debug_assertions)]
    Run(Box<dyn FnOnce() + Send>),
}

/// Makes the page for a ticket that begins like this, on the worker that will keep it. Returns the answer, and the session
/// with the ticket if the page needs one.
pub(crate) type Opening = Box<dyn FnOnce(TicketHead) -> Opened + Send>;

/// A page that a worker is asked for: until it starts, another worker can be asked for it.
struct UnstartedPage(Mutex<Option<Opening>>);

impl UnstartedPage {
    fn take(&self) -> Option<Opening> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A page that is being made.
pub(crate) type Opened = Pin<Box<dyn Future<Output = (Reply, Option<KeptPage>)>>>;

/// The part of a page that stays when it is answered.
pub(crate) enum KeptPage {
    Session(TicketedSession),
    /// The work on a response that goes on.
    Streaming(Streaming),
}

/// A session, and the ticket of its page.
pub(crate) type TicketedSession = (Ticket, Session);

/// The answer of a worker to a request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A page that nothing on the server can change.
    Static {
        html: String,
        /// True if more of the request was read than path and query.
        is_personal: bool,
        head: PageHead,
    },
    /// A page with a session.
    WithSession { html: String, head: PageHead },
    /// A page whose response goes on.
    Streamed {
        shell: String,
        rest: Chunks,
        head: PageHead,
    },
    /// Another page is in its place.
    Redirected { address: String, head: PageHead },
    /// A form was submitted, and its action has taken it.
    Submitted(AfterSubmit),
    /// The page is not the one that the browser has.
    Differs,
    /// There is no page; with the status of the answer.
    Failed(StatusCode),
}

impl Workers {
    /// Returns the workers, one for each core. The first call starts them.
    pub fn get() -> &'static Self {
        WORKERS.get_or_init(|| {
            let cores = thread::available_parallelism()
                .map_or(1, usize::from)
                .min(MOST_WORKERS);
            let workers = Self {
                all: RwLock::default(),
                turn: AtomicUsize::new(0),
                start: Instant::now(),
            };
            for _ in 0..cores {
                workers.add();
            }
            thread::Builder::new()
                .name("watershed-watchdog".into())
                .spawn(move || Self::get().watch(cores))
                .expect("the watchdog has a thread");
            workers
        })
    }

    /// Renders a page, unless there is no room for its session. `late` is a socket of a browser that has it already.
    pub async fn render(
        &self,
        visitor: Visitor,
        cookie: VisitorCookie,
        opening: Opening,
        late: Option<LateSocket>,
    ) -> Result<Reply, Overloaded> {
        if memory::is_scarce() || !clients::may_open(visitor) {
            return Err(Overloaded);
        }
        // The session of a late socket was counted with its page.
        let is_new = late.is_none();
        let reply = self.render_in_turn(visitor, cookie, opening, late).await?;
        if is_new && matches!(reply, Reply::WithSession { .. } | Reply::Streamed { .. }) {
            clients::opened(visitor);
        }
        Ok(reply)
    }

    /// Renders a page on the worker of its ticket, or else on the one whose turn it is; if that is stuck before the page
    /// has started, on the next one.
    async fn render_in_turn(
        &self,
        visitor: Visitor,
        cookie: VisitorCookie,
        mut opening: Opening,
        late: Option<LateSocket>,
    ) -> Result<Reply, Overloaded> {
        loop {
            let own = late.as_ref().and_then(|late| self.of(late.ticket));
            let own = own.filter(|worker| !worker.is_stuck());
            let worker = own.or_else(|| self.next()).ok_or(Overloaded)?;
            if let Some(late) = &late {
                worker.note(late.cut().as_ref());
            }
            let (reply, answer) = oneshot::channel();
            let (waiting, under_way) = worker.admit()?;
            let unstarted = Arc::new(UnstartedPage(Mutex::new(Some(opening))));
            let job = WorkerMessage::Render {
                visitor,
                cookie,
                opening: Arc::clone(&unstarted),
                late: late.clone(),
                reply,
                waiting,
            };
            worker.door.try_send(job).map_err(|_| Overloaded)?;
            let mut is_stuck = worker.is_stuck.subscribe();
            tokio::select! {
                answer = answer => return answer.map_err(|_| Overloaded).map(|reply| match reply {
                    Reply::Streamed { shell, rest, head } => Reply::Streamed {
                        shell,
                        rest: rest.keeping(under_way),
                        head,
                    },
                    reply => reply,
                }),
                _ = is_stuck.wait_for(|is_stuck| *is_stuck) => {}
            }
            opening = unstarted.take().ok_or(Overloaded)?;
        }
    }

    /// Ends all sessions, and waits until their pages know when to come back.
    pub async fn drain() {
        let Some(workers) = WORKERS.get() else {
            return;
        };
        let drain = Arc::<Drain>::default();
        let all = workers
            .all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut replies = Vec::new();
        for worker in all {
            let (reply, drained) = oneshot::channel();
            let drain = Arc::clone(&drain);
            // A worker that cannot take it has lost its sessions already.
            let message = WorkerMessage::Drain { drain, reply };
            replies.extend(worker.door.try_send(message).ok().map(|()| drained));
        }
        for drained in replies {
            let _ = drained.await;
        }
    }

    /// Ends all sessions of the visitor with this mark.
    pub async fn end_visitor(tag: [u8; 4]) {
        let Some(workers) = WORKERS.get() else {
            return;
        };
        let all = workers
            .all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for worker in all {
            // One that has ended has no sessions.
            let _ = worker.door.send(WorkerMessage::EndVisitor(tag)).await;
        }
    }

    /// Runs a closure on the worker that made a ticket.
    #[cfg(debug_assertions)]
    pub async fn run<T: Send + 'static>(
        &self,
        ticket: Ticket,
        run: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let worker = self.of(ticket)?;
        let (reply, answer) = oneshot::channel();
        // The caller may have stopped waiting.
        let run = move || drop(reply.send(run()));
        worker
            .door
            .send(WorkerMessage::Run(Box::new(run)))
            .await
            .ok()?;
        answer.await.ok()
    }

    /// Hands the socket of a visitor to the worker of its ticket. Returns it if there is no session for it.
    pub async fn attach(
        &self,
        ticket: Ticket,
        cookie: VisitorCookie,
        arrival: Box<Arrival>,
    ) -> Option<Box<Arrival>> {
        let worker = self.of(ticket);
        let place = worker.as_ref().ok_or(Reason::Expired);
        let place = place.and_then(|worker| Ok((worker, worker.place()?)));
        match place {
            Ok((worker, place)) => {
                worker.note(arrival.socket.cut());
                let ticket = ticket.of_visitor(cookie);
                let (back, returned) = oneshot::channel();
                place.send(WorkerMessage::Attach {
                    ticket,
                    arrival,
                    back,
                });
                returned.await.ok()
            }
            Err(reason @ Reason::Overloaded) => {
                arrival.refuse_for(reason, comes_back(ticket)).await;
                None
            }
            Err(reason) => {
                arrival.refuse(reason).await;
                None
            }
        }
    }

    /// Returns the next worker in turn that is not stuck.
    fn next(&self) -> Option<Arc<Worker>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % all.len().max(1);
        let (later, first) = all.split_at(turn);
        let mut in_turn = first.iter().chain(later);
        in_turn.find(|worker| !worker.is_stuck()).cloned()
    }

    /// Returns the worker of a ticket. Another process may have had more of them.
    fn of(&self, ticket: Ticket) -> Option<Arc<Worker>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.get(usize::from(ticket.worker()) % all.len().max(1))
            .cloned()
    }

    fn add(&self) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let number = all.len() as u8;
        all.push(start(number, self.start));
    }

    /// Checks the workers, for ever.
    fn watch(&self, cores: usize) -> ! {
        loop {
            let looked = Instant::now();
            thread::sleep(LOOK);
            // If the watchdog itself slept for too long, the whole process was held up, and no worker is stuck.
            if looked.elapsed() < 2 * LOOK {
                self.look(cores);
            }
        }
    }

    fn look(&self, cores: usize) {
        let now = self.start.elapsed();
        let all = self
            .all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for (number, worker) in all.iter().enumerate() {
            let is_stuck = now.saturating_sub(worker.last_beat()) > STUCK;
            let change = |was_stuck: &mut bool| std::mem::replace(was_stuck, is_stuck) != is_stuck;
            if worker.is_stuck.send_if_modified(change) {
                match is_stuck {
                    true => {
                        Limit::Stuck.hit();
                        tracing::error!(
                            number,
                            "a worker is stuck: code of a page does not come to an end"
                        );
                    }
                    false => tracing::warn!(number, "a worker goes on"),
                }
            }
        }
        let lost = all
            .iter()
            .filter(|worker| now.saturating_sub(worker.last_beat()) > LOST);
        lost.for_each(|worker| worker.cut_sockets());
        let healthy = all.iter().filter(|worker| !worker.is_stuck()).count();
        if healthy < cores && all.len() < MOST_WORKERS {
            self.add();
        }
    }
}

impl Worker {
    fn is_stuck(&self) -> bool {
        *self.is_stuck.borrow()
    }

    /// Returns a place in the worker's queue, or the reason why there is none.
    fn place(&self) -> Result<mpsc::Permit<'_, WorkerMessage>, Reason> {
        match self.is_stuck() {
            true => Err(Reason::Expired),
            false => self.door.try_reserve().map_err(|_| {
                Limit::SocketsWaiting.hit();
                Reason::Overloaded
            }),
        }
    }

    fn last_beat(&self) -> Duration {
        Duration::from_millis(self.beat.load(Ordering::Relaxed))
    }

    /// Adds a socket's handle, and forgets those of closed sockets.
    fn note(&self, socket: Option<&Arc<Cut>>) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        if sockets.len() == sockets.capacity() {
            sockets.retain(|socket| socket.strong_count() > 0);
        }
        sockets.extend(socket.map(Arc::downgrade));
    }

    /// Closes the worker's sockets, so that the browsers notice that their pages do not work.
    fn cut_sockets(&self) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        for socket in sockets.drain(..).filter_map(|socket| socket.upgrade()) {
            Limit::Lost.hit();
            socket.cut();
        }
    }

    /// Counts one more page, unless there are too many.
    fn admit(self: &Arc<Self>) -> Result<(Waiting, AwaitedPage), Overloaded> {
        let is_full = self.pages_waiting.load(Ordering::Relaxed) >= PAGES_WAITING
            || self.pages_under_way.load(Ordering::Relaxed) >= PAGES_UNDER_WAY;
        if is_full {
            match self.pages_waiting.load(Ordering::Relaxed) >= PAGES_WAITING {
                true => Limit::PagesWaiting.hit(),
                false => Limit::PagesUnderWay.hit(),
            }
            return Err(Overloaded);
        }
        self.pages_under_way.fetch_add(1, Ordering::Relaxed);
        self.pages_waiting.fetch_add(1, Ordering::Relaxed);
        Ok((Waiting(Arc::clone(self)), AwaitedPage(Arc::clone(self))))
    }
}

/// Counts a page from its request until it begins to render.
struct Waiting(Arc<Worker>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.pages_waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a page from its request until it is answered.
struct AwaitedPage(Arc<Worker>);

impl Drop for AwaitedPage {
    fn drop(&mut self) {
        self.0.pages_under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

fn start(number: u8, since: Instant) -> Arc<Worker> {
    let (door, jobs) = mpsc::channel(SOCKETS_WAITING);
    let worker = Arc::new(Worker {
        door,
        pages_waiting: AtomicUsize::new(0),
        pages_under_way: AtomicUsize::new(0),
        beat: AtomicU64::new(since.elapsed().as_millis() as u64),
        is_stuck: watch::Sender::new(false),
        sockets: Mutex::default(),
    });
    let itself = Arc::clone(&worker);
    let work = move || {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build_local(LocalOptions::default())
            .expect("a worker has a runtime");
        runtime.spawn_local(beat(itself, since));
        runtime.block_on(work(number, jobs));
    };
    thread::Builder::new()
        .name(format!("watershed-{number}"))
        .spawn(work)
        .expect("a worker has a thread");
    worker
}

/// Returns the time after which a refused socket is to come back: each at another one.
pub(super) fn comes_back(ticket: Ticket) -> Duration {
    let [.., high, low] = ticket.0;
    let spread = (u64::from(u16::from_be_bytes([high, low])) * 4_000) >> 16;
    Duration::from_millis(1_000 + spread)
}

async fn beat(worker: Arc<Worker>, since: Instant) {
    loop {
        let now = since.elapsed().as_millis() as u64;
        worker.beat.store(now, Ordering::Relaxed);
        sleep(BEAT).await;
    }
}

async fn work(number: u8, mut jobs: mpsc::Receiver<WorkerMessage>) {
    let roster = Rc::new(Roster::default());
    let rounds = Rounds::start();
    while let Some(job) = jobs.recv().await {
        match job {
            WorkerMessage::Render {
                visitor,
                cookie,
                opening,
                late,
                reply,
                waiting,
            } => {
                let head = TicketHead::random(number);
                let opened = async move {
                    drop(waiting);
                    match opening.take() {
                        Some(opening) => opening(head).await,
                        // Another worker makes it.
                        None => (Reply::Failed(StatusCode::SERVICE_UNAVAILABLE), None),
                    }
                };
                let (roster, rounds) = (Rc::clone(&roster), Rc::clone(&rounds));
                spawn_local(async move {
                    let attend = |(ticket, session): TicketedSession| {
                        let bound = ticket.of_visitor(cookie);
                        let of_ticket = move |ticket| Ticket(ticket).of_visitor(cookie).bytes();
                        session.remember(bound.bytes(), of_ticket, None);
                        let seat = match &late {
                            None => Some(roster.expect(bound, visitor, session.held())),
                            // Another socket may have been faster.
                            Some(late) => late
                                .take()
                                .and_then(|arrival| roster.arrive(bound, arrival))
                                .map(|arrival| roster.welcome(bound, visitor, arrival)),
                        };
                        // A task of its own, because one that has rendered a page is ten times as large.
                        if let Some(seat) = seat {
                            roster.spawn(Attendance::new(session, seat, Rc::clone(&rounds)));
                        }
                    };
                    let streaming = render(rounds.pass(opened), reply, &attend).await;
                    if let Some(streaming) = streaming
                        && let Some(page) = rounds.pass(streaming).await
                    {
                        page.end(attend);
                    }
                });
            }
            #[cfg(debug_assertions)]
            WorkerMessage::Run(run) => run(),
            WorkerMessage::Attach {
                ticket,
                arrival,
                back,
            } => {
                if let Some(arrival) = roster.arrive(ticket, arrival) {
                    // Nobody waits for it any more only when the runtime ends.
                    let _ = back.send(arrival);
                }
            }
            WorkerMessage::EndVisitor(tag) => roster.end_visitor(tag),
            WorkerMessage::Drain { drain, reply } => {
                let drained = roster.drain(drain);
                spawn_local(async move {
                    drained.await;
                    // The server may have stopped waiting.
                    let _ = reply.send(());
                });
            }
        }
    }
}

/// Renders a page, unless the visitor leaves, and starts to serve its session. Returns the work on a response that goes on.
async fn render(
    opened: impl Future<Output = (Reply, Option<KeptPage>)>,
    mut reply: oneshot::Sender<Reply>,
    attend: impl FnOnce(TicketedSession),
) -> Option<Streaming> {
    let (answer, kept) = tokio::select! {
        opened = opened => opened,
        () = reply.closed() => return None,
    };
    let streaming = match kept {
        Some(KeptPage::Session(session)) => {
            attend(session);
            None
        }
        Some(KeptPage::Streaming(streaming)) => Some(streaming),
        None => None,
    };
    // If the visitor left, the session is not attached, and expires like any other.
    let _ = reply.send(answer);
    streaming
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::*;
    use crate::server::view::limit::reached;

    fn worker(queue: usize) -> (Worker, mpsc::Receiver<WorkerMessage>) {
        let (door, jobs) = mpsc::channel(queue);
        let worker = Worker {
            door,
            pages_waiting: AtomicUsize::new(0),
            pages_under_way: AtomicUsize::new(0),
            beat: AtomicU64::new(0),
            is_stuck: watch::Sender::new(false),
            sockets: Mutex::default(),
        };
        (worker, jobs)
    }

    #[test]
    fn only_so_many_pages_wait_or_are_rendered() {
        let worker = Arc::new(worker(1).0);
        let before = (reached("pages-waiting"), reached("pages-under-way"));
        let waiting: Vec<_> = (0..PAGES_WAITING)
            .map(|_| worker.admit().expect("room"))
            .collect();
        assert!(worker.admit().is_err());
        let mut under_way: Vec<_> = waiting.into_iter().map(|(_, page)| page).collect();
        for _ in PAGES_WAITING..PAGES_UNDER_WAY {
            under_way.push(worker.admit().expect("room").1);
        }
        assert!(worker.admit().is_err());
        drop(under_way);
        assert!(worker.admit().is_ok());
        assert!(reached("pages-waiting") > before.0 && reached("pages-under-way") > before.1);
    }

    #[test]
    fn nobody_waits_in_front_of_a_worker_that_has_too_much_to_do_or_is_stuck() {
        let (worker, mut jobs) = worker(1);
        let first = worker.place().expect("the queue is empty");
        first.send(WorkerMessage::Run(Box::new(|| ())));
        let before = reached("sockets-waiting");
        assert_eq!(worker.place().err(), Some(Reason::Overloaded));
        assert!(reached("sockets-waiting") > before);
        worker.is_stuck.send_replace(true);
        assert_eq!(worker.place().err(), Some(Reason::Expired));
        worker.is_stuck.send_replace(false);
        jobs.try_recv().expect("there is one");
        assert!(worker.place().is_ok(), "it goes on");
    }

    #[test]
    fn sockets_that_are_refused_come_back_at_different_times_within_seconds() {
        let times = (0..=u8::MAX).map(|byte| comes_back(Ticket([byte; 16])));
        let times: std::collections::BTreeSet<_> = times.collect();
        assert_eq!(times.len(), 256);
        assert!(times.iter().all(|time| (1..5).contains(&time.as_secs())));
    }
}
