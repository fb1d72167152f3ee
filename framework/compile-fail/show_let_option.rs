use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (names, set_names) = signal(vec![1]);
    view! {
        <button on:click=move |_| set_names.set(vec![])>"Empty"</button>
        <ShowLet some=names let:name>{name}</ShowLet>
    }
}

fn main() {}
