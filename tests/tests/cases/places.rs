//! Markup that parsers re-arrange, places that the client finds, and values that an attribute must not have.

use serde_json::json;
use watershed::testing::App;
use watershed_tests::browser::Browser;
use watershed_tests::{cases::visit, examples::cases::places, visitor::Visitor};

/// Asserts the value of a JavaScript expression of an element.
fn of(page: &Browser, selector: &str, expression: &str, expected: serde_json::Value) {
    let element = format!("document.querySelector({})", json!(selector));
    page.until(
        &format!("(element => element ? {expression} : \"missing\")({element})"),
        &expected,
    );
}

const SVG: &str = "http://www.w3.org/2000/svg";

#[test]
fn svg_and_math_that_come_later_are_drawn() {
    visit("/places/drawing", |page| {
        page.click("#go");
        page.counts(".row", 2);
        page.has("#whole a.later text.later");
        let others = format!(
            "[...document.querySelectorAll('svg .later, svg .row')].filter(e => e.namespaceURI != '{SVG}').length"
        );
        page.until(&others, &json!(0));
        page.counts("svg .later", 9);
        of(page, "#fade", "element.localName", json!("linearGradient"));
        of(page, "circle", "element.getBBox().width", json!(8));
        of(page, "#link", "element.href.baseVal", json!("#a"));
        let math = "[...document.querySelectorAll('mfrac, mfrac *')].every(e => e.namespaceURI.endsWith('MathML'))";
        page.until(math, &json!(true));
        of(
            page,
            "#drawn",
            "element.namespaceURI.endsWith('MathML')",
            json!(true),
        );
        for html in ["#html", "#bold", "#annotation"] {
            of(
                page,
                html,
                "element.namespaceURI.endsWith('xhtml')",
                json!(true),
            );
        }
        page.run("document.querySelector('#html').click()", &[]);
        page.shows("output", "1");
        page.shows("#name", "drawing 1");
    });
}

#[test]
fn in_the_simulation_too_they_are_what_they_are_on_a_first_page() {
    let page = App::new(places::Drawing);
    page.click("#go");
    page.counts("svg linearGradient", 1);
    page.counts("svg .later", 9);
    page.click("#html");
    page.shows("output", "1");
}

#[test]
fn a_page_that_a_browser_re_arranges_says_so_and_nothing_else_breaks() {
    visit("/places/rearranged", |page| {
        of(
            page,
            "#watershed-notice",
            "/`<div>` .*places\\.rs:\\d+, cases::places::Card.* in `<p>` .*places\\.rs:\\d+, cases::places::Rearranged/.test(element.textContent)",
            json!(true),
        );
        page.run("document.querySelector('#watershed-notice').remove()", &[]);
        page.click("#go");
        page.shows("output", "1");
        page.click("#go");
        page.shows("output", "2");
    });
}

#[test]
fn rows_of_two_elements_work() {
    fn scenario(page: &impl Visitor) {
        page.click("#b0");
        page.shows("#c0", "1 of 1");
        page.click("#go");
        page.shows("#c1", "0 of 2");
        page.click("#b1");
        page.shows("#c1", "1 of 2");
        page.shows("#c0", "1 of 2");
        page.lacks("#watershed-notice");
    }
    scenario(&App::new(places::Rows));
    visit("/places/rows", scenario);
}

/// Replaces every text in the page with `<font>`, as a translator does, and adds elements, as extensions do.
const TRANSLATE: &str = r"
    const walker = document.createTreeWalker(document.body, 4), texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentNode.closest('script, button')) texts.push(walker.currentNode);
    for (const text of texts) {
        const font = document.createElement('font');
        font.innerHTML = '<font>' + text.data.toUpperCase() + '</font>';
        text.replaceWith(font);
    }
    document.body.prepend(document.createElement('aside'));
    document.querySelector('#sole').append(document.createElement('mark'));
";

