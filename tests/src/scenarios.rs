//! The promises of the examples, checked in the simulation and in a browser.

use std::path::Path;

use crate::visitor::Visitor;

/// The counter runs in the browser alone.
pub fn counter(page: &impl Visitor) {
    page.shows("h1", "0");
    page.click("#inc");
    page.click("#inc");
    page.shows("h1", "2");
    for _ in 0..3 {
        page.click("#dec");
    }
    page.shows("h1", "-1");
    page.sent_nothing();
}

/// The server is asked once for the content of a toggle.
pub fn toggle(page: &impl Visitor) {
    page.shows("#content", TOGGLED);
    let asked = page.traffic();
    let html = format!("<p>{TOGGLED}</p>").len();
    assert!(
        asked.down.iter().all(|answer| *answer <= html + 24),
        "the children and little else: {asked:?}"
    );
    page.click("#toggle");
    page.lacks("#content p");
    page.click("#toggle");
    page.shows("#content", TOGGLED);
    let again = page.traffic();
    assert!(
        again.up.iter().all(|batch| *batch <= 24),
        "a batch is small: {again:?}"
    );
    assert!(
        again.down.iter().all(|answer| *answer <= 24),
        "content does not come twice: {again:?}"
    );
}

/// The text of the toggle's children.
pub const TOGGLED: &str = "These words are rendered on the server, when they are first asked for.";

/// A thousand rows are kept on the server; only the browser knows which one is selected.
pub fn rows(page: &impl Visitor) {
    page.counts("li", 1000);
    page.click("li:nth-child(3)");
    page.has("li.selected:nth-child(3)");
    page.click("li:nth-child(5)");
    page.has("li.selected:nth-child(5)");
    page.counts("li.selected", 1);
    page.sent_nothing();

    page.click("#remove");
    page.counts("li", 999);
    page.shows("li:nth-child(5)", "blue house 6");
    page.click("#insert");
    page.shows("li:first-child", "blue chair 1001");
    page.click("#update");
    page.shows("li:first-child", "blue chair 1001 !");
    page.shows("li:nth-child(11)", "blue mouse 11 !");
    page.click("#swap");
    page.shows("li:nth-child(2)", "white mouse 999");
    page.shows("li:nth-child(999)", "blue chair 1");
    page.click("#append");
    page.counts("li", 2000);
    page.click("#clear");
    page.counts("li", 0);
    page.click("#create");
    page.counts("li", 1000);
    page.click("li:last-child");
    page.has("li.selected:last-child");
}

/// All parts of a page come, and work.
pub fn stream(page: &impl Visitor) {
    for (name, after) in [("Weather", 50), ("List", 300), ("Archive", 1000)] {
        page.shows(
            &format!("#{name} p"),
            &format!("Asked for {after} milliseconds."),
        );
        page.click(&format!("#{name} button"));
        page.shows(&format!("#{name} button"), "1 likes");
    }
    page.lacks(".waits");
    page.sent_nothing();
}

/// A picture of one point.
const POINT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x04\0\0\0\xb5\x1c\x0c\x02\0\0\0\x0bIDATx\xda\x63\x64\xf8\x0f\0\
\x01\x05\x01\x01\x27\x18\xe3\x66\0\0\0\0IEND\xae\x42\x60\x82";

/// Somebody signs up, with mistakes in each step, and with a picture from `folder`, which the browser may still read afterwards.
pub fn signup(page: &impl Visitor, email: &str, folder: &Path) {
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("there is room");
        path
    };
    page.shows("#step", "Step 1 of 3");
    page.click("#next");
    page.shows(".name", "must be filled in");
    page.shows(".email", "must be filled in");
    page.type_into("#name", "Ann");
    page.type_into("#email", email);
    page.click("#next");
    page.shows("#step", "Step 2 of 3");
    page.shows(".name", "");
    page.click("#team");
    page.type_into("#about", "of me");
    page.click("#next");
    page.shows("#step", "Step 3 of 3");
    page.click("#back");
    page.shows("#step", "Step 2 of 3");
    page.is_checked("#team", true);
    page.holds("#about", "of me");
    page.click("#back");
    page.shows("#step", "Step 1 of 3");
    page.holds("#email", email);
    // Enter is the first button, and not the one for the way back.
    page.press("#name", "Enter");
    page.shows("#step", "Step 2 of 3");
    page.click("#next");
    page.shows("#step", "Step 3 of 3");
    page.type_into("#password", "short");
    page.click("#next");
    page.shows(".password", "must have at least 8 characters");
    page.click("#terms");
    let retyped = || {
        page.clear("#password");
        page.type_into("#password", "long enough");
    };
    retyped();
    page.upload("#picture", &file("page.png", b"<script>alert(1)</script>"));
    page.click("#next");
    page.shows(".picture", "is a file of another type");
    page.shows(".password", "");
    page.is_checked("#terms", true);
    retyped();
    page.upload("#picture", &file("large.png", &vec![0; 50_000_000]));
    page.click("#next");
    page.shows(".picture", "must have at most 2 MB");
    retyped();
    page.upload("#picture", &file("me.png", POINT));
    page.click("#next");
}

