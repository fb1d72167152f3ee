//! `crossings.lock`: every value that can cross between the server and browsers, and why. The file is committed, so
//! that a review shows which values a change of the code lets cross.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::facts::{Crossing, Facts, Way};

/// The name of the file, which is next to Cargo.lock.
const FILE: &str = "crossings.lock";

const HEAD: &str = "# What can cross between the server and browsers, and why. `cargo watershed build` writes this file;\n\
                    # read its changes as you read code. `cargo watershed build --locked` fails when it would change.\n";

/// Writes the crossings of the applications of `facts`, by package. Those of other packages stay.
///
/// # Errors
///
/// With `locked`, if a crossing is new, gone or different. The error describes each change in words. Changed line
/// numbers are accepted.
pub fn update(root: &Path, facts: &[(String, Facts)], locked: bool) -> Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    let file = root.join(FILE);
    let known = fs::read_to_string(&file).unwrap_or_default();
    let old = Lock::parse(&known);
    let mut new = old.clone();
    for (package, facts) in facts {
        new.0.insert(package.clone(), crossings(facts));
    }
    if locked {
        return old.require(&new);
    }
    let text = new.to_string();
    if text != known {
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}

/// All crossings, by package.
#[derive(Clone, Debug, Default)]
struct Lock(BTreeMap<String, Crossings>);

/// The crossings of one package. Each is a line of the file.
type Crossings = BTreeMap<Subject, Terms>;

/// The value that crosses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    component: String,
    way: Way,
    name: String,
}

/// The facts about a crossing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Terms {
    /// The type; `_` if neither inference nor the source tells it.
    ty: String,
    class: String,
    /// The reason, including the places in the source.
    reason: String,
}

impl Lock {
    fn parse(text: &str) -> Self {
        let mut lock = Self::default();
        let mut package = String::new();
        for line in text.lines() {
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                package = name.to_owned();
                // Also one whose values stay where they are.
                lock.0.entry(package.clone()).or_default();
            } else if let Some((subject, terms)) = parse(line) {
                let known = lock.0.entry(package.clone()).or_default();
                known.insert(subject, terms);
            }
        }
        lock
    }

    fn require(&self, new: &Self) -> Result<()> {
        let none = Crossings::new();
        let changes: Vec<_> = new
            .0
            .iter()
            .flat_map(|(package, crossings)| {
                differences(self.0.get(package).unwrap_or(&none), crossings)
            })
            .collect();
        if !changes.is_empty() {
            bail!(
                "{FILE} would change:\n  {}\nhelp: if that is wanted, run `cargo watershed build` and commit {FILE}",
                changes.join("\n  ")
            );
        }
        Ok(())
    }
}

impl Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(HEAD)?;
        for (package, crossings) in &self.0 {
            writeln!(f, "\n[{package}]")?;
            for (
                Subject {
                    component,
                    way,
                    name,
                },
                Terms { ty, class, reason },
            ) in crossings
            {
                writeln!(f, "{component} {way} {name} | {ty} | {class} | {reason}")?;
            }
        }
        Ok(())
    }
}

fn parse(line: &str) -> Option<(Subject, Terms)> {
    let mut fields = line.splitn(4, " | ");
    let mut next = || fields.next().map(|field| field.trim().to_owned());
    let (subject, ty, class, reason) = (next()?, next()?, next()?, next()?);
    let mut words = subject.splitn(3, ' ');
    let (component, way, name) = (words.next()?, words.next()?, words.next()?);
    let subject = Subject {
        component: component.to_owned(),
        way: Way::named(way)?,
        name: name.to_owned(),
    };
    Some((subject, Terms { ty, class, reason }))
}

fn crossings(facts: &Facts) -> Crossings {
    let all = facts.crossings.iter().cloned();
    all.map(|crossing| {
        let Crossing {
            component,
            way,
            name,
            ty,
            class,
            reason,
        } = crossing;
        let subject = Subject {
            component,
            way,
            name,
        };
        (subject, Terms { ty, class, reason })
    })
    .collect()
}

