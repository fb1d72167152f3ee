#[component]
fn Sinks() -> View {
    let (count, set_count) = signal(0);
    effect(move || log!("{}", count.get()));
    let attributes = [("title", "fixed")];
    view! {
        <p on:click=move |_| set_count.set(1) {..attributes}>{count} "static" {1 + 1}</p>
        <Show when={count.get() > 3}><b>"many"</b></Show>
    }
}
