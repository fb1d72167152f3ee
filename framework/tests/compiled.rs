//! Components through the compiler, on both targets.

#![allow(missing_docs, clippy::redundant_locals)]

use std::collections::BTreeMap;
use std::time::Duration;

use watershed::prelude::*;

#[component]
pub fn Counter() -> View {
    let (count, set_count) = signal(0);
    view! {
        <div>
            <h1>{count}</h1>
            <button on:click=move |_| set_count.update(|c| *c -= 1)>"-"</button>
            <button on:click=move |_| set_count.update(|c| *c += 1)>"+"</button>
        </div>
    }
}

#[component]
pub fn Toggle() -> View {
    let (show, set_show) = signal(false);
    let secret = String::from("only on the server");
    on_mount(move || set_show.set(true));
    view! {
        <div>
            <button on:click=move |_| set_show.update(|s| *s = !*s)>"toggle"</button>
            <Show when=show>
                <p>{secret.clone()}</p>
            </Show>
        </div>
    }
}

/// A type of which a part is left to the compiler says nothing in the browser's build.
#[component]
pub fn Inferred() -> View {
    let prices = BTreeMap::from([("tea".to_owned(), 2), ("milk".to_owned(), 1)]);
    let names: Vec<_> = prices.keys().cloned().collect();
    let costs: Vec<_> = prices.values().copied().collect();
    let (shown, set_shown) = signal(0);
    view! {
        <ul>{for name in names { view! { <li>{name}</li> } }}</ul>
        <button on:click=move |_| set_shown.set(costs[0] + costs.len())>{shown}</button>
    }
}

#[derive(Clone, PartialEq)]
pub struct Row {
    id: u32,
    label: String,
}

fn make_rows(count: u32) -> Vec<Row> {
    (0..count)
        .map(|id| Row {
            id,
            label: id.to_string(),
        })
        .collect()
}

#[component]
pub fn Rows() -> View {
    let (rows, set_rows) = signal(make_rows(1000));
    let (selected, set_selected) = signal(None::<u32>);
    let append =
        action(async move |count: u32| set_rows.update(|rows| rows.extend(make_rows(count))));
    view! {
        <table>
            <tbody>
                <For each=rows key=|row| row.id let:row>
                    <tr class:danger=move || selected.get() == Some(row.get().id)>
                        <td>{row.get().id}</td>
                        <td><a on:click=move |_| set_selected.set(Some(row.get().id))>{move || row.get().label}</a></td>
                    </tr>
                </For>
            </tbody>
        </table>
        <button on:click=move |_| append.dispatch(1000)>"append"</button>
    }
}

#[component]
pub fn Closures(name: String) -> View {
    let (log, set_log) = signal(String::new());
    let say = move |what: &str| {
        set_log.update(|l| {
            l.push_str(what);
            l.push_str(&name)
        })
    };
    let hello = move |_: &str| say("hello ");
    view! { <button on:click=move |_| hello("x")>"hi"</button> <button on:click=move |_| say("bye ")>"bye"</button> <p>{log}</p> }
}

#[component]
pub fn Shadow() -> View {
    let (count, set) = signal(1u8);
    let inc = move |_: u8| set.update(|c| *c += 1);
    let (x, set) = signal(String::from("a"));
    let count = count;
    let x = (x, 1i64);
    view! {
        <i on:click=move |_| inc(1)>{count}</i>
        <b on:click=move |_| { let n = x.1; let x = x.0.get(); set.set(format!("{x}{n}")) }>"x"</b>
    }
}

pub struct Pair<A, B>(pub A, pub B);
#[derive(Clone)]
pub enum Kind {
    Plain { code: u32 },
    Fancy(u64, bool),
    None,
}

#[component]
pub fn Patterns(kind: Kind, maybe: Option<u32>) -> View {
    let Pair((a, set_a), _) = Pair(signal(5u64), 9u8);
    let Some(limit) = maybe else {
        return view! { <p on:click=move |_| set_a.set(0)>"none"</p> };
    };
    view! {
        <div>
            {a}
            {if let Some(m) = maybe && m > 3 {
                view! { <b on:click=move |_| set_a.set(u64::from(m + limit))>"m"</b> }
            } else {
                view! { <i>"no"</i> }
            }}
            {match kind {
                Kind::Plain { code } => view! { <u on:click=move |_| set_a.set(code.into())>"p"</u> },
                Kind::Fancy(n, _) if n > 3 => view! { <u on:click=move |_| set_a.set(n)>"f"</u> },
                _ => view! { <u>"?"</u> },
            }}
        </div>
    }
}

