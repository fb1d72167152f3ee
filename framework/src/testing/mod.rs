//! Tests of pages: server half, client half and the network between them, in one process and on one clock.
//!
//! ```
//! use watershed::prelude::*;
//! use watershed::testing::App;
//!
//! #[component]
//! fn Counter() -> View {
//!     let (count, set_count) = signal(0);
//!     view! { <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button> }
//! }
//!
//! let app = App::new(Counter);
//! app.click("#inc");
//! app.sees("1");
//! app.sent_nothing();
//! ```

mod crossing;
mod line;
mod routed;
mod site;
mod threads;
mod world;

use std::fmt;

use axum::Router;
use axum::body::Body;
use axum::http::Request;

pub use crate::client::dom::sim::Sim;
pub use crossing::{Crossed, Crossing};
pub use line::{Direction, Traffic};

use crate::client::dom::Surroundings;
use crate::component::Page;
use crate::server::page::PageRoot;
use crate::server::view::Pending;
use routed::routed;
use world::World;

/// A page in a simulated tab, with its server. Elements are named by CSS selectors; the first match counts.
///
/// Selectors can ask for `:checked`, `:disabled`, `:enabled`, `:focus`, `:focus-within` and `:hover`, and for `:not(..)`
/// and the places among siblings. One that is not known (`:is(..)`, `:has(..)`) fails the test.
///
/// Actions of a person and all their consequences happen at once, as long as the network has no delay. With
/// [`App::delay`] it has one, and then time passes only when the test advances it. Code that waits for another thread or a
/// socket (a database) is waited for, in real time.
pub struct App(World);

impl App {
    /// Loads a page; its client arrives at once.
    ///
    /// # Panics
    /// If the page fails.
    pub fn new<P: Page>(component: fn(P) -> Pending) -> Self {
        let app = Self::without_javascript(component);
        app.start();
        app
    }

    /// Loads a page in a tab that runs no scripts, or whose client arrives later: see [`App::start`].
    ///
    /// # Panics
    /// If the page fails.
    pub fn without_javascript<P: Page>(component: fn(P) -> Pending) -> Self {
        let asked = Request::get("/").body(Body::empty());
        Self::loaded("/", asked.expect("that is a request"), component)
    }

    /// Loads a page in a tab that never runs scripts. When a form is submitted, the tab sends it to the page's address, and
    /// shows the answer: the page with what is wrong, or after a success the page anew. Of another page to which the action
    /// leads, there is only the address: `app.act(Sim::take_navigations)`.
    ///
    /// # Panics
    /// If the page fails.
    pub fn without_scripts<P: Page>(component: fn(P) -> Pending) -> Self {
        let asked = Request::get("/").body(Body::empty());
        let asked = routed("/", asked.expect("that is a request"));
        Self(World::load(PageRoot::of(component), asked, true))
    }

    /// Loads a page that reads its request, as a router would serve it at `route` (`/story/{id}`). Its client arrives
    /// at once.
    ///
    /// # Panics
    /// If the route does not serve the request, or the page fails.
    pub fn asked<P: Page>(
        route: &str,
        request: Request<Body>,
        component: fn(P) -> Pending,
    ) -> Self {
        let app = Self::loaded(route, request, component);
        app.start();
        app
    }

    fn loaded<P: Page>(route: &str, request: Request<Body>, component: fn(P) -> Pending) -> Self {
        let asked = routed(route, request);
        Self(World::load(PageRoot::of(component), asked, false))
    }

    /// Visits an application, beginning with the page at an address: links, and steps in the tab's history, lead to other pages of it.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Shop() -> View {
    ///     let (count, set_count) = signal(0);
    ///     let buy = action(async move |()| set_count.update(|count| *count += 1));
    ///     view! { <button on:click=move |_| buy.dispatch(())>{count} " items"</button> <Outlet/> }
    /// }
    ///
    /// #[component]
    /// fn List() -> View {
    ///     view! { <Head><title>"All"</title></Head> <A href="/7">"The seventh"</A> }
    /// }
    ///
    /// #[component]
    /// fn Item() -> View {
    ///     let id = params::<u32>();
    ///     view! { <Head><title>"One"</title></Head> <h1>"Item " {id}</h1> }
    /// }
    ///
    /// let router = watershed::router().layout("/", Shop, |shop| shop.page("", List).page("/{id}", Item));
    /// let app = App::site(router, "/");
    /// app.click("button");
    /// app.click("a");
    /// assert_eq!((app.address(), app.title()), ("/7".into(), "One".into()));
    /// app.sees("Item 7");
    /// app.sees("1 items");
    /// assert!(app.back());
    /// assert_eq!((app.address(), app.title()), ("/".into(), "All".into()));
    /// ```
    ///
    /// # Panics
    /// If there is no such page, or it fails.
    pub fn site(router: Router, address: &str) -> Self {
        let app = Self(World::visit(router, address, false));
        app.start();
        app
    }

