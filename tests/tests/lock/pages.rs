//! Programs of a few components each. All their buttons are pressed twice; then the ledger has to be exact.

use watershed::testing::App;
use watershed_tests::ledger::Ledger;

use super::exact::exact;

exact! {
    a_signal_that_is_only_shown_and_set_comes_down: shown::Page => [
        "Page down attribute | String | Browser | read by the attribute `title`",
        "Page down list | Vec<String> | Browser | written by `on:click`",
        "Page down shown | String | Browser | read by the text",
    ];
    what_the_browser_starts_with_itself_does_not_cross: elided::Page => [];
    what_the_body_has_written_does: written::Page => [
        "Page down count | i32 | Browser | written by `on:click`",
    ];
    a_setter_in_a_prop_goes_up_where_it_is_written: props::Page => [
        "Child down value | i32 | Browser | written by `on:click`",
        "Child up value | i32 | Browser | at once, because a `<Show>` follows it",
    ];
    a_setter_in_a_context_goes_up_where_it_is_written: context::Page => [
        "Volume down settings.volume | u32 | Browser | written by `on:click`",
        "Volume up settings.volume | u32 | Browser | at once",
    ];
    a_context_that_only_the_browser_uses_does_not_go_up: private::Page => [
        "Volume down settings.volume | u32 | Browser | written by `on:click`",
    ];
    a_setter_in_a_struct_goes_up: fields::Page => [
        "Page down state.n | i32 | Browser | written by `on:click`",
        "Page up state.n | i32 | Browser | at once",
    ];
    a_setter_of_a_helper_goes_up: helper::Page => [
        "Page down n | i32 | Browser | read by the text",
        "Page down set_n | i32 | Browser | written by `on:click`",
        "Page up set_n | i32 | Browser | at once",
    ];
    two_of_one_name_are_two: namesakes::Page => [
        "Page down value | u32 | Recomputed | used by `on:click`",
        "Page down value#2 | String | Recomputed | used by `on:click`",
    ];
    another_name_is_no_other_value: aliases::Page => [
        "Child down item.name | String | Recomputed | used by `on:click`",
    ];
    what_a_callback_captures_crosses: callbacks::Page => [
        "Choice down id | u32 | Recomputed | used by `on:click`",
        "Choice down on_choose | Callback<u32> | Recomputed | used by `on:click`",
        "Page down base | u32 | Recomputed | used by `on_choose`",
        "Page down chosen | u32 | Browser | written by `on_choose`",
    ];
    handles_in_a_value_are_written_through_it: nested::Page => [
        "Page down all | Vec<RwSignal<i32>> | Browser | used by",
        "Page up all | Vec<RwSignal<i32>> | Browser | at once",
    ];
    a_task_writes_what_is_mirrored: ticks::Page => [
        "Page down ticks | u32 | Volatile | a mirror for `on:click`",
    ];
    an_action_is_called: actions::Page => [
        "Page call add | Action<String> | Action | called by `on:click`",
    ];
    what_an_action_starts_from_goes_up_with_its_call: updated::Page => [
        "Page call next | Action<()> | Action | called by `on:click`",
        "Page down number | f64 | Browser | written by `on:click`",
        "Page up number | f64 | Browser | with the next batch",
    ];
    a_composable_has_its_lines: composed::Page => [
        "Page down count | i32 | Browser | read by the text",
        "use_count down by | i32 | Recomputed | used by the `callback`",
        "Page down more | Callback | Recomputed | used by `on:click`",
        "use_count down count | i32 | Browser | written by the `callback`",
    ];
    a_generic_component_has_its_lines: generic::Page => [
        "Chosen down item | T | Recomputed | used by",
    ];
    in_a_generic_component_the_browser_starts_with_what_it_knows: generic_start::Page => [];
    a_memo_that_only_a_child_shows_goes_nowhere: passed::Page => [
        "Louder down settings.volume | u32 | Browser | written by `on:click`",
        "ByMemo down volume | u32 | Browser | read by the `memo`",
    ];
    a_memo_that_a_child_shows_comes_down_until_the_browser_computes_it: passed_before::Page => [
        "ByMemo down volume | u32 | Browser | read by the `memo`",
        "Louder down volume | u32 | Browser | written by `on:click`",
        "Page up is_more | bool | Browser | at once, because markup follows it",
        "Shown down value | u32 | Recomputed | a mirror for",
    ];
    what_no_page_shows_does_not_cross: dead::Page => [
        "Page down shown | i32 | Browser | written by `on:click`",
    ];
    a_condition_in_a_memo_crosses_no_other_way: hoisted::Page => [
        "Page down query | String | Browser | written by `on:input`",
        "Page up query | String | Browser | at once, because a `<For>` follows it",
    ];
    a_condition_where_it_is_used_crosses_no_other_way: inlined::Page => [
        "Page down query | String | Browser | written by `on:input`",
        "Page up query | String | Browser | at once, because a `<For>` follows it",
    ];
    a_handle_in_a_block_crosses_as_it_is: block::Page => [
        "Page down moves | i32 | Browser | ",
    ];
    a_handle_without_a_block_crosses_as_it_is: bare::Page => [
        "Page down moves | i32 | Browser | ",
    ];
    a_memo_of_the_browser_goes_nowhere: memos::Page => [
        "Page down count | i32 | Browser | ",
    ];
    a_memo_of_the_server_is_mirrored: mirrors::Page => [
        "Page down long | String | ",
        "Page up count | i32 | Browser | at once",
    ];
    rows_bring_what_their_functions_take: rows::Page => [
        "Page down row.id | u32 | Volatile | a mirror for `on:click`",
        "Page call add | Action<u32> | Action | called by `on:click`",
    ];
    items_of_rows_that_the_browser_makes_come_with_the_list: own_rows::Page => [
        "Page call drop | Action<u32> | Action | called by a list",
        "Page down all | Vec<u32> | Volatile | a mirror for the `memo`",
    ];
    a_signal_of_a_row_is_of_the_browser_that_writes_it: written_rows::Page => [
        "Page down card.title | RwSignal<String> | Browser | a mirror for `on:input`",
        "Page call turn | Action<()> | Action | called by `on:click`",
    ];
    a_signal_of_a_row_that_nobody_writes_stays: unwritten_rows::Page => [
        "Page down card.is_done | RwSignal<bool> | Browser | a mirror for `on:click`",
    ];
}

