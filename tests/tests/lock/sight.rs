//! Programs in which handles are in rows, records, contexts and results of composables: a handle of which the compiler loses
//! sight could be any handle of its type, and plain values are none.

use super::exact::exact;

exact! {
    an_id_of_a_row_is_no_signal_of_it: ids::Page => [
        "Page call turn | Action<()> | Action | called by `on:click`",
        "Page down question.answer | RwSignal<String> | Browser | a mirror for `on:input`",
    ];
    a_row_that_is_captured_has_an_id_too: captured_rows::Page => [
        "Page down card | Card | Browser | a mirror for `on:click`",
        "Page down card.n | RwSignal<i32> | Browser | a mirror for the text",
    ];
    what_shows_plain_values_follows_no_context: shown::Page => [
        "Page call add | Action<()> | Action | called by `on:click`",
        "Button down n | i32 | Browser | written by `on:click`",
    ];
    a_function_that_returns_text_is_no_handle: functions::Page => [
        "Other up n | i32 | Browser | at once, because server code captures it",
        "Button down n | i32 | Browser | written by `on:click`",
    ];
    a_borrowed_text_never_crosses: borrowed::Page => [
        "Button down text | String | Browser | written by `on:click`",
    ];
    a_handle_in_a_record_of_the_server_is_followed: records::Page => [
        "Button down n | i32 | Browser | written by `on:click`",
        "Button up n | i32 | Browser | at once, because the server shows it",
    ];
    a_handle_in_a_row_that_server_code_passes_on_is_followed: passed_on::Page => [
        "Button down n | i32 | Browser | written by `on:click`",
        "Button up n | i32 | Browser | at once, because the server shows it",
    ];
    a_handle_in_a_row_is_followed_where_server_code_reads_the_list: row_components::Page => [
        "Row down task.title | String | Browser | written by `on:input`",
        "Row up task.title | String | Browser | at once, because the server shows it",
    ];
    a_list_is_followed_and_not_what_is_in_its_rows: quiet_row_components::Page => [
        "Page call turn | Action<()> | Action | called by `on:click`",
        "Row down task.title | String | Browser | written by `on:input`",
    ];
    a_memo_of_a_composable_is_computed_where_its_caller_writes: results::Page => [
        "Page down number.history | Vec<f64> | Browser | written by `on:click`",
        "Page down number.value | f64 | Browser | written by `on:click`",
        "use_counted down history | Vec<f64> | Browser | read by the `memo`",
    ];
    each_call_of_a_composable_has_signals_of_its_own: calls::Page => [
        "Page down changed | bool | Recomputed | a mirror for `on:click`",
        "Page down n | u32 | Browser | read by `on:click`",
        "Page down number.history | Vec<f64> | Browser | written by `on:click`",
        "Page down set_n | u32 | Browser | written by `on:click`",
        "Page down value | f64 | Browser | written by `on:click`",
        "Page up set_n | u32 | Browser | at once, because a `<Show>` follows it",
        "use_counted down history | Vec<f64> | Browser | read by the `memo`",
        "use_pair down n | u32 | Browser | read by the `memo`",
    ];
    a_result_that_is_passed_on_goes_up_where_it_is_written: whole::Page => [
        "Button down counted.value | f64 | Browser | written by `on:click`",
        "Button up counted.value | f64 | Browser | at once, because a `<Show>` follows it",
    ];
    a_memo_without_a_name_is_computed_where_it_is_shown: nameless::Page => [
        "Page down doubled.count | u32 | Browser | written by `on:click`",
        "use_doubled down count | u32 | Browser | read by the `memo`",
    ];
    a_list_of_handles_has_handles_of_its_type: listed::Page => [
        "Button down n | u32 | Browser | written by `on:click`",
        "Button up n | u32 | Browser | with the next batch, because markup hands it on",
        "Handed down n | u32 | Browser | read by the text",
        "Listed down handles | Vec<RwSignal<i32>> | Browser | read by the text",
        "Listed down n | i32 | Browser | written by `on:click`",
        "Page up open | bool | Browser | at once, because markup follows it",
    ];
}

mod nameless {
    use watershed::prelude::*;

    #[derive(Clone, Copy, Cross)]
    struct Doubled {
        count: RwSignal<u32>,
        double: Memo<u32>,
    }

    #[composable]
    fn use_doubled(count: RwSignal<u32>) -> Memo<u32> {
        memo(move || count.get() * 2)
    }

