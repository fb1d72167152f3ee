//! A server, a tab and the line between them, on one clock that the test drives.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::http::request::Parts;
use bytes::Bytes;
use futures_util::stream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use super::crossing::Crossings;
use super::line::{Direction, SimulatedConnection};
use super::site::{FoundPage, SiteAnswer, VisitedSite};
use super::threads::OtherThreads;
use crate::client::dom::sim::{FormPart, FormRequest, KEPT, PostedForm, Sim};
use crate::client::dom::{Area, SentForm, Surroundings};
use crate::client::{self, Registry};
use crate::durable::{DurableStore, MemoryStore};
use crate::facts;
use crate::form::AfterSubmit;
use crate::pages::Redirected;
use crate::part::KindId;
use crate::request::Request;
use crate::server::page::PageRoot;
use crate::server::page_state::names::forget_variables;
use crate::server::session::history::History;
use crate::server::session::{Outgoing, Rendered, Session, SubmitAnswer, SubmittedForm};
use crate::server::stage::VisitorNumber;
use crate::server::uploads::{PageName, ReceivedForm, UploadTokens, receive};
use crate::server::view::Failure;
use crate::wire::close::Reason;
use crate::wire::limits::IDLE;
use crate::wire::message::{FromClient, FromServer};
use crate::wire::{bounded::Budget, decode, limits::Limits, parts::MessageParts};

/// The number of times that tasks are polled before the clock moves: each `await` that is ready takes one.
const STEPS: usize = 8;

/// The longest time in milliseconds that a simulation runs without coming to rest.
const LONGEST: u64 = 60_000;

pub(super) struct World {
    root: RefCell<PageRoot>,
    /// The number of builds that were deployed, and the one that the tab's page is of.
    build: Cell<usize>,
    shown: Cell<usize>,
    /// The request of the tab.
    asked: RefCell<Parts>,
    /// The application, if the tab visits more than one page.
    site: Option<VisitedSite>,
    /// The status of the page that the tab shows; 0 for the usual one.
    status: Cell<u16>,
    /// The store of all servers.
    durable: Arc<dyn DurableStore>,
    /// The number of pages that were requested.
    pages: Cell<u8>,
    /// The number of the visitor: each [`App`](super::App) has one of its own.
    visitor: Cell<VisitorNumber>,
    session: RefCell<Option<Session>>,
    /// Everything that the tab was given.
    given: RefCell<Vec<u8>>,
    /// True until the tab attaches for the first time: then the server renders the page once more.
    is_late: Cell<bool>,
    /// The time of the tab's last message.
    heard: Cell<u64>,
    /// The number of times that a session has slept.
    slept: Cell<usize>,
    /// The messages of the session, as long as it can be made again.
    history: RefCell<Option<History>>,
    /// True if the session slept, and could not be made again.
    is_renewed: Cell<bool>,
    #[cfg(debug_assertions)]
    overlay: RefCell<Option<std::rc::Rc<crate::server::Overlay>>>,
    tab: RefCell<Sim>,
    page: RefCell<Option<Rc<client::Page>>>,
    snapshot: RefCell<Vec<u8>>,
    /// True if the page has a script.
    starts: Cell<bool>,
    pub line: SimulatedConnection,
    pub crossings: Crossings,
    now: Cell<u64>,
    /// The milliseconds that a message takes.
    pub latency: Cell<u64>,
    /// The ends of the tab's waits, with their numbers.
    waits: RefCell<Vec<(u64, u32)>>,
    /// The time when the tab's next socket opens.
    opening: Cell<Option<u64>>,
    /// The parts of a message that the tab has sent.
    parts: RefCell<MessageParts>,
    sockets: Cell<usize>,
    all_sockets: Cell<usize>,
    reloads: Cell<usize>,
    is_connected: Cell<bool>,
    /// True while no connection can be made.
    is_offline: Cell<bool>,
    /// The time when the tab hears that the server has closed its socket, and why.
    closing: Cell<Option<(u64, Reason)>>,
    /// True if the session has reported, while time passed, that there are changes to flush.
    has_news: Cell<bool>,
    runtime: Runtime,
    threads: OtherThreads,
    /// The panics of client code.
    panics: RefCell<Vec<Panic>>,
    expects_panics: Cell<bool>,
    /// True if the tab runs no scripts.
    is_scriptless: Cell<bool>,
    /// The requests with files, and the times at which they or their answers arrive.
    files: RefCell<Vec<(u64, FilesUnderWay)>>,
    /// The files that the server has received.
    tokens: RefCell<Vec<UploadTokens>>,
}

