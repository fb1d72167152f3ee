//! Every value stays in its place: the server writes the markup, and html5ever reads it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

#[path = "fuzz/targets.rs"]
#[allow(dead_code)]
mod targets;

use std::cell::{Cell, RefCell};
use std::io;

use proptest::prelude::*;
use targets::runs_code;
use watershed::prelude::*;
use watershed::testing::App;
use watershed_markup::attribute::address;

thread_local! {
    static HOSTILE: RefCell<String> = const { RefCell::new(String::new()) };
}

fn hostile() -> String {
    HOSTILE.with_borrow(Clone::clone)
}

#[component]
fn Places() -> View {
    let (text, title, link, class, colour, area) = (
        hostile(),
        hostile(),
        hostile(),
        hostile(),
        hostile(),
        hostile(),
    );
    view! {
        <main>
            <p id="text">{text}</p>
            <p id="attribute" title=title>"x"</p>
            <a id="link" href=link>"x"</a>
            <p id="class" class=class>"x"</p>
            <p id="style" style:color=colour>"x"</p>
            <textarea id="area">{area}</textarea>
            <b id="last">"the end"</b>
        </main>
    }
}

/// Opens the page with this value in all places.
fn placed(value: &str) -> App {
    HOSTILE.set(value.to_owned());
    App::without_javascript(Places)
}

fn attribute(app: &App, selector: &str, name: &str) -> Option<String> {
    app.act(|tab| {
        let element = tab.find(selector).into_element_ref()?;
        let attributes = element.attributes.borrow();
        attributes.get(name).map(str::to_owned)
    })
}

/// Returns whether a parser reads a text unchanged: without NUL; a carriage return is written as a reference.
fn is_text(value: &str) -> bool {
    !value.contains('\0')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_back_and_nothing_else_changes(value in "(\\PC|[<>&\"'=/ \n\r\t-]|script|!--|javascript:){0,24}") {
        prop_assume!(is_text(&value));
        let app = placed(&value);
        prop_assert_eq!(app.count("main *"), 7);
        prop_assert_eq!(app.text("#text"), value.clone());
        prop_assert_eq!(app.text("#area"), value.clone(), "{}", app.html("body"));
        prop_assert_eq!(app.text("#last"), "the end");
        prop_assert_eq!(attribute(&app, "#attribute", "title"), Some(value.clone()));
        prop_assert_eq!(attribute(&app, "#class", "class"), Some(value));
    }
}

#[test]
fn addresses_that_run_code_are_left_out() {
    for code in [
        "javascript:alert(1)",
        " \u{1}java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
    ] {
        assert_eq!(attribute(&placed(code), "#link", "href"), None, "{code:?}");
    }
    assert_eq!(
        attribute(&placed("/a?b=c&d"), "#link", "href").as_deref(),
        Some("/a?b=c&d")
    );
}

#[test]
fn styles_stay_in_their_declaration() {
    let left_out = attribute(&placed("red;background:url(/steal)"), "#style", "style");
    assert!(left_out.is_none_or(|style| style.is_empty()));
    assert_eq!(
        attribute(&placed("red"), "#style", "style").as_deref(),
        Some("color:red;")
    );
}

/// One value in all kinds of places.
#[component]
fn Placed(value: ReadSignal<String>) -> View {
    view! {
        <p class="text">{value}</p>
        <p class="attribute" title=value>"x"</p>
        <a class="link" href=value>"x"</a>
        <p class="style" style:color=value>"x"</p>
        <p class="spread" {..[("title", value.get()), ("onclick", value.get()), ("href", value.get())]}>"x"</p>
        <input class="control" prop:value=value/>
    }
}

/// A hostile value that arrives in every way: written by client code, patched by the server, and in content that is
/// inserted later. (In the first markup: see [`Places`].)
#[component]
fn Ways() -> View {
    let given = hostile();
    let (here, set_here) = signal(String::from("x"));
    let (there, set_there) = signal(String::from("x"));
    let (open, set_open) = signal(false);
    let change = action(async move |_: ()| set_there.set(hostile()));
    view! {
        <button id="here" on:click=move |_| set_here.set(given.clone())>"here"</button>
        <button id="there" on:click=move |_| change.dispatch(())>"there"</button>
        <button id="open" on:click=move |_| set_open.set(true)>"open"</button>
        <main>
            <section id="client"><Placed value=here/></section>
            <section id="server"><Placed value=there/></section>
            <section id="later">
                <Show when=open><div><Placed value=here/></div><div><Placed value=there/></div></Show>
            </section>
            <b id="last">"the end"</b>
        </main>
    }
}