#[component]
pub fn Formats() -> View {
    let (count, set_count) = signal(0i32);
    let (w, name) = (10usize, "x".to_string());
    let cell =
        move |i: i32| view! { <td on:click=move |_| set_count.set(i)>{format!("cell {i}")}</td> };
    let cells = (0..10).map(cell).collect::<Vec<_>>();
    let more = vec![1, 2]
        .into_iter()
        .map(|k| view! { <td on:click=move |_| set_count.set(k)>"k"</td> })
        .collect::<Vec<View>>();
    view! {
        <table><tbody><tr>{cells}{more}</tr></tbody></table>
        <p>{move || { let count = count.get(); format!("{count} {name:>w$}") }}</p>
    }
}

#[component]
pub fn Pick<T>(value: RwSignal<T>, options: Vec<T>, label: String) -> View
where
    T: Cross + Clone + PartialEq + 'static,
{
    let first = options[0].clone();
    view! { <label>{label}</label><button on:click=move |_| value.set(first.clone())>"pick"</button> }
}

#[cfg(not(target_arch = "wasm32"))]
mod sys {
    pub fn title() -> String {
        "server".into()
    }
}

#[component]
pub fn PickParent() -> View {
    let chosen = RwSignal::new(7u32);
    let label = sys::title();
    view! { <Pick value=chosen options=vec![1, 2, 3] label=label/> }
}

/// A type parameter that no client code names, in a slot whose item the parent's client code captures.
#[component]
pub fn Listing<T: Clone + 'static>(all: Vec<T>, row: Slot<T>) -> View {
    view! { {for it in all.clone() { view! { <p>{row(it)}</p> } }} }
}

#[component]
pub fn ListingParent() -> View {
    let (chosen, set_chosen) = signal(0_u8);
    view! {
        <Listing all=vec![1, 2]><slot:row let:number><b on:click=move |_| set_chosen.set(number)>{chosen}</b></slot:row></Listing>
    }
}

#[component]
pub fn Loops(items: Vec<String>) -> View {
    let (n, set_n) = signal(0usize);
    view! {
        <ul>
            {for (i, item) in items.iter().enumerate() {
                let length = item.len();
                view! { <li on:click=move |_| set_n.set(length + i)>{item.clone()}{n}</li> }
            }}
        </ul>
    }
}

#[component]
pub fn Local() -> View {
    let (n, set_n) = signal(1);
    let doubled = memo(move || n.get() * 2);
    macro_rules! bump {
        ($by:expr) => {
            set_n.update(|n| *n += $by)
        };
    }
    view! { <p on:click=move |_| bump!(2)>{doubled}</p> }
}

#[component]
pub fn Collected() -> View {
    let mut all = Vec::new();
    for number in 0..3 {
        all.push(signal(number));
    }
    let (last, set_last) = all[2];
    let mut named = std::collections::HashMap::new();
    if last.get_untracked() > 1 {
        named.insert("first", RwSignal::new(String::new()));
    }
    let first = named["first"];
    view! {
        <button on:click=move |_| set_last.update(|last| *last += 1)>{last}</button>
        <button on:click=move |_| first.update(|first| first.push('a'))>{first}</button>
        {for (number, set_number) in all {
            view! { <button on:click=move |_| set_number.update(|number| *number += 1)>{number}</button> }
        }}
    }
}

#[server]
fn quiet() -> impl futures_util::Stream<Item = usize> {
    futures_util::stream::empty()
}

/// Client code captures the results of functions of the server, in bodies that wait and in those that do not.
#[component]
pub fn Told() -> View {
    let minutes = ticks(Duration::from_secs(60));
    let late = memo(move || minutes.get() > 5);
    let people = presence("room", || String::from("Ann"));
    let letters = topic::<usize>("letters");
    task({
        let letters = letters.clone();
        async move { letters.publish(1) }
    });
    let count = stream_signal(0, quiet());
    let seen = RwSignal::new(0);
    view! {
        <button class:late=late.get() on:click=move |_| seen.set(people.get().len() + count.get())>{seen}{minutes}</button>
    }
}

#[component]
pub async fn ToldLater() -> View {
    let minutes = ticks(Duration::from_secs(60));
    let late = memo(move || minutes.get() > 5);
    let seen = RwSignal::new(0);
    view! { <button class:late=late.get() on:click=move |_| seen.set(minutes.get())>{seen}</button> }
}

#[server]
static NOTES: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

/// The type of what is made of a value of the server's is written.
#[component]
pub fn Noted() -> View {
    let noted: usize = NOTES.lock().map(|notes| notes.len()).unwrap_or_default();
    let first = NOTES.lock().ok().and_then(|notes| notes.first().cloned());
    let (count, set_count) = signal(noted);
    view! { <button on:click=move |_| set_count.set(noted)>{count}</button> {first} }
}