/// A request with files, on its way.
enum FilesUnderWay {
    Up(FormRequest),
    Down(u32, SentForm),
}

impl FilesUnderWay {
    fn number(&self) -> u32 {
        match self {
            Self::Up(request) => request.number,
            Self::Down(number, _) => *number,
        }
    }
}

/// The bytes of a piece of a request.
const PIECE: usize = 64 << 10;

type Panic = Box<dyn Any + Send>;

/// The most pages that lead to another one, one after the other.
const REDIRECTS: usize = 8;

/// Makes the runtime of a simulation, whose clock stands still.
fn paused_runtime() -> Runtime {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    runtime.expect("a simulation has a runtime")
}

/// Returns the page that a browser comes to which asks for an address, with that page's own address.
///
/// # Panics
/// If there is none.
fn found(ask: impl Fn(&str) -> SiteAnswer, address: &str) -> (String, FoundPage) {
    let mut address = address.to_owned();
    for _ in 0..REDIRECTS {
        let page = address.split('#').next().unwrap_or_default();
        address = match ask(page) {
            SiteAnswer::Page(found) => return (address, *found),
            SiteAnswer::Elsewhere(address) => address,
            SiteAnswer::Nothing => panic!("there is no page at {address}"),
        };
    }
    panic!("{address} leads from one page to the next")
}

/// A rendered page with its session, and the answer to the form that was submitted with the request.
type AnsweredPage = (Session, Rendered, Option<SubmitAnswer>);

impl World {
    /// Loads a page in a tab, as the answer to this request. Its client has not arrived.
    pub fn load(root: PageRoot, asked: Parts, is_scriptless: bool) -> Self {
        let world = Self::new(paused_runtime(), root, asked, None, is_scriptless);
        world.request();
        world
    }

    /// Loads the page at an address of an application.
    ///
    /// # Panics
    /// If there is none.
    pub fn visit(router: Router, address: &str, is_scriptless: bool) -> Self {
        let site = VisitedSite::new(router);
        let (runtime, threads) = (paused_runtime(), OtherThreads::of(KindId::default()));
        let ask = |address: &str| threads.run(&runtime, site.ask(address));
        let (address, found) = found(ask, address);
        let FoundPage { root, asked, .. } = found;
        let world = Self::new(runtime, root, asked, Some(site), is_scriptless);
        world.open(&address, true);
        world
    }

    fn new(
        runtime: Runtime,
        root: PageRoot,
        asked: Parts,
        site: Option<VisitedSite>,
        is_scriptless: bool,
    ) -> Self {
        let first = root.first;
        Self {
            crossings: Crossings::new(root.first),
            root: RefCell::new(root),
            build: Cell::default(),
            shown: Cell::default(),
            asked: RefCell::new(asked),
            site,
            status: Cell::new(0),
            durable: Arc::<MemoryStore>::default(),
            pages: Cell::new(0),
            visitor: Cell::new(next_number()),
            session: RefCell::default(),
            given: RefCell::default(),
            is_late: Cell::default(),
            heard: Cell::default(),
            slept: Cell::default(),
            history: RefCell::default(),
            is_renewed: Cell::default(),
            #[cfg(debug_assertions)]
            overlay: RefCell::default(),
            tab: RefCell::new(Sim::open("")),
            page: RefCell::default(),
            snapshot: RefCell::default(),
            starts: Cell::new(false),
            line: SimulatedConnection::default(),
            now: Cell::new(0),
            latency: Cell::new(0),
            waits: RefCell::default(),
            opening: Cell::new(None),
            parts: RefCell::default(),
            sockets: Cell::new(0),
            all_sockets: Cell::new(0),
            reloads: Cell::new(0),
            is_connected: Cell::new(false),
            is_offline: Cell::new(false),
            closing: Cell::new(None),
            has_news: Cell::default(),
            runtime,
            threads: OtherThreads::of(first),
            panics: RefCell::default(),
            expects_panics: Cell::new(false),
            is_scriptless: Cell::new(is_scriptless),
            files: RefCell::default(),
            tokens: RefCell::default(),
        }
    }

    /// Returns the kind that the page's kinds are written relative to.
    fn first(&self) -> KindId {
        self.root.borrow().first
    }

    /// Renders the page. Returns its session too.
    fn render(&self) -> Result<(Session, Rendered), Failure> {
        let (session, rendered, _) = self.answer(None)?;
        Ok((session, rendered))
    }

