#[component]
pub fn Assigned() -> View {
    let mut n = 0;
    view! { <p on:click=move |_| n += 1>"x"</p> }
}
