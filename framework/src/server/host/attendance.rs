//! A session with its socket: the only place that knows both, and that gives a session the time.
//!
//! A session has at most one turn before all others that wait had theirs: see [`Rounds`].

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::arrival::{Arrival, WakingMessage};
use super::asleep::{RenewablePage, SleepingPage, idle};
use super::clients::CountedSocket;
use super::guide::{GuardQuestion, RouterGuide};
use super::late::AskedPage;
use super::pace::{Account, milliseconds};
use super::roster::Seat;
use super::rounds::Rounds;
use super::share::Share;
use super::socket::{Incoming, MessageSocket};
use crate::server::render::journey::Guide;
use crate::server::session::{Outgoing, Session};
use crate::server::view::limit::Limit;
use crate::wire::close::Reason;
use crate::wire::limits::{COST, DETACHED, LONGEST_REST, PERMITTED, UNATTACHED};
use crate::wire::message::FromClient;

/// The most time that calls which have started, and guards that were asked, are given to end, when the server does.
const LAST_CALLS: Duration = Duration::from_secs(20);

/// The time after which a page comes back whose visitor has too many sockets.
const CROWDED: Duration = Duration::from_secs(10);

/// The precision with which the time of a call is measured.
const CLOCK: Duration = Duration::from_secs(1);

/// Serves a session until it ends: without a socket for too long, by a violation, or by a failure of its code.
pub(crate) struct Attendance {
    session: Session,
    seat: Seat,
    rounds: Rc<Rounds>,
    socket: Option<MessageSocket>,
    counted: Option<CountedSocket>,
    /// The page, as long as it can be rendered once more, and then be brought to the state that it has.
    page: Option<RenewablePage>,
    /// The time of the last message.
    heard: Instant,
    /// An event that came while this session had a turn already.
    next: Option<Occasion>,
    /// The time at which the session ends if no socket comes.
    deadline: Instant,
    start: Instant,
    /// The next time at which calls can be found to take too long.
    clock: Instant,
    /// The milliseconds that the session's turns take.
    cost: Account,
    /// The share of the worker's time that all sessions of the visitor have, if the address is a client's own.
    share: Option<Rc<Share>>,
    /// The end of the session's rest: it has, or all sessions of its client have, used too much time, and others have their
    /// turns. Meanwhile its socket is not read, and its tasks wait.
    rests_until: Option<Instant>,
    /// True if it rests until the next round.
    waits_for_round: bool,
    /// The page's request, if the page has guards, and the question that they have not answered yet.
    guarded: Option<Arc<AskedPage>>,
    question: Option<GuardQuestion>,
    /// True once the server ends: nothing is read any more, and the page is sent what it waits for.
    is_draining: bool,
    /// True once only the calls that have started go on.
    is_ending: bool,
    timer: Pin<Box<Sleep>>,
    /// True if the timer will wake the task at its deadline. A task is always woken in the same way, so it need not be said
    /// in each turn.
    is_timed: bool,
}

/// A reason for a turn.
enum Occasion {
    Arrival(Box<Arrival>),
    Incoming(Incoming),
    /// Server code may have changed something.
    News,
    /// Nothing came for so long that the session can sleep.
    Idle,
    /// The guards of the page do not let the visitor stay.
    Forbidden,
    /// Nothing came for too long, or the server ends and there is nothing left to send.
    End,
}

impl Attendance {
    /// Waits for the socket of a session that was just made.
    pub fn new(session: Session, seat: Seat, rounds: Rc<Rounds>) -> Self {
        let now = Instant::now();
        let share = seat
            .client()
            .map(|client| rounds.share(client, now.into_std()));
        Self {
            session,
            seat,
            rounds,
            socket: None,
            counted: None,
            page: None,
            heard: now,
            next: None,
            deadline: now + UNATTACHED,
            start: now,
            clock: now + CLOCK,
            cost: Account::new(COST, now.into_std()),
            share,
            rests_until: None,
            waits_for_round: false,
            guarded: None,
            question: None,
            is_draining: false,
            is_ending: false,
            timer: Box::pin(sleep_until(now + UNATTACHED)),
            is_timed: false,
        }
    }

