//! Events: which handlers receive them, when, and with which data.

use std::{thread::sleep, time::Duration};

use serde_json::{Value, json};
use watershed::testing::App;
use watershed_tests::{
    browser::Browser,
    cases::{serve, serve_for_developers, serve_with_news, visit, visit_slowly},
    examples::cases::events,
    visitor::Visitor,
};

/// Longer than any client takes over a fast connection, shorter than over a slow one.
const SLOWLY: Duration = Duration::from_millis(500);

fn dispatch(page: &Browser, selector: &str, event: &str) -> Value {
    let script = format!("return document.querySelector(arguments[0]).dispatchEvent({event})");
    page.run(&script, &[json!(selector)])
}

/// Opens a page in a browser that was changed by a script before the page's own scripts.
fn open_changed(path: &str, script: &str) -> (watershed_tests::served::Served, Browser) {
    let served = serve();
    let browser = Browser::start();
    browser.run_before_pages(script);
    browser.open(&format!("{}{path}", served.url()));
    (served, browser)
}

fn heard(page: &impl Visitor) {
    page.hover("#inner");
    page.hover("#outer");
    page.hover("#away");
    page.shows("output", "+b +a -b -a ");
    page.click("#leave");
    page.click("#field");
    page.click("#leave");
    page.shows("output", "");
}

#[test]
fn events_that_do_not_bubble_are_heard() {
    let app = App::new(events::Heard);
    heard(&app);
    visit("/events/heard", |page| {
        page.hover("#inner");
        page.hover("#away");
        page.shows("output", "+b +a -b -a ");
        page.click("#leave");
        page.click("#field");
        page.shows("output", "focus ");
        page.click("#open");
        page.until(
            "document.querySelector('output').textContent.includes('image ')",
            &json!(true),
        );
        page.until(
            "document.querySelector('output').textContent.includes('frame ')",
            &json!(true),
        );
    });
}

fn ways(page: &impl Visitor) {
    page.click("#plain");
    page.shows("output", "in plain section ");
    page.click("#clear");
    page.click("#stops");
    page.shows("output", "in stops ");
    page.click("#clear");
    page.click("#at-once");
    page.shows("output", "in once ");
    page.click("#clear");
    page.click("#icon");
    page.shows("output", "in 7icon section ");
    page.click("#clear");
}

#[test]
fn handlers_and_the_listeners_of_others_stop_events_for_each_other() {
    let app = App::new(events::Others);
    ways(&app);
    app.act(|tab| tab.overhear("#inner", "click", |event| event.stop()));
    app.click("#plain");
    app.shows("output", "in plain ");
    visit("/events/others", |page| {
        ways(page);
        page.run(
            "window.heard = 0; document.body.addEventListener('click', () => heard++);
             document.querySelector('#inner').addEventListener('click', event => event.stopPropagation())",
            &[],
        );
        page.click("#stops");
        page.shows("output", "in stops ");
        page.click("#clear");
        page.until("heard", &json!(1));
        page.click("#plain");
        page.shows("output", "in plain ");
        page.until("heard", &json!(1));
    });
}

#[test]
fn before_the_client_has_come_events_go_the_same_ways() {
    visit_slowly("/events/others", SLOWLY, |page| {
        for button in ["#stops", "#plain", "#icon"] {
            page.click(button);
        }
        assert_eq!(
            page.text("output").as_deref(),
            Some(""),
            "the client is there"
        );
        page.shows("output", "in stops in plain section in 7icon section ");
    });
}

#[test]
fn only_what_modifiers_let_through_is_prevented_before_the_client_has_come() {
    let key = |key: &str, held: &str| {
        format!(
            "new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, cancelable: true, {held}}})"
        )
    };
    visit_slowly("/events/held", SLOWLY, |page| {
        page.type_into("#title", "ab");
        page.click("#box");
        // Distinct from the result of `dispatchEvent`: false if the event was prevented.
        assert_eq!(dispatch(page, "#title", &key("Tab", "")), json!(true));
        assert_eq!(dispatch(page, "#title", &key("s", "")), json!(true));
        assert_eq!(
            dispatch(page, "#title", &key("s", "ctrlKey: true")),
            json!(false)
        );
        assert_eq!(dispatch(page, "#title", &key("Enter", "")), json!(false));
        assert_eq!(
            dispatch(page, "body", &key("k", "metaKey: true")),
            json!(false)
        );
        assert_eq!(
            dispatch(page, "body", &key("k", "metaKey: true, shiftKey: true")),
            json!(true)
        );
        let state =
            "[document.querySelector('#title').value, document.querySelector('#box').checked]";
        assert_eq!(
            page.run(&format!("return {state}"), &[]),
            json!(["ab", true])
        );
        assert_eq!(
            page.text("output").as_deref(),
            Some(" 0 0 0"),
            "the client is there"
        );
        page.shows("output", "ab 1 11 0");
    });
    let app = App::without_javascript(events::Held);
    app.act(|tab| {
        tab.type_text("#title", "ab");
        tab.click("#box");
        tab.press("#title", "Enter");
        assert!(tab.trigger("#title", "keydown", &[("key", "s"), ("ctrlKey", "true")]));
        assert!(!tab.trigger("#title", "keydown", &[("key", "s")]));
        assert!(tab.trigger("body", "keydown", &[("key", "K"), ("metaKey", "true")]));
        assert!(tab.is_checked("#box"));
        assert_eq!(tab.value("#title"), "ab");
    });
    app.start();
    app.shows("output", "ab 1 11 0");
}

