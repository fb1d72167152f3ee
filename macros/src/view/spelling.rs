//! Suggests the name that was meant.

/// Returns the candidate that `word` is most likely a misspelling of, if one is close enough to be named with
/// confidence.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= tolerance(word))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the number of mistakes. Swapped neighbours count as one mistake, capitals as none.
fn distance(word: &str, candidate: &str) -> usize {
    strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase())
}

/// Returns the number of mistakes that a word may have. In a short word, two mistakes make another word.
fn tolerance(word: &str) -> usize {
    match word.len() {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_the_nearest_and_gives_up_on_strangers() {
        let known = ["click", "dblclick", "copy"];
        assert_eq!(closest("clik", known), Some("click"));
        assert_eq!(closest("clikc", known), Some("click"));
        assert_eq!(closest("Click", known), Some("click"));
        assert_eq!(closest("save", known), None);
    }
}