    /// Renders the page, and runs the action of a form before it is written.
    fn answer(&self, form: Option<SubmittedForm>) -> Result<AnsweredPage, Failure> {
        #[cfg(debug_assertions)]
        let mut session = {
            let (session, overlay) = crate::server::overlaid(self.first());
            self.overlay.replace(overlay);
            session
        };
        #[cfg(not(debug_assertions))]
        let mut session = Session::new(self.first());
        session.set_visitor(self.visitor.get());
        let root = self.root.borrow().clone();
        let open = || root.open(Request::new(self.asked.borrow().clone()));
        let (rendered, answer) = self
            .threads
            .run(&self.runtime, session.answer(open, form))?;
        if let Some(site) = &self.site {
            session.set_guide(|| site.guide());
        }
        Ok((session, rendered, answer))
    }

    /// Renders the page once more, as a server does that has kept nothing of it. If it is the page that the tab has, its
    /// session is that of the tab; otherwise the tab has the session of the first page.
    fn render_again(&self) -> bool {
        #[cfg(debug_assertions)]
        let overlay = self.overlay.borrow().clone();
        match self.render() {
            Ok((mut session, rendered)) if parts(&rendered) == *self.given.borrow() => {
                session.set_page([self.pages.get(); 16]);
                self.remember(&session);
                self.session.replace(Some(session));
                true
            }
            _ => {
                #[cfg(debug_assertions)]
                self.overlay.replace(overlay);
                false
            }
        }
    }

    /// Drops the session. What it holds of a runtime may need that to be dropped: connections of a pool do.
    fn end_session(&self) {
        let _here = self.runtime.enter();
        let session = self.session.take();
        drop(session);
    }

    /// Gives the session of the tab's page its name in the store.
    fn remember(&self, session: &Session) {
        let store = Arc::clone(&self.durable);
        session.remember([self.pages.get(); 16], |ticket| ticket, Some(store));
    }

    /// Makes the session of a page again that has slept because nothing came for long.
    fn wake(&self) {
        let idle = self.now.get() - self.heard.get();
        let session = self.session.borrow();
        let is_reproducible = session.as_ref().is_some_and(Session::is_reproducible);
        drop(session);
        let sleeps_after = self.root.borrow().idle.unwrap_or(IDLE);
        if u128::from(idle) < sleeps_after.as_millis() || !is_reproducible {
            return;
        }
        let Some(history) = self.history.take() else {
            return;
        };
        self.slept.set(self.slept.get() + 1);
        self.end_session();
        self.is_renewed.set(!self.render_again());
        if !self.is_renewed.get() {
            let mut session = self.session.borrow_mut();
            let replay = |session| self.runtime.block_on(async { history.replay(session) });
            self.history.replace(session.as_mut().and_then(replay));
            if self.history.borrow().is_none() {
                *session = None;
                self.is_renewed.set(true);
            }
        }
    }

    /// Lets the session handle a message.
    fn hear(&self, frame: FromClient) -> Vec<Outgoing> {
        let mut session = self.session.borrow_mut();
        let Some(session) = &mut *session else {
            return vec![Outgoing::Dismissal(match self.is_renewed.take() {
                true => Reason::Renewed,
                false => Reason::Expired,
            })];
        };
        let mut history = self.history.borrow_mut();
        let is_first = matches!(frame, FromClient::Attach { .. }) && session.is_untouched();
        if is_first {
            history.replace(History::default());
        }
        history.take_if(|history| !history.note(&frame));
        let answers = self.runtime.block_on(async {
            let answers = session.hear(frame);
            // The runtime wakes what has yielded only once it has nothing else to do.
            yield_now().await;
            answers
        });
        history.take_if(|history| !(history.answered(&answers) && session.is_reproducible()));
        answers
    }

    /// Returns how often a session has slept.
    pub fn slept(&self) -> usize {
        self.slept.get()
    }

    /// Requests the page from the server, and shows it.
    fn request(&self) {
        match self.render() {
            Ok((session, rendered)) => self.show(session, rendered),
            Err(failure) => panic!("the page failed: {failure}"),
        }
    }

