//! Values that show what calls are going to do.

use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use watershed::prelude::*;

/// A sum that the server keeps. What is added takes ten milliseconds for each one; less than nothing is refused, and 13 panics.
#[component]
pub fn Tally() -> View {
    let (sum, set_sum) = signal(0_i64);
    let (seen, set_seen) = signal(Vec::<i64>::new());
    let add = action(async move |number: i64| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(10 * number.unsigned_abs())).await;
        assert!(number != 13, "nobody adds 13");
        if number < 0 {
            return Err(UserError::new(format!("{number} is less than nothing.")));
        }
        set_sum.update(|sum| *sum += number);
        Ok(())
    });
    let double = action(async move |_: ()| {
        tokio::time::sleep(Duration::from_millis(30)).await;
        set_sum.update(|sum| *sum *= 2);
    });
    let shown = optimistic(sum)
        .while_(add, |sum, number| *sum += number.abs())
        .while_(double, |sum, ()| *sum *= 2);
    effect(
        move || shown.get(),
        move |shown| set_seen.update(|seen| seen.push(shown)),
    );
    view! {
        <button id="one" on:click=move |_| add.dispatch(1)>"1"</button>
        <button id="five" on:click=move |_| add.dispatch(5)>"5"</button>
        <button id="minus" on:click=move |_| add.dispatch(-2)>"-2"</button>
        <button id="thirteen" on:click=move |_| add.dispatch(13)>"13"</button>
        <button id="double" on:click=move |_| double.dispatch(())>"double"</button>
        <button id="both" on:click=move |_| { add.dispatch(3); double.dispatch(()); }>"3, doubled"</button>
        <p id="shown" class:pending={add.pending() || double.pending()}>{shown}</p>
        <p id="sum">{sum}</p>
        <p id="error">{add.error()}</p>
        <p id="failed">{if add.failed().is_some() { "failed" } else { "" }}</p>
        <p id="seen">{format!("{:?}", seen.get())}</p>
        <Show when={move || shown.get() > 9}><b id="many">"many"</b></Show>
    }
}

/// A book that the server knows. Its price never leaves the server.
#[derive(Clone, Debug, PartialEq)]
struct Book {
    title: String,
    lent: bool,
    cost: u32,
}

/// The parts that client code needs of a record, a base that is a closure, and an action that is a prop.
#[component]
pub fn Shelf() -> View {
    let book = RwSignal::new(Book {
        title: "Dune".to_owned(),
        lent: false,
        cost: 987_654,
    });
    let lend = action(async move |lent: bool| {
        tokio::time::sleep(Duration::from_millis(50)).await;
        book.update(|book| book.lent = lent && book.cost > 0);
    });
    let rename = action(async move |title: String| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if title.is_empty() {
            return Err(UserError::new("A book has a title."));
        }
        book.update(|book| book.title = title);
        Ok(())
    });
    let title = optimistic(move || book.get().title.clone())
        .while_(rename, |title, new| title.clone_from(new));
    let (typed, set_typed) = signal(String::from("Dune"));
    view! {
        <h1 id="title">{title}</h1>
        <input id="typed" bind:value=(typed, set_typed)/>
        <button id="rename" on:click=move |_| rename.dispatch(typed.get())>"Rename"</button>
        <p id="error">{rename.error()}</p>
        <Lent lent=memo(move || book.get().lent) lend=lend/>
    }
}

#[component]
fn Lent(lent: Memo<bool>, lend: Action<bool>) -> View {
    let shown = optimistic(lent).while_(lend, |shown, lent| *shown = *lent);
    view! {
        <button id="lend" class:lent=shown on:click=move |_| lend.dispatch(!shown.get())>
            {if shown.get() { "back" } else { "lend" }}
        </button>
    }
}

/// A thing to do.
#[derive(Clone, Debug, PartialEq, Cross)]
pub struct Todo {
    id: u32,
    text: String,
    done: bool,
}

impl Todo {
    fn is_draft(&self) -> bool {
        self.id > u32::MAX / 2
    }
}

static TODOS: LazyLock<Mutex<Vec<Todo>>> = LazyLock::new(Mutex::default);

/// Lets there be nothing to do, for a test.
#[server]
pub fn reset() {
    change(|todos| {
        todos.clear();
        Ok(())
    })
    .expect("this never fails");
}

