//! The argument of a call goes up: it holds no signal and no borrowed text.

use watershed::prelude::*;

struct Plain;

#[component]
fn Page() -> View {
    let count = RwSignal::new(0);
    let name = action(async move |name: &'static str| println!("{name}"));
    let reset = action(async move |count: RwSignal<i32>| count.set(0));
    let keep = action(async move |_: Plain| ());
    view! {
        <button on:click=move |_| name.dispatch("Ada")>"name"</button>
        <button on:click=move |_| reset.dispatch(count)>"reset"</button>
    }
}

/// A text that the server looks at is sent there.
#[component]
fn Tabs() -> View {
    let open = RwSignal::new(Some("first"));
    view! {
        <button on:click=move |_| open.set(None)>"close"</button>
        <Show when={open.get().is_some()}>"open"</Show>
    }
}

fn main() {}