/// A function that takes a list takes the signals in its rows: it runs in the browser if these are written there.
#[test]
fn rows_of_rows_in_a_generic_component_have_their_lines() {
    let mut ledger = Ledger::of(&[concat!(module_path!(), "::generic_rows")]);
    let app = App::new(generic_rows::Page);
    for _ in 0..2 {
        app.type_into("#cards input", "x");
        app.click("#cards button");
        app.click("#single button");
        app.settle();
    }
    ledger.read();
    ledger.is_exact();
    let text = ledger.text();
    let line = "Board down column.cards | RwSignal<Vec<Card>> | Browser | a mirror for the text";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("Single up signal | T | Browser"), "{text}");
}

#[test]
fn a_composable_is_only_on_the_pages_of_its_callers() {
    App::new(composed_on_two_pages::Page).fill("input", "typed");
    App::new(composed_on_two_pages::Other).sees("empty");
    let text = Ledger::of(&[concat!(module_path!(), "::composed_on_two_pages")]).text();
    let goes_up = |line: &&str| line.contains("::Page up") || line.contains("::use_title up");
    assert_eq!(text.lines().find(goes_up), None, "{text}");
    assert!(text.contains("::Other up shared"), "{text}");
}

#[test]
#[should_panic(expected = "`use_shared` is called outside of components and composables")]
fn a_composable_is_called_where_the_compiler_sees_it() {
    App::new(composed_on_two_pages::Unseen);
}

#[test]
fn what_is_around_a_written_signal_crosses() {
    let mut ledger = Ledger::of(&[concat!(module_path!(), "::rows_of_rows")]);
    let app = App::new(rows_of_rows::Page);
    app.type_into("input", "x");
    app.settle();
    ledger.read();
    ledger.is_exact();
    let text = ledger.text();
    let line = "Page down column.cards | RwSignal<Vec<Card>> | Browser | a mirror for the text";
    assert!(text.contains(line), "{text}");
}

