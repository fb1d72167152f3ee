#[component]
fn Uplinks() -> View {
    let eager = RwSignal::new(String::new());
    let lazy = RwSignal::new(String::new());
    let never = RwSignal::new(String::new());
    let gated = RwSignal::new(String::new());
    let words = memo(move || eager.get().len());
    let save = action(async move |_: ()| store(lazy.get_untracked()).await);
    view! {
        <input bind:value=eager/> <input bind:value=lazy/> <input bind:value=never/> <input bind:value=gated/>
        <button on:click=move |_| save.dispatch(())>{never}</button>
        {for word in eager.get().split(' ').map(String::from) { view! { <i>{word}</i> } }}
        <Show when={words.get() > 3}><b>"long"</b></Show>
        <Show when={gated.get().len() > 3}><b>"enough"</b></Show>
    }
}