/// Makes the first requests of the wasm fail.
const FAILING: &str = r"
    const real = fetch;
    window.failures = 0;
    window.fetch = (...given) => failures++ < FAILURES ? Promise.reject(new TypeError('no network')) : real(...given);
";

#[test]
fn a_client_that_does_not_come_leaves_the_page_as_it_is() {
    let (_served, page) = open_changed("events/start", &FAILING.replace("FAILURES", "9"));
    page.until("failures", &json!(1));
    dispatch(
        &page,
        "#link",
        "new MouseEvent('contextmenu', {bubbles: true, cancelable: true})",
    );
    page.until("failures", &json!(2));
    dispatch(
        &page,
        "#delete",
        "new WheelEvent('wheel', {bubbles: true, cancelable: true})",
    );
    page.until("failures", &json!(3));
    sleep(Duration::from_millis(200));
    page.until("location.pathname", &json!("/events/start"));
    // A click that was held back is performed natively.
    page.click("#go");
    page.until("location.pathname", &json!("/events/nothing"));
}

#[test]
fn a_client_that_fails_to_come_once_comes_at_the_next_event() {
    let (_served, page) = open_changed("events/start", &FAILING.replace("FAILURES", "1"));
    page.until("failures", &json!(1));
    page.click("#more");
    page.shows("output", "1");
    page.click("#more");
    page.shows("output", "2");
}

#[test]
fn what_was_not_held_counts_however_late_the_client_comes() {
    // Ten seconds pass in half a second.
    let late = r"
        const [real, later] = [fetch, setTimeout];
        window.fetch = async (...given) => (await new Promise(done => later(done, 1500)), real(...given));
        window.setTimeout = (run, wait, ...more) => later(run, wait == 1e4 ? 500 : wait, ...more);
    ";
    let (_served, page) = open_changed("events/start", late);
    page.click("#more");
    sleep(Duration::from_millis(700));
    page.click("#more");
    assert_eq!(
        page.text("output").as_deref(),
        Some("0"),
        "the client is there"
    );
    page.shows("output", "2");
    page.made_no_mistakes();
}

#[test]
fn a_control_that_is_disabled_by_now_is_not_clicked_again() {
    let twice = |page: &dyn Fn(&str)| {
        for button in ["#send", "#send", "#submit", "#member", "#legend", "#text"] {
            page(button);
        }
    };
    visit_slowly("/events/twice", SLOWLY, |page| {
        twice(&|button| {
            page.run(
                "document.querySelector(arguments[0]).click()",
                &[json!(button)],
            );
        });
        page.type_into("#name", "abc");
        assert_eq!(
            page.text("output").as_deref(),
            Some("0 0 0"),
            "the client is there"
        );
        page.shows("output", "1 2 3");
        page.click("#text");
        page.shows("output", "1 3 3");
    });
    let app = App::without_javascript(events::Twice);
    app.act(|tab| twice(&|button| tab.click(button)));
    app.act(|tab| tab.type_text("#name", "abc"));
    app.start();
    app.shows("output", "1 2 3");
    for button in ["#send", "#submit", "#member", "#text"] {
        app.click(button);
    }
    app.shows("output", "1 3 3");
}