    #[component]
    fn FromRecord(doubled: Doubled) -> View {
        view! { <output>{doubled.double}</output> }
    }

    #[component]
    fn FromContext() -> View {
        let double = use_context::<Memo<u32>>().expect("the page provides it");
        view! { <output>{double}</output> }
    }

    #[component]
    pub fn Page() -> View {
        let count = RwSignal::new(0);
        provide_context(memo(move || count.get() * 2));
        let doubled = Doubled {
            count,
            double: memo(move || count.get() * 2),
        };
        let returned = use_doubled(count);
        view! {
            <button on:click=move |_| doubled.count.update(|count| *count += 1)>"count"</button>
            <output>{doubled.double} {returned}</output>
            <FromRecord doubled=doubled/> <FromContext/>
        }
    }
}

mod listed {
    use watershed::prelude::*;

    fn made() -> RwSignal<u32> {
        RwSignal::new(0)
    }

    /// Shows a signal by a closure with markup, which may do anything with it.
    #[component]
    fn Handed(n: RwSignal<u32>) -> View {
        let show = |n: RwSignal<u32>| view! { <i>{n}</i> };
        view! { {show(n)} }
    }

    #[component]
    fn Button(n: RwSignal<u32>) -> View {
        view! { <button on:click=move |_| n.update(|n| *n += 1)>{n}</button> }
    }

    #[component]
    fn Listed() -> View {
        let n = RwSignal::new(0);
        let handles = vec![n];
        view! { <button on:click=move |_| n.update(|n: &mut i32| *n += 1)>{handles[0]}</button> }
    }

    #[component]
    pub fn Page() -> View {
        let n = made();
        let open = RwSignal::new(false);
        view! {
            <Button n=n/> <Handed n=n/> <Listed/>
            <button on:click=move |_| open.set(true)>"open"</button>
            {if open.get() { view! { <b>"open"</b> } }}
        }
    }
}

mod ids {
    use watershed::prelude::*;

    #[derive(Clone, Copy, PartialEq, Cross)]
    struct Question {
        id: u32,
        answer: RwSignal<String>,
    }

    #[component]
    pub fn Page() -> View {
        let questions = (1..=3).map(|id| Question {
            id,
            answer: RwSignal::new(id.to_string()),
        });
        let questions = RwSignal::new(questions.collect::<Vec<_>>());
        let turn =
            action(async move |_: ()| questions.update(|questions| questions.rotate_left(1)));
        view! {
            <button on:click=move |_| turn.dispatch(())>"turn"</button>
            <For each=questions key=|question| question.id let:question>
                <fieldset id=format!("q{}", question.get().id)>
                    {for n in 1..=2u32 { view! {
                        <input class=format!("n{n}") name=format!("{}", question.get().id) bind:value={question.get().answer}/>
                    } }}
                    <output>{format!("{:?}", question.get().answer.get())}</output>
                </fieldset>
            </For>
        }
    }
}

mod captured_rows {
    use watershed::prelude::*;

    #[derive(Clone, Copy, PartialEq, Cross)]
    struct Card {
        id: u32,
        n: RwSignal<i32>,
    }

    #[component]
    pub fn Page() -> View {
        let cards = (0..2u32).map(|id| Card {
            id,
            n: RwSignal::new(id as i32),
        });
        let cards = RwSignal::new(cards.collect::<Vec<_>>());
        let chosen = RwSignal::new(0u32);
        view! {
            <For each=cards key=|card| card.id let:card>
                <button on:click=move |_| { let card = card.get(); chosen.set(card.id); card.n.update(|n| *n += 1) }>
                    {format!("#{}", card.get().id)} {card.get().n}
                </button>
            </For>
            <p>{chosen}</p>
        }
    }
}

mod shown {
    use std::fmt;

    use watershed::prelude::*;

    #[derive(Clone, PartialEq)]
    struct Story {
        id: u32,
        title: String,
    }

    #[server]
    fn load() -> Vec<Story> {
        vec![Story {
            id: 1,
            title: "first".into(),
        }]
    }

    #[server]
    fn describe(story: &Story) -> String {
        story.title.clone()
    }

    #[server]
    fn shout(text: &str) -> String {
        text.to_uppercase()
    }

