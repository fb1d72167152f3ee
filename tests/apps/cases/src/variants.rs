//! Variants of the other cases.

use std::collections::HashMap;
use std::rc::Rc;

use watershed::prelude::*;

trait Totals {
    fn total(&self) -> i32;
}

#[derive(Clone, Cross)]
struct Store {
    items: RwSignal<Vec<i32>>,
    names: Option<Memo<usize>>,
}

impl Totals for Store {
    fn total(&self) -> i32 {
        self.items.get().iter().sum()
    }
}

impl Store {
    fn new() -> Self {
        let items = RwSignal::new(vec![1, 2]);
        Store {
            items,
            names: Some(memo(move || items.get().len())),
        }
    }
    fn add(&self) {
        self.items.update(|items| items.push(3));
    }
}

/// Reads of all kinds.
#[component]
pub fn Reads() -> View {
    let store = Store::new();
    let shared = Rc::new(store.clone());
    let n = RwSignal::new(1);
    let by_name = HashMap::from([(String::from("n"), n)]);
    let nested = (1, (n, "x"));
    let all = vec![n, RwSignal::new(7)];
    let arc = String::from("arc");
    let add = {
        let store = store.clone();
        move |_| {
            store.add();
            n.update(|n| *n += 1);
        }
    };
    let lifted = {
        let store = n;
        move || store.get() + 10
    };
    let Some(first) = all.first().copied() else {
        panic!("there is one");
    };
    let width = 5;
    let in_rc = Rc::new(move || n.get());
    let in_tuple = (move || n.get(), "x");
    let in_option = Some(move || n.get());
    let times = move |by: i32| move || n.get() * by;
    let twice = times(2);
    view! {
        <button on:click=add>"add"</button>
        <button id="names" on:click=move |_| n.set(store.names.map_or(0, |names| names.get() as i32 * 10))>"names"</button>
        <p id="total">{store.total()}</p>
        <p id="trait">{Totals::total(&store)}</p>
        <p id="rc">{shared.total()}</p>
        <p id="with">{store.items.with(|items| items.len())}</p>
        <p id="option">{store.names}</p>
        <p id="map">{by_name["n"]}</p>
        <p id="map-get">{by_name["n"].get() * 2}</p>
        <p id="tuple">{nested.1.0}</p>
        <p id="index">{all[0]}</p>
        <p id="else">{first}</p>
        <p id="format">{format!("{n:>width$}|{arc}", n = n.get())}</p>
        <p id="title" title=store.total() class:many={store.total() > 3} style:width={format!("{}px", store.total())}>"t"</p>
        <p id="let">{{ let twice = n.get() * 2; twice + 1 }}</p>
        <p id="match">{match n.get() { 1 => "one", 2 => "two", _ => "many" }}</p>
        <p id="if">{if n.get() > 1 { "more" } else { "one" }}</p>
        <p id="iter">{all.iter().map(|n| n.get()).sum::<i32>()}</p>
        <p id="lifted">{lifted}</p>
        <p id="bool">{n.get() > 1}</p>
        <p id="char">{char::from_digit(n.get() as u32, 10)}</p>
        <p id="float">{f64::from(n.get()) / 4.0}</p>
        <p id="in-rc">{in_rc()}</p>
        <p id="in-tuple">{in_tuple.0()}</p>
        <p id="in-option">{in_option.map(|read| read())}</p>
        <p id="twice" title=twice()>{twice()}</p>
    }
}

#[derive(Clone, PartialEq, Cross)]
struct Task {
    id: u32,
    title: RwSignal<String>,
    done: RwSignal<bool>,
    kind: RwSignal<String>,
}

/// A todo list as a Leptos user writes it, with an action that adds.
#[component]
pub fn Tasks() -> View {
    let tasks = RwSignal::new(vec![task(1, "a"), task(2, "b")]);
    let next = RwSignal::new(3);
    let add = action(async move |title: String| {
        let id = next.get_untracked();
        next.set(id + 1);
        tasks.update(|tasks| tasks.push(task(id, &title)));
    });
    let remove = action(async move |id: u32| {
        tasks.update(|tasks| tasks.retain(|task| task.id != id));
    });
    let draft = RwSignal::new(String::new());
    let left = move || tasks.get().iter().filter(|task| !task.done.get()).count();
    view! {
        <form on:submit:prevent=move |_| { add.dispatch(draft.get()); draft.set(String::new()); }>
            <input id="draft" bind:value=draft/>
            <button id="add">"add"</button>
        </form>
        <p id="left">{left} " left"</p>
        <ul>
            <For each=tasks key=|task| task.id let:task>
                <TaskRow task=task.get() on_remove=move |_: ()| remove.dispatch(task.get().id)/>
            </For>
        </ul>
        <button id="all" on:click=move |_| for task in tasks.get() { task.done.set(true); }>"all"</button>
        <output>{move || tasks.get().iter().map(|task| format!("{}{}{}", task.title.get(), u8::from(task.done.get()), task.kind.get())).collect::<Vec<_>>().join(",")}</output>
    }
}