    /// Visits an application like [`App::site`], in a tab that never runs scripts.
    ///
    /// # Panics
    /// If there is no such page, or it fails.
    pub fn site_without_scripts(router: Router, address: &str) -> Self {
        Self(World::visit(router, address, true))
    }

    /// Opens another address of the application, as somebody does who types it.
    ///
    /// # Panics
    /// If there is no page.
    pub fn open(&self, address: &str) {
        self.act(|tab| tab.navigate(address));
    }

    /// Goes back in the tab's history. Returns false if there is nothing before.
    pub fn back(&self) -> bool {
        self.0.go(-1)
    }

    /// Goes forward in the tab's history. Returns false if there is nothing behind.
    pub fn forward(&self) -> bool {
        self.0.go(1)
    }

    /// Loads the page again, as its visitor does.
    pub fn reload(&self) {
        self.0.reload();
    }

    /// Returns the address of the tab: path, query and fragment.
    pub fn address(&self) -> String {
        self.0.address()
    }

    /// Returns the title of the page.
    pub fn title(&self) -> String {
        self.text("title")
    }

    /// Returns the status with which the document was answered.
    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// Lets the client arrive. Earlier actions of a person are replayed.
    pub fn start(&self) {
        self.0.arrive();
    }

    /// Clicks an element.
    ///
    /// # Panics
    /// Like every method that names an element: if there is no such element.
    pub fn click(&self, selector: &str) {
        self.0.act(|tab| tab.click(selector));
    }