    /// Has at most one turn. Ready when the session has ended.
    fn attend(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<()> {
        let mut has_had_turn = false;
        while !self.is_ending {
            match self.event(context, now) {
                Poll::Pending => {
                    self.sleep(context, now);
                    return Poll::Pending;
                }
                Poll::Ready(event) if has_had_turn => {
                    self.put_off(event);
                    self.rounds.give_way(context);
                    return Poll::Pending;
                }
                Poll::Ready(event) if self.asks_guards(&event, now) => self.put_off(event),
                Poll::Ready(event) => {
                    has_had_turn = true;
                    if self.turn(event, now).is_break() {
                        self.leave();
                    }
                }
            }
        }
        self.end(context, now)
    }

    /// Returns the next reason for a turn.
    fn event(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<Occasion> {
        if let Some(question) = &mut self.question {
            let permitted = self.session.permitted();
            match question.poll(permitted, context) {
                Poll::Ready(true) => permitted.renew(now),
                Poll::Ready(false) => return Poll::Ready(Occasion::Forbidden),
                Poll::Pending => return self.wait_for_guards(context, now),
            }
            self.question = None;
        }
        let rests = self.waits_for_round || self.rests_until.is_some_and(|until| now < until);
        if !rests && let Some(event) = self.next.take() {
            return Poll::Ready(event);
        }
        if let Some(arrival) = self.seat.take_arrival(context) {
            return Poll::Ready(Occasion::Arrival(arrival));
        }
        let is_late = self.socket.is_none() && self.deadline <= now;
        if is_late {
            match self.deadline == self.start + UNATTACHED {
                true => Limit::Unattached.hit(),
                false => Limit::Detached.hit(),
            }
        }
        if is_late || self.seat.is_shut() {
            return Poll::Ready(Occasion::End);
        }
        self.expire_calls(now);
        if self.seat.is_draining() {
            return self.last_event(context, now);
        }
        if let Some(socket) = &mut self.socket {
            let sent = socket.poll_send(context, now);
            if sent.is_pending() || rests {
                return Poll::Pending;
            }
            if let Poll::Ready(Err(_)) = sent {
                self.detach(now);
            } else if !self.session.is_full()
                && let Poll::Ready(incoming) = socket.poll_receive(context, now)
            {
                return Poll::Ready(Occasion::Incoming(incoming));
            } else {
                // Receiving may have brought a ping.
                let _ = socket.poll_send(context, now);
            }
        }
        if !rests && self.session.poll(context).is_ready() {
            return Poll::Ready(Occasion::News);
        }
        match self.socket.is_some() && self.sleeps_at().is_some_and(|at| at <= now) {
            true => Poll::Ready(Occasion::Idle),
            false => Poll::Pending,
        }
    }

    /// Waits for the guards of the page. If the server ends meanwhile, they have the time of calls: what the page waits for may be
    /// sent when they have answered.
    fn wait_for_guards(&mut self, context: &Context<'_>, now: Instant) -> Poll<Occasion> {
        self.seat.wait_at_door(context);
        if self.seat.is_draining() {
            self.drain(now);
        }
        let is_late = self.is_draining && (self.socket.is_none() || self.deadline <= now);
        match is_late || self.seat.is_shut() {
            true => Poll::Ready(Occasion::End),
            false => Poll::Pending,
        }
    }

    /// Notes that the server ends.
    fn drain(&mut self, now: Instant) {
        if !std::mem::replace(&mut self.is_draining, true) {
            self.deadline = now + LAST_CALLS;
        }
    }

    /// Lets others have their turns, if the sessions of the client have had their share.
    fn make_way(&mut self, context: &Context<'_>, now: Instant) {
        let Some(share) = &self.share else {
            return;
        };
        let wait = share.wait(now.into_std());
        self.waits_for_round = wait.is_none() && share.is_used(self.rounds.number());
        if self.waits_for_round {
            self.rounds.wait(context);
        }
        self.rest(wait, now, Limit::ClientCost);
    }

    /// Lets the session rest, if it has to wait because of a limit and does not rest yet.
    fn rest(&mut self, wait: Option<Duration>, now: Instant, limit: Limit) {
        if self.rests_until.is_none_or(|until| until <= now) {
            if wait.is_some() {
                limit.hit();
            }
            self.rests_until = wait.map(|wait| now + wait.min(LONGEST_REST));
        }
    }

    /// Keeps an event until the session may have another turn. A socket replaces one that came before.
    fn put_off(&mut self, event: Occasion) {
        if let Some(Occasion::Arrival(older)) = self.next.replace(event) {
            self.seat.spawn(older.refuse(Reason::Replaced));
        }
    }

    /// Asks the guards of the page once more, if they were asked too long ago for what is about to be taken from the browser or
    /// sent to it.
    fn asks_guards(&mut self, event: &Occasion, now: Instant) -> bool {
        let page = match event {
            Occasion::Arrival(arrival) => arrival.page.as_ref(),
            Occasion::Incoming(Incoming::Frame(_)) | Occasion::News => self.guarded.as_ref(),
            _ => return false,
        };
        let permitted = self.session.permitted();
        let is_old = permitted
            .asked()
            .is_some_and(|asked| asked + PERMITTED <= now);
        if is_old && let Some(address) = permitted.address() {
            let question = GuardQuestion::ask(page.map(Arc::as_ref), &address);
            self.question = Some(question);
        }
        is_old
    }

    /// Returns the time at which the session sleeps if nothing comes, and if nothing has changed until then.
    fn sleeps_at(&self) -> Option<Instant> {
        let page = self.page.as_ref();
        page.and_then(|_| {
            self.heard
                .checked_add(self.session.idle().unwrap_or_else(idle))
        })
    }

    /// Returns the next reason for a turn of a session whose server ends: its news, as long as its calls run, and then
    /// the end.
    fn last_event(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<Occasion> {
        self.drain(now);
        let Some(socket) = &mut self.socket else {
            return Poll::Ready(Occasion::End);
        };
        match socket.poll_send(context, now) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => return Poll::Ready(Occasion::End),
            Poll::Pending => return Poll::Pending,
        }
        if self.session.poll(context).is_ready() {
            return Poll::Ready(Occasion::News);
        }
        match self.session.is_calling() && now < self.deadline {
            true => Poll::Pending,
            false => Poll::Ready(Occasion::End),
        }
    }

    fn turn(&mut self, event: Occasion, now: Instant) -> ControlFlow<()> {
        match event {
            Occasion::Arrival(arrival) => self.welcome(*arrival, now),
            Occasion::Incoming(Incoming::Frame(frame)) => self.handle(frame, now),
            Occasion::Incoming(Incoming::Refused) => {
                self.dismiss(Reason::Violation);
                ControlFlow::Break(())
            }
            Occasion::Incoming(Incoming::Closed) => {
                self.detach(now);
                ControlFlow::Continue(())
            }
            Occasion::Incoming(Incoming::TooLarge) => {
                let socket = self.detach(now);
                if let Some(socket) = socket {
                    self.seat.spawn(socket.dismiss(Reason::TooLarge));
                }
                ControlFlow::Continue(())
            }
            Occasion::News => {
                let updates = self.session.flush();
                if !updates.is_empty() {
                    self.page = None;
                }
                self.send(updates, now)
            }
            Occasion::Idle => match self.session.is_reproducible() {
                true => self.fall_asleep(),
                false => {
                    self.page = None;
                    ControlFlow::Continue(())
                }
            },
            Occasion::Forbidden => {
                tracing::debug!("a guard does not let a visitor stay on their page");
                if let Some(Occasion::Arrival(arrival)) = self.next.take() {
                    self.seat.spawn(arrival.refuse(Reason::Expired));
                }
                self.dismiss(Reason::Expired);
                ControlFlow::Break(())
            }
            Occasion::End => {
                if let Some(socket) = self.socket.take() {
                    let retry_after = self.seat.retry_after();
                    let reason = match self.is_draining {
                        true => Reason::Draining,
                        false => Reason::Expired,
                    };
                    self.seat.spawn(socket.dismiss_for(reason, retry_after));
                }
                ControlFlow::Break(())
            }
        }
    }

    /// The newest socket replaces the one before.
    fn welcome(&mut self, arrival: Arrival, now: Instant) -> ControlFlow<()> {
        let is_arrival = |next: &mut Occasion| matches!(next, Occasion::Arrival(_));
        if let Some(Occasion::Arrival(older)) = self.next.take_if(is_arrival) {
            self.seat.spawn(older.refuse(Reason::Replaced));
        }
        if self.socket.is_none() {
            self.counted = self.seat.count_socket();
            if self.counted.is_none() {
                self.seat.detached(self.held());
                let closing = Box::new(arrival).refuse_for(Reason::Overloaded, CROWDED);
                self.seat.spawn(closing);
                return ControlFlow::Continue(());
            }
        }
        let Ok(socket) = arrival.socket.lay() else {
            return ControlFlow::Continue(());
        };
        if let Some(old) = self.socket.replace(socket) {
            self.session.detach();
            // The browser will send it again.
            self.next = None;
            self.seat.spawn(old.dismiss(Reason::Replaced));
        }
        if self.session.permitted().asked().is_some() {
            self.guarded.clone_from(&arrival.page);
        }
        if let Some(page) = &arrival.page {
            let guide = || Rc::new(RouterGuide::new(Arc::clone(page))) as Rc<dyn Guide>;
            self.session.set_guide(guide);
        }
        if self.session.is_untouched() {
            self.page = RenewablePage::of(&arrival.attach, arrival.page);
        }
        let Some(WakingMessage { history, message }) = arrival.then else {
            return self.handle(arrival.attach, now);
        };
        let (Some(page), Some(history)) = (&mut self.page, history.replay(&mut self.session))
        else {
            self.dismiss(Reason::Renewed);
            return ControlFlow::Break(());
        };
        page.history = history;
        if matches!(message, FromClient::Attach { .. }) {
            self.session.detach();
        }
        self.handle(message, now)
    }

    /// Leaves the socket to a task that makes the session again when something comes.
    fn fall_asleep(&mut self) -> ControlFlow<()> {
        if let (Some(page), Some(socket)) = (self.page.take(), self.socket.take()) {
            Limit::Idle.hit();
            let seat = self.seat.hand_over();
            let counted = self.counted.take();
            self.seat
                .spawn(SleepingPage::new(seat, page, socket, counted));
        }
        ControlFlow::Break(())
    }

    fn handle(&mut self, frame: FromClient, now: Instant) -> ControlFlow<()> {
        self.heard = now;
        self.page.take_if(|page| !page.history.note(&frame));
        let answers = self.session.handle(frame);
        let session = &self.session;
        self.page
            .take_if(|page| !(page.history.answered(&answers) && session.is_reproducible()));
        self.send(answers, now)
    }

    fn send(&mut self, answers: Vec<Outgoing>, now: Instant) -> ControlFlow<()> {
        for answer in answers {
            match answer {
                Outgoing::Frame(frame) => {
                    if let Some(socket) = &mut self.socket {
                        socket.send(frame, now);
                    }
                }
                Outgoing::Dismissal(reason) => {
                    self.dismiss(reason);
                    return ControlFlow::Break(());
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn dismiss(&mut self, reason: Reason) {
        if let Some(socket) = self.socket.take() {
            self.seat.spawn(socket.dismiss(reason));
        }
    }

    /// Lets the session wait for another socket. Returns the one that it had.
    fn detach(&mut self, now: Instant) -> Option<MessageSocket> {
        let socket = self.socket.take()?;
        self.counted = None;
        self.session.detach();
        self.seat.detached(self.held());
        self.deadline = now + DETACHED;
        Some(socket)
    }

    /// Returns the number of bytes that the session takes, roughly, with the request of its page.
    fn held(&self) -> usize {
        let renewable = self.page.as_ref().map(|renewable| &renewable.page);
        let page = renewable.or(self.guarded.as_ref());
        self.session.held() + page.map_or(0, |page| page.held())
    }

    fn expire_calls(&mut self, now: Instant) {
        if self.clock <= now {
            self.clock = now + CLOCK;
            if self.session.is_calling() {
                self.session.expire_calls(now - self.start);
            }
        }
    }

    /// Sees to it that the task is polled when there is something to do by itself.
    fn sleep(&mut self, context: &mut Context<'_>, now: Instant) {
        let first = match self.is_ending {
            // The answer wakes the task, and nothing else is looked at before.
            _ if self.question.is_some() && !self.is_draining => return,
            _ if self.question.is_some() => self.deadline,
            true => self.clock,
            false => self.next_time(now),
        };
        // A timer that runs out too early costs less than setting it in each turn.
        if first < self.timer.deadline() || self.timer.is_elapsed() {
            self.timer.as_mut().reset(first);
            self.is_timed = false;
        }
        if self.is_timed {
            return;
        }
        match self.timer.as_mut().poll(context) {
            Poll::Ready(()) => context.waker().wake_by_ref(),
            Poll::Pending => self.is_timed = true,
        }
    }

    /// Returns the first time at which there is something to do by itself.
    fn next_time(&self, now: Instant) -> Instant {
        let socket = self.socket.as_ref();
        let times = [
            self.rests_until.filter(|until| now < *until),
            self.session.is_calling().then_some(self.clock),
            self.is_draining.then_some(self.deadline),
            self.sleeps_at(),
        ];
        let first = socket.map_or(self.deadline, MessageSocket::wakes_at);
        times.into_iter().flatten().fold(first, Instant::min)
    }

    /// Takes no sockets any more.
    fn leave(&mut self) {
        self.is_ending = true;
        (self.question, self.next) = (None, None);
        self.socket = None;
        self.counted = None;
        self.seat.leave();
    }

    /// Lets calls that have started run to their end, without a socket.
    fn end(&mut self, context: &mut Context<'_>, now: Instant) -> Poll<()> {
        self.expire_calls(now);
        let ended = self.session.poll_end(context);
        if ended.is_pending() {
            self.sleep(context, now);
        }
        ended
    }
}

impl Future for Attendance {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let attendance = self.get_mut();
        let start = Instant::now();
        attendance.make_way(context, start);
        let ended = attendance.attend(context, start);
        attendance.seat.holds(attendance.held());
        attendance.session.count();
        let end = Instant::now();
        let (time, now) = (end - start, end.into_std());
        attendance.cost.charge(milliseconds(time), now);
        if let Some(share) = &attendance.share {
            share.charge(time, attendance.rounds.number(), now);
        }
        let wait = attendance.cost.wait(now);
        attendance.rest(wait, end, Limit::Cost);
        ended
    }
}
