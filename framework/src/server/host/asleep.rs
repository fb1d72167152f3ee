//! Pages whose sessions sleep: the socket stays open, and there is nothing else. Only a page sleeps on which nothing was
//! changed since it was rendered, so it can be rendered once more when its browser sends something.

use std::env;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::arrival::Arrival;
use super::clients::CountedSocket;
use super::late::AskedPage;
use super::roster::Seat;
use super::socket::{Incoming, MessageSocket};
use super::ticket::Ticket;
use crate::wire::close::Reason;
use crate::wire::limits::IDLE;
use crate::wire::message::FromClient;
use crate::wire::number::Version;

/// A page that can be rendered once more, with its ticket.
pub(crate) struct RenewablePage {
    pub ticket: Ticket,
    pub page: Box<AskedPage>,
}

/// The socket of a page whose session sleeps.
pub(crate) struct SleepingPage {
    seat: Seat,
    page: Option<RenewablePage>,
    socket: Option<MessageSocket>,
    _counted: Option<CountedSocket>,
    timer: Pin<Box<Sleep>>,
}

impl RenewablePage {
    /// Returns the page of a socket, if it can be rendered once more.
    pub fn of(attach: &FromClient, page: Option<Box<AskedPage>>) -> Option<Self> {
        match attach {
            FromClient::Attach { ticket, version } if *version == Version(0) => Some(Self {
                ticket: Ticket(*ticket),
                page: page?,
            }),
            _ => None,
        }
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
            seat,
            page: Some(page),
            socket: Some(socket),
            _counted: counted,
        }
    }

    fn dismiss(&mut self, reason: Reason, retry_after: Duration) {
        if let Some(socket) = self.socket.take() {
            self.seat.spawn(socket.dismiss_for(reason, retry_after));
        }
    }

    /// Lets the page be rendered once more for the socket that has sent a message.
    fn wake(&mut self, message: FromClient) {
        let (Some(socket), Some(RenewablePage { ticket, page })) =
            (self.socket.take(), self.page.take())
        else {
            return;
        };
        let version = Version(0);
        let attach = FromClient::Attach {
            ticket: ticket.0,
            version,
        };
        // If the socket cannot be moved, it is closed, and the browser opens another.
        if let Ok(socket) = socket.lift() {
            self.seat.leave();
            let then = Some(message);
            AskedPage::attach(
                ticket,
                Box::new(Arrival {
                    socket,
                    attach,
                    then,
                    page: Some(page),
                }),
            );
        }
    }

    fn hear(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<()> {
        if let Some(arrival) = self.seat.take_arrival(context) {
            self.dismiss(Reason::Replaced, Duration::ZERO);
            self.seat.leave();
            if let Some(RenewablePage { ticket, .. }) = self.page.take() {
                AskedPage::attach(ticket, arrival);
            }
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
            return Poll::Ready(());
        };
        match socket.poll_send(context, now) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => return Poll::Ready(()),
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
            Poll::Ready(Incoming::Closed) => {}
        }
        Poll::Ready(())
    }
}

impl Future for SleepingPage {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let sleeping = self.get_mut();
        let heard = sleeping.hear(context, Instant::now());
        if heard.is_pending()
            && let Some(socket) = &sleeping.socket
        {
            sleeping.timer.as_mut().reset(socket.wakes_at());
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
