//! Pages whose sessions sleep: the socket stays open, and besides it there are only the messages that have come. When the
//! browser sends something, or comes back on another socket, the page is rendered once more, and the session gets these
//! messages again.

use std::env;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::arrival::{Arrival, WakingMessage};
use super::clients::CountedSocket;
use super::late::AskedPage;
use super::line::LiftedLine;
use super::roster::Seat;
use super::socket::{Incoming, MessageSocket};
use super::ticket::Ticket;
use crate::server::session::history::History;
use crate::server::view::limit::Limit;
use crate::wire::close::Reason;
use crate::wire::limits::{DETACHED, IDLE};
use crate::wire::message::FromClient;
use crate::wire::number::Version;

/// A page that can be rendered once more, with its ticket and what has come since.
pub(crate) struct RenewablePage {
    pub ticket: Ticket,
    pub page: Arc<AskedPage>,
    pub history: History,
}

/// Bytes of a page that sleeps without a socket, besides its request and messages.
const PAGE: usize = 1 << 9;

/// The socket of a page whose session sleeps.
pub(crate) struct SleepingPage {
    seat: Seat,
    page: Option<RenewablePage>,
    socket: Option<MessageSocket>,
    counted: Option<CountedSocket>,
    /// The time at which the page is given up if it has lost its socket and no other comes.
    deadline: Instant,
    timer: Pin<Box<Sleep>>,
}

impl RenewablePage {
    /// Returns the page of a socket, if it can be rendered once more.
    pub fn of(attach: &FromClient, page: Option<Arc<AskedPage>>) -> Option<Self> {
        match attach {
            FromClient::Attach { ticket, version } if *version == Version(0) => Some(Self {
                ticket: Ticket(*ticket),
                page: page?,
                history: History::default(),
            }),
            _ => None,
        }
    }

    /// Returns the number of bytes that it takes, roughly.
    fn held(&self) -> usize {
        PAGE + self.page.held() + self.history.held()
    }

    /// Lets the page be rendered once more for the socket that has sent a message.
    fn wake(self, socket: MessageSocket<LiftedLine>, message: FromClient) {
        let Self {
            ticket,
            page,
            history,
        } = self;
        let attach = FromClient::Attach {
            ticket: ticket.0,
            version: Version(0),
        };
        let arrival = Arrival {
            socket,
            attach,
            then: Some(WakingMessage { history, message }),
            page: Some(page),
        };
        AskedPage::attach(ticket, Box::new(arrival));
    }
}

impl SleepingPage {
    /// Takes the socket of a session that falls asleep.
    pub fn new(
        seat: Seat,
        page: RenewablePage,
        socket: MessageSocket,
        counted: Option<CountedSocket>,
    ) -> Self {
        Self {
            timer: Box::pin(sleep_until(socket.wakes_at())),
            deadline: Instant::now(),
            seat,
            page: Some(page),
            socket: Some(socket),
            counted,
        }
    }

    fn dismiss(&mut self, reason: Reason, retry_after: Duration) {
        if let Some(socket) = self.socket.take() {
            self.seat.spawn(socket.dismiss_for(reason, retry_after));
        }
    }

    /// Lets the page wait for another socket.
    fn detach(&mut self, now: Instant) -> Poll<()> {
        (self.socket, self.counted) = (None, None);
        let held = self.page.as_ref().map_or(0, RenewablePage::held);
        self.seat.detached(held);
        self.deadline = now + DETACHED;
        Poll::Pending
    }

    /// Returns the next time at which there is something to do by itself.
    fn wakes_at(&self) -> Instant {
        let socket = self.socket.as_ref();
        socket.map_or(self.deadline, MessageSocket::wakes_at)
    }

    /// Wakes the session for a message of its socket.
    fn wake(&mut self, message: FromClient) {
        let (Some(socket), Some(page)) = (self.socket.take(), self.page.take()) else {
            return;
        };
        // If the socket cannot be moved, it is closed, and the browser opens another.
        if let Ok(socket) = socket.lift() {
            self.seat.leave();
            page.wake(socket, message);
        }
    }

    /// Wakes the session for another socket: its own headers say who may have the page.
    fn wake_for(&mut self, arrival: Arrival) {
        match (self.page.take(), arrival.page.as_deref()) {
            (Some(mut page), Some(asking)) => {
                page.page = Arc::new(page.page.asked_by(asking));
                page.wake(arrival.socket, arrival.attach);
            }
            _ => self.seat.spawn(Box::new(arrival).refuse(Reason::Expired)),
        }
    }

    fn hear(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<()> {
        if let Some(arrival) = self.seat.take_arrival(context) {
            self.dismiss(Reason::Replaced, Duration::ZERO);
            self.seat.leave();
            self.wake_for(*arrival);
            return Poll::Ready(());
        }
        if self.seat.is_draining() {
            self.dismiss(Reason::Draining, self.seat.retry_after());
            return Poll::Ready(());
        }
        if self.seat.is_shut() {
            self.dismiss(Reason::Expired, Duration::ZERO);
            return Poll::Ready(());
        }
        let Some(socket) = &mut self.socket else {
            if now < self.deadline {
                return Poll::Pending;
            }
            Limit::Detached.hit();
            return Poll::Ready(());
        };
        match socket.poll_send(context, now) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => return self.detach(now),
            Poll::Pending => return Poll::Pending,
        }
        match socket.poll_receive(context, now) {
            Poll::Pending => {
                // Receiving may have brought a ping.
                let _ = socket.poll_send(context, now);
                return Poll::Pending;
            }
            Poll::Ready(Incoming::Frame(message)) => self.wake(message),
            Poll::Ready(Incoming::Refused) => self.dismiss(Reason::Violation, Duration::ZERO),
            Poll::Ready(Incoming::TooLarge) => self.dismiss(Reason::TooLarge, Duration::ZERO),
            Poll::Ready(Incoming::Closed) => return self.detach(now),
        }
        Poll::Ready(())
    }
}

impl Future for SleepingPage {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let sleeping = self.get_mut();
        let heard = sleeping.hear(context, Instant::now());
        if heard.is_pending() {
            let wakes_at = sleeping.wakes_at();
            sleeping.timer.as_mut().reset(wakes_at);
            if sleeping.timer.as_mut().poll(context).is_ready() {
                context.waker().wake_by_ref();
            }
        }
        heard
    }
}

/// Returns the time without an event after which a session sleeps: that in `WATERSHED_IDLE_SECONDS`, or else the one of the
/// table.
pub(crate) fn idle() -> Duration {
    static TIME: OnceLock<Duration> = OnceLock::new();
    *TIME.get_or_init(|| {
        let Ok(given) = env::var("WATERSHED_IDLE_SECONDS") else {
            return IDLE;
        };
        given.trim().parse().map_or_else(
            |_| {
                tracing::error!(given, "WATERSHED_IDLE_SECONDS is not a number of seconds");
                IDLE
            },
            Duration::from_secs,
        )
    })
}