/// What one visitor says, all read; who is there and who types is seen. `wait` lets messages travel.
pub fn chat<V: Visitor>(one: &V, two: &V, wait: impl Fn()) {
    for (page, name) in [(one, "Ann"), (two, "Bob")] {
        page.clear("#name");
        page.type_into("#name", name);
        wait();
    }
    one.shows("#people", "AnnBob");
    two.shows("#people", "AnnBob");
    for said in ["Bob Hello!", "Bob Hello!Bob Is nobody there?"] {
        two.type_into("#text", said.rsplit("Bob ").next().unwrap_or_default());
        wait();
        one.shows("#people", "AnnBob is typing");
        two.click("#say button");
        wait();
        one.shows("#lines", said);
        two.shows("#lines", said);
        one.shows("#people", "AnnBob");
        two.holds("#text", "");
    }
}

/// From a list to an article and on: one message each way, and the layout stays.
pub fn shop(page: &impl Visitor) {
    page.shows("h1", "All articles");
    page.click("#clicks");
    page.shows("#clicks", "1");
    page.click("#one-more");
    page.shows("#cart", "1");
    page.type_into("#search", "half a wo");
    page.traffic();
    page.click("li:nth-child(2) .article");
    page.shows("h1", "Round table");
    let traffic = page.traffic();
    assert_eq!(
        (traffic.up.len(), traffic.down.len()),
        (1, 1),
        "{traffic:?}"
    );
    assert!(traffic.sent() <= 40, "{traffic:?}");
    page.shows("#clicks", "1");
    page.holds("#search", "half a wo");
    page.click("#buy");
    page.shows("#cart", "2");
    page.click("#next");
    page.shows("h1", "Reading lamp");
    page.click("#help");
    page.shows("h1", "How can we help?");
    page.click("#returns");
    page.shows("h1", "Send it back");
    page.shows("section h1", "Send it back");
    page.counts("[aria-current=page]", 1);
    page.shows("[aria-current=page]", "Returns");
    page.click("#all");
    page.shows("h1", "All articles");
    page.shows("[aria-current=page]", "All articles");
    page.shows("#clicks", "1");
    page.shows("#cart", "2");
    page.holds("#search", "half a wo");
}

/// Every construct of `view!` works.
pub fn gallery(page: &impl Visitor) {
    gallery_shows_its_first_state(page);
    gallery_text_follows(page);
    gallery_attributes_follow(page);
    gallery_listens(page);
    gallery_binds_controls(page);
    gallery_structure_follows(page);
}

/// The first state is right before any input, and without scripts.
pub fn gallery_shows_its_first_state(page: &impl Visitor) {
    page.counts("section", 3);
    page.shows("section:first-child h2", "1. Text and elements");
    page.shows("section:first-child footer", "in a named slot");
    page.has("section.lively");
    page.shows("#text", "quoted, bare and counted 0, twice: 0");
    page.shows("#raw", "Ada");
    page.shows("#markup b", "markup");
    page.has("svg circle[r='0']");
    page.has("#inc[lang=en][data-kind=spread][title=Ada].key");
    page.shows("#show", "narrow");
    page.counts("#steps li", 0);
    page.shows("#if i", "few");
    page.shows("#let", "");
    page.shows("#match small", "S");
    page.shows("#for", "abc");
    page.shows("#choice button:last-child", "take 3");
}

fn gallery_text_follows(page: &impl Visitor) {
    page.click("#inc");
    page.shows("#text", "quoted, bare and counted 1, twice: 2");
    page.shows("#mathml", "1");
}

fn gallery_attributes_follow(page: &impl Visitor) {
    page.has("#inc.key.odd");
    page.has("#circle[r='1']");
    page.click("#inc");
    page.has("#inc.key:not(.odd)");
    page.lacks("#inc[disabled]");
}