/// A page has a graph of its own: a signal that another page hands out is in no row of this one.
#[test]
fn pages_do_not_share_signals() {
    App::new(two_pages::Other).sees("empty");
    let text = Ledger::of(&[concat!(module_path!(), "::two_pages")]).text();
    assert!(text.contains("Other up shared"), "{text}");
    assert!(text.contains("Page down card.title"), "{text}");
    assert!(!text.contains("Page up"), "{text}");
}

mod shown {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let shown = RwSignal::new(String::from("canary-shown"));
        let list = RwSignal::new(vec![String::from("canary-list")]);
        let attribute = RwSignal::new(String::from("canary-attribute"));
        view! {
            <p title=attribute>{shown}</p>
            <button on:click=move |_| shown.set("x".into())>"a"</button>
            <button on:click=move |_| list.update(|list| list.push("y".into()))>"b"</button>
            <button on:click=move |_| attribute.set("z".into())>"c"</button>
        }
    }
}

mod elided {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let (count, set_count) = signal(0);
        view! { <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button> }
    }
}

mod written {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let (count, set_count) = signal(0);
        set_count.set(7);
        view! { <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button> }
    }
}

mod props {
    use watershed::prelude::*;

    #[component]
    fn Child(value: RwSignal<i32>) -> View {
        view! { <button on:click=move |_| value.update(|value| *value += 1)>{value.get()}</button> }
    }

    #[component]
    pub fn Page() -> View {
        let count = RwSignal::new(3);
        view! {
            <Child value=count/>
            <Show when=move || { count.get() > 4 }><p>"many"</p></Show>
        }
    }
}

mod context {
    use watershed::prelude::*;

    #[derive(Clone, Cross)]
    struct Settings {
        volume: RwSignal<u32>,
    }

    #[component]
    fn Volume() -> View {
        let settings = use_context::<Settings>().expect("the page provides it");
        view! {
            <button on:click=move |_| settings.volume.update(|volume| *volume += 1)>
                {settings.volume.get()}
            </button>
        }
    }

    #[component]
    fn Loud() -> View {
        let settings = use_context::<Settings>().expect("the page provides it");
        view! { <Show when=move || { settings.volume.get() > 4 }><p>"loud"</p></Show> }
    }

    #[component]
    pub fn Page() -> View {
        provide_context(Settings {
            volume: RwSignal::new(3),
        });
        view! { <Volume/><Loud/> }
    }
}

mod private {
    use watershed::prelude::*;

    #[derive(Clone, Cross)]
    struct Settings {
        volume: RwSignal<u32>,
    }

    #[component]
    fn Volume() -> View {
        let settings = use_context::<Settings>().expect("the page provides it");
        view! {
            <button on:click=move |_| settings.volume.update(|volume| *volume += 1)>
                {settings.volume.get()}
            </button>
        }
    }

    #[component]
    pub fn Page() -> View {
        provide_context(Settings {
            volume: RwSignal::new(3),
        });
        view! { <Volume/> }
    }
}

mod fields {
    use watershed::prelude::*;

    #[derive(Clone, Copy, Cross)]
    struct State {
        n: RwSignal<i32>,
    }

    #[component]
    pub fn Page() -> View {
        let state = State {
            n: RwSignal::new(1),
        };
        view! {
            <button on:click=move |_| state.n.update(|n| *n += 1)>{state.n.get()}</button>
            <Show when=move || { state.n.get() > 1 }><p>"more"</p></Show>
        }
    }
}

mod helper {
    use watershed::prelude::*;

    fn make() -> (ReadSignal<i32>, WriteSignal<i32>) {
        signal(1)
    }

    #[component]
    pub fn Page() -> View {
        let (n, set_n) = make();
        view! {
            <button on:click=move |_| set_n.update(|n| *n += 1)>{n.get()}</button>
            <Show when=move || { n.get() > 1 }><p>"more"</p></Show>
        }
    }
}

mod namesakes {
    use watershed::prelude::*;

    fn note(_: &str) {}

    fn add(_: u32) {}

