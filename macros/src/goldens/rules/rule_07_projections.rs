#[component]
fn Projections(id: u32, account: Account) -> View {
    let (user, set_user) = signal(load(id));
    let (long, set_long) = signal(false);
    let reload = action(async move |_: ()| set_user.set(load(id)));
    view! {
        <p on:click=move |_| { set_long.set(true); reload.dispatch(()) } on:focus=move |_| log!("{}", account.plan.name)>
            {if long.get() { user.get().joined.long } else { user.get().joined.short }}
        </p>
    }
}
