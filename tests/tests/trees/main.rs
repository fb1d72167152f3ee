//! Trees of components, composed at run time: each ends in the same state as its unsplit twin, and no value crosses
//! without a reason in the colouring rules. The lock of their kinds has exactly the values that cross on all of them.
//!
//! `WATERSHED_TREES` is the number of trees, `WATERSHED_FIRST_TREE` their first seed, `WATERSHED_CLICKS` the number of
//! clicks on each. A failure names its seed, and shows the smallest tree that fails in the same way:
//! `WATERSHED_FIRST_TREE=17 WATERSHED_TREES=1` runs that tree alone.

mod reduce;

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use fastrand::Rng;
use watershed::server::page_state::crossed::{self, Record};
use watershed::testing::{App, Direction};
use watershed_tests::generate::kinds::{Kind, kinds};
use watershed_tests::generate::model::Model;
use watershed_tests::generate::plan::{Origin, Plan, Planted, low, plan};
use watershed_tests::generate::reference::Reference;
use watershed_tests::ledger::Ledger;
use watershed_tests::markup::normal;

/// Kinds drawn by the build script, and the page, which takes the next plan.
#[allow(warnings)] // Nobody would write conditions that are always true, or signals that nobody reads.
mod generated {
    use std::cell::RefCell;

    use watershed::prelude::*;
    use watershed_tests::generate::plan::{Plan, derived, low, put};

    thread_local! {
        pub static NEXT: RefCell<Option<Plan>> = const { RefCell::new(None) };
    }

    fn planned() -> Plan {
        NEXT.with_borrow(|plan| plan.clone())
            .expect("a case has a plan")
    }

    include!(concat!(env!("OUT_DIR"), "/kinds.rs"));
}

/// The number of clicks on each tree.
const CLICKS: u64 = 6;

/// The number of failures that are reduced.
const EXPLAINED: usize = 3;

#[test]
fn trees_end_as_their_twins_do_and_nothing_crosses_that_no_rule_calls_for() {
    let first = number("WATERSHED_FIRST_TREE", 0);
    let (next, end) = (
        AtomicU64::new(first),
        first + number("WATERSHED_TREES", 10_000),
    );
    let kinds = kinds(generated::SEED);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (failed, seen): (Vec<Vec<u64>>, Vec<Record>) = thread::scope(|scope| {
        let work = || {
            crossed::record();
            let seeds = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < end);
            let seeds = std::iter::from_fn(seeds);
            let failed = seeds.filter(|seed| fails(*seed, &kinds));
            (failed.collect::<Vec<u64>>(), crossed::take())
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let found = threads.into_iter();
        found
            .map(|thread| thread.join().expect("cases are caught"))
            .unzip()
    });
    let mut failed = failed.concat();
    failed.sort_unstable();
    let clicks = number("WATERSHED_CLICKS", CLICKS);
    for seed in failed.iter().take(EXPLAINED) {
        let plan = plan(&mut Rng::with_seed(*seed), &kinds);
        eprintln!(
            "tree {seed}, reduced: {}",
            reduce::reduced(plan, clicks as usize, &kinds)
        );
    }
    assert_eq!(failed, [0; 0], "these trees differ");
    let mut ledger = Ledger::of(&[concat!(module_path!(), "::generated")]);
    seen.into_iter().for_each(|seen| ledger.add(seen));
    ledger.is_complete();
    // A few trees do not cause everything that all of them do.
    if end - first >= 10_000 {
        ledger.is_exact_where_it_ran();
    }
}

fn fails(seed: u64, kinds: &[Kind]) -> bool {
    let mut rng = Rng::with_seed(seed);
    let plan = plan(&mut rng, kinds);
    let most = number("WATERSHED_CLICKS", CLICKS) as usize;
    let planted = Planted::new(&plan, kinds);
    let run = || Case::new(&plan, &planted).run(most, &mut rng, &mut Vec::new());
    let is_wrong = catch_unwind(AssertUnwindSafe(run)).is_err();
    if is_wrong {
        eprintln!("tree {seed}: {plan:?}");
    }
    is_wrong
}

/// A tree on a page, its twin, and the rules' results for both.
struct Case<'a> {
    app: App,
    twin: Model<'a>,
    reference: Reference,
    /// The origins of all values that have ever come down.
    came_down: BTreeSet<Origin>,
}

impl<'a> Case<'a> {
    fn new(plan: &Plan, planted: &'a Planted<'a>) -> Self {
        generated::NEXT.set(Some(plan.clone()));
        Self {
            app: App::new(generated::Tree),
            twin: Model::opened(&planted.program),
            reference: Reference::new(planted),
            came_down: BTreeSet::new(),
        }
    }