    /// Loads the document at an address of the application, in a new entry of the tab's history or in place of the present one.
    ///
    /// # Panics
    /// If there is no page.
    pub fn open(&self, address: &str, is_new: bool) {
        let Some(site) = &self.site else {
            return self.request();
        };
        let mut address = address.to_owned();
        for _ in 0..REDIRECTS {
            let ask = |address: &str| self.threads.run(&self.runtime, site.ask(address));
            let (at, found) = found(ask, &address);
            let FoundPage { root, asked, .. } = found;
            self.crossings.set_first(root.first);
            self.root.replace(root);
            self.asked.replace(asked);
            match self.render() {
                Ok((session, rendered)) => {
                    self.show(session, rendered);
                    self.tab().network().set_address(&at);
                    return site.loaded(at, is_new);
                }
                Err(failure) => match failure.downcast_ref::<Redirected>() {
                    Some(redirected) => address = redirected.address().to_owned(),
                    None => panic!("the page at {at} failed: {failure}"),
                },
            }
        }
        panic!("{address} leads from one page to the next");
    }

    /// Loads a document in place of the one that the tab shows, with its client.
    fn load_document(&self, address: &str, is_new: bool) {
        self.in_tab(Sim::hide);
        if let Some(site) = self.site.as_ref().filter(|_| is_new) {
            site.leave_at(self.tab().network().scrolled());
            // What the page has stored is for one that comes in its place.
            self.tab().store(Area::Tab, KEPT, None);
        }
        self.open(address, is_new);
        self.arrive();
    }

    /// Goes so many entries forward in the tab's history. Returns false if there are not as many.
    pub fn go(&self, steps: isize) -> bool {
        let Some(site) = &self.site else {
            return false;
        };
        site.leave_at(self.tab().network().scrolled());
        let Some((entry, is_own)) = site.go(steps) else {
            return false;
        };
        match is_own {
            true => self.act(|tab| tab.go_to_entry(&entry.address, entry.left_at)),
            false => {
                self.load_document(&entry.address, false);
                self.tab().network().scroll(entry.left_at);
                self.act(|_| ());
            }
        }
        true
    }

    /// Loads the page again, as its visitor does.
    pub fn reload(&self) {
        let address = self.address();
        self.load_document(&address, false);
        self.act(|_| ());
    }

    /// Returns the address of the tab.
    pub fn address(&self) -> String {
        let entry = self.site.as_ref().and_then(VisitedSite::entry);
        entry.map_or_else(|| self.tab().address(), |entry| entry.address)
    }

    /// Returns the status of the page that the tab shows.
    pub fn status(&self) -> u16 {
        match self.status.get() {
            0 => 200,
            status => status,
        }
    }

    /// Sends the form that the tab has submitted, without scripts, and shows the answer.
    fn post(&self, posted: PostedForm) {
        let mut tokens = None;
        let entries = if posted.has_files {
            let received = self.receive(&posted.parts, PageName::default());
            tokens = Some(received.tokens);
            received.entries
        } else {
            posted.parts.iter().filter_map(FormPart::entry).collect()
        };
        let form = SubmittedForm::of(entries).expect("the form has an action");
        let answer = self.answer(Some(form));
        drop(tokens);
        match answer {
            Ok((_, _, Some(SubmitAnswer::Ended(AfterSubmit::Done)))) => self.request(),
            Ok((_, _, Some(SubmitAnswer::Ended(AfterSubmit::Go(address))))) => {
                self.request();
                self.tab().navigate(&address);
            }
            Ok((session, rendered, _)) => self.show(session, rendered),
            Err(failure) => panic!("the page failed: {failure}"),
        }
    }

    /// Reads a form with files, as a server does.
    fn receive(&self, parts: &[FormPart], page: PageName) -> ReceivedForm {
        const BOUNDARY: &str = "simulated";
        let body = FormPart::multipart(parts, BOUNDARY);
        let pieces = body
            .chunks(PIECE)
            .map(Bytes::copy_from_slice)
            .map(Ok::<_, Infallible>);
        let body = stream::iter(pieces.collect::<Vec<_>>());
        let received = receive(body, BOUNDARY.to_owned(), UploadTokens::of(page, None));
        let received = self.threads.run(&self.runtime, received);
        received.expect("the tab sends a form")
    }

    /// Takes the requests of the tab with files.
    fn take_requests(&self) {
        let (tab, due) = (self.tab(), self.now.get() + self.latency.get());
        let stopped = tab.take_stopped();
        let mut files = self.files.borrow_mut();
        files.retain(|(_, file)| !stopped.contains(&file.number()));
        let begun = tab.take_requests().into_iter();
        files.extend(begun.map(|request| (due, FilesUnderWay::Up(request))));
    }

