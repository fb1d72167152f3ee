use watershed::prelude::*;

// ANCHOR: search
#[server]
async fn find(title: String) -> Result<Vec<String>, UserError> {
    // A real application asks its database here.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    match title.len() {
        0..3 => Err(UserError::new("Three letters at least, please.")),
        _ => Ok((1..=3)
            .map(|part| format!("{title}, part {part}"))
            .collect()),
    }
}

#[component]
fn Search() -> View {
    let title = RwSignal::new(String::from("Dune"));
    let books = resource(move || title.get(), find);
    view! {
        <input bind:value=title class:busy={books.loading()}/>
        <ErrorBoundary fallback=|error| view! {
            <p role="alert">{error.to_string()}</p>
            <button on:click=move |_| error.retry()>"try again"</button>
        }>
            <Suspense fallback=|| view! { <p>"Searching"</p> }>
                <For each={books.value().unwrap_or_default()} key=|book| book.clone() let:book>
                    <p class="book">{book}</p>
                </For>
            </Suspense>
        </ErrorBoundary>
    }
}
// ANCHOR_END: search

// ANCHOR: refetch
#[server]
static SOLD: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

#[server]
async fn sold(_: ()) -> Result<u32, UserError> {
    Ok(SOLD.load(std::sync::atomic::Ordering::Relaxed))
}

#[component]
fn Shop() -> View {
    let count = resource(|| (), sold);
    let sell = action(async move |_: ()| {
        SOLD.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        count.refetch();
    });
    view! {
        <button on:click=move |_| sell.dispatch(())>"sell"</button>
        <Transition fallback=|| view! { "…" }><output>{count.value()}</output></Transition>
    }
}
// ANCHOR_END: refetch

#[cfg(not(target_arch = "wasm32"))]
fn router() -> Router {
    // ANCHOR: whole
    watershed::router().page("/shop", stream(Shop, Stream::Complete))
    // ANCHOR_END: whole
}

#[cfg(test)]
mod tests {
    use watershed::testing::App;

    #[test]
    fn a_page_says_how_it_is_sent() {
        let _ = router();
    }

    use super::*;

    #[test]
    fn what_is_entered_is_searched() {
        let app = App::new(Search);
        app.sees("Dune, part 3");
        app.type_into("input", " Messiah");
        app.sees("Searching");
        assert_eq!(app.count("input.busy"), 1);
        app.settle();
        app.sees("Dune Messiah, part 1");
        assert_eq!(app.count("input.busy"), 0);
        app.fill("input", "");
        app.settle();
        app.sees("Three letters at least, please.");
        app.type_into("input", "Emma");
        app.settle();
        app.sees("Emma, part 2");
        assert_eq!(app.count("[role=alert]"), 0);
    }

    #[test]
    fn what_has_changed_is_loaded_again() {
        let app = App::new(Shop);
        assert_eq!(app.text("output"), "0");
        app.click("button");
        app.settle();
        assert_eq!(app.text("output"), "1");
    }
}