    #[component]
    pub fn Page() -> View {
        let value = [1_u32, 2].len() as u32;
        let first = view! { <button on:click=move |_| add(value)>"a"</button> };
        let value = format!("{value} texts");
        view! { {first} <button on:click=move |_| note(&value)>"b"</button> }
    }
}

mod aliases {
    use watershed::prelude::*;

    #[derive(Clone)]
    pub struct Item {
        name: String,
    }

    fn note(_: &str) {}

    #[component]
    fn Child(item: Item) -> View {
        let Item { name } = item.clone();
        let also = item;
        view! {
            <button on:click=move |_| note(&name)>"a"</button>
            <button on:click=move |_| note(&also.name)>"b"</button>
        }
    }

    #[component]
    pub fn Page() -> View {
        view! { <Child item=Item { name: "lamp".into() }/> }
    }
}

mod callbacks {
    use watershed::prelude::*;

    #[component]
    fn Choice(id: u32, on_choose: Callback<u32>) -> View {
        view! { <button on:click=move |_| on_choose.run(id)>{id}</button> }
    }

    #[component]
    pub fn Page() -> View {
        let base = [1_u32, 2].len() as u32;
        let (chosen, set_chosen) = signal(base + 1);
        view! {
            <Choice id={base + 2} on_choose=move |id| set_chosen.set(base + id)/>
            <p>{chosen}</p>
        }
    }
}

mod nested {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let first = RwSignal::new(1);
        let all = vec![first, RwSignal::new(2)];
        view! {
            <button on:click=move |_| all.iter().for_each(|each| each.update(|each| *each += 1))>"all"</button>
            <Show when=move || { first.get() > 1 }><p>"more"</p></Show>
        }
    }
}

mod ticks {
    use watershed::prelude::*;
    use watershed::server::task;

    fn note(_: u32) {}

    #[component]
    pub fn Page() -> View {
        let (ticks, set_ticks) = signal(0);
        task(async move { set_ticks.set(1) });
        view! { <button on:click=move |_| note(ticks.get())>"look"</button> }
    }
}

mod actions {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let (all, set_all) = signal(Vec::<String>::new());
        let add = action(async move |name: String| set_all.update(|all| all.push(name)));
        view! {
            <button on:click=move |_| add.dispatch("lamp".to_owned())>"add"</button>
            <For each=all key=|name| name.clone() let:name><p>{name.get()}</p></For>
        }
    }
}

mod updated {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let number = RwSignal::new(0.1_f64);
        let next = action(async move |_: ()| number.update(|number| *number *= 10.0));
        view! {
            <button on:click=move |_| number.update(|number| *number += 0.2)>"+"</button>
            <button on:click=move |_| next.dispatch(())>"*"</button>
            <output>{number}</output>
        }
    }
}

mod composed {
    use watershed::prelude::*;

    #[composable]
    fn use_count(by: i32) -> (ReadSignal<i32>, Callback) {
        let (count, set_count) = signal(by + 1);
        (
            count,
            callback(move |()| set_count.update(|count| *count += by)),
        )
    }

    #[component]
    pub fn Page() -> View {
        let (count, more) = use_count(2);
        view! { <button on:click=move |_| more.run(())>{count}</button> }
    }
}

mod generic {
    use watershed::prelude::*;

    fn note<T>(_: T) {}

    #[component]
    fn Chosen<T: Cross + Clone>(item: T) -> View {
        view! { <button on:click=move |_| note(item.clone())>"look"</button> }
    }

    #[component]
    pub fn Page() -> View {
        view! { <Chosen item={String::from("lamp")}/><Chosen item={7_u32}/> }
    }
}

mod generic_start {
    use watershed::prelude::*;

    #[component]
    fn Counter<T: Clone + ToString + 'static>(unit: T) -> View {
        let (count, set_count) = signal(0);
        view! {
            <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
            <i>{unit.to_string()}</i>
        }
    }

    #[component]
    pub fn Page() -> View {
        view! { <Counter unit={String::from("m")}/><Counter unit={7_u32}/> }
    }
}

mod passed {
    use watershed::prelude::*;

