//! The order in which the sessions and pages of one worker have their turns.
//!
//! A session runs when something comes for it, and has one turn. If more is there already, it gives way: it goes on in
//! the next round. A page is rendered step by step, and only one step is taken in a round, after the turns. A round
//! begins when all who were ready by then have had their turn, also those whose messages were still in the kernel.
//!
//! Once some pages have begun and can go on ([`RENDERS`]), no other one begins until one of them is done, or waits for something.
//!
//! Sessions of one client wait for the next round once they have had their [`Share`] of this one. Those that wait for their turn
//! come before those that had one.
//!
//! So a session that sends much delays another by one turn at most, and a burst of pages delays a turn by one step. Turns
//! that never end delay pages, but each round takes one step of a page: they are made, too.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::mem;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use tokio::task::{spawn_local, yield_now};

use super::share::{Share, Shares};
use crate::server::view::limit::Limit;
use crate::wire::limits::RENDERS;

/// The rounds of one worker.
#[derive(Default)]
pub(crate) struct Rounds {
    /// Sessions that gave way after a turn.
    sessions: RefCell<Vec<Waker>>,
    /// Sessions that have had no turn, because others of their client have used up its share.
    waiting: RefCell<Vec<Waker>>,
    /// Steps of pages that have begun, and first steps.
    begun: RefCell<VecDeque<Rc<PagePlace>>>,
    fresh: RefCell<VecDeque<Rc<PagePlace>>>,
    /// True if a page has taken its step in this round.
    is_taken: Cell<bool>,
    /// True if somebody waits for the next round.
    is_wanted: Cell<bool>,
    keeper: RefCell<Option<Waker>>,
    number: Cell<u64>,
    shares: Shares,
}

/// The place of a page in the queue.
struct PagePlace {
    waker: RefCell<Waker>,
    is_called: Cell<bool>,
}

impl Rounds {
    /// Starts the rounds of this thread.
    pub fn start() -> Rc<Self> {
        let rounds = Rc::<Self>::default();
        spawn_local(Rc::clone(&rounds).keep());
        rounds
    }

    /// Lets a session go on in the next round.
    pub fn give_way(&self, context: &Context<'_>) {
        self.sessions.borrow_mut().push(context.waker().clone());
        self.want();
    }

    /// Lets a session have its turn in the next round, before those that had one in this.
    pub fn wait(&self, context: &Context<'_>) {
        self.waiting.borrow_mut().push(context.waker().clone());
        self.want();
    }

    /// Returns the share of a client in the worker's time.
    pub fn share(&self, client: IpAddr, now: Instant) -> Rc<Share> {
        self.shares.of(client, now)
    }

    /// Returns the number of this round.
    pub fn number(&self) -> u64 {
        self.number.get()
    }

    /// Runs the future of a page, one step in a round.
    pub async fn pass<F: Future>(self: &Rc<Self>, future: F) -> F::Output {
        Passing {
            rounds: Rc::clone(self),
            future: Box::pin(future),
            place: None,
            has_begun: false,
        }
        .await
    }

    async fn keep(self: Rc<Self>) {
        loop {
            poll_fn(|context| {
                self.keeper.replace(Some(context.waker().clone()));
                match self.is_wanted.get() {
                    true => Poll::Ready(()),
                    false => Poll::Pending,
                }
            })
            .await;
            // All who are ready run first, and the runtime asks the kernel who else is.
            yield_now().await;
            self.is_wanted.set(false);
            self.number.set(self.number.get() + 1);
            let mut sessions = mem::take(&mut *self.waiting.borrow_mut());
            sessions.append(&mut self.sessions.borrow_mut());
            sessions.into_iter().for_each(Waker::wake);
            self.call();
        }
    }

    /// Lets the first page in the queue that was not given up take its step; if there is none, whichever comes.
    fn call(&self) {
        loop {
            let Some(place) = self.next() else {
                return self.is_taken.set(false);
            };
            if Rc::strong_count(&place) > 1 {
                self.is_taken.set(true);
                place.is_called.set(true);
                return place.waker.borrow().wake_by_ref();
            }
        }
    }

