//! The list of things to do, over a database of this process.

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use watershed::testing::App;
use watershed_tests::{
    examples::todos::{Todos, database},
    scenarios,
    visitor::Visitor,
};

/// A database, and the threads that its connections live on.
struct Database {
    runtime: Runtime,
    folder: TempDir,
}

/// Lets one test at a time have the database, which is empty at first.
fn empty() -> (MutexGuard<'static, ()>, &'static Database) {
    static ALONE: Mutex<()> = Mutex::new(());
    static DATABASE: LazyLock<Database> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("there is room");
        let runtime = Runtime::new().expect("there are threads");
        let opened = runtime.block_on(database::open(&folder.path().join("todos")));
        opened.expect("a database");
        Database { runtime, folder }
    });
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (id, ..) in DATABASE.rows() {
        let deleted = DATABASE.runtime.block_on(database::delete(id));
        deleted.expect("a row");
    }
    (alone, &DATABASE)
}

impl Database {
    fn rows(&self) -> Vec<(i64, String, bool)> {
        let all = self.runtime.block_on(database::all(()));
        let all = all.expect("a list").into_iter();
        all.map(|todo| (todo.id, todo.title, todo.done)).collect()
    }

    fn refuse(&self, refuses: bool) {
        scenarios::refuse(&self.folder.path().join("todos"), refuses);
    }
}

#[test]
fn what_is_to_do_is_on_the_page_before_it_is_in_the_database() {
    let _alone = empty();
    let app = App::new(Todos);
    app.delay(200);
    scenarios::todos(&app, || app.settle());
}

#[test]
fn what_the_database_refuses_is_said_where_it_was_done_and_can_be_tried_again() {
    let (_alone, database) = empty();
    let app = App::new(Todos);
    app.delay(200);
    let refuse = |refuses| database.refuse(refuses);
    scenarios::todos_refused(&app, || app.settle(), refuse);
    app.never_received("canary");
}

#[test]
fn without_scripts_a_refusal_is_said_and_leaks_nothing() {
    let (_alone, database) = empty();
    let app = App::without_scripts(Todos);
    app.fill("#title", "Buy milk");
    database.refuse(true);
    app.click("#add button");
    database.refuse(false);
    app.shows("#add [role=alert]", "That could not be added.");
    app.holds("#title", "Buy milk");
    app.never_received("canary");
    app.click("#add button");
    app.shows("#add [role=alert]", "");
    app.shows("li:nth-child(1) .title", "Buy milk");
}

#[test]
fn without_scripts_each_button_loads_the_page_again() {
    let (_alone, database) = empty();
    let app = App::without_scripts(Todos);
    for title in ["Buy milk", "Sweep"] {
        app.fill("#title", title);
        app.click("#add button");
    }
    app.click("li:nth-child(1) .mark");
    app.shows("li:nth-child(1) .mark", "☑");
    app.fill("li:nth-child(2) [name=title]", "Sweep and dust");
    app.click("li:nth-child(2) details button");
    app.shows("li:nth-child(2) .title", "Sweep and dust");
    app.click("li:nth-child(1) .delete");
    app.shows("#left", "1");
    let rows = database.rows();
    let [(_, title, false)] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(title, "Sweep and dust");
}

#[test]
fn what_one_visitor_does_others_see() {
    let _alone = empty();
    let (one, two) = (App::new(Todos), App::new(Todos));
    one.fill("#title", "Sweep");
    one.click("#add button");
    two.settle();
    two.shows("li:nth-child(1) .title", "Sweep");
    two.click("li:nth-child(1) .mark");
    one.settle();
    one.shows("li:nth-child(1) .mark", "☑");
}

