//! Things to do, in a database: everything that a visitor does is on the page at once, and works without scripts.

use watershed::prelude::*;

#[cfg(not(target_arch = "wasm32"))]
pub mod database;

/// A thing to do.
#[derive(Cross, Clone, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::FromRow))]
pub struct Todo {
    /// The number of its row in the database.
    pub id: i64,
    /// The text.
    pub title: String,
    /// True if nothing is left to do.
    pub done: bool,
    /// Rows are shown in this order. There is room between two.
    place: i64,
}

/// The form of a title.
#[derive(Form, Clone, Default)]
struct Title {
    #[form(required, max_len = 200)]
    title: String,
}

/// A form that is a button.
#[derive(Form, Clone, Default)]
struct Press {}

/// The rows that are shown.
#[derive(Cross, Clone, Copy, PartialEq)]
enum Filter {
    All,
    Open,
    Done,
}

/// The page.
#[component]
pub fn Todos() -> View {
    let todos: Resource<Vec<Todo>, Error> = resource(|| (), database::all).keyed("todos", ());
    let mut news = topic::<()>("todos").subscribe();
    task(async move {
        loop {
            let _ = news.next().await;
            todos.refetch();
        }
    });
    let add = action(async move |new: Title| -> Result<(), Error> {
        database::add(new.title.trim()).await?;
        todos.refetch();
        Ok(())
    });
    let drafts = optimistic(|| Vec::new()).while_(add, |drafts: &mut Vec<String>, new| {
        drafts.push(new.title.clone())
    });
    let put = action(async move |(id, place): (i64, i64)| -> Result<(), Error> {
        database::put(id, place).await?;
        todos.refetch();
        Ok(())
    });
    let filter = RwSignal::new(Filter::All);
    let dragged = RwSignal::new(None::<i64>);
    let left = memo(move || {
        todos
            .value()
            .unwrap_or_default()
            .iter()
            .filter(|todo| !todo.done)
            .count()
    });
    view! {
        <Head>
            <title>"Todos"</title>
            <link rel="stylesheet" href=asset!("../style.css")>
            <link rel="stylesheet" href=asset!("todos.css")>
        </Head>
        <h1>"Todos"</h1>
        <Form action=add id="add">
            <input id="title" autocomplete="off" placeholder="Something to do" {..add.field(Title::TITLE)}/>
            <button>"Add"</button>
            <FieldErrors of=add.field(Title::TITLE)/>
            <p role="alert">{if add.has_failed() { "That could not be added." } else { "" }}</p>
            <button type="button" id="retry" hidden={!add.can_retry()} on:click=move |_| add.retry()>"Try again"</button>
        </Form>
        <ul id="todos">
            <For each={move || todos.value().unwrap_or_default()} key=|todo| todo.id let:todo>
                <Row todo=todo filter=filter dragged=dragged put=put/>
            </For>
            <For each=drafts key=|title| title.clone() let:title>
                <li class="draft">{title}</li>
            </For>
        </ul>
        <p><b id="left">{left}</b>" to do"</p>
        <nav>
            <button id="all" aria-pressed={(filter.get() == Filter::All).to_string()} on:click=move |_| filter.set(Filter::All)>"All"</button>
            <button id="open" aria-pressed={(filter.get() == Filter::Open).to_string()} on:click=move |_| filter.set(Filter::Open)>"Open"</button>
            <button id="done" aria-pressed={(filter.get() == Filter::Done).to_string()} on:click=move |_| filter.set(Filter::Done)>"Done"</button>
        </nav>
    }
}

/// A row of the list.
#[component]
fn Row(
    todo: ReadSignal<Todo>,
    filter: RwSignal<Filter>,
    dragged: RwSignal<Option<i64>>,
    put: Action<(i64, i64), Result<(), Error>>,
) -> View {
    let id = todo.get_untracked().id;
    let mark = action(async move |_: Press| -> Result<(), Error> {
        database::mark(id, !todo.get_untracked().done).await?;
        invalidate("todos", ());
        Ok(())
    });
    let rename = action(async move |new: Title| -> Result<(), Error> {
        database::rename(id, new.title.trim()).await?;
        invalidate("todos", ());
        Ok(())
    });
    let delete = action(async move |_: Press| -> Result<(), Error> {
        database::delete(id).await?;
        invalidate("todos", ());
        Ok(())
    });
    let done = optimistic(move || todo.get().done).while_(mark, |done, _| *done = !*done);
    let title = optimistic(move || todo.get().title.clone())
        .while_(rename, |title, new| title.clone_from(&new.title));
    let gone = optimistic(|| false).while_(delete, |gone, _| *gone = true);
    let place = optimistic(move || todo.get().place).while_(put, move |place, (moved, to)| {
        if *moved == id {
            *place = *to
        }
    });
    let shows = move || {
        !gone.get()
            && match filter.get() {
                Filter::All => true,
                Filter::Open => !done.get(),
                Filter::Done => done.get(),
            }
    };
    let editing = RwSignal::new(false);
    let is_put = move || put.failed_inputs().iter().any(|(moved, _)| *moved == id);
    let failure = move || {
        if delete.has_failed() {
            "That could not be deleted."
        } else if mark.has_failed() || rename.has_failed() {
            "That could not be saved."
        } else if is_put() {
            "That could not be moved."
        } else {
            ""
        }
    };
    let can_retry = move || {
        mark.can_retry() || rename.can_retry() || delete.can_retry() || is_put() && put.can_retry()
    };
    let retry = move || {
        mark.retry();
        rename.retry();
        delete.retry();
        if is_put() {
            put.retry()
        }
    };
    view! {
        <li id={format!("todo-{id}")} class:done=done hidden={!shows()} style:order={place.get().to_string()} draggable="true"
            on:dragstart=move |_| dragged.set(Some(id)) on:dragover:prevent=move |_| ()
            on:drop:prevent=move |_| if let Some(moved) = dragged.get() { put.dispatch((moved, place.get() - 1)) }>
            <Form action=mark><button class="mark" aria-label="done">{if done.get() { "☑" } else { "☐" }}</button></Form>
            <span class="title">{title}</span>
            <details bind:open=editing>
                <summary>"Edit"</summary>
                <Form action=rename on:submit=move |_| editing.set(false)>
                    <input aria-label="title" {..rename.field(Title::TITLE).initial(&todo.get().title)}/>
                    <button>"Save"</button>
                    <FieldErrors of=rename.field(Title::TITLE)/>
                </Form>
            </details>
            <Form action=delete><button class="delete">"Delete"</button></Form>
            <b role="alert">{failure()}</b>
            <button class="retry" hidden={!can_retry()} on:click=move |_| retry()>"Try again"</button>
        </li>
    }
}

#[watershed::main]
async fn main() -> Result<Router, Error> {
    database::choose().await?;
    Ok(watershed::router().page("/", Todos))
}
