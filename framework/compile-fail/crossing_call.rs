//! A call on a server record would send the whole record; its date alone can be sent.

use watershed::prelude::*;

#[derive(Clone, PartialEq)]
struct User {
    joined: String,
    password_hash: String,
}

fn fmt(user: &User, long: bool) -> String {
    if long { format!("{} {}", user.joined, user.password_hash.len()) } else { user.joined.clone() }
}

#[component]
fn Profile() -> View {
    let (long, set_long) = signal(false);
    let (user, _set_user) = signal(User { joined: "May".into(), password_hash: "x".into() });
    view! { <p on:click=move |_| set_long.set(true)>{fmt(&user.get(), long.get())}</p> }
}

fn main() {}
