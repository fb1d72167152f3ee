//! The order of rows: the fewest moves from one order to another.

/// Marks one longest run of kept rows whose old places increase: these stay where they are, and every other kept row moves
/// once. `origins` has for each row its old place, if it was there.
pub(crate) fn longest_run(origins: &[Option<usize>]) -> Vec<bool> {
    // `tails[n]` is the row that ends the run of length n + 1 with the smallest old place so far.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous = vec![None; origins.len()];
    for (row, origin) in origins.iter().enumerate() {
        let Some(place) = origin else { continue };
        let length = tails.partition_point(|tail| origins[*tail] < Some(*place));
        previous[row] = length.checked_sub(1).map(|shorter| tails[shorter]);
        match tails.get_mut(length) {
            Some(tail) => *tail = row,
            None => tails.push(row),
        }
    }
    let mut stays = vec![false; origins.len()];
    let mut next = tails.last().copied();
    while let Some(row) = next {
        stays[row] = true;
        next = previous[row];
    }
    stays
}