    /// Takes the place of the next page: of one that begins, unless too many have begun.
    fn next(&self) -> Option<Rc<PagePlace>> {
        let (mut begun, mut fresh) = (self.begun.borrow_mut(), self.fresh.borrow_mut());
        begun.retain(|place| Rc::strong_count(place) > 1);
        let is_full = begun.len() >= RENDERS;
        if is_full && !fresh.is_empty() {
            Limit::Renders.hit();
        }
        let first = if is_full { &mut begun } else { &mut fresh };
        let next = first.pop_front();
        next.or_else(|| begun.pop_front())
    }

    fn want(&self) {
        self.is_wanted.set(true);
        if let Some(keeper) = &*self.keeper.borrow() {
            keeper.wake_by_ref();
        }
    }
}

struct Passing<F> {
    rounds: Rc<Rounds>,
    future: Pin<Box<F>>,
    /// The place in the queue, for the next step.
    place: Option<Rc<PagePlace>>,
    /// True once it has taken a step.
    has_begun: bool,
}

impl<F: Future> Future for Passing<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let may_pass = match &self.place {
            Some(place) => {
                place.waker.borrow_mut().clone_from(context.waker());
                place.is_called.get()
            }
            None => !self.rounds.is_taken.get(),
        };
        if may_pass {
            (self.place, self.has_begun) = (None, true);
            self.rounds.is_taken.set(true);
            self.rounds.want();
            return self.future.as_mut().poll(context);
        }
        if self.place.is_none() {
            let place = Rc::new(PagePlace {
                waker: RefCell::new(context.waker().clone()),
                is_called: Cell::new(false),
            });
            let queue = match self.has_begun {
                true => &self.rounds.begun,
                false => &self.rounds.fresh,
            };
            queue.borrow_mut().push_back(Rc::clone(&place));
            self.place = Some(place);
        }
        Poll::Pending
    }
}

