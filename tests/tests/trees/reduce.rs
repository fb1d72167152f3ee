//! Reduces a tree that fails: removes instances and clicks as long as it fails in the same way.

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

use fastrand::Rng;
use watershed_tests::generate::kinds::Kind;
use watershed_tests::generate::plan::{Plan, Planted};

use super::Case;

/// The number of sequences of clicks that are tried on each smaller tree.
const TRIES: u64 = 400;

/// Describes the smallest tree that was found, the clicks on it, and what crosses after each.
pub fn reduced(plan: Plan, clicks: usize, kinds: &[Kind]) -> String {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let smallest = smallest(plan, clicks, kinds);
    let told = match smallest {
        Some((plan, clicks)) => told(&plan, &clicks, kinds),
        None => "it fails with some other clicks alone".into(),
    };
    set_hook(hook);
    told
}

fn smallest(mut plan: Plan, clicks: usize, kinds: &[Kind]) -> Option<(Plan, Vec<usize>)> {
    let mut clicks = failing(&plan, clicks, kinds)?;
    'smaller: loop {
        for smaller in plan.smaller() {
            if let Some(fewer) = failing(&smaller, clicks.len().max(3), kinds) {
                (plan, clicks) = (smaller, fewer);
                continue 'smaller;
            }
        }
        return Some((plan, clicks));
    }
}

/// Returns the shortest of the tried sequences of at most so many clicks after which the tree differs from its twin.
fn failing(plan: &Plan, most: usize, kinds: &[Kind]) -> Option<Vec<usize>> {
    let tried = (0..TRIES).filter_map(|seed| {
        let mut clicks = Vec::new();
        let run = || {
            Case::new(plan, &Planted::new(plan, kinds)).run(
                most,
                &mut Rng::with_seed(seed),
                &mut clicks,
            )
        };
        catch_unwind(AssertUnwindSafe(run))
            .is_err()
            .then_some(clicks)
    });
    tried.min_by_key(Vec::len)
}

fn told(plan: &Plan, clicks: &[usize], kinds: &[Kind]) -> String {
    let mut told = format!("{plan:?}");
    let planted = Planted::new(plan, kinds);
    let mut case = Case::new(plan, &planted);
    case.settle();
    case.tell(&mut told);
    for click in clicks {
        let _ = writeln!(told, "click on button {click}");
        case.click(*click);
        case.tell(&mut told);
    }
    let mut case = Case::new(plan, &planted);
    let mut again = || {
        case.settle();
        case.check("at first");
        for click in clicks {
            case.click(*click);
            case.check("after a click");
        }
    };
    if let Err(panic) = catch_unwind(AssertUnwindSafe(&mut again)) {
        told.extend(panic.downcast_ref::<String>().map(String::as_str));
    }
    told
}