#[test]
fn events_of_any_name_are_heard_with_what_they_say() {
    visit("/events/named", |page| {
        let custom = |selector: &str, name: &str, detail: &str| {
            let event = format!("new CustomEvent('{name}', {{bubbles: true, detail: {detail}}})");
            dispatch(page, selector, &event);
        };
        custom("#host", "step-changed", "7");
        custom("#host", "step-changed", "'seven'");
        custom("#host", "itemSelected", "{number: 3, other: null}");
        custom("#host", "itemSelected", "{}");
        custom("#host", "selected", "['a', 'b']");
        custom("#host", "change", "5");
        custom("#list", "selected", "1.5");
        dispatch(page, "#video", "new Event('playing')");
        dispatch(page, "#video", "new Event('volumechange')");
        page.shows(
            "output",
            "7 seven Some(3) None Some([\"a\", \"b\"]) Some(5) list 1.5 playing volume ",
        );
    });
    let app = App::new(events::Named);
    app.send("#host", "step-changed", "7");
    app.send("#host", "itemSelected", r#"{"number": 3}"#);
    app.send("#host", "selected", r#"["a"]"#);
    app.send("#list", "selected", "x");
    app.send("#video", "playing", "");
    app.shows("output", "7 Some(3) Some([\"a\"]) list x playing ");
}

#[test]
fn what_happens_elsewhere_is_heard_as_long_as_the_element_is_shown() {
    visit("/events/outer", |page| {
        let everything = || {
            page.click("#inside");
            page.click("#field");
            page.press("#field", "Escape");
            page.run(
                "for (const name of ['resize', 'online', 'hashchange']) dispatchEvent(new Event(name));
                 document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))",
                &[],
            );
        };
        everything();
        page.shows("output", "outside escape resize online hash visible ");
        page.click("#toggle");
        page.lacks("#panel");
        page.click("#clear");
        page.click("#field");
        page.press("#field", "Escape");
        page.run("dispatchEvent(new Event('resize'))", &[]);
        page.shows("output", "");
        page.click("#toggle");
        page.has("#panel");
        page.click("#clear");
        page.shows("output", "");
        everything();
        page.shows("output", "outside escape resize online hash visible ");
        page.click("#clear");
        dispatch(
            page,
            "#exact",
            "new MouseEvent('click', {bubbles: true, ctrlKey: true, shiftKey: true})",
        );
        dispatch(
            page,
            "#exact",
            "new MouseEvent('click', {bubbles: true, ctrlKey: true})",
        );
        page.shows("output", "outside ctrl outside exact ctrl ");
    });
    let app = App::new(events::Outer);
    app.click("#inside");
    app.click("#field");
    app.press("#field", "Escape");
    app.act(|tab| tab.trigger("html", "visibilitychange", &[]));
    app.shows("output", "outside escape visible ");
    app.click("#toggle");
    app.click("#clear");
    app.click("#field");
    app.press("#field", "Escape");
    app.shows("output", "");
}

#[test]
fn events_say_what_browsers_know() {
    visit("/events/typed", |page| {
        let says = |selector: &str, event: &str, text: &str| {
            dispatch(page, selector, event);
            page.shows("output", text);
        };
        says(
            "#field",
            "new KeyboardEvent('keydown', {key: 'a', code: 'KeyA', isComposing: true})",
            "a KeyA true",
        );
        says(
            "#field",
            "new InputEvent('input', {data: 'x', inputType: 'insertText'})",
            "x insertText",
        );
        page.run(
            "window.carried = new DataTransfer(); carried.setData('text/plain', 'carried');
             carried.items.add(new File(['abc'], 'a.txt', {type: 'text/plain'}))",
            &[],
        );
        says(
            "#field",
            "new ClipboardEvent('paste', {clipboardData: carried})",
            "carried 1",
        );
        says(
            "#field",
            "new FocusEvent('focusin', {bubbles: true, relatedTarget: document.querySelector('#save')})",
            "Some(\"save\")",
        );
        says(
            "#pad",
            "new PointerEvent('pointerdown', {pointerId: 5, pointerType: 'pen', clientX: 3, clientY: 4, buttons: 2})",
            "5 pen 3 4 2",
        );
        says(
            "#pad",
            "new WheelEvent('wheel', {deltaX: -3, deltaY: 120})",
            "-3 120",
        );
        says(
            "#pad",
            "new DragEvent('drop', {dataTransfer: carried})",
            "carried [(\"a.txt\", \"text/plain\", 3)]",
        );
        says(
            "#pad",
            "Object.assign(new Event('touchstart'), {touches: [{identifier: 1, clientX: 2}, {identifier: 2, clientX: 4.5}]})",
            "[(1, 2.0), (2, 4.5)]",
        );
        page.click("#save");
        page.shows(
            "output",
            "Some(\"save\") [(\"a\", \"1\"), (\"b\", \"on\"), (\"how\", \"fast\")]",
        );
    });
    let app = App::new(events::Typed);
    app.click("#save");
    app.shows(
        "output",
        "Some(\"save\") [(\"a\", \"1\"), (\"b\", \"on\"), (\"how\", \"fast\")]",
    );
    app.act(|tab| tab.trigger("#field", "paste", &[("clipboardData.text/plain", "pasted")]));
    app.shows("output", "pasted 0");
    app.act(|tab| tab.trigger("#pad", "wheel", &[("deltaX", "-3"), ("deltaY", "120")]));
    app.shows("output", "-3 120");
}

