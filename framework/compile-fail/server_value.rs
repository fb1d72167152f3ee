use std::sync::Mutex;

use watershed::prelude::*;

#[server]
static NOTES: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[server]
mod limits {
    pub const MOST: usize = 7;
}

const LEAST: usize = 1;

fn notes() -> std::sync::MutexGuard<'static, Vec<String>> {
    NOTES.lock().unwrap()
}

#[component]
fn Page() -> View {
    const OWN: usize = 1;
    let typed: usize = NOTES.lock().unwrap().len();
    let (count, set_count) = signal(NOTES.lock().unwrap().len());
    let (other, set_other) = signal(typed + LEAST + OWN);
    let first = NOTES.lock().unwrap().first().cloned();
    let most = limits::MOST;
    view! {
        <p>{first}{notes().len()}</p>
        <button on:click=move |_| set_count.set(count.get() + most)>{count}</button>
        <button on:click=move |_| set_other.set(limits::MOST + LEAST)>{other}</button>
    }
}

fn main() {}
