//! Controls, and a closure that both sides use, through the compiler, on both targets.

#![allow(missing_docs)]

use watershed::prelude::*;

#[derive(Clone, Copy, Cross)]
pub struct State {
    open: RwSignal<bool>,
    name: RwSignal<String>,
}

#[component]
pub fn Form() -> View {
    let state = State {
        open: RwSignal::new(false),
        name: RwSignal::new(String::new()),
    };
    let text = RwSignal::new(String::new());
    let (agreed, set_agreed) = signal(false);
    let suffix = String::from("!");
    let loud = move || format!("{}{suffix}", text.get());
    let length = loud.clone()().len();
    view! {
        <form on:submit:prevent=move |_| state.name.set(loud())>
            <input bind:value=text/>
            <input type="checkbox" bind:checked=(agreed, set_agreed)/>
            <p class="a" class:open=state.open style:color=move || if agreed.get() { "red" } else { "blue" }>{state.name} {length}</p>
            <textarea>{text}</textarea>
        </form>
    }
}
