//! The document around a page, and what the components of the page add to it with `<Head>`.
//!
//! The elements of `<Head>`s that count are rows of a list in the document's `<head>`: they are mounted, found and
//! changed like all others, so the client has nothing for them. An entry that is replaced by another is taken off, and
//! made again when that other goes.

use std::cell::RefCell;
use std::rc::Rc;

use super::mount::Mount;
use super::nesting::Nest;
use super::patch::{Patch, watch};
use super::structure::{HolePlace, Planted};
use super::tree::{Grown, GrownParts, HoleContent, Leaf, Tree};
use crate::graph::{RwSignal, untrack};
use crate::part::{Escape, Hole, KindId, Locator, Origin, Root, Template, Value, place};
use crate::server::stage::{canvas, heads};
use crate::server::view::{Builder, View, server_text};
use crate::wire::message::Place;

/// Says that the page is to be a document, whose title is this unless a `<Head>` says another one.
pub(crate) fn begin(title: &'static str) {
    let heads = heads();
    heads.begin();
    let view = move || {
        let mut view = Builder::new(&TITLE);
        view.text(title.to_owned());
        view.finish()
    };
    heads.add(vec![Box::new(view)], canvas().depth.get());
}

/// The same for a page in layouts, in whose place others may come: see [`retitle`].
pub(crate) fn begin_journey(title: &'static str) {
    let heads = heads();
    heads.begin();
    let named = RwSignal::new(title);
    heads.set_name(named);
    let view = move || {
        let mut view = Builder::new(&TITLE);
        view.text_with(server_text(move |out| out.push_str(named.get())));
        view.finish()
    };
    heads.add(vec![Box::new(view)], canvas().depth.get());
}

/// Sets the title of the page unless a `<Head>` says another one.
pub(crate) fn retitle(title: &'static str) {
    if let Some(named) = heads().name() {
        named.set(title);
    }
}

/// Adds a `<Head>`, for as long as the current scope lives.
pub(crate) fn add(views: Vec<Box<dyn Fn() -> View>>) {
    heads().add(views, canvas().depth.get());
}

/// Puts a document around a page, unless the page has one or none is wanted.
pub(crate) fn documented(page: Tree) -> Tree {
    let page = page.unwrapped();
    if !heads().is_document() {
        return page;
    }
    if is_document(&page) {
        warn_of_attributes();
        return page;
    }
    Tree::Fragment(Grown {
        parts: GrownParts::of(&DOCUMENT),
        leaves: vec![
            attributes("html", &[("lang", "en")]),
            Leaf::Structure(HoleContent::Rows),
            attributes("body", &[]),
            Leaf::Structure(HoleContent::Fixed(Box::new(page))),
        ],
    })
}

/// Warns of attributes in a `<Head>` that have no element: a page that is a whole document writes its own.
fn warn_of_attributes() {
    for name in ["html", "body"] {
        if !untrack(|| heads().attributes(name)).is_empty() {
            tracing::warn!(
                "`<{name}>` in a `<Head>` has no effect on a page that is a whole document: write its attributes on the \
                 `<{name}>` of the document"
            );
        }
    }
}

/// Returns whether the page is a whole document. It may be in a component, a list or an arm that never changes.
fn is_document(page: &Tree) -> bool {
    match page {
        Tree::Empty | Tree::Text(_) => false,
        Tree::List(trees) => {
            let first = trees.iter().find(|tree| !tree.is_empty());
            first.is_some_and(is_document)
        }
        Tree::Body(body) => is_document(&body.1),
        Tree::Awaited(place) => is_document(&place.borrow()),
        Tree::Fragment(grown) => {
            let mut pieces = grown.parts.template.pieces.iter();
            match pieces.find(|piece| !piece.is_empty()) {
                Some(first) => *first == "<html" || first.starts_with("<html "),
                None => grown.leaves.iter().any(|leaf| match leaf {
                    Leaf::Structure(HoleContent::Fixed(tree)) => is_document(tree),
                    _ => false,
                }),
            }
        }
    }
}

