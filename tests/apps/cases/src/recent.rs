//! Recent reports against other frameworks: lists, forms, selects, compositions, reconnects.

use watershed::prelude::*;

/// A form that is sent with Enter (livewire 9873, 528), boxes that are refused (aspnetcore 10881, 56847), and a debounced field
/// (livewire 167).
#[component]
pub fn Entered() -> View {
    let late = RwSignal::new(String::new());
    let bound = RwSignal::new(String::new());
    let log = RwSignal::new(Vec::<String>::new());
    let send = action(async move |text: String| log.update(|log| log.push(kept(&text))));
    let sure = RwSignal::new(false);
    let chosen = RwSignal::new(Vec::<u32>::new());
    let searched = RwSignal::new(String::new());
    #[server_only]
    let found = memo(move || kept(&searched.get()));
    view! {
        <form id="form" on:submit:prevent=move |_| send.dispatch(late.get())>
            <input id="late" on:change=move |event| late.set(event.value())/>
        </form>
        <input id="bound" bind:value=bound on:keydown:enter=move |_| { send.dispatch(bound.get()); bound.set(String::new()) }/>
        <input id="sure" type="checkbox" bind:checked=sure on:click:prevent=move |_| ()/>
        {for n in 1..=3_u32 {
            view! {
                <input id=format!("box-{n}") type="checkbox" prop:checked={chosen.get().contains(&n)}
                    on:change=move |event| if event.checked() {
                        chosen.update(|chosen| if chosen.len() < 2 { chosen.push(n) })
                    } else {
                        chosen.update(|chosen| chosen.retain(|it| *it != n))
                    }/>
            }
        }}
        <input id="search" on:input:debounce(100)=move |event| searched.set(event.value())/>
        <output id="log">{log.get().join("|")}</output> <output id="sure-says">{sure}</output>
        <output id="chosen">{chosen.get().iter().map(u32::to_string).collect::<Vec<_>>().join("+")}</output>
        <output id="found">{found}</output>
    }
}

#[server]
fn kept(text: &str) -> String {
    text.to_uppercase()
}

/// A task.
#[derive(Clone, PartialEq, Cross)]
pub struct Task {
    id: u32,
    name: String,
    is_done: bool,
}

/// Two lists of one signal, told apart by their boxes (aspnetcore 8202), and fields that sort their own list (vue 4942,
/// angular 27782).
#[component]
pub fn Halves() -> View {
    let task = |id: u32| Task {
        id,
        name: format!("task {id}"),
        is_done: false,
    };
    let tasks = RwSignal::new(vec![task(1), task(2), task(3)]);
    #[server_only]
    let open = memo(move || halves(&tasks.get(), false));
    #[server_only]
    let done = memo(move || halves(&tasks.get(), true));
    let numbers = RwSignal::new(vec![(1_u32, 30_u32), (2, 20), (3, 10)]);
    let sorted = memo(move || {
        let mut sorted = numbers.get();
        sorted.sort_by_key(|(_, number)| *number);
        sorted
    });
    let turn = move |id: u32| {
        tasks.update(|tasks| {
            for task in tasks.iter_mut().filter(|task| task.id == id) {
                task.is_done = !task.is_done;
            }
        })
    };
    view! {
        <ul id="open"><For each=open key=|task| task.id let:task><li>
            <input type="checkbox" class=format!("box-{}", task.get().id) prop:checked={task.get().is_done} on:change=move |_| turn(task.get().id)/>{task.get().name}
        </li></For></ul>
        <ul id="done"><For each=done key=|task| task.id let:task><li>
            <input type="checkbox" class=format!("box-{}", task.get().id) prop:checked={task.get().is_done} on:change=move |_| turn(task.get().id)/>{task.get().name}
        </li></For></ul>
        <div id="sorted"><For each=sorted key=|row| row.0 let:row>
            <input id=format!("number-{}", row.get().0) prop:value={row.get().1} on:input=move |event| {
                let (id, number) = (row.get().0, event.value().parse().unwrap_or(0));
                numbers.update(|numbers| for row in numbers.iter_mut().filter(|row| row.0 == id) { row.1 = number })
            }/>
        </For></div>
        <output>{tasks.get().iter().filter(|task| task.is_done).map(|task| task.id.to_string()).collect::<Vec<_>>().join("+")}</output>
    }
}

