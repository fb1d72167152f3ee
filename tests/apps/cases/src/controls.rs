//! Controls: what they show, input of a person, and the values of signals.

use watershed::prelude::*;

/// Selects whose options come from different constructs, and other controls whose state has no attribute.
#[component]
pub fn Selects() -> View {
    let country = RwSignal::new(String::from("de"));
    let number = RwSignal::new(2);
    let text = RwSignal::new(String::from("\nhello <b> & \"co\""));
    let changes = RwSignal::new(0);
    let codes = vec![String::from("fr"), String::from("de"), String::from("it")];
    let rows = RwSignal::new(codes.clone());
    let change = move |_| changes.update(|changes| *changes += 1);
    view! {
        <main on:change=change on:input=change>
            <select id="plain" bind:value=country>
                <option value="fr">"France"</option><option value="de">"Germany"</option>
            </select>
            <select id="rows" bind:value=country>
                <For each=rows key=|code| code.clone() let:code><option value=code>{code}</option></For>
            </select>
            <select id="loop" bind:value=country>{for code in codes.clone() { view! { <option>{code}</option> } }}</select>
            <select id="parts" bind:value=country>
                <option value="xx">"none"</option>
                <optgroup label="some"><Country code="de".to_owned()/></optgroup>
            </select>
            <select id="number" bind:value=number><option>"1"</option><option>"2"</option></select>
            <select id="prop" prop:value=country><option>"fr"</option><option>"de"</option></select>
            <select id="attribute" value=country><option>"fr"</option><option>"de"</option></select>
            <select id="literal" value="de"><option>"fr"</option><option>"de"</option></select>
            <textarea id="text" prop:value=text on:input=move |event| text.set(event.value())></textarea>
            <textarea id="note" value=text></textarea>
            <textarea id="bound" bind:value=text></textarea>
            <output id="country">{country}</output> <output id="changes">{changes}</output>
            <output id="length">{text.get().len()}</output>
            <button id="go" on:click=move |_| country.set("fr".into())>"go"</button>
        </main>
    }
}

/// One option.
#[component]
fn Country(code: String) -> View {
    view! { <option value=code.clone()>"code " {code}</option> }
}

/// Selects whose options come, go and come back; the server runs the binding of the last ones.
#[component]
pub fn Options() -> View {
    let choice = RwSignal::new(String::from("c"));
    let kept = RwSignal::new(String::from("c"));
    let options = RwSignal::new(Vec::<String>::new());
    let show = action(async move |names: String| {
        options.set(names.split_terminator(' ').map(str::to_owned).collect());
    });
    let keep = action(async move |name: String| kept.set(name));
    let (later, set_later) = signal(false);
    view! {
        <main>
            <button id="none" on:click=move |_| show.dispatch(String::new())>"none"</button>
            <button id="abc" on:click=move |_| show.dispatch("a b c".to_owned())>"abc"</button>
            <button id="xz" on:click=move |_| show.dispatch("x z".to_owned())>"xz"</button>
            <button id="later" on:click=move |_| set_later.set(true)>"later"</button>
            <select id="rows" bind:value=choice>
                <For each=options key=|name| name.clone() let:name><option value=name>{name}</option></For>
            </select>
            <select id="loop" bind:value=choice>{for name in options.get() { view! { <option>{name}</option> } }}</select>
            <select id="served" prop:value=kept on:change=move |event| keep.dispatch(event.value())>
                <For each=options key=|name| name.clone() let:name><option value=name>{name}</option></For>
            </select>
            <Show when=later>
                <select id="new" bind:value=choice>
                    <option>"a"</option>{for name in options.get() { view! { <option>{name}</option> } }}
                </select>
                <select id="new-served" prop:value=kept>
                    <option>"a"</option><For each=options key=|name| name.clone() let:name><option>{name}</option></For>
                </select>
                <textarea id="new-text" bind:value=choice></textarea>
                <textarea id="new-served-text" prop:value=kept></textarea>
            </Show>
            <output id="choice">{choice}</output> <output id="kept">{kept}</output>
            <p id="count">{options.get().len()}</p>
        </main>
    }
}

