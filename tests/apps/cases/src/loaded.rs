//! Values that the server loads, and boundaries that wait for them.

use watershed::prelude::*;

/// The number of milliseconds that a title takes: its length times ten.
#[server]
async fn find(title: String) -> Result<Vec<String>, String> {
    tokio::time::sleep(std::time::Duration::from_millis(10 * title.len() as u64)).await;
    match title.as_str() {
        "" => Err("nothing to look for".to_owned()),
        _ => Ok((1..=3).map(|part| format!("{title} {part}")).collect()),
    }
}

/// A search: the list is loaded for what is entered.
#[component]
pub fn Search() -> View {
    let (title, set_title) = signal(String::from("dune"));
    let books = resource(move || title.get(), find);
    view! {
        <input id="title" bind:value=(title, set_title)/>
        <Suspense fallback=|| view! { <p id="wait">"searching"</p> }>
            <ul>
                <For each={books.value().unwrap_or_default()} key=|book| book.clone() let:book>
                    <li>{book}</li>
                </For>
            </ul>
        </Suspense>
        <Transition fallback=|| view! { <p>"at first"</p> }>
            <p id="kept" class:old={books.loading()}>{books.value().map_or(0, |books| books.len())}</p>
        </Transition>
        <output id="error">{books.error()}</output>
    }
}

/// What is loaded is read through a memo, as a prop, and by client code.
#[component]
pub fn Readers() -> View {
    let (title, set_title) = signal(String::from("dune"));
    let books = resource(move || title.get(), find);
    let count = memo(move || books.value().map_or(0, |books| books.len()));
    let (seen, set_seen) = signal(String::new());
    view! {
        <button id="next" on:click=move |_| set_title.set("the dispossessed".to_owned())>"next"</button>
        <button id="look" on:click=move |_| set_seen.set(books.get().as_ref().map(|books| books.join(", ")).unwrap_or_default())>"look"</button>
        <Suspense fallback=|| view! { <p id="counting">"counting"</p> }>
            <p id="count">{count}</p>
        </Suspense>
        <Suspense fallback=|| view! { <p id="reading">"reading"</p> }>
            <First books=books/>
        </Suspense>
        <output id="seen">{seen}</output>
    }
}

#[component]
fn First(books: Resource<Vec<String>, String>) -> View {
    view! { <p id="first">{books.value().and_then(|books| books.first().cloned())}</p> }
}

/// Boundaries in each other, that appear later.
#[component]
pub fn Nested() -> View {
    let (on, set_on) = signal(false);
    view! {
        <button id="on" on:click=move |_| set_on.set(true)>"on"</button>
        <Show when=on>
            <Suspense fallback=|| view! { <p id="outer-wait">"outer"</p> }>
                <Titled id="outer" title="ten letter"/>
                <Suspense fallback=|| view! { <p id="inner-wait">"inner"</p> }>
                    <Titled id="inner" title="a title of thirty letters, say"/>
                    <Slow/>
                </Suspense>
            </Suspense>
        </Show>
    }
}

#[component]
fn Titled(id: &'static str, title: &'static str) -> View {
    let books = resource(move || title.to_owned(), find);
    view! { <p id={id}>{books.value().map_or(0, |books| books.len())}</p> }
}

#[component]
async fn Slow() -> View {
    let _ = find("an even longer title of forty letters...".to_owned()).await;
    view! { <p id="slow">"there"</p> }
}

/// Boundaries for errors: of a value that is loaded, of components, and of one that panics.
#[component]
pub fn Failing() -> View {
    let (title, set_title) = signal(String::from("dune"));
    let books = resource(move || title.get(), find_for_users);
    let (tries, set_tries) = signal(0);
    view! {
        <input id="title" bind:value=(title, set_title)/>
        <ErrorBoundary fallback=|error| view! {
            <p id="sorry">{error.to_string()}</p>
            <button id="retry" on:click=move |_| error.retry()>"again"</button>
        }>
            <p id="books">{books.value().map_or(0, |books| books.len())}</p>
        </ErrorBoundary>
        <button id="try" on:click=move |_| set_tries.update(|tries| *tries += 1)>"try"</button>
        <ErrorBoundary fallback=|error| view! {
            <p id="broken">{error.to_string()}</p>
            <button id="mend" on:click=move |_| error.retry()>"again"</button>
        }>
            <Show when={tries.get() > 0}><Sometimes/></Show>
        </ErrorBoundary>
        <ErrorBoundary fallback=|error| view! { <p id="at-first">{error.to_string()}</p> }>
            <Never/>
        </ErrorBoundary>
    }
}

#[server]
async fn find_for_users(title: String) -> Result<Vec<String>, UserError> {
    find(title).await.map_err(UserError::new)
}

#[server]
static TRIES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// Panics every other time, beginning with the first.
#[component]
fn Sometimes() -> View {
    let tries = TRIES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    assert!(tries % 2 == 1, "not this time");
    view! { <p id="whole">"whole"</p> }
}

#[component]
async fn Never() -> Result<View, Error> {
    let _ = find("wait".to_owned()).await;
    Err("a secret of the database".into())
}
