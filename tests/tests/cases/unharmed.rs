//! Pages that are made anew in their place, and what they hold that no source knows.

use std::time::Duration;

use serde_json::{Value, json};
use watershed_tests::{
    browser::Browser,
    cases::{serve, visit},
    latency::Latency,
    served::Served,
    visitor::Visitor,
};

use crate::rebuilt::WATCH;
use crate::restored::{RENEWED, build_renewed};

/// Remembers all elements of the body, in `elements`.
const REMEMBER: &str =
    "window.elements = [...document.body.querySelectorAll('*')].filter(node => !node.closest('[role=status]'));
     window.lost = () => elements.filter(node => !node.isConnected).map(node => node.outerHTML.slice(0, 80));";

fn run(browser: &Browser, script: &str) -> Value {
    browser.run(script, &[])
}

/// Opens a page, lets `before` change it, lets another server take over, and asserts with `after` that all is as it was. Both
/// on a quick line and on a slow one.
fn survives(path: &str, before: impl Fn(&Browser), after: impl Fn(&Browser)) {
    for each_way in [0, 200] {
        let served = serve();
        let wire = Latency::before(served.address(), Duration::from_millis(each_way));
        let wire = wire.expect("a port is free");
        let browser = Browser::at(&format!("http://{}{path}", wire.address()));
        before(&browser);
        is_alive(&browser);
        run(&browser, WATCH);
        run(&browser, REMEMBER);
        made_anew(&browser, served, &after);
    }
}

/// Waits until the client has come alive, and has filled the portals that there are.
fn is_alive(browser: &Browser) {
    let empty = "document.querySelector('#elsewhere:not(:has(#in-portal))')";
    browser.until(empty, &json!(null));
}

fn made_anew(browser: &Browser, mut served: Served, after: &impl Fn(&Browser)) {
    run(browser, "window.isSame = true");
    for round in 1..=2 {
        served.restart();
        browser.until("window.rebuilt && rebuilt()", &json!(round));
        browser.until("window.isSame", &json!(true));
        browser.until("lost()", &json!([]));
        browser.until("changes", &json!([]));
        after(browser);
        run(browser, "changes.length = 0");
    }
    browser.made_no_mistakes();
}

/// Asserts that an expression has had this value since the page was changed.
#[track_caller]
fn is(browser: &Browser, expression: &str, expected: &Value) {
    assert_eq!(
        &run(browser, &format!("return {expression}")),
        expected,
        "{expression}"
    );
}

/// Asserts that the server answers, with one more click each time.
fn works(browser: &Browser) {
    browser.click("#count");
    let count = browser.text("#count").expect("it is there");
    browser.click("#serve");
    browser.shows("#served", &count);
}

#[test]
fn rows_in_rows_keep_what_was_typed_and_what_was_opened() {
    let before = |browser: &Browser| {
        for row in [1, 4, 5] {
            browser.click(&format!("#line-{row} .open"));
            browser.type_into(&format!("#line-{row} .opened"), "opened");
        }
        browser.click("#line-4 .inner");
        browser.type_into("#line-4 .inmost", "inmost");
        browser.click("#line-5 .open");
        browser.type_into("#line-2 .closed", "closed");
        browser.type_into("#line-5 .closed", "again");
        browser.until("document.activeElement.value", &json!("again"));
    };
    survives("/unharmed/screen", before, |browser| {
        is(browser, "document.activeElement.value", &json!("again"));
        browser.holds("#line-1 .opened", "opened");
        browser.holds("#line-4 .opened", "opened");
        browser.holds("#line-4 .inmost", "inmost");
        browser.holds("#line-2 .closed", "closed");
        works(browser);
        run(browser, "document.querySelector('#line-5 .closed').focus()");
    });
}

#[test]
fn rows_that_the_server_turns_keep_what_is_in_them() {
    visit("/unharmed/screen", |browser| {
        browser.click("#line-4 .open");
        browser.type_into("#line-4 .opened", "opened");
        browser.type_into("#line-2 .closed", "closed");
        browser.click("#turn");
        browser.until(
            "document.querySelector('#groups').firstElementChild.id",
            &json!("group-2"),
        );
        browser.holds("#line-4 .opened", "opened");
        browser.holds("#line-2 .closed", "closed");
    });
}