    #[component]
    pub fn Page() -> View {
        provide_context(RwSignal::new(7i32));
        let stories = RwSignal::new(load());
        let add = action(async move |_: ()| {
            stories.update(|stories| {
                let id = stories.len() as u32 + 1;
                let title = String::from("more");
                stories.push(Story { id, title })
            })
        });
        let loaded = load();
        let first = loaded.first().map(|story| story.title.as_str());
        let first = first.unwrap_or_default();
        view! {
            <h1>{first} {shout(first)}</h1>
            <For each=stories key=|story| story.id let:story>
                <p title=story.get().title>
                    {story.get().title} {describe(&story.get())}
                    <Label text=story.get().title/> <Any text=story.get().id/>
                </p>
            </For>
            {for story in &loaded { view! { <b>{story.title.clone()} {describe(story)}</b> } }}
            {for story in loaded.iter().filter(|story| story.id > 0) {
                let title = &story.title;
                view! { <b>{shout(title)}</b> }
            }}
            <button on:click=move |_| add.dispatch(())>"add"</button>
            <Button/>
        }
    }

    #[component]
    fn Label(text: String) -> View {
        view! { <i>{text}</i> }
    }

    #[component]
    fn Any<T: fmt::Display + Clone + 'static>(text: T) -> View {
        view! { <i>{text.to_string()}</i> }
    }

    #[component]
    fn Button() -> View {
        let n = use_context::<RwSignal<i32>>().expect("the page provides it");
        view! { <button on:click=move |_| n.update(|n| *n += 1)>{n}</button> }
    }
}

mod functions {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        provide_context(RwSignal::new(7i32));
        view! { <Other/><Button/> }
    }

    #[component]
    fn Other() -> View {
        let n = RwSignal::new(1);
        view! {
            <Text of=move || n.get().to_string() also=|| String::from("also")/>
            <button on:click=move |_| n.set(2)>"set"</button>
        }
    }

    #[component]
    fn Text<F>(of: impl Fn() -> String + 'static, also: F) -> View
    where
        F: Fn() -> String + 'static,
    {
        view! { <b>{of()} {also()}</b> }
    }

    #[component]
    fn Button() -> View {
        let n = use_context::<RwSignal<i32>>().expect("the page provides it");
        view! { <button on:click=move |_| n.update(|n| *n += 1)>{n}</button> }
    }
}

mod borrowed {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        provide_context(RwSignal::new(String::from("text")));
        view! {
            {for (id, label) in [(7u32, "seven"), (42, "forty-two")] { view! {
                <label id=id>{label}</label>
            } }}
            <Button/>
        }
    }

    #[component]
    fn Button() -> View {
        let text = use_context::<RwSignal<String>>().expect("the page provides it");
        view! { <button on:click=move |_| text.update(|text| text.push('!'))>{text}</button> }
    }
}

mod records {
    use watershed::prelude::*;

    /// Of no use to the browser: it does not cross.
    #[derive(Clone, PartialEq)]
    struct Record {
        id: u32,
        n: RwSignal<i32>,
    }

    #[server]
    fn doubled(n: i32) -> i32 {
        n * 2
    }

    #[component]
    pub fn Page() -> View {
        let n = RwSignal::new(7i32);
        provide_context(n);
        let records = RwSignal::new(vec![Record { id: 1, n }]);
        view! {
            <For each=records key=|record| record.id let:record>
                <p>{doubled(record.get().n.get())}</p>
            </For>
            <Button/>
        }
    }

    #[component]
    fn Button() -> View {
        let n = use_context::<RwSignal<i32>>().expect("the page provides it");
        view! { <button on:click=move |_| n.update(|n| *n += 1)>{n}</button> }
    }
}

mod passed_on {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq)]
    struct Record {
        id: u32,
        n: RwSignal<i32>,
    }

    #[server]
    fn doubled(record: Memo<Record>) -> i32 {
        record.get().n.get() * 2
    }

    #[component]
    pub fn Page() -> View {
        let n = RwSignal::new(7i32);
        provide_context(n);
        let records = RwSignal::new(vec![Record { id: 1, n }]);
        view! {
            {for record in records.get() { let record = memo(move || record.clone()); view! { <p>{doubled(record)}</p> } }}
            <Button/>
        }
    }

    #[component]
    fn Button() -> View {
        let n = use_context::<RwSignal<i32>>().expect("the page provides it");
        view! { <button on:click=move |_| n.update(|n| *n += 1)>{n}</button> }
    }
}

mod results {
    use watershed::prelude::*;