    #[derive(Clone, Copy)]
    pub struct Settings {
        volume: RwSignal<u32>,
        _secret: &'static str,
    }

    pub fn settings() -> Settings {
        let start = [1, 2].len() as u32;
        Settings {
            volume: RwSignal::new(start),
            _secret: "not for the browser",
        }
    }

    #[component]
    pub fn Louder(settings: Settings) -> View {
        view! { <button on:click=move |_| settings.volume.update(|volume| *volume += 1)>"louder"</button> }
    }

    #[component]
    fn Shown(value: Memo<u32>) -> View {
        view! { <p>{value}</p> }
    }

    #[component]
    pub fn ByMemo(volume: RwSignal<u32>) -> View {
        let double = memo(move || volume.get() * 2);
        view! { <Shown value=double/> }
    }

    #[component]
    pub fn Page() -> View {
        let settings = settings();
        view! { <Louder settings=settings/><ByMemo volume=settings.volume/> }
    }
}

mod passed_before {
    use watershed::prelude::*;

    fn note(_: u32) {}

    #[component]
    fn Louder(volume: WriteSignal<u32>) -> View {
        view! { <button on:click=move |_| volume.update(|volume| *volume += 1)>"louder"</button> }
    }

    #[component]
    fn Shown(value: Memo<u32>) -> View {
        view! { <p>{value}</p><button on:click=move |_| note(value.get())>"note"</button> }
    }

    #[component]
    fn ByMemo(volume: ReadSignal<u32>) -> View {
        let double = memo(move || volume.get() * 2);
        view! { <Shown value=double/> }
    }

    #[component]
    pub fn Page() -> View {
        let start = [1, 2].len() as u32;
        let (volume, set_volume) = signal(start);
        let (is_more, set_more) = signal(false);
        view! {
            <ByMemo volume=volume/>
            <button on:click=move |_| set_more.set(true)>"more"</button>
            {if is_more.get() { view! { <Louder volume=set_volume/> } } else { view! { "less" } }}
        }
    }
}

mod dead {
    use watershed::prelude::*;

    fn note(_: &str) {}

    #[component]
    pub fn Page() -> View {
        let start = [1, 2].len() as i32;
        let word = String::from("never");
        let other = String::from("never either");
        let (shown, set_shown) = signal(start);
        view! {
            <button on:click=move |_| set_shown.update(|shown| *shown += 1)>{shown}</button>
            {if false { view! { <button on:click=move |_| note(&word)>"a"</button> } } else { view! { <i>"b"</i> } }}
            <Show when={1 > 2}><button on:click=move |_| note(&other)>"c"</button></Show>
        }
    }
}

mod hoisted {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let words = vec![String::from("one"), String::from("two")];
        let (query, set_query) = signal(words[0].clone());
        let visible = memo(move || {
            let words = words.iter().filter(|word| word.contains(&query.get()));
            words.cloned().collect::<Vec<_>>()
        });
        let is_empty = memo(move || visible.get().is_empty());
        view! {
            <input on:input=move |event| set_query.set(event.value())/>
            <For each=visible key=|word| word.clone() let:word><li>{word}</li></For>
            {if is_empty.get() { view! { <i>"none"</i> } } else { view! { <b>"some"</b> } }}
        }
    }
}

mod inlined {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let words = vec![String::from("one"), String::from("two")];
        let (query, set_query) = signal(words[0].clone());
        let visible = memo(move || {
            let words = words.iter().filter(|word| word.contains(&query.get()));
            words.cloned().collect::<Vec<_>>()
        });
        view! {
            <input on:input=move |event| set_query.set(event.value())/>
            <For each=visible key=|word| word.clone() let:word><li>{word}</li></For>
            {if visible.get().is_empty() { view! { <i>"none"</i> } } else { view! { <b>"some"</b> } }}
        }
    }
}

mod block {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let start = [1, 2].len() as i32;
        let (moves, set_moves) = signal(start);
        let status = memo(move || format!("{} moves", moves.get()));
        view! {
            <button on:click=move |_| set_moves.update(|moves| *moves += 1)>"move"</button>
            <p>{{ status }}</p>
        }
    }
}