/// Returns what there is to do, for a test.
#[server]
pub fn saved() -> Vec<String> {
    let todos = TODOS
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let done = |todo: &Todo| if todo.done { " done" } else { "" };
    todos
        .iter()
        .map(|todo| format!("{}{}", todo.text, done(todo)))
        .collect()
}

#[server]
fn change(change: impl FnOnce(&mut Vec<Todo>) -> Result<(), UserError>) -> Result<(), UserError> {
    change(
        &mut TODOS
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()),
    )
}

#[server]
async fn all(_: ()) -> Result<Vec<Todo>, UserError> {
    tokio::time::sleep(Duration::from_millis(40)).await;
    let mut all = Vec::new();
    change(|todos| {
        all.clone_from(todos);
        Ok(())
    })?;
    Ok(all)
}

#[server]
async fn save(
    saved: impl FnOnce(&mut Vec<Todo>) -> Result<(), UserError>,
) -> Result<(), UserError> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    change(saved)
}

/// A list in a database, which is loaded again after each change.
#[component]
pub fn Todos() -> View {
    let todos = resource(|| (), all);
    let (text, set_text) = signal(String::new());
    let add = action(async move |text: String| -> Result<(), UserError> {
        let added = save(|todos| {
            if todos.iter().any(|todo| todo.text == text) || text.starts_with("bad") {
                return Err(UserError::new(format!("{text} is not added.")));
            }
            let id = todos.iter().map(|todo| todo.id + 1).max().unwrap_or(1);
            todos.push(Todo {
                id,
                text,
                done: false,
            });
            Ok(())
        });
        added.await?;
        todos.refetch();
        Ok(())
    });
    let toggle = action(async move |id: u32| -> Result<(), UserError> {
        let toggled = save(|todos| match todos.iter_mut().find(|todo| todo.id == id) {
            Some(todo) if todo.text == "rest" => Err(UserError::new("There is no rest.")),
            Some(todo) => {
                todo.done ^= true;
                Ok(())
            }
            None => Err(UserError::new("It is gone.")),
        });
        toggled.await?;
        todos.refetch();
        Ok(())
    });
    let shown = optimistic(move || todos.value().unwrap_or_default())
        .while_(add, |todos, text| {
            todos.push(Todo {
                id: u32::MAX - todos.len() as u32,
                text: text.clone(),
                done: false,
            });
        })
        .while_(toggle, |todos, id| {
            if let Some(todo) = todos.iter_mut().find(|todo| todo.id == *id) {
                todo.done ^= true;
            }
        });
    view! {
        <input id="text" bind:value=(text, set_text)/>
        <button id="add" on:click=move |_| add.dispatch(text.get())>"Add"</button>
        <p id="count">{shown.get().len()}</p>
        <p id="left">{shown.get().iter().filter(|todo| !todo.done).count()}</p>
        <p id="added">{add.error()}</p>
        <p id="toggled">{toggle.error()}</p>
        <ul>
            <For each=shown key=|todo| todo.id let:todo>
                <li class:draft={todo.get().is_draft()}>
                    <button id={format!("toggle-{}", todo.get().id)} on:click=move |_| toggle.dispatch(todo.get().id)>
                        {todo.get().text.clone()}
                    </button>
                    {if todo.get().done { " done" } else { "" }}
                </li>
            </For>
        </ul>
    }
}

/// A thing in a basket.
#[derive(Clone, Debug, PartialEq, Cross)]
struct Item {
    id: u32,
    name: String,
}

impl Item {
    fn named(id: u32, name: &str) -> Self {
        let name = name.to_owned();
        Self { id, name }
    }

    /// Returns the items with the names in the page's address: `?tea&milk`.
    fn first() -> Vec<Self> {
        let names = names().into_iter().zip(1..);
        names.map(|(name, id)| Self::named(id, &name)).collect()
    }
}

/// Returns the names in the page's address.
fn names() -> Vec<String> {
    let query: Vec<(String, String)> = request().query().unwrap_or_default();
    query.into_iter().map(|(name, _)| name).collect()
}

