//! Effects, memos, cleanups, timers and panics in scopes that end: rows, arms, conditions, hooks.

use std::collections::HashMap;

use watershed::prelude::*;

fn note(log: RwSignal<String>, line: &str) {
    log.update(|log| {
        log.push_str(line);
        log.push(' ');
    });
}

/// Effects that write what other effects read.
#[component]
pub fn Cascade() -> View {
    let base = RwSignal::new(1);
    let double = RwSignal::new(0);
    let sum = RwSignal::new(0);
    let runs = RwSignal::new(String::new());
    let clamped = RwSignal::new(5);
    effect(move || {
        double.set(base.get() * 2);
        note(runs, "a");
    });
    effect(move || {
        sum.set(base.get() + double.get());
        note(runs, "b");
    });
    effect(move || {
        if clamped.get() > 10 {
            clamped.set(10);
        }
    });
    effect(move || {
        if sum.get() > 20 {
            batch(|| {
                base.set(0);
                clamped.set(99);
            });
        }
    });
    view! {
        <button id="more" on:click=move |_| base.update(|base| *base += 1)>"more"</button>
        <button id="far" on:click=move |_| base.set(50)>"far"</button>
        <input id="clamped" type="number" bind:value=clamped/>
        <output id="sum">{base} " " {double} " " {sum}</output> <output id="runs">{runs}</output> <output id="is">{clamped}</output>
    }
}

/// Panics in everything that a row or an arm may have.
#[component]
pub fn Falling() -> View {
    let rows = RwSignal::new(vec![1u32, 2, 3]);
    let fail = RwSignal::new(0u32);
    let log = RwSignal::new(String::new());
    let count = RwSignal::new(0);
    let arm = RwSignal::new(0u32);
    view! {
        <button id="effect" on:click=move |_| fail.set(1)>"effect"</button>
        <button id="memo" on:click=move |_| fail.set(2)>"memo"</button>
        <button id="text" on:click=move |_| fail.set(3)>"text"</button>
        <button id="remove" on:click=move |_| rows.update(|rows| { rows.remove(0); })>"remove"</button>
        <button id="timer" on:click=move |_| { timeout(10, move || panic!("timer")); timeout(20, move || note(log, "timer")); }>"timer"</button>
        <button id="fine" on:click=move |_| { fail.set(0); count.update(|count| *count += 1) }>"fine"</button>
        <button id="next" on:click=move |_| arm.update(|arm| *arm += 1)>"next"</button>
        <ul><For each=rows key=|row| *row let:row><FallingRow row=row.get() fail=fail log=log/></For></ul>
        {match arm.get() {
            0 => view! { <p id="arm">"zero"</p> },
            n => {
                let text = format!("arm {n}");
                view! { <p id="arm">{text} <FallingRow row={100 + n} fail=fail log=log/></p> }
            }
        }}
        <output id="count">{count}</output> <output id="log">{log}</output>
    }
}

#[component]
fn FallingRow(row: u32, fail: RwSignal<u32>, log: RwSignal<String>) -> View {
    let odd = memo(move || {
        if fail.get() == 2 && row == 2 {
            panic!("memo {row}");
        }
        fail.get() + row
    });
    effect(move || {
        if fail.get() == 1 && row == 2 {
            panic!("effect {row}");
        }
        note(log, &format!("+{row}"));
        on_cleanup(move || {
            if row == 1 {
                panic!("cleanup {row}");
            }
            note(log, &format!("-{row}"));
        });
    });
    view! {
        <li id=format!("row-{row}")>{odd} " " {if fail.get() == 3 && row == 2 { panic!("text {row}") } else { fail.get() * 10 }}</li>
    }
}

/// Contexts of a component for those in it, also for those that come later, in rows and children of others.
#[derive(Clone, Copy, Cross)]
pub struct Theme(RwSignal<String>);

/// Contexts that shadow each other.
#[component]
pub fn Themes() -> View {
    let outer = Theme(RwSignal::new("light".into()));
    provide_context(outer);
    let rows = RwSignal::new(vec![1u32]);
    let open = RwSignal::new(false);
    view! {
        <button id="more" on:click=move |_| { rows.update(|rows| { let n = rows.len() as u32 + 1; rows.push(n) }); open.set(true) }>"more"</button>
        <Themed id="a".to_owned()/>
        <Provider name="dark".to_owned()>
            <Themed id="b".to_owned()/>
            <For each=rows key=|row| *row let:row><Themed id=format!("row-{}", row.get())/></For>
            <Show when=open><Provider name="deep".to_owned()><Themed id="c".to_owned()/></Provider><Themed id="d".to_owned()/></Show>
        </Provider>
        <Themed id="e".to_owned()/>
        <button id="outer" on:click=move |_| outer.0.set("bright".into())>"outer"</button>
    }
}

#[component]
fn Provider(name: String, children: Children) -> View {
    let theme = Theme(RwSignal::new(name));
    provide_context(theme);
    view! { <section class={theme.0.get()}>{children()}</section> }
}

#[component]
fn Themed(id: String) -> View {
    let theme = use_context::<Theme>().expect("it is provided");
    view! { <p id=id on:click=move |_| theme.0.update(|name| name.push('!'))>{theme.0}</p> }
}

