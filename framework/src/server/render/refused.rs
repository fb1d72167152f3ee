//! Logs values that markup and updates leave out, with the place in the source, once for each place.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt::Display;
use std::ptr;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::part::{Hole, KindId, Locator, Target, Template};

thread_local! {
    /// The templates with such places that were mounted on this thread, by their addresses in order, and the last one.
    static TEMPLATES: RefCell<Vec<&'static Template>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<Option<&'static Template>> = const { Cell::new(None) };
    /// The place whose value is being checked.
    static PLACE: Cell<Option<CheckedPlace>> = const { Cell::new(None) };
}

/// A place in a template.
#[derive(Clone, Copy)]
pub(super) enum CheckedPlace {
    Hole(&'static Hole),
    /// The target of a client function of this kind.
    Part(KindId, Locator, Target),
}

/// The most names that are kept without a place. Names of attributes may come from data, so there can be any number.
const KEPT: usize = 4096;

/// The places at which something was refused, as they are logged, each with the name of what it sets if that is in the markup.
static REFUSED: LazyLock<Mutex<HashSet<(String, String)>>> = LazyLock::new(Mutex::default);

/// Notes a template whose holes may be refused values.
pub(super) fn note(template: &'static Template) {
    let is_last = LAST.get().is_some_and(|last| ptr::eq(last, template));
    if !is_last {
        LAST.set(Some(template));
        TEMPLATES.with_borrow_mut(|all| {
            let address = |template: &&'static Template| ptr::from_ref(*template).addr();
            if let Err(at) = all.binary_search_by_key(&address(&template), address) {
                all.insert(at, template);
            }
        });
    }
}

/// Checks the value of a place: what is refused meanwhile belongs there.
pub(super) fn at<R>(place: CheckedPlace, check: impl FnOnce() -> R) -> R {
    let before = PLACE.replace(Some(place));
    let result = check();
    PLACE.set(before);
    result
}

/// Logs that something is left out, unless it was logged for this place before.
pub(super) fn log(name: &str, message: impl Display) {
    let place = PLACE.get();
    let is_spread = matches!(place, Some(CheckedPlace::Hole(Hole::Spread { .. })));
    let source = place.and_then(source).unwrap_or_default();
    let name = match is_spread && !source.is_empty() {
        true => "",
        false => name,
    };
    let mut refused = REFUSED.lock().unwrap_or_else(PoisonError::into_inner);
    let has_room = !source.is_empty() || refused.len() < KEPT;
    if has_room && refused.insert((source.clone(), name.to_owned())) {
        drop(refused);
        tracing::warn!("{message}{source}");
    }
}

/// Returns the source of a place: ` (src/card.rs:12, app::Card)`.
fn source(place: CheckedPlace) -> Option<String> {
    let (template, index) = find(place)?;
    let component = template.name.split('#').next().unwrap_or(template.name);
    let before = &template.pieces[..=index];
    let tags: usize = before.iter().map(|piece| tags(piece)).sum();
    let line = template.origin.lines.get(tags.saturating_sub(1));
    Some(match line {
        Some(line) => format!(" ({}:{line}, {component})", template.origin.file),
        None => format!(" ({component})"),
    })
}

/// Returns the template of a place, and the index of its hole.
fn find(place: CheckedPlace) -> Option<(&'static Template, usize)> {
    let is_there = |template: &Template, hole: &Hole| match place {
        CheckedPlace::Hole(wanted) => ptr::eq(hole, wanted),
        CheckedPlace::Part(kind, at, target) => {
            template.id == kind && *hole == Hole::Value { at, target }
        }
    };
    TEMPLATES.with_borrow(|all| {
        all.iter().copied().find_map(|template| {
            let mut holes = template.holes.iter();
            let index = holes.position(|hole| is_there(template, hole))?;
            Some((template, index))
        })
    })
}

/// Counts the start tags in static markup.
pub(crate) fn tags(markup: &str) -> usize {
    let names = markup.split('<').skip(1);
    names
        .filter(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic()))
        .count()
}
