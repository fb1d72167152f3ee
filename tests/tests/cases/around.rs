//! Pages and their surroundings: translators, extensions, other tabs, the way back, a server that pushes.

use watershed::testing::App;
use watershed_tests::{
    browser::Browser,
    cases::{serve, visit},
    examples::cases::around,
    visitor::Visitor,
};

/// Puts every text into `<font>`s, as a translator does; what comes later, too.
const TRANSLATE: &str = r"
    const translate = root => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), texts = [];
        while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentNode.closest('font, script, style')) texts.push(walker.currentNode);
        for (const text of texts) {
            const outer = document.createElement('font'), inner = document.createElement('font');
            inner.textContent = text.data;
            outer.append(inner);
            text.replaceWith(outer);
        }
    };
    translate(document.body);
    new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => node.nodeType == 1 && translate(node)))).observe(document.body, { childList: true, subtree: true });
";

/// Puts elements of its own everywhere, as extensions do.
const EXTEND: &str = r"
    const foreign = name => Object.assign(document.createElement(name), { className: 'foreign' });
    document.documentElement.setAttribute('data-extended', '');
    document.documentElement.append(foreign('x-extension'));
    document.head.append(foreign('style'));
    document.body.prepend(foreign('x-bar'));
    document.body.append(foreign('x-overlay'));
    document.querySelectorAll('input, textarea, label').forEach(field => field.after(foreign('x-icon')));
    document.querySelectorAll('li').forEach(row => { row.prepend(foreign('x-first')); row.append(foreign('x-last')); });
    document.querySelectorAll('ul, tbody').forEach(list => { list.prepend(foreign('x-first')); list.append(foreign('x-last')); });
    document.querySelectorAll('p, h1, button').forEach(text => { text.prepend(foreign('x-first')); text.append(document.createComment('theirs')); });
";

/// All that the page can do.
fn used(page: &impl Visitor) {
    page.click("#more");
    page.click("#more");
    page.click("#serve");
    page.type_into("#name", "Ada");
    page.click("#open");
    page.click("#add");
    page.click("#turn");
    page.has("#row-4");
    page.click("#row-2 .less");
    page.lacks("#row-2");
    page.click("#more");
}

#[test]
fn the_page_as_it_is() {
    let app = App::new(around::Page);
    used(&app);
    complete(&app);
    visit("/around/page", |page| {
        used(page);
        complete(page);
    });
}

fn complete(page: &impl Visitor) {
    page.shows("output", "3/1/Ada");
    page.shows("h1", "Count: 3");
    page.shows("#mixed", "You have 3 of 1 things, many.");
    page.shows("#hello", "Hello Ada!");
    page.shows("#open", "close");
    page.shows("#row-3", "row 3 of 3less");
    page.counts("tbody tr", 3);
    page.shows("tbody tr", "3cell");
    page.shows("ul", "row 3 of 3lessrow 4 of 3lessrow 1 of 3less");
}

#[test]
fn a_translated_page_goes_on() {
    visit("/around/page", |page| {
        page.click("#more");
        page.shows("output", "1/0/");
        page.run(TRANSLATE, &[]);
        used(page);
        page.counts("li", 3);
        page.counts("tbody tr", 3);
        page.shows("tbody tr", "3cell");
        page.shows("output", "4/1/Ada");
    });
}

#[test]
fn a_page_that_is_translated_first_goes_on() {
    let served = serve();
    let page = Browser::start();
    page.run_before_pages(&format!(
        "document.addEventListener('DOMContentLoaded', () => {{ {TRANSLATE} }})"
    ));
    page.open(&format!("{}around/page", served.url()));
    used(&page);
    page.counts("li", 3);
    page.counts("tbody tr", 3);
    page.made_no_mistakes();
}

#[test]
fn an_extended_page_goes_on() {
    let served = serve();
    for when in ["load", "DOMContentLoaded"] {
        let page = Browser::start();
        page.run_before_pages(&format!(
            "window.addEventListener('{when}', () => {{ {EXTEND} }})"
        ));
        page.open(&format!("{}around/page", served.url()));
        used(&page);
        complete(&page);
        page.made_no_mistakes();
    }
}

