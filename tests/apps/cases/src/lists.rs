//! Lists: in lists, moved, changed by their own rows, with everything in a row that a component may have.

use std::collections::BTreeMap;

use watershed::prelude::*;

/// A board without signals in it: the server makes its rows, plain values.
#[component]
pub fn Matrix() -> View {
    let rows = RwSignal::new(vec![(1u32, vec![1u32, 2, 3]), (2, vec![4, 5]), (3, vec![])]);
    let picked = RwSignal::new(0);
    view! {
        <button id="rotate" on:click=move |_| rows.update(|rows| { rows.rotate_left(1); for row in rows.iter_mut() { row.1.reverse(); } })>"rotate"</button>
        <button id="grow" on:click=move |_| rows.update(|rows| for row in rows.iter_mut() { let n = row.0 * 10 + row.1.len() as u32; row.1.insert(0, n) })>"grow"</button>
        <table>
            <For each=rows key=|row| row.0 let:row>
                <tbody id=format!("body-{}", row.get().0)>
                    <tr>
                        <th>{row.get().1.len()}</th>
                        <For each={row.get().1} key=|cell| *cell let:cell>
                            <td class:picked={picked.get() == cell.get()}><button id=format!("cell-{}", cell.get()) on:click=move |_| picked.set(cell.get())>{cell}</button></td>
                        </For>
                    </tr>
                    {if row.get().1.is_empty() { view! { <tr><td>"empty"</td></tr> } }}
                </tbody>
            </For>
        </table>
        <output>{picked}</output>
    }
}

/// Rows with effects, timers, listeners and memos, which end with the row.
#[component]
pub fn Living() -> View {
    let rows = RwSignal::new(vec![1u32, 2, 3]);
    let base = RwSignal::new(1u32);
    let log = RwSignal::new(String::new());
    let ticks = RwSignal::new(BTreeMap::<u32, u32>::new());
    let heard = RwSignal::new(0);
    view! {
        <button id="remove" on:click=move |_| rows.update(|rows| { rows.remove(0); })>"remove"</button>
        <button id="clear" on:click=move |_| rows.set(vec![])>"clear"</button>
        <button id="back" on:click=move |_| rows.set(vec![3, 9])>"back"</button>
        <button id="base" on:click=move |_| base.update(|base| *base += 1)>"base"</button>
        <button id="mark" on:click=move |_| log.update(|log| log.push('|'))>"mark"</button>
        <ul>
            <For each=rows key=|row| *row let:row>
                <LivingRow row=row.get() base=base log=log ticks=ticks heard=heard/>
            </For>
        </ul>
        <output id="log">{log}</output>
        <output id="heard">{heard}</output>
        <output id="ticking">{format!("{:?}", ticks.get().into_iter().filter(|(_, n)| *n > 2).map(|(row, _)| row).collect::<Vec<_>>())}</output>
        <button id="forget" on:click=move |_| ticks.set(BTreeMap::new())>"forget"</button>
    }
}

#[component]
fn LivingRow(
    row: u32,
    base: RwSignal<u32>,
    log: RwSignal<String>,
    ticks: RwSignal<BTreeMap<u32, u32>>,
    heard: RwSignal<u32>,
) -> View {
    let product = memo(move || row * base.get());
    let even = memo(move || product.get() % 2 == 0);
    let runs = RwSignal::new(0);
    effect(move || {
        let text = format!("+{row}:{} ", product.get());
        log.update(|log| log.push_str(&text));
        on_cleanup(move || log.update(|log| log.push_str(&format!("-{row} "))));
    });
    effect(move || {
        even.get();
        runs.update(|runs| *runs += 1);
    });
    on_mount(move || {
        interval(20, move || {
            ticks.update(|ticks| *ticks.entry(row).or_default() += 1)
        });
    });
    view! {
        <li id=format!("row-{row}") class:even=even on:keydown:x:window=move |_| heard.update(|heard| *heard += 1) on:ping:document:custom=move |_| heard.update(|heard| *heard += 100)>
            {product} " " {runs}
        </li>
    }
}

