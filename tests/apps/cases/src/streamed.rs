//! Pages whose boundaries come behind them, in the same response.

use watershed::prelude::*;

/// Takes so many milliseconds.
#[server]
async fn wait(milliseconds: u64) -> Result<u64, UserError> {
    tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
    Ok(milliseconds)
}

/// Three boundaries, of which the last comes first.
#[component]
pub fn Three() -> View {
    let (count, set_count) = signal(0);
    view! {
        <button id="outside" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
        <Suspense fallback=|| view! { <p id="wait-slow">"slow"</p> }><Counted id="slow" after=1200 shared=count/></Suspense>
        <Suspense fallback=|| view! { <p id="wait-middle">"middle"</p> }><Counted id="middle" after=600 shared=count/></Suspense>
        <Suspense fallback=|| view! { <p id="wait-fast">"fast"</p> }><Counted id="fast" after=150 shared=count/></Suspense>
    }
}

/// The same, sent whole.
#[component]
pub fn Whole() -> View {
    view! { <Three/> }
}

#[component]
fn Counted(id: &'static str, after: u64, shared: ReadSignal<i32>) -> View {
    let waited = resource(move || after, wait);
    let (count, set_count) = signal(0);
    view! {
        <section id={id}>
            <p class="waited">{waited.value()}</p>
            <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
            <output>{shared}</output>
        </section>
    }
}

/// Boundaries in each other, of which the inner one is there first; a component that fails; one that reads what is also read outside.
#[component]
pub fn Nested() -> View {
    let seen = resource(|| 20, wait);
    view! {
        <p id="seen">{seen.value()}</p>
        <Suspense fallback=|| view! { <p id="outer-wait">"outer"</p> }>
            <Waited id="outer" after=400/>
            <Suspense fallback=|| view! { <p id="inner-wait">"inner"</p> }><Waited id="inner" after=100/></Suspense>
            <Suspense fallback=|| view! { <p id="last-wait">"last"</p> }><Waited id="last" after=700/></Suspense>
        </Suspense>
        <Suspense><Slow/></Suspense>
    }
}

#[component]
fn Waited(id: &'static str, after: u64) -> View {
    let waited = resource(move || after, wait);
    view! { <p id={id}>{waited.value()}</p> }
}

/// Adds a title when it is there.
#[component]
async fn Slow() -> View {
    let after = wait(300).await;
    view! {
        <Head><title>"Slow"</title></Head>
        <p id="component">{after.ok()}</p>
    }
}

/// Boundaries in places where a parser allows only some elements.
#[component]
pub fn Places() -> View {
    let (chosen, set_chosen) = signal(String::from("b"));
    view! {
        <table><tbody>
            <tr><td>"first"</td></tr>
            <Suspense fallback=|| view! { <tr id="row-wait"><td>"…"</td></tr> }><Rows/></Suspense>
        </tbody></table>
        <select id="select" bind:value=(chosen, set_chosen)>
            <option value="a">"a"</option>
            <Suspense><Choice/></Suspense>
        </select>
        <output id="chosen">{chosen}</output>
        <svg viewBox="0 0 10 10"><Suspense><Circle/></Suspense></svg>
        <ul>
            <For each={vec![300_u64, 100, 200]} key=|after| *after let:after>
                <li><Suspense fallback=|| view! { "…" }><Item after=after/></Suspense></li>
            </For>
        </ul>
        <p id="text">"before "<Suspense fallback=|| view! { "…" }><Word/></Suspense>" behind"</p>
    }
}

#[component]
fn Rows() -> View {
    let waited = resource(|| 150, wait);
    let (clicks, set_clicks) = signal(0);
    view! {
        <tr id="row"><td on:click=move |_| set_clicks.update(|clicks| *clicks += 1)>{waited.value()}</td><td id="clicks">{clicks}</td></tr>
        <tr><td>"last"</td></tr>
    }
}

#[server]
fn stored() -> String {
    "d".into()
}

/// Selects whose options come in boundaries.
#[component]
pub fn Choices() -> View {
    let kept = memo(stored);
    let bound = RwSignal::new(String::from("d"));
    let many = RwSignal::new(vec![String::from("b"), String::from("d")]);
    view! {
        <select id="kept" prop:value=kept><Options/></select>
        <select id="bound" bind:value=bound><option value="own">"own"</option><optgroup label="later"><Options/></optgroup></select>
        <select id="many" multiple bind:value=many><Options/></select>
        <output>{bound}</output>
    }
}

/// Options in a boundary, the last ones in another one inside of it.
#[component]
fn Options() -> View {
    view! {
        <Suspense fallback=|| view! { <option>"…"</option> }>
            <Letters after=100 letters="a b"/>
            <Suspense><Letters after=300 letters="c d"/></Suspense>
        </Suspense>
    }
}

#[component]
fn Letters(after: u64, letters: &'static str) -> View {
    let waited = resource(move || after, wait);
    view! {
        <Show when=move || waited.value().is_some()>
            <For each=letters.split(' ').collect::<Vec<_>>() key=|letter| *letter let:letter><option value={letter.get()}>{letter}</option></For>
        </Show>
    }
}