fn does(page: &impl Visitor) {
    page.click("#open");
    page.has("dialog[open]");
    page.click("#close");
    page.lacks("dialog[open]");
    page.shows("output", "closed ");
    page.click("#complain");
    page.shows("output", "closed invalid false true true false ");
}

#[test]
fn elements_do_what_they_are_asked_for() {
    does(&App::new(events::Elements));
    visit("/events/elements", |page| {
        does(page);
        page.click("#range");
        page.until(
            "[document.activeElement.selectionStart, document.activeElement.selectionEnd]",
            &json!([1, 3]),
        );
    });
}

#[test]
#[should_panic(expected = "`.web()` gives the browser's own event")]
fn a_simulation_has_no_event_of_a_browser() {
    App::new(events::Web).click("#ask");
}

#[test]
fn the_browsers_own_event_is_there() {
    visit("/events/web", |page| {
        page.click("#ask");
        page.shows("output", "click");
    });
}

fn buys(page: &impl Visitor) {
    for id in ["1", "2", "3", "5"] {
        page.click(&format!("#buy{id}"));
        page.shows("output", id);
    }
    page.click("#on");
    page.has("#buy4");
    page.click("#add");
    for id in ["4", "5", "1"] {
        page.click(&format!("#buy{id}"));
        page.shows("output", id);
    }
}

#[test]
fn what_a_browser_leaves_alone_moves_nothing() {
    buys(&App::new(events::Inert));
    visit("/events/inert", |page| {
        buys(page);
        page.lacks("#buy98");
    });
}

fn given(page: &impl Visitor, click: impl Fn(&str)) {
    for id in 0..18 {
        click(&format!("#buy{id}"));
        page.shows("output", &id.to_string());
    }
    click("#hang");
    page.shows("output", "77");
    click("#on");
    page.has("#buy100");
    click("#buy100");
    page.shows("output", "100");
    click("#buy3");
    page.shows("output", "3");
}

#[test]
fn html_of_other_people_reaches_nothing() {
    let app = App::new(events::Given);
    given(&app, |button| app.click(button));
    visit_slowly("/events/given", SLOWLY, |page| {
        let key = "new KeyboardEvent('keydown', {key: 'Tab', bubbles: true, cancelable: true})";
        assert_eq!(
            dispatch(page, "body", key),
            json!(true),
            "a guard was believed"
        );
        // The driver itself does not work with such names.
        given(page, |button| {
            page.run(
                "document.querySelector(arguments[0]).click()",
                &[json!(button)],
            );
        });
        page.until("Object.keys(Object.prototype).length", &json!(0));
        page.until(
            "'signal' in {} || 'passive' in {} || '0' in Object.prototype",
            &json!(false),
        );
    });
}

#[test]
fn an_element_is_not_taken_for_a_function_that_a_browser_lacks() {
    let (_served, browser) = open_changed("events/given", "delete self.requestIdleCallback");
    let has_come =
        "performance.getEntriesByType('resource').some(file => file.name.endsWith('.wasm'))";
    browser.until(has_come, &json!(true));
    browser.made_no_mistakes();
}

#[test]
fn html_of_other_people_does_not_reach_what_developers_see() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let news = folder.path().join("news.json");
    let tell = |text: &str| std::fs::write(&news, text).expect("the folder is ours");
    tell("{}");
    let served = serve_with_news(&news);
    let browser = Browser::at(&format!("{}events/given", served.url()));
    browser.has("#buy1");
    tell("{\"problem\":\"it does not build\"}");
    browser.has("watershed-problem");
    browser.made_no_mistakes();
    let served = serve_for_developers();
    browser.open(&format!("{}events/given", served.url()));
    browser.has("watershed-overlay");
    browser.made_no_mistakes();
}

fn names(page: &impl Visitor, click: impl Fn(&str)) {
    click("#inside");
    page.shows("output", " 1");
    page.click("#odd");
    page.has("#form.odd");
    page.click("#turn");
    page.counts("#form p", 4);
    page.shows("#form p", "3");
    click("#send");
    page.shows("output", "35 2");
    page.has("#form[title='2']");
    page.click("#valid");
    page.shows("output", "true 2");
}

#[test]
fn names_of_controls_hide_nothing() {
    let app = App::new(events::HiddenNames);
    names(&app, |button| app.click(button));
    visit("/events/hidden-names", |page| {
        // The driver itself does not work with such names.
        names(page, |button| {
            page.run(
                "document.querySelector(arguments[0]).click()",
                &[json!(button)],
            );
        });
        page.until(
            "getComputedStyle(document.querySelector('#form')).color",
            &json!("rgb(255, 0, 0)"),
        );
    });
}
