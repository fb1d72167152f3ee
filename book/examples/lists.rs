use watershed::prelude::*;

// ANCHOR: show
#[component]
fn Help() -> View {
    let (is_open, set_is_open) = signal(false);
    view! {
        <button id="toggle" on:click=move |_| set_is_open.update(|open| *open = !*open)>"Help"</button>
        <Show when=is_open fallback=|| view! { <p>"Closed."</p> }>
            <label>"Your question: " <input id="question"/></label>
        </Show>
    }
}
// ANCHOR_END: show

// ANCHOR: fresh
#[component]
fn Dialog() -> View {
    let (is_open, set_is_open) = signal(false);
    view! {
        <button id="toggle" on:click=move |_| set_is_open.update(|open| *open = !*open)>"Add"</button>
        <Show when=is_open fresh>
            <input id="name"/>
        </Show>
    }
}
// ANCHOR_END: fresh

// ANCHOR: gate
#[component]
fn Strength() -> View {
    let password = RwSignal::new(String::new());
    view! {
        <input type="password" bind:value=password/>
        <Show when={password.get().len() >= 8}><p>"long enough"</p></Show>
    }
}
// ANCHOR_END: gate

// ANCHOR: match
#[derive(Clone, PartialEq, Cross)]
enum Step {
    Ask,
    Check(String),
    Done,
}

#[component]
fn Booking() -> View {
    let step = RwSignal::new(Step::Ask);
    let name = RwSignal::new(String::new());
    view! {
        {match step.get() {
            Step::Ask => view! {
                <input bind:value=name/>
                <button id="next" on:click=move |_| step.set(Step::Check(name.get()))>"next"</button>
            },
            Step::Check(name) => view! {
                <p>"For " <b>{name}</b> "?"</p>
                <button id="back" on:click=move |_| step.set(Step::Ask)>"back"</button>
                <button id="book" on:click=move |_| step.set(Step::Done)>"book"</button>
            },
            Step::Done => view! { <p>"Booked."</p> },
        }}
    }
}
// ANCHOR_END: match

// ANCHOR: iflet
#[component]
fn Notice() -> View {
    let (message, set_message) = signal(None::<String>);
    view! {
        <button id="save" on:click=move |_| set_message.set(Some("saved".into()))>"save"</button>
        {if let Some(text) = message.get() {
            view! { <p role="status">{text} " " <button id="close" on:click=move |_| set_message.set(None)>"×"</button></p> }
        }}
    }
}
// ANCHOR_END: iflet

// ANCHOR: for
#[derive(Clone, PartialEq, Cross)]
struct Ware {
    id: u32,
    name: String,
    number: u32,
}

#[component]
fn Basket() -> View {
    let ware = |id, name: &str| Ware {
        id,
        name: name.into(),
        number: 1,
    };
    let wares = RwSignal::new(vec![ware(1, "tea"), ware(2, "cup")]);
    view! {
        <ul>
            <For each=wares key=|ware| ware.id let:ware>
                <li>
                    {ware.get().name} " × " {ware.get().number}
                    <button
                        class="more"
                        on:click=move |_| {
                            let id = ware.get().id;
                            wares.update(|wares| {
                                for ware in wares.iter_mut().filter(|ware| ware.id == id) {
                                    ware.number += 1;
                                }
                            });
                        }
                    >
                        "+"
                    </button>
                </li>
            </For>
        </ul>
        <button id="turn" on:click=move |_| wares.update(|wares| wares.reverse())>"turn"</button>
    }
}
// ANCHOR_END: for

// ANCHOR: todos
#[derive(Clone, Copy, PartialEq, Cross)]
struct Todo {
    id: u32,
    title: RwSignal<String>,
    is_done: RwSignal<bool>,
}

impl Todo {
    fn new(id: u32, title: String) -> Self {
        Self {
            id,
            title: RwSignal::new(title),
            is_done: RwSignal::new(false),
        }
    }
}

#[component]
fn Todos() -> View {
    let todos = RwSignal::new(vec![Todo::new(1, "water the plants".into())]);
    let draft = RwSignal::new(String::new());
    let add = action(async move |title: String| {
        let next = todos.with_untracked(|todos| todos.len() as u32 + 1);
        todos.update(|todos| todos.push(Todo::new(next, title)));
    });
    let left = move || {
        todos
            .get()
            .iter()
            .filter(|todo| !todo.is_done.get())
            .count()
    };
    view! {
        <form on:submit:prevent=move |_| {
            add.dispatch(draft.get());
            draft.set(String::new());
        }>
            <input id="draft" bind:value=draft/>
            <button>"add"</button>
        </form>
        <ul>
            <For each=todos key=|todo| todo.id let:todo>
                <li class:done=todo.get().is_done>
                    <input type="checkbox" bind:checked=todo.get().is_done/>
                    <input class="title" bind:value=todo.get().title/>
                </li>
            </For>
        </ul>
        <p id="left">{left} " left"</p>
    }
}
// ANCHOR_END: todos

