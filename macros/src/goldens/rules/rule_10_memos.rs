#[component]
fn Memos() -> View {
    let (query, set_query) = signal(String::new());
    let both = memo(move || query.get().len());
    let above = memo(move || Record::all(&query.get()).is_empty());
    #[server_only]
    let kept = memo(move || search(query.get()).len());
    view! {
        <input on:input=move |event| set_query.set(event.value())/>
        <p>{both} {kept}</p>
        <Show when={both.get() > 3 && above.get()}><b>"long"</b></Show>
    }
}
