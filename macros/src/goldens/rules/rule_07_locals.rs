#[component]
fn Locals(id: u32, user: User, list: Vec<String>, shown: ReadSignal<u32>) -> View {
    let (long, set_long) = signal(false);
    let stored = find(id);
    view! {
        <p on:click=move |_| set_long.set(!list.is_empty())>
            {(long.get(), user.name.len(), user.name.as_str(), user.name.clone(), user.joined.year())}
            {(long.get(), stored.is_some(), stored.plan.unwrap_or_default(), id.to_string(), shown.get())}
        </p>
    }
}
