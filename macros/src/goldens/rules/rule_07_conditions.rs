#[component]
fn Conditions(id: u32) -> View {
    let (user, set_user) = signal(find(id));
    let (open, set_open) = signal(false);
    let reload = action(async move |_: ()| set_user.set(find(id)));
    view! {
        <p on:click=move |_| { set_open.set(true); reload.dispatch(()) }>
            {if user.get().is_some() { user.get().unwrap().name } else if open.get() { "no" } else { "" }}
            {if open.get() { user.get().unwrap().name } else { "" }}
            {open.get() && user.get().is_some() && user.get().unwrap().age > 17}
            {(open.get(), user.get().unwrap_or_default().name)}
        </p>
        <p on:click=move |_| log!("{}", user.get().unwrap().name)>"log"</p>
    }
}
