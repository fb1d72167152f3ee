//! A page that is made anew in its place, by another process whose data is different.

use std::process;

use watershed::prelude::*;

/// Rows of which each process has one of its own, in an order of its own; controls of all sorts, bound and not; a portal; a
/// place that scrolls; content that is hidden.
#[component]
pub fn Rebuilt() -> View {
    let rows = {
        let own = process::id();
        let mut rows = vec![own, 1, 2, 3, 4];
        rows.rotate_left(own as usize % 5);
        RwSignal::new(rows)
    };
    let colour = RwSignal::new("red".to_owned());
    let agreed = RwSignal::new(false);
    let size = RwSignal::new("small".to_owned());
    let story = RwSignal::new(String::new());
    let clicks = RwSignal::new(0);
    let shown = RwSignal::new(true);
    let saved = RwSignal::new(Vec::<String>::new());
    let save = action(async move |text: String| saved.update(|saved| saved.push(text)));
    // Markup of others, with a script like the one that starts the page. The content security policy lets none run.
    let theirs = r#"<script type="x" data-glue="/x" data-wasm="/x" data-ticket="x" data-events="x"></script>"#;
    view! {
        <div inner_html=theirs.to_owned()></div>
        <p id="process">{process::id()}</p>
        <ul>
            <For each=move || rows.get() key=|row| *row let:row>
                <Line row=row/>
            </For>
        </ul>
        <select id="colour" bind:value=colour>
            <option value="red">"red"</option>
            <option value="green">"green"</option>
        </select>
        <select id="loose"><option>"one"</option><option>"two"</option></select>
        <input id="agreed" type="checkbox" bind:checked=agreed/>
        <input id="ticked" type="checkbox"/>
        <label><input type="radio" name="size" id="small" value="small" bind:group=size/>"small"</label>
        <label><input type="radio" name="size" id="large" value="large" bind:group=size/>"large"</label>
        <textarea id="story" bind:value=story></textarea>
        <div id="target"></div>
        <Portal to="#target"><button id="portal" on:click=move |_| clicks.update(|n| *n += 1)>"clicks " {clicks}</button></Portal>
        <button id="toggle" on:click=move |_| shown.update(|shown| *shown = !*shown)>"toggle"</button>
        <Show when=shown><input id="inside"/></Show>
        <div id="scrolls" style="height: 40px; overflow: auto"><p style="height: 400px">"tall"</p></div>
        <a id="link" href="#there" on:click:prevent=move |_| clicks.update(|n| *n += 10)>"link"</a>
        <b>{move || if save.pending() { "saving" } else { "saved" }}</b>
        <button id="save" on:click=move |_| save.dispatch(format!("{} {}", colour.get(), clicks.get()))>"save"</button>
        <ol><For each=move || saved.get() key=|text| text.clone() let:text><li>{text}</li></For></ol>
        <output>{move || format!("{} {} {} {}", colour.get(), agreed.get(), size.get(), story.get())}</output>
    }
}

#[component]
fn Line(row: ReadSignal<u32>) -> View {
    let stars = RwSignal::new(0);
    view! {
        <li id=move || format!("row-{}", row.get())>
            <input/>
            <button on:click=move |_| stars.update(|n| *n += 1)>{stars}</button>
        </li>
    }
}
