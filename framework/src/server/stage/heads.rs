//! The elements that the components of a page add to its document: see [`Heads`].

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::graph::{RwSignal, ScopeId, on_cleanup};
use crate::part::{Hole, Target, Value};
use crate::server::view::{Fragment, HoleFilling as Filling, Markup, View};

/// The entries of all `<Head>`s that exist, in the order in which they count: a later one replaces what an earlier one
/// says of the same, and one that is inside of another's component comes after it.
#[derive(Default)]
pub(crate) struct Heads {
    entries: RefCell<Vec<Rc<HeadEntry>>>,
    next: Cell<u32>,
    /// The page is made into a document.
    is_document: Cell<bool>,
    /// The title that the page has unless a `<Head>` says another one, if it may become another page.
    name: Cell<Option<RwSignal<&'static str>>>,
    /// Something of the page comes and goes, so `<Head>`s may.
    may_change: Cell<bool>,
    /// The scope of content that is made and not shown yet.
    held: Cell<Option<ScopeId>>,
    /// Written whenever the entries that count may be others.
    changed: Cell<Option<RwSignal<u32>>>,
}

/// One element of a `<Head>`.
pub(crate) struct HeadEntry {
    pub number: u32,
    /// The `<Head>` that it is in.
    head: u32,
    /// The scope that the `<Head>` is in.
    pub scope: ScopeId,
    /// The depth of the component.
    pub depth: u32,
    content: Filled,
    says: Says,
}

