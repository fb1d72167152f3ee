//! Components whose values cross, or do not, for reasons that are easy to get wrong.

use watershed::prelude::*;

/// Attributes whose names are computed: they follow the values from which they are computed.
#[component]
pub fn Spread() -> View {
    let (words, set_words) = signal(vec![String::from("data-a")]);
    let attributes = memo(move || {
        let words = words.get();
        words
            .into_iter()
            .map(|word| (word, "on"))
            .collect::<Vec<_>>()
    });
    view! {
        <p id="spread" {..attributes}>"text"</p>
        <p id="listed" {..[("title", words.get().join(" "))]}>"text"</p>
        <button id="more" on:click=move |_| set_words.update(|words| words.push("data-b".into()))>"more"</button>
        <button id="none" on:click=move |_| set_words.set(Vec::new())>"none"</button>
    }
}

/// A computed class beside one that is toggled.
#[component]
pub fn Classes() -> View {
    let (kind, set_kind) = signal(String::from("plain"));
    let (open, set_open) = signal(false);
    view! {
        <p id="both" class=kind class:open=open>"text"</p>
        <button id="kind" on:click=move |_| set_kind.set("fancy".into())>"kind"</button>
        <button id="open" on:click=move |_| set_open.update(|open| *open = !*open)>"open"</button>
    }
}

/// Text of several pieces in an element that contains only text.
#[component]
pub fn Pieces() -> View {
    let (count, set_count) = signal(1);
    view! {
        <textarea id="text" readonly>"row " {count} " of 3"</textarea>
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    }
}

#[derive(Clone, PartialEq)]
struct Row {
    id: u32,
    label: &'static str,
}

/// Rows of a Rust `for` that have keys.
#[component]
pub fn KeyedLoop() -> View {
    let (rows, set_rows) = signal(vec![
        Row {
            id: 1,
            label: "one",
        },
        Row {
            id: 2,
            label: "two",
        },
    ]);
    let (chosen, set_chosen) = signal(0);
    let change = action(async move |_: ()| {
        set_rows.set(vec![
            Row {
                id: 3,
                label: "three",
            },
            Row {
                id: 2,
                label: "two",
            },
            Row {
                id: 1,
                label: "uno",
            },
        ]);
    });
    view! {
        <output id="chosen">{chosen}</output>
        <button id="change" on:click=move |_| change.dispatch(())>"change"</button>
        <ul id="rows">
            {for row in rows.get() {
                let Row { id, label } = row;
                view! { <li key=id id={format!("row{id}")}><input/><button on:click=move |_| set_chosen.set(id)>{label}</button></li> }
            }}
        </ul>
    }
}

/// Calls the closure that it is given, on the server.
#[component]
fn Saver(read: impl Fn() -> i32 + Clone + 'static) -> View {
    let (saved, set_saved) = signal(0);
    let save = action(async move |_: ()| set_saved.set(read()));
    view! {
        <output id="saved">{saved}</output>
        <button id="save" on:click=move |_| save.dispatch(())>"save"</button>
    }
}

/// A closure for a child's server code reads a signal that the browser writes, later.
#[component]
pub fn ReadLate() -> View {
    let (count, set_count) = signal(0);
    view! {
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <Saver read=move || count.get_untracked()/>
    }
}

/// A closure for a child's server code, bound by a `let`, reads a signal that the browser writes.
#[component]
pub fn ReadLateByName() -> View {
    let (count, set_count) = signal(0);
    let doubled = move || count.get_untracked() * 2;
    view! {
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <Saver read=doubled/>
    }
}

/// A memo that stays on the server: the browser has its value.
#[component]
pub fn Pinned() -> View {
    let (query, set_query) = signal(String::new());
    #[server_only]
    let found = memo(move || {
        let words = ["apple", "apricot", "banana"];
        words
            .iter()
            .filter(|word| word.starts_with(&query.get()))
            .count()
    });
    let (noted, set_noted) = signal(0);
    view! {
        <output id="found">{found.get()} " found"</output>
        <output id="noted">{noted}</output>
        <button id="ask" on:click=move |_| set_query.set("ap".into())>"ask"</button>
        <button id="note" on:click=move |_| set_noted.set(found.get())>"note"</button>
    }
}

