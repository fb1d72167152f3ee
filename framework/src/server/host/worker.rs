//! Single-threaded workers: each renders pages and keeps the sessions of those that are live.
//!
//! User code need not be `Send`: a page's graph never leaves the thread that made it.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use axum::http::request::Parts;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{LocalSet, spawn_local};

use super::attendance::{Arrival, attend};
use super::roster::Roster;
use super::ticket::Ticket;
use crate::server::http::page::{Reply, Root, open};
#[cfg(debug_assertions)]
use crate::server::overlay;
use crate::server::session::Session;
use crate::wire::message::Reason;

/// Pages that wait for a worker; beyond that a visitor is better served by an honest refusal.
const QUEUE: usize = 256;

/// All workers of this process.
pub(crate) struct Workers {
    doors: Vec<mpsc::Sender<Job>>,
    turn: AtomicUsize,
}

/// There is more to do than the workers manage.
#[derive(Debug)]
pub(crate) struct Overloaded;

enum Job {
    Render {
        page: Root,
        request: Box<Parts>,
        reply: oneshot::Sender<Reply>,
    },
    Attach {
        ticket: Ticket,
        arrival: Box<Arrival>,
    },
    /// Asks what the overlay shows of a page.
    #[cfg(debug_assertions)]
    Report {
        ticket: Ticket,
        reply: oneshot::Sender<Option<String>>,
    },
}

impl Workers {
    /// The workers, one for each core; started by the first use.
    pub fn get() -> &'static Self {
        static WORKERS: OnceLock<Workers> = OnceLock::new();
        WORKERS.get_or_init(|| {
            let cores = thread::available_parallelism()
                .map_or(1, usize::from)
                .min(usize::from(u8::MAX));
            Self {
                doors: (0..cores).map(|number| start(number as u8)).collect(),
                turn: AtomicUsize::new(0),
            }
        })
    }

    /// Renders a page on the worker whose turn it is.
    pub async fn render(&self, page: Root, request: Parts) -> Result<Reply, Overloaded> {
        let door = &self.doors[self.turn.fetch_add(1, Ordering::Relaxed) % self.doors.len()];
        let (reply, answer) = oneshot::channel();
        let request = Box::new(request);
        let job = Job::Render {
            page,
            request,
            reply,
        };
        door.try_send(job).map_err(|_| Overloaded)?;
        answer.await.map_err(|_| Overloaded)
    }

    /// What the overlay shows of a live page.
    #[cfg(debug_assertions)]
    pub async fn report(&self, ticket: Ticket) -> Option<String> {
        let door = self.doors.get(usize::from(ticket.worker()))?;
        let (reply, answer) = oneshot::channel();
        door.send(Job::Report { ticket, reply }).await.ok()?;
        answer.await.ok()?
    }

    /// Hands a socket to the worker that made the ticket.
    pub async fn attach(&self, ticket: Ticket, arrival: Arrival) {
        match self.doors.get(usize::from(ticket.worker())) {
            // A worker ends with the process only.
            Some(door) => drop(
                door.send(Job::Attach {
                    ticket,
                    arrival: Box::new(arrival),
                })
                .await,
            ),
            None => arrival.refuse(Reason::Expired).await,
        }
    }
}

fn start(number: u8) -> mpsc::Sender<Job> {
    let (door, jobs) = mpsc::channel(QUEUE);
    let work = move || {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a worker has a runtime");
        LocalSet::new().block_on(&runtime, work(number, jobs));
    };
    thread::Builder::new()
        .name(format!("watershed-{number}"))
        .spawn(work)
        .expect("a worker has a thread");
    door
}

async fn work(number: u8, mut jobs: mpsc::Receiver<Job>) {
    let roster = Rc::new(RefCell::new(Roster::default()));
    while let Some(job) = jobs.recv().await {
        match job {
            Job::Render {
                page,
                request,
                reply,
            } => {
                let ticket = Ticket::random(number);
                let opened = open(page, *request, ticket);
                spawn_local(render(ticket, opened, reply, Rc::clone(&roster)));
            }
            // Whoever asked may be gone.
            #[cfg(debug_assertions)]
            Job::Report { ticket, reply } => drop(reply.send(overlay::answer(ticket))),
            Job::Attach { ticket, arrival } => roster.borrow_mut().arrive(ticket, *arrival),
        }
    }
}

/// Renders a page; stays with its session for as long as that lives.
async fn render(
    ticket: Ticket,
    opened: impl Future<Output = (Reply, Option<Session>)>,
    reply: oneshot::Sender<Reply>,
    roster: Rc<RefCell<Roster>>,
) {
    let (answer, session) = opened.await;
    let arrivals = session
        .is_some()
        .then(|| roster.borrow_mut().expect(ticket));
    // Without a reader the page is gone, and its session will not be attached: it expires like any other.
    let _ = reply.send(answer);
    if let (Some(session), Some(arrivals)) = (session, arrivals) {
        attend(session, arrivals).await;
        roster.borrow_mut().leave(ticket);
    }
}
