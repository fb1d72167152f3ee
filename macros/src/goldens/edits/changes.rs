//! Edits that change colours, with the exact changes and the rule for each.

use super::colours;

/// A name, a component before and after an edit, and the lines that disappear (`-`) and appear (`+`).
struct Change {
    name: &'static str,
    before: &'static str,
    after: &'static str,
    changes: &'static [&'static str],
}

const CHANGES: &[Change] = &[
    Change {
        name: "rule 1: add a handler that writes",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p>{count}</p> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1)>{count}</p> }
        }",
        changes: &[
            "- count is Const",
            "- text is Static",
            "+ count is Iso",
            "+ event is Client of count",
            "+ text is Client of count",
        ],
    },
    Change {
        name: "rule 1: give the setter to a function that nobody sees into",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p>{count}</p> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            register(set_count);
            view! { <p>{count}</p> }
        }",
        changes: &[
            "- count is Const",
            "- text is Static",
            "+ count is Open",
            "+ text is Client of count",
        ],
    },
    Change {
        name: "rule 1: remove the last writer",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1) title=count>{count}</p> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| log!(\"clicked\") title=count>{count}</p> }
        }",
        changes: &[
            "- count is Iso",
            "- event is Client of count",
            "- text is Client of count",
            "- value is Client of count",
            "+ count is Const",
            "+ event is Client of ",
            "+ text is Static",
            "+ value is Static",
        ],
    },
    Change {
        name: "rule 1: write it on the server only",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            let save = action(async move |_: ()| store());
            view! { <p on:click=move |_| { set_count.set(1); save.dispatch(()) }>{count}</p> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            let save = action(async move |_: ()| set_count.set(store()));
            view! { <p on:click=move |_| save.dispatch(())>{count}</p> }
        }",
        changes: &[
            "- count is Iso",
            "- event is Client of count, save",
            "- text is Client of count",
            "+ count is Server",
            "+ event is Client of save",
            "+ text is Server",
        ],
    },
    Change {
        name: "rule 1: give the handle to another component",
        before: "fn C() -> View {
            let count = RwSignal::new(0);
            view! { <p>{count}</p> }
        }",
        after: "fn C() -> View {
            let count = RwSignal::new(0);
            view! { <p>{count}</p> <Buttons count=count/> }
        }",
        changes: &[
            "- count is Const",
            "- text is Static",
            "+ count is Open",
            "+ text is Client of count",
        ],
    },
    Change {
        name: "rule 2: read without following, by name",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1)>{count.get()}</p> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1)>{count.get_untracked()}</p> }
        }",
        changes: &["- text is Client of count", "+ text is Static"],
    },
    Change {
        name: "rule 2: read without following, under `untrack`",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            let (other, set_other) = signal(0);
            view! { <p on:click=move |_| { set_count.set(1); set_other.set(1) }/>
                <For each={move || rows(count.get(), other.get())} key=|row| row.id let:row><b/></For> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            let (other, set_other) = signal(0);
            view! { <p on:click=move |_| { set_count.set(1); set_other.set(1) }/>
                <For each={move || rows(count.get(), untrack(|| other.get()))} key=|row| row.id let:row><b/></For> }
        }",
        changes: &[
            "- other is Iso, goes up at once",
            "+ other is Iso, goes up with the next batch",
        ],
    },
    Change {
        name: "rule 3: show something from the server beside something of the browser's",
        before: "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{user.get().joined.show(false)}</p> }
        }",
        after: "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{user.get().joined.show(long.get())}</p> }
        }",
        changes: &[
            "- text is Server",
            "+ text is Client of long, user.joined",
        ],
    },
    Change {
        name: "rule 4: read a memo in client code",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            let double = memo(move || count.get() * 2);
            view! { <p on:click=move |_| set_count.set(1)/> <For each={move || rows(double.get())} key=|row| row.id let:row><b/></For> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            let double = memo(move || count.get() * 2);
            view! { <p on:click=move |_| set_count.set(double.get())/> <For each={move || rows(double.get())} key=|row| row.id let:row><b/></For> }
        }",
        changes: &[
            "- event is Client of count",
            "- memo is Server",
            "+ event is Client of count, double",
            "+ memo is Client of count",
        ],
    },
    Change {
        name: "rule 5: put `<Show>` on it",
        before: "fn C() -> View {
            let (open, set_open) = signal(false);
            view! { <p on:click=move |_| set_open.set(true)>{open}</p> <b/> }
        }",
        after: "fn C() -> View {
            let (open, set_open) = signal(false);
            view! { <p on:click=move |_| set_open.set(true)>{open}</p> <Show when=open><b/></Show> }
        }",
        changes: &[
            "- open is Iso",
            "+ open is Iso, goes up with the next batch",
            "+ when is Server of open",
        ],
    },
    Change {
        name: "rule 5: put `if` on it",
        before: "fn C() -> View {
            let (open, set_open) = signal(false);
            view! { <p on:click=move |_| set_open.set(true)>{open}</p> <b/> }
        }",
        after: "fn C() -> View {
            let (open, set_open) = signal(false);
            view! { <p on:click=move |_| set_open.set(true)>{open}</p> {if open.get() { view! { <b/> } } else { view! { <i/> } }} }
        }",
        changes: &[
            "- open is Iso",
            "+ arm is Server",
            "+ open is Iso, goes up at once",
        ],
    },
    Change {
        name: "rule 5: read it in an action",
        before: "fn C() -> View {
            let (count, set_count) = signal(0);
            let save = action(async move |_: ()| store(1));
            view! { <p on:click=move |_| { set_count.set(1); save.dispatch(()) }>{count}</p> }
        }",
        after: "fn C() -> View {
            let (count, set_count) = signal(0);
            let save = action(async move |_: ()| store(count.get()));
            view! { <p on:click=move |_| { set_count.set(1); save.dispatch(()) }>{count}</p> }
        }",
        changes: &[
            "- count is Iso",
            "+ count is Iso, goes up with the next batch",
        ],
    },
    Change {
        name: "rule 6: capture the record instead of a field",
        before: "fn C(user: User) -> View {
            let (long, set_long) = signal(false);
            view! { <p on:click=move |_| set_long.set(true)>{show(&user.joined, long.get())}</p> }
        }",
        after: "fn C(user: User) -> View {
            let (long, set_long) = signal(false);
            view! { <p on:click=move |_| set_long.set(true)>{show(&user, long.get())}</p> }
        }",
        changes: &[
            "- text is Client of long, user.joined",
            "+ text is Client of long, user",
        ],
    },
    Change {
        name: "rule 7: call a function instead of a method",
        before: "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{(long.get(), user.get().label())}</p> }
        }",
        after: "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{(long.get(), label(&user.get()))}</p> }
        }",
        changes: &[
            "- text is Client of long, user.label()",
            "+ text is Client of long, user",
        ],
    },
    Change {
        name: "rule 10: keep a memo on the server",
        before: "fn C(items: Vec<String>) -> View {
            let (query, set_query) = signal(String::new());
            let found = memo(move || count(&items, &query.get()));
            view! { <p on:click=move |_| set_query.set(String::new())>{found}</p> }
        }",
        after: "fn C(items: Vec<String>) -> View {
            let (query, set_query) = signal(String::new());
            #[server_only]
            let found = memo(move || count(&items, &query.get()));
            view! { <p on:click=move |_| set_query.set(String::new())>{found}</p> }
        }",
        changes: &[
            "- memo is Client of items, query",
            "- query is Iso",
            "- text is Client of found",
            "+ memo is Server",
            "+ query is Iso, goes up at once",
            "+ text is Server",
        ],
    },
];

#[test]
fn an_edit_changes_what_the_rules_say_and_nothing_else() {
    for change in CHANGES {
        let (before, after) = (colours(change.before), colours(change.after));
        assert_eq!(
            difference(&before, &after),
            change.changes,
            "{}",
            change.name
        );
    }
}

/// Returns the lines that only one of the two has, each with its sign.
fn difference(before: &[String], after: &[String]) -> Vec<String> {
    let gone = before.iter().filter(|line| !after.contains(line));
    let new = after.iter().filter(|line| !before.contains(line));
    let gone = gone.map(|line| format!("- {line}"));
    gone.chain(new.map(|line| format!("+ {line}"))).collect()
}
