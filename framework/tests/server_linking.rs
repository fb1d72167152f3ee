//! Linking a page on the server: who runs each function, what is sent, and what is promoted later.

#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs)]

use watershed::prelude::*;
use watershed::rt::{self, Hole, Locator, Root, Template};
use watershed::testing::App;

#[component]
fn Label(text: ReadSignal<String>) -> View {
    let (bold, set_bold) = signal(false);
    view! {
        <p class:bold=bold>
            <span class="text">{text}</span>
            <button class="bold" on:click=move |_| set_bold.update(|bold| *bold = !*bold)>"bold"</button>
        </p>
    }
}

/// Nothing in the browser can change the text.
#[component]
fn Fixed() -> View {
    let (text, _) = signal(String::from("a server's text"));
    view! { <main><Label text=text/></main> }
}

#[test]
fn a_binding_that_no_client_function_can_change_sends_no_value() {
    let app = App::new(Fixed);
    app.click(".bold");
    assert_eq!(app.count("p.bold"), 1);
    app.sent_nothing();
    app.is_static();
    assert!(!app.snapshot().windows(6).any(|bytes| bytes == b"server"));
}

#[component]
fn Edited() -> View {
    let (text, set_text) = signal(String::from("first"));
    view! {
        <main>
            <button id="edit" on:click=move |_| set_text.set("second".to_string())>"edit"</button>
            <Label text=text/>
        </main>
    }
}

#[test]
fn a_binding_of_a_prop_follows_its_setter_in_another_component() {
    let app = App::new(Edited);
    app.click("#edit");
    assert_eq!(app.text(".text"), "second");
    app.sent_nothing();
    app.is_static();
}

#[component]
fn Editor(set_text: WriteSignal<String>) -> View {
    view! { <button id="edit" on:click=move |_| set_text.set("edited".to_string())>"edit"</button> }
}

/// The setter is in content that is inserted later.
#[component]
fn Promoted() -> View {
    let (text, set_text) = signal(String::from("first"));
    let (editing, set_editing) = signal(false);
    view! {
        <main>
            <Label text=text/>
            <button id="open" on:click=move |_| set_editing.set(true)>"open"</button>
            <Show when=editing><Editor set_text=set_text/></Show>
        </main>
    }
}

#[test]
fn a_setter_that_comes_later_wakes_what_is_on_the_page() {
    let app = App::new(Promoted);
    app.click("#open");
    app.sent();
    app.click("#edit");
    assert_eq!(app.text(".text"), "edited");
    app.sent_nothing();
}

#[test]
fn what_was_awake_is_not_woken_twice() {
    let app = App::new(Promoted);
    app.click("#open");
    app.click(".bold");
    assert_eq!(app.count("p.bold"), 1);
}

#[component]
fn Mirrored() -> View {
    let (count, set_count) = signal(1u32);
    let doubled = memo(move || count.get() * 2);
    let add = action(async move |()| set_count.update(|count| *count += 1));
    let (seen, set_seen) = signal(0u32);
    view! {
        <main>
            <b id="seen">{seen}</b>
            <button id="look" on:click=move |_| set_seen.set(doubled.get())>"look"</button>
            <button id="add" on:click=move |_| add.dispatch(())>"add"</button>
        </main>
    }
}

#[test]
fn a_mirror_follows_the_server() {
    let app = App::new(Mirrored);
    app.click("#look");
    assert_eq!(app.text("#seen"), "2");
    app.sent_nothing();
    app.click("#add");
    app.click("#look");
    assert_eq!(app.text("#seen"), "4");
}

static GATED: Template = Template {
    id: rt::kind_id("linking", "Gated", 0),
    name: "Gated#0",
    origin: rt::Origin::NONE,
    root: Root::Element,
    slots: 1,
    client: true,
    pieces: &["<main", "><input id=password>", "</main>"],
    holes: &[
        Hole::Mark,
        Hole::Structure {
            at: Locator(&[0, 3]),
            inside: &[],
        },
    ],
};

static LONG_ENOUGH: Template = Template {
    id: rt::kind_id("linking", "Gated", 1),
    name: "Gated#1",
    origin: rt::Origin::NONE,
    root: Root::Element,
    slots: 0,
    client: false,
    pieces: &["<p>long enough</p>"],
    holes: &[],
};

struct Gated {}

impl rt::Component for Gated {
    const FIRST: rt::KindId = GATED.id;
}

impl rt::Page for Gated {
    fn props() -> Self {
        Self {}
    }
}

/// `<input on:input=…/><Show when={move || password.get().len() >= 4}>…</Show>`, whose condition is a gate.
fn gated(_: Gated) -> rt::Pending {
    static INPUT: rt::EventDef = rt::EventDef {
        name: "input",
        flags: 0,
        keys: &[],
        wait: 0,
    };
    rt::component(|| {
        let (password, set_password) = signal(String::new());
        let mut view = rt::Builder::new(&GATED);
        let _ = rt::client_event(
            &mut view,
            rt::Ty::<rt::event::input>::new(),
            Locator(&[1, 0, 0]),
            &INPUT,
            &[0],
            (rt::cap_or(&set_password, String::new), ()),
            |(set_password, ()), event| {
                rt::handle(
                    move |event: Event<rt::event::input>| set_password.set(event.value()),
                    event,
                )
            },
        );
        let _ = rt::client_gate(
            &mut view,
            Locator(&[0, 3]),
            &[0],
            (rt::cap_or(&password, String::new), ()),
            |(password, ())| password.get().len() >= 4,
        );
        let when = rt::when(move || password.get().len() >= 4);
        rt::show(
            &mut view,
            when,
            rt::kept_content(|| rt::finish(rt::Builder::new(&LONG_ENOUGH))),
            None,
        );
        rt::uses!(lazy, &password);
        rt::finish(view)
    })
}

#[test]
fn what_a_gate_reads_goes_up_when_the_gate_turns() {
    let app = App::new(gated);
    app.type_into("#password", "abc");
    app.sent_nothing();
    app.type_into("#password", "d");
    assert_eq!(app.sent().frames.len(), 1);
    app.sees("long enough");
    app.type_into("#password", "efg");
    app.sent_nothing();
}

#[component]
fn Lazy() -> View {
    let (draft, set_draft) = signal(String::new());
    let (saved, set_saved) = signal(String::new());
    let save = action(async move |()| set_saved.set(draft.get_untracked()));
    view! {
        <main>
            <input id="draft" on:input=move |event| set_draft.set(event.value())/>
            <button id="save" on:click=move |_| save.dispatch(())>"save"</button>
            <p>{saved}</p>
        </main>
    }
}

#[test]
fn what_only_an_action_reads_rides_with_the_call() {
    let app = App::new(Lazy);
    app.type_into("#draft", "hello");
    app.sent_nothing();
    app.click("#save");
    app.sees("hello");
    assert_eq!(app.sent().frames.len(), 1);
}
