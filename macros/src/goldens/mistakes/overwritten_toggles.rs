#[component]
pub fn Toggles(class: String, on: ReadSignal<bool>) -> View {
    view! { <p class=class class:on=on/> }
}