/// Calls of the innermost row through three levels of components.
#[component]
pub fn Levels() -> View {
    let told = RwSignal::new(String::new());
    let rows = RwSignal::new(vec![1u32, 2]);
    view! {
        <button id="more" on:click=move |_| rows.update(|rows| { let n = rows.len() as u32 + 1; rows.insert(0, n) })>"more"</button>
        <For each=rows key=|row| *row let:row>
            <Outer name=format!("o{}", row.get())  length=memo(move || told.get().len()) on_tell=move |text: String| told.update(|told| told.push_str(&format!("{text}{} ", row.get())))/>
        </For>
        <output>{told}</output>
    }
}

#[component]
fn Outer(name: String, length: Memo<usize>, on_tell: Callback<String>) -> View {
    let prefix = name.to_uppercase();
    let count = RwSignal::new(0);
    view! { <div id=name><Middle on_tell=move |text: String| { count.update(|count| *count += 1); on_tell.run(format!("{prefix}{text}{}", count.get())) }/> <i>{count}</i> <s>{length}</s></div> }
}

#[component]
fn Middle(on_tell: Callback<String>) -> View {
    view! { {for n in 0..2u32 { view! { <Inner ask=callback(move |it: u32| it * 10 + n) on_tell=move |it: u32| on_tell.run(format!("-{n}-{it}-"))/> } }} }
}

#[component]
fn Inner(ask: Callback<u32, u32>, on_tell: Callback<u32>) -> View {
    let open = RwSignal::new(false);
    view! {
        <button class="open" on:click=move |_| open.update(|open| *open = !*open)>"open"</button>
        <Show when=open><button class="tell" on:click=move |_| on_tell.run(ask.run(7))>"tell"</button></Show>
    }
}

/// A row that acts on its own list, while answers are on their way.
#[component]
pub fn Acting() -> View {
    let rows = RwSignal::new(vec![1u32, 2, 3]);
    let done = RwSignal::new(Vec::<u32>::new());
    let finish = action(async move |row: u32| done.update(|done| done.push(row)));
    let shift = action(async move |_: ()| {
        rows.update(|rows| {
            rows.rotate_left(1);
            rows.push(rows.len() as u32 + 1);
        })
    });
    view! {
        <button id="shift" on:click=move |_| shift.dispatch(())>"shift"</button>
        <ul>
            <For each=rows key=|row| *row let:row>
                <li id=format!("row-{}", row.get())>
                    <input class="note" on:change=move |_| finish.dispatch(row.get() + 100)/>
                    <button class="done" on:click=move |_| { finish.dispatch(row.get()); let id = row.get(); rows.update(|rows| rows.retain(|row| *row != id)); }>"done"</button>
                </li>
            </For>
        </ul>
        <output>{format!("{:?}", done.get())}</output>
    }
}

/// Rows with their index, whose content is sorted by different keys.
#[component]
pub fn Sorted() -> View {
    let words = RwSignal::new(vec![
        (1u32, String::from("pear"), 3u32),
        (2, "apple".into(), 9),
        (3, "plum".into(), 1),
    ]);
    let by_price = RwSignal::new(false);
    let query = RwSignal::new(String::new());
    let shown = memo(move || {
        let mut all = words.get();
        all.retain(|word| word.1.contains(&query.get()));
        if by_price.get() {
            all.sort_by_key(|word| word.2)
        } else {
            all.sort_by(|a, b| a.1.cmp(&b.1))
        }
        all.into_iter().enumerate().collect::<Vec<_>>()
    });
    view! {
        <input id="query" bind:value=query/>
        <button id="by" on:click=move |_| by_price.update(|it| *it = !*it)>"by"</button>
        <ol>
            <For each=shown key=|(_, word)| word.0 let:(index, word)>
                <li class:first={index.get() == 0}>{index.get() + 1} ". " {word.get().1} " " {word.get().2} <input class="keep"/> {if index.get() % 2 == 1 { view! { <i>"odd"</i> } }}</li>
            </For>
        </ol>
        <p>{for (index, (_, word, _)) in shown.get() { view! { <b>{index} {word}</b> } }}</p>
    }
}
