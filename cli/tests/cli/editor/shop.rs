//! A shop, as the editor is asked about it.

use watershed::prelude::*;

#[derive(Clone, PartialEq, Cross)]
struct Item {
    id: u32,
    label: String,
}

fn doubled(number: i32) -> i32 {
    number * 2
}

mod parts {
    use watershed::prelude::*;

    /// A button that adds to a number.
    #[component]
    pub fn Step(
        by: i32,
        #[prop(optional)] hint: Option<String>,
        on_step: Callback<i32>,
        children: Children,
    ) -> View {
        view! { <button title=hint on:click=move |_| on_step.run(by)>{children()}</button> }
    }
}

use parts::Step;

/// A list whose items are shown by its parent.
#[component]
fn Listing<T: Clone + PartialEq + 'static>(all: Vec<T>, row: Slot<T>) -> View {
    view! { {for it in all.clone() { view! { <p>{row(it)}</p> } }} }
}

#[composable]
fn use_total(items: RwSignal<Vec<Item>>) -> Memo<usize> {
    memo(move || items.get().len())
}

#[component]
fn Shop() -> View {
    let (count, set_count) = signal(0);
    let items = RwSignal::new(vec![Item { id: 1, label: "tea".into() }]);
    let found = RwSignal::new(None::<Item>);
    let total = use_total(items);
    let sum = RwSignal::new(0);
    effect(move || count.get(), move |now| log!("{now} in all"));
    view! {
        <main class:empty={total.get() == 0}>
            <h1>{count}</h1>
            <p>{doubled(count.get())}</p>
            <button on:click=move |event| { event.prevent_default(); set_count.set(doubled(2)); }>"two"</button>
            <Step by=3 on:step=move |added| set_count.update(|count| *count += added)>"three"</Step>
            <parts::Step by=4 on_step=move |added| set_count.set(added)>"four"</parts::Step>
            <ul>
                <For each=items key=|item| item.id let:item>
                    <li>{item.get().label}</li>
                </For>
            </ul>
            <ShowLet some=found let:only>{only.get().label}</ShowLet>
            <Listing all=vec![1_u8, 2]><slot:row let:number>{number}</slot:row></Listing>
            <label for="sum">"sum"</label>
            <input id="sum" type="number" bind:value=sum on:keydown:enter:prevent=move |_| set_count.set(0)/>
            <x-clock zone="utc" aria-label="clock" data-shown on:tick:custom=move |_| set_count.set(1)>"now"</x-clock>
            <svg viewBox="0 0 2 2"><use href="#sign" class:many={total.get() > 9} style:opacity="0.5"/></svg>
            {if count.get() > 9 { view! { <b>"many"</b> } }}
        </main>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Shop)
}
