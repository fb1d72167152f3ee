//! Measures how doc comments open.

use std::collections::BTreeMap;

use super::File;

/// Words that ask or point instead of naming what is documented.
const AVOIDED: &[&str] = &["What", "Whether", "Which", "How", "It", "Its", "Those"];

/// The first lines of all doc comments, by package.
#[derive(Default)]
pub struct Openings {
    counts: BTreeMap<String, Count>,
    avoided: Vec<String>,
}

#[derive(Default, Clone, Copy)]
struct Count {
    all: usize,
    avoided: usize,
}

impl Count {
    fn share(self) -> f64 {
        if self.all == 0 {
            return 0.0;
        }
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        count(self.avoided) / count(self.all)
    }
}

pub fn of(files: &[File]) -> Openings {
    let mut openings = Openings::default();
    for file in files {
        openings.read(file);
    }
    openings
}

impl Openings {
    fn read(&mut self, file: &File) {
        let package = file.path.split('/').next().unwrap_or_default();
        let count = self.counts.entry(package.into()).or_default();
        for (line, text) in first_lines(&file.text) {
            count.all += 1;
            if opens_badly(text) {
                count.avoided += 1;
                self.avoided.push(format!("{}:{line}: {text}", file.path));
            }
        }
    }

    /// The share of all doc comments that open with an avoided word, from 0 to 1.
    pub fn share(&self) -> f64 {
        let add = |sum: Count, one: &Count| Count {
            all: sum.all + one.all,
            avoided: sum.avoided + one.avoided,
        };
        self.counts.values().fold(Count::default(), add).share()
    }

    pub fn print(&self, list: bool) {
        if list {
            self.avoided.iter().for_each(|line| println!("{line}"));
        }
        println!("doc comments that open with {}:", AVOIDED.join(", "));
        for (package, count) in &self.counts {
            let Count { all, avoided } = count;
            println!(
                "  {package:<12} {avoided:>4} of {all:>4}  {:>4.1} %",
                count.share() * 100.0
            );
        }
        println!("  {:<12} {:>18.1} %", "all", self.share() * 100.0);
    }
}

/// Returns the first line of each doc comment, with its number from 1.
fn first_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let comment = doc(line);
        let first = !std::mem::replace(&mut inside, comment.is_some());
        comment.filter(|_| first).map(|text| (index + 1, text))
    })
}

fn doc(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line
        .strip_prefix("///")
        .or_else(|| line.strip_prefix("//!"))?;
    Some(text.trim())
}

fn opens_badly(text: &str) -> bool {
    let word = text.split(|letter: char| !letter.is_alphabetic()).next();
    word.is_some_and(|word| AVOIDED.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_line_of_a_comment_opens_it() {
        let text = "/// Returns the name.\n/// What follows is more.\nfn name() {}\n\n    /// Whether it is.\n";
        let lines: Vec<_> = first_lines(text).collect();
        assert_eq!(lines, [(1, "Returns the name."), (5, "Whether it is.")]);
    }

    #[test]
    fn a_word_that_begins_like_an_avoided_one_is_fine() {
        assert!(opens_badly("It's here."));
        assert!(opens_badly("Whether a row is kept."));
        assert!(!opens_badly("Items of the list."));
    }
}