    /// Carries the next request with files, or its answer.
    fn carry_files(&self) -> bool {
        let due = |(due, _): &(u64, FilesUnderWay)| *due <= self.now.get();
        let at = self.files.borrow().iter().position(due);
        let Some(at) = at else { return false };
        let (_, next) = self.files.borrow_mut().remove(at);
        match next {
            FilesUnderWay::Up(request) if self.is_offline.get() => {
                self.in_tab(|_| client::page::sent_form(request.number, SentForm::Lost));
            }
            FilesUnderWay::Up(request) => {
                let number = request.number;
                self.in_tab(|_| client::page::sent_form(number, SentForm::Percent(100)));
                let received = self.receive(&request.parts, [self.pages.get(); 16]);
                let sent = request.answered(received.tokens.all());
                self.tokens.borrow_mut().push(received.tokens);
                let due = self.now.get() + self.latency.get();
                let answer = FilesUnderWay::Down(number, sent);
                self.files.borrow_mut().push((due, answer));
            }
            FilesUnderWay::Down(number, sent) => {
                self.in_tab(|_| client::page::sent_form(number, sent));
            }
        }
        true
    }

    /// Shows a page.
    fn show(&self, mut session: Session, rendered: Rendered) {
        self.given.replace(parts(&rendered));
        self.is_late.set(rendered.has_session);
        self.status.set(match rendered.head.status {
            0 => self.root.borrow().status,
            status => status,
        });
        let Rendered {
            html,
            end,
            snapshot,
            names,
            starts,
            has_session,
            ..
        } = rendered;
        self.pages.update(|pages| pages.wrapping_add(1));
        self.remember(&session);
        self.line.note(html.as_bytes());
        self.line.note(&snapshot);
        self.line.note(&names);
        if starts {
            self.crossings.page(&snapshot);
        }
        self.starts.set(starts);
        self.shown.set(self.build.get());
        let title = self.root.borrow().title;
        let tab = Sim::open(&crate::server::document(&html, end, title, ""));
        tab.set_scriptless(self.is_scriptless.get());
        tab.network().keep_stored(self.tab().network());
        tab.network().set_now(self.now.get());
        if has_session {
            tab.network().set_ticket([self.pages.get(); 16], names);
        }
        tab.network()
            .set_address(&self.asked.borrow().uri.to_string());
        self.tab.replace(tab);
        self.page.replace(None);
        self.snapshot.replace(snapshot);
        self.end_session();
        session.set_page([self.pages.get(); 16]);
        self.session.replace(has_session.then_some(session));
        self.files.take();
        self.waits.take();
        self.sockets.set(0);
        self.reloads.set(0);
        self.hang_up();
    }

    /// Lets the client arrive: it resumes the page, and the waiting events are replayed. A page without a script has no
    /// client.
    pub fn arrive(&self) {
        if !self.starts.get() || self.is_scriptless.get() {
            return;
        }
        let mut registry = Registry::new(self.first());
        registry.live();
        registry.controls();
        let page = client::Page::resume(self.tab(), registry, &self.snapshot.borrow());
        self.page.replace(Some(page));
        self.act(Sim::replay);
    }

    /// Performs an action in the tab, and everything that follows without time passing.
    pub fn act<R>(&self, action: impl FnOnce(&Sim) -> R) -> R {
        let result = self.in_tab(action);
        for form in self.tab().take_posted() {
            self.post(form);
        }
        self.go_on();
        self.raise();
        result
    }

    /// Runs `act`, and takes the messages of client code that panics meanwhile.
    pub fn panics(&self, act: impl FnOnce()) -> Vec<String> {
        let is_outermost = !self.expects_panics.replace(true);
        act();
        self.expects_panics.set(!is_outermost);
        let panics = self.panics.take();
        panics.iter().map(|panic| message(&**panic)).collect()
    }

    /// Fails the test with a panic of client code, unless it is expected. The page has finished its turn.
    fn raise(&self) {
        if !self.expects_panics.get()
            && let Some(panic) = self.panics.take().into_iter().next()
        {
            resume_unwind(panic);
        }
    }

    /// Runs code in the page's session.
    pub fn on_server<R>(&self, code: impl FnOnce() -> R) -> R {
        let result = match &*self.session.borrow() {
            Some(session) => session.run_here(code),
            None => panic!("the server keeps no session of this page"),
        };
        self.go_on();
        self.raise();
        result
    }

