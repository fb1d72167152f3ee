#[component]
pub fn Arms() -> View {
    let (mode, set_mode) = signal(String::from("edit"));
    let user = RwSignal::new(None);
    view! {
        <button on:click=move |_| set_mode.set(String::from("view"))>"view"</button>
        {match mode.get().as_str() {
            "edit" => view! { <input/> },
            other => view! { <b>{other.to_owned()}</b> },
        }}
        {move || {
            let user: Option<String> = user.get();
            if let Some(name) = user && !name.is_empty() { view! { <i>{name.clone()}</i> } } else { view! {} }
        }}
    }
}
