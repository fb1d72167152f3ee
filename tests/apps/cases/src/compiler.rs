//! Code that must compile as it is written, and keep its meaning.

use watershed::prelude::*;

/// A name with its number.
#[derive(Clone, Debug, PartialEq, Cross)]
pub struct Name {
    id: u32,
    first: String,
}

/// Formats the values, and keeps the keys.
macro_rules! pairs {
    ($($key:ident : $value:expr),* $(,)?) => {
        vec![$((stringify!($key), $value.to_string())),*]
    };
}

/// Takes fields as the macros of `tracing` do.
macro_rules! fields {
    ($text:literal $(, $key:ident = $value:expr)* $(,)?) => {
        {
            let mut line = format!($text);
            $(line += &format!(" {}={}", stringify!($key), $value);)*
            line
        }
    };
}

/// Binds a given name, as `tokio::select!` does.
macro_rules! first {
    ($name:ident = $value:expr => $then:expr) => {{
        let $name = $value;
        $then
    }};
}

/// Every form in which one name can be written twice.
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

/// Arms that stay while their choice is equal.
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

/// Waits.
#[server]
pub async fn nap(seconds: u32) -> u32 {
    tokio::time::sleep(std::time::Duration::ZERO).await;
    seconds
}

/// A server-only type with one field.
#[server]
pub struct Clock {
    ticks: u32,
}

#[server]
impl Clock {
    /// Makes the clock.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Clock { ticks: 3 }
    }

    /// Reads the clock, asynchronously.
    #[allow(clippy::missing_errors_doc)]
    pub async fn read(&self) -> Result<u32, std::io::Error> {
        tokio::task::yield_now().await;
        Ok(self.ticks)
    }
}

/// Public async functions of the server, called in an action and in the body.
#[component]
pub async fn Naps() -> Result<View, std::io::Error> {
    let started = Clock::new().read().await?;
    let (slept, set_slept) = signal(0);
    let sleep = action(async move |seconds: u32| set_slept.set(nap(seconds).await + started));
    Ok(view! {
        <button id="nap" on:click=move |_| sleep.dispatch(2)>"nap " {started}</button>
        <output>{slept}</output>
    })
}

/// A limit that differs between 32 and 64 bits.
const LIMIT: usize = usize::MAX / 2;

/// More than 32 bits.
#[server]
fn huge() -> usize {
    6_000_000_000
}

/// Numbers of the target's width.
#[component]
pub fn Widths() -> View {
    let most = RwSignal::new(usize::MAX);
    let inverted = RwSignal::new(!0usize);
    let limit = RwSignal::new(LIMIT);
    let least = RwSignal::new(isize::MIN);
    let none = RwSignal::new(usize::MAX);
    let (bytes, wide, tiny) = (huge(), u128::MAX, -0.0_f64);
    let (shown, set_shown) = signal(String::new());
    let (reported, set_reported) = signal(false);
    let report = action(async move |_: ()| set_reported.set(none.get_untracked() == usize::MAX));
    view! {
        <p id="most">{most}</p>
        <p id="inverted">{inverted}</p>
        <p id="limit">{limit}</p>
        <p id="least">{least}</p>
        <button id="untouched" on:click=move |_| {
            let is_none = none.get() == usize::MAX && inverted.get() == usize::MAX && least.get() == isize::MIN;
            set_shown.set(format!("{is_none} {} {:?} {}", wide == u128::MAX, tiny, limit.get() > 5));
        }>"untouched"</button>
        <button id="huge" on:click=move |_| set_shown.set(format!("{}", bytes > 1_000_000))>"huge"</button>
        <button id="small" on:click=move |_| { most.set(5); inverted.set(6); limit.set(7); least.set(-8); }>"small"</button>
        <button id="less" on:click=move |_| most.update(|most| *most -= 1)>"less"</button>
        <button id="report" on:click=move |_| { none.set(usize::MAX); report.dispatch(()) }>"report"</button>
        <output id="shown">{shown}</output>
        <output id="reported">{reported}</output>
    }
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Cross)]
pub struct Item {
    id: u32,
    title: String,
}

/// Markup in the forms that newcomers write.
#[component]
pub fn Ways(#[prop(default = true)] titled: bool) -> View {
    let (count, set_count) = signal(0u32);
    let (on, set_on) = signal(false);
    let items = RwSignal::new(vec![
        Item {
            id: 1,
            title: "one".into(),
        },
        Item {
            id: 2,
            title: "two".into(),
        },
        Item {
            id: 3,
            title: "three".into(),
        },
    ]);
    let odd = move || {
        items
            .get()
            .into_iter()
            .filter(|item| item.id % 2 == 1)
            .collect::<Vec<_>>()
    };
    let field = NodeRef::new();
    let sum = move || count.get() + u32::from(on.get());
    let label = move || format!("{} of {}", count.get(), sum());
    view! {
        <Show when=move || { sum() > 1 }><p id="label">{label}</p></Show>
        <ol id="keyed">{for item in items.get() { view! { <li key=item.id>{item.title}</li> } }}</ol>
        <ul id="closure">
            <For each=odd key=|item| item.id let:item><li>{move || item.get().title}</li></For>
        </ul>
        <ol id="parts">
            <For each=move || items.get().into_iter().enumerate().collect::<Vec<_>>() key=|(_, item)| item.id let:(index, item)>
                <li id={move || format!("part-{}", item.get().id)}>
                    {index} " " {move || item.get().title} " " {count}
                    <button on:click=move |_| set_count.update(|count| *count += item.get().id)>"add"</button>
                </li>
            </For>
        </ol>
        <ul id="fields">
            <For each=items key=|item| item.id let:(Item { title, .. })><li>{title}</li></For>
        </ul>
        <p id="arms">{match count.get() { 0 => "none", 1 => "one", n => if n > 9 { "many" } else { "some" } }}</p>
        <p id="mixed">{match count.get() { 0 => "none".to_string(), 1 => view! { <b>"one"</b> }, n => format!("n {n}") }}</p>
        <p id="optional" class={if on.get() { "on" }} title=move || if on.get() { Some("yes") } else { None }>
            {if count.get() > 0 { "counted" }}
            {move || if on.get() { "on" } else if titled { "off" }}
        </p>
        <p id="classes" class="a" class:w-1/2=on class:p-1.5={titled} class:md:w-[3px]=on>"classes"</p>
        <input id="field" node_ref=field/>
        <button id="go" on:click=move |_| {
            set_count.update(|count| *count += 1);
            set_on.update(|on| *on = !*on);
            items.update(|items| items.rotate_left(1));
            if let Some(field) = field.get() { field.focus() }
        }>"go"</button>
    }
}