    /// Returns the snapshot that came with the page.
    pub fn snapshot(&self) -> Vec<u8> {
        self.snapshot.borrow().clone()
    }

    /// The tab.
    pub fn tab(&self) -> Sim {
        self.tab.borrow().clone()
    }

    /// Returns whether the server keeps a session.
    pub fn has_session(&self) -> bool {
        self.session.borrow().is_some()
    }

    /// Returns the report that the overlay shows of the page.
    #[cfg(debug_assertions)]
    pub fn overlay(&self) -> Option<crate::server::PageReport> {
        let (session, overlay) = (self.session.borrow(), self.overlay.borrow());
        Some(overlay.as_ref()?.report(session.as_ref()?.stage(), true))
    }

    /// Returns the number of sockets that were opened.
    pub fn sockets(&self) -> usize {
        self.all_sockets.get()
    }

    /// Breaks the connection, or the attempt to make one. The tab tries again.
    pub fn cut(&self) {
        if !self.is_connected.get() && self.opening.get().is_none() {
            return;
        }
        self.hang_up();
        if let Some(session) = &mut *self.session.borrow_mut() {
            session.detach();
        }
        self.act(Sim::disconnect);
    }

    /// Lets no connection be made while `act` runs, and breaks the one that there is.
    pub fn offline<R>(&self, act: impl FnOnce() -> R) -> R {
        self.is_offline.set(true);
        self.cut();
        let result = act();
        self.is_offline.set(false);
        self.act(Sim::wake);
        result
    }

    /// Ends the server's process, with all its sessions, and starts another.
    pub fn crash(&self) {
        self.end_session();
        self.cut();
    }

    /// Makes the visitor somebody else, whose sessions end.
    pub fn renew_visitor(&self) {
        self.visitor.set(next_number());
        self.crash();
    }

    /// Ends the server as a deploy does, and starts one of another build, whose page is this one.
    pub fn deploy(&self, root: PageRoot) {
        if let (Some(before), Some(now)) = (component(self.first()), component(root.first)) {
            facts::replace(before, now);
            forget_variables();
        }
        self.crossings.set_first(root.first);
        self.root.replace(root);
        self.build.update(|build| build + 1);
        if let Some(mut session) = self.session.take() {
            session.detach();
        }
        match self.is_connected.get() {
            true => self.closing.set(Some((self.now.get(), Reason::Draining))),
            false => self.cut(),
        }
        self.act(|_| ());
    }

    /// Ends the page, and loads it again in its tab.
    pub fn discard_tab(&self) {
        self.in_tab(Sim::hide);
        self.open(&self.address(), false);
        self.arrive();
        self.raise();
    }

    /// Lets the session's next call fail.
    pub fn fail_next(&self) {
        if let Some(session) = &mut *self.session.borrow_mut() {
            session.fail_next();
        }
    }

    /// Lets time pass.
    pub fn pass(&self, milliseconds: u64) {
        let end = self.now.get() + milliseconds;
        while let Some(next) = self.next().filter(|next| *next <= end) {
            self.go_to(next);
        }
        self.go_to(end);
        self.raise();
    }

    /// Lets time pass until nothing is under way.
    ///
    /// # Panics
    /// If that takes longer than a minute.
    pub fn settle(&self) {
        let end = self.now.get() + LONGEST;
        self.go_on();
        while let Some(next) = self.next().or_else(|| self.loads_at()) {
            assert!(next <= end, "the page does not come to rest");
            self.pass(next.saturating_sub(self.now.get()));
        }
    }

    /// Returns the next millisecond if the server is loading something.
    fn loads_at(&self) -> Option<u64> {
        let session = self.session.borrow();
        let is_loading = session.as_ref().is_some_and(Session::is_loading);
        is_loading.then(|| self.now.get() + 1)
    }

    /// Moves the clock to this time, for tasks on the server too.
    fn go_to(&self, time: u64) {
        while self.now.get() < time {
            self.wait_until(time);
            self.go_on();
        }
        self.go_on();
    }

    /// Moves the clock to this time, or until the session has changes to flush: then the tab must receive it before
    /// other tasks continue. The clock is tokio's: while there is nothing else to do, it jumps to its next timer.
    fn wait_until(&self, time: u64) {
        let mut session = self.session.borrow_mut();
        let mut session = session.as_mut().filter(|_| self.is_connected.get());
        let rest = Duration::from_millis(time - self.now.get());
        let passed = self.runtime.block_on(async {
            let start = Instant::now();
            let news = poll_fn(|context| match &mut session {
                Some(session) => session.poll(context),
                None => Poll::Pending,
            });
            tokio::select! {
                biased;
                () = news => self.has_news.set(true),
                () = sleep(rest) => {}
            }
            start.elapsed()
        });
        self.now.set(self.now.get() + passed.as_millis() as u64);
        if let Some(session) = session {
            session.expire_calls(Duration::from_millis(self.now.get()));
        }
    }

