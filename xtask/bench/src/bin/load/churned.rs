//! The server that the visitors of a soak come to: pages of the examples, one page with something of all that a session keeps,
//! and the figures of its sessions.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use axum::Json;
use axum::routing::get;
use bench::examples::rows::Rows;
use bench::examples::toggle::Page as Toggle;
use serde::{Deserialize, Serialize};
use watershed::prelude::*;

/// The figures of the server's sessions.
#[derive(Debug, Serialize, Deserialize)]
pub struct SessionFigures {
    pub sessions: usize,
    pub nodes: usize,
    pub bytes: usize,
    /// The limits that were reached, with the number of times.
    pub reached: BTreeMap<String, u64>,
}

impl SessionFigures {
    fn now() -> Self {
        let report = watershed::server::sessions();
        let limits = watershed::server::limits().filter(|limit| limit.hits > 0);
        Self {
            sessions: report.sessions,
            nodes: report.nodes,
            bytes: report.bytes,
            reached: limits
                .map(|limit| (limit.name.to_owned(), limit.hits))
                .collect(),
        }
    }

    /// Returns the number of sessions that have fallen asleep.
    pub fn slept(&self) -> u64 {
        self.reached.get("idle").copied().unwrap_or_default()
    }
}

/// The rows of the page.
const ROWS: u32 = 24;

/// A switch, a list, content that comes and goes, and three actions: one that works, one that takes its time, one with which the session fails.
#[component]
fn Churned() -> View {
    let (open, set_open) = signal(false);
    let rows = RwSignal::new((0..ROWS).collect::<Vec<_>>());
    let (chosen, set_chosen) = signal(0u32);
    let work = action(async move |step: u32| {
        rows.update(|rows| {
            rows.rotate_left(1);
            rows.retain(|row| row % 7 != step % 7);
            rows.extend(ROWS * (step + 1)..ROWS * (step + 1) + 4);
            rows.truncate(ROWS as usize);
        });
    });
    let wait = action(async move |milliseconds: u32| {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
        rows.update(Vec::clear);
    });
    let fail = action(async move |row: u32| rows.update(|rows| rows.push(row)));
    let sum = memo(move || rows.with(|rows| rows.iter().sum::<u32>()));
    on_cleanup(move || rows.update(Vec::clear));
    view! {
        <button on:click=move |_| set_open.update(|open| *open = !*open)>"open"</button>
        <button on:click=move |_| work.dispatch(1)>"work"</button>
        <button on:click=move |_| wait.dispatch(50)>"wait"</button>
        <button on:click=move |_| fail.dispatch(u32::MAX)>"fail"</button>
        <p>{move || rows.with(|rows| checked(rows))}</p>
        <Show when=open><p title=move || format!("{} rows", rows.get().len())>{sum}</p></Show>
        <ul>
            <For each=rows key=|row| *row let:row>
                <li class:chosen=chosen.get() == row.get() on:click=move |_| set_chosen.set(row.get())>
                    <Counted row=row/>
                </li>
            </For>
        </ul>
    }
}

/// Returns the number of rows.
///
/// # Panics
/// If there is one that must not be there: so a session fails.
#[server]
fn checked(rows: &[u32]) -> usize {
    assert!(!rows.contains(&u32::MAX), "a session fails");
    rows.len()
}

/// A row with a state of its own.
#[component]
fn Counted(row: ReadSignal<u32>) -> View {
    let (count, set_count) = signal(0u32);
    view! {
        <b on:click=move |_| set_count.update(|count| *count += 1)>{row} " " {count}</b>
        {if count.get() > 2 { view! { <i>"many"</i> } }}
    }
}

/// Serves the pages until the process is ended.
pub fn serve() -> ExitCode {
    // Sessions that fail are a part of it.
    std::panic::set_hook(Box::new(|_| ()));
    let figures = get(async || Json(SessionFigures::now()));
    let router = watershed::router()
        .page("/", Churned)
        .page("/toggle", Toggle)
        .page("/rows", Rows)
        .route("/figures", figures);
    match watershed::server::serve(router) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
