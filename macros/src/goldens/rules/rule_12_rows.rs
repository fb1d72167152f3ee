#[component]
fn Drafts(unit: String) -> View {
    let (rows, set_rows) = signal(Vec::<Row>::new());
    let add = action(async move |name: String| set_rows.update(|rows| rows.push(Row::saved(name))));
    let shown = optimistic(rows).while_(add, |rows, name| rows.push(Row::draft(name)));
    view! {
        <For each=shown key=|row| row.id let:row>
            <p class:draft={row.get().id == 0}>{row.get().name.clone()}<button on:click=move |_| add.dispatch(row.get().name.clone())>"again"</button></p>
        </For>
        <For each=shown key=|row| row.id let:row>
            <p class:draft={row.get().id == 0}>{row.get().name.clone()} {unit.clone()}</p>
        </For>
        <For each=shown key=|row| (unit.clone(), row.id) let:row>
            <p class:draft={row.get().id == 0}>{row.get().name.clone()}</p>
        </For>
    }
}
