//! Components through the compiler, on both targets.

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

#[derive(Clone, PartialEq)]
pub struct Row {
    id: u32,
    label: String,
}

fn make_rows(count: u32) -> Vec<Row> {
    (0..count).map(|id| Row { id, label: id.to_string() }).collect()
}

#[component]
pub fn Rows() -> View {
    let (rows, set_rows) = signal(make_rows(1000));
    let (selected, set_selected) = signal(None::<u32>);
    let append = action(async move |count: u32| set_rows.update(|rows| rows.extend(make_rows(count))));
    view! {
        <table>
            <For each=rows key=|row| row.id let:row>
                <tr class:danger=move || selected.get() == Some(row.get().id)>
                    <td>{row.get().id}</td>
                    <td><a on:click=move |_| set_selected.set(Some(row.get().id))>{move || row.get().label}</a></td>
                </tr>
            </For>
        </table>
        <button on:click=move |_| append.dispatch(1000)>"append"</button>
    }
}
