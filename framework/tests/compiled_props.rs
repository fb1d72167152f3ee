//! Props, slots, callbacks and async components through the compiler, on both targets.

#![allow(missing_docs)]

use watershed::prelude::*;

#[component]
pub fn Panel(
    title: String,
    #[prop(into)] label: String,
    #[prop(default = 3)] size: u8,
    #[prop(optional)] note: Option<String>,
    on_close: Callback<u8>,
    #[prop(optional)] header: Option<Children>,
    row: Slot<u32>,
    children: Children,
) -> View {
    view! {
        <section title=title>
            {header.map(|header| header())}
            {row(1)}
            {children()}
            {note}
            <button on:click=move |_| on_close.run(size)>{label}</button>
        </section>
    }
}

#[component]
pub fn Parent() -> View {
    let (closed, set_closed) = signal(0u8);
    view! {
        <Panel title="t".to_string() label="l" on_close=move |by| set_closed.set(by)>
            <slot:row let:n><i>{n}</i></slot:row>
            "content" {closed}
        </Panel>
    }
}

#[component]
pub fn Hello(name: &str, shown: ReadSignal<bool>) -> View {
    let (greeting, set_greeting) = signal(String::new());
    view! {
        <p on:click=move |_| set_greeting.set(format!("hello {name} {}", name.len()))>{greeting}</p>
        <Show when=shown fallback=|| view! { <i>"hidden"</i> }>{name}</Show>
        {if shown.get() { view! { <b>"yes"</b> } } else { view! { <b>"no"</b> } }}
    }
}

pub async fn load(id: u32) -> Result<String, std::io::Error> {
    Ok(id.to_string())
}

#[component]
pub async fn Loaded(id: Option<u32>) -> Result<View, Error> {
    let Some(id) = id else {
        return Ok(view! { <p>"no id"</p> });
    };
    let text = load(id).await?;
    let (n, set_n) = signal(0u32);
    let half = id / 2;
    Ok(view! { <b on:click=move |_| set_n.set(half + n.get_untracked())>{n} {text}</b> })
}