fn gallery_listens(page: &impl Visitor) {
    page.click("#once");
    page.shows("#heard", "clicked once");
    page.send("#heard", "bell-rings", "dong");
    page.shows("#heard", "dong");
    page.click("#once");
    page.shows("#heard", "dong");
    page.press("#name", "Enter");
    page.shows("#heard", "submitted Ada");
    page.click("#focus");
    page.has_focus("#name");
}

fn gallery_binds_controls(page: &impl Visitor) {
    page.type_into("#name", " L");
    page.shows("#raw", "Ada L");
    page.has("#inc[title='Ada L']");
    page.press("#name", "Escape");
    page.holds("#name", "");
    page.shows("#raw", "");
    page.click("#wide");
    page.shows("#show", "wide");
    page.click("#wide");
    page.shows("#show", "narrow");
    page.click("#large");
    page.shows("#match big", "L");
    page.lacks("#match small");
    page.click("#small");
    page.shows("#match small", "S");
}

fn gallery_structure_follows(page: &impl Visitor) {
    page.counts("#steps li", 2);
    page.shows("#let", "last 1");
    page.click("#inc");
    page.shows("#if b", "many");
    page.shows("#steps li:last-child", "step 2");
    page.click("#choice button:first-child");
    page.shows("#text", "quoted, bare and counted 1, twice: 2");
    page.counts("#steps li", 1);
    page.shows("#if i", "few");
}

/// The browser changes the format of a date, and the server rearranges the profile.
pub fn profile(page: &impl Visitor) {
    page.shows("#joined", "joined 2019-03-14");
    page.click("#format");
    page.shows("#joined", "joined 14 Mar 2019");
    page.sent_nothing();
    page.has("#joined + #state");
    page.click("#arrange");
    page.has("#state + #joined");
    page.shows("#joined", "joined 14 Mar 2019");
    let traffic = page.traffic();
    assert_eq!(
        (traffic.up.len(), traffic.down.len()),
        (1, 1),
        "{traffic:?}"
    );
    page.click("#format");
    page.shows("#joined", "joined 2019-03-14");
    page.sent_nothing();
}

/// The data of the user that only the server may know.
pub const SECRETS: [&str; 2] = ["canary-email", "canary-password-hash"];

/// Replies are hidden by a style, and nothing is sent.
pub fn hackernews(page: &impl Visitor) {
    page.has("main > ul > li:first-child > div[style*=block]");
    page.click("button");
    page.shows("button", "[+]");
    page.has("main > ul > li:first-child > div[style*=none]");
    page.click("button");
    page.shows("button", "[-]");
    page.has("main > ul > li:first-child > div[style*=block]");
    page.sent_nothing();
}

/// Replies are removed from the page, and come back without being sent again.
pub fn hackernews_unrender(page: &impl Visitor) {
    page.has("main > ul > li:first-child > div");
    page.click("button");
    page.lacks("main > ul > li:first-child > div");
    page.click("button");
    page.has("main > ul > li:first-child > div");
    let traffic = page.traffic();
    assert!(traffic.up.iter().all(|batch| *batch <= 16), "{traffic:?}");
    assert!(traffic.received() <= 48, "no content: {traffic:?}");
}

/// Things to do are added, ticked, renamed, moved and deleted, and each is on the page in the turn of its event. `settle` lets the
/// server answer.
pub fn todos(page: &impl Visitor, settle: impl Fn()) {
    let add = |title: &str| {
        page.type_into("#title", title);
        match title {
            // The client may not have arrived yet.
            "Buy milk" => page.click("#add button"),
            _ => page.click_shows("#add button", ".draft", title),
        }
        settle();
        page.shows("#todos > li:last-child .title", title);
        page.holds("#title", "");
    };
    page.shows("#left", "0");
    add("Buy milk");
    add("Call Ann");
    add("Sweep");
    page.shows("#left", "3");
    page.lacks(".draft");
    page.click_shows("li:nth-child(2) .mark", "li:nth-child(2) .mark", "☑");
    settle();
    page.shows("#left", "2");
    page.traffic();
    page.click("#open");
    page.has("li:nth-child(2)[hidden]");
    page.click("#done");
    page.counts("#todos > li[hidden]", 2);
    page.click("#all");
    page.counts("#todos > li[hidden]", 0);
    page.sent_nothing();
    page.click("li:nth-child(1) summary");
    page.type_into("li:nth-child(1) [name=title]", " and tea");
    page.click_shows(
        "li:nth-child(1) details button",
        "li:nth-child(1) .title",
        "Buy milk and tea",
    );
    settle();
    page.send("li:nth-child(3)", "dragstart", "");
    page.send("li:nth-child(1)", "drop", "");
    settle();
    page.shows("li:nth-child(1) .title", "Sweep");
    page.shows("li:nth-child(2) .title", "Buy milk and tea");
    page.click("li:nth-child(1) .delete");
    settle();
    page.counts("#todos > li", 2);
    page.shows("#left", "1");
    page.shows("li:nth-child(1) .title", "Buy milk and tea");
}

