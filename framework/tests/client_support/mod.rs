//! Pages written by hand: markup as the server writes it, kinds as the compiler registers them.

#![allow(dead_code)] // Each test program uses its own part of it.

use std::rc::Rc;

use watershed::client::dom::sim::Sim;
use watershed::client::page::EnteredPage;
use watershed::client::{Captures, ClientRole, Kind, Page, Part, RawEvent, Registry};
use watershed::graph::{ReadSignal, RwSignal};
use watershed::part::{EventDef, KindId, Locator, Target, Value, place};
use watershed::wire::message::Uplink;
use watershed::wire::number::Region;
use watershed::wire::snapshot::{FrameRecord, NodeRecord, Snapshot, encode};
use watershed::{Cross, cross};

/// A simulated tab with a resumed page.
pub struct App {
    pub tab: Sim,
    pub page: Rc<Page>,
    _here: EnteredPage,
}

impl std::ops::Deref for App {
    type Target = Sim;

    fn deref(&self) -> &Sim {
        &self.tab
    }
}

/// A panic of client code ends only that code; these tests expect none.
impl Drop for App {
    fn drop(&mut self) {
        let panics = self.page.take_panics();
        if let Some(panic) = panics.into_iter().next()
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

impl App {
    pub fn sees(&self, selector: &str, text: &str) {
        assert_eq!(self.text(selector), text, "in `{selector}`");
    }
}

/// Opens a page whose client has not arrived.
pub fn open(html: &str) -> Sim {
    Sim::open(&format!(
        "<!DOCTYPE html><html><head></head><body>{html}</body></html>"
    ))
}

/// Lets the client arrive: it resumes the page, and the waiting events are replayed.
pub fn arrive(tab: Sim, kinds: Vec<Kind>, snapshot: &Snapshot) -> App {
    let mut registry = Registry::new(KindId(1));
    for kind in kinds {
        let parts = kind.parts;
        if let Some(entered) = registry.kind(kind.id, kind.slots) {
            entered.parts = parts;
        }
    }
    registry.live();
    registry.controls();
    let page = Page::resume(tab.clone(), registry, &encode(snapshot, KindId(1)));
    let _here = page.enter();
    tab.replay();
    App { tab, page, _here }
}

pub fn resume(html: &str, kinds: Vec<Kind>, snapshot: &Snapshot) -> App {
    arrive(open(html), kinds, snapshot)
}

pub fn kind(id: u32, slots: u16, parts: Vec<Part>) -> Kind {
    Kind {
        id: KindId(id),
        slots,
        parts,
    }
}

/// Makes a snapshot from frames (region, kind, slots) and nodes.
pub fn snapshot(frames: &[(u32, u32, &[&[u8]])], nodes: Vec<NodeRecord>) -> Snapshot {
    let frame = |(region, kind, slots): &(u32, u32, &[&[u8]])| FrameRecord {
        region: Region(*region),
        kind: KindId(*kind),
        slots: slots.iter().map(|slot| slot.to_vec()).collect(),
    };
    Snapshot {
        frames: frames.iter().map(frame).collect(),
        nodes,
    }
}

pub fn elided(uplink: Uplink) -> NodeRecord {
    NodeRecord {
        uplink,
        shape: 0,
        value: None,
    }
}

pub fn sent<T: Cross>(uplink: Uplink, value: &T) -> NodeRecord {
    NodeRecord {
        uplink,
        shape: T::SHAPE,
        value: Some(bytes(value)),
    }
}

pub fn bytes<T: Cross>(value: &T) -> Vec<u8> {
    watershed::wire::encode(value)
}

pub fn binding(
    slots: &'static [u16],
    at: &'static [u8],
    target: Target,
    run: fn(&mut Captures) -> Value,
) -> Part {
    Part {
        slots,
        role: ClientRole::binding(Locator(at), target, run),
    }
}

pub fn event(
    slots: &'static [u16],
    at: &'static [u8],
    on: &'static EventDef,
    run: fn(&mut Captures, &RawEvent),
) -> Part {
    Part {
        slots,
        role: ClientRole::event(Locator(at), on, run),
    }
}

pub const CLICK: EventDef = EventDef {
    name: "click",
    flags: 0,
    keys: &[],
    wait: 0,
};
pub const INPUT: EventDef = EventDef {
    name: "input",
    ..CLICK
};

/// Locators of the root, and of a child element by its index.
pub const ROOT: &[u8] = &[0, place::ELEMENT];
pub const FIRST: &[u8] = &[1, 0, place::ELEMENT];
pub const SECOND: &[u8] = &[1, 1, place::ELEMENT];
pub const THIRD: &[u8] = &[1, 2, place::ELEMENT];

/// Locators of the only text in these.
pub const ROOT_TEXT: &[u8] = &[0, place::CONTENT];
pub const FIRST_TEXT: &[u8] = &[1, 0, place::CONTENT];

/// Reads the next capture: a signal of a number, which starts with 0.
pub fn count(captures: &mut Captures) -> RwSignal<i32> {
    cross::restore_or(captures.bytes(), || 0)
}

/// Reads the next capture: a signal of a text, which was sent.
pub fn name(captures: &mut Captures) -> RwSignal<String> {
    cross::restore(captures.bytes())
}

pub fn flag(captures: &mut Captures) -> ReadSignal<bool> {
    cross::restore_or(captures.bytes(), || false)
}

pub fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}
