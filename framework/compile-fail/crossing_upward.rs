//! The browser cannot write a list of signals: it knows signals only by number.

use watershed::prelude::*;

#[derive(Clone, PartialEq, Cross)]
struct Todo {
    id: u32,
    done: RwSignal<bool>,
}

#[component]
fn Todos() -> View {
    let todos = RwSignal::new(vec![Todo { id: 1, done: RwSignal::new(false) }]);
    view! {
        <For each=todos key=|todo| todo.id let:todo><p>{todo.get().done}</p></For>
        <button on:click=move |_| todos.update(|todos| todos.clear())>"clear"</button>
    }
}

fn main() {}