impl<F> Drop for Passing<F> {
    fn drop(&mut self) {
        // A page that is given up when it is called lets the next one take the step.
        if let Some(place) = self.place.take()
            && place.is_called.get()
        {
            self.rounds.call();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use crate::server::view::limit::reached;
    use tokio::runtime::{Builder, LocalOptions};
    use tokio::task::JoinHandle;

    use super::*;

    /// Runs a test on a runtime like that of a worker. Returns what was logged.
    fn logged<F: Future<Output = ()>>(test: impl FnOnce(LoggedWorker) -> F) -> String {
        let mut runtime = Builder::new_current_thread();
        let runtime = runtime
            .build_local(LocalOptions::default())
            .expect("a runtime");
        let log = Rc::<RefCell<String>>::default();
        let kept = Rc::clone(&log);
        runtime.block_on(async {
            let rounds = Rounds::start();
            test(LoggedWorker { rounds, log }).await;
        });
        kept.take()
    }

    struct LoggedWorker {
        rounds: Rc<Rounds>,
        log: Rc<RefCell<String>>,
    }

    impl LoggedWorker {
        /// Starts a page that takes so many steps.
        fn page(&self, name: char, steps: u32) -> JoinHandle<()> {
            let (rounds, log) = (Rc::clone(&self.rounds), Rc::clone(&self.log));
            spawn_local(async move {
                let steps = async {
                    for _ in 0..steps {
                        log.borrow_mut().push(name);
                        yield_now().await;
                    }
                };
                rounds.pass(steps).await;
            })
        }

        /// Starts a session that has so many turns.
        fn session(&self, name: char, turns: usize) -> JoinHandle<()> {
            let (rounds, log) = (Rc::clone(&self.rounds), Rc::clone(&self.log));
            let mut left = turns;
            spawn_local(poll_fn(move |context| {
                log.borrow_mut().push(name);
                left -= 1;
                if left == 0 {
                    return Poll::Ready(());
                }
                rounds.give_way(context);
                Poll::Pending
            }))
        }
    }

    async fn end(all: impl IntoIterator<Item = JoinHandle<()>>) {
        for each in all {
            each.await.expect("it ends");
        }
    }

    #[test]
    fn each_session_has_one_turn_in_a_round() {
        let log =
            logged(async |worker| end(['1', '2', '3'].map(|name| worker.session(name, 5))).await);
        assert_eq!(log, "123".repeat(5));
    }

    #[test]
    fn who_waits_for_a_turn_comes_before_who_had_one() {
        let log = logged(async |worker| {
            let busy = worker.session('1', 3);
            let (rounds, log) = (Rc::clone(&worker.rounds), Rc::clone(&worker.log));
            let mut has_waited = false;
            let waits = spawn_local(poll_fn(move |context| {
                if has_waited {
                    log.borrow_mut().push('2');
                    return Poll::Ready(());
                }
                has_waited = true;
                rounds.wait(context);
                Poll::Pending
            }));
            end([busy, waits]).await;
        });
        assert_eq!(log, "1211");
    }

    #[test]
    fn a_round_takes_one_step_of_a_page_after_the_turns() {
        let log = logged(async |worker| {
            let sessions = ['1', '2', '3'].map(|name| worker.session(name, 8));
            let pages = ['p', 'q', 'r'].map(|name| worker.page(name, 2));
            end(sessions.into_iter().chain(pages)).await;
        });
        assert_eq!(log, "123p123q123r123p123q123r123123");
    }

    #[test]
    fn sessions_that_never_end_do_not_keep_a_page_from_being_made() {
        let log = logged(async |worker| {
            let sessions: Vec<_> = (0..200).map(|_| worker.session('.', 100)).collect();
            worker.page('p', 50).await.expect("it is made");
            sessions.iter().for_each(JoinHandle::abort);
        });
        let turns = log.len() / log.matches('p').count();
        assert!((200..=210).contains(&turns), "{turns} turns for each step");
    }

    #[test]
    fn only_so_many_pages_are_rendered_at_a_time() {
        let before = reached("renders");
        let log = logged(async |worker| {
            let pages: Vec<_> = ('a'..='z').map(|name| worker.page(name, 10)).collect();
            end(pages).await;
        });
        let mut left: HashMap<char, u32> = HashMap::new();
        for name in log.chars() {
            *left.entry(name).or_insert(10) -= 1;
            left.retain(|_, left| *left > 0);
            assert!(left.len() <= RENDERS + 1, "{log}");
        }
        assert_eq!(log.len(), 260, "each is made");
        assert!(reached("renders") > before);
    }

    /// A page that waits for a database takes no place from others.
    #[test]
    fn pages_that_wait_for_something_are_not_counted() {
        let log = logged(async |worker| {
            let (door, opened) = tokio::sync::watch::channel(false);
            let waiting: Vec<_> = ('a'..='z')
                .map(|name| {
                    let (rounds, log) = (Rc::clone(&worker.rounds), Rc::clone(&worker.log));
                    let mut opened = opened.clone();
                    spawn_local(async move {
                        let page = async {
                            log.borrow_mut().push(name);
                            opened.wait_for(|opened| *opened).await.expect("it opens");
                        };
                        rounds.pass(page).await;
                    })
                })
                .collect();
            worker.page('!', 3).await.expect("it is made");
            door.send(true).expect("they wait");
            end(waiting).await;
        });
        assert!(log.ends_with("z!!!"), "{log}");
    }

    #[test]
    fn whoever_leaves_the_queue_holds_up_nobody() {
        let log = logged(async |worker| {
            let first = worker.page('a', 1);
            let leaving = ['b', 'c', 'd'].map(|name| worker.page(name, 1));
            let last = worker.page('e', 1);
            while worker.rounds.fresh.borrow().is_empty() {
                yield_now().await;
            }
            leaving.iter().for_each(JoinHandle::abort);
            end([first, last]).await;
        });
        assert_eq!(log, "ae");
    }
}
