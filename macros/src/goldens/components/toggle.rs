#[component]
pub fn Toggle() -> View {
    let (show, set_show) = signal(false);
    let secret = String::from("only on the server");
    on_mount(move || set_show.set(true));
    view! {
        <div>
            <button on:click=move |_| set_show.update(|s| *s = !*s)>"toggle"</button>
            <Show when=show>
                <p>{secret.clone()}</p>
            </Show>
        </div>
    }
}
