// Only types tell whether these follow a handle: then the browser runs them.
fn Open(settings: Settings, admin: bool) -> View {
    let todos = RwSignal::new(vec![Todo::new(1)]);
    let user = load_user();
    let double = memo(move || settings.volume.get() * 2);
    view! {
        <p title=settings.volume>{settings.volume}{if admin { settings.volume } else { settings.other }}</p>
        <p>{user.name}{user.name()}{settings.total()}{total()}</p>
        <Child value=double/>
        <For each=todos key=|todo| todo.id let:todo>
            <li class:done={todo.get().done.get()}>
                <input bind:value={todo.get().text}/>
                <b>{todo.get().text}</b>
            </li>
        </For>
    }
}