#[component]
fn Choice() -> View {
    let waited = resource(|| 150, wait);
    view! { <option value="b" title={waited.value().map(|waited| waited.to_string())}>"b"</option> }
}

#[component]
fn Circle() -> View {
    let waited = resource(|| 150, wait);
    view! { <circle id="circle" r={waited.value().map(|waited| waited.to_string())}/> }
}

#[component]
fn Item(after: ReadSignal<u64>) -> View {
    let waited = resource(move || after.get(), wait);
    view! { <b>{waited.value()}</b> }
}

#[component]
fn Word() -> View {
    let waited = resource(|| 150, wait);
    view! { {waited.value()} }
}

/// Errors of what comes late.
#[component]
pub fn Failing() -> View {
    view! {
        <ErrorBoundary fallback=|error| view! {
            <p id="around">{error.to_string()}</p>
            <button id="retry" on:click=move |_| error.retry()>"again"</button>
        }>
            <Suspense fallback=|| view! { <p id="around-wait">"…"</p> }><Sometimes id="mended"/></Suspense>
        </ErrorBoundary>
        <Suspense fallback=|| view! { <p id="inside-wait">"…"</p> }>
            <ErrorBoundary fallback=|error| view! { <p id="inside">{error.to_string()}</p> }><Never/></ErrorBoundary>
        </Suspense>
        <Suspense fallback=|| view! { <p id="good-wait">"…"</p> }><Waited id="good" after=1500/></Suspense>
    }
}

#[server]
static TRIES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// A resource in a boundary that shows its error.
#[component]
pub fn Mended() -> View {
    let tries = std::rc::Rc::new(std::cell::Cell::new(0));
    view! {
        <ErrorBoundary fallback=|error| view! {
            <p id="again-around">{error.to_string()}</p>
            <button id="again-retry" on:click=move |_| error.retry()>"again"</button>
        }>
            <Tried tries=tries.clone()/>
        </ErrorBoundary>
    }
}

#[component]
fn Tried(tries: std::rc::Rc<std::cell::Cell<u32>>) -> View {
    let tried = resource(
        || (),
        async move |()| {
            wait(100).await?;
            match tries.replace(tries.get() + 1) {
                0 => Err(UserError::new("not this time")),
                tries => Ok(tries),
            }
        },
    );
    view! { <p id="again-mended">{tried.value()}</p> }
}

/// Fails every other time, beginning with the first.
#[component]
fn Sometimes(id: &'static str) -> View {
    let waited = resource(
        || (),
        async |()| {
            wait(200).await?;
            match TRIES.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 2 {
                0 => Err(UserError::new("not this time")),
                _ => Ok(1),
            }
        },
    );
    view! { <p id={id}>{waited.value()}</p> }
}

#[component]
async fn Never() -> Result<View, Error> {
    let _ = wait(250).await;
    Err(UserError::new("never").into())
}

/// A component that fails, and what follows a control: both are there before the browser's code.
#[component]
pub fn Followed() -> View {
    let query = RwSignal::new(String::new());
    let (count, set_count) = signal(0);
    let found = resource(
        move || query.get(),
        async |query: String| wait(400).await.map(|_| format!("found <{query}>")),
    );
    view! {
        <ErrorBoundary fallback=|error| view! { <p id="sorry">{error.to_string()}</p><button id="again" on:click=move |_| error.retry()>"again"</button> }>
            <Suspense fallback=|| view! { <i>"wait"</i> }><Never/></Suspense>
        </ErrorBoundary>
        <input id="query" bind:value=query/>
        <Transition fallback=|| view! { <i>"first"</i> }><p id="found">{found.value()}</p></Transition>
        <Suspense fallback=|| view! { <i>"last"</i> }><Counted id="last" after=300 shared=count/></Suspense>
        <button id="outside" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
    }
}

/// The number of loads that were begun, and that ended.
#[server]
static LOADS: [std::sync::atomic::AtomicU32; 2] =
    [const { std::sync::atomic::AtomicU32::new(0) }; 2];

/// A load that never ends.
#[component]
pub fn Endless() -> View {
    view! { <Suspense fallback=|| view! { <p id="wait">"…"</p> }><Abandoned/></Suspense> }
}

#[component]
fn Abandoned() -> View {
    let endless = resource(
        || (),
        async |()| {
            struct Ends;
            impl Drop for Ends {
                fn drop(&mut self) {
                    LOADS[1].fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                }
            }
            let _ends = Ends;
            LOADS[0].fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            std::future::pending::<Result<u32, UserError>>().await
        },
    );
    view! { <p>{endless.value()}</p> }
}

/// The numbers of loads.
#[component]
pub fn Loads() -> View {
    let loads = LOADS
        .each_ref()
        .map(|loads| loads.load(std::sync::atomic::Ordering::Relaxed));
    view! { <p id="begun">{loads[0]}</p><p id="ended">{loads[1]}</p> }
}

/// A page without client functions.
#[component]
pub fn Still() -> View {
    view! {
        <h1>"still"</h1>
        <Suspense fallback=|| view! { <p id="wait">"…"</p> }><Waited id="there" after=200/></Suspense>
    }
}