#[test]
fn a_translated_page_keeps_working() {
    visit("/places/changed", |page| {
        page.run(TRANSLATE, &[]);
        page.shows("ul", "ROW 1ROW 2ROW 3");
        page.click("#go");
        page.shows("output", "1");
        page.shows("#one", "count 1 of many");
        page.shows("#sole", "1");
        page.shows("#pair", "1AND1");
        page.shows("ul", "ROW 2ROW 3");
        page.shows("ol", "ITEM 2ITEM 3");
        page.run(TRANSLATE, &[]);
        page.click("#go");
        page.shows("#pair", "2AND2");
        page.shows("ul", "ROW 3");
        page.has("#go");
    });
}

#[test]
fn the_server_finds_its_texts_on_a_translated_page() {
    visit("/places/changed_by_server", |page| {
        page.run(TRANSLATE, &[]);
        page.click("#go");
        page.shows("output", "1");
        page.shows("#one", "count 1 of many");
        page.shows("#sole", "1");
        page.shows("#pair", "1AND1");
        page.run(TRANSLATE, &[]);
        page.click("#go");
        page.shows("#one", "count 2 of many");
        page.shows("#pair", "2AND2");
    });
    let page = App::new(places::ChangedByServer);
    for count in ["1", "2"] {
        page.act(|tab| tab.translate("main, body"));
        page.click("#go");
        page.shows("#one", &format!("count {count} of many"));
        page.shows("#sole", count);
    }
}

#[test]
fn a_walk_that_finds_something_else_leaves_it_alone() {
    // Foreign code that removes a text removes what is shown there, and nothing beside it.
    visit("/places/changed_by_server", |page| {
        page.run(
            "for (const id of ['one', 'pair']) document.getElementById(id).firstChild.remove();
             document.querySelector('#sole').replaceChildren(document.createElement('hr'))",
            &[],
        );
        page.click("#go");
        page.shows("output", "1");
        page.shows("#pair i", "and");
        page.has("#sole");
        page.has("#go");
    });
}

#[test]
fn a_declared_document_is_the_document() {
    visit("/places/document", |page| {
        page.until("document.documentElement.lang", &json!("de"));
        page.until("document.body.className", &json!("plain"));
        page.counts("html", 1);
        page.shows("p", "</body>");
        page.click("#go");
        page.shows("output", "1");
        page.until("document.compatMode", &json!("CSS1Compat"));
    });
}

#[test]
fn one_of_several_documents_is_the_document() {
    visit("/places/documents", |page| {
        page.until("document.documentElement.lang", &json!("de"));
        page.until("document.title", &json!("B"));
        page.counts("title", 1);
        page.click("#go");
        page.shows("output", "1");
    });
}

#[test]
fn no_character_is_lost() {
    visit("/places/characters", |page| {
        page.shows("#static", "\nstatic");
        page.shows("#mixed", "\nx end");
        page.shows("#dynamic", "\ndynamic");
        page.shows("#element", "\nb");
        page.shows("#children", "\nchild");
        page.shows("#text", "\ntext");
        page.shows("#returns", "a\r\nb x c");
        page.shows("#nul", "s\u{fffd}t x");
        of(page, "#attribute", "element.title", json!("a\r\nb"));
        let three = "[element.title, element.dataset.own, element.textContent]";
        let [first, then] = ["a\u{fffd}b\rc", "a\u{fffd}\u{fffd}\rc"];
        of(
            page,
            "#bound",
            three,
            json!([first, first, format!("-{first}")]),
        );
        page.click("#go");
        of(
            page,
            "#bound",
            three,
            json!([then, then, format!("-{then}")]),
        );
        of(
            page,
            "#patched",
            three,
            json!([then, then, format!("{then}-")]),
        );
        page.shows("#mixed", "\nyy end");
        page.shows("#returns", "a\r\nb yy c");
        page.shows("#nul", "s\u{fffd}t yy");
        page.shows("#later", "\nyy end");
        page.shows("#whole", "\nwhole");
        let x = "x".repeat(80);
        page.shows("#long", &format!("a\u{fffd}b {x} end"));
        page.click("#change");
        page.shows("#long", &format!("a\u{fffd}b {x} END"));
    });
}