/// Texts of which many are addresses that a browser reads in another way than they look.
fn addresses() -> impl Strategy<Value = String> {
    "(java|script|javascript|vbscript|data|:|text/html|image/svg\\+xml|,|;|/|//|\\\\|#|\\?|@|[a-zA-Z0-9+.-]|[\t\n\r\u{0}-\u{20}\u{a0}\u{feff}]|&colon;|%3a|\u{ff1a}){0,12}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_value_stays_in_its_place_in_whatever_way_it_comes(
        value in "(\\PC|[<>&\"'=/ \n\t-]|script|!--|javascript:|data:text/html,|url\\(){0,16}",
    ) {
        HOSTILE.set(value.clone());
        let app = App::new(Ways);
        for button in ["#here", "#there", "#open"] {
            app.click(button);
            app.settle();
        }
        // No element more, and none less.
        prop_assert_eq!(app.count("main *"), 3 + 4 * 6 + 2 + 1);
        prop_assert_eq!(app.text("#last"), "the end");
        for place in ["#client", "#server", "#later div:first-child", "#later div:last-child"] {
            let at = |class: &str| format!("{place} .{class}");
            prop_assert_eq!(app.text(&at("text")), value.clone(), "{}", place);
            prop_assert_eq!(attribute(&app, &at("attribute"), "title"), Some(value.clone()), "{}", place);
            prop_assert_eq!(attribute(&app, &at("spread"), "title"), Some(value.clone()), "{}", place);
            prop_assert_eq!(attribute(&app, &at("spread"), "onclick"), None, "{}", place);
            prop_assert_eq!(app.value(&at("control")), value.replace(['\n', '\r'], ""), "{}", place);
            for link in ["link", "spread"] {
                let link = attribute(&app, &at(link), "href");
                prop_assert!(link.as_deref().is_none_or(|link| !runs_code(link)), "{}: {:?}", place, link);
                prop_assert!(link.is_some() || !address(&value), "{}: {:?} is left out", place, value);
            }
            let style = attribute(&app, &at("style"), "style").unwrap_or_default();
            let declarations = style.split(';').filter(|one| !one.trim().is_empty());
            prop_assert!(declarations.count() <= 1 || style.contains(['"', '\'']), "{}: {}", place, style);
        }
    }
}

/// Returns the address that each link has, in whatever way it came.
fn linked(value: &str) -> Vec<Option<String>> {
    let first = attribute(&placed(value), "#link", "href");
    let app = App::new(Ways);
    for button in ["#here", "#there", "#open"] {
        app.click(button);
        app.settle();
    }
    let places = [
        "#client",
        "#server",
        "#later div:first-child",
        "#later div:last-child",
    ];
    let links = places
        .iter()
        .flat_map(|place| [format!("{place} .link"), format!("{place} .spread")]);
    let later = links.map(|link| attribute(&app, &link, "href"));
    [first].into_iter().chain(later).collect()
}

#[test]
fn an_address_is_allowed_everywhere_unless_it_runs_code() {
    for allowed in [
        "mailto:a@example.org",
        "tel:+49123",
        "sms:+49123",
        "blob:https://example.org/3a",
        "web+recipe:cake",
        "data:image/png;base64,AAAA",
        "data:text/csv,a",
    ] {
        assert_eq!(linked(allowed), vec![Some(allowed.to_owned()); 9]);
    }
    for code in [
        "javascript:x",
        "\u{1}JAVA\tscript:x",
        "vbscript:x",
        "data:text/html,x",
    ] {
        assert_eq!(linked(code), vec![None; 9], "{code:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, ..ProptestConfig::default() })]

    /// The rule for addresses, against an implementation of what browsers do.
    #[test]
    fn no_address_that_is_allowed_runs_code(value in addresses()) {
        prop_assert!(!(address(&value) && runs_code(&value)), "{:?}", value);
    }
}

/// Addresses at several places, of which the server sets some later.
#[component]
fn Links() -> View {
    let (address, set_address) = signal(hostile());
    SET_ADDRESS.set(Some(set_address));
    let (open, set_open) = signal(true);
    view! {
        <main>
            <p>"above"</p>
            <a class="first" href={address.get()}>"first"</a>
            <p>
                <img src={address.get()} alt=""/>
            </p>
            <button on:click=move |_| set_open.update(|open| *open = !*open)>"turn"</button>
            {if open.get() { view! {
                <form action={address.get()}></form>
            } }}
        </main>
    }
}

thread_local! {
    static SET_ADDRESS: Cell<Option<WriteSignal<String>>> = const { Cell::new(None) };
}

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes to the log of the thread. The subscriber is that of all threads: one that is only this thread's is not asked about
/// events which others have met before.
struct LogLines;

impl io::Write for LogLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl LogLines {
    fn take(&self) -> Vec<String> {
        let text = String::from_utf8(LOG.take()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

#[test]
fn a_refusal_is_logged_once_with_its_component_and_line() {
    let log = LogLines;
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(|| LogLines)
        .init();
    let first = include_str!("server_escaping.rs");
    let line = |of: &str| 1 + first.lines().position(|line| line.contains(of)).unwrap();
    let form = format!(
        "server_escaping.rs:{}, server_escaping::Links)",
        line("<form action")
    );
    // A place that is set by an update is named like one in the first markup.
    HOSTILE.set("/fine".to_owned());
    let app = App::new(Links);
    assert_eq!(log.take(), [""; 0]);
    app.settle();
    let set = SET_ADDRESS.get().unwrap();
    app.on_server(|| set.set("javascript:one".into()));
    let lines = log.take();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for (name, of) in [
        ("href", "<a class=\"first\""),
        ("src", "<img src"),
        ("action", "<form action"),
    ] {
        let place = format!("server_escaping.rs:{}, server_escaping::Links)", line(of));
        let named = lines
            .iter()
            .filter(|line| line.contains(&place) && line.contains(name));
        assert_eq!(named.count(), 1, "{place}: {lines:#?}");
    }
    app.on_server(|| set.set("javascript:two".into()));
    assert_eq!(log.take(), [""; 0], "each place once");
    HOSTILE.set("javascript:three".to_owned());
    let app = App::new(Links);
    app.click("button");
    app.click("button");
    assert_eq!(
        log.take(),
        [""; 0],
        "also of another page, which has it from the start"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains(&form) && line.contains("run code"))
    );
}
