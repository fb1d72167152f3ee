//! `<Head>`: titles, descriptions, links and the document's attributes, which follow signals, and come and go.

use watershed::prelude::*;

// ANCHOR: counted
/// A title that the browser changes alone. The page has no session.
#[component]
pub fn Counted() -> View {
    let (count, set_count) = signal(0);
    view! {
        <Head>
            <title>"Clicked " {count} " times"</title>
            <meta name="description" content=format!("{} clicks", count.get())>
        </Head>
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
    }
}

// ANCHOR_END: counted

// ANCHOR: served
/// A title that the server changes, and attributes of the document.
#[component]
pub fn Served() -> View {
    #[volatile]
    let name = RwSignal::new("en".to_owned());
    let choose = action(async move |language: String| name.set(language));
    view! {
        <Head>
            <html lang=name class="wide" class:german={name.get() == "de"}/>
            <body data-language=name/>
            <title>"Language: " {name.get()}</title>
            <link rel="alternate" hreflang=name href="/other">
        </Head>
        <button id="de" on:click=move |_| choose.dispatch("de".to_owned())>"Deutsch"</button>
        <p id="name">{name.get()}</p>
    }
}

// ANCHOR_END: served

/// Heads in components that come and go: the one inside wins, and what it replaced is there again when it goes.
#[component]
pub fn Nested() -> View {
    let (count, set_count) = signal(first());
    let shown = RwSignal::new(false);
    let fresh = RwSignal::new(false);
    view! {
        <Head>
            <title>"Outer " {count}</title>
            <meta name="description" content="outer">
            <meta property="og:image" content="/1.png">
            <meta property="og:image" content="/2.png">
            <link rel="icon" href="data:,">
        </Head>
        <main>
            <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
            <button id="kept" on:click=move |_| shown.update(|shown| *shown = !*shown)>"kept"</button>
            <button id="fresh" on:click=move |_| fresh.update(|fresh| *fresh = !*fresh)>"fresh"</button>
            <Show when=shown><Inner name="Kept" count=count/></Show>
            <Show when=fresh fresh><Inner name="Fresh" count=count/></Show>
            <p id="count">{count}</p>
        </main>
    }
}

#[server]
fn first() -> i32 {
    1
}

#[component]
fn Inner(name: &'static str, count: ReadSignal<i32>) -> View {
    view! {
        <section>
            <Head>
                <title>{name} " " {count}</title>
                <meta name="description" content=name>
                <link rel="icon" href="data:,">
                <html data-inner=name/>
            </Head>
            <p id=name>{name}</p>
        </section>
    }
}

/// A whole document, with a title of its own.
#[component]
pub fn Whole() -> View {
    let inner = RwSignal::new(false);
    let (count, set_count) = signal(0);
    view! {
        <html lang="fr">
            <head><title>"Whole " {count}</title><meta charset="utf-8"></head>
            <body>
                <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
                <button id="inner" on:click=move |_| inner.update(|inner| *inner = !*inner)>"inner"</button>
                <Show when=inner><Head><title>"Inside"</title></Head></Show>
            </body>
        </html>
    }
}

/// A page with a title that is never anything else, and data for search engines.
#[component]
pub fn Plain() -> View {
    let name = "A & B </script>";
    view! {
        <Head>
            <title>"Plain <b>"</title>
            <script type="application/ld+json">{format!("{{\"name\":\"{name}\"}}")}</script>
        </Head>
        <p>"plain"</p>
    }
}

/// A page that says nothing of its document.
#[component]
pub fn Untitled() -> View {
    view! { <p>"untitled"</p> }
}