    /// Types text at the end of a control's text, one key after the other.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.0.act(|tab| tab.type_text(selector, text));
    }

    /// Replaces the text of a control. Of a `<select>`, chooses the option of this value.
    ///
    /// # Panics
    /// If nothing matches, or a `<select>` has no such option.
    pub fn fill(&self, selector: &str, text: &str) {
        self.0.act(|tab| tab.fill(selector, text));
    }

    /// Chooses a file in a control; in one for several, one more.
    pub fn upload(&self, selector: &str, name: &str, bytes: &[u8]) {
        self.0.act(|tab| tab.upload(selector, name, bytes));
    }

    /// Presses and releases a key.
    pub fn press(&self, selector: &str, key: &str) {
        self.0.act(|tab| tab.press(selector, key));
    }

    /// Submits a form.
    pub fn submit(&self, selector: &str) {
        self.0.act(|tab| tab.submit(selector));
    }

    /// Performs any other action of a [`Sim`].
    pub fn act<R>(&self, action: impl FnOnce(&Sim) -> R) -> R {
        self.0.act(action)
    }

    /// Performs an action in which client code panics, and returns the messages. As in a browser, the page continues.
    /// An unexpected panic fails the test, after the page has finished its turn.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Broken() -> View {
    ///     let (count, set_count) = signal(0);
    ///     view! {
    ///         <button id="break" on:click=move |_| panic!("no {}", count.get())>"break"</button>
    ///         <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
    ///     }
    /// }
    ///
    /// let app = App::new(Broken);
    /// assert_eq!(app.panics(|app| app.click("#break")), ["no 0"]);
    /// app.click("#inc");
    /// app.sees("1");
    /// ```
    pub fn panics(&self, act: impl FnOnce(&Self)) -> Vec<String> {
        self.0.panics(|| act(self))
    }

    /// Returns the lines that were written to the tab's console.
    pub fn console(&self) -> Vec<String> {
        self.0.tab().network().lines()
    }

    /// Runs code in the page's session: its writes are the server's.
    ///
    /// # Panics
    /// If the server keeps no session of this page.
    pub fn on_server<R>(&self, code: impl FnOnce() -> R) -> R {
        self.0.on_server(code)
    }

    /// Asserts that this text is on the page.
    ///
    /// # Panics
    /// If it is not.
    #[track_caller]
    pub fn sees(&self, text: &str) {
        let page = self.text("body");
        assert!(
            page.contains(text),
            "the page does not say {text:?}:\n{}",
            self.html("body")
        );
    }

    /// Asserts that this text is not on the page.
    ///
    /// # Panics
    /// If it is.
    #[track_caller]
    pub fn sees_no(&self, text: &str) {
        let page = self.text("body");
        assert!(
            !page.contains(text),
            "the page says {text:?}:\n{}",
            self.html("body")
        );
    }

    /// Returns the text in an element.
    pub fn text(&self, selector: &str) -> String {
        self.0.tab().text(selector)
    }

    /// Returns the markup in an element.
    pub fn html(&self, selector: &str) -> String {
        self.0.tab().html(selector)
    }

    /// Returns the value of a control.
    pub fn value(&self, selector: &str) -> String {
        self.0.tab().value(selector)
    }

    /// Returns the number of elements that match.
    pub fn count(&self, selector: &str) -> usize {
        self.0.tab().count(selector)
    }

    /// Returns the encoded snapshot that came with the page, from which its client functions start.
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.snapshot()
    }

    /// Returns the report that the overlay of dev mode shows of the page; `None` if the overlay is off, or the page has
    /// no session.
    #[cfg(debug_assertions)]
    pub fn overlay(&self) -> Option<crate::server::PageReport> {
        self.0.overlay()
    }

    /// Returns the messages that the tab has sent since the last call. Attaching is not counted.
    pub fn sent(&self) -> Traffic {
        self.0.line.take_traffic(Direction::Up)
    }

    /// Returns the messages that the server has sent since the last call. Attaching is not counted.
    pub fn received(&self) -> Traffic {
        self.0.line.take_traffic(Direction::Down)
    }

    /// Returns the values that have crossed since the last call, each time that they did: captures of client functions,
    /// values of nodes that they know, later changes, and values that the browser has sent. The first page's markup is
    /// not included.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Shop() -> View {
    ///     let (price, margin) = (30, 12);
    ///     let (count, set_count) = signal(1);
    ///     view! {
    ///         <button on:click=move |_| set_count.update(|count| *count += 1)>{count.get() * price}</button>
    ///         <p>{price - margin}</p>
    ///     }
    /// }
    ///
    /// let app = App::new(Shop);
    /// let crossed: Vec<i32> = app.crossed().iter().filter_map(|it| it.value()).collect();
    /// assert!(crossed.contains(&30), "the price is captured by the binding");
    /// assert!(!crossed.contains(&12), "the margin stays on the server");
    /// ```
    pub fn crossed(&self) -> Vec<Crossing> {
        self.0.crossings.take()
    }

    /// Asserts that the tab has sent nothing since the last call of [`App::sent`].
    ///
    /// # Panics
    /// If it has.
    #[track_caller]
    pub fn sent_nothing(&self) {
        assert_eq!(self.sent(), Traffic::default(), "the tab sent something");
    }

    /// Asserts that this text was in nothing that the server has ever sent: the page, its snapshot, all messages.
    ///
    /// # Panics
    /// If it was, or is empty.
    #[track_caller]
    pub fn never_received(&self, text: &str) {
        assert!(!text.is_empty(), "there is nothing to look for");
        let received = self.0.line.has_received(text.as_bytes());
        assert!(!received, "the server has sent {text:?}");
    }

    /// Asserts that there never was a socket, and that the server keeps no session.
    ///
    /// # Panics
    /// If there was a socket, or there is a session.
    #[track_caller]
    pub fn is_static(&self) {
        assert_eq!(self.0.sockets(), 0, "a socket was opened");
        assert!(!self.0.has_session(), "the server keeps a session");
    }

    /// Returns the number of sockets that the tab has opened.
    pub fn sockets(&self) -> usize {
        self.0.sockets()
    }

    /// Returns how often the server has put a session of the page to sleep: see the limit `idle`.
    pub fn slept(&self) -> usize {
        self.0.slept()
    }

    /// Lets the next call of an action that the page's session starts fail, as if its code had panicked at once. A session that is
    /// made anew knows nothing of it.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Note() -> View {
    ///     let saved = RwSignal::new(0);
    ///     let save = action(async move |_: ()| saved.update(|saved| *saved += 1));
    ///     view! {
    ///         <button on:click=move |_| save.dispatch(())>"Save"</button>
    ///         <p>{if save.failed().is_some() { "That could not be saved." } else { "" }}</p>
    ///     }
    /// }
    ///
    /// let app = App::new(Note);
    /// app.fail_next();
    /// app.click("button");
    /// app.sees("That could not be saved.");
    /// app.click("button");
    /// app.sees_no("That could not be saved.");
    /// ```
    pub fn fail_next(&self) {
        self.0.fail_next();
    }

    /// Sets the delay of messages in milliseconds, from now on.
    pub fn delay(&self, milliseconds: u64) {
        self.0.latency.set(milliseconds);
    }

    /// Lets milliseconds pass, in the tab, on the network and for tasks on the server (the clock is tokio's, paused).
    pub fn pass(&self, milliseconds: u64) {
        self.0.pass(milliseconds);
    }

    /// Lets time pass until nothing is under way.
    ///
    /// # Panics
    /// If that takes longer than a minute.
    pub fn settle(&self) {
        self.0.settle();
    }

    /// Breaks the connection and loses the messages under way. The tab tries again: see [`App::settle`].
    pub fn cut(&self) {
        self.0.cut();
    }

    /// Performs actions while no connection can be made; afterwards the network comes back. The tab tries to connect
    /// meanwhile: let time [`pass`](App::pass), because it does not [`settle`](App::settle).
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// /// A counter that the server keeps.
    /// #[component]
    /// fn Visits() -> View {
    ///     let (visits, set_visits) = signal(0);
    ///     let visit = action(async move |_: ()| set_visits.update(|visits| *visits += 1));
    ///     view! { <button on:click=move |_| visit.dispatch(())>{visits}</button> }
    /// }
    ///
    /// let app = App::new(Visits);
    /// app.offline(|| {
    ///     app.click("button");
    ///     app.pass(60_000);
    ///     app.sees("0");
    /// });
    /// app.settle();
    /// app.sees("1");
    /// ```
    pub fn offline<R>(&self, act: impl FnOnce() -> R) -> R {
        self.0.offline(act)
    }

    /// Ends the server's process without a word, with all sessions, and starts another. The tab finds that out when it tries again:
    /// see [`App::settle`]. Then the page is made anew, with the values that it had in the browser. A real browser does so in place;
    /// here the page is loaded again.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// /// Stars that the browser counts, and visits that only the server knows of.
    /// #[component]
    /// fn Stars() -> View {
    ///     let (count, set_count) = signal(1);
    ///     let (visits, set_visits) = signal(0);
    ///     let visit = action(async move |_: ()| set_visits.update(|visits| *visits += 1));
    ///     view! {
    ///         <button id="more" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    ///         <p><For each=move || 0..count.get() key=|n| *n let:_n>"*"</For></p>
    ///         <button id="visit" on:click=move |_| visit.dispatch(())>{visits}</button>
    ///     }
    /// }
    ///
    /// let app = App::new(Stars);
    /// app.click("#more");
    /// app.click("#visit");
    /// assert_eq!((app.text("p"), app.text("#visit")), ("**".into(), "1".into()));
    /// app.crash();
    /// app.settle();
    /// assert_eq!((app.text("p"), app.text("#visit")), ("**".into(), "0".into()));
    /// ```
    pub fn crash(&self) {
        self.0.crash();
    }

    /// Makes the visitor somebody else, as the answer to a login or logout does with
    /// [`RenewedVisitor`](crate::server::RenewedVisitor): the page is rebuilt for them, see [`App::settle`].
    pub fn renew_visitor(&self) {
        self.0.renew_visitor();
    }

    /// Ends the server's process, and starts one of another build, whose page is this component: see [`App::settle`]. The tab
    /// is told that the server ends, and loads the page again, which brings the values that still fit.
    ///
    /// In a test both builds are in one program. So this component counts as the one in whose place it is, and the others in its
    /// module as those of the same names in the module of that one: a signal keeps its value if the variable has the same name, in
    /// the same component, and the same type.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Stars() -> View {
    ///     let (count, set_count) = signal(1);
    ///     view! {
    ///         <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    ///         <p><For each=move || 0..count.get() key=|n| *n let:_n>"*"</For></p>
    ///     }
    /// }
    ///
    /// #[component]
    /// fn StarsOfTheNextBuild() -> View {
    ///     let (count, set_count) = signal(1);
    ///     view! {
    ///         <h1>"Stars"</h1>
    ///         <button on:click=move |_| set_count.update(|count| *count += 1)>"one more"</button>
    ///         <p><For each=move || 0..count.get() key=|n| *n let:_n>"+"</For></p>
    ///     }
    /// }
    ///
    /// let app = App::new(Stars);
    /// app.click("button");
    /// app.deploy(StarsOfTheNextBuild);
    /// app.settle();
    /// assert_eq!(app.text("button"), "one more");
    /// assert_eq!(app.text("p"), "++");
    /// ```
    pub fn deploy<P: Page>(&self, next: fn(P) -> Pending) {
        self.0.deploy(PageRoot::of(next));
    }

    /// Lets the browser discard the tab for want of memory, and load the page again when a person comes back to it. The page
    /// brings the values that it had in the browser.
    ///
    /// ```
    /// use watershed::prelude::*;
    /// use watershed::testing::App;
    ///
    /// #[component]
    /// fn Stars() -> View {
    ///     let (count, set_count) = signal(1);
    ///     view! {
    ///         <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    ///         <p><For each=move || 0..count.get() key=|n| *n let:_n>"*"</For></p>
    ///     }
    /// }
    ///
    /// let app = App::new(Stars);
    /// app.click("button");
    /// assert_eq!(app.text("p"), "**");
    /// app.discard_tab();
    /// assert_eq!(app.text("p"), "**");
    /// ```
    pub fn discard_tab(&self) {
        self.0.discard_tab();
    }
}

impl fmt::Debug for App {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "App({})", self.html("body"))
    }
}
