//! Content that comes while it is hidden.

use std::time::Duration;

use watershed::prelude::*;

/// Loads as many names as it is told.
#[server]
async fn find(count: usize) -> Result<Vec<String>, String> {
    tokio::time::sleep(Duration::from_millis(400)).await;
    Ok((1..=count).map(|name| format!("name {name}")).collect())
}

#[server]
async fn fail(_: usize) -> Result<String, String> {
    Err("not today".to_owned())
}

/// Content with an async part, which may be hidden before that comes.
#[component]
pub fn Hurried() -> View {
    let (open, set_open) = signal(false);
    let (step, set_step) = signal(2_usize);
    let next = action(async move |(): ()| set_step.update(|step| *step += 1));
    let names = resource(move || step.get(), find);
    view! {
        <button id="turn" on:click=move |_| set_open.update(|open| *open = !*open)>"turn"</button>
        <button id="next" on:click=move |_| next.dispatch(())>"next"</button>
        <main><Show when=open><Late names=names step=step/></Show></main>
    }
}

#[component]
async fn Late(names: Resource<Vec<String>, String>, step: ReadSignal<usize>) -> View {
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (more, set_more) = signal(0);
    let others = resource(move || step.get(), find);
    let failing = resource(move || step.get(), fail);
    let (told, set_told) = signal("");
    task(async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        set_told.set("told");
    });
    let attributes = move || vec![("lang".to_owned(), format!("x-{}", step.get()))];
    let own = move || vec![("lang".to_owned(), format!("x-{}", others.value().is_some()))];
    view! {
        <p id="names">{names.value().map_or(0, |names| names.len())}</p>
        <p id="step" class:many={names.value().is_some()} title={step.get()} {..attributes()}>{step}</p>
        <p id="own" class:some={others.value().is_some()} title={others.value().map(|others| others.join(", "))} {..own()}>
            {others.value().map_or(0, |others| others.len())} {told}
        </p>
        <ul>
            <For each={names.value().unwrap_or_default()} key=|name| name.clone() let:name>
                <li>{name}</li>
            </For>
        </ul>
        <Suspense fallback=|| view! { <p id="wait">"wait"</p> }>
            <p id="others">{others.value().map_or(0, |others| others.len())}</p>
        </Suspense>
        <ErrorBoundary fallback=|_| view! { <p id="sorry">"sorry"</p> }>
            <p id="fine">"fine" {failing.value()}</p>
        </ErrorBoundary>
        <button id="more" on:click=move |_| set_more.update(|more| *more += 1)>"more"</button>
        <p id="both">{names.value().map_or(0, |names| names.len()) + more.get()}</p>
        <Show when={more.get() > 0 && names.value().is_some()}><p id="inner">"inner"</p></Show>
    }
}