#[test]
fn choices_stay_as_they_were_made_bound_or_not() {
    let before = |browser: &Browser| {
        browser.choose("#country", "at");
        browser.has("#state [value=vie]");
        browser.choose("#state", "vie");
        run(
            browser,
            "const loose = document.querySelector('#loose');
             loose.options[1].selected = loose.options[2].selected = true;
             document.querySelector('#range').value = 7;
             document.querySelector('#date').value = '2026-11-27';
             document.querySelector('#colour').value = '#123456';",
        );
        browser.click("#size-l");
        browser.click("#tag-s");
        browser.click("#free-2");
        browser.shows("#chosen", "at vie l one+s");
    };
    survives("/unharmed/screen", before, |browser| {
        browser.shows("#chosen", "at vie l one+s");
        browser.holds("#country", "at");
        browser.holds("#state", "vie");
        let chosen =
            "[...document.querySelector('#loose').selectedOptions].map(option => option.value)";
        is(browser, chosen, &json!(["b", "c"]));
        browser.holds("#range", "7");
        browser.holds("#date", "2026-11-27");
        browser.holds("#colour", "#123456");
        browser.is_checked("#size-l", true);
        browser.is_checked("#tag-s", true);
        browser.is_checked("#tag-m", false);
        browser.is_checked("#free-2", true);
        works(browser);
    });
}

#[test]
fn texts_that_are_typed_into_the_page_itself_stay_with_the_caret() {
    let before = |browser: &Browser| {
        run(
            browser,
            "const edited = document.querySelector('#edited');
             edited.focus();
             getSelection().collapse(edited.firstChild, 5);",
        );
        browser.insert(" and more");
        run(browser, "document.execCommand('insertParagraph')");
        browser.insert("second line");
        run(
            browser,
            "const paper = document.querySelector('#paper');
             paper.focus();
             getSelection().collapse(paper.lastChild.firstChild, 3);
             document.execCommand('insertParagraph');",
        );
        browser.insert("three");
        run(
            browser,
            "document.execCommand('selectAll');
             getSelection().collapse(document.querySelector('#paper').firstChild.firstChild, 3);
             document.execCommand('insertText', false, ' changed');
             document.execCommand('bold');",
        );
        browser.type_into("#half", " half a wo");
        run(
            browser,
            "document.querySelector('#half').setSelectionRange(7, 9)",
        );
        browser.type_into("#title", "Title");
        browser.shows("#shown", "Title");
        run(
            browser,
            "document.querySelector('#half').focus();
             window.html = ['edited', 'paper'].map(id => document.getElementById(id).innerHTML);",
        );
        assert_ne!(browser.text("#words"), Some("0".into()));
    };
    survives("/unharmed/screen", before, |browser| {
        is(
            browser,
            "['edited', 'paper'].map(id => document.getElementById(id).innerHTML == html[['edited', 'paper'].indexOf(id)])",
            &json!([true, true]),
        );
        browser.holds("#half", "given half a wo");
        is(browser, "document.activeElement.id", &json!("half"));
        is(browser, "document.activeElement.selectionStart", &json!(7));
        is(browser, "document.activeElement.selectionEnd", &json!(9));
        browser.holds("#title", "Title");
        browser.shows("#shown", "Title");
        works(browser);
        run(browser, "document.querySelector('#half').focus()");
    });
}

#[test]
fn a_caret_in_an_edited_element_and_a_selection_in_prose_stay() {
    let before = |browser: &Browser| {
        run(
            browser,
            "const prose = document.querySelector('#prose');
             getSelection().setBaseAndExtent(prose.firstChild, 11, prose.querySelector('b').firstChild, 4);
             window.selected = String(getSelection());",
        );
        is(browser, "selected.length > 20", &json!(true));
    };
    survives("/unharmed/screen", before, |browser| {
        is(browser, "String(getSelection()) == selected", &json!(true));
    });

    let before = |browser: &Browser| {
        run(
            browser,
            "const edited = document.querySelector('#edited');
             edited.focus();
             getSelection().collapse(edited.firstChild, 2);",
        );
        browser.insert("xy");
    };
    survives("/unharmed/screen", before, |browser| {
        is(browser, "getSelection().anchorOffset", &json!(4));
        is(browser, "document.activeElement.id", &json!("edited"));
        browser.shows("#edited", "fixyrst");
    });
}

