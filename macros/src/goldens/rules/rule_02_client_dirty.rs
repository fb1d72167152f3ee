#[component]
fn Dirty() -> View {
    let (count, set_count) = signal(0);
    let doubled = memo(move || count.get() * 2);
    let quadrupled = memo(move || doubled.get() * 2);
    view! { <p on:click=move |_| set_count.set(1) title=move || count.get_untracked()>{quadrupled}</p> }
}
