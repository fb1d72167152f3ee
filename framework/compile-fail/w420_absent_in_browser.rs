//! A browser has no files, no threads, and another clock.

use watershed::prelude::*;

use std::time::Instant;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let wait = move || std::thread::sleep(std::time::Duration::from_secs(1));
    view! {
        <button on:click=move |_| set_count.set(Instant::now().elapsed().as_secs())>"clock"</button>
        <button on:click=move |_| set_count.set(std::fs::read("a").map_or(0, |a| a.len() as u64))>"file"</button>
        <button on:click=move |_| {
            std::thread::spawn(|| ());
            wait();
        }>"thread"</button>
        <button on:click=move |_| log!("{:?}", std::env::var("HOME"))>"variable"</button>
        <button on:click=move |_| drop(tokio::time::sleep(std::time::Duration::ZERO))>"crate"</button>
        <button on:click=move |_| set_count.set(request().uri().len() as u64)>"request"</button>
        <button on:click=move |_| topic::<u64>("counts").publish(count.get())>"topic"</button>
        <button on:click=move |_| log!("{}", call_id())>"id"</button>
        {count}
    }
}

fn main() {}