#[server]
fn halves(tasks: &[Task], is_done: bool) -> Vec<Task> {
    let half = tasks.iter().filter(|task| task.is_done == is_done);
    half.cloned().collect()
}

/// Selects whose options come later (svelte 6735, 9412), have no values (svelte 11616), or lose the chosen one.
#[component]
pub fn Later() -> View {
    let fruit = RwSignal::new(String::from("fig"));
    let shown = RwSignal::new(String::from("fig"));
    let plain = RwSignal::new(String::from("Two words"));
    let options = RwSignal::new(Vec::<String>::new());
    let load = action(async move |names: String| {
        options.set(names.split_whitespace().map(str::to_owned).collect())
    });
    view! {
        <select id="bound" bind:value=fruit><For each=options key=|it| it.clone() let:it><option value={it.get()}>{it.get().to_uppercase()}</option></For></select>
        <select id="shown" prop:value=shown><For each=options key=|it| it.clone() let:it><option value={it.get()}>{it.get().to_uppercase()}</option></For></select>
        <select id="plain" bind:value=plain><option>"One"</option><option>"Two words"</option><option>"  Three  "</option></select>
        <button id="load" on:click=move |_| load.dispatch("apple fig pear".into())>"load"</button>
        <button id="fewer" on:click=move |_| load.dispatch("apple pear".into())>"fewer"</button>
        <button id="pear" on:click=move |_| { fruit.set("pear".into()); shown.set("pear".into()) }>"pear"</button>
        <output id="fruit">{fruit}</output> <output id="said">{plain}</output> <output id="count">{options.get().len()}</output>
    }
}

/// Fields during a composition: formatted while it is typed (react 27135), bound (svelte 7111), in a row, beside a clock of the
/// server.
#[component]
pub fn Composed() -> View {
    let formatted = RwSignal::new(String::new());
    let rows = RwSignal::new(vec![(1_u32, RwSignal::new(String::new()))]);
    let sent = RwSignal::new(Vec::<String>::new());
    let say = action(async move |text: String| sent.update(|sent| sent.push(text)));
    let bound = RwSignal::new(String::new());
    #[server_only]
    let upper = memo(move || kept(&bound.get()));
    view! {
        <input id="formatted" prop:value=formatted on:input=move |event| {
            let plain = event.value().replace('-', "");
            let parts: Vec<String> = plain.chars().map(String::from).collect();
            formatted.set(parts.join("-"))
        }/>
        <input id="bound" bind:value=bound on:keydown:enter=move |event| if !event.is_composing() { say.dispatch(bound.get()) }/>
        <For each=rows key=|row| row.0 let:row><input class="row" bind:value={row.get().1}/><b>{row.get().1}</b></For>
        <output id="says">{formatted} "/" {bound} "/" {upper}</output> <output id="sent">{sent.get().join("|")}</output>
    }
}

/// A form that a button has revealed, with typed fields, when the connection is lost (phoenix_live_view 2333, vutuv 1130, djust
/// 2801), or the page is left and shown again.
#[component]
pub fn Revealed() -> View {
    let open = RwSignal::new(false);
    let title = RwSignal::new(String::new());
    let text = RwSignal::new(String::new());
    #[server_only]
    let preview = memo(move || kept(&text.get()));
    view! {
        <button id="open" on:click=move |_| open.set(true)>"write"</button>
        {if open.get() {
            view! {
                <form><input id="title" bind:value=title/> <textarea id="text" bind:value=text></textarea> <input id="loose"/></form>
                <output id="preview">{title} "/" {preview}</output>
            }
        }}
    }
}
