//! Records of which client code needs a part: only that part crosses.

use watershed::prelude::*;

/// A secret: the test fails if it is in the data that the browser received.
pub const HASH: &str = "$argon2id$canary";

#[derive(Clone, PartialEq, Default)]
struct User {
    name: String,
    joined: Joined,
    tags: Vec<String>,
    r#type: u8,
    hash: String,
}

#[derive(Clone, PartialEq, Default, Cross)]
struct Joined {
    year: u32,
    month: u32,
}

impl User {
    fn new(name: &str, year: u32) -> User {
        User {
            name: format!("  {name}  "),
            joined: Joined { year, month: 5 },
            tags: ["first", name, "last"].map(String::from).into(),
            r#type: 8,
            hash: HASH.into(),
        }
    }

    fn initial(&self) -> &str {
        self.name.trim().get(..1).unwrap_or_default()
    }

    fn is_since(&self, year: u32) -> bool {
        self.joined.year <= year
    }

    fn tag(&self, at: &usize) -> Option<&String> {
        self.tags.get(*at)
    }
}

fn shown(joined: &Joined, long: bool) -> String {
    if long {
        format!("{}-{}", joined.year, joined.month)
    } else {
        joined.year.to_string()
    }
}

/// Fields, indices and methods of a signal that only the server writes.
#[component]
pub fn Paths() -> View {
    let (user, set_user) = signal(User::new("Ada", 1999));
    let (at, set_at) = signal(0);
    let (long, set_long) = signal(false);
    let since = Joined {
        year: 2000,
        month: 1,
    };
    let rename = action(async move |name: String| {
        set_user.set(User::new(&name, 2001));
        set_at.set(1);
    });
    view! {
        <p id="length">{if long.get() { user.get().name.trim().len() } else { user.get().name.len() }}</p>
        <p id="name">{if long.get() { user.get().name.trim().to_uppercase() } else { user.get().initial().to_owned() }}</p>
        <p id="initial">{move || format!("{} {}", long.get(), user.get().initial())}</p>
        <p id="tag">{move || format!("{} {} {}", long.get(), user.get().tags[at.get()], user.get().tags[2].as_str())}</p>
        <p id="since">{move || long.get() == user.get().is_since(since.year)}</p>
        <p id="year">{move || shown(&user.get().joined, long.get())}</p>
        <p id="with">{move || user.with(|user| shown(&user.joined, long.get()) + &user.name.len().to_string())}</p>
        <p id="found">{move || format!("{} {:?}", long.get(), user.get().tag(&1))}</p>
        <button id="long" on:click=move |_| set_long.set(true)>"long"</button>
        <button id="rename" on:click=move |_| rename.dispatch(String::from("Grace"))>"rename"</button>
    }
}

/// Parts that may be missing: the server must not panic where the browser would not.
#[component]
pub fn Conditions() -> View {
    let (user, set_user) = signal(None::<User>);
    let (open, set_open) = signal(false);
    let (seen, set_seen) = signal(String::new());
    let load = action(async move |name: String| {
        set_user.set(Some(User::new(&name, 1999)).filter(|_| !name.is_empty()));
    });
    view! {
        <p id="guarded">{move || {
            if user.get().is_some() {
                format!("{} {}", user.get().unwrap().joined.year, open.get())
            } else {
                format!("nobody {}", open.get())
            }
        }}</p>
        <p id="lazy">{move || open.get() && user.get().is_some() && user.get().unwrap().joined.year == 1999}</p>
        <p id="opened">{move || if open.get() { user.get().unwrap().initial().to_owned() } else { String::from("-") }}</p>
        <p id="seen">{seen}</p>
        <button id="load" on:click=move |_| load.dispatch(String::from("Ada"))>"load"</button>
        <button id="drop" on:click=move |_| load.dispatch(String::new())>"drop"</button>
        <button id="open" on:click=move |_| set_open.set(true)>"open"</button>
        <button id="close" on:click=move |_| set_open.set(false)>"close"</button>
        <button id="see" on:click=move |_| set_seen.set(user.get().unwrap().tags[1].clone())>"see"</button>
    }
}

/// Locals that are not signals: a length is computed once, on the server.
#[component]
pub fn Locals() -> View {
    let user = User::new("Ada", 1999);
    let nobody = None::<User>;
    let plan = Some(3_u32);
    let (text, set_text) = signal(String::new());
    view! {
        <p id="text">{text}</p>
        <button id="show" on:click=move |_| {
            let lengths = format!("{} {}", user.name.len(), user.tags.is_empty());
            set_text.set(format!("{lengths} {} {}", nobody.is_none(), plan.unwrap_or_default()));
        }>"show"</button>
        <button id="again" on:click=move |_| set_text.set(user.joined.year.to_string())>"again"</button>
        <button id="type" on:click=move |_| set_text.set(format!("{}", user.r#type))>"type"</button>
    }
}

/// A row that holds a signal of its own.
#[derive(Clone, PartialEq, Cross)]
struct Task {
    name: String,
    done: RwSignal<bool>,
}

impl Task {
    fn finish(&self, done: bool) {
        self.done.set(done);
    }

    fn state(&self) -> String {
        format!("{} {}", self.name, self.done.get())
    }
}

/// Side effects happen in the browser, and paths that the server evaluates follow them.
#[component]
pub fn Tasks() -> View {
    let (tasks, _) = signal(vec![Task {
        name: "wash".into(),
        done: RwSignal::new(false),
    }]);
    let (long, set_long) = signal(false);
    view! {
        <For each=tasks key=|task| task.name.clone() let:task>
            <p id="done">{move || task.get().done.get()}</p>
            <p id="state">{move || format!("{} {}", long.get(), task.get().state())}</p>
            <button id="set" on:click=move |_| task.get().done.set(true)>"set"</button>
            <button id="finish" on:click=move |_| task.get().finish(true)>"finish"</button>
            <button id="undo" on:click=move |_| { task.get().finish(false); set_long.set(true); }>"undo"</button>
        </For>
    }
}
