//! Pages that hear of what happens elsewhere in the process.

use std::time::Duration;

use watershed::prelude::*;

#[cfg(not(target_arch = "wasm32"))]
pub use elsewhere::*;

#[cfg(not(target_arch = "wasm32"))]
mod elsewhere {
    use std::sync::LazyLock;

    use tokio::sync::watch;

    /// A value that any thread may set.
    pub static LEVEL: LazyLock<watch::Sender<u32>> = LazyLock::new(|| watch::Sender::new(7));
}

/// The messages of a topic, with what was missed of them.
#[component]
pub fn Messages() -> View {
    let heard = RwSignal::new(0);
    let last = RwSignal::new(String::new());
    let missed = RwSignal::new(0);
    let mut messages = topic::<String>("told").subscribe();
    task(async move {
        loop {
            match messages.next().await {
                Ok(message) => {
                    heard.update(|heard| *heard += 1);
                    last.set(message);
                }
                Err(gap) => missed.update(|missed| *missed += gap.missed),
            }
        }
    });
    let tell = action(async move |message: String| topic("told").publish(message));
    view! {
        <button id="tell" on:click=move |_| tell.dispatch("hello".to_owned())>"tell"</button>
        <p id="heard">{heard}</p> <p id="last">{last}</p> <p id="missed">{missed}</p>
    }
}

/// A room that may be entered, left, and in which a name may change.
#[component]
pub fn Room() -> View {
    let is_in = RwSignal::new(true);
    let name = RwSignal::new(String::from("Ann"));
    view! {
        <button id="door" on:click=move |_| is_in.update(|is_in| *is_in = !*is_in)>"door"</button>
        <input id="name" bind:value=name/>
        {if is_in.get() { view! { <Inside name=name/> } }}
    }
}

#[component]
fn Inside(name: RwSignal<String>) -> View {
    let people = presence("told", move || name.get());
    view! { <p id="people">{people.get().join(" ")}</p> }
}

/// A clock, and what is loaded with each of its ticks.
#[component]
pub fn Clock() -> View {
    let seconds = ticks(Duration::from_secs(1));
    let doubled = resource(move || seconds.get(), double);
    view! { <p id="seconds">{seconds}</p> <p id="doubled">{doubled.value()}</p> }
}

#[server]
async fn double(count: u64) -> Result<u64, UserError> {
    Ok(2 * count)
}

/// A value that another thread sets.
#[component]
pub fn Level() -> View {
    let level = watch_signal(LEVEL.subscribe());
    view! { <p id="level">{level}</p> }
}
