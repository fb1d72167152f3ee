//! Values in the browser that outlive the session: the page is loaded again when its server is gone.

use std::sync::Mutex;

use watershed::prelude::*;

#[derive(Clone, PartialEq, Cross)]
struct Item {
    id: u32,
    label: String,
}

fn item(id: u32) -> Item {
    let label = format!("item {id}");
    Item { id, label }
}

/// A counter that only the browser needs, one that the server draws, a field, content of the server under a condition
/// with state inside, rows with state, arms, and a list that the server changes.
#[component]
pub fn Restored() -> View {
    let local = RwSignal::new(0);
    let count = RwSignal::new(0);
    let name = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let items = RwSignal::new((0..6).map(item).collect::<Vec<_>>());
    let tab = RwSignal::new(0);
    let seen = RwSignal::new(0);
    let remove = action(async move |id: u32| {
        items.update(|items| items.retain(|item| item.id != id));
        seen.update(|seen| *seen += 1);
    });
    view! {
        <button id="local" on:click=move |_| local.update(|n| *n += 1)>{local}</button>
        <button id="count" on:click=move |_| count.update(|n| *n += 1)>{count}</button>
        <p id="marks"><For each=move || 0..count.get() key=|n| *n let:_n><i>"*"</i></For></p>
        <input id="name" bind:value=name/>
        <p id="greeting">{move || format!("hello {}", name.get())}</p>
        <button id="open" on:click=move |_| open.update(|open| *open = !*open)>"open"</button>
        <Show when=open>
            <Dialog/>
        </Show>
        <button id="tab" on:click=move |_| tab.update(|tab| *tab = (*tab + 1) % 3)>"next"</button>
        <section>
            {match tab.get() {
                0 => view! { <Counted label="first"/> },
                1 => view! { <Counted label="second"/> },
                _ => view! { <p>"third"</p> },
            }}
        </section>
        <ul>
            <For each=move || items.get() key=|item| item.id let:item>
                <Row item=item/>
            </For>
        </ul>
        <button id="remove" on:click=move |_| remove.dispatch(1)>"remove"</button>
        <output>{seen}</output>
    }
}

#[component]
fn Dialog() -> View {
    let note = RwSignal::new(String::new());
    let details = RwSignal::new(false);
    view! {
        <div id="dialog">
            <input id="note" bind:value=note/>
            <button id="details" on:click=move |_| details.set(true)>"details"</button>
            <textarea id="free"></textarea>
            <details id="fold"><summary>"more"</summary><p>"text"</p></details>
            <Show when=details>
                <Counted label="detail"/>
            </Show>
        </div>
    }
}

#[component]
fn Counted(label: &'static str) -> View {
    let n = RwSignal::new(0);
    view! { <button class="counted" on:click=move |_| n.update(|n| *n += 1)>{label}" "{n}</button> }
}

#[component]
fn Row(item: ReadSignal<Item>) -> View {
    let stars = RwSignal::new(0);
    view! {
        <li id=move || format!("row-{}", item.get().id)>
            {move || item.get().label}
            <button on:click=move |_| stars.update(|n| *n += 1)>{stars}</button>
        </li>
    }
}

/// A step that an action sets, which is stored, and what the browser has in it.
#[component]
pub fn Wizard() -> View {
    #[durable]
    let (step, set_step) = signal(1);
    let next = action(async move |_: ()| set_step.update(|step| *step += 1));
    view! {
        <p id="step">{step}</p>
        <button id="next" on:click=move |_| if step.get_untracked() < 5 { next.dispatch(()) }>"next"</button>
        {if step.get() == 3 { view! { <Answer/> } }}
    }
}

#[component]
fn Answer() -> View {
    let answer = RwSignal::new(String::new());
    view! { <input id="answer" bind:value=answer/> }
}

/// The books that are stored beside the page.
static BOOKS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn change_books(change: impl FnOnce(&mut Vec<u32>)) -> Vec<u32> {
    let mut books = BOOKS.lock().expect("nobody panics with it");
    change(&mut books);
    books.clone()
}

/// A list that outlives its server, and a choice that only its rows know.
#[component]
pub fn Shelf() -> View {
    let books = RwSignal::new(change_books(|_| {}));
    let chosen = RwSignal::new(0);
    let buy = action(async move |book: u32| books.set(change_books(|books| books.push(book))));
    let sell = action(async move |book: u32| {
        books.set(change_books(|books| books.retain(|other| *other != book)));
    });
    view! {
        <button id="first" on:click=move |_| buy.dispatch(1)>"first"</button>
        <button id="second" on:click=move |_| buy.dispatch(2)>"second"</button>
        <button id="third" on:click=move |_| buy.dispatch(3)>"third"</button>
        <button id="sell" on:click=move |_| sell.dispatch(1)>"sell the first"</button>
        <ul>
            <For each=books key=|book| *book let:book>
                <Book book=book chosen=chosen/>
            </For>
        </ul>
    }
}

#[component]
fn Book(book: ReadSignal<u32>, chosen: RwSignal<u32>) -> View {
    view! {
        <li id=move || format!("book-{}", book.get()) class:chosen=chosen.get() == book.get()
            on:click=move |_| chosen.set(book.get())>{book}</li>
    }
}

/// A page with state that only the server has, in its own hands and in those of a child.
#[component]
pub fn Losing() -> View {
    #[volatile]
    let (notes, set_notes) = signal(0u32);
    #[volatile]
    let (unused, set_unused) = signal(0u32);
    #[durable]
    let (stored, set_stored) = signal(0u32);
    let shared = RwSignal::new(0u32);
    let written = RwSignal::new(0u32);
    let (asked, set_asked) = signal(String::new());
    let note = action(async move |_: ()| {
        set_notes.update(|notes| *notes += 1);
        set_stored.update(|stored| *stored += 1);
    });
    let never = action(async move |_: ()| set_unused.update(|unused| *unused += 1));
    let lost = lost_state();
    view! {
        <button id="note" on:click=move |_| note.dispatch(())>{notes}</button>
        <button id="never" on:click=move |_| never.dispatch(())>{unused}</button>
        <b id="stored">{stored}</b>
        <Sharing shared=shared/>
        <Counting count=written/>
        <Show when={written.get() > 0}><i>"written"</i></Show>
        <ul id="lost">{for name in lost.get() { view! { <li>{name}</li> } }}</ul>
        <button id="ask" on:click=move |_| set_asked.set(lost.get_untracked().join(" "))>"ask"</button>
        <p id="asked">{asked}</p>
    }
}

#[component]
fn Sharing(shared: RwSignal<u32>) -> View {
    let share = action(async move |_: ()| shared.update(|shared| *shared += 1));
    view! { <button id="share" on:click=move |_| share.dispatch(())>{shared}</button> }
}

#[component]
fn Counting(count: RwSignal<u32>) -> View {
    view! { <button id="count" on:click=move |_| count.update(|count| *count += 1)>{count}</button> }
}

/// The same in the next build, where one value is of another type, and another is gone.
pub mod next {
    use watershed::prelude::*;

    /// The page.
    #[component]
    pub fn Losing() -> View {
        let written = RwSignal::new(String::from("0"));
        let lost = lost_state();
        view! {
            <p id="next">"next"</p>
            <Counting count=written/>
            <Show when={written.get().len() > 1}><i>"written"</i></Show>
            <ul id="lost">{for name in lost.get() { view! { <li>{name}</li> } }}</ul>
        }
    }

    #[component]
    fn Counting(count: RwSignal<String>) -> View {
        view! { <button id="count" on:click=move |_| count.update(|count| count.push('1'))>{count}</button> }
    }
}
