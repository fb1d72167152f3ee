#[component]
fn Hoisted() -> View {
    let (count, set_count) = signal(0);
    let shown = move || {
        let text = format!("{} clicks, however long the text around it may be", count.get());
        { text }
    };
    let raise = move || set_count.update(|count| *count += 1);
    view! { <button on:click=move |_| raise()>{shown}</button> }
}
