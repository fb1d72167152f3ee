//! The network of the simulated tab: its socket, whose other end is the test, and its storage and console.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use super::event::SimEvent;
use super::travel::Travels;
use super::{Dom, Sim};
use crate::client::HistoryStep;
use crate::client::dom::{Area, SocketEvent, Surroundings};
use crate::client::event::RawEvent;
use crate::client::nodes::{CALLED, FAILED, FAILED_CALL, push_kept};
use crate::client::page;
use crate::client::trailer::COUNTED;
use crate::part::Value;
use crate::wire::close::{Afterwards, Reason};
use crate::wire::column::{Reader, push_varint};
use crate::wire::limits::Limits;
use crate::wire::message::Write;
use crate::wire::number::NodeNumber;
use crate::wire::read::is_message;
use crate::wire::write;

/// Everything that has left the tab, for a test to check or to carry to a server.
#[derive(Default)]
pub struct Network {
    ticket: Cell<Option<[u8; 16]>>,
    /// The names of the page's regions and nodes, as the server has sent them.
    names: RefCell<Vec<Vec<u8>>>,
    /// The values that the page before has kept, by the numbers of its nodes.
    kept: RefCell<Vec<(u32, Vec<u8>)>>,
    /// The message that tells the server of these values, until it has answered.
    restoring: RefCell<Option<Vec<u8>>>,
    /// The text that the page before has stored, until the server has answered that message.
    before: RefCell<Option<String>>,
    sockets: Cell<usize>,
    /// The number under which events of the socket arrive.
    heard: Cell<u32>,
    sent: RefCell<Vec<Vec<u8>>>,
    /// The state of the connection, as on the root element.
    connection: Cell<Option<&'static str>>,
    news: RefCell<Vec<SocketEvent>>,
    reloads: Cell<usize>,
    stored: RefCell<HashMap<(Area, String), String>>,
    lines: RefCell<Vec<String>>,
    scrolled: Cell<(f64, f64)>,
    now: Cell<u64>,
    address: RefCell<String>,
    pub(super) travels: Travels,
}

/// The event at the root element that tells of the state of the connection.
const CONNECTION: &str = "watershed-connection";

/// The key under which the tab stores how often it has reloaded because its session was lost.
const RELOADED: &str = "watershed reloaded";

/// The key under which the tab stores the values of the page for the one that is loaded next.
pub const KEPT: &str = "watershed kept";

/// The number of reloads in a row after which the page gives up.
const RELOADS: i32 = 3;

/// The longest time in milliseconds before a page reloads; each further reload waits up to four times as long.
const RELOAD: f64 = 1_000.0;

/// The size of the simulated window.
const WIDTH: f64 = 1024.0;
const HEIGHT: f64 = 768.0;

impl Network {
    /// Sets the page's ticket and names, as a server does for a page with a session.
    pub fn set_ticket(&self, ticket: [u8; 16], names: Vec<u8>) {
        self.ticket.set(Some(ticket));
        self.add_names(names);
    }

    /// Adds names that the server has sent.
    pub(super) fn add_names(&self, names: Vec<u8>) {
        self.names.borrow_mut().push(names);
    }

    /// Notes that the server has answered the message with the values that the page before has kept.
    pub(super) fn end_restoring(&self) {
        self.restoring.take();
        self.before.take();
    }

    /// Returns whether the values of the page before are not there yet.
    pub(super) fn is_restoring(&self) -> bool {
        self.restoring.borrow().is_some()
    }

    /// Takes over the stored texts of the page that the tab showed before.
    pub fn keep_stored(&self, before: &Network) {
        self.stored.replace(before.stored.borrow().clone());
    }

    /// Sets the page's address.
    pub fn set_address(&self, address: &str) {
        self.address.replace(address.to_owned());
    }

    /// Returns the page's address.
    pub fn address(&self) -> String {
        self.address.borrow().clone()
    }

    /// Returns how far the page is scrolled.
    pub fn scrolled(&self) -> (f64, f64) {
        self.scrolled.get()
    }

    /// Scrolls the page.
    pub fn scroll(&self, to: (f64, f64)) {
        self.scrolled.set(to);
    }

    /// Sets the clock of the page, in milliseconds since it began to load.
    pub fn set_now(&self, now: u64) {
        self.now.set(now);
    }

    /// Returns the number of sockets that the tab has opened so far.
    pub fn sockets(&self) -> usize {
        self.sockets.get()
    }

    /// Takes the messages that the tab has sent.
    pub fn take_sent(&self) -> Vec<Vec<u8>> {
        self.sent.take()
    }

    /// Returns the number of times that the tab has loaded its page again.
    pub fn reloads(&self) -> usize {
        self.reloads.get()
    }

