//! The time of a worker that the sessions of one client take together.
//!
//! A client may have many sessions, and each of them may take half of the worker's time. So they have one share of it, and
//! in each round only a few milliseconds, unless a single turn takes longer: others wait for one turn of a client, and not
//! for one of each of its sessions.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::pace::{Account, milliseconds};
use crate::wire::QuickHash;
use crate::wire::limits::{CLIENT_COST, CLIENT_ROUND};

/// The clients with sessions on one worker, and those who have taken its time recently.
#[derive(Default)]
pub(crate) struct Shares {
    clients: RefCell<HashMap<IpAddr, Rc<Share>, QuickHash>>,
    /// The number of clients at which those with nothing are forgotten.
    full: Cell<usize>,
}

/// The share of one client.
pub(crate) struct Share {
    account: RefCell<Account>,
    /// The last round in which its sessions had turns, and the time that these took.
    round: Cell<(u64, Duration)>,
}

impl Shares {
    /// Returns the share of a client, which its sessions have in common.
    pub fn of(&self, client: IpAddr, now: Instant) -> Rc<Share> {
        let mut clients = self.clients.borrow_mut();
        if clients.len() > self.full.get() {
            clients.retain(|_, share| Rc::strong_count(share) > 1 || share.is_owed(now));
            self.full.set(2 * clients.len() + 1024);
        }
        let share = clients.entry(client).or_insert_with(|| {
            Rc::new(Share {
                account: RefCell::new(Account::new(CLIENT_COST, now)),
                round: Cell::default(),
            })
        });
        Rc::clone(share)
    }
}

impl Share {
    /// Charges the time that a turn took in a round.
    pub fn charge(&self, time: Duration, round: u64, now: Instant) {
        self.account.borrow_mut().charge(milliseconds(time), now);
        self.round.set((round, self.taken(round) + time));
    }

    /// Returns whether the client has had its time of a round.
    pub fn is_used(&self, round: u64) -> bool {
        self.taken(round) >= CLIENT_ROUND
    }

    /// Returns the time until the client may go on, if it has taken too much.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        self.account.borrow_mut().wait(now)
    }

    fn taken(&self, round: u64) -> Duration {
        let (last, taken) = self.round.get();
        if last == round { taken } else { Duration::ZERO }
    }

    fn is_owed(&self, now: Instant) -> bool {
        !self.account.borrow_mut().is_empty(now)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn client(number: u32) -> IpAddr {
        IpAddr::from(Ipv4Addr::from(number))
    }

    #[test]
    fn all_sessions_of_a_client_have_three_quarters_of_the_time() {
        let (shares, start) = (Shares::default(), Instant::now());
        let turn = Duration::from_millis(10);
        let (mut now, mut taken) = (start, Duration::ZERO);
        while now < start + Duration::from_secs(100) {
            let share = shares.of(client(1), now);
            match share.wait(now) {
                Some(wait) => now += wait.max(Duration::from_micros(1)),
                None => {
                    now += turn;
                    taken += turn;
                    share.charge(turn, 0, now);
                }
            }
        }
        assert!((75..78).contains(&taken.as_secs()), "{taken:?}");
        assert_eq!(shares.of(client(2), now).wait(now), None);
    }

    #[test]
    fn a_round_has_few_milliseconds_for_a_client_and_the_next_one_too() {
        let (shares, now) = (Shares::default(), Instant::now());
        let share = shares.of(client(1), now);
        let quick = Duration::from_micros(100);
        let turns = (0..1_000).take_while(|_| {
            let may_go_on = !share.is_used(7);
            share.charge(quick, 7, now);
            may_go_on
        });
        assert_eq!(turns.count(), 50);
        assert!(!share.is_used(8));
    }

    #[test]
    fn clients_without_sessions_are_forgotten_when_they_owe_nothing() {
        let (shares, start) = (Shares::default(), Instant::now());
        let kept = shares.of(client(0), start);
        let second = Duration::from_secs(1);
        shares.of(client(1), start).charge(second, 0, start);
        for number in 2..10_000 {
            shares.of(client(number), start);
        }
        let clients = shares.clients.borrow();
        assert!(clients.len() < 4_000, "{}", clients.len());
        assert!(Rc::ptr_eq(&clients[&client(0)], &kept) && clients.contains_key(&client(1)));
    }
}
