//! `<For fallback>` and `<ShowLet>`: content in place of an empty list, and for an optional value.

use watershed::prelude::*;

#[derive(Clone, Debug, PartialEq, Cross)]
struct Person {
    name: String,
    age: u32,
}

fn person(name: &str, age: u32) -> Option<Person> {
    let name = name.to_owned();
    Some(Person { name, age })
}

/// The content of a `<ShowLet>` stays while there is a value, whichever it is.
#[component]
pub fn Values() -> View {
    let chosen = RwSignal::new(None::<Person>);
    let adult = memo(move || chosen.get().filter(|person| person.age >= 18));
    let first = move || chosen.with(|person| person.as_ref()?.name.chars().next());
    view! {
        <button id="ada" on:click=move |_| chosen.set(person("Ada", 36))>"Ada"</button>
        <button id="kim" on:click=move |_| chosen.set(person("Kim", 9))>"Kim"</button>
        <button id="nobody" on:click=move |_| chosen.set(None)>"Nobody"</button>
        // ANCHOR: show_let
        <ShowLet some=chosen let:person fallback=|| view! { <p id="none">"Nobody is chosen."</p> }>
            <p id="name">{person.get().name} ", " {person.get().age}</p>
            <input id="note"/>
        </ShowLet>
        // ANCHOR_END: show_let
        <ShowLet some=adult let(Person { name, .. })>
            <p id="adult">{name} " may vote"</p>
        </ShowLet>
        <p id="first"><ShowLet some=first let:letter fallback=|| "-">{letter}</ShowLet></p>
        <p id="fixed"><ShowLet some=Some("there") let:word>{word}</ShowLet></p>
        <ShowLet some=move || chosen.get() let:person><Card person=person/></ShowLet>
    }
}

#[component]
fn Card(person: ReadSignal<Person>) -> View {
    let (clicks, set_clicks) = signal(0);
    view! {
        <button id="card" on:click=move |_| set_clicks.update(|clicks| *clicks += 1)>
            {person.get().name} " " {clicks}
        </button>
    }
}

/// A list says what is shown while it is empty, also where only rows may be.
#[component]
pub fn Fallbacks() -> View {
    let rows = RwSignal::new(Vec::<u32>::new());
    let (typed, set_typed) = signal(String::new());
    view! {
        <button id="add" on:click=move |_| rows.update(|rows| rows.push(rows.len() as u32))>"Add"</button>
        <button id="empty" on:click=move |_| rows.set(Vec::new())>"Empty"</button>
        <table>
            <tbody>
                // ANCHOR: fallback
                <For each=rows key=|row| *row let:row fallback=move || view! {
                    <tr><td id="none" on:click=move |_| set_typed.set("asked".into())>"No rows " {typed}</td></tr>
                }>
                    <tr class="row"><td>{row}</td></tr>
                </For>
                // ANCHOR_END: fallback
            </tbody>
        </table>
        <p id="typed">{typed}</p>
    }
}