    /// Returns the lines that were written to the console.
    pub fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}

impl Sim {
    /// Opens the tab's socket.
    pub fn accept(&self) {
        if self.network().connection.get().is_some() {
            self.say_connection(Some("resuming"));
        }
        self.tell(SocketEvent::Opened);
    }

    /// Delivers a message.
    pub fn arrive(&self, frame: Vec<u8>) {
        let was_restoring = self.network().is_restoring();
        if !was_restoring {
            self.say_connection(None);
        }
        self.tell(SocketEvent::Message(frame));
        if was_restoring && !self.network().is_restoring() {
            self.say_connection(None);
            self.replay();
        }
    }

    /// Lets the page end: another one is about to take its place.
    pub fn hide(&self) {
        self.deliver(&SimEvent::new("pagehide", None, Vec::new()));
    }

    /// Breaks the tab's socket.
    pub fn disconnect(&self) {
        self.close(1006, 0);
    }

    /// Closes the tab's socket, as a server does.
    pub fn dismiss(&self, reason: Reason) {
        self.close(reason.code(), 0);
    }

    /// Closes the tab's socket with a code, and the milliseconds after which to connect again.
    pub fn close(&self, code: u16, wait: u32) {
        self.say_connection(match code {
            1001 | 1012 | 4409 => Some("updating"),
            _ => Some("offline"),
        });
        self.say_cut();
        self.tell(SocketEvent::Closed { code, wait });
        if matches!(Afterwards::of(code), Afterwards::Leave | Afterwards::End) {
            self.go_on();
        }
    }

    /// Lets events wait no longer: the values of the page before do not come.
    fn go_on(&self) {
        if self.network().restoring.take().is_some() {
            self.replay();
        }
    }

    /// Lets the network come back.
    pub fn wake(&self) {
        if self.network().sockets() > 0 {
            self.tell(SocketEvent::Woken);
        }
    }

    /// Says on the root element, and to listeners, in which state the connection is; `None`: it works.
    fn say_connection(&self, state: Option<&'static str>) {
        let Some(root) = self.try_find("html") else {
            return;
        };
        if self.network().connection.replace(state) != state {
            self.set_attribute(&root, "data-connection", state);
            let detail = state.map(|state| ("detail", state));
            self.send_event(&root, CONNECTION, detail.as_slice());
        }
    }

    /// Takes what the page before has stored, and writes the message that tells the server of it.
    fn take_kept(&self) {
        let Some(text) = self.stored(Area::Tab, KEPT) else {
            return;
        };
        self.store(Area::Tab, KEPT, None);
        let stored: Vec<u8> = text.chars().map(|byte| byte as u8).collect();
        let mut reader = Reader::exact(&stored);
        for _ in 0..reader.u32() {
            reader.slice();
        }
        let names = &stored[..stored.len() - reader.rest().len()];
        let (mut values, mut others) = (Vec::new(), Vec::new());
        while !reader.rest().is_empty() {
            let (node, kept) = (reader.u32(), reader.slice());
            match kept {
                [] | [0 | CALLED | FAILED | FAILED_CALL, ..] => others.push(NodeNumber(node)),
                [_, value @ ..] => values.push(Write {
                    node: NodeNumber(node),
                    value: value.to_vec(),
                }),
            }
            let mut all = self.network().kept.borrow_mut();
            all.push((node, kept.to_vec()));
        }
        let message = write::restore(names, &values, &others);
        if message.len() > Limits::WHOLE.frame {
            return self.log("the values of the page before are too large to be restored");
        }
        self.network().restoring.replace(Some(message));
        self.network().before.replace(Some(text));
        self.say_connection(Some("resuming"));
    }

    /// Stores of these values that there are calls to be made again, and nothing else.
    fn keep_counted(&self, values: &[u8]) {
        let (mut reader, mut counted) = (Reader::exact(values), vec![0]);
        while !reader.rest().is_empty() {
            let (node, kept) = (NodeNumber(reader.u32()), reader.slice());
            if let (COUNTED, [tag, rest @ ..]) = (node, kept) {
                push_kept(&mut counted, node, *tag, rest);
            }
        }
        if counted.len() > 1 {
            let text: String = counted.into_iter().map(char::from).collect();
            self.store(Area::Tab, KEPT, Some(&text));
        }
    }

    fn tell(&self, news: SocketEvent) {
        self.network().news.borrow_mut().push(news);
        let event = SimEvent::new("", None, vec![("socket".to_owned(), Value::Present)]);
        page::event(self.network().heard.get(), RawEvent::new(event));
    }
}

impl Surroundings for Sim {
    fn ticket(&self) -> Option<[u8; 16]> {
        self.network().ticket.get()
    }

