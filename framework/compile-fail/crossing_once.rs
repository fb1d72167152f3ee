//! A type that does not cross is one message for each signal, wherever client code takes it, and one for each field.

use watershed::prelude::*;

#[derive(Clone, PartialEq)]
struct Todo {
    id: u32,
}

#[component]
fn Todos() -> View {
    let (todos, set_todos) = signal(vec![Todo { id: 1 }]);
    let (chosen, set_chosen) = signal(1);
    view! {
        <button on:click=move |_| set_todos.update(|todos| todos.clear())>"clear"</button>
        <button on:click=move |_| set_todos.update(|todos| todos.push(Todo { id: chosen.get() }))>"add"</button>
        <p title=move || todos.get().len()>{move || todos.get().len()}</p>
        <p on:click=move |_| set_chosen.set(todos.get()[0].id)>{chosen}</p>
    }
}

#[derive(Clone, PartialEq)]
struct Address {
    street: String,
}

#[derive(Clone, PartialEq, Cross)]
struct User {
    name: String,
    address: Address,
}

#[component]
fn Users() -> View {
    let user = RwSignal::new(None::<User>);
    view! { <button on:click=move |_| user.set(None)>{move || user.get().is_some()}</button> }
}

#[component]
fn Shown<T: Clone + PartialEq + 'static>(value: RwSignal<T>, other: T) -> View {
    view! {
        <button on:click=move |_| value.update(|value| *value = value.clone())>{value.get() == value.get()}</button>
    }
}

fn main() {}