#[test]
fn booleans_are_words_where_the_attribute_has_words() {
    visit("/places/words", |page| {
        let attributes = |selector: &str, names: &[&str], expected: serde_json::Value| {
            let names = json!(names);
            of(
                page,
                selector,
                &format!("{names}.map(name => element.getAttribute(name))"),
                expected,
            );
        };
        let names = [
            "aria-expanded",
            "aria-checked",
            "draggable",
            "contenteditable",
            "spellcheck",
            "translate",
            "hidden",
            "autocapitalize",
            "data-on",
        ];
        attributes(
            "#first",
            &names,
            json!([
                "false", null, "true", "false", "false", "no", null, "off", ""
            ]),
        );
        attributes(
            "#field",
            &["autocomplete", "disabled"],
            json!(["off", null]),
        );
        attributes(
            "#spread",
            &["aria-hidden", "translate"],
            json!(["false", "yes"]),
        );
        attributes("#meta", &["content"], json!(["false"]));
        attributes("#option", &["value"], json!(["false"]));
        attributes("#button", &["value", "data-open"], json!(["true", null]));
        of(page, "#area", "element.value", json!("true"));
        attributes(
            "#values",
            &["value", "content", "data-x"],
            json!(["false", "true", null]),
        );
        page.click("#go");
        attributes("#meta", &["content"], json!(["true"]));
        attributes("#option", &["value"], json!(["true"]));
        attributes(
            "#late",
            &["value", "data-open", "content"],
            json!(["true", "", "false"]),
        );
        attributes(
            "#first",
            &names,
            json!(["true", null, "true", "true", "false", "no", "", "on", ""]),
        );
        attributes(
            "#later",
            &[
                "aria-expanded",
                "draggable",
                "spellcheck",
                "translate",
                "aria-hidden",
            ],
            json!(["true", "true", "false", "no", "false"]),
        );
    });
}

#[test]
fn of_two_attributes_the_later_one_counts_and_classes_add_up() {
    visit("/places/spreads", |page| {
        page.click("#go");
        page.has("#b-class");
        for prefix in ["a", "b"] {
            let attribute = |id: &str, name: &str, expected: serde_json::Value| {
                let read = match name {
                    "class" => "[...element.classList].sort().join(' ')".to_owned(),
                    name => format!("element.getAttribute('{name}')"),
                };
                of(page, &format!("#{prefix}-{id}"), &read, expected);
            };
            attribute("class", "class", json!("own spread"));
            attribute("class", "title", json!("spread"));
            attribute("toggle", "class", json!("own spread"));
            attribute("before", "title", json!("spread"));
            attribute("after", "title", json!("own"));
            attribute("computed", "title", json!("spread"));
            attribute("literal", "title", json!("literal"));
            attribute("literal", "class", json!("own"));
            attribute("none", "title", json!(null));
            attribute("whole", "class", json!(format!("own-{prefix} spread")));
            attribute("id", "title", json!("own"));
        }
    });
}

#[test]
fn raw_text_takes_computed_text() {
    visit("/places/raw_text", |page| {
        of(page, "#box", "element.offsetWidth", json!(100));
        of(page, "#other", "element.offsetHeight", json!(7));
        for id in ["#json", "#html"] {
            of(
                page,
                id,
                "JSON.parse(element.textContent).name",
                json!("</script><b>&amp;"),
            );
        }
        of(
            page,
            "svg style",
            "element.textContent",
            json!("circle{r:3}/*a<b*/"),
        );
        of(page, "#c", "getComputedStyle(element).r", json!("3px"));
        of(
            page,
            "#inner",
            "element.textContent",
            json!("#other { height: 7px }"),
        );
        page.click("#go");
        of(page, "#box", "element.offsetWidth", json!(200));
        of(page, "#late", "element.offsetWidth", json!(55));
        page.lacks("b");
    });
}