/// Typing while a server pushes: nothing typed is lost, though all around it changes.
#[test]
fn typing_while_the_server_writes() {
    visit("/around/pushed", |page| {
        for (field, text) in [
            ("#mine", "abcdefgh"),
            ("#plain", "ijklmnop"),
            ("#area", "qrstuvwx"),
            ("#row-1", "12345678"),
        ] {
            for letter in text.chars() {
                page.type_into(field, &letter.to_string());
                std::thread::sleep(std::time::Duration::from_millis(15));
            }
        }
        page.run("document.querySelector('#pick').value = 'b'", &[]);
        page.until(
            "Number(document.querySelector('#ticks').textContent) > 40",
            &true.into(),
        );
        page.holds("#mine", "abcdefgh");
        page.holds("#plain", "ijklmnop");
        page.holds("#area", "qrstuvwx");
        page.holds("#row-1", "12345678");
        page.shows("#said", "abcdefgh/pushed");
        page.holds("#shared", "pushed");
        page.holds("#pick", "b");
        page.has_focus("#row-1");
        page.type_into("#shared", "!");
        page.shows("#said", "abcdefgh/pushed!");
    });
}

/// The way back leads to the page as it was left, or to a fresh one that works.
#[test]
fn a_page_that_one_comes_back_to_works() {
    visit("/around/page", |page| {
        used(page);
        page.shows("output", "3/1/Ada");
        page.run("location.href = '/events/nothing'", &[]);
        page.shows("p", "nothing");
        page.run("history.back()", &[]);
        page.has("#more");
        page.click("#more");
        page.click("#serve");
        page.click("#serve");
        page.until(
            "/^[14]\\/[23]\\/(Ada)?$/.test(document.querySelector('output').textContent)",
            &true.into(),
        );
        page.until("document.querySelector('#hello').textContent == 'Hello ' + document.querySelector('#name').value + '!'", &true.into());
    });
}

/// Two tabs are two pages.
#[test]
fn two_tabs_are_two_pages() {
    let served = serve();
    let at = format!("{}around/page", served.url());
    let (first, second) = (Browser::at(&at), Browser::at(&at));
    first.click("#serve");
    second.click("#more");
    second.click("#serve");
    first.click("#serve");
    first.shows("output", "0/2/");
    second.shows("output", "1/1/");
    first.made_no_mistakes();
    second.made_no_mistakes();
}

#[test]
fn things_are_carried() {
    visit("/around/carried", |page| {
        page.run(
            "const from = document.querySelector('#item-3'), to = document.querySelector('#item-1'), data = new DataTransfer();
            const send = (at, type) => at.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
            send(from, 'dragstart'); send(to, 'dragover'); send(to, 'drop'); send(from, 'dragend')",
            &[],
        );
        page.shows("#order", "3,1,2");
        page.has("ul li:first-child#item-3");
        page.lacks(".over");
        page.run(
            "const data = new DataTransfer(); data.items.add(new File(['abc'], 'a.txt')); data.items.add(new File([], 'b.txt'));
            const field = document.querySelector('#file'); field.files = data.files; field.dispatchEvent(new Event('change', { bubbles: true }))",
            &[],
        );
        page.shows("output", "a.txt 3;b.txt 0;");
        page.run(
            "const area = document.querySelector('#copy'), send = type => area.dispatchEvent(new ClipboardEvent(type, { bubbles: true, cancelable: true, clipboardData: new DataTransfer() }));
            send('copy'); send('cut')",
            &[],
        );
        page.shows("output", "a.txt 3;b.txt 0;copy;cut;");
        page.holds("#copy", "text");
        page.run(
            "const picker = document.querySelector('#picker');
            picker.dispatchEvent(new CustomEvent('pick', { detail: [1, 2] })); picker.dispatchEvent(new CustomEvent('pick', { detail: 'no' }));
            picker.dispatchEvent(new CustomEvent('change', { detail: 7, bubbles: true }))",
            &[],
        );
        page.shows(
            "output",
            "a.txt 3;b.txt 0;copy;cut;Some([1, 2]);None;change 7;",
        );
    });
}
