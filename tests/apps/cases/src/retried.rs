//! Calls of actions that fail, and are made again.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::time::Duration;

use watershed::form::{Errors, Upload};
use watershed::prelude::*;

/// Remembers what was tried: the first time, `torn` returns an error, `lost` panics, and `gone` always returns an error.
#[server]
async fn deliver(parcel: &str, tried: &RefCell<HashSet<String>>) -> Result<(), Error> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    let is_first = tried.borrow_mut().insert(parcel.to_owned());
    match parcel {
        "torn" if is_first => Err("canary-depot does not answer".into()),
        "lost" if is_first => panic!("canary-depot is on fire"),
        "gone" => Err("canary-depot is closed".into()),
        _ => Ok(()),
    }
}

/// Parcels of one action. What fails is named, and can be sent again.
#[component]
pub fn Parcels() -> View {
    let sent = RwSignal::new(Vec::<String>::new());
    let tried = Rc::new(RefCell::new(HashSet::new()));
    let send = action(async move |parcel: String| -> Result<(), Error> {
        deliver(&parcel, &tried).await?;
        sent.update(|sent| sent.push(parcel));
        Ok(())
    });
    let shown = optimistic(sent).while_(send, |shown, parcel| shown.push(parcel.clone()));
    view! {
        <button id="torn" on:click=move |_| send.dispatch("torn".to_owned())>"torn"</button>
        <button id="lost" on:click=move |_| send.dispatch("lost".to_owned())>"lost"</button>
        <button id="gone" on:click=move |_| send.dispatch("gone".to_owned())>"gone"</button>
        <button id="good" on:click=move |_| send.dispatch("good".to_owned())>"good"</button>
        <p id="shown">{shown.get().join(" ")}</p>
        <p id="sent">{sent.get().join(" ")}</p>
        <p id="input">{send.input()}</p>
        <p id="failed" hidden={!send.has_failed()}>{send.failed_inputs().join(" ")}</p>
        <button id="retry" disabled={!send.can_retry()} on:click=move |_| send.retry()>"Try again"</button>
        <button id="twice" on:click=move |_| { send.retry(); send.retry(); }>"Try twice"</button>
        <div><Show when={move || send.can_retry()}><b id="told">"not sent: " {send.failed_inputs().join(" ")}</b></Show></div>
    }
}

/// The only sign of a failure is a button that is always there.
#[component]
pub fn Button() -> View {
    let sent = RwSignal::new(0);
    let tried = Rc::new(RefCell::new(HashSet::new()));
    let send = action(async move |parcel: String| -> Result<(), Error> {
        deliver(&parcel, &tried).await?;
        sent.update(|sent| *sent += 1);
        Ok(())
    });
    let again = move || send.retry();
    view! {
        <button id="send" on:click=move |_| send.dispatch("torn".to_owned())>"Send"</button>
        <button id="retry" on:click=move |_| again()>"Try again"</button>
        <p id="sent">{sent}</p>
    }
}

/// A note.
#[derive(Form, Clone, Default)]
pub struct Note {
    #[form(required, max_len = 20)]
    text: String,
    #[form(submitter)]
    kind: String,
}

/// A form whose action fails at first.
#[component]
pub fn Notes() -> View {
    let notes = RwSignal::new(Vec::<String>::new());
    let tried = Rc::new(RefCell::new(HashSet::new()));
    let add = action(async move |note: Note| -> Result<(), Error> {
        deliver(&note.text, &tried).await?;
        notes.update(|notes| notes.push(format!("{} {}", note.kind, note.text)));
        Ok(())
    });
    view! {
        <Form action=add>
            <input id="text" {..add.field(Note::TEXT)}/>
            <FieldErrors of=add.field(Note::TEXT)/>
            <button id="add" name="kind" value="a">"Add"</button>
            <p role="alert">{if add.has_failed() { "That could not be added." } else { "" }}</p>
            <button id="retry" type="button" hidden={!add.can_retry()} on:click=move |_| add.retry()>"Try again"</button>
        </Form>
        <p id="notes">{notes.get().join(", ")}</p>
    }
}

/// A file.
#[derive(Form)]
pub struct Sent {
    #[form(max = "1kB")]
    file: Upload,
}