#[test]
fn a_refusal_in_the_browser_says_in_which_component() {
    let app = App::new(places::Values);
    app.click("#bad");
    let said = app.console();
    let of_link = said
        .iter()
        .filter(|line| line.contains("in `Values`, `href` is left out"));
    assert!(of_link.count() > 0, "{said:#?}");
}

#[test]
fn what_runs_or_loads_stays_out_of_attributes_on_every_path() {
    visit("/places/values", |page| {
        let refused = |is_later: bool| {
            let links = "[...document.querySelectorAll('a, form, button, iframe, animate, set')]
                .flatMap(e => [...e.attributes]).filter(a => /script/i.test(a.value)).length";
            page.until(links, &json!(0));
            let styles = "[...document.querySelectorAll('[style]')].filter(e => /evil/.test(e.getAttribute('style'))).length";
            page.until(styles, &json!(0));
            let drawn = "[...document.querySelectorAll('rect, rect *')].flatMap(e => [...e.attributes]).filter(a => /evil/.test(a.value)).length";
            page.until(drawn, &json!(0));
            page.counts("[fill='url(#local) red']", if is_later { 2 } else { 1 });
            page.has("#painted[mask='url(#local)']");
            page.counts("a.later", usize::from(is_later));
        };
        refused(false);
        of(
            page,
            "#one",
            "getComputedStyle(element).display",
            json!("none"),
        );
        of(
            page,
            "#prop",
            "element.getAttribute('href')",
            json!("/kept"),
        );
        of(page, "#image", "element.naturalWidth", json!(1));
        of(
            page,
            "#local",
            "element.style.getPropertyValue('--quote')",
            json!("\"\\201C\""),
        );
        of(
            page,
            "#local",
            "/^url\\(\"?data:image/.test(element.style.backgroundImage)",
            json!(true),
        );
        page.click("#bad");
        refused(false);
        of(
            page,
            "#one",
            "getComputedStyle(element).display",
            json!("none"),
        );
        page.click("#go");
        page.has("#later");
        refused(true);
        page.click("#good");
        of(
            page,
            "#a",
            "element.getAttribute('href')",
            json!("sms:+1234"),
        );
        of(
            page,
            "a.later",
            "element.getAttribute('href')",
            json!("sms:+1234"),
        );
        of(page, "#style", "element.style.color", json!("blue"));
        of(page, "#later", "element.style.color", json!("blue"));
        page.click("#bad");
        refused(true);
        of(page, "#prop", "/script/i.test(element.href)", json!(false));
    });
}

#[test]
fn html_of_others_stays_in_its_element() {
    visit("/places/foreign", |page| {
        page.lacks("#watershed-notice");
        page.counts("main > .foreign", 5);
        page.shows("main > .foreign:nth-child(1)", "open bold div");
        page.shows("main > .foreign:nth-child(2)", "cell");
        page.shows("main > .foreign:nth-child(4)", "onetwo");
        page.shows("main > a .foreign", "inner");
        page.shows("pre.foreign", "\nline");
        page.click("#go");
        page.shows("#n", "1");
        page.click("#buy");
        page.shows("#last", "1");
    });
}

#[test]
fn attributes_that_only_a_parser_reads_work_later_too() {
    visit("/places/parsed", |page| {
        of(page, "#first", "element.muted", json!(true));
        page.click("#go");
        of(page, "#video", "element.muted", json!(true));
        for id in ["#used", "#later"] {
            of(page, id, "element.getBBox().width", json!(10));
        }
        page.click("#off");
        of(page, "#first", "element.muted", json!(false));
        of(page, "#video", "element.muted", json!(false));
    });
}

#[test]
fn what_holds_text_shows_no_marks() {
    visit("/places/texts", |page| {
        page.until("document.title", &json!("zero"));
        page.shows("#option", "n even");
        page.holds("#area", "zero");
        page.click("#go");
        page.until("document.title", &json!("many"));
        page.shows("#option", "n ");
        page.click("#go");
        page.shows("#option", "n even");
    });
}
