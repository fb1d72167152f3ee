//! Refactorings: edits that never change a colour (rule 9).

use super::{colours, crossings};

/// A name, and two ways to write one component.
const REFACTORINGS: &[(&str, &str, &str)] = &[
    (
        "hoist an expression into a `let`",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1)>{move || count.get() * 2}</p> }
        }",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            let double = move || count.get() * 2;
            view! { <p on:click=move |_| set_count.set(1)>{double}</p> }
        }",
    ),
    (
        "inline a `let`",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            let step = user.step;
            view! { <p on:click=move |_| set_count.set(step)>{count}</p> }
        }",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(user.step)>{count}</p> }
        }",
    ),
    (
        "rename what is only used inside",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |event| set_count.update(|c| *c += event.detail())>{count}</p> }
        }",
        "fn C() -> View {
            let (count, put) = signal(0);
            view! { <p on:click=move |click| put.update(|old| *old += click.detail())>{count}</p> }
        }",
    ),
    (
        "extract a local closure",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(count.get() + 1)>{count}</p> }
        }",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            let raise = move || set_count.set(count.get() + 1);
            view! { <p on:click=move |_| raise()>{count}</p> }
        }",
    ),
    (
        "name a handler",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1)>{count}</p> }
        }",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            let clicked = move |_| set_count.set(1);
            view! { <p on:click=clicked>{count}</p> }
        }",
    ),
    (
        "reorder `let`s",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            let shown = memo(move || user.get().name);
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{long}{shown}</p> }
        }",
        "fn C(id: u32) -> View {
            let (long, set_long) = signal(false);
            let (user, set_user) = signal(load(id));
            let shown = memo(move || user.get().name);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{long}{shown}</p> }
        }",
    ),
    (
        "format the source",
        "fn C(id: u32) -> View { let (user, set_user) = signal(load(id)); let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{if long.get() { user.get().joined.long } else { user.get().joined.short }}</p> } }",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| {
                set_user.set(load(id))
            });
            view! {
                <p on:click=move |_| {
                    set_long.set(true);
                    reload.dispatch(())
                }>
                    {if long.get() {
                        user
                            .get()
                            .joined
                            .long
                    } else {
                        user.get().joined.short
                    }}
                </p>
            }
        }",
    ),
    (
        "wrap in a block",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(user.step)>{count.get() + user.age}</p> }
        }",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| { { set_count.set({ user.step }); } }>{{ let now = { count.get() }; { now + user.age } }}</p> }
        }",
    ),
    (
        "make one handle of two",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            let (open, set_open) = signal(false);
            view! {
                <p on:click=move |_| { set_count.set(1); set_open.set(true) }>{count}</p>
                {if open.get() { view! { <b/> } } else { view! { <i/> } }}
            }
        }",
        "fn C() -> View {
            let count = RwSignal::new(0);
            let open = RwSignal::new(false);
            view! {
                <p on:click=move |_| { count.set(1); open.set(true) }>{count}</p>
                {if open.get() { view! { <b/> } } else { view! { <i/> } }}
            }
        }",
    ),
    (
        "read what was interpolated",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1) title=count>{count}</p> }
        }",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1) title=count.get()>{count.get()}</p> }
        }",
    ),
    (
        "read in a closure",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1) title=count.get()>{count.get()}</p> }
        }",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1) title=move || count.get()>{move || count.get()}</p> }
        }",
    ),
    (
        "parenthesise",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(user.step)>{count.get() + user.age}</p> }
        }",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=(move |_| (set_count).set((user).step))>{((count).get()) + ((user.age))}</p> }
        }",
    ),
    (
        "return early or not",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{move || {
                if long.get() { return user.get().joined.long; }
                user.get().joined.short
            }}</p> }
        }",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{move || {
                if long.get() { user.get().joined.long } else { user.get().joined.short }
            }}</p> }
        }",
    ),
    (
        "name what is formatted in the string",
        "fn C(unit: String) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| log!(\"{} {}\", unit, 1)>{move || { let n = count.get(); format!(\"{}{}\", n, unit) }}</p>
                <b on:click=move |_| set_count.set(1)/> }
        }",
        "fn C(unit: String) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| log!(\"{unit} {}\", 1)>{move || { let n = count.get(); format!(\"{n}{unit}\") }}</p>
                <b on:click=move |_| set_count.set(1)/> }
        }",
    ),
    (
        "give a name again",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(user.step)>{count}</p> }
        }",
        "fn C(user: User) -> View {
            let (count, set_count) = signal(0);
            let user = user;
            let set_count = set_count;
            let count = count;
            view! { <p on:click=move |_| set_count.set(user.step)>{count}</p> }
        }",
    ),
    (
        "borrow instead of cloning",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{show(&user.get().joined, long.get())}</p> }
        }",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{user.with(|user| show(&user.joined, long.with(|long| *long)))}</p> }
        }",
    ),
    (
        "hoist a handle",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{show(&user.get().joined, long.get())}</p> }
        }",
        "fn C(id: u32) -> View {
            let (user, set_user) = signal(load(id));
            let (long, set_long) = signal(false);
            let (store, switch) = (set_user, set_long);
            let reload = action(async move |_: ()| set_user.set(load(id)));
            let is_long = long;
            view! { <p on:click=move |_| { set_long.set(true); reload.dispatch(()) }>{show(&user.get().joined, is_long.get())}</p> }
        }",
    ),
    (
        "turn an `if` into a `match`",
        "fn C() -> View {
            let (open, set_open) = signal(false);
            view! { <p on:click=move |_| set_open.set(true)>{if open.get() { 1 } else { 2 }}</p> }
        }",
        "fn C() -> View {
            let (open, set_open) = signal(false);
            view! { <p on:click=move |_| set_open.set(true)>{match open.get() { true => 1, false => 2 }}</p> }
        }",
    ),
    (
        "hoist a part of a condition",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            view! { <p on:click=move |_| set_count.set(1)>{count}</p> <Show when={move || count.get() > 3}><b/></Show> }
        }",
        "fn C() -> View {
            let (count, set_count) = signal(0);
            let is_much = move || count.get() > 3;
            view! { <p on:click=move |_| set_count.set(1)>{count}</p> <Show when=is_much><b/></Show> }
        }",
    ),
];

#[test]
fn a_refactoring_changes_no_colour() {
    for (name, before, after) in REFACTORINGS {
        assert_eq!(colours(before), colours(after), "{name}");
    }
}

/// A handle that is given away is decided when the page is rendered. Only the captures of client functions count.
#[test]
fn extracting_a_component_changes_no_crossing() {
    let before = "fn C(user: User) -> View {
        let (count, set_count) = signal(0);
        view! { <p on:click=move |_| set_count.set(user.step)>{count.get() + user.age}</p> }
    }";
    let after = "fn C(user: User) -> View {
        let count = RwSignal::new(0);
        view! { <Line count=count user=user/> }
    }
    fn Line(count: RwSignal<u32>, user: User) -> View {
        view! { <p on:click=move |_| count.set(user.step)>{count.get() + user.age}</p> }
    }";
    assert_eq!(crossings(before), crossings(after));
}
