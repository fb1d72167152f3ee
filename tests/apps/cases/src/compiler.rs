//! Code that must compile as it is written, and mean the same.

use watershed::prelude::*;

/// Somebody's name.
#[derive(Clone, Debug, PartialEq, Cross)]
pub struct Name {
    id: u32,
    first: String,
}

/// Counts the pairs, and keeps the keys.
macro_rules! pairs {
    ($($key:ident : $value:expr),* $(,)?) => {
        vec![$((stringify!($key), $value.to_string())),*]
    };
}

/// As `tracing` and its like take fields.
macro_rules! fields {
    ($text:literal $(, $key:ident = $value:expr)* $(,)?) => {
        {
            let mut line = format!($text);
            $(line += &format!(" {}={}", stringify!($key), $value);)*
            line
        }
    };
}

/// Binds what it is given a name for, as `tokio::select!` does.
macro_rules! first {
    ($name:ident = $value:expr => $then:expr) => {{
        let $name = $value;
        $then
    }};
}

/// Every way to write one name twice.
#[component]
pub fn Names() -> View {
    let (id, first) = (7, String::from("Ada"));
    // Explicit fields that begin or end with their own name.
    let cloned = Name {
        id: id + 1,
        first: first.clone(),
    };
    let short = Name {
        id,
        first: first.to_uppercase(),
    };
    #[allow(clippy::redundant_field_names)]
    let long = Name {
        id: id,
        first: first.clone(),
    };
    let band = |name: Name| match name {
        Name { id: id @ 1..=7, .. } => format!("low {id}"),
        Name {
            id: id @ (8 | 9),
            ref first,
        } if { first.len() == 3 } => format!("{first} {id}"),
        Name { id, .. } => format!("high {id}"),
    };
    let n = 1;
    let named = format!("{n} {m:>width$}", n = n + 1, m = n, width = 3);
    let pairs = pairs!(id: id, first: first.len(), other: 2);
    let fields = fields!("loaded {id}", other = 2, id = id, first = first);
    let bound = first!(n = n + 10 => n * 2);
    let Name {
        id: ref own,
        first: mut shout,
    } = cloned.clone();
    shout.push('!');
    let Some(&last) = [id, *own].last() else {
        unreachable!("there are two")
    };
    let (clicked, set_clicked) = signal(String::new());
    view! {
        <p id="cloned">{cloned.first.clone()} " " {cloned.id}</p>
        <p id="short">{short.first.clone()} " " {short.id}</p>
        <p id="bands">{band(short.clone())} ", " {band(long)} ", " {band(cloned)}</p>
        <p id="named">{named}</p>
        <p id="pairs">{pairs.iter().map(|(key, value)| format!("{key}:{value} ")).collect::<String>()}</p>
        <p id="fields">{fields}</p>
        <p id="bound">{bound} " " {last} " " {shout}</p>
        <button
            id="client"
            on:click=move |_| {
                let first = short.first.clone();
                let name = Name { id: id + 2, first: first.clone() + "!" };
                let Name { id: id @ 1.., first: ref word } = name else { return };
                let text = format!("{first} {word} {id} {n} {other}", other = n + 5, n = n + 1);
                set_clicked.set(text);
            }
        >
            "client"
        </button>
        <output>{clicked}</output>
    }
}

/// Arms that stay while their choice does.
#[component]
pub fn Arms() -> View {
    let (mode, set_mode) = signal(String::from("edit"));
    let (user, set_user) = signal(Some((String::from("Ada"), 1)));
    let (noise, set_noise) = signal(0);
    let (list, set_list) = signal(vec![1, 2]);
    view! {
        <main>
            {match mode.get().as_str() {
                "edit" => view! { <input id="edit"/> },
                other => view! { <input id="other"/> <b>{other.to_owned()}</b> },
            }}
            {if let Some((name, n)) = user.get() {
                view! { <p id="user">{name} " " {n}</p> <input id="note"/> }
            } else {
                view! { <p id="user">"nobody"</p> }
            }}
            {move || {
                let (user, list) = (user.get(), list.get());
                match list.first() {
                    Some(first) if user.is_some() => {
                        let noise = noise.get();
                        view! { <p id="first">{*first} " " {noise}</p> <input id="item"/> }
                    }
                    _ => view! { <p id="first">"none"</p> },
                }
            }}
        </main>
        <button id="same" on:click=move |_| set_mode.set("edit".into())>"same"</button>
        <button id="view" on:click=move |_| set_mode.set("view".into())>"view"</button>
        <button id="show" on:click=move |_| set_mode.set("show".into())>"show"</button>
        <button id="same-user" on:click=move |_| set_user.update(|_| ())>"same user"</button>
        <button id="next-user" on:click=move |_| set_user.set(Some(("Ada".into(), 2)))>"next user"</button>
        <button id="no-user" on:click=move |_| set_user.set(None)>"no user"</button>
        <button id="more" on:click=move |_| set_list.update(|list| list.push(3))>"more"</button>
        <button id="other-first" on:click=move |_| set_list.update(|list| list[0] = 9)>"other first"</button>
        <button id="noise" on:click=move |_| set_noise.update(|noise| *noise += 1)>"noise"</button>
    }
}
