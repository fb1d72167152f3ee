//! Texts that the program has: client code reads them, by themselves and in records.

use std::collections::BTreeMap;

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

/// Loops over lists that stay where they are: the handlers have elements of them.
#[component]
pub fn Lent() -> View {
    let names = vec![String::from("Ann Lee"), String::from("Bob Ray")];
    let ages = BTreeMap::from([(String::from("Cid"), 30), (String::from("Dan"), 40)]);
    let said = RwSignal::new(String::new());
    let sum = RwSignal::new(0);
    let marked = RwSignal::new(None::<usize>);
    view! {
        {for name in names.iter() {
            view! { <button class="name" class:on={said.get() == *name} on:click=move |_| said.set(name.clone())>{name}</button> }
        }}
        {for (index, name) in names.iter().enumerate() {
            view! {
                <button class="index" class:marked={marked.get() == Some(index)} on:click=move |_| {
                    marked.set(Some(index));
                    said.set(format!("{index}: {name}"));
                }>{index}</button>
            }
        }}
        {for (name, age) in &ages {
            view! {
                <button class="age" on:click=move |_| {
                    said.set(name.to_owned());
                    sum.update(|sum| *sum += age);
                }>{name} " " {age}</button>
            }
        }}
        <output id="said">{said}</output>
        <output id="sum">{sum}</output>
    }
}

/// Parts of texts that the body owns: the server shows them.
#[component]
pub fn Parts() -> View {
    let names = [String::from("Ann Lee"), String::from("Bob Ray")];
    let more = RwSignal::new(1_usize);
    let first = names[0].as_str();
    let words: Vec<&str> = first.split(' ').collect();
    view! {
        <button id="more" on:click=move |_| more.update(|more| *more += 1)>"more"</button>
        <output id="first" title=first>{first} " " {first.len() + more.get()} " " {words.len()}</output>
        {for name in names.iter() {
            let given = name.split(' ').next().unwrap_or(name);
            view! { <i class:long={given.len() < more.get()} title=given>{given.to_uppercase()}</i> }
        }}
    }
}

/// A signal beside its name.
#[derive(Clone, Copy, PartialEq, Cross)]
pub struct Lamp {
    name: &'static str,
    on: RwSignal<bool>,
}

fn describe(lamp: &Lamp) -> String {
    format!("{} {}", lamp.name, lamp.on.get())
}

/// Records with a signal and such a text: the browser writes the signal, and the server reads it.
#[component]
pub fn Lamps() -> View {
    let lamp = Lamp {
        name: "hall",
        on: RwSignal::new(false),
    };
    let said = RwSignal::new(String::new());
    let part = action(async move |_: ()| said.set(format!("{} {}", lamp.name, lamp.on.get())));
    let whole = action(async move |_: ()| said.set(describe(&lamp)));
    view! {
        <button id="turn" class:on={lamp.on.get()} on:click=move |_| lamp.on.update(|on| *on = !*on)>{lamp.name}</button>
        <button id="part" on:click=move |_| part.dispatch(())>"part"</button>
        <button id="whole" on:click=move |_| whole.dispatch(())>"whole"</button>
        <output id="said">{said}</output>
    }
}