/// A list whose rows the browser makes. What is bad is not added, what is heavy is neither dropped nor lifted. All drafts have one
/// key.
#[component]
pub fn Basket() -> View {
    let items = RwSignal::new(Item::first());
    let (text, set_text) = signal(String::new());
    let add = action(async move |name: String| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(if name.contains("slow") {
            90
        } else {
            20
        }))
        .await;
        if name.contains("bad") {
            return Err(UserError::new(format!("{name} is not added.")));
        }
        items.update(|items| {
            let id = items.iter().map(|item| item.id + 1).max().unwrap_or(1);
            items.push(Item::named(id, &name));
        });
        Ok(())
    });
    let keep_heavy = move |id: u32| match items.get_untracked().iter().find(|item| item.id == id) {
        Some(item) if item.name.contains("heavy") => Err(UserError::new("It is heavy.")),
        _ => Ok(()),
    };
    let drop = action(async move |id: u32| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        keep_heavy(id)?;
        items.update(|items| items.retain(|item| item.id != id));
        Ok(())
    });
    let lift = action(async move |id: u32| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        keep_heavy(id)?;
        items.update(|items| items.sort_by_key(|item| item.id != id));
        Ok(())
    });
    let shout = action(async move |id: u32| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        keep_heavy(id)?;
        items.update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.id == id) {
                item.name = item.name.to_uppercase();
            }
        });
        Ok(())
    });
    let shown = optimistic(items)
        .while_(add, |items, name| items.push(Item::named(0, name)))
        .while_(drop, |items, id| items.retain(|item| item.id != *id))
        .while_(lift, |items, id| items.sort_by_key(|item| item.id != *id))
        .while_(shout, |items, id| {
            if let Some(item) = items.iter_mut().find(|item| item.id == *id) {
                item.name = item.name.to_uppercase();
            }
        });
    view! {
        <input id="text" bind:value=(text, set_text)/>
        <button id="add" on:click=move |_| add.dispatch(text.get())>"Add"</button>
        <p id="error">{add.error()}{drop.error()}{lift.error()}</p>
        <p id="saved">{items.with(|items| items.iter().map(|item| item.name.clone()).collect::<Vec<_>>()).join(" ")}</p>
        <ul id="basket">
            <For each=shown key=|item| item.id let:item>
                <li id={format!("item-{}", item.get().id)} class:draft={item.get().id == 0}>
                    <b>{item.get().name.clone()}</b>
                    <input class="note"/>
                    <button class="drop" on:click=move |_| drop.dispatch(item.get().id)>"drop"</button>
                    <button class="lift" on:click=move |_| lift.dispatch(item.get().id)>"lift"</button>
                    <button class="shout" on:click=move |_| shout.dispatch(item.get().id)>"shout"</button>
                </li>
            </For>
        </ul>
    }
}

/// A basket in a box that is closed at first. What is bad is not put in, what is heavy is not taken out.
#[component]
pub fn Box() -> View {
    let items = RwSignal::new(Vec::<Item>::new());
    let (text, set_text) = signal(String::new());
    let (is_open, set_open) = signal(false);
    let add = action(async move |name: String| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(90)).await;
        if name.contains("bad") {
            return Err(UserError::new(format!("{name} is not added.")));
        }
        items.update(|items| {
            let id = items.iter().map(|item| item.id + 1).max().unwrap_or(1);
            items.push(Item::named(id, &name));
        });
        Ok(())
    });
    let drop = action(async move |id: u32| -> Result<(), UserError> {
        tokio::time::sleep(Duration::from_millis(90)).await;
        let mut is_heavy = false;
        items.update(|items| {
            is_heavy = items
                .iter()
                .any(|item| item.id == id && item.name == "heavy");
            items.retain(|item| item.id != id || is_heavy);
        });
        match is_heavy {
            true => Err(UserError::new("It is heavy.")),
            false => Ok(()),
        }
    });
    let shown = optimistic(items)
        .while_(add, |items, name| items.push(Item::named(0, name)))
        .while_(drop, |items, id| items.retain(|item| item.id != *id));
    view! {
        <input id="text" bind:value=(text, set_text)/>
        <button id="add" on:click=move |_| add.dispatch(text.get())>"Add"</button>
        <button id="open" on:click=move |_| set_open.update(|is_open| *is_open ^= true)>"Open"</button>
        <p id="error">{add.error()}{drop.error()}</p>
        <Show when=is_open>
            <ul>
                <For each=shown key=|item| item.id let:item>
                    <li id={format!("item-{}", item.get().id)} class:draft={item.get().id == 0}>
                        <b>{item.get().name.clone()}</b>
                        <input class="note"/>
                        <button class="drop" on:click=move |_| drop.dispatch(item.get().id)>"drop"</button>
                    </li>
                </For>
            </ul>
        </Show>
    }
}