/// Two forms with a file, whose action fails at first.
#[component]
pub fn Files() -> View {
    let sent = RwSignal::new(Vec::<String>::new());
    let tried = Rc::new(RefCell::new(HashSet::new()));
    let add = action(async move |form: Sent| -> Result<(), Error> {
        deliver("torn", &tried).await?;
        sent.update(|sent| sent.push(form.file.file_name().to_owned()));
        Ok(())
    });
    view! {
        <Form action=add>
            <input id="file" {..add.field(Sent::FILE)}/>
            <button id="add">"Add"</button>
        </Form>
        <Form action=add>
            <input id="other" {..add.field(Sent::FILE)}/>
            <button id="add-other">"Add"</button>
        </Form>
        <p id="failed">{if add.has_failed() { "failed" } else { "" }}</p>
        <button id="retry" disabled={!add.can_retry()} on:click=move |_| add.retry()>"Try again"</button>
        <button id="again" on:click=move |_| add.retry()>"Try again all the same"</button>
        <p id="sent">{sent.get().join(" ")}</p>
    }
}

/// The errors of fields are nothing to try again.
#[component]
pub fn Checked() -> View {
    let add = action(async move |note: Note| -> Result<(), Errors<Note>> {
        match note.text.as_str() {
            "wrong" => Err(Errors::one(Note::TEXT, "is wrong")),
            _ => Ok(()),
        }
    });
    view! {
        <Form action=add>
            <input id="text" {..add.field(Note::TEXT)}/>
            <FieldErrors of=add.field(Note::TEXT)/>
            <button id="add">"Add"</button>
            <p id="failed">{if add.has_failed() { "failed" } else { "" }}</p>
            <button id="retry" type="button" hidden={!add.can_retry()} on:click=move |_| add.retry()>"Try again"</button>
        </Form>
    }
}

/// Rows that share an action, each with the failure that is its own.
#[component]
pub fn Shelf() -> View {
    let tried = Rc::new(RefCell::new(HashSet::new()));
    let moved = RwSignal::new(String::new());
    let put = action(
        async move |(book, place): (String, u8)| -> Result<(), Error> {
            deliver(&book, &tried).await?;
            moved.set(format!("{book} to {place}"));
            Ok(())
        },
    );
    view! {
        <ul>
            <For each={|| ["torn", "lost", "good"]} key=|book| *book let:book>
                <Book title=book.get().to_owned() put=put/>
            </For>
        </ul>
        <p id="moved">{moved}</p>
    }
}

#[component]
fn Book(title: String, put: Action<(String, u8), Result<(), Error>>) -> View {
    let (id, own) = (title.clone(), title.clone());
    let has_failed = move || put.failed_inputs().iter().any(|(book, _)| *book == own);
    view! {
        <li id=id class:failed=has_failed()>
            <button class="put" on:click=move |_| put.dispatch((title.clone(), 7))>"put"</button>
            <button class="retry" hidden={!has_failed()} on:click=move |_| put.retry()>"Try again"</button>
        </li>
    }
}

#[server]
async fn refuse(book: &str) -> Result<(), Error> {
    deliver(book, &RefCell::default()).await
}

/// Failures that only an effect, a handler and a branch that is closed at first ask for.
#[component]
pub fn Quiet() -> View {
    let noticed = RwSignal::new(false);
    let asked = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let one = action(async move |book: String| refuse(&book).await);
    let two = action(async move |book: String| refuse(&book).await);
    let three = action(async move |book: String| refuse(&book).await);
    effect(move || {
        if one.has_failed() {
            noticed.set(true);
        }
    });
    view! {
        <button id="one" on:click=move |_| one.dispatch("torn".to_owned())>"one"</button>
        <button id="two" on:click=move |_| two.dispatch("torn".to_owned())>"two"</button>
        <button id="three" on:click=move |_| three.dispatch("torn".to_owned())>"three"</button>
        <p id="noticed">{if noticed.get() { "noticed" } else { "" }}</p>
        <button id="ask" on:click=move |_| asked.set(two.failed_inputs().join(" "))>{asked}</button>
        <button id="open" on:click=move |_| open.set(true)>"open"</button>
        <p id="shown">{if open.get() && three.has_failed() { "failed" } else { "" }}</p>
    }
}
