#[component]
pub fn Optimistic() -> View {
    let (count, set_count) = signal(0);
    let add = action(async move |number: u32| set_count.update(|count| *count += number));
    let double = action(async move |_: ()| set_count.update(|count| *count *= 2));
    let shown = optimistic(count)
        .while_(add, |count, number| *count += number)
        .while_(double, |count, ()| *count *= 2);
    view! {
        <p>{shown}</p>
        <button on:click=move |_| add.dispatch(1)>"add"</button>
        <button on:click=move |_| double.dispatch(())>"double"</button>
    }
}