// ANCHOR: selected
#[component]
fn Choice() -> View {
    let names = ["Ada", "Bo", "Cy"].map(String::from).to_vec();
    let (selected, set_selected) = signal(String::new());
    view! {
        <ul>
            <For each=names key=|name| name.clone() let:name>
                <li class:selected={selected.get() == name.get()} on:click=move |_| set_selected.set(name.get())>{name}</li>
            </For>
        </ul>
    }
}
// ANCHOR_END: selected

// ANCHOR: loop
#[component]
fn Months() -> View {
    let months = ["January", "February", "March"];
    let (chosen, set_chosen) = signal(0);
    view! {
        <nav>
            {for (index, month) in months.into_iter().enumerate() {
                view! { <button class:chosen={chosen.get() == index} on:click=move |_| set_chosen.set(index)>{month}</button> }
            }}
        </nav>
    }
}
// ANCHOR_END: loop

// ANCHOR: filter
#[component]
fn Filter() -> View {
    let words = ["pear", "apple", "plum", "fig"];
    let query = RwSignal::new(String::new());
    let found = memo(move || {
        let query = query.get().to_lowercase();
        words
            .into_iter()
            .filter(|word| word.contains(&query))
            .collect::<Vec<_>>()
    });
    view! {
        <input bind:value=query/>
        <ul><For each=found key=|word| *word let:word><li>{word}</li></For></ul>
        {if found.get().is_empty() { view! { <p>"Nothing found."</p> } }}
    }
}
// ANCHOR_END: filter

// ANCHOR: taken
#[component]
fn Scores() -> View {
    let scores = RwSignal::new(vec![("Ada", 3), ("Bo", 5)]);
    view! {
        <For each=scores key=|(name, _)| *name let:(name, points)>
            <p>{name} ": " {points}</p>
        </For>
    }
}
// ANCHOR_END: taken

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[test]
    fn show_keeps_what_it_hides_and_fresh_does_not() {
        let app = App::new(Help);
        app.sees("Closed.");
        app.click("#toggle");
        app.sees_no("Closed.");
        app.fill("#question", "why?");
        app.click("#toggle");
        assert_eq!(app.count("#question"), 0);
        app.received();
        app.click("#toggle");
        assert_eq!(app.value("#question"), "why?");

        let app = App::new(Dialog);
        app.click("#toggle");
        app.fill("#name", "Ada");
        app.click("#toggle");
        app.click("#toggle");
        assert_eq!(app.value("#name"), "");
    }

    #[test]
    fn a_condition_of_the_browsers_sends_only_when_it_turns() {
        let app = App::new(Strength);
        app.type_into("input", "1234567");
        app.sent_nothing();
        app.type_into("input", "8");
        app.sees("long enough");
        assert_ne!(app.sent(), watershed::testing::Traffic::default());
    }

    #[test]
    fn an_arm_is_made_when_another_is_chosen() {
        let app = App::new(Booking);
        app.fill("input", "Ada");
        app.click("#next");
        app.sees("For Ada?");
        app.click("#back");
        assert_eq!(app.value("input"), "Ada");
        app.click("#next");
        app.click("#book");
        app.sees("Booked.");
        let app = App::new(Notice);
        app.click("#save");
        assert_eq!(app.text("[role=status]"), "saved ×");
        app.click("#close");
        assert_eq!(app.count("[role=status]"), 0);
    }

    #[test]
    fn rows_move_with_their_keys() {
        let app = App::new(Basket);
        app.click(".more");
        assert_eq!(app.text("li"), "tea × 2+");
        app.click("#turn");
        assert_eq!(app.text("li:last-child"), "tea × 2+");
        let app = App::new(Choice);
        app.click("li:last-child");
        assert_eq!(app.text("li.selected"), "Cy");
        app.sent_nothing();
        let app = App::new(Months);
        app.click("button:last-child");
        assert_eq!(app.text(".chosen"), "March");
        let app = App::new(Scores);
        app.sees("Bo: 5");
    }

    #[test]
    fn what_is_typed_in_a_row_of_signals_stays_in_the_browser() {
        let app = App::new(Todos);
        app.fill(".title", "water all plants");
        app.sent_nothing();
        app.act(|tab| tab.click("li input[type=checkbox]"));
        app.sees("0 left");
        app.fill("#draft", "buy tea");
        app.submit("form");
        app.sees("1 left");
        assert_eq!(app.value(".title"), "water all plants");
        assert_eq!(app.count("li.done"), 1);
    }

    #[test]
    fn a_filter_runs_on_the_server() {
        let app = App::new(Filter);
        app.fill("input", "pl");
        assert_eq!(app.text("ul"), "appleplum");
        app.fill("input", "x");
        app.sees("Nothing found.");
    }
}
