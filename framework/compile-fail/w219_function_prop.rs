//! A function that client code calls is a `Callback`.

use watershed::prelude::*;

#[component]
fn Press<F: Fn()>(on_press: F) -> View {
    view! { <button on:click=move |_| on_press()>"text"</button> }
}

#[component]
fn Choose(on_choose: impl Fn(u32, String) -> bool + 'static) -> View {
    view! { <button on:click=move |_| { on_choose(1, String::new()); }>"text"</button> }
}

#[component]
fn Close(close: Option<Box<dyn Fn(u32)>>) -> View {
    view! { <button on:click=move |_| if let Some(close) = &close { close(1) }>"text"</button> }
}

#[component]
fn All(all: Vec<Box<dyn Fn()>>) -> View {
    view! { <button on:click=move |_| all[0]()>"text"</button> }
}

#[component]
fn Total<F>(total: F) -> View
where
    F: Fn() -> u32 + 'static,
{
    view! { <p>{total()}</p> }
}

#[component]
fn Page() -> View {
    view! { <Press on_press=move |_| {}/> <Choose on_choose=move |_| true/> <Total total=|| 1/> }
}

fn main() {}
