#[component]
pub fn Renamed() -> View {
    use watershed::signal as cell;
    let (count, set_count) = cell(0);
    view! { <p on:click=move |_| set_count.set(1)>{count}</p> }
}
