//! A browser has no standard output.
//!
//! The output of `println!`, `eprintln!` and `dbg!` in a handler, or in other client code, is lost. `log!` takes the same arguments as `println!`
//! and writes to the browser's console; on the server it writes to the terminal. On the server all of them work.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    println!("the page is made");
    view! { <button on:click=move |_| { log!("{}", count.get()); set_count.set(count.get() + 1) }>{count}</button> }
}
