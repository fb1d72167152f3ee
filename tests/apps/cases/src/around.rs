//! Pages and their surroundings: translators, extensions, other tabs, the way back, a server that pushes.

use std::time::Duration;

use watershed::prelude::*;

/// A page of everything that may be translated or extended.
#[component]
pub fn Page() -> View {
    let count = RwSignal::new(0);
    let name = RwSignal::new(String::new());
    let rows = RwSignal::new(vec![1u32, 2, 3]);
    let open = RwSignal::new(false);
    let served = RwSignal::new(0);
    let serve = action(async move |_: ()| served.update(|served| *served += 1));
    let shown = memo(move || there(served.get()));
    view! {
        <h1>"Count: " {count}</h1>
        <p id="mixed">"You have " {count} " of " {shown} " things, " {if count.get() > 1 { "many" } else { "few" }} "."</p>
        <button id="more" on:click=move |_| count.update(|count| *count += 1)>"more " {count}</button>
        <button id="serve" on:click=move |_| serve.dispatch(())>"serve " {shown}</button>
        <button id="open" on:click=move |_| open.update(|open| *open = !*open)>{if open.get() { "close" } else { "open" }}</button>
        <button id="add" on:click=move |_| rows.update(|rows| { let n = rows.len() as u32 + 1; rows.insert(1, n) })>"add"</button>
        <button id="turn" on:click=move |_| rows.update(|rows| rows.reverse())>"turn"</button>
        <label>"Name " <input id="name" bind:value=name/></label>
        <Show when=open fallback=view! { <i>"nothing here"</i> }>"opened " <b>"with " {count}</b> " and " {shown}</Show>
        <ul><For each=rows key=|row| *row let:row><li id=format!("row-{}", row.get())>"row " {row} " of " {count} <button class="less" on:click=move |_| { let id = row.get(); rows.update(|rows| rows.retain(|row| *row != id)) }>"less"</button></li></For></ul>
        <table><tbody><For each=rows key=|row| *row let:row><tr><td>{row}</td><td>"cell"</td></tr></For></tbody></table>
        <p id="hello">"Hello " {name} "!"</p>
        <output>{count} "/" {shown} "/" {name}</output>
    }
}

#[server]
fn there(n: u32) -> u32 {
    n
}

/// Somebody types while the server writes.
#[component]
pub fn Pushed() -> View {
    let ticks = RwSignal::new(0u32);
    let mine = RwSignal::new(String::new());
    let shared = RwSignal::new(String::from("start"));
    let rows = RwSignal::new(vec![1u32, 2]);
    push(ticks, rows, shared);
    view! {
        <input id="mine" bind:value=mine/>
        <input id="plain" placeholder={format!("tick {}", ticks.get())}/>
        <input id="shared" bind:value=shared/>
        <textarea id="area" class={format!("tick-{}", ticks.get() % 2)}></textarea>
        <For each=rows key=|row| *row let:row><p><input id=format!("row-{}", row.get())/>{row} " at " {ticks.get()}</p></For>
        {match ticks.get() % 2 { 0 => view! { <b>"even"</b> }, _ => view! { <i>"odd"</i> } }}
        <select id="pick"><option>"a"</option><option>"b"</option>{for row in rows.get() { view! { <option>{row}</option> } }}</select>
        <output id="ticks">{ticks.get()}</output> <output id="said">{mine} "/" {shared}</output>
    }
}

#[server]
fn push(ticks: RwSignal<u32>, rows: RwSignal<Vec<u32>>, shared: RwSignal<String>) {
    watershed::server::task(async move {
        for n in 0..1000u32 {
            tokio::time::sleep(Duration::from_millis(40)).await;
            ticks.update(|ticks| *ticks += 1);
            rows.update(|rows| {
                rows.rotate_left(1);
                if n < 5 {
                    rows.insert(0, 10 + n);
                }
            });
            if n == 10 {
                shared.set("pushed".into());
            }
        }
    });
}

/// A custom element, files, what is dragged and what is copied.
#[component]
pub fn Carried() -> View {
    let log = RwSignal::new(String::new());
    let items = RwSignal::new(vec![1u32, 2, 3]);
    let dragged = RwSignal::new(None::<u32>);
    let over = RwSignal::new(None::<u32>);
    let say = move |text: String| log.update(|log| log.push_str(&text));
    view! {
        <ul>
            <For each=items key=|item| *item let:item>
                <li id=format!("item-{}", item.get()) draggable=true class:over={over.get() == Some(item.get())}
                    on:dragstart=move |event| { dragged.set(Some(item.get())); event.transfer("text/plain", &item.get().to_string()) }
                    on:dragover:prevent=move |_| over.set(Some(item.get()))
                    on:drop:prevent=move |event| {
                        let (from, to) = (event.transferred("text/plain").parse::<u32>().ok().or(dragged.get()), item.get());
                        over.set(None);
                        if let Some(from) = from {
                            items.update(|items| {
                                items.retain(|item| *item != from);
                                let at = items.iter().position(|item| *item == to).unwrap_or(0);
                                items.insert(at, from);
                            });
                        }
                    }>{item}</li>
            </For>
        </ul>
        <p id="order">{items.get().iter().map(u32::to_string).collect::<Vec<_>>().join(",")}</p>
        <input id="file" type="file" multiple on:change=move |event| say(event.files().iter().map(|file| format!("{} {};", file.name, file.size)).collect())/>
        <textarea id="copy" on:copy=move |event| { event.prevent_default(); event.transfer("text/plain", "copied"); say("copy;".into()) } on:cut:prevent=move |_| say("cut;".into())>"text"</textarea>
        <x-picker id="picker" value=1 on:pick=move |event| say(format!("{:?};", event.detail_as::<Vec<u32>>())) on:change=move |event| say(format!("change {};", event.detail()))></x-picker>
        <output>{log}</output>
    }
}
