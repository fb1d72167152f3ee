//! Rows with signals in them.

use watershed::prelude::*;

/// A line of text that can be edited.
#[derive(Clone, Copy, PartialEq, Cross)]
pub struct Line {
    id: u32,
    text: RwSignal<String>,
    done: RwSignal<bool>,
}

impl Line {
    fn new(id: u32) -> Self {
        Line {
            id,
            text: RwSignal::new(String::new()),
            done: RwSignal::new(false),
        }
    }
}

/// A field in a row, and places that show its text.
#[component]
pub fn Fields() -> View {
    let lines = RwSignal::new(vec![Line::new(1), Line::new(2)]);
    let arm = RwSignal::new(String::from("edit"));
    let draft = RwSignal::new(String::new());
    view! {
        <For each=lines key=|line| line.id let:line>
            <p>
                <input class="bound" bind:value={line.get().text}/>
                <input class="driven" prop:value={line.get().text.get()} on:input=move |event| line.get().text.set(event.value())/>
                <input class="box" type="checkbox" bind:checked={line.get().done}/>
                <b>{line.get().text}</b>
                <i>{line.get().text.get().len()}</i>
                <s>{line.with(|line| line.done.get())}</s>
                <Field text={line.get().text}/>
            </p>
        </For>
        {match arm.get().as_str() {
            "edit" => view! { <input id="arm" bind:value=draft/> },
            _ => view! { <button id="edit" on:click=move |_| arm.set("edit".into())>"edit"</button> },
        }}
        <button id="look" on:click=move |_| arm.set("look".into())>"look"</button>
        <output id="draft">{draft}</output>
    }
}

/// The same field, as a component.
#[component]
fn Field(text: RwSignal<String>) -> View {
    view! { <input class="given" bind:value=text/> }
}

/// A list of signals, without records.
#[component]
pub fn Bare() -> View {
    let texts = RwSignal::new(vec![
        RwSignal::new(String::from("a")),
        RwSignal::new(String::from("b")),
    ]);
    view! {
        <For each=texts key=|text| *text let:text>
            <p><input bind:value={text.get()}/><b>{text}</b><i>{text.get()}</i></p>
        </For>
    }
}

/// A common first application: the server keeps the list, the browser the state of each row.
#[component]
pub fn Todos() -> View {
    let todos = RwSignal::new(vec![Line::new(1), Line::new(2), Line::new(3)]);
    let next = RwSignal::new(4);
    let add = action(async move |_: ()| {
        let id = next.get_untracked();
        next.set(id + 1);
        todos.update(|todos| todos.push(Line::new(id)));
    });
    let remove =
        action(async move |id: u32| todos.update(|todos| todos.retain(|todo| todo.id != id)));
    view! {
        <For each=todos key=|todo| todo.id let:todo>
            <li class:done={todo.get().done.get()}>
                <input class="done" type="checkbox" bind:checked={todo.get().done}/>
                <input class="text" bind:value={todo.get().text}/>
                <b>{todo.get().text}</b>
                <button class="remove" on:click=move |_| remove.dispatch(todo.get().id)>"remove"</button>
            </li>
        </For>
        <button id="add" on:click=move |_| add.dispatch(())>"add"</button>
    }
}