enum Filled {
    /// An element of the document's `<head>`, with its first view until that is taken.
    Row(RefCell<Option<Box<View>>>, Box<dyn Fn() -> View>),
    /// Attributes of the element of this name.
    Attributes(&'static str, Filling<()>),
}

/// The subject of an entry: what of the document it says something about.
#[derive(Clone, PartialEq, Eq)]
enum Says {
    /// This, which the last `<Head>` decides.
    This(Cow<'static, str>),
    /// Of equal elements only the first is kept.
    Same(Cow<'static, str>),
    /// Something of its own.
    Own,
}

impl HeadEntry {
    /// Returns its view: the first one, or another.
    pub fn view(&self) -> View {
        match &self.content {
            Filled::Row(first, again) => first.take().map_or_else(again, |first| *first),
            Filled::Attributes(..) => View::empty(),
        }
    }
}

impl Heads {
    /// Notes that the page is to be a document.
    pub fn begin(&self) {
        self.is_document.set(true);
    }

    /// Returns whether the page is to be a document.
    pub fn is_document(&self) -> bool {
        self.is_document.get()
    }

    /// Sets the signal with the title that the page has unless a `<Head>` says another one.
    pub fn set_name(&self, name: RwSignal<&'static str>) {
        self.name.set(Some(name));
    }

    /// Returns the signal with that title, if the page may become another one.
    pub fn name(&self) -> Option<RwSignal<&'static str>> {
        self.name.get()
    }

    /// Notes that something on the page comes and goes.
    pub fn expect_change(&self) {
        self.may_change.set(true);
    }

    /// Returns whether `<Head>`s may come and go once the page is out.
    pub fn may_change(&self) -> bool {
        self.may_change.get()
    }

    /// Adds a `<Head>`, for as long as the current scope lives.
    pub fn add(self: &Rc<Self>, views: Vec<Box<dyn Fn() -> View>>, depth: u32) {
        let scope = ScopeId::current();
        let head = self.number();
        let entries = views
            .into_iter()
            .map(|view| Rc::new(self.entry(head, scope, depth, view)));
        let entries: Vec<_> = entries.collect();
        {
            let mut all = self.entries.borrow_mut();
            let is_inside =
                |entry: &Rc<HeadEntry>| entry.scope != scope && entry.scope.is_in(scope);
            let at = all.iter().position(is_inside).unwrap_or(all.len());
            all.splice(at..at, entries);
        }
        self.touch();
        let heads = Rc::downgrade(self);
        on_cleanup(move || {
            if let Some(heads) = heads.upgrade() {
                heads
                    .entries
                    .borrow_mut()
                    .retain(|entry| entry.head != head);
                heads.touch();
            }
        });
    }

    fn entry(
        &self,
        head: u32,
        scope: ScopeId,
        depth: u32,
        make: Box<dyn Fn() -> View>,
    ) -> HeadEntry {
        let view = make();
        let (content, says) = match outer(&view) {
            Some(name) => (Filled::Attributes(name, attributes(view)), Says::Own),
            None => {
                let says = subject(&view);
                (Filled::Row(RefCell::new(Some(view.into())), make), says)
            }
        };
        HeadEntry {
            number: self.number(),
            head,
            scope,
            depth,
            content,
            says,
        }
    }

    fn number(&self) -> u32 {
        self.next.replace(self.next.get() + 1)
    }

    /// Notes that everything in a scope was hidden or shown: other entries count now, if some of them are in it.
    pub fn touch_in(&self, scope: ScopeId) {
        if self.changed.get().is_none() {
            return;
        }
        let is_concerned = {
            let entries = self.entries.borrow();
            let mut heads = entries.chunk_by(|entry, next| entry.scope == next.scope);
            heads.any(|entries| entries[0].scope.is_in(scope))
        };
        if is_concerned {
            self.touch();
        }
    }

    /// Lets entries in a scope not count, until it is another one or none.
    pub fn hold(&self, scope: Option<ScopeId>) {
        if self.held.replace(scope).is_some() {
            self.touch();
        }
    }

    /// Notes that other entries may count now: some came or went.
    pub fn touch(&self) {
        if let Some(changed) = self.changed.get() {
            changed.update(|count| *count = count.wrapping_add(1));
        }
    }

    /// Makes whatever runs now run again when other entries may count.
    pub fn follow(&self) {
        let changed = self.changed.get().unwrap_or_else(|| {
            let changed = ScopeId::ROOT.run(|| RwSignal::new(0));
            self.changed.set(Some(changed));
            changed
        });
        changed.get();
    }

    /// Returns the entries that count, of those that are rows.
    pub fn rows(&self) -> Vec<Rc<HeadEntry>> {
        let shown = self.shown();
        let rows = shown.iter().filter(|entry| match &entry.says {
            Says::This(_) => {
                let last = shown.iter().rfind(|other| other.says == entry.says);
                last.is_some_and(|last| last.head == entry.head)
            }
            Says::Same(_) => {
                let first = shown.iter().find(|other| other.says == entry.says);
                first.is_some_and(|first| first.number == entry.number)
            }
            Says::Own => matches!(entry.content, Filled::Row(..)),
        });
        rows.cloned().collect()
    }

    /// Returns the attributes of an element of the document: of two of one name the later one counts, and classes add up.
    pub fn attributes(&self, name: &str) -> Vec<(String, Value)> {
        let parts = self.shown().into_iter().map(|entry| match &entry.content {
            Filled::Attributes(other, filling) if *other == name => match filling {
                Filling::Spread(attributes) => attributes.clone(),
                Filling::SpreadWith(attributes) => attributes(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        });
        let mut all: Vec<(String, Value)> = Vec::new();
        for (name, value) in parts.flatten() {
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => match (known, value) {
                    (Value::Text(classes), Value::Text(more)) if name == "class" => {
                        classes.push(' ');
                        classes.push_str(&more);
                    }
                    (known, value) => *known = value,
                },
                None => all.push((name, value)),
            }
        }
        all
    }

    /// Returns whether attributes of the document may change, whatever comes and goes.
    pub fn follows_attributes(&self) -> bool {
        let follows =
            |content: &Filled| matches!(content, Filled::Attributes(_, Filling::SpreadWith(_)));
        self.entries
            .borrow()
            .iter()
            .any(|entry| follows(&entry.content))
    }

    fn shown(&self) -> Vec<Rc<HeadEntry>> {
        let entries = self.entries.borrow();
        let held = self.held.get();
        let is_held = |entry: &HeadEntry| held.is_some_and(|held| entry.scope.is_in(held));
        let shown = entries.iter();
        let shown = shown.filter(|entry| !entry.scope.is_paused() && !is_held(entry));
        shown.cloned().collect()
    }
}

/// Returns the element of the document whose attributes a view is.
fn outer(view: &View) -> Option<&'static str> {
    const OUTER: [(&str, &str); 2] = [("<watershed-html", "html"), ("<watershed-body", "body")];
    let Markup::Fragment(fragment) = &view.markup else {
        return None;
    };
    let start = fragment.template.pieces.first()?;
    let outer = OUTER.iter().find(|(tag, _)| start == tag);
    outer.map(|(_, name)| *name)
}

/// Returns what fills the one hole of a view.
fn attributes(view: View) -> Filling<()> {
    let filled = match view.markup {
        Markup::Fragment(mut fragment) => fragment.cells.pop(),
        _ => None,
    };
    filled.map_or(Filling::Spread(Vec::new()), |cell| cell.map(|_| ()))
}

/// Returns the subject of a row: that of a `<meta>` is told by its `name`, `property` or the like. A value that may change
/// tells nothing.
fn subject(view: &View) -> Says {
    let Markup::Fragment(fragment) = &view.markup else {
        return Says::Own;
    };
    let start = fragment
        .template
        .pieces
        .first()
        .copied()
        .unwrap_or_default();
    let is = |tag: &str| match start.strip_prefix(tag) {
        Some(rest) => rest.is_empty() || rest.starts_with([' ', '>']),
        None => false,
    };
    if is("<title") {
        return Says::This("title".into());
    }
    if is("<base") {
        return Says::This("base".into());
    }
    let (tag, is_whole) = tag(fragment);
    let named = |names: &[&str]| {
        names.iter().find_map(|name| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            let value = rest.split_once('"')?.0;
            Some(Says::This(format!("{name}={value}").into()))
        })
    };
    let said = if is("<meta") {
        named(&["name", "property", "http-equiv", "itemprop"])
    } else if is("<link") && tag.contains(" rel=\"canonical\"") {
        Some(Says::This("canonical".into()))
    } else {
        None
    };
    said.unwrap_or(match is_whole {
        true => Says::Same(tag),
        false => Says::Own,
    })
}

/// Returns the markup of a row as far as it cannot change, and whether that is all of it.
fn tag(fragment: &Fragment) -> (Cow<'static, str>, bool) {
    let mut tag = Cow::Borrowed("");
    let mut is_whole = fragment.functions.is_empty() && fragment.open.is_empty();
    let mut cells = fragment.cells.iter();
    let mut holes = fragment.template.holes.iter();
    for piece in fragment.template.pieces {
        tag += *piece;
        let Some(hole) = holes.next().filter(|hole| hole.is_filled()) else {
            continue;
        };
        match (hole, cells.next()) {
            (
                Hole::Value {
                    target: Target::Attribute(name),
                    ..
                },
                Some(Filling::Value(value)),
            ) => {
                let value = value.text().unwrap_or_default();
                tag.to_mut().push_str(&format!(" {name}=\"{value}\""));
            }
            (_, Some(Filling::Text(text))) => tag.to_mut().push_str(text),
            _ => is_whole = false,
        }
    }
    (tag, is_whole)
}
