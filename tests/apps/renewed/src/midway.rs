//! A page in the middle of everything: a dialog that is open, a section that is unfolded, a form that is half filled in, a
//! count, and a step that an action has set.

use watershed::prelude::*;

/// All of it, and what an action has counted.
#[component]
pub fn Midway() -> View {
    let open = RwSignal::new(false);
    let count = RwSignal::new(0u32);
    #[durable]
    let (asked, set_asked) = signal(0u32);
    let ask = action(async move |_: ()| set_asked.update(|asked| *asked += 1));
    view! {
        <h1 id="build">{crate::draft::BUILD}</h1>
        <button id="count" on:click=move |_| count.update(|count| *count += 1)>{count}</button>
        <p id="marks"><For each=move || 0..count.get() key=|mark| *mark let:_mark><i>"*"</i></For></p>
        <button id="ask" on:click=move |_| ask.dispatch(())>"ask"</button>
        <output id="asked">{asked}</output>
        <Accordion/>
        <Wizard/>
        <button id="open" on:click=move |_| open.update(|open| *open = !*open)>"open"</button>
        <Show when=open><Form/></Show>
    }
}

/// Sections of which one is unfolded; its content is the server's.
#[component]
fn Accordion() -> View {
    let unfolded = RwSignal::new(None::<u32>);
    view! {
        {for section in 1..4u32 { view! {
            <section id={format!("section-{section}")} class:unfolded={unfolded.get() == Some(section)}>
                <h2 on:click=move |_| unfolded.set(Some(section))>{section}</h2>
                {if unfolded.get() == Some(section) { view! { <p>"about " {section}</p> } }}
            </section>
        } }}
    }
}

#[component]
fn Wizard() -> View {
    #[durable]
    let (step, set_step) = signal(1u32);
    let next = action(async move |_: ()| set_step.update(|step| *step += 1));
    view! {
        <p id="step">{step}</p>
        <button id="next" on:click=move |_| next.dispatch(())>"next"</button>
        {if step.get() == 3 { view! { <Answer/> } }}
    }
}

#[component]
fn Answer() -> View {
    let answer = RwSignal::new(String::new());
    view! { <input id="answer" bind:value=answer/> }
}

/// A form in a dialog. The server follows one of its fields, nothing binds the last one.
#[component]
fn Form() -> View {
    let name = RwSignal::new(String::new());
    let note = RwSignal::new(String::new());
    view! {
        <dialog id="dialog" open>
            <form>
                <input id="name" bind:value=name/>
                <p id="greeting">{for name in [name.get()] { view! { <b>{format!("hello {name}")}</b> } }}</p>
                <textarea id="note" bind:value=note></textarea>
                <textarea id="free"></textarea>
            </form>
        </dialog>
    }
}
