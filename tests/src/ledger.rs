//! Compares the values that can cross, according to a program's facts, with those that have crossed.

use watershed::facts::{Class, Facts, Line, Way, crossings};
use watershed::server::page_state::crossed::{self, Record, TracedCrossing};

/// The lines of a program, and the values that have crossed.
pub struct Ledger {
    lines: Vec<Line>,
    seen: Record,
}

impl Ledger {
    /// Makes the ledger of the components below these modules. Values that cross on this thread are recorded from now
    /// on.
    pub fn of(modules: &[&str]) -> Self {
        crossed::record();
        crossed::take();
        Self {
            lines: crossings(&program(modules)),
            seen: Record::default(),
        }
    }

    /// Adds the values that have crossed on this thread since the last time.
    pub fn read(&mut self) {
        self.add(crossed::take());
    }

    /// Adds values that were recorded elsewhere.
    pub fn add(&mut self, seen: Record) {
        self.seen.values.extend(seen.values);
        self.seen.taken.extend(seen.taken);
    }

    /// Asserts that every value that has crossed has a line, and that the browser writes only values whose lines say so.
    ///
    /// # Panics
    ///
    /// If one has not.
    pub fn is_complete(&self) {
        let wrong = self.wrong();
        assert!(wrong.is_empty(), "{wrong:#?}\nof {}", self.text());
    }

    /// Asserts also that every line has a value that crossed.
    ///
    /// # Panics
    ///
    /// If one has not.
    pub fn is_exact(&self) {
        self.is_complete();
        let unseen: Vec<String> = self.unseen().map(text).collect();
        assert!(unseen.is_empty(), "never seen: {unseen:#?}");
    }

    /// Asserts also that every line has a value that crossed, except lines of code that has not run and of handles that
    /// the compiler does not see.
    ///
    /// # Panics
    ///
    /// If one has not.
    pub fn is_exact_where_it_ran(&self) {
        self.is_complete();
        let has_run =
            |line: &&Line| !line.is_lost && self.seen.taken.contains(&(line.component, line.name));
        let unseen: Vec<String> = self.unseen().filter(has_run).map(text).collect();
        assert!(unseen.is_empty(), "never seen: {unseen:#?}");
    }

    /// Returns the values that have crossed without a matching line.
    fn wrong(&self) -> Vec<String> {
        let seen = self.seen.values.iter();
        seen.filter_map(|crossed| wrong(&self.lines, crossed))
            .collect()
    }

    /// Returns the lines without a value that crossed.
    fn unseen(&self) -> impl Iterator<Item = &Line> {
        let is_seen = move |line: &Line| {
            let mut seen = self
                .seen
                .values
                .iter()
                .filter(|crossed| crossed.way == line.way);
            seen.any(|crossed| crossed.variables.contains(&(line.component, line.name)))
        };
        self.lines.iter().filter(move |line| !is_seen(line))
    }

    /// Returns the lines in the form of `crossings.lock`.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(text).collect();
        lines.join("\n")
    }
}

/// Returns the components below these modules.
pub fn program(modules: &[&str]) -> Vec<&'static Facts> {
    let mut all = Facts::sorted();
    all.retain(|facts| {
        let mut modules = modules.iter();
        modules.any(|module| {
            let rest = facts.component.strip_prefix(module);
            rest.is_some_and(|rest| rest.starts_with("::"))
        })
    });
    all
}

fn text(line: &Line) -> String {
    let Line {
        component,
        way,
        name,
        ty,
        class,
        reason,
        ..
    } = line;
    format!("{component} {way} {name} | {ty} | {class:?} | {reason}")
}

/// Describes what is wrong with a value that crossed.
fn wrong(lines: &[Line], crossed: &TracedCrossing) -> Option<String> {
    let is_of = |line: &&Line| {
        line.way == crossed.way && crossed.variables.contains(&(line.component, line.name))
    };
    let known: Vec<&Line> = lines.iter().filter(is_of).collect();
    if known.is_empty() {
        return Some(format!("no line: {crossed}"));
    }
    let is_written_there = known
        .iter()
        .any(|line| matches!(line.class, Class::Browser | Class::Open | Class::Action));
    (crossed.way != Way::Call && crossed.is_iso && !is_written_there)
        .then(|| format!("the browser may write it: {crossed}"))
}
