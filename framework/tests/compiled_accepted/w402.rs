//! A macro that the compiler does not know gets no signals.
//!
//! A macro of your own can do anything with what it is given, and is expanded after the analysis. So it is unknown
//! whether a signal is read or written in it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let step = 2;
    view! { <button on:click=move |_| set_count.update(|count| *count += 2 * step)>{count}</button> }
}