    fn keep(&self, values: &[u8]) {
        if self.try_find("[type=password]").is_some() {
            return self.keep_counted(values);
        }
        if let Some(before) = &*self.network().before.borrow() {
            return self.store(Area::Tab, KEPT, Some(before));
        }
        let names = self.network().names.borrow();
        let mut kept = Vec::new();
        push_varint(&mut kept, names.len() as u64);
        for (index, names) in names.iter().enumerate() {
            let ticket = self.network().ticket.get().filter(|_| index == 0);
            let ticket = ticket.unwrap_or_default();
            let ticket = if index == 0 { &ticket[..] } else { &[] };
            push_varint(&mut kept, (ticket.len() + names.len()) as u64);
            kept.extend(ticket);
            kept.extend(names);
        }
        kept.extend(values);
        let text: String = kept.into_iter().map(char::from).collect();
        self.store(Area::Tab, KEPT, Some(&text));
    }

    fn kept(&self, node: u32) -> Option<Vec<u8>> {
        let mut all = self.network().kept.borrow_mut();
        let at = all.iter().position(|(kept, _)| *kept == node)?;
        Some(all.remove(at).1)
    }

    fn restoring(&self) -> Option<Vec<u8>> {
        self.network().restoring.borrow().clone()
    }

    fn connect(&self, heard: u32) {
        if self.network().sockets() == 0 {
            self.take_kept();
        }
        self.network().heard.set(heard);
        self.network().sockets.update(|sockets| sockets + 1);
    }

    fn send(&self, frame: &[u8]) {
        self.network().sent.borrow_mut().push(frame.to_vec());
    }

    fn news(&self, event: &SimEvent) -> Option<SocketEvent> {
        let is_news = self.event_flag(event, "socket");
        let news = is_news.then(|| self.network().news.borrow_mut().remove(0))?;
        Some(match news {
            SocketEvent::Message(frame) if !is_message(&frame) => SocketEvent::Malformed,
            news => news,
        })
    }

    fn reload(&self) {
        self.rebuild();
    }

    fn rebuild(&self) {
        self.network().reloads.update(|reloads| reloads + 1);
    }

    fn reload_delay(&self, has_lasted: bool) -> Option<u32> {
        let stored = self.stored(Area::Tab, RELOADED).filter(|_| !has_lasted);
        let times = stored.and_then(|times| times.parse().ok()).unwrap_or(0);
        let goes_on = times < RELOADS;
        let next = if goes_on { times + 1 } else { 0 };
        self.store(Area::Tab, RELOADED, Some(&next.to_string()));
        if !goes_on {
            self.go_on();
        }
        goes_on.then(|| (RELOAD * 4f64.powi(times) * self.random()) as u32)
    }

    fn event(&self, name: &str, detail: &str) -> SimEvent {
        let detail = Value::Text(detail.to_owned());
        SimEvent::new(name, None, vec![("detail".to_owned(), detail)])
    }

    fn random(&self) -> f64 {
        0.5
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let next = NEXT.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        bytes[..next.len()].copy_from_slice(&next);
    }

    fn log(&self, line: &str) {
        println!("{line}");
        self.network().lines.borrow_mut().push(line.to_owned());
    }

    fn number(&self, name: &str) -> f64 {
        let (x, y) = self.network().scrolled.get();
        match name {
            "innerWidth" => WIDTH,
            "innerHeight" => HEIGHT,
            "scrollX" => x,
            "scrollY" => y,
            _ => 0.0,
        }
    }

    fn now(&self) -> f64 {
        self.network().now.get() as f64
    }

    fn address(&self) -> String {
        self.network().address.borrow().clone()
    }

    fn navigate(&self, address: &str) {
        self.0.navigations.borrow_mut().push(address.to_owned());
    }

    fn begin_travel(&self) -> Option<String> {
        self.begin_to_travel();
        None
    }

    fn departure(&self, event: &SimEvent) -> Option<String> {
        self.departure_of(event)
    }

    fn travel(&self, address: &str, step: HistoryStep, _outlet: u32) {
        self.travel_to(address, step);
    }

    fn scroll_to(&self, x: f64, y: f64) {
        self.network().scrolled.set((x, y));
    }

    fn stored(&self, area: Area, key: &str) -> Option<String> {
        self.network()
            .stored
            .borrow()
            .get(&(area, key.to_owned()))
            .cloned()
    }

    fn store(&self, area: Area, key: &str, text: Option<&str>) {
        let mut stored = self.network().stored.borrow_mut();
        match text {
            Some(text) => stored.insert((area, key.to_owned()), text.to_owned()),
            None => stored.remove(&(area, key.to_owned())),
        };
    }
}