#[test]
fn a_composition_goes_on() {
    let served = serve();
    let browser = Browser::at(&format!("{}unharmed/screen", served.url()));
    browser.shows("#count", "0");
    run(
        &browser,
        "window.ended = [];
         addEventListener('compositionend', ({data}) => ended.push(data), true);
         document.querySelector('#half').focus();
         document.querySelector('#half').setSelectionRange(2, 2);",
    );
    is_alive(&browser);
    browser.compose("に");
    run(&browser, WATCH);
    run(&browser, REMEMBER);
    let before = |browser: &Browser| {
        is(browser, "ended", &json!([]));
    };
    made_anew(&browser, served, &before);
    browser.compose("にほ");
    browser.insert("日本");
    browser.holds("#half", "gi日本ven");
    is(&browser, "ended", &json!(["日本"]));
}

#[test]
fn what_scripts_of_others_draw_play_and_insert_stays() {
    let before = |browser: &Browser| {
        run(
            browser,
            "customElements.define('my-clock', class extends HTMLElement {
                 static observedAttributes = ['label'];
                 connected = 0;
                 connectedCallback() {
                     this.connected++;
                     if (!this.shadowRoot) this.attachShadow({mode: 'open'}).innerHTML = '<i>ticks</i>';
                     this.append('tick');
                     this.setAttribute('role', 'timer');
                     this.classList.add('hydrated');
                 }
             });
             const context = document.querySelector('#canvas').getContext('2d');
             context.fillStyle = 'rgb(1, 2, 3)';
             context.fillRect(0, 0, 20, 20);
             window.pixel = () => [...document.querySelector('#canvas').getContext('2d').getImageData(3, 3, 1, 1).data];
             document.querySelector('#frame').contentDocument.body.textContent = 'in the frame';
             document.querySelector('#video').volume = 0.25;
             document.querySelector('#foreign').innerHTML = '<div class=chart><b>chart</b></div>';
             document.body.insertAdjacentHTML('beforeend', '<div id=extension><i>extension</i></div>');
             document.body.insertAdjacentHTML('afterbegin', '<div id=first><i>first</i></div>');
             document.querySelector('#html').insertAdjacentHTML('beforeend', '<u>marked</u>');
             document.querySelector('#table tr').insertAdjacentHTML('beforeend', '<td id=cell>extra</td>');
             document.querySelector('#prose').insertAdjacentHTML('afterbegin', '<u id=note>note</u>');",
        );
        browser.type_into("#table .cell", "cell");
        browser.click("#count");
        browser.shows("#svg-text", "1");
    };
    survives("/unharmed/screen", before, |browser| {
        is(browser, "pixel()", &json!([1, 2, 3, 255]));
        is(
            browser,
            "document.querySelector('#frame').contentDocument.body.textContent",
            &json!("in the frame"),
        );
        is(
            browser,
            "document.querySelector('#video').volume",
            &json!(0.25),
        );
        is(
            browser,
            "document.querySelector('my-clock').connected",
            &json!(1),
        );
        is(
            browser,
            "document.querySelector('my-clock').textContent",
            &json!("tick"),
        );
        is(
            browser,
            "document.querySelector('my-clock').getAttribute('role')",
            &json!("timer"),
        );
        is(
            browser,
            "document.querySelector('my-clock').className",
            &json!("hydrated"),
        );
        browser.counts(".chart", 1);
        browser.counts("#extension", 1);
        browser.counts("#first", 1);
        browser.counts("#html u", 1);
        browser.counts("#cell", 1);
        browser.counts("#note", 1);
        browser.holds("#table .cell", "cell");
        works(browser);
        let count = browser.text("#count").expect("it is there");
        browser.shows("#svg-text", &count);
        is(
            browser,
            "document.querySelector('my-clock').getAttribute('label')",
            &json!(count),
        );
    });
}