mod bare {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let start = [1, 2].len() as i32;
        let (moves, set_moves) = signal(start);
        let status = memo(move || format!("{} moves", moves.get()));
        view! {
            <button on:click=move |_| set_moves.update(|moves| *moves += 1)>"move"</button>
            <p>{status}</p>
        }
    }
}

mod memos {
    use watershed::prelude::*;

    #[component]
    fn Shown(value: Memo<i32>) -> View {
        view! { <p>{value}</p> }
    }

    #[component]
    pub fn Page() -> View {
        let start = [1, 2].len() as i32;
        let (count, set_count) = signal(start);
        let twice = memo(move || count.get() * 2);
        view! {
            <button on:click=move |_| set_count.update(|count| *count += 1)>{twice}</button>
            <Shown value=twice/>
        }
    }
}

mod mirrors {
    use watershed::prelude::*;

    fn note(_: &str) {}

    #[component]
    pub fn Page() -> View {
        let words = ["one", "two", "three"];
        let (count, set_count) = signal(0);
        #[server_only]
        let long = memo(move || words[count.get() as usize % 3].to_owned());
        view! {
            <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
            <button on:click=move |_| note(&long.get())>"look"</button>
        }
    }
}

mod rows {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    pub struct Row {
        id: u32,
        secret: String,
    }

    #[component]
    pub fn Page() -> View {
        let row = |id| Row {
            id,
            secret: "canary".into(),
        };
        let (all, set_all) = signal(vec![row(1), row(2)]);
        let (selected, set_selected) = signal(0);
        let add = action(async move |id: u32| {
            set_all.update(|all| {
                all.push(Row {
                    id,
                    secret: "canary".into(),
                })
            })
        });
        view! {
            <button on:click=move |_| add.dispatch(selected.get() + 7)>"add"</button>
            <For each=all key=|row| row.id let:row>
                <button on:click=move |_| set_selected.set(row.get().id)>"select"</button>
            </For>
        }
    }
}

mod own_rows {
    use watershed::prelude::*;

    #[component]
    pub fn Page() -> View {
        let all = RwSignal::new(vec![1, 2, 3]);
        let drop = action(async move |id: u32| all.update(|all| all.retain(|item| *item != id)));
        let shown =
            optimistic(all).while_(drop, |all: &mut Vec<u32>, id| all.retain(|item| item != id));
        view! {
            <For each=shown key=|item| *item let:item>
                <button on:click=move |_| drop.dispatch(item.get())>{item.get()}</button>
            </For>
        }
    }
}

mod written_rows {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Card {
        id: u32,
        title: RwSignal<String>,
    }

    #[component]
    pub fn Page() -> View {
        let cards = RwSignal::new(vec![Card {
            id: 1,
            title: RwSignal::new("first".into()),
        }]);
        let turn = action(async move |_: ()| cards.update(|cards| cards.reverse()));
        view! {
            <button on:click=move |_| turn.dispatch(())>"turn"</button>
            <For each=cards key=|card| card.id let:card><input bind:value={card.get().title}/></For>
        }
    }
}

mod unwritten_rows {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Card {
        id: u32,
        title: RwSignal<String>,
        is_done: RwSignal<bool>,
    }

    #[component]
    pub fn Page() -> View {
        let cards = RwSignal::new(vec![Card {
            id: 1,
            title: RwSignal::new("first".into()),
            is_done: RwSignal::new(false),
        }]);
        view! {
            <For each=cards key=|card| card.id let:card>
                <button on:click=move |_| card.get().is_done.set(true)>"done"</button>
                <b>{card.get().title}</b>
            </For>
        }
    }
}

mod two_pages {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Card {
        id: u32,
        title: RwSignal<String>,
    }

    #[component]
    pub fn Page() -> View {
        let cards = RwSignal::new(vec![Card {
            id: 1,
            title: RwSignal::new("first".into()),
        }]);
        view! { <For each=cards key=|card| card.id let:card><input bind:value={card.get().title}/></For> }
    }

    #[component]
    pub fn Other() -> View {
        let shared = RwSignal::new(String::new());
        hand_out(shared);
        view! { <input bind:value=shared/> <Show when=move || shared.get().is_empty()>"empty"</Show> }
    }