/// A change that the database refuses is taken back, its failure is shown where it was made, and it can be tried again. `refuse` lets the
/// database refuse everything, or no more; `settle` lets the server answer.
pub fn todos_refused(page: &impl Visitor, settle: impl Fn(), refuse: impl Fn(bool)) {
    let row = "li:nth-child(1)";
    let alert = format!("{row} [role=alert]");
    let try_again = |retry: &str, alert: &str| {
        refuse(false);
        page.has(&format!("{retry}:not([hidden])"));
        page.click(retry);
        settle();
        page.shows(alert, "");
        page.has(&format!("{retry}[hidden]"));
    };
    page.type_into("#title", "Buy milk");
    refuse(true);
    page.click("#add button");
    settle();
    page.shows("#add [role=alert]", "That could not be added.");
    page.lacks(".draft");
    page.holds("#title", "Buy milk");
    page.counts("#todos > li", 0);
    try_again("#retry", "#add [role=alert]");
    page.shows(&format!("{row} .title"), "Buy milk");
    page.holds("#title", "");

    refuse(true);
    page.click_shows(&format!("{row} .mark"), &format!("{row} .mark"), "☑");
    settle();
    page.shows(&alert, "That could not be saved.");
    page.shows(&format!("{row} .mark"), "☐");
    try_again(&format!("{row} .retry"), &alert);
    page.shows(&format!("{row} .mark"), "☑");

    refuse(true);
    page.click(&format!("{row} summary"));
    page.type_into(&format!("{row} [name=title]"), " and tea");
    page.click(&format!("{row} details button"));
    settle();
    page.shows(&alert, "That could not be saved.");
    page.shows(&format!("{row} .title"), "Buy milk");
    try_again(&format!("{row} .retry"), &alert);
    page.shows(&format!("{row} .title"), "Buy milk and tea");

    page.type_into("#title", "Sweep");
    page.click("#add button");
    settle();
    page.shows("li:nth-child(2) .title", "Sweep");
    refuse(true);
    page.send("li:nth-child(2)", "dragstart", "");
    page.send(row, "drop", "");
    settle();
    // Beside the row that was moved, and no other.
    page.shows("li:nth-child(2) [role=alert]", "That could not be moved.");
    page.shows(&alert, "");
    try_again("li:nth-child(2) .retry", "li:nth-child(1) [role=alert]");
    page.shows("li:nth-child(1) .title", "Sweep");

    refuse(true);
    page.click(&format!("{row} .delete"));
    settle();
    page.shows(&alert, "That could not be deleted.");
    page.has(&format!("{row}:not([hidden])"));
    refuse(false);
    page.click(&format!("{row} .retry"));
    settle();
    page.counts("#todos > li", 1);
    page.shows(&format!("{row} .title"), "Buy milk and tea");
}

/// Lets the database of the things to do refuse everything, or no more.
pub fn refuse(file: &Path, refuses: bool) {
    let database = rusqlite::Connection::open(file).expect("a database");
    let triggers = match refuses {
        true => include_str!("scenarios/refuse.sql"),
        false => "DROP TRIGGER no_insert; DROP TRIGGER no_update; DROP TRIGGER no_delete;",
    };
    let changed = database.execute_batch(triggers);
    changed.expect("the database has the triggers, or has not");
}

/// The typed text goes up, and the rows that are new come down.
pub fn search(page: &impl Visitor, settle: impl Fn()) {
    page.shows("#count", "10000");
    page.counts("#towns li", 50);
    page.traffic();
    let mut typed = 0;
    for (key, count) in [
        ("h", "4135"),
        ("e", "400"),
        ("a", "400"),
        ("t", "400"),
        ("h", "400"),
    ] {
        page.type_into("#query", key);
        typed += key.len();
        settle();
        page.shows("#count", count);
        let traffic = page.traffic();
        assert!(traffic.sent() <= typed + 16, "{traffic:?}");
    }
    page.has_focus("#query");
    page.holds("#query", "heath");
    page.clear("#query");
    settle();
    page.shows("#count", "10000");
    page.shows("#towns li:first-child", "Alder, 200 people");
}