/// Describes a crossing as a sentence without a full stop.
fn sentence(subject: &Subject, terms: &Terms) -> String {
    let Subject {
        component, name, ..
    } = subject;
    let what = match &*terms.ty {
        "_" => format!("`{name}` of {component}"),
        ty => format!("`{name}` ({ty}) of {component}"),
    };
    match subject.way {
        Way::Up => format!("the browser may write {what}"),
        Way::Call => format!("the browser may call {what}"),
        Way::Down => format!("{what} goes to the browser"),
    }
}

/// Describes each crossing that is new, gone or different, in one sentence.
fn differences(old: &Crossings, new: &Crossings) -> Vec<String> {
    let mut changes = Vec::new();
    for (subject, terms) in new {
        match old.get(subject) {
            None => changes.push(with_reason("new", subject, terms)),
            Some(known) => changes.extend(difference(known, subject, terms)),
        }
    }
    let gone = old
        .iter()
        .filter(|(subject, _)| !new.contains_key(*subject));
    changes.extend(gone.map(|(subject, terms)| format!("no longer: {}", sentence(subject, terms))));
    changes
}

fn difference(old: &Terms, subject: &Subject, new: &Terms) -> Option<String> {
    let sentence = sentence(subject, new);
    if old.ty != new.ty {
        return Some(format!(
            "another type: {sentence}, before it was {}",
            old.ty
        ));
    }
    if old.class != new.class {
        let (class, before) = (&new.class, &old.class);
        return Some(format!(
            "another class: {sentence}, {class} instead of {before}"
        ));
    }
    (without_lines(&old.reason) != without_lines(&new.reason))
        .then(|| with_reason("another reason", subject, new))
}

fn with_reason(change: &str, subject: &Subject, terms: &Terms) -> String {
    let how = match subject.way {
        Way::Up => "which goes up ",
        Way::Down | Way::Call => "",
    };
    format!(
        "{change}: {}, {how}{}",
        sentence(subject, terms),
        terms.reason
    )
}

/// Removes the line numbers from a reason, because lines move.
fn without_lines(reason: &str) -> String {
    let mut rest = reason.split(':');
    let first = rest.next().unwrap_or_default().to_owned();
    rest.fold(first, |text, part| {
        text + ":" + part.trim_start_matches(|letter: char| letter.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(lines: &str) -> Lock {
        Lock::parse(&format!("{HEAD}\n[app]\n{lines}\n"))
    }

    const COUNT: &str =
        "app::Counter down count | i32 | browser | read by the text at src/main.rs:9";

    #[test]
    fn a_lock_is_read_as_it_is_written() {
        let text = lock(COUNT).to_string();
        assert!(text.ends_with(&format!("\n[app]\n{COUNT}\n")), "{text}");
        assert_eq!(Lock::parse(&text).to_string(), text);
    }

    #[test]
    fn a_package_of_which_nothing_crosses_stays_in_the_lock() {
        let text = Lock(BTreeMap::from([("app".to_owned(), Crossings::new())])).to_string();
        assert_eq!(Lock::parse(&text).to_string(), text);
    }

    #[test]
    fn lines_may_move() {
        let moved = COUNT.replace(":9", ":12");
        assert!(lock(COUNT).require(&lock(&moved)).is_ok());
    }

    #[test]
    fn a_new_crossing_is_told_in_words() {
        let new = format!(
            "{COUNT}\napp::Counter up count | i32 | browser | at once, because a `<Show>` follows it"
        );
        let error = lock(COUNT).require(&lock(&new)).unwrap_err().to_string();
        let sentence = "new: the browser may write `count` (i32) of app::Counter, which goes up at once, because a `<Show>` follows it";
        assert!(error.contains(sentence), "{error}");
    }

    #[test]
    fn another_type_and_what_no_longer_crosses_are_told() {
        let wider = COUNT.replace("i32", "u64");
        let error = lock(COUNT).require(&lock(&wider)).unwrap_err().to_string();
        assert!(
            error.contains(
                "another type: `count` (u64) of app::Counter goes to the browser, before it was i32"
            ),
            "{error}"
        );
        let nothing = Lock(BTreeMap::from([("app".to_owned(), Crossings::new())]));
        let error = lock(COUNT).require(&nothing).unwrap_err().to_string();
        assert!(
            error.contains("no longer: `count` (i32) of app::Counter goes to the browser"),
            "{error}"
        );
    }
}