/// Returns the attributes of an element of the document. Some are there unless a `<Head>` says others.
fn attributes(name: &'static str, default: &'static [(&str, &str)]) -> Leaf {
    let attributes = move || {
        let mut attributes = heads().attributes(name);
        for (name, value) in default.iter().rev() {
            if attributes.iter().all(|(known, _)| known != name) {
                attributes.insert(0, ((*name).to_owned(), Value::Text((*value).to_owned())));
            }
        }
        attributes
    };
    let all = heads();
    if all.may_change() || all.follows_attributes() {
        Leaf::SpreadWith(Box::new(move || {
            heads().follow();
            attributes()
        }))
    } else {
        Leaf::Spread(attributes())
    }
}

/// Mounts the rows. With a site, they follow what comes and goes.
pub(crate) fn mount(site: Option<HolePlace>, mount: &mut Mount<'_>) {
    let rows = Rc::new(RefCell::new(MountedRows::default()));
    match site {
        Some(site) => {
            let watched = Rc::clone(&rows);
            watch(move |patch| {
                heads().follow();
                // Later rows come by a socket: the session touches them when the response has ended.
                let is_out = watched.borrow().site.is_some();
                if !is_out || !patch.is_streaming() {
                    untrack(|| watched.borrow_mut().turn(patch));
                }
            });
            let mut rows = rows.borrow_mut();
            rows.site = Some(site);
            for row in &mut rows.shown {
                let key = row.number;
                mount.within(
                    |place| place.row(key),
                    |mount| row.content.mount_region(mount),
                );
            }
        }
        None => {
            let mut rows = rows.borrow_mut();
            rows.turn(&mut Patch::here());
            rows.shown
                .iter_mut()
                .for_each(|row| row.content.mount_fixed(mount));
        }
    }
}

#[derive(Default)]
struct MountedRows {
    site: Option<HolePlace>,
    shown: Vec<Row>,
}

struct Row {
    number: u32,
    content: Planted,
}

impl MountedRows {
    fn turn(&mut self, patch: &mut Patch) {
        let entries = heads().rows();
        let is_kept = |row: &Row| entries.iter().any(|entry| entry.number == row.number);
        let (kept, gone): (Vec<Row>, Vec<Row>) = self.shown.drain(..).partition(is_kept);
        gone.into_iter().for_each(|row| row.content.remove(patch));
        let mut kept = kept.into_iter().peekable();
        for entry in entries {
            if let Some(row) = kept.next_if(|row| row.number == entry.number) {
                self.shown.push(row);
                continue;
            }
            let nest = Nest::of(entry.scope, entry.depth);
            let mut content = Planted::grow(patch, nest, || entry.view());
            if let Some(site) = self.site {
                let next = kept.peek().and_then(|row| row.content.region());
                let place = next.map_or_else(|| site.end(), Place::Before);
                content.insert_region(patch, place, site.named().row(entry.number));
            }
            self.shown.push(Row {
                number: entry.number,
                content,
            });
        }
    }
}

/// The title of a page that says none.
static TITLE: Template = Template {
    id: KindId(0),
    name: "title",
    origin: Origin::NONE,
    root: Root::Element,
    slots: 0,
    client: false,
    pieces: &["<title", ">", "</title>"],
    holes: &[
        Hole::Mark,
        Hole::Text {
            at: Locator(&[0, place::CONTENT, 0, 0]),
            lone: false,
            escape: Escape::Text,
        },
    ],
};

/// The document around a page.
static DOCUMENT: Template = Template {
    id: KindId(0),
    name: "document",
    origin: Origin::NONE,
    root: Root::Element,
    slots: 0,
    client: false,
    pieces: &[
        "<html",
        "",
        "><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">",
        "</head><body",
        ">",
        "",
        "</body></html>",
    ],
    holes: &[
        Hole::Mark,
        Hole::Spread {
            at: Locator(&[0, place::ELEMENT]),
            classes: false,
        },
        Hole::Structure {
            at: Locator(&[1, 0, place::END]),
            inside: &["html", "head"],
        },
        Hole::Spread {
            at: Locator(&[1, 1, place::ELEMENT]),
            classes: false,
        },
        Hole::Structure {
            at: Locator(&[]),
            inside: &["html", "body"],
        },
        Hole::Scripts,
    ],
};
