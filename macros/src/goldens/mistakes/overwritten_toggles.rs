#[component]
pub fn Toggles(style: String, color: ReadSignal<String>) -> View {
    view! { <p style=style style:color=color/> }
}
