//! Names of other frameworks are answered with the names that there are here.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = create_signal(0);
    view! { <button on:click=move |_| set_count.set(1)>{count}</button> }
}

#[component]
fn State() -> View {
    let (count, set_count) = use_state(0);
    view! { <button on:click=move |_| set_count.set(1)>{count}</button> }
}

#[component]
fn Derived() -> View {
    let count = create_rw_signal(0);
    let double = Memo::new(move |_| count.get() * 2);
    let half = create_memo(move |_| count.get() / 2);
    let third = Signal::derive(move || count.get() / 3);
    Effect::new(move |_| log!("{}", count.get()));
    create_effect(move |_| log!("{}", count.get()));
    use_effect(move || log!("{}", count.get()));
    view! { <p>{double} {half} {third}</p> }
}

#[component]
fn Fields() -> View {
    let (name, set_name) = signal(String::new());
    let (agreed, set_agreed) = signal(false);
    view! {
        <input value=name on:input=move |event| set_name.set(event_target_value(&event))/>
        <input type="checkbox" on:change=move |event| set_agreed.set(event_target_checked(&event))/>
        {agreed}
    }
}

#[component]
fn Later() -> View {
    let (done, set_done) = signal(false);
    let navigate = use_navigate();
    on_mount(move || set_interval(move || set_done.set(true), 1_000));
    view! {
        <button on:click=move |_| set_timeout(move || set_done.set(true), 1_000)>{done}</button>
        <button on:click=move |_| spawn_local(async move { set_done.set(true) })>"spawn"</button>
        <button on:click=move |_| navigate("/")>"home"</button>
    }
}

#[component]
fn Loaded() -> View {
    let user = Resource::new(|| (), |_| async { 1 });
    view! {
        <Await future=user>
            <p>{move || user.get()}</p>
        </Await>
    }
}

#[component]
fn Opaque() -> impl IntoView {
    view! { <p>"text"</p> }
}

fn main() {}
