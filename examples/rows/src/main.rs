//! The rows: a keyed list on the server, selected in the browser.

use watershed::prelude::*;

#[derive(Clone, PartialEq)]
struct Row {
    id: u32,
    label: String,
}

/// An operation on the rows that a button requests from the server.
#[derive(Cross)]
enum Operation {
    Create(u32),
    Append(u32),
    Insert,
    Update,
    Swap,
    Remove(u32),
    Clear,
}

fn row(id: u32) -> Row {
    const COLOURS: [&str; 5] = ["red", "blue", "green", "brown", "white"];
    const NOUNS: [&str; 4] = ["table", "chair", "house", "mouse"];
    let (colour, noun) = (COLOURS[id as usize % 5], NOUNS[id as usize % 4]);
    Row {
        id,
        label: format!("{colour} {noun} {id}"),
    }
}

fn apply(operation: Operation, rows: &mut Vec<Row>) {
    let next = rows.iter().map(|row| row.id + 1).max().unwrap_or(1);
    match operation {
        Operation::Create(count) => *rows = (next..next + count).map(row).collect(),
        Operation::Append(count) => rows.extend((next..next + count).map(row)),
        Operation::Insert => rows.insert(0, row(next)),
        Operation::Update => rows
            .iter_mut()
            .step_by(10)
            .for_each(|row| row.label += " !"),
        Operation::Swap if rows.len() > 998 => rows.swap(1, 998),
        Operation::Swap => {}
        Operation::Remove(id) => rows.retain(|row| row.id != id),
        Operation::Clear => rows.clear(),
    }
}

/// A thousand rows, and a button for each operation of the benchmark.
#[component]
pub fn Rows() -> View {
    #[volatile]
    let rows = RwSignal::new((1..=1000).map(row).collect::<Vec<_>>());
    let (selected, set_selected) = signal(0_u32);
    let run = action(async move |operation: Operation| rows.update(|rows| apply(operation, rows)));
    view! {
        <Head><title>"Rows"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <main>
            <button id="create" on:click=move |_| run.dispatch(Operation::Create(1_000))>"Create 1,000"</button>
            <button id="create10" on:click=move |_| run.dispatch(Operation::Create(10_000))>"Create 10,000"</button>
            <button id="append" on:click=move |_| run.dispatch(Operation::Append(1_000))>"Append 1,000"</button>
            <button id="insert" on:click=move |_| run.dispatch(Operation::Insert)>"Insert first"</button>
            <button id="update" on:click=move |_| run.dispatch(Operation::Update)>"Update every 10th"</button>
            <button id="swap" on:click=move |_| run.dispatch(Operation::Swap)>"Swap"</button>
            <button id="remove" on:click=move |_| run.dispatch(Operation::Remove(selected.get()))>"Remove selected"</button>
            <button id="clear" on:click=move |_| run.dispatch(Operation::Clear)>"Clear"</button>
            <ul><For each=rows key=|row| row.id let:row>
                <li class:selected=selected.get() == row.get().id on:click=move |_| set_selected.set(row.get().id)>
                    {row.get().label}
                </li>
            </For></ul>
        </main>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Rows)
}
