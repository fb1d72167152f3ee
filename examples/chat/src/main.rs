//! A chat: lines go to the pages of all who are there, who see each other, and who is typing.

use watershed::prelude::*;

/// The form: a text to say.
#[derive(Form, Clone, Default)]
struct Message {
    #[form(required, max_len = 500)]
    text: String,
}

/// A line of the conversation.
#[derive(Cross, Clone, PartialEq)]
pub struct Line {
    /// Counts up.
    pub number: u64,
    /// The name of the visitor who said it.
    pub author: String,
    /// The text.
    pub text: String,
}

/// A visitor, as others see them.
#[derive(Cross, Clone, PartialEq)]
struct Person {
    name: String,
    is_typing: bool,
}

/// The page: the conversation, who is there, and a form.
#[component]
pub fn Chat() -> View {
    let name = RwSignal::new(String::from("Somebody"));
    #[volatile]
    let is_typing = RwSignal::new(false);
    // It listens before it reads what was said, so no line is missing between the two. Another server reads it again.
    let mut news = topic::<Line>("lines").subscribe();
    #[volatile]
    let lines = RwSignal::new(conversation::lines());
    task(async move {
        loop {
            match news.next().await {
                Ok(line) => lines.update(|lines| conversation::add(lines, line)),
                Err(_) => lines.set(conversation::lines()),
            }
        }
    });
    let people = presence("chat", move || Person {
        name: name.get(),
        is_typing: is_typing.get(),
    });
    let say = action(async move |message: Message| {
        conversation::say(name.get_untracked(), message.text);
        is_typing.set(false);
    });
    view! {
        <Head><title>"Chat"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <h1>"Chat"</h1>
        <label>"You are " <input id="name" bind:value=name></label>
        <ul id="lines">
            <For each=lines key=|line| line.number let:line>
                <li><b>{line.get().author}</b>" "{line.get().text}</li>
            </For>
        </ul>
        <Form action=say id="say">
            <input id="text" autocomplete="off" placeholder="Say something" {..say.field(Message::TEXT)}
                on:input=move |_| is_typing.set(true) on:blur=move |_| is_typing.set(false)/>
            <button>"Say it"</button>
            <FieldErrors of=say.field(Message::TEXT)/>
        </Form>
        <ul id="people">
            {for person in people.get() { view! {
                <li>{person.name}{if person.is_typing { " is typing" } else { "" }}</li>
            } }}
        </ul>
    }
}

/// The lines of this process.
#[cfg(not(target_arch = "wasm32"))]
mod conversation {
    use std::collections::VecDeque;
    use std::sync::{Mutex, PoisonError};

    use super::Line;
    use watershed::prelude::topic;

    /// The number of lines that are kept, and shown.
    const KEPT: usize = 50;

    static LINES: Mutex<VecDeque<Line>> = Mutex::new(VecDeque::new());

    /// Returns what was said last.
    pub fn lines() -> Vec<Line> {
        let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().cloned().collect()
    }

    /// Adds a line that has come to those that are shown, if it is not among them.
    pub fn add(shown: &mut Vec<Line>, line: Line) {
        if shown.last().is_none_or(|last| last.number < line.number) {
            shown.push(line);
            let extra = shown.len().saturating_sub(KEPT);
            shown.drain(..extra);
        }
    }

    /// Tells all pages what somebody says.
    pub fn say(author: String, text: String) {
        // Lines are published in the order of their numbers.
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        let number = lines.back().map_or(1, |last| last.number + 1);
        let line = Line {
            number,
            author,
            text,
        };
        lines.push_back(line.clone());
        let extra = lines.len().saturating_sub(KEPT);
        lines.drain(..extra);
        topic("lines").publish(line);
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Chat)
}
