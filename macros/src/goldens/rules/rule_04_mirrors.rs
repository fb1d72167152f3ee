#[component]
fn Mirrors() -> View {
    let (prices, set_prices) = signal(vec![1, 2]);
    let total = memo(move || prices.get().iter().sum::<i32>());
    let refresh = action(async move |_: ()| set_prices.set(vec![3]));
    let (count, set_count) = signal(1);
    view! {
        <button on:click=move |_| { set_count.set(2); refresh.dispatch(()) }>{total.get() * count.get()}</button>
    }
}
