// However a handle is written, it is one.
fn Handles(admin: bool, pay: Action<()>) -> View {
    let n = RwSignal::new(0);
    let other = use_context::<RwSignal<i32>>().expect("provided");
    let pair = signal(1);
    let state = State { n };
    let show = |v: RwSignal<i32>| view! { <i>{v}</i> };
    view! {
        <p on:click=move |_| n.set(1)>{{ n }}{if admin { n } else { other }}{state.n}{pair.0}</p>
        {for each in [n, other] { view! { <b>{each}</b> } }}
        {show(n)}
        <button disabled=pay.pending()>{other}</button>
    }
}
