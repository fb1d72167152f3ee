//! A page against a model of it, whatever happens: writes on both sides, calls, connections that break, sessions that
//! sleep, servers that end, tabs that are discarded.
//!
//! A seed decides what happens. One that fails is replayed by the command that the failure names; those up to
//! `WATERSHED_SEEDS` are tried, from `WATERSHED_FIRST_SEED` on.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    env,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use fastrand::Rng;
use watershed::{
    prelude::*,
    testing::{App, Sim},
};
use watershed_tests::visitor::Visitor;

const SEEDS: u64 = 2_000;

thread_local! {
    static SET_SHARED: Cell<Option<WriteSignal<u32>>> = const { Cell::new(None) };
    /// The calls that have run, each with the text that it saw.
    static RUN: RefCell<Vec<(u32, String)>> = const { RefCell::new(Vec::new()) };
}

/// State of each kind: what both sides write, what only a call reads, what belongs to a row.
#[component]
fn Modelled() -> View {
    let (shared, set_shared) = signal(0u32);
    let (next, set_next) = signal(1u32);
    let (made, set_made) = signal(0u32);
    let (text, set_text) = signal(String::new());
    let (trouble, set_trouble) = signal(String::new());
    SET_SHARED.set(Some(set_shared));
    let call = action(async move |number: u32| {
        let seen = text.get_untracked();
        RUN.with_borrow_mut(|run| run.push((number, seen)));
    });
    view! {
        <main on:watershed-trouble=move |event| set_trouble.set(event.detail())>
            <p id="browser">{shared}</p>
            <p id="server">{for now in [shared.get()] { view! { <b>{now}</b> } }}</p>
            <button id="write" on:click=move |_| {
                set_shared.set(next.get());
                set_next.update(|next| *next += 1);
            }>"write"</button>
            <input id="text" bind:value=(text, set_text)/>
            <button id="call" on:click=move |_| {
                set_made.update(|made| *made += 1);
                call.dispatch(made.get());
            }>{made}</button>
            <ul><For each={[0u32, 1, 2]} key=|row| *row let:row><Row row=row/></For></ul>
            <output>{trouble}</output>
        </main>
    }
}

#[component]
fn Row(row: ReadSignal<u32>) -> View {
    let (on, set_on) = signal(false);
    view! {
        <li id={format!("row{}", row.get())} class:on=on on:click=move |_| set_on.update(|on| *on = !*on)>
            {if on.get() { view! { <i>"on"</i> } }}
        </li>
    }
}

/// What the page must show, and what must have run.
#[derive(Default)]
struct PageModel {
    /// The number in the last text, and that at the time of each call.
    texts: u32,
    calls: Vec<u32>,
    rows: BTreeSet<u32>,
    written: u32,
    /// Values that the server has written.
    pushed: BTreeSet<u32>,
    /// True if a session was lost, and with it, maybe, calls under way.
    is_lost: bool,
    /// True if the server has a session of the page.
    has_session: bool,
}

impl PageModel {
    fn step(&mut self, app: &App, rng: &mut Rng) {
        let kind = rng.u32(..41);
        if env::var_os("WATERSHED_SEED").is_some() {
            println!("{kind}: {}", app.html("main"));
        }
        match kind {
            0..8 => {
                self.written += 1;
                app.click("#write");
            }
            8..14 => {
                self.texts += 1;
                app.fill("#text", &self.texts.to_string());
            }
            14..20 => {
                self.calls.push(self.texts);
                app.click("#call");
            }
            20..24 => {
                let row = rng.u32(..3);
                if !self.rows.remove(&row) {
                    self.rows.insert(row);
                }
                app.click(&format!("#row{row}"));
            }
            24..27 if self.has_session => {
                let value = 1_000_000 + self.pushed.len() as u32;
                self.pushed.insert(value);
                let set = SET_SHARED.get().expect("the page was rendered");
                app.on_server(|| set.set(value));
            }
            24..32 => app.pass(rng.u64(0..400)),
            32..34 => app.delay(rng.u64(0..200)),
            34..36 => app.cut(),
            36..37 => app.offline(|| {
                for _ in 0..rng.u32(1..4) {
                    self.offline(app, rng);
                }
            }),
            37..38 => {
                app.crash();
                (self.is_lost, self.has_session) = (true, false);
            }
            38..39 => {
                // A browser discards tabs that nobody has used for long.
                if app.act(Sim::has_waiting) {
                    app.settle();
                }
                app.discard_tab();
                (self.is_lost, self.has_session) = (true, false);
            }
            // The session sleeps, if it can be made again.
            39..40 => app.pass(310_000),
            _ => self.check(app),
        }
    }

