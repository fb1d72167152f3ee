#[component]
fn First(user: User, step: u32) -> View {
    let (count, set_count) = signal(0);
    let (unused, set_unused) = signal(0);
    view! {
        <h1>{user.name.clone()} {unused}</h1>
        <button on:click=move |_| set_count.update(|count| *count += step)>"more"</button>
    }
}
