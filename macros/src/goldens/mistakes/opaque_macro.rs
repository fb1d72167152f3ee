#[component]
pub fn Opaque() -> View {
    let (count, set_count) = signal(0);
    view! { <p on:click=move |_| set_it!(set_count = 3)>{count}</p> }
}