    fn offline(&mut self, app: &App, rng: &mut Rng) {
        match rng.u32(..3) {
            0 => {
                self.calls.push(self.texts);
                app.click("#call");
            }
            1 => {
                self.written += 1;
                app.click("#write");
            }
            _ => app.pass(rng.u64(0..20_000)),
        }
    }

    /// Waits until nothing is under way, and compares.
    fn check(&mut self, app: &App) {
        app.settle();
        self.has_session = true;
        // A batch that has ended two connections is given up: then the page says so, and the server lacks what was in it.
        let is_told = app.text("output") == "given-up";
        // I1: both sides have one value, and it is one that somebody has written.
        let shared = app.text("#browser");
        let is_equal = is_told || shared == app.text("#server");
        assert!(is_equal, "the two sides differ:\n{}", app.html("main"));
        let value: u32 = shared.parse().expect("a number");
        assert!(
            value <= self.written || self.pushed.contains(&value),
            "nobody wrote {value}"
        );
        // I2: what the browser has is never lost.
        let text = match self.texts {
            0 => String::new(),
            texts => texts.to_string(),
        };
        app.holds("#text", &text);
        assert_eq!(app.text("#call"), self.calls.len().to_string());
        for row in 0..3 {
            let on = format!("#row{row}.on");
            assert_eq!(app.count(&on) == 1, self.rows.contains(&row), "row {row}");
            // I3: the server's markup follows it.
            let shown = app.count(&format!("#row{row} i"));
            let is_right = is_told || (shown == 1) == self.rows.contains(&row);
            assert!(is_right, "the content of row {row}:\n{}", app.html("main"));
        }
        RUN.with_borrow(|run| {
            // I4: a call runs once at most, after those before it.
            assert!(run.is_sorted_by(|one, two| one.0 < two.0), "{run:?}");
            for (number, seen) in run {
                // I5: a call sees what was written before it.
                let before = self.calls[*number as usize - 1];
                let seen = seen.parse().unwrap_or(0);
                assert!(
                    is_told || seen >= before,
                    "call {number} saw {seen}, and {before} was written"
                );
            }
            // I6: while its session lives, each call runs, or the page says that it may not have.
            assert!(
                self.is_lost || is_told || run.len() == self.calls.len(),
                "{} calls, {run:?} have run",
                self.calls.len()
            );
        });
    }
}

/// Returns how often the session has slept.
fn follow(seed: u64) -> usize {
    let mut rng = Rng::with_seed(seed);
    RUN.take();
    let app = App::new(Modelled);
    let mut model = PageModel {
        has_session: true,
        ..PageModel::default()
    };
    for _ in 0..rng.u32(4..24) {
        model.step(&app, &mut rng);
    }
    model.check(&app);
    app.slept()
}

#[test]
fn a_page_is_what_the_model_says_whatever_happens() {
    let set = |name: &str| env::var(name).ok().and_then(|value| value.parse().ok());
    let seeds = match set("WATERSHED_SEED") {
        Some(seed) => seed..seed + 1,
        None => set("WATERSHED_FIRST_SEED").unwrap_or(0)..set("WATERSHED_SEEDS").unwrap_or(SEEDS),
    };
    let mut slept = 0;
    let count = seeds.clone().count();
    for seed in seeds {
        match catch_unwind(AssertUnwindSafe(|| follow(seed))) {
            Ok(times) => slept += times,
            Err(failure) => {
                eprintln!(
                    "replay: WATERSHED_SEED={seed} cargo test -p watershed-tests --test scenarios model::"
                );
                resume_unwind(failure);
            }
        }
    }
    println!("{count} seeds, {slept} sessions have slept");
    assert!(slept > 0 || count < 100, "no session has slept");
}