/// Values that a browser normalises.
#[component]
pub fn Normalised() -> View {
    let area = RwSignal::new(String::from("a\r\nb"));
    let line = RwSignal::new(String::from("a\nb"));
    let number = RwSignal::new(String::from("1,5"));
    let color = RwSignal::new(String::from("red"));
    let range = RwSignal::new(String::from("150"));
    let mail = RwSignal::new(String::from(" a@b.c "));
    let date = RwSignal::new(String::from("tomorrow"));
    let missing = RwSignal::new(String::from("z"));
    let (most, set_most) = signal(100);
    let (told, set_told) = signal(0);
    let tell = move |_| set_told.update(|told| *told += 1);
    view! {
        <form on:input=tell on:change=tell>
            <textarea id="area" bind:value=area></textarea>
            <input id="line" bind:value=line/>
            <input id="number" bind:value=number type="number"/>
            <input id="color" type="color" bind:value=color/>
            <input id="range" type="range" bind:value=range max=most/>
            <input id="mail" type="email" bind:value=mail/>
            <input id="date" type="date" bind:value=date/>
            <select id="missing" bind:value=missing><option>"a"</option><option>"b"</option></select>
            <button id="more" type="button" on:click=move |_| set_most.set(200)>"more"</button>
        </form>
        <output id="said">
            {area.get().len()} " " {line.get().len()} " " {number} " " {color} " " {range} " " {mail.get().len()} " " {date} " " {missing}
        </output>
        <output id="told">{told}</output>
    }
}

/// Input before the client is there.
#[component]
pub fn Early() -> View {
    let (done, set_done) = signal(false);
    let bound = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let (inputs, set_inputs) = signal(0);
    let (changes, set_changes) = signal(0);
    let size = RwSignal::new(String::from("s"));
    let pick = RwSignal::new(String::from("b"));
    view! {
        <input id="done" type="checkbox" prop:checked=done on:change=move |_| set_done.update(|done| *done = !*done)/>
        <input id="bound" type="checkbox" bind:checked=bound on:change=move |_| set_changes.update(|it| *it += 1)/>
        <input id="name" bind:value=name on:input=move |_| set_inputs.update(|it| *it += 1)
            on:change=move |_| set_changes.update(|it| *it += 1)/>
        <input id="s" name="size" type="radio" value="s" bind:group=size/>
        <input id="l" name="size" type="radio" value="l" bind:group=size/>
        <select id="pick" bind:value=pick><option>"a"</option><option>"b"</option></select>
        <output id="said">{done} " " {bound} " " {name} " " {size} " " {pick}</output>
        <output id="counts">{inputs} " " {changes}</output>
    }
}

/// A field that the browser has filled in, and a form that is submitted before the client is there.
#[component]
pub fn Filled() -> View {
    let name = RwSignal::new(String::new());
    let (sent, set_sent) = signal(String::from("nothing"));
    view! {
        <form on:submit:prevent=move |_| set_sent.set(name.get())>
            <input id="name" bind:value=name/><button id="send">"send"</button>
        </form>
        <output id="sent">{sent}</output>
    }
}

/// Numbers, while they are typed.
#[component]
pub fn Numbers() -> View {
    let float = RwSignal::new(0.0_f64);
    let free = RwSignal::new(0.0_f64);
    let whole = RwSignal::new(0_i32);
    let maybe = RwSignal::new(None::<f64>);
    let loose = RwSignal::new(0.0_f64);
    let code = RwSignal::new(String::new());
    let parse = move |text: String| {
        if let Ok(number) = text.parse() {
            loose.set(number);
        }
    };
    view! {
        <input id="float" type="number" step="any" bind:value=float/>
        <input id="free" bind:value=free/>
        <input id="whole" bind:value=whole/>
        <input id="maybe" bind:value=maybe/>
        <input id="loose" prop:value=loose on:input=move |event| parse(event.value())/>
        <input id="code" prop:value=code on:input=move |event| code.set(event.value().trim_start_matches('0').to_owned())/>
        <button id="half" on:click=move |_| { float.set(0.5); free.set(0.5); whole.set(5) }>"half"</button>
        <output id="said">{float} " " {free} " " {whole} " " {maybe} " " {loose} " " {code}</output>
    }
}

/// Values that the server changes after they were entered.
#[component]
pub fn Answers() -> View {
    let name = RwSignal::new(String::from("abc"));
    let live = RwSignal::new(String::from("abc"));
    let done = RwSignal::new(false);
    let pick = RwSignal::new(String::from("a"));
    let note = RwSignal::new(String::new());
    let tries = RwSignal::new(0);
    let rename = action(async move |text: String| name.set(text.trim().to_owned()));
    let follow = action(async move |text: String| live.set(text.trim().to_owned()));
    let refuse = action(async move |_: ()| tries.update(|tries| *tries += 1));
    let echo = action(async move |text: String| note.set(text));
    view! {
        <input id="name" prop:value=name on:change=move |event| rename.dispatch(event.value())/>
        <input id="live" prop:value=live on:input=move |event| follow.dispatch(event.value())/>
        <input id="done" type="checkbox" prop:checked=done on:change=move |_| refuse.dispatch(())/>
        <input id="clicked" type="checkbox" prop:checked=done on:click=move |_| refuse.dispatch(())/>
        <select id="pick" prop:value=pick on:change=move |_| refuse.dispatch(())><option>"a"</option><option>"b"</option></select>
        <input id="note" prop:value=note on:input=move |event| echo.dispatch(event.value())/>
        <textarea id="free" prop:value=name></textarea>
        <output id="said">{name} "," {live} "," {done} "," {pick} "," {note}</output> <output id="tries">{tries}</output>
    }
}

