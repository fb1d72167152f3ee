//! Computes the steps from one order of rows to another: the fewest moves, and no row is made twice.
//!
//! Kept rows whose old places form a longest increasing run stay where they are; every other kept row moves once. Steps
//! come from the last place to the first, so the row that a step names as its neighbour is in its place already.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use crate::order::longest_run;

/// A step. Old rows are named by their old place, all others by their new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowStep {
    /// Removes an old row.
    Remove(usize),
    /// Inserts new rows side by side.
    Insert {
        rows: Range<usize>,
        before: Option<usize>,
    },
    /// Moves a kept row.
    Move { row: usize, before: Option<usize> },
}

/// Returns for each new key the old place of the same key, if there is one. Equal keys are paired in order.
pub(crate) fn origins<K: Eq + Hash>(old: &[K], new: &[K]) -> Vec<Option<usize>> {
    if old.is_empty() {
        return vec![None; new.len()];
    }
    let mut following = vec![None; old.len()];
    let mut places = HashMap::with_capacity(old.len());
    for (place, key) in old.iter().enumerate().rev() {
        following[place] = places.insert(key, place);
    }
    let mut take = |key| {
        let place = places.remove(key)?;
        if let Some(next) = following[place] {
            places.insert(&old[place], next);
        }
        Some(place)
    };
    new.iter().map(&mut take).collect()
}

/// Returns the steps from `old_len` rows to the rows that come from `origins`.
pub(crate) fn steps(old_len: usize, origins: &[Option<usize>]) -> Vec<RowStep> {
    let mut steps = removals(old_len, origins);
    let stays = longest_run(origins);
    let mut before = None;
    let mut end = origins.len();
    while end > 0 {
        let row = end - 1;
        match origins[row] {
            None => {
                let start = origins[..end]
                    .iter()
                    .rposition(Option::is_some)
                    .map_or(0, |kept| kept + 1);
                steps.push(RowStep::Insert {
                    rows: start..end,
                    before,
                });
                end = start;
            }
            Some(_) => {
                if !stays[row] {
                    steps.push(RowStep::Move { row, before });
                }
                end = row;
            }
        }
        before = Some(end);
    }
    steps
}

fn removals(old_len: usize, origins: &[Option<usize>]) -> Vec<RowStep> {
    let mut kept = vec![false; old_len];
    for place in origins.iter().flatten() {
        kept[*place] = true;
    }
    (0..old_len)
        .filter(|place| !kept[*place])
        .map(RowStep::Remove)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Applies the steps for `old` → `new` as the browser does; also counts the moves.
    fn applied(old: &[u8], new: &[u8]) -> (Vec<u8>, usize) {
        let origins = origins(old, new);
        // A row is known by its old place, or by its new one when it is new.
        let identity = |row: usize| origins[row].ok_or(row);
        let mut rows: Vec<Result<usize, usize>> = (0..old.len()).map(Ok).collect();
        let mut moves = 0;
        for step in steps(old.len(), &origins) {
            let place = |rows: &[Result<usize, usize>], before: Option<usize>| {
                before.map_or(rows.len(), |row| {
                    rows.iter().position(|at| *at == identity(row)).unwrap()
                })
            };
            match step {
                RowStep::Remove(place) => rows.retain(|row| *row != Ok(place)),
                RowStep::Insert {
                    rows: fresh,
                    before,
                } => {
                    let at = place(&rows, before);
                    rows.splice(at..at, fresh.map(Err));
                }
                RowStep::Move { row, before } => {
                    moves += 1;
                    rows.retain(|at| *at != identity(row));
                    let at = place(&rows, before);
                    rows.insert(at, identity(row));
                }
            }
        }
        (
            rows.into_iter()
                .map(|row| row.map_or_else(|place| new[place], |place| old[place]))
                .collect(),
            moves,
        )
    }

    /// The longest increasing run, by trying all of them.
    fn longest(places: &[usize], above: Option<usize>) -> usize {
        let Some((first, rest)) = places.split_first() else {
            return 0;
        };
        let without = longest(rest, above);
        if above.is_some_and(|above| *first <= above) {
            return without;
        }
        without.max(1 + longest(rest, Some(*first)))
    }

    proptest! {
        #[test]
        fn steps_lead_to_the_new_order(
            old in proptest::collection::vec(0u8..12, 0..14),
            new in proptest::collection::vec(0u8..12, 0..14),
        ) {
            prop_assert_eq!(applied(&old, &new).0, new);
        }

        #[test]
        fn moves_are_as_few_as_possible(
            old in Just((0u8..10).collect::<Vec<_>>()).prop_shuffle(),
            new in Just((3u8..13).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let kept: Vec<usize> = origins(&old, &new).into_iter().flatten().collect();
            prop_assert_eq!(applied(&old, &new).1, kept.len() - longest(&kept, None));
        }
    }

    #[test]
    fn a_swap_is_two_moves() {
        assert_eq!(applied(&[0, 1, 2, 3, 4, 5], &[0, 4, 2, 3, 1, 5]).1, 2);
    }

    #[test]
    fn new_rows_side_by_side_are_one_insert() {
        let origins = origins(&[7, 8], &[7, 1, 2, 3, 8]);
        assert_eq!(
            steps(2, &origins),
            [RowStep::Insert {
                rows: 1..4,
                before: Some(4)
            }]
        );
    }

    #[test]
    fn equal_keys_pair_up_in_order() {
        assert_eq!(
            origins(&[1, 1, 2], &[1, 2, 1, 1]),
            [Some(0), Some(2), Some(1), None]
        );
    }
}
