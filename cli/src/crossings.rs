//! `crossings.lock`: every value that can cross between the server and browsers, and why. It is committed, so that a
//! review sees what a change of the code makes cross.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Display},
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::facts::{self, Component, Facts};

/// The name of the file, which stands beside Cargo.lock.
const FILE: &str = "crossings.lock";

const HEAD: &str = "# What can cross between the server and browsers, and why. `cargo watershed build` writes this file;\n\
                    # read its changes as you read code. `cargo watershed build --locked` fails when it would change.\n";

/// Writes what crosses in the applications of `facts`, by package; those of others stay.
///
/// # Errors
///
/// With `locked`, when a crossing is new, gone or another; in words. Lines may move.
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
struct Lock(BTreeMap<String, BTreeSet<Crossing>>);

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crossing {
    component: String,
    /// `down`, `up`, `call`
    way: String,
    name: String,
    /// The type; that of a generic component is not known.
    ty: String,
    class: String,
    /// With the places that it speaks of.
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
            } else if let Some(crossing) = Crossing::parse(line) {
                lock.0.entry(package.clone()).or_default().insert(crossing);
            }
        }
        lock
    }

    fn require(&self, new: &Self) -> Result<()> {
        let mut changes = Vec::new();
        for (package, crossings) in &new.0 {
            let known = self.0.get(package).cloned().unwrap_or_default();
            changes.extend(differences(&known, crossings));
        }
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
            for crossing in crossings {
                writeln!(f, "{crossing}")?;
            }
        }
        Ok(())
    }
}

impl Crossing {
    fn of(component: &Component, crossing: &facts::Crossing) -> Self {
        let ty = crossing.ty.and_then(|index| component.types.get(index));
        let hangs = crossing.condition.as_ref();
        let condition = hangs.map(|prop| format!(", if `{prop}` is client-written"));
        let reason = crossing.reason.clone() + condition.as_deref().unwrap_or_default();
        Self {
            component: component.name.clone(),
            way: crossing.way.clone(),
            name: crossing.name.clone(),
            ty: ty.map_or("_", String::as_str).to_owned(),
            class: crossing.class.clone(),
            reason: placed(&reason, &component.file),
        }
    }

    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.splitn(4, " | ");
        let mut next = || fields.next().map(|field| field.trim().to_owned());
        let (subject, ty, class, reason) = (next()?, next()?, next()?, next()?);
        let mut words = subject.splitn(3, ' ').map(str::to_owned);
        let (component, way, name) = (words.next()?, words.next()?, words.next()?);
        Some(Self {
            component,
            way,
            name,
            ty,
            class,
            reason,
        })
    }

    /// What it is, whatever is said of it.
    fn subject(&self) -> (&str, &str, &str) {
        (&self.component, &self.way, &self.name)
    }

    /// What happens, as a sentence without its end.
    fn sentence(&self) -> String {
        let Self {
            component,
            name,
            ty,
            ..
        } = self;
        match self.way.as_str() {
            "up" => format!("the browser may write `{name}` ({ty}) of {component}"),
            "call" => format!("the browser may call `{name}` ({ty}) of {component}"),
            _ => format!("`{name}` ({ty}) of {component} goes to the browser"),
        }
    }
}

impl Display for Crossing {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            component,
            way,
            name,
            ty,
            class,
            reason,
        } = self;
        write!(f, "{component} {way} {name} | {ty} | {class} | {reason}")
    }
}

fn crossings(facts: &Facts) -> BTreeSet<Crossing> {
    let of = |component| {
        let component: &Component = component;
        component
            .crossings
            .iter()
            .map(move |crossing| Crossing::of(component, crossing))
    };
    facts.components.iter().flat_map(of).collect()
}

/// What is new, gone or another, one sentence each.
fn differences(old: &BTreeSet<Crossing>, new: &BTreeSet<Crossing>) -> Vec<String> {
    let find = |among: &BTreeSet<Crossing>, wanted: &Crossing| {
        among
            .iter()
            .find(|other| other.subject() == wanted.subject())
            .cloned()
    };
    let mut changes = Vec::new();
    for crossing in new {
        match find(old, crossing) {
            None => changes.push(format!("new: {}, {}", crossing.sentence(), crossing.reason)),
            Some(known) => changes.extend(difference(&known, crossing)),
        }
    }
    let gone = old.iter().filter(|crossing| find(new, crossing).is_none());
    changes.extend(gone.map(|crossing| format!("no longer: {}", crossing.sentence())));
    changes
}

fn difference(old: &Crossing, new: &Crossing) -> Option<String> {
    if old.ty != new.ty {
        return Some(format!(
            "another type: {}, before it was {}",
            new.sentence(),
            old.ty
        ));
    }
    if old.class != new.class {
        return Some(format!(
            "another class: {}, {} instead of {}",
            new.sentence(),
            new.class,
            old.class
        ));
    }
    (without_lines(&old.reason) != without_lines(&new.reason))
        .then(|| format!("another reason: {}, {}", new.sentence(), new.reason))
}

/// `at line 9` with the file: `at src/main.rs:9`.
fn placed(reason: &str, file: &str) -> String {
    reason.replace("at line ", &format!("at {file}:"))
}

/// A reason without the numbers of lines, which move.
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
        let sentence = "new: the browser may write `count` (i32) of app::Counter, at once, because a `<Show>` follows it";
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
        let nothing = Lock(BTreeMap::from([("app".to_owned(), BTreeSet::new())]));
        let error = lock(COUNT).require(&nothing).unwrap_err().to_string();
        assert!(
            error.contains("no longer: `count` (i32) of app::Counter goes to the browser"),
            "{error}"
        );
    }
}
