#[component]
pub fn Counter() -> View {
    let (count, set_count) = signal(0);
    view! {
        <div>
            <h1>{count}</h1>
            <button on:click=move |_| set_count.update(|c| *c -= 1)>"-"</button>
            <button on:click=move |_| set_count.update(|c| *c += 1)>"+"</button>
        </div>
    }
}