/// A list whose keys are what a visitor types: the first one is put in front of the others. There is an action that has nothing to do with it.
#[component]
pub fn Labels() -> View {
    let labels = RwSignal::new(names());
    let (text, set_text) = signal(String::new());
    let add = action(async move |label: String| {
        tokio::time::sleep(Duration::from_millis(20)).await;
        labels.update(|labels| match label.as_str() {
            "first" => labels.insert(0, label),
            _ => labels.push(label),
        });
    });
    let drop = action(async move |label: String| {
        tokio::time::sleep(Duration::from_millis(20)).await;
        labels.update(|labels| labels.retain(|other| *other != label));
    });
    let wait = action(async move |_: ()| tokio::time::sleep(Duration::from_secs(5)).await);
    let shown = optimistic(labels)
        .while_(add, |labels, label| labels.push(label.clone()))
        .while_(drop, |labels, label| labels.retain(|other| other != label));
    view! {
        <input id="text" bind:value=(text, set_text)/>
        <button id="add" on:click=move |_| add.dispatch(text.get())>"Add"</button>
        <button id="wait" on:click=move |_| wait.dispatch(())>"Wait"</button>
        <ul>
            <For each=shown key=|label| label.clone() let:label>
                <li class={label.get()}>
                    <input class="note"/>
                    <button class="drop" on:click=move |_| drop.dispatch(label.get())>"drop"</button>
                </li>
            </For>
        </ul>
    }
}

/// A list with handlers that wait: they note the name of the item that their row has when they run.
#[component]
pub fn Later() -> View {
    let items = RwSignal::new(Item::first());
    let (text, set_text) = signal(String::new());
    let (noted, set_noted) = signal(Vec::<String>::new());
    let add = action(async move |name: String| {
        items.update(|items| items.push(Item::named(1, &name)));
    });
    let clear = action(async move |_: ()| items.set(Vec::new()));
    let shown = optimistic(items)
        .while_(add, |items, name| items.push(Item::named(0, name)))
        .while_(clear, |items, ()| items.clear());
    view! {
        <input id="text" bind:value=(text, set_text)/>
        <button id="add" on:click=move |_| add.dispatch(text.get())>"Add"</button>
        <button id="clear" on:click=move |_| clear.dispatch(())>"Clear"</button>
        <p id="noted">{noted.get().join(" ")}</p>
        <ul>
            <For each=shown key=|item| item.id let:item>
                <li>
                    {item.get().name.clone()}
                    <button class="later" on:click:debounce(500)=move |_| set_noted.update(|noted| noted.push(item.get().name.clone()))>"later"</button>
                    <button class="often" on:click:throttle(500)=move |_| set_noted.update(|noted| noted.push(item.get().name.clone()))>"often"</button>
                </li>
            </For>
        </ul>
    }
}

/// A select whose options the browser makes. Its choice is not there at first.
#[component]
pub fn Menu() -> View {
    let items = RwSignal::new(Item::first());
    let (text, set_text) = signal(String::new());
    let (chosen, set_chosen) = signal("milk".to_owned());
    let add = action(async move |name: String| {
        items.update(|items| items.push(Item::named(items.len() as u32 + 1, &name)));
    });
    let shown = optimistic(items).while_(add, |items, name| items.push(Item::named(0, name)));
    view! {
        <input id="text" bind:value=(text, set_text)/>
        <button id="add" on:click=move |_| add.dispatch(text.get())>"Add"</button>
        <p id="chosen">{chosen}</p>
        <select id="menu" bind:value=(chosen, set_chosen)>
            <For each=shown key=|item| item.id let:item>
                <option value={item.get().name.clone()}>"a " {item.get().name.clone()}</option>
            </For>
        </select>
    }
}

/// A list whose keys are made of what the browser must not have. So the server makes its rows.
#[component]
pub fn Sealed() -> View {
    #[server_only]
    let seal = "seal-of-the-server".to_owned();
    let labels = RwSignal::new(vec!["tea".to_owned()]);
    let add = action(async move |label: String| labels.update(|labels| labels.push(label)));
    let shown = optimistic(labels).while_(add, |labels, label| labels.push(label.clone()));
    view! {
        <button id="add" on:click=move |_| add.dispatch("milk".to_owned())>"Add"</button>
        <ul>
            <For each=shown key=move |label| format!("{label}{seal}") let:label>
                <li>{label.get()}</li>
            </For>
        </ul>
    }
}