#[test]
fn rows_that_are_dropped_at_one_place_stand_in_the_order_of_the_drops() {
    let (_alone, database) = empty();
    let app = App::new(Todos);
    for title in ["a", "b", "c", "d"] {
        app.fill("#title", title);
        app.click("#add button");
        app.settle();
    }
    // Before `a`, each time: `d`, then `c`, then `b`.
    for _ in 0..3 {
        let target = (1..=4)
            .find(|row| app.text(&format!("li:nth-child({row}) .title")) == "a")
            .expect("it is there");
        app.send("li:nth-child(4)", "dragstart", "");
        app.send(&format!("li:nth-child({target})"), "drop", "");
        app.settle();
    }
    let titles = database.rows().into_iter().map(|(_, title, _)| title);
    assert_eq!(titles.collect::<Vec<_>>(), ["d", "c", "b", "a"]);
}

/// Three of ten calls fail. No row is there twice on the way, each failure is said, and in the end the page shows the database.
#[test]
fn the_page_shows_the_database_in_the_end_whatever_fails() {
    let (_alone, database) = empty();
    for seed in 0..runs() {
        let mut random = fastrand::Rng::with_seed(seed);
        for (id, ..) in database.rows() {
            let deleted = database.runtime.block_on(database::delete(id));
            deleted.expect("a row");
        }
        let app = App::new(Todos);
        app.settle();
        for step in 0..random.u32(1..16) {
            let fails = random.u32(..10) < 3;
            if fails {
                // A form that is being sent is not sent again.
                app.settle();
                app.fail_next();
            }
            let rows = app.count("#todos > li:not(.draft)");
            let row = format!("li:nth-child({})", random.usize(1..=rows.max(1)));
            app.delay(random.u64(..300));
            let said = match random.u32(..10) {
                0 | 1 if rows > 0 => {
                    app.click(&format!("{row} .mark"));
                    format!("{row} [role=alert]")
                }
                2 if rows > 0 => {
                    app.click(&format!("{row} .delete"));
                    format!("{row} [role=alert]")
                }
                3 if rows > 0 => {
                    app.fill(&format!("{row} [name=title]"), &format!("renamed {step}."));
                    app.click(&format!("{row} details button"));
                    format!("{row} [role=alert]")
                }
                _ => {
                    app.fill("#title", &format!("added {step}."));
                    app.click("#add button");
                    "#add [role=alert]".to_owned()
                }
            };
            match random.bool() || fails {
                true => app.settle(),
                false => app.pass(random.u64(..600)),
            }
            if fails {
                assert_ne!(app.text(&said), "", "seed {seed}, step {step}: {said}");
                if random.bool() {
                    let retry = match said.starts_with("#add") {
                        true => "#retry".to_owned(),
                        false => format!("{row} .retry"),
                    };
                    let before = app.count("#todos > li");
                    app.has(&format!("{retry}:not([hidden])"));
                    app.click(&retry);
                    app.settle();
                    let is_deleted = app.count("#todos > li") < before;
                    assert!(
                        is_deleted || app.text(&said).is_empty(),
                        "seed {seed}, step {step}: {said}"
                    );
                }
            }
            let shown = app.text("#todos");
            for step in 0..=step {
                for what in ["added", "renamed"] {
                    let often = shown.matches(&format!("{what} {step}.")).count();
                    assert!(often <= 1, "seed {seed}: {shown}");
                }
            }
        }
        app.settle();
        let rows = database.rows();
        assert_eq!(
            app.count("#todos > li:not(.draft)"),
            rows.len(),
            "seed {seed}"
        );
        for (row, (_, title, done)) in (1..).zip(&rows) {
            app.shows(&format!("li:nth-child({row}) .title"), title);
            let mark = if *done { "☑" } else { "☐" };
            app.shows(&format!("li:nth-child({row}) .mark"), mark);
        }
        app.lacks(".draft");
    }
}

/// The number of random runs: `TODOS_RUNS` for more of them.
fn runs() -> u64 {
    let runs = std::env::var("TODOS_RUNS").ok();
    runs.and_then(|runs| runs.parse().ok()).unwrap_or(50)
}