    /// Returns the time of the next event.
    fn next(&self) -> Option<u64> {
        let wait = self.waits.borrow().iter().map(|(ends, _)| *ends).min();
        let closing = self.closing.get().map(|(closes, _)| closes);
        let files = self.files.borrow().iter().map(|(due, _)| *due).min();
        [wait, self.line.next(), self.opening.get(), closing, files]
            .into_iter()
            .flatten()
            .min()
    }

    /// Performs everything that is due now.
    fn go_on(&self) {
        self.look_at_tab();
        while self.step() {
            self.look_at_tab();
        }
    }

    fn step(&self) -> bool {
        self.end_waits()
            || self.open_socket()
            || self.carry_files()
            || self.carry_up()
            || self.work()
            || self.carry_down()
            || self.close()
    }

    fn in_tab<R>(&self, action: impl FnOnce(&Sim) -> R) -> R {
        let page = self.page.borrow().clone();
        let _here = page.as_ref().map(client::Page::enter);
        self.tab().network().set_now(self.now.get());
        let result = action(&self.tab());
        let panics = page.iter().flat_map(|page| page.take_panics());
        self.panics.borrow_mut().extend(panics);
        result
    }

    /// Takes the requests of the tab: waits, sockets, messages, another page.
    fn look_at_tab(&self) {
        self.take_requests();
        let (tab, now) = (self.tab(), self.now.get());
        let waits = tab
            .take_waits()
            .into_iter()
            .map(|(milliseconds, number)| (now + u64::from(milliseconds), number));
        self.waits.borrow_mut().extend(waits);
        if tab.network().sockets() > self.sockets.replace(tab.network().sockets()) {
            self.all_sockets.set(self.all_sockets.get() + 1);
            self.opening.set(Some(now + self.latency.get()));
        }
        for frame in tab.network().take_sent() {
            let message = self.whole(&frame);
            if let Some(FromClient::Batch(batch)) = &message {
                self.crossings.batch(batch);
            }
            let is_attaching = matches!(message, Some(FromClient::Attach { .. }));
            self.line.send(
                Direction::Up,
                frame,
                now + self.latency.get(),
                !is_attaching,
            );
        }
        if tab.network().reloads() > self.reloads.get() {
            self.in_tab(Sim::hide);
            let before = self.tab();
            self.open(&self.address(), false);
            self.tab().take_waiting(&before);
            return self.arrive();
        }
        self.look_at_history(&tab);
    }

    /// Follows the tab to other pages of the application.
    fn look_at_history(&self, tab: &Sim) {
        let Some(site) = &self.site else { return };
        if let Some(address) = tab.take_replaced() {
            site.readdress(address);
        }
        for (address, left_at) in tab.take_pushed() {
            site.leave_at(left_at);
            site.push(address);
        }
        let to = tab.take_navigations().pop();
        if let Some(to) = to.filter(|to| to.starts_with('/')) {
            let is_new = to != self.address();
            self.load_document(&to, is_new);
        }
    }

    /// Decodes a message of the tab. Of one in parts, only the last part is one.
    fn whole(&self, frame: &[u8]) -> Option<FromClient> {
        match decode(frame).ok()? {
            FromClient::Part { is_last, bytes } => {
                let mut parts = self.parts.borrow_mut();
                parts.add(&bytes, is_last).expect("parts of a message")
            }
            message => Some(message),
        }
    }

    fn end_waits(&self) -> bool {
        let now = self.now.get();
        let mut waits = self.waits.borrow_mut();
        let Some(at) = waits.iter().position(|(ends, _)| *ends <= now) else {
            return false;
        };
        let (_, number) = waits.remove(at);
        drop(waits);
        self.in_tab(|_| client::page::timer(number));
        true
    }

    fn open_socket(&self) -> bool {
        let is_time = self
            .opening
            .get()
            .is_some_and(|opens| opens <= self.now.get());
        if is_time {
            self.opening.set(None);
            self.is_connected.set(!self.is_offline.get());
            self.in_tab(match self.is_offline.get() {
                true => Sim::disconnect,
                false => Sim::accept,
            });
        }
        is_time
    }

