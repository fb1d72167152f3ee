//! `<Portal to=..>`: markup that is shown elsewhere, with all that it can contain.

use watershed::prelude::*;

/// Targets before the place, after it, and the body; two to one target; one that is not there. The page has a session.
#[component]
pub fn Everywhere() -> View {
    let count = RwSignal::new(0);
    let heard = RwSignal::new(0);
    let saved = RwSignal::new(0);
    let save = action(async move |count: i32| saved.set(count));
    view! {
        <div id="before"></div>
        <section id="owner" on:click=move |_| heard.update(|n| *n += 1)>
            <i>"owner "</i>
            <Portal to="#before"><button id="more" on:click=move |_| count.update(|n| *n += 1)>{count}</button></Portal>
            <Portal to="#after"><p id="first">"first " {count.get() * 2}</p></Portal>
            <b id="between" on:click=move |_| count.set(10)>{count}</b>
            <Portal to="#after"><p id="second">"second"</p></Portal>
            <Portal to="body"><button id="save" on:click=move |_| save.dispatch(count.get())>"saved " {saved.get()}</button></Portal>
            <Portal to="#nowhere"><p id="stays">{count}</p></Portal>
            <Portal to="#more[">"not a selector"</Portal>
        </section>
        <div id="after"><b>"own "</b></div>
        <output id="heard">{heard}</output>
    }
}

/// Owners of portals come and go: hidden and kept, hidden and made again, decided by the server, as a row.
#[component]
pub fn Owners() -> View {
    let kept = RwSignal::new(true);
    let fresh = RwSignal::new(false);
    let both = RwSignal::new(true);
    let clicks = RwSignal::new(none());
    let served = RwSignal::new(false);
    let serve = action(async move |on: bool| served.set(on));
    let rows = RwSignal::new(vec![1, 2, 3]);
    view! {
        <button id="kept" on:click=move |_| kept.update(|kept| *kept = !*kept)>"kept"</button>
        <button id="fresh" on:click=move |_| fresh.update(|fresh| *fresh = !*fresh)>"fresh"</button>
        <button id="both" on:click=move |_| both.update(|both| *both = !*both)>"both"</button>
        <button id="serve" on:click=move |_| serve.dispatch(!served.get())>"serve"</button>
        <button id="drop" on:click=move |_| rows.update(|rows| { rows.remove(0); })>"drop"</button>
        <button id="add" on:click=move |_| rows.update(|rows| rows.insert(1, 9))>"add"</button>
        <div id="target"></div>
        <div id="owner">
            <Show when=both.get()>
                <Show when=kept.get()>
                    <Portal to="#target"><button id="in-kept" on:click=move |_| clicks.update(|n| *n += 1)>"k" {clicks}</button></Portal>
                </Show>
            </Show>
            <Show when=fresh.get() fresh>
                <Portal to="#target"><p id="in-fresh">"f" {clicks}</p></Portal>
            </Show>
            <Show when=served.get()>
                <Portal to="#target"><Chosen clicks=clicks/></Portal>
            </Show>
            <For each=rows.get() key=|row| *row let:row>
                <Portal to="#target"><i on:click=move |_| clicks.set(row.get() * 100)>"r" {row.get()}</i></Portal>
            </For>
        </div>
    }
}

#[server]
fn none() -> i32 {
    0
}

/// An element that takes the focus when it is shown, and structure at the root of a portal.
#[component]
fn Chosen(clicks: RwSignal<i32>) -> View {
    let field = NodeRef::<()>::new();
    on_mount(move || {
        if let Some(field) = field.get() {
            field.focus();
        }
    });
    let many = RwSignal::new(false);
    view! {
        <input id="field" node_ref=field>
        <button id="many" on:click=move |_| many.update(|many| *many = !*many)>"many"</button>
        <Show when=many.get() fallback=|| view! { <u>"few"</u> }><u>"many " {clicks}</u></Show>
    }
}

/// The value of a context.
#[derive(Clone)]
struct Theme(RwSignal<String>);

/// A whole document, whose body's elements are counted from the end; contexts; portals in portals.
#[component]
pub fn Whole() -> View {
    let theme = RwSignal::new("light".to_owned());
    provide_context(Theme(theme));
    let noted = RwSignal::new(0);
    let note = action(async move |_: i32| noted.update(|n| *n += 1));
    view! {
        <html>
            <head><title>"Whole"</title></head>
            <body>
                <Dialog>
                    <button id="dark" on:click=move |_| theme.set("dark".to_owned())>"dark"</button>
                    <Portal to="#inner"><em>"inside " {theme}</em></Portal>
                </Dialog>
                <main><p id="noted">{noted.get()}</p></main>
                <footer><button id="note" on:click=move |_| note.dispatch(1)>"note"</button>{noted.get() * 2}</footer>
            </body>
        </html>
    }
}

#[component]
fn Dialog(children: Children) -> View {
    view! {
        <Portal to="body">
            <Titled/>
            <div id="inner"></div>
            {children()}
        </Portal>
    }
}

#[component]
fn Titled() -> View {
    let Theme(theme) = use_context::<Theme>().expect("a theme");
    view! { <h1 id="title">{theme}</h1> }
}

/// A page without a session, and a portal whose content never changes.
#[component]
pub fn Plain() -> View {
    let count = RwSignal::new(0);
    view! {
        <main><Portal to="#aside"><p>"plain"</p></Portal><button on:click=move |_| count.update(|n| *n += 1)>{count}</button></main>
        <aside id="aside"></aside>
    }
}

// ANCHOR: confirm
/// A question over the page, in a list that clips its overflow.
#[component]
pub fn Confirm() -> View {
    let asks = RwSignal::new(false);
    let outcome = RwSignal::new("kept".to_owned());
    view! {
        <ul style="overflow:hidden">
            <li>
                "a.txt "
                <button id="delete" on:click=move |_| asks.set(true)>"delete"</button>
                <Show when=asks.get() fresh>
                    <Portal to="#dialogs">
                        <div role="alertdialog">
                            <p>"Delete a.txt?"</p>
                            <button id="yes" on:click=move |_| { outcome.set("deleted".to_owned()); asks.set(false); }>"yes"</button>
                            <button id="no" on:click=move |_| asks.set(false)>"no"</button>
                        </div>
                    </Portal>
                </Show>
            </li>
        </ul>
        <output>{outcome}</output>
        <div id="dialogs"></div>
    }
}
// ANCHOR_END: confirm
