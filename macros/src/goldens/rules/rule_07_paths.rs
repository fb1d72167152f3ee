#[component]
fn Paths(id: u32, key: Key) -> View {
    let (user, set_user) = signal(load(id));
    let (at, set_at) = signal(0);
    let (long, set_long) = signal(false);
    let (chosen, set_chosen) = signal(0);
    let also = user;
    let reload = action(async move |_: ()| { set_user.set(load(id)); set_at.set(1) });
    view! {
        <p on:click=move |_| { set_long.set(true); set_chosen.set(2); reload.dispatch(()) }>
            {(user.get().joined.format(long.get()), user.get().joined.clone(), also.get().joined)}
            {(long.get(), user.get().name.trim().len(), user.get().name.as_str() == "x")}
            {(long.get(), user.get().tags[0], user.get().tags[id], user.get().tags[at.get()], user.get().tags[chosen.get()])}
            {(long.get(), user.get().may(Role::Admin, &key.name), user.get().tags.iter().map(|tag| tag.len()).sum())}
            {(long.get(), user.with(|user| user.name.len()), user.with(|user| user.age > 17), user.with(|user| fmt(&user.joined)))}
            {(long.get(), at.with(|at| old(at)))}
        </p>
        <p on:click=move |_| log!("{}", user.get_untracked().name)>"log"</p>
    }
}