    struct Counted {
        value: RwSignal<f64>,
        history: RwSignal<Vec<f64>>,
        changed: Memo<bool>,
    }

    #[composable]
    fn use_counted(first: f64) -> Counted {
        let value = RwSignal::new(first);
        let history = RwSignal::new(vec![first]);
        let changed = memo(move || history.get().len() > 1);
        Counted {
            value,
            history,
            changed,
        }
    }

    #[component]
    pub fn Page() -> View {
        let number = use_counted(1.0);
        let add = move || {
            number.value.update(|value| *value += 1.0);
            let now = number.value.get();
            number.history.update(|history| history.push(now));
        };
        view! {
            <button on:click=move |_| add()>"add"</button>
            <p>{number.value} " " {number.changed} " " {number.history.get().len()}</p>
        }
    }
}

mod calls {
    use watershed::prelude::*;

    struct Counted {
        value: RwSignal<f64>,
        history: RwSignal<Vec<f64>>,
        changed: Memo<bool>,
    }

    #[composable]
    fn use_counted(first: f64) -> Counted {
        let value = RwSignal::new(first);
        let history = RwSignal::new(vec![first]);
        Counted {
            value,
            history,
            changed: memo(move || history.get().len() > 1),
        }
    }

    #[composable]
    fn use_pair() -> (ReadSignal<u32>, WriteSignal<u32>, Memo<u32>) {
        let (n, set_n) = signal(3u32);
        let twice = memo(move || n.get() * 2);
        (n, set_n, twice)
    }

    #[component]
    pub fn Page() -> View {
        let number = use_counted(1.0);
        let Counted { value, changed, .. } = use_counted(2.0);
        let (n, set_n, twice) = use_pair();
        view! {
            <button on:click=move |_| number.history.update(|history| history.push(1.0))>"add"</button>
            <p>{number.value} " " {number.changed} " " {number.history.get().len()}</p>
            <button on:click=move |_| value.update(|value| *value += if changed.get() { 1.0 } else { 0.5 })>{changed}</button>
            <button on:click=move |_| set_n.set(n.get() + 1)>{twice}</button>
            <Show when=move || { n.get() > 4 }><i>"many"</i></Show>
        }
    }
}

mod whole {
    use watershed::prelude::*;

    #[derive(Clone, Copy, Cross)]
    struct Counted {
        value: RwSignal<f64>,
    }

    #[composable]
    fn use_counted(first: f64) -> Counted {
        let value = RwSignal::new(first);
        Counted { value }
    }

    #[component]
    pub fn Page() -> View {
        let counted = use_counted(1.0);
        provide_context(counted);
        view! {
            <Button/>
            <Show when=move || { counted.value.get() > 1.5 }><i>"many"</i></Show>
        }
    }

    #[component]
    fn Button() -> View {
        let counted = use_context::<Counted>().expect("the page provides it");
        view! { <button on:click=move |_| counted.value.update(|value| *value += 1.0)>{counted.value}</button> }
    }
}

mod row_components {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Task {
        id: u32,
        title: RwSignal<String>,
    }

    #[component]
    pub fn Page() -> View {
        let tasks = RwSignal::new(vec![Task {
            id: 1,
            title: RwSignal::new("first".into()),
        }]);
        view! {
            <For each=tasks key=|task| task.id let:task><Row task=task.get()/></For>
            <output>{move || tasks.get().iter().map(|task| shout(&task.title.get())).collect::<String>()}</output>
        }
    }

    #[server]
    fn shout(text: &str) -> String {
        text.to_uppercase()
    }

    #[component]
    fn Row(task: Task) -> View {
        view! { <p id=format!("task-{}", task.id)><input bind:value=task.title/></p> }
    }
}

mod quiet_row_components {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Task {
        id: u32,
        title: RwSignal<String>,
    }

    #[component]
    pub fn Page() -> View {
        let tasks = RwSignal::new(vec![Task {
            id: 1,
            title: RwSignal::new("first".into()),
        }]);
        let turn = action(async move |_: ()| tasks.update(|tasks| tasks.reverse()));
        let count = memo(move || tasks.get().len());
        view! {
            <button on:click=move |_| turn.dispatch(())>{count}</button>
            <For each=move || { tasks.get() } key=|task| task.id let:task><Row task=task.get()/></For>
        }
    }

    #[component]
    fn Row(task: Task) -> View {
        view! { <p id=format!("task-{}", task.id)><input bind:value=task.title/></p> }
    }
}
