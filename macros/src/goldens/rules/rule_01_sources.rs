#[component]
fn Sources(given: RwSignal<u32>) -> View {
    let (fixed, _) = signal(1);
    let (shared, set_shared) = signal(2);
    let (escaping, set_escaping) = signal(3);
    let (server, set_server) = signal(4);
    keep(set_escaping);
    let load = action(async move |_: ()| set_server.set(5));
    view! {
        <p on:click=move |_| { set_shared.set(1); load.dispatch(()) }>{fixed} {shared} {escaping} {server} {given}</p>
    }
}
