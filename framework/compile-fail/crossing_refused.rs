//! Client code cannot capture a value whose type does not cross.

use watershed::prelude::*;

struct User {
    name: String,
}

impl User {
    fn name(&self) -> String {
        self.name.clone()
    }
}

#[component]
fn Page() -> View {
    let (name, set_name) = signal(String::new());
    let user = User { name: "Ada".into() };
    view! { <button on:click=move |_| set_name.set(user.name())>{name}</button> }
}

fn main() {}
