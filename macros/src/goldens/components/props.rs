#[component]
fn Props<T: Clone + Cross>(
    all: Vec<T>,
    #[prop(into)] title: String,
    #[prop(default = 3)] most: usize,
    label: Slot<T>,
    on_pick: Callback<T>,
    children: Children,
) -> View {
    let (picked, set_picked) = signal(0_usize);
    view! {
        <section title=title>
            {children()}
            <Part count=picked on_reset=move |_| set_picked.set(0)>"picked"</Part>
            {for item in all.clone() {
                view! {
                    <button disabled={picked.get() >= most} on:click=move |_| {
                        set_picked.update(|picked| *picked += 1);
                        on_pick.run(item.clone())
                    }>
                        {label(item.clone())}
                    </button>
                }
            }}
        </section>
    }
}