/// Values that are written while a person types.
#[component]
pub fn Writing() -> View {
    let loud = RwSignal::new(String::from("HELLO WORLD"));
    let here = RwSignal::new(String::from("AB"));
    let note = RwSignal::new(String::new());
    let upper = action(async move |_: ()| loud.set(loud.get_untracked().to_uppercase()));
    let raise = action(async move |_: ()| note.set(note.get_untracked().to_uppercase()));
    view! {
        <input id="upper" bind:value=loud on:input=move |_| upper.dispatch(())/>
        <input id="here" prop:value=here on:input=move |event| here.set(event.value().to_uppercase())/>
        <input id="note" bind:value=note on:input=move |_| raise.dispatch(())/>
        <output id="said">{loud} "|" {here} "|" {note}</output>
    }
}

/// A form that is reset, and a part of it that is disabled.
#[component]
pub fn Form() -> View {
    let name = RwSignal::new(String::from("Ada"));
    let wide = RwSignal::new(true);
    let size = RwSignal::new(String::from("s"));
    let pick = RwSignal::new(String::from("b"));
    let text = RwSignal::new(String::from("a\r\nb"));
    let other = RwSignal::new(String::from("x"));
    let off = RwSignal::new(true);
    view! {
        <form>
            <input id="name" bind:value=name/>
            <input id="wide" type="checkbox" bind:checked=wide/>
            <input id="s" name="size" type="radio" value="s" bind:group=size/>
            <input id="l" name="size" type="radio" value="l" bind:group=size/>
            <select id="pick" bind:value=pick><option>"a"</option><option>"b"</option></select>
            <textarea id="text" bind:value=text></textarea>
            <button id="reset" type="reset">"reset"</button>
            <fieldset disabled=off>
                <legend><button id="legend" type="button" on:click=move |_| off.set(false)>"enable"</button></legend>
                <button id="inside" type="button" on:click=move |_| name.set("inside".into())>"inside"</button>
            </fieldset>
        </form>
        <input id="other" bind:value=other/>
        <output id="said">{name} " " {wide} " " {size} " " {pick} " " {text.get().len()} " " {other}</output>
    }
}

/// Groups of controls that are checked, chosen or open, and the order of their handlers.
#[component]
pub fn Several() -> View {
    let colors = RwSignal::new(vec![String::from("red")]);
    let digits = RwSignal::new(vec![2, 3]);
    let numbers = RwSignal::new(Vec::<i32>::new());
    let open = RwSignal::new(true);
    let name = RwSignal::new(String::new());
    let (before, set_before) = signal(0);
    let (after, set_after) = signal(0);
    let half = RwSignal::new(true);
    view! {
        <input id="red" type="checkbox" value="red" bind:group=colors/>
        <input id="blue" type="checkbox" value="blue" bind:group=colors/>
        <select id="digits" multiple bind:value=digits>
            <option>"1"</option><option>"2"</option><option>"3"</option>
        </select>
        <button id="fill" on:click=move |_| numbers.set(vec![1, 2, 3])>"fill"</button>
        <select id="late" multiple bind:value=digits>
            <For each=numbers key=|number| *number let:number><option>{number}</option></For>
        </select>
        <details id="details" bind:open=open><summary id="summary">"more"</summary>"text"</details>
        <input id="first" on:input=move |_| set_before.set(name.get().len()) bind:value=name/>
        <input id="last" bind:value=name on:input=move |_| set_after.set(name.get().len())/>
        <input id="half" type="checkbox" prop:indeterminate=half/>
        <button id="set" on:click=move |_| {
            colors.set(vec!["blue".into()]);
            digits.set(vec![1]);
            open.set(true);
            half.set(false);
        }>"set"</button>
        <output id="said">{colors.get().join("+")} " " {format!("{:?}", digits.get())} " " {open}</output>
        <output id="heard">{before} " " {after}</output>
    }
}