    #[server]
    fn hand_out(_: RwSignal<String>) {}
}

mod rows_of_rows {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Card {
        id: u32,
        title: RwSignal<String>,
    }

    #[derive(Clone, PartialEq, Cross)]
    struct Column {
        id: u32,
        cards: RwSignal<Vec<Card>>,
    }

    #[component]
    pub fn Page() -> View {
        let columns = RwSignal::new(vec![Column {
            id: 1,
            cards: RwSignal::new(vec![Card {
                id: 1,
                title: RwSignal::new("first".into()),
            }]),
        }]);
        view! {
            <For each=columns key=|column| column.id let:column>
                <h2>{column.get().cards.get().len()}</h2>
                <For each={column.get().cards} key=|card| card.id let:card>
                    <input bind:value={card.get().title}/>
                </For>
            </For>
        }
    }
}

mod composed_on_two_pages {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Card {
        id: u32,
        title: RwSignal<String>,
    }

    #[composable]
    fn use_title(title: String) -> RwSignal<String> {
        let title = RwSignal::new(title);
        effect(move || log!("{}", title.get()));
        title
    }

    // The compiler has the place of the call in here, and the server the place where the macro is called.
    macro_rules! page_of_cards {
        ($name:ident) => {
            #[component]
            pub fn $name() -> View {
                let title = use_title("first".into());
                let cards = RwSignal::new(vec![Card { id: 1, title }]);
                view! { <For each=cards key=|card| card.id let:card><input bind:value={card.get().title}/></For> }
            }
        };
    }

    page_of_cards!(Page);

    #[composable]
    fn use_shared() -> RwSignal<String> {
        let shared = RwSignal::new(String::new());
        hand_out(shared);
        effect(move || log!("{}", shared.get()));
        shared
    }

    #[component]
    pub fn Other() -> View {
        let shared = use_shared();
        view! { <input bind:value=shared/> <Show when=move || shared.get().is_empty()>"empty"</Show> }
    }

    fn shared_later() -> RwSignal<String> {
        use_shared()
    }

    #[component]
    pub fn Unseen() -> View {
        let shared = shared_later();
        view! { <input bind:value=shared/> }
    }

    #[server]
    fn hand_out(_: RwSignal<String>) {}
}

mod generic_rows {
    use watershed::prelude::*;

    #[derive(Clone, PartialEq, Cross)]
    struct Card {
        id: u32,
        title: RwSignal<String>,
    }

    #[derive(Clone, PartialEq, Cross)]
    struct Column {
        id: u32,
        cards: RwSignal<Vec<Card>>,
    }

    #[component]
    fn Board<T: Clone + ToString + 'static>(unit: T) -> View {
        let columns = RwSignal::new(vec![Column {
            id: 1,
            cards: RwSignal::new(vec![Card {
                id: 1,
                title: RwSignal::new("first".into()),
            }]),
        }]);
        view! {
            <i>{unit.to_string()}</i>
            <For each=columns key=|column| column.id let:column>
                <h2>{column.get().cards.get().len()}</h2>
                <For each={column.get().cards} key=|card| card.id let:card>
                    <input bind:value={card.get().title}/>
                    <button on:click=move |_| column.get().cards.update(Vec::clear)>"clear"</button>
                </For>
            </For>
        }
    }

    #[component]
    fn Single<T: Cross + Clone + PartialEq + Default + ToString + 'static>(
        signal: RwSignal<T>,
    ) -> View {
        view! {
            <button on:click=move |_| signal.set(T::default())>"reset"</button>
            <output>{signal.get().to_string()}</output>
        }
    }

    #[server]
    fn there(number: i64) -> bool {
        number > 0
    }

    #[component]
    pub fn Page() -> View {
        let number = RwSignal::new(3_i64);
        let text = RwSignal::new(String::from("text"));
        view! {
            <section id="cards"><Board unit=7/></section>
            <section id="single"><Single signal=number/> <Single signal=text/></section>
            <Show when=move || there(number.get())>"there"</Show>
        }
    }
}