#[test]
fn attributes_that_others_have_set_stay_unless_the_application_may_have_set_them() {
    let _alone = RENEWED.lock();
    let built = build_renewed(&[]);
    let mut served = Served::from(&built.server, &built.assets, &[]);
    let browser = Browser::at(&served.url());
    browser.shows("#build", "first");
    browser.click("#count");
    browser.shows("#marks", "*");
    run(&browser, WATCH);
    run(
        &browser,
        "const build = document.querySelector('#build'), count = document.querySelector('#count');
         build.dataset.seen = 'yes';
         build.className = 'marked twice';
         build.style.outline = '1px solid';
         count.setAttribute('aria-describedby', 'note');
         count.setAttribute('bis_skin', '1');
         count.setAttribute('title', 'set by others');
         document.body.setAttribute('cz-shortcut-listen', 'true');
         document.documentElement.classList.add('translated-ltr');",
    );
    served.restart();
    browser.until("rebuilt()", &json!(1));
    browser.has("#build.marked.twice[data-seen=yes]");
    is(
        &browser,
        "document.querySelector('#build').style.outline",
        &json!("solid 1px"),
    );
    browser.has("#count[aria-describedby=note][bis_skin]");
    // The page sets titles.
    browser.lacks("#count[title]");
    browser.has("body[cz-shortcut-listen]");
    browser.has("html.translated-ltr");
    browser.click("#count");
    browser.shows("#marks", "**");
    browser.made_no_mistakes();
}

#[test]
fn movements_and_scroll_positions_go_on() {
    let before = |browser: &Browser| {
        browser.click("#count");
        browser.has("#moving.wide");
        run(
            browser,
            "document.querySelector('#outer').scrollTop = 30;
             document.querySelector('#inner').scrollTop = 41;
             document.querySelector('#inner').scrollLeft = 17;
             scrollTo(0, 120);
             window.moving = document.getAnimations();
             window.scrolls = () => [scrollY, ...['outer', 'inner'].flatMap(id => {
                 const {scrollTop, scrollLeft} = document.getElementById(id);
                 return [scrollTop, scrollLeft];
             })];
             window.before = scrolls();",
        );
        is(browser, "moving.length", &json!(2));
        is(browser, "before[1]", &json!(30));
    };
    survives("/unharmed/screen", before, |browser| {
        is(
            browser,
            "document.getAnimations().map((movement, at) => movement == moving[at])",
            &json!([true, true]),
        );
        // A page that is made anew at once has not moved that long yet.
        browser.until(
            "moving.map(({playState, currentTime}) => playState == 'running' && currentTime > 500)",
            &json!([true, true]),
        );
        is(browser, "String(scrolls()) == String(before)", &json!(true));
    });
}

#[test]
fn layers_stay_open() {
    let before = |browser: &Browser| {
        run(
            browser,
            "document.querySelector('#unfolded').open = document.querySelector('#within').open = true;
             document.querySelector('#popover').showPopover();",
        );
        browser.type_into("#in-details", "details");
        browser.type_into("#in-popover", "popover");
        // What is behind it cannot be used.
        run(browser, "document.querySelector('#dialog').showModal()");
        browser.type_into("#in-dialog", "dialog");
    };
    survives("/unharmed/screen", before, |browser| {
        is(
            browser,
            "document.querySelector('#dialog').matches(':modal')",
            &json!(true),
        );
        is(
            browser,
            "document.querySelector('#popover').matches(':popover-open')",
            &json!(true),
        );
        is(
            browser,
            "document.querySelector('#unfolded').open",
            &json!(true),
        );
        is(
            browser,
            "document.querySelector('#within').open",
            &json!(true),
        );
        browser.holds("#in-popover", "popover");
        browser.holds("#in-dialog", "dialog");
        browser.holds("#in-details", "details");
        is(browser, "document.activeElement.id", &json!("in-dialog"));
    });
}

#[test]
fn portals_and_the_head_stay() {
    let before = |browser: &Browser| {
        browser.type_into("#in-portal", "portal");
        browser.click("#count");
        browser.shows("#portal-count", "1");
        run(
            browser,
            "document.head.insertAdjacentHTML('beforeend', '<style id=sheet>#bare { color: red }</style>');",
        );
        browser.until("document.title", &json!("count 1"));
    };
    survives("/unharmed/screen", before, |browser| {
        browser.holds("#in-portal", "portal");
        browser.counts("#in-portal", 1);
        browser.counts("#at-end", 1);
        browser.counts("#sheet", 1);
        browser.counts("title", 1);
        browser.counts("meta[name=description]", 1);
        works(browser);
        let count = browser.text("#count").expect("it is there");
        browser.shows("#portal-count", &count);
        browser.shows("#at-end", &format!("end {count}"));
        browser.until("document.title", &json!(format!("count {count}")));
    });
}

