//! A page of three slow parts: each is on the page as soon as it is there, in the same response.

use watershed::prelude::*;

/// Waits as long as a slow database would.
#[server]
async fn ask(milliseconds: u64) -> Result<u64, UserError> {
    tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
    Ok(milliseconds)
}

/// A part of the page that takes so many milliseconds.
#[component]
fn Slow(name: &'static str, after: u64) -> View {
    let answer = resource(move || after, ask);
    let (likes, set_likes) = signal(0);
    view! {
        <section id={name}>
            <h2>{name}</h2>
            <p>"Asked for "{answer.value()}" milliseconds."</p>
            <button on:click=move |_| set_likes.update(|likes| *likes += 1)>{likes}" likes"</button>
        </section>
    }
}

/// The page: its heading is there at once.
#[component]
pub fn Page() -> View {
    view! {
        <Head><title>"Stream"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <h1>"As soon as it is there"</h1>
        <Suspense fallback=|| view! { <section class="waits">"The archive is slow"</section> }><Slow name="Archive" after=1000/></Suspense>
        <Suspense fallback=|| view! { <section class="waits">"The list takes a moment"</section> }><Slow name="List" after=300/></Suspense>
        <Suspense fallback=|| view! { <section class="waits">"The weather"</section> }><Slow name="Weather" after=50/></Suspense>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Page)
}
