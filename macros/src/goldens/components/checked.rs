#[component]
pub fn Checked() -> View {
    let (problem, set_problem) = signal(String::new());
    let most = RwSignal::new(9u8);
    let (count, set_count) = signal(0).validate(move |new: u8| {
        set_problem.set(too_many(new, most.get()));
        new.min(most.get())
    });
    let name = RwSignal::new(String::new()).validate(is_a_name).validate(|name| Ok(name.trim().to_owned()));
    view! {
        <button on:click=move |_| set_count.update(|c| *c += 1)>{count}</button>
        <button on:click=move |_| most.set(3)>"fewer"</button>
        <input bind:value=name/>
        <Show when={count.get() > 3 && name.get().len() > 3}><b>"many"</b></Show>
        <p>{problem}</p>
    }
}
