//! Large values and many calls, and pages that fail.

use std::sync::atomic::{AtomicU32, Ordering};

use watershed::prelude::*;

/// A text of any length, whose words the server counts, and which is saved; beside it an independent button.
#[component]
pub fn Essay() -> View {
    let (text, set_text) = signal(String::new());
    let (saved, set_saved) = signal(0usize);
    let (pings, set_pings) = signal(0u32);
    let (trouble, set_trouble) = signal(String::new());
    #[server_only]
    let length = memo(move || text.with(String::len));
    let save = action(async move |text: String| set_saved.set(text.len()));
    let ping = action(async move |_: u32| set_pings.update(|pings| *pings += 1));
    view! {
        <main on:watershed-trouble=move |event| set_trouble.set(event.detail())>
            <textarea id="text" bind:value=(text, set_text)/>
            <button id="save" on:click=move |_| save.dispatch(text.get())>"save"</button>
            <button id="ping" on:click=move |_| ping.dispatch(1)>"ping"</button>
            <output id="length">{length}</output>
            <output id="saved">{saved}</output>
            <output id="pings">{pings}</output>
            <output id="trouble">{trouble}</output>
        </main>
    }
}

/// Signals whose values the server checks, and what it says of them. The server takes no more than three.
#[component]
pub fn Checked() -> View {
    let (problem, set_problem) = signal(String::new());
    let (saved, set_saved) = signal(String::new());
    let (count, set_count) =
        signal(0).validate(|new: u32| if new <= 3 { Ok(new) } else { Err(TooMany) });
    let size = RwSignal::new(5u32).validate(|size| size.clamp(1, 20));
    let name = RwSignal::new(String::from("Ada")).validate(move |name: String| {
        let is_whole = !name.contains('@');
        set_problem.set(if is_whole { "" } else { "no @ in a name" }.to_owned());
        is_whole.then_some(name).ok_or(TooMany)
    });
    let save = action(async move |_: ()| set_saved.set(name.get_untracked()));
    view! {
        <button id="more" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
        <input id="size" type="number" bind:value=size/>
        <input id="name" bind:value=name/>
        <button id="save" on:click=move |_| save.dispatch(())>"save"</button>
        <Show when={count.get() > 3}><b id="breach">"more than three"</b></Show>
        <output id="known"><Known count=count size=size name=name/></output>
        <output id="here">{size} "," {name}</output>
        <output id="problem">{problem}</output>
        <output id="saved">{saved}</output>
    }
}

/// A refusal.
#[server]
struct TooMany;

/// The values that the server has.
#[component]
fn Known(count: ReadSignal<u32>, size: RwSignal<u32>, name: RwSignal<String>) -> View {
    #[server_only]
    let known = memo(move || format!("{},{},{}", count.get(), size.get(), name.get()));
    view! { {known} }
}

/// Calls that fail, each in its own way, and the places where the page sees that.
#[component]
pub fn Failed() -> View {
    let (text, set_text) = signal(String::new());
    let (count, set_count) =
        signal(0).validate(|new: u32| if new <= 3 { Ok(new) } else { Err(TooMany) });
    let (runs, set_runs) = signal(0u32);
    let (said, set_said) = signal(None::<CallError>);
    let save = action(async move |text: String| {
        assert_ne!(text, "panic", "as it was asked to");
        if text == "wait" {
            std::future::pending::<()>().await;
        }
        set_runs.update(|runs| *runs += count.get_untracked() + 1);
    });
    effect(move || set_said.set(save.failed()));
    view! {
        <textarea id="text" bind:value=(text, set_text)/>
        <button id="save" class:failed=save.failed().is_some() on:click=move |_| save.dispatch(text.get())>"save"</button>
        <button id="cheat" on:click=move |_| { set_count.set(9); save.dispatch(text.get()); }>"cheat"</button>
        <output id="error">{format!("{:?}", save.failed())}</output>
        <output id="pending">{save.pending()}</output>
        <output id="count">{count}</output>
        <output id="runs">{runs}</output>
        <Given save=save/>
        <Show when=save.failed().is_some()><b id="known">"the server knows"</b></Show>
        <Show when=said.get() == Some(CallError::TooLarge)><b id="said">"too large"</b></Show>
    }
}

/// The same action, passed to a component.
#[component]
fn Given(save: Action<String>) -> View {
    view! { <output id="given">{if save.failed().is_some() { "not saved" } else { "" }}</output> }
}

/// A text that only an action reads; the application does not listen to trouble.
#[component]
pub fn Many() -> View {
    let (notes, set_notes) = signal(String::new());
    let (done, set_done) = signal(0u32);
    let (seen, set_seen) = signal(0usize);
    let mark = action(async move |_: u32| set_done.update(|done| *done += 1));
    let read = action(async move |_: u32| set_seen.set(notes.with_untracked(String::len)));
    view! {
        <button id="all" on:click=move |_| for each in 0..300 { mark.dispatch(each) }>"mark all"</button>
        <button id="one" on:click=move |_| mark.dispatch(1)>"mark one"</button>
        <textarea id="notes" bind:value=(notes, set_notes)/>
        <button id="read" on:click=move |_| read.dispatch(1)>"read"</button>
        <output id="done">{done}</output>
        <output id="seen">{seen}</output>
    }
}

static FAILED: AtomicU32 = AtomicU32::new(0);

/// A page that fails as soon as it is attached.
#[component]
pub fn Failing() -> View {
    let renders = FAILED.fetch_add(1, Ordering::Relaxed) + 1;
    let (on, set_on) = signal(false);
    on_mount(move || set_on.set(true));
    view! { <output id="renders">{renders}</output> <Show when=on><Broken/></Show> }
}

/// A component that panics when the server shows it.
#[component]
pub fn Broken() -> View {
    let known = "unknown".parse::<u32>();
    view! { <p>{known.expect("as it always does")}</p> }
}

/// A deep thread of replies that is inserted later.
#[component]
pub fn Deep() -> View {
    let (open, set_open) = signal(false);
    view! {
        <button id="open" on:click=move |_| set_open.set(true)>"open"</button>
        <main><Show when=open><Reply left=120/></Show></main>
    }
}

#[component]
fn Reply(left: u32) -> View {
    let (heard, set_heard) = signal(0);
    view! {
        <ul><li>
            <button class="reply" on:click=move |_| set_heard.update(|heard| *heard += 1)>{heard}</button>
            {(left > 0).then(|| view! { <Reply left={left - 1}/> })}
        </li></ul>
    }
}

/// Components that take time, and are shown later.
#[component]
pub fn Later() -> View {
    let (on, set_on) = signal(false);
    let (rows, set_rows) = signal(0u32);
    view! {
        <button id="go" on:click=move |_| set_on.set(true)>"go"</button>
        <button id="row" on:click=move |_| set_rows.update(|rows| *rows += 1)>"row"</button>
        <main><Show when=on><Slow/></Show></main>
        <ol><For each={0..rows.get()} key=|row| *row let:_row><Slow/></For></ol>
        <div id="if">{if rows.get() > 0 { view! { <Slow/> } }}</div>
        <div id="match">{match rows.get() { 0 => view! { "none" }, _ => view! { <Slow/> } }}</div>
    }
}

#[component]
async fn Slow() -> View {
    sleep().await;
    view! { <p>"here I am"</p> }
}

#[server]
async fn sleep() {
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
}
