//! The gallery: every feature of `view!` on one page.

use watershed::prelude::*;

/// A part of the page with a title. Shows props that are typed, `into`, default and optional, children, and a named
/// slot.
#[component]
fn Part(
    number: u8,
    #[prop(into)] title: String,
    #[prop(default = "part")] kind: &'static str,
    #[prop(optional)] footer: Option<Children>,
    children: Children,
) -> View {
    view! {
        <section class=kind>
            <h2>{number} ". " {title}</h2> {children()} <footer>{footer.map(|footer| footer())}</footer>
        </section>
    }
}

/// A choice among values that can be displayed. Shows a type parameter, a slot with an argument, and a callback.
#[component]
fn Choice<T: ToString + Clone + Cross>(all: Vec<T>, label: Slot<T>, on_pick: Callback<T>) -> View {
    view! {
        <p id="choice">
            {for it in all.clone() { view! { <button on:click=move |_| on_pick.run(it.clone())>{label(it.clone())}</button> } }}
        </p>
    }
}

/// A page with one of everything.
#[component]
pub fn Gallery() -> View {
    let (count, set_count) = signal(0);
    let (name, set_name) = signal(String::from("Ada"));
    let (heard, set_heard) = signal(String::new());
    let wide = RwSignal::new(false);
    let size = RwSignal::new(String::from("small"));
    let steps = memo(move || (0..count.get()).collect::<Vec<i32>>());
    let field: NodeRef = NodeRef::new();
    view! {
        <Head><title>"Gallery"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <main>
            <Part number=1 title="Text and elements">
                <p id="text">"quoted," bare "and counted " {count} ", twice: " {move || 2 * count.get()}</p> <>"a fragment with"<br/>"a void element"</>
                <svg viewBox="0 0 20 20" width=20><circle id="circle" cx=10 cy=10 r=count/></svg>
                <math><mi>"x"</mi><mo>"="</mo><mn id="mathml">{count}</mn></math>
                <textarea id="raw" readonly>{name}</textarea><div id="markup" inner_html="<b>markup</b>"/>
                <slot:footer>"in a named slot"</slot:footer>
            </Part>
            <Part number=2 title="Attributes and events" kind="part lively">
                <button id="inc" disabled={count.get() > 9} title=name {..[("lang", "en"), ("data-kind", "spread")]}
                    class="key" class:odd={count.get() % 2 == 1} style:opacity={if wide.get() { "0.5" } else { "1" }}
                    on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
                <button id="once" on:click:once=move |_| set_heard.set("clicked once".into())>"once"</button>
                <button id="focus" on:click=move |_| if let Some(field) = field.get() { field.focus() }>"focus"</button>
                <form id="form" on:submit:prevent=move |_| set_heard.set(format!("submitted {}", name.get()))>
                    <input id="name" bind:value=(name, set_name) node_ref=field on:keydown:escape=move |_| set_name.set("".into())/>
                    <input id="wide" type="checkbox" bind:checked=wide prop:indeterminate={count.get() == 3}/>
                    <input id="small" type="radio" value="small" bind:group=size/><input id="large" type="radio" value="large" bind:group=size/>
                </form>
                <output id="heard" on:bell-rings=move |event| set_heard.set(event.detail())>{heard}</output>
            </Part>
            <Part number=3 title="Structure">
                <div id="show"><Show when=wide fallback=|| view! { "narrow" }>"wide"</Show></div>
                <ol id="steps"><For each=steps key=|step| *step let:step><li>"step " {step}</li></For></ol>
                <div id="if">{if count.get() > 2 { view! { <b>"many"</b> } } else { view! { <i>"few"</i> } }}</div>
                <div id="let">{if let Some(last) = steps.get().last() { view! { "last " {*last} } }}</div>
                <div id="match">{match size.get().as_str() { "small" => view! { <small>"S"</small> }, _ => view! { <big>"L"</big> } }}</div>
                <div id="for">{for letter in ["a", "b", "c"] { view! { <i>{letter}</i> } }}</div>
                <Choice all=vec![1, 2, 3] on_pick=move |chosen| set_count.set(chosen)><slot:label let:n>"take " {n}</slot:label></Choice>
            </Part>
        </main>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Gallery)
}
