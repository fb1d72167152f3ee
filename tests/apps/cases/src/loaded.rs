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
        <output id="error">{books.error().map(|error| error.to_string())}</output>
    }
}

/// A loaded value that is read through a memo, as a prop, and by client code.
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

/// A type of the server alone.
#[server]
struct Shelf {
    books: Vec<&'static str>,
}

/// An error of the application's.
#[server]
#[derive(Debug)]
struct Missing(u32);

#[server]
impl std::fmt::Display for Missing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "no book {}", self.0)
    }
}

#[composable]
fn use_count(of: ReadSignal<u32>) -> Resource<u32, String> {
    resource(move || of.get(), async |of| Ok(of * 2))
}

/// Resources as newcomers write them: with code in place, in rows, by composables, in a `match`, and read by handlers.
#[component]
pub fn Various() -> View {
    let shelf = Shelf {
        books: vec!["emma", "dune"],
    };
    let (at, set_at) = signal(0u32);
    let title: Resource<String, Missing> = resource(
        move || at.get(),
        async move |at| match shelf.books.get(at as usize) {
            Some(title) => Ok((*title).to_owned()),
            None => Err(Missing(at)),
        },
    );
    let doubled = use_count(at);
    let once = resource(|| (), async |()| Ok::<_, String>(7));
    let (busy, set_busy) = signal(String::new());
    let (rows, set_rows) = signal(1u32);
    view! {
        <button id="on" on:click=move |_| set_at.update(|at| *at += 1)>"on"</button>
        <button id="busy" on:click=move |_| set_busy.set(format!("{}", title.loading()))>"busy"</button>
        <button id="more" on:click=move |_| set_rows.update(|rows| *rows += 1)>"more"</button>
        <p id="match">{match title.value() {
            Some(title) => view! { <b>{title}</b> },
            None => view! { <i>"none"</i> },
        }}</p>
        <p id="error">{title.error().map(|error| error.to_string())}</p>
        <ShowLet some={title.value()} let:title><p id="let">{title.get().len()}</p></ShowLet>
        <p id="doubled" title={doubled.value().map(|count| count.to_string())}>{doubled.value()}</p>
        <p id="once">{once.value()}</p>
        <output id="busy-said">{busy}</output>
        <ul><For each={0..rows.get()} key=|row| *row let:row><Row row=row/></For></ul>
    }
}

#[component]
fn Row(row: ReadSignal<u32>) -> View {
    let name = resource(
        move || row.get(),
        async |row| Ok::<_, String>(format!("row {row}")),
    );
    view! { <li><Suspense fallback=|| view! { "…" }>{name.value()}</Suspense></li> }
}

/// The number of times that `count_up` has begun for each source.
#[server]
static BEGUN: [std::sync::atomic::AtomicU32; 8] =
    [const { std::sync::atomic::AtomicU32::new(0) }; 8];

#[server]
fn begun(source: u32) -> &'static std::sync::atomic::AtomicU32 {
    &BEGUN[source as usize]
}

/// Takes fifty milliseconds. Fails for 7.
#[server]
async fn count_up(source: u32) -> Result<u32, String> {
    let count = begun(source).fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    match source {
        7 => Err("seven".to_owned()),
        _ => Ok(source * 1000 + count),
    }
}

/// Resources that share a value while their sources are equal, and are loaded again by name.
#[component]
pub fn Equal() -> View {
    view! { <Shared from=1/> }
}

/// The same, with other sources.
#[component]
pub fn Named() -> View {
    view! { <Shared from=3/> }
}

#[component]
fn Shared(from: u32) -> View {
    let (left, set_left) = signal(from);
    let (right, set_right) = signal(from);
    let (more, set_more) = signal(false);
    let first = resource(move || left.get(), count_up).keyed("count", "left");
    let second = resource(move || right.get(), count_up)
        .keyed("count", "right")
        .keyed("all", ());
    let own = from;
    let apart = resource(
        move || left.get(),
        async move |at| count_up(at).await.map(|count| count + own - own),
    );
    let reload = action(async move |name: String| match name.as_str() {
        "all" => invalidate("all", ()),
        "nobody" => invalidate("count", "nobody"),
        name => invalidate("count", name),
    });
    view! {
        <button id="left" on:click=move |_| set_left.update(|left| *left += 1)>"left"</button>
        <button id="right" on:click=move |_| set_right.update(|right| *right += 1)>"right"</button>
        <button id="more" on:click=move |_| set_more.set(true)>"more"</button>
        <button id="reload-left" on:click=move |_| reload.dispatch("left".to_owned())>"reload"</button>
        <button id="reload-all" on:click=move |_| reload.dispatch("all".to_owned())>"reload"</button>
        <button id="reload-nobody" on:click=move |_| reload.dispatch("nobody".to_owned())>"reload"</button>
        <p id="first">{first.value()}</p>
        <p id="second" class:loading={second.loading()}>{second.value()}</p>
        <p id="apart">{apart.value()}</p>
        <p id="begun">{first.with(|_| begun(left.get_untracked()).load(std::sync::atomic::Ordering::Relaxed))}</p>
        <Show when=more><Late of=from/></Show>
    }
}

#[component]
fn Late(of: u32) -> View {
    let late = resource(move || of, count_up);
    view! { <p id="late">{late.value()}</p> }
}