    /// Clicks on it at most so often, and notes the buttons.
    fn run(mut self, most: usize, rng: &mut Rng, clicks: &mut Vec<usize>) {
        self.settle();
        self.check("at first");
        while clicks.len() < most && self.twin.buttons() > 0 {
            let button = rng.usize(..self.twin.buttons());
            clicks.push(button);
            self.click(button);
            self.check(&format!("after {} clicks", clicks.len()));
        }
    }

    /// Writes what the page shows, what it should show, and what has crossed since the last call.
    fn tell(&mut self, told: &mut String) {
        let shown = unmarked(&normal(&self.app.html("body")));
        let _ = writeln!(
            told,
            "\n  page {shown}\n  twin {}",
            normal(&self.twin.html())
        );
        for crossing in self.app.crossed() {
            let number = varint(crossing.bytes());
            let origin = number.and_then(Origin::of);
            let _ = writeln!(
                told,
                "  {:?} {:?} {origin:?} {:?}",
                crossing.direction,
                crossing.what,
                number.map(low)
            );
        }
    }

    fn click(&mut self, button: usize) {
        self.app.act(|tab| tab.click_nth("button", button));
        self.twin.press(button);
        self.settle();
    }

    /// Lets both come to rest; the states on the way count too.
    fn settle(&mut self) {
        self.app.settle();
        self.reference.observe(&self.twin);
        while self.twin.turn() {
            self.reference.observe(&self.twin);
        }
        self.reference.observe(&self.twin);
    }

    fn check(&mut self, when: &str) {
        let shown = unmarked(&normal(&self.app.html("body")));
        let meant = normal(&self.twin.html());
        assert_eq!(shown, meant, "the page {when}");
        let (deeds, sent) = (self.twin.take_deeds(), self.app.sent());
        let may_send = self.reference.reaches_server(&deeds);
        assert!(
            may_send || sent.frames.is_empty(),
            "{when} {sent:?} went up"
        );
        let mut gone_up = BTreeSet::new();
        let kept = self.reference.kept();
        for crossing in self.app.crossed() {
            if let Some(text) = text(crossing.bytes()) {
                let is_kept = kept.as_ref().is_none_or(|kept| kept.contains(&text));
                assert!(is_kept, "{when} {crossing:?} came down: {text:?}");
            }
            for origin in origins(crossing.bytes()) {
                let (called_for, crossed) = match crossing.direction {
                    Direction::Down => (self.reference.told(), &mut self.came_down),
                    Direction::Up => (self.reference.said(), &mut gone_up),
                };
                // Structure that follows an unknown value may have brought more.
                let is_guessed = kept.is_none() && crossing.direction == Direction::Down;
                assert!(
                    is_guessed || called_for.contains(&origin),
                    "{when} {crossing:?} crossed: {origin:?}"
                );
                crossed.insert(origin);
            }
        }
        let missing = self.reference.told().difference(&self.came_down);
        assert_eq!(
            missing.collect::<Vec<_>>(),
            [] as [&Origin; 0],
            "{when} this has not come down"
        );
        let due = self.reference.due(&deeds);
        let missing = due.difference(&gone_up);
        assert_eq!(
            missing.collect::<Vec<_>>(),
            [] as [&Origin; 0],
            "{when} this has not gone up"
        );
    }
}

/// Returns the origins of the values in these bytes, wherever they start.
fn origins(bytes: &[u8]) -> impl Iterator<Item = Origin> {
    let starts = (0..bytes.len()).map(|start| &bytes[start..]);
    starts.filter_map(|bytes| Origin::of(varint(bytes)?))
}

/// Returns the id of a text, which the text contains.
fn text(bytes: &[u8]) -> Option<(usize, usize)> {
    let (text, _) = str::from_utf8(bytes)
        .ok()?
        .strip_prefix('§')?
        .split_once(':')?;
    let (kind, at) = text.split_once('.')?;
    Some((kind.parse().ok()?, at.parse().ok()?))
}

/// Returns a page without the ids of its texts.
fn unmarked(html: &str) -> String {
    let pieces = html.split('§').enumerate();
    let pieces = pieces.map(|(at, piece)| match at {
        0 => piece,
        _ => piece.split_once(':').map_or(piece, |(_, rest)| rest),
    });
    pieces.collect()
}

/// Returns the number that bytes start with: groups of seven bits, of which the lowest bit is the sign.
fn varint(bytes: &[u8]) -> Option<i64> {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let groups = bytes[..length].iter().enumerate();
    let all = groups.fold(0_u128, |all, (at, byte)| {
        all | u128::from(byte & 0x7f) << (7 * at.min(17))
    });
    let all = u64::try_from(all).ok()?;
    Some((all >> 1) as i64 ^ -((all & 1) as i64))
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let wanted = env::var(variable).ok();
    wanted.map_or(otherwise, |wanted| {
        wanted
            .parse()
            .unwrap_or_else(|_| panic!("{variable} is a number"))
    })
}