fn task(id: u32, title: &str) -> Task {
    Task {
        id,
        title: RwSignal::new(title.to_owned()),
        done: RwSignal::new(false),
        kind: RwSignal::new(String::from("x")),
    }
}

#[component]
fn TaskRow(task: Task, on_remove: Callback<()>) -> View {
    view! {
        <li id=format!("task-{}", task.id) class:done=task.done>
            <input type="checkbox" bind:checked=task.done/>
            <input class="title" bind:value=task.title/>
            <select bind:value=task.kind><option value="x">"X"</option><option value="y">"Y"</option></select>
            <button class="remove" on:click=move |_| on_remove.run(())>"x"</button>
        </li>
    }
}

/// Controls of all types.
#[component]
pub fn Inputs() -> View {
    let date = RwSignal::new(String::from("2026-01-02"));
    let time = RwSignal::new(String::from("10:30"));
    let colour = RwSignal::new(String::from("#ff0000"));
    let range = RwSignal::new(7u8);
    let small = RwSignal::new(3i8);
    let maybe = RwSignal::new(Some(1.5f64));
    let many = RwSignal::new(vec![String::from("b")]);
    let open = RwSignal::new(false);
    let note = RwSignal::new(String::from("\nfirst"));
    let month = RwSignal::new(String::from("2026-11"));
    view! {
        <form>
            <input id="date" type="date" bind:value=date/>
            <input id="time" type="time" bind:value=time/>
            <input id="colour" type="color" bind:value=colour/>
            <input id="range" type="range" min="0" max="10" bind:value=range/>
            <input id="small" type="number" bind:value=small/>
            <input id="maybe" type="number" step="any" bind:value=maybe/>
            <input id="month" type="month" bind:value=month/>
            <select id="many" multiple bind:value=many>
                <optgroup label="all"><option>"a"</option><option>"b"</option><option>"c"</option></optgroup>
            </select>
            <textarea id="note" bind:value=note></textarea>
            <button type="reset" id="reset">"reset"</button>
        </form>
        <details bind:open=open><summary>"more"</summary>"text"</details>
        <button id="set" on:click=move |_| {
            date.set("2027-03-04".into());
            time.set("11:45".into());
            colour.set("#00ff00".into());
            range.set(2);
            small.set(-5);
            maybe.set(None);
            many.set(vec!["a".into(), "c".into()]);
            open.update(|open| *open = !*open);
            note.set("\n\nsecond".into());
            month.set("2027-01".into());
        }>"set"</button>
        <output>{move || format!("{} {} {} {} {} {:?} {:?} {} {:?} {}", date.get(), time.get(), colour.get(), range.get(), small.get(), maybe.get(), many.get(), open.get(), note.get(), month.get())}</output>
    }
}

/// Structure in unusual parents.
#[component]
pub fn Parents() -> View {
    let on = RwSignal::new(false);
    let rows = RwSignal::new(vec![1, 2]);
    let picked = RwSignal::new(0);
    view! {
        <button id="turn" on:click=move |_| { on.update(|on| *on = !*on); rows.update(|rows| { rows.push(3); rows.reverse(); }); }>"turn"</button>
        <table>
            <caption>{rows.with(|rows| rows.len())}</caption>
            <colgroup><Show when=on><col/></Show></colgroup>
            <thead><tr><th>"h"</th><Show when=on><th>"later"</th></Show></tr></thead>
            <tbody>
                <For each=rows key=|row| *row let:row>
                    <tr><td><button class="pick" on:click=move |_| picked.set(row.get())>{row}</button></td><Show when=on><td class="later">{picked}</td></Show></tr>
                </For>
            </tbody>
        </table>
        <dl><For each=rows key=|row| *row let:row><dt>{row}</dt><dd>{move || row.get() * picked.get()}</dd></For></dl>
        <svg viewBox="0 0 100 100">
            <For each=rows key=|row| *row let:row><circle cx=move || row.get() * 10 cy="5" r="4" on:click=move |_| picked.set(row.get() * 10)/></For>
            <Show when=on><g id="g"><text>{picked}</text></g></Show>
        </svg>
        <select id="pick" prop:value=move || picked.get().to_string() on:change=move |event| picked.set(event.value().parse().unwrap_or(0))>
            <option value="0">"none"</option>
            <Show when=on><optgroup label="rows"><For each=rows key=|row| *row let:row><option value=row>{row}</option></For></optgroup></Show>
        </select>
        <ruby>"a"<Show when=on><rp>"("</rp><rt>"b"</rt></Show></ruby>
        <math><mi>"x"</mi><Show when=on><mo>"+"</mo><mi id="mi">{picked}</mi></Show></math>
        <picture><Show when=on><source srcset="data:,"/></Show><img alt="i"/></picture>
        <output>{picked}</output>
    }
}