#[test]
fn hidden_content_keeps_what_was_entered_there() {
    let before = |browser: &Browser| {
        browser.type_into("#hidden-text", "text");
        browser.click("#hidden-box");
        browser.choose("#hidden-choice", "y");
        browser.type_into("#hidden-inner", "inner");
        run(
            browser,
            "const edited = document.querySelector('#hidden-edited');
             edited.focus();
             getSelection().collapse(edited.firstChild, 5);",
        );
        browser.insert("!");
        browser.click("#hide-inner");
        browser.lacks("#hidden-inner");
        browser.click("#hide");
        browser.lacks("#hidden-text");
    };
    survives("/unharmed/screen", before, |browser| {
        browser.click("#hide");
        browser.holds("#hidden-text", "text");
        browser.is_checked("#hidden-box", true);
        browser.holds("#hidden-choice", "y");
        browser.shows("#hidden-edited", "empty!");
        browser.click("#hide-inner");
        browser.holds("#hidden-inner", "inner");
        browser.click("#hide-inner");
        browser.click("#hide");
        works(browser);
    });
}

#[test]
fn a_form_whose_fields_are_named_like_parts_of_documents_stays() {
    // The driver of the browser follows such names, and hangs.
    let click = |browser: &Browser, selector: &str| {
        let script = format!("document.querySelector({})?.click()", json!(selector));
        run(browser, &script);
    };
    let before = |browser: &Browser| {
        browser.until(
            "document.querySelector('#count').click() ?? Number(document.querySelector('#count').textContent) > 0",
            &json!(true),
        );
        run(
            browser,
            "document.querySelectorAll('.named').forEach(field => field.value = field.name + '!');",
        );
    };
    survives("/unharmed/named", before, |browser| {
        is(
            browser,
            "[...document.querySelectorAll('.named')].every(field => field.value == field.name + '!')",
            &json!(true),
        );
        let count: u32 = browser
            .text("#count")
            .and_then(|count| count.parse().ok())
            .expect("a number");
        click(browser, "#count");
        browser.shows("#count", &(count + 1).to_string());
        click(browser, "#send");
        browser.shows("#served", &(count + 1).to_string());
    });
}

/// A library that fills an element, notes in it that it has, and tells of clicks.
const LIBRARY: &str = "
    window.drawn = 0;
    window.sizes = [];
    window.drawMap = (place, chosen) => {
        drawn++;
        addEventListener('resize', () => sizes.push(place.clientWidth > 0));
        place.classList.add('has-map');
        place.style.position = 'relative';
        place.insertAdjacentHTML('beforeend', '<div class=tiles><b>tiles</b></div>');
        place.addEventListener('click', () => {
            place.dataset.clicks = Number(place.dataset.clicks ?? 0) + 1;
            chosen();
        });
    };";

#[test]
fn an_element_that_a_library_fills_is_filled_once_and_works() {
    for each_way in [0, 200] {
        let served = serve();
        let wire = Latency::before(served.address(), Duration::from_millis(each_way));
        let wire = wire.expect("a port is free");
        let browser = Browser::start();
        browser.run_before_pages(LIBRARY);
        browser.open(&format!("http://{}/unharmed/widget", wire.address()));
        browser.until("drawn", &json!(1));
        browser.click("#map .tiles");
        browser.until("document.querySelector('#map').dataset.clicks", &json!("1"));
        run(&browser, WATCH);
        run(
            &browser,
            "window.count = document.querySelector('#count'); window.lost = () => count.isConnected ? [] : ['count']",
        );
        let mut served = served;
        for round in 1..=2 {
            served.restart();
            browser.until("window.rebuilt && rebuilt()", &json!(round));
            browser.until("lost()", &json!([]));
            // The library knows the element that is there now, and no other is.
            browser.counts("#map .tiles", 1);
            browser.has("#map.map.has-map");
            is(&browser, "drawn", &json!(round + 1));
            browser.until("sizes.at(-1)", &json!(true));
            browser.click("#map .tiles");
            browser.until("document.querySelector('#map').dataset.clicks", &json!("1"));
            browser.shows("#chosen", "1");
            works(&browser);
        }
        browser.made_no_mistakes();
    }
}
