#[component]
fn Selectors(rows: Vec<Row>) -> View {
    let (selected, set_selected) = signal(0);
    view! {
        <For each=rows key=|row| row.id let:row>
            <p class:on={selected.get() == row.get().id} class:off={row.get().id != selected.get()} on:click=move |_| set_selected.set(row.get().id)>"row"</p>
        </For>
    }
}
