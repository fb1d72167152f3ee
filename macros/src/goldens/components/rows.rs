#[component]
pub fn Rows() -> View {
    let (rows, set_rows) = signal(make_rows(1000));
    let (selected, set_selected) = signal(None::<u32>);
    let append = action(async move |count: u32| set_rows.update(|rows| rows.extend(make_rows(count))));
    view! {
        <table><tbody>
            <For each=rows key=|row| row.id let:row>
                <tr class:danger=move || selected.get() == Some(row.get().id)>
                    <td>{row.get().id}</td>
                    <td><a on:click=move |_| set_selected.set(Some(row.get().id))>{move || row.get().label}</a></td>
                </tr>
            </For>
        </tbody></table>
        <button on:click=move |_| append.dispatch(1000)>"append"</button>
    }
}