/// A number that is counted, remembered for a time and undone.
#[derive(Clone, Copy)]
pub struct Counted<T: 'static> {
    value: RwSignal<T>,
    history: RwSignal<Vec<T>>,
    changed: Memo<bool>,
}

/// A hook of any type, which uses another.
#[composable]
pub fn use_counted(first: f64, log: RwSignal<String>) -> Counted<f64> {
    let value = RwSignal::new(first);
    let history = RwSignal::new(vec![first]);
    let changed = memo(move || history.get().len() > 1);
    effect(move || {
        let text = format!("is {}", value.get());
        note(log, &text);
    });
    let (_late, _) = use_later(log);
    Counted {
        value,
        history,
        changed,
    }
}

/// Says so once, a little later, unless its component has gone.
#[composable]
pub fn use_later(log: RwSignal<String>) -> (ReadSignal<bool>, RwSignal<u32>) {
    let (is_late, set_late) = signal(false);
    let number = RwSignal::new(0);
    on_mount(move || {
        timeout(30, move || {
            set_late.set(true);
            note(log, "late");
        });
        on_cleanup(move || note(log, "gone"));
    });
    (is_late, number)
}

/// Users of the hook.
#[component]
pub fn Hooks() -> View {
    let log = RwSignal::new(String::new());
    let number = use_counted(1.0, log);
    let text = use_counted(7.5, log);
    let open = RwSignal::new(false);
    let add = move || {
        number.value.update(|value| *value += 1.0);
        let now = number.value.get();
        number.history.update(|history| history.push(now));
    };
    view! {
        <button id="add" on:click=move |_| add()>"add"</button>
        <button id="write" on:click=move |_| text.value.update(|value| *value += if text.changed.get() { 1.0 } else { 0.5 })>"write"</button>
        <button id="open" on:click=move |_| open.update(|open| *open = !*open)>"open"</button>
        <p id="number">{number.value} " " {number.changed} " " {number.history.get().len()}</p>
        <p id="text">{text.value} " " {text.changed.get()}</p>
        {if open.get() { view! { <Inside log=log/> } }}
        <output>{log}</output>
    }
}

#[component]
fn Inside(log: RwSignal<String>) -> View {
    let inner = use_counted(2.5, log);
    view! { <button id="inner" on:click=move |_| inner.value.update(|value| *value *= 2.0)>{inner.value}</button> }
}

/// Reads that come and go, of a map, of signals in signals, through options and results.
#[component]
pub fn Reading() -> View {
    let table = RwSignal::new(HashMap::from([
        (1u32, RwSignal::new(10)),
        (2, RwSignal::new(20)),
    ]));
    let key = RwSignal::new(1u32);
    let selected = memo(move || table.get().get(&key.get()).copied());
    let value = memo(move || selected.get().map(|it| it.get()));
    let parsed = RwSignal::new(String::from("12"));
    let number = memo(move || {
        parsed
            .get()
            .parse::<i32>()
            .map_err(|error| error.to_string())
    });
    let nested = RwSignal::new(RwSignal::new(1));
    let other = RwSignal::new(2);
    view! {
        <button id="key" on:click=move |_| key.update(|key| *key = *key % 3 + 1)>"key"</button>
        <button id="write" on:click=move |_| if let Some(it) = selected.get() { it.update(|it| *it += 1) }>"write"</button>
        <button id="insert" on:click=move |_| other.update(|other| *other += 1)>"other"</button>
        <input id="parsed" bind:value=parsed/>
        <p id="value">{match value.get() { Some(value) => value.to_string(), None => "none".into() }}</p>
        <p id="selected">{selected.get()}</p>
        <p id="number" class:bad={number.get().is_err()}>{number.get().map_or_else(|_| "bad".to_owned(), |n| (n * 2).to_string())}</p>
        <p id="nested">{nested.get().get() + other.get()}</p>
        {if let Ok(n) = number.get() { view! { <p id="ok">{n}</p> } } else { view! { <p id="error">"error"</p> } }}
        {match (key.get(), value.get()) {
            (1, Some(n)) if n > 10 => view! { <p id="arm">"many " {n}</p> },
            (k, Some(n)) => view! { <p id="arm">{k} ": " {n}</p> },
            (k, None) => view! { <p id="arm">{k} " has none"</p> },
        }}
    }
}

/// Effects that a loop makes, on a page with a session and on one without.
#[component]
pub fn Loops() -> View {
    let tell = RwSignal::new(0);
    let told = RwSignal::new(0);
    let send = action(async move |n: i32| told.set(n));
    view! {
        <Looped/>
        <button id="send" on:click=move |_| { tell.update(|n| *n += 1); send.dispatch(tell.get()) }>"send"</button>
        <output id="told">{told.get()}</output>
    }
}

/// Notes what each of its effects sees.
#[component]
pub fn Looped() -> View {
    let log = RwSignal::new(String::new());
    let n = RwSignal::new(0);
    for i in 0..3 {
        effect(move || note(log, &format!("{i}:{}", n.get())));
    }
    let watch = |name: &'static str| {
        let name = name.to_owned();
        effect(move || note(log, &format!("{name}{}", n.get())));
    };
    watch("a");
    watch("b");
    view! {
        <button id="more" on:click=move |_| n.update(|n| *n += 1)>"more"</button>
        <output id="log">{log}</output>
    }
}
