#[component]
pub fn OwnMethods(given: Log) -> View {
    let mut names = Vec::new();
    let mut seen = Log::new();
    let mut said = Log { lines: 0 };
    let mut other: Log = make();
    view! {
        <p on:click=move |_| names.push(1)>"of std"</p>
        <p on:click=move |_| seen.push(1)>"of the application"</p>
        <p on:click=move |_| { said.insert(1); other.clear(); }>"of the application"</p>
    }
}
