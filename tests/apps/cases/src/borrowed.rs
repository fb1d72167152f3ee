//! Texts that the program has: client code reads them, by themselves and in records.

use watershed::prelude::*;

/// A record of such texts.
#[derive(Clone, Copy, PartialEq, Cross)]
pub struct Dish {
    name: &'static str,
    price: u32,
    tags: [&'static str; 2],
    note: Option<&'static str>,
}

const MENU: [Dish; 2] = [
    Dish {
        name: "soup",
        price: 4,
        tags: ["hot", "green"],
        note: None,
    },
    Dish {
        name: "cake",
        price: 3,
        tags: ["cold", "sweet"],
        note: Some("with nuts"),
    },
];

/// Buttons of a loop, over texts and over records.
#[component]
pub fn Order() -> View {
    let chosen = RwSignal::new(String::new());
    let sum = RwSignal::new(0);
    let names = vec!["one", "two", "three"];
    view! {
        {for extra in ["nuts", "milk"] {
            view! { <button id=extra on:click=move |_| chosen.update(|all| all.push_str(extra))>{extra}</button> }
        }}
        {for dish in MENU {
            view! {
                <button id=dish.name title={format!("{} of {}", dish.price, sum.get())} on:click=move |_| {
                    sum.update(|sum| *sum += dish.price);
                    chosen.update(|all| *all += dish.note.unwrap_or(dish.tags[1]));
                }>{dish.name}</button>
            }
        }}
        <button id="next" on:click=move |_| chosen.set(names[sum.get() as usize % names.len()].to_owned())>"next"</button>
        <output id="chosen">{chosen}</output>
        <output id="sum">{sum}</output>
    }
}

/// Signals of such texts, which the server writes and the browser reads.
#[component]
pub fn Special() -> View {
    let greeting = RwSignal::new("soup of the day");
    let dishes = RwSignal::new(MENU.to_vec());
    let times = RwSignal::new(1);
    let shout = memo(move || greeting.get().to_uppercase().repeat(times.get()));
    let change = action(async move |_: ()| {
        greeting.set("no soup");
        dishes.update(|all| {
            all.remove(0);
        });
    });
    view! {
        <button id="twice" on:click=move |_| times.set(2)>"twice"</button>
        <button id="change" on:click=move |_| change.dispatch(())>"change"</button>
        <output id="greeting" title={greeting.get()}>{greeting}</output>
        <output id="shout">{shout}</output>
        <output id="first">{dishes.get().iter().map(|dish| dish.name).collect::<Vec<_>>().repeat(times.get()).join(" ")}</output>
        <ul>
            <For each=dishes key=|dish| dish.name let:dish>
                <li>{dish.get().name} " " {dish.get().price as usize * times.get()}</li>
            </For>
        </ul>
    }
}

/// A choice between such texts, which only the browser makes, beside something that needs a server.
#[component]
pub fn Tabs() -> View {
    let open = RwSignal::new(None::<&'static str>);
    let more = RwSignal::new(false);
    view! {
        {for name in ["first", "second"] {
            view! { <button id=name class:on={open.get() == Some(name)} on:click=move |_| open.set(Some(name))>{name}</button> }
        }}
        <button id="more" on:click=move |_| more.set(true)>"more"</button>
        <output id="open">{open.get().unwrap_or("none")}</output>
        <Show when=more><p>"more"</p></Show>
    }
}
