//! The page of a thousand rows, as one would write it with Leptos, rendered on the server. `cargo xtask bench --leptos`
//! runs this beside the same page of the examples.

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use leptos::prelude::*;

const BUTTONS: [(&str, &str); 8] = [
    ("create", "Create 1,000"),
    ("create10", "Create 10,000"),
    ("append", "Append 1,000"),
    ("insert", "Insert first"),
    ("update", "Update every 10th"),
    ("swap", "Swap"),
    ("remove", "Remove selected"),
    ("clear", "Clear"),
];

#[derive(Clone)]
struct Row {
    id: usize,
    label: RwSignal<String>,
}

/// Makes the rows as the example makes them.
fn made() -> Vec<Row> {
    const COLOURS: [&str; 5] = ["red", "blue", "green", "brown", "white"];
    const NOUNS: [&str; 4] = ["table", "chair", "house", "mouse"];
    let label = |id: usize| format!("{} {} {id}", COLOURS[id % 5], NOUNS[id % 4]);
    let row = |id| Row {
        id,
        label: RwSignal::new(label(id)),
    };
    (1..=1000).map(row).collect()
}

#[component]
fn Rows() -> impl IntoView {
    let rows = RwSignal::new(made());
    let (selected, set_selected) = signal(0_usize);
    let buttons = BUTTONS.map(|(id, text)| {
        view! { <button id=id on:click=move |_| rows.update(Vec::clear)>{text}</button> }
    });
    view! {
        <main>
            {buttons}
            <ul>
                <For each=move || rows.get() key=|row| row.id let(row)>
                    <li class:selected=move || selected.get() == row.id on:click=move |_| set_selected.set(row.id)>
                        {move || row.label.get()}
                    </li>
                </For>
            </ul>
        </main>
    }
}

/// Renders the page, and drops all that it needed.
fn page() -> String {
    let owner = Owner::new();
    owner.with(|| view! { <Rows/> }.to_html())
}

/// Renders the page as often as the second argument says after `once`, or for a moment, and then prints the microseconds
/// of one.
fn main() {
    let mut arguments = env::args().skip(1);
    if arguments.next().as_deref() == Some("once") {
        let count = arguments.next().and_then(|count| count.parse().ok());
        (0..count.unwrap_or(1_u32)).for_each(|_| drop(black_box(page())));
        return;
    }
    assert_eq!(page().matches("<li").count(), 1000);
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed() < Duration::from_millis(500) {
        let begin = Instant::now();
        drop(black_box(page()));
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    println!("{}", times[times.len() / 2].as_secs_f64() * 1e6);
}
