#[component]
pub fn Markup() -> View {
    let (count, set_count) = signal(0);
    view! { <p on:click=move |_| { set_count.set(1); view! { <i/> }; }>{count}</p> }
}