/// Assertions about colours that hold.
#[component]
pub fn Claimed() -> View {
    #[client_only]
    let (open, set_open) = signal(false);
    #[no_uplink]
    let count = RwSignal::new(0);
    #[server_only]
    let greeting = Secret::new(String::from("hello"));
    let length = greeting.expose().len();
    view! {
        <p id="open" class:open=open>{count}</p>
        <output id="length">{length}</output>
        <button id="toggle" on:click=move |_| { set_open.set(!open.get()); count.set(length); }>"toggle"</button>
    }
}

/// A comment, with the answers to it.
#[derive(Clone)]
pub struct Comment {
    id: u32,
    text: String,
    answers: Vec<Comment>,
}

/// A component that renders itself for the items in its prop, generic in the mark of a comment.
#[component]
fn Thread<M: Cross + Clone + PartialEq + std::fmt::Display>(
    comment: Comment,
    mark: M,
    on_mark: Callback<M>,
) -> View {
    let (folded, set_folded) = signal(false);
    let (id, own, down) = (comment.id, mark.clone(), on_mark.clone());
    view! {
        <li id={format!("comment{id}")} class:folded=folded>
            <button class="fold" on:click=move |_| set_folded.set(!folded.get())>{comment.text.clone()}</button>
            <button class="mark" on:click=move |_| on_mark.run(own.clone())>{mark.to_string()}</button>
            <ul>
                {for answer in comment.answers.clone() {
                    view! { <Thread comment=answer mark=mark.clone() on_mark=down.clone()/> }
                }}
            </ul>
        </li>
    }
}

/// Comments that contain comments.
#[component]
pub fn Comments() -> View {
    let leaf = |id: u32| Comment {
        id,
        text: format!("comment {id}"),
        answers: Vec::new(),
    };
    let root = Comment {
        id: 1,
        text: "first".into(),
        answers: vec![leaf(2), leaf(3)],
    };
    let (marked, set_marked) = signal(String::new());
    let (counted, set_counted) = signal(0);
    view! {
        <output id="marked">{marked}</output>
        <output id="counted">{counted}</output>
        <ul id="words"><Thread comment=root.clone() mark=String::from("good") on_mark=move |mark: String| set_marked.set(mark)/></ul>
        <ul id="numbers"><Thread comment=root mark=7 on_mark=move |mark| set_counted.set(mark)/></ul>
    }
}

/// A list that a closure returns.
#[component]
pub fn Given() -> View {
    let (rows, set_rows) = signal(vec![3_u32, 5]);
    let (chosen, set_chosen) = signal(0);
    view! {
        <output id="chosen">{chosen}</output>
        <For each=move || rows.get() key=|row| *row let:row>
            <button id={format!("row{}", row.get_untracked())} on:click=move |_| set_chosen.set(row.get())>{row}</button>
        </For>
        <button id="clear" on:click=move |_| set_rows.set(Vec::new())>"clear"</button>
    }
}

/// The code that several components share for a number.
#[composable]
pub fn use_counter(first: i32) -> (ReadSignal<i32>, Memo<i32>, Callback<i32>) {
    let (count, set_count) = signal(first);
    let doubled = memo(move || count.get() * 2);
    let raise = callback(move |by: i32| set_count.update(|count| *count += by));
    (count, doubled, raise)
}

/// A composable that uses another one, and has an effect.
#[composable]
pub fn use_limited(limit: i32) -> (ReadSignal<i32>, ReadSignal<bool>, Callback<i32>) {
    let (count, _, raise) = use_counter(0);
    let (full, set_full) = signal(false);
    effect(move || set_full.set(count.get() >= limit));
    (count, full, raise)
}

/// Client code that comes from composables.
#[component]
pub fn Composed() -> View {
    let (count, doubled, raise) = use_counter(1);
    let (other, full, add) = use_limited(2);
    view! {
        <output id="count">{count}</output>
        <output id="doubled">{doubled}</output>
        <button id="raise" on:click=move |_| raise.run(3)>"raise"</button>
        <output id="other" class:full=full>{other}</output>
        <button id="add" on:click=move |_| add.run(1)>"add"</button>
    }
}