/// Async components that come later and fail.
#[component]
pub fn Later() -> View {
    let on = RwSignal::new(false);
    let ids = RwSignal::new(vec![1u32]);
    view! {
        <button id="turn" on:click=move |_| { on.update(|on| *on = !*on); ids.update(|ids| ids.push(2)); }>"turn"</button>
        <main>
            <Show when=on fallback=view! { <i>"off"</i> }><Slow id=0/></Show>
            <For each=ids key=|id| *id let:id><Slow id=id.get()/></For>
            {match on.get() { true => view! { <Slow id=9/> }, false => view! { <b>"none"</b> } }}
        </main>
    }
}

#[component]
async fn Slow(id: u32) -> Result<View, std::io::Error> {
    #[cfg(not(target_arch = "wasm32"))]
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let n = RwSignal::new(0);
    Ok(
        view! { <button id=format!("slow-{id}") on:click=move |_| n.update(|n| *n += 1)>{id} ":" {n}</button> },
    )
}

#[component]
fn Generic<T: Clone + PartialEq + std::fmt::Display + 'static>(
    value: T,
    children: Children,
) -> View {
    let shown = value.to_string();
    let n = RwSignal::new(0);
    view! { <p class="generic">{shown.clone()} " " {n} {children()}</p><button class="generic" on:click=move |_| n.update(|n| *n += 1)>"+"</button> }
}

#[component]
fn Called(
    render: impl Fn(i32) -> String + 'static,
    on_pick: Callback<i32>,
    #[prop(default = 3)] most: i32,
) -> View {
    view! { {for i in 0..most { let text = render(i); view! { <button class="called" on:click=move |_| on_pick.run(i)>{text}</button> } }} }
}

/// Components of all kinds.
#[component]
pub fn Composed() -> View {
    let picked = RwSignal::new(-1);
    let label = RwSignal::new(String::from("l"));
    provide_context(picked);
    let doubled = memo(move || picked.get() * 2);
    view! {
        <Generic value=3>" three"</Generic>
        <Generic value=String::from("s")><Show when=move || { picked.get() > 0 }><em>{doubled}</em></Show></Generic>
        <Called render=move |i| format!("no {i}{}", label.get().trim_start_matches('l')) on_pick=move |i| picked.set(i)/>
        <Deep level=3/>
        <Labelled text=label/>
        <Labelled text=memo(move || format!("computed {}", picked.get()))/>
        <Labelled text="fixed"/>
        <button id="relabel" on:click=move |_| label.update(|label| label.push('!'))>"relabel"</button>
        <output>{picked}</output>
    }
}

#[derive(Clone, Cross)]
enum Text {
    Fixed(String),
    Signal(RwSignal<String>),
    Memo(Memo<String>),
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::Fixed(text.into())
    }
}

impl From<RwSignal<String>> for Text {
    fn from(text: RwSignal<String>) -> Self {
        Text::Signal(text)
    }
}

impl From<Memo<String>> for Text {
    fn from(text: Memo<String>) -> Self {
        Text::Memo(text)
    }
}

impl Text {
    fn get(&self) -> String {
        match self {
            Text::Fixed(text) => text.clone(),
            Text::Signal(text) => text.get(),
            Text::Memo(text) => text.get(),
        }
    }
}

#[component]
fn Labelled(#[prop(into)] text: Text) -> View {
    view! { <p class="labelled" title={text.get()}>{text.get()}</p> }
}

#[component]
fn Deep(level: u32) -> View {
    let picked = use_context::<RwSignal<i32>>().expect("it is provided");
    view! {
        <div class=format!("deep-{level}")>
            <button class="deep" on:click=move |_| picked.set(level as i32 + 100)>{level} "/" {picked}</button>
            {if level > 0 { view! { <Deep level=level-1/> } }}
        </div>
    }
}

/// Several elements that the browser hides and shows again, and that the server changes meanwhile.
#[component]
pub fn Again() -> View {
    let open = RwSignal::new(true);
    let (words, set_words) = signal(String::from("first"));
    let say = action(async move |text: String| set_words.set(text));
    let rows = RwSignal::new(vec![1]);
    let add = action(async move |_: ()| rows.update(|rows| rows.push(2)));
    let lent = RwSignal::new(false);
    view! {
        <button id="turn" on:click=move |_| open.update(|open| *open = !*open)>"turn"</button>
        <button id="say" on:click=move |_| say.dispatch("second".into())>"say"</button>
        <button id="add" on:click=move |_| add.dispatch(())>"add"</button>
        <button id="lend" on:click=move |_| lent.set(true)>"lend"</button>
        <Show when=lent><Portal to="aside"><u>"lent"</u></Portal></Show>
        <aside><Show when=open><s>"open"</s></Show><em>{words}</em></aside>
        <main>
            <Show when=open fallback=view! { <i>"one"</i> <i id="closed">{words}</i> }>
                <p>"one"</p>
                "text " {words}
                <p id="two" title=words>{words}</p>
                <For each=rows key=|row| *row let:row><b>{row}</b></For>
                <p id="three">{words}</p>
            </Show>
        </main>
    }
}
