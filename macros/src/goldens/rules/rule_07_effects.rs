#[component]
fn Effects(id: u32) -> View {
    let (store, set_store) = signal(load(id));
    let (long, set_long) = signal(false);
    let reload = action(async move |_: ()| set_store.set(load(id)));
    let add = move || store.get().add(1);
    let shown = move || store.get().label();
    view! {
        <p on:click=move |_| store.get().add(1)/>
        <p on:click=move |_| { store.get().add(2); set_long.set(true); }/>
        <p on:click=move |_| if store.get().is_open { store.get().add(3) } else { reload.dispatch(()) }/>
        <p on:click=move |_| add()/>
        <p on:click=move |_| store.get().open.set(store.get().count())/>
        <p>{(long.get(), store.get().open.get(), shown())}</p>
    }
}