    /// Closes the tab's socket once it has received everything else.
    fn close(&self) -> bool {
        let due = self.closing.get();
        let Some((_, reason)) = due.filter(|(closes, _)| *closes <= self.now.get()) else {
            return false;
        };
        self.hang_up();
        if let Some(session) = &mut *self.session.borrow_mut() {
            session.detach();
        }
        self.in_tab(|tab| tab.dismiss(reason));
        true
    }

    fn carry_up(&self) -> bool {
        let Some(frame) = self.line.arrived(Direction::Up, self.now.get()) else {
            return false;
        };
        let limits = Limits::default();
        let frame = FromClient::decode(&frame, &limits, &Budget::new(&limits))
            .expect("the client speaks the protocol");
        if matches!(&frame, FromClient::Attach { .. }) && self.is_late.take() {
            self.render_again();
        } else {
            self.wake();
        }
        self.heard.set(self.now.get());
        let answers = match self.shown == self.build {
            true => self.hear(frame),
            false => vec![Outgoing::Dismissal(Reason::Stale)],
        };
        self.send_down(answers);
        true
    }

    /// Polls the session's tasks and calls. Those that wait for other threads are waited for.
    fn work(&self) -> bool {
        if !self.is_connected.get() {
            return false;
        }
        let mut updates = self.flush();
        while updates.is_empty() && self.hears_threads() {
            updates = self.flush();
        }
        let is_something = !updates.is_empty();
        if is_something {
            self.history.replace(None);
        }
        self.send_down(updates);
        is_something
    }

    fn flush(&self) -> Vec<Outgoing> {
        let Some(session) = &mut *self.session.borrow_mut() else {
            return Vec::new();
        };
        self.runtime.block_on(async {
            let mut has_news = self.has_news.take();
            for _ in 0..STEPS {
                let polled = poll_fn(|context| Poll::Ready(session.poll(context))).await;
                has_news |= polled.is_ready();
                yield_now().await;
            }
            // A host flushes only after the session has reported changes.
            match has_news {
                true => session.flush(),
                false => Vec::new(),
            }
        })
    }

    /// Waits for other threads. Returns whether the session has changes to flush.
    fn hears_threads(&self) -> bool {
        let mut session = self.session.borrow_mut();
        let Some(session) = session
            .as_mut()
            .filter(|session| session.is_calling() || session.is_loading())
        else {
            return false;
        };
        let news = pin!(poll_fn(|context| session.poll(context)));
        let has_news = self.runtime.block_on(self.threads.wait(news)).is_some();
        self.has_news.set(has_news);
        has_news
    }

    fn carry_down(&self) -> bool {
        let Some(frame) = self.line.arrived(Direction::Down, self.now.get()) else {
            return false;
        };
        self.in_tab(|tab| tab.arrive(frame));
        true
    }

    fn send_down(&self, answers: Vec<Outgoing>) {
        for answer in answers {
            let frame = match answer {
                Outgoing::Frame(frame) => frame.to_vec(),
                Outgoing::Dismissal(Reason::Failed) => {
                    resume_unwind(Box::new("the session's code panicked"))
                }
                Outgoing::Dismissal(reason) => {
                    let closes = self.now.get() + self.latency.get();
                    self.closing.set(Some((closes, reason)));
                    continue;
                }
            };
            let message = decode(&frame);
            if let Ok(FromServer::Update(update)) = &message {
                self.crossings.update(update);
            }
            let is_attached = matches!(message, Ok(FromServer::Attached { .. }));
            self.line.send(
                Direction::Down,
                frame,
                self.now.get() + self.latency.get(),
                !is_attached,
            );
        }
    }

    fn hang_up(&self) {
        self.line.cut();
        self.opening.set(None);
        self.closing.set(None);
        self.is_connected.set(false);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.end_session();
    }
}

/// Returns a number that nothing else in this process has.
fn next_number() -> VisitorNumber {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    u128::from(next).to_be_bytes()
}

/// Returns the path of the component with this kind.
fn component(first: KindId) -> Option<&'static str> {
    facts::kind(first).map(|(facts, _)| facts.component)
}

/// Returns everything that a browser is given of a page.
fn parts(rendered: &Rendered) -> Vec<u8> {
    let mut all = Vec::new();
    rendered.each_part(|part| {
        all.extend(part.len().to_le_bytes());
        all.extend_from_slice(part);
    });
    all
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}
