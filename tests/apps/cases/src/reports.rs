//! Reports of users of other frameworks, as components for Watershed. Each names its report.

use watershed::prelude::*;

/// solidjs/solid#198: content shown only while there is a value reads that value, which is gone in the same write.
#[component]
pub fn Gone() -> View {
    let user = RwSignal::new(Some(String::from("Ada")));
    let name = memo(move || user.get().unwrap_or_else(|| panic!("nobody")));
    let is_there = memo(move || user.get().is_some());
    view! {
        <button id="leave" on:click=move |_| user.set(None)>"leave"</button>
        <button id="come" on:click=move |_| user.set(Some("Bob".into()))>"come"</button>
        <main><Show when={user.get().is_some()}><p title=name>{name}</p></Show> <Show when=is_there><b>{name}</b></Show></main>
    }
}

/// solidjs/solid#1151: a cleanup that reads a signal does not keep its effect running.
#[component]
pub fn ReadingCleanup() -> View {
    let step = RwSignal::new(0);
    let other = RwSignal::new(0);
    let runs = RwSignal::new(0);
    effect(move || {
        step.get();
        on_cleanup(move || {
            other.get();
        });
        runs.update(|runs| *runs += 1);
    });
    view! {
        <button id="step" on:click=move |_| step.update(|step| *step += 1)>"step"</button>
        <button id="other" on:click=move |_| other.update(|other| *other += 1)>"other"</button>
        <output>{runs}</output>
    }
}

/// phoenix_live_view#1341: two selects; a choice in one leaves the other alone.
#[component]
pub fn TwoSelects() -> View {
    let first = RwSignal::new(String::from("a"));
    let second = RwSignal::new(String::from("x"));
    let note = RwSignal::new(0);
    let noted = action(async move |_: ()| note.update(|note| *note += 1));
    view! {
        <select id="first" bind:value=first on:change=move |_| noted.dispatch(())>
            <option value="a">"A"</option><option value="b">"B"</option>
        </select>
        <select id="second" bind:value=second on:change=move |_| noted.dispatch(())>
            <option value="x">"X"</option><option value="y">"Y"</option>
        </select>
        <output id="says">{first} {second}</output> <output id="note">{note}</output>
    }
}

/// phoenix_live_view#539, #601, #1037: an unbound control keeps its input while the server changes its surroundings.
#[component]
pub fn Unbound() -> View {
    let ticks = RwSignal::new(0);
    let tick = action(async move |_: ()| ticks.update(|ticks| *ticks += 1));
    view! {
        <button id="tick" on:click=move |_| tick.dispatch(())>"tick"</button>
        <form title={format!("tick {}", ticks.get())}>
            <output>{move || ticks.get()}</output>
            <input id="text"/>
            <input id="box" type="checkbox"/>
            <select id="choice"><option value="one">"one"</option><option value="two">"two"</option></select>
            <details id="details"><summary>"more"</summary><p>"tick " {move || ticks.get()}</p></details>
            <ul><For each={(0..ticks.get()).collect::<Vec<i32>>()} key=|n| *n let:n><li>{n}</li></For></ul>
        </form>
    }
}

/// phoenix_live_view#3200: after a condition has changed, events reach the element under the pointer.
#[component]
pub fn Selectors() -> View {
    let on = RwSignal::new(true);
    let heard = RwSignal::new(String::new());
    view! {
        <button id="turn" on:click=move |_| on.update(|on| *on = !*on)>"turn"</button>
        <main>
            {if on.get() { view! { <button id="select" on:click=move |_| heard.set("select".into())>"select"</button> } }}
            <button id="draw" on:click=move |_| heard.set("draw".into())>"draw"</button>
            {if !on.get() { view! { <button id="erase" on:click=move |_| heard.set("erase".into())>"erase"</button> } }}
        </main>
        <output>{heard}</output>
    }
}

/// phoenix_live_view#1313: a select that has the focus gets its new class.
#[component]
pub fn Invalid() -> View {
    let state = RwSignal::new(String::new());
    view! {
        <select id="state" bind:value=state class:invalid={state.get().is_empty()}>
            <option value="">"choose"</option><option value="ok">"OK"</option>
        </select>
    }
}

/// phoenix_live_view#6: a form that is submitted with Enter has the last typed letter.
#[component]
pub fn Enter() -> View {
    let text = RwSignal::new(String::new());
    let sent = RwSignal::new(Vec::<String>::new());
    let send = action(async move |text: String| sent.update(|sent| sent.push(text)));
    view! {
        <form on:submit:prevent=move |_| { send.dispatch(text.get()); text.set(String::new()); }>
            <input id="text" bind:value=text/>
        </form>
        <ol><For each=sent key=|text| text.clone() let:text><li>{text}</li></For></ol>
    }
}

/// livewire#10227: the field of the next step is another element than that of the last step.
#[component]
pub fn Steps() -> View {
    let step = RwSignal::new(1);
    let name = RwSignal::new(String::new());
    let mail = RwSignal::new(String::new());
    view! {
        <main>
            {match step.get() {
                1 => view! { <input id="name" bind:value=name/> },
                _ => view! { <input id="mail" bind:value=mail/> },
            }}
        </main>
        <button id="next" on:click=move |_| step.update(|step| *step = 3 - *step)>"next"</button>
        <output>{name} "/" {mail}</output>
    }
}

/// livewire#671: a menu closes when an item is chosen, and stays closed.
#[component]
pub fn Menu() -> View {
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(String::from("none"));
    let saved = RwSignal::new(String::new());
    let save = action(async move |name: String| saved.set(name));
    view! {
        <button id="open" on:click=move |_| open.set(true)>{chosen}</button>
        <Show when=open>
            <ul>
                {for name in ["red", "green"] {
                    view! { <li><button id=name on:click=move |_| {
                        chosen.set(name.to_string());
                        open.set(false);
                        save.dispatch(name.to_string());
                    }>{name}</button></li> }
                }}
            </ul>
        </Show>
        <output>{saved}</output>
    }
}

/// livewire#1092: a select whose options follow another select.
#[component]
pub fn Dependent() -> View {
    let country = RwSignal::new(String::from("de"));
    let city = RwSignal::new(String::from("berlin"));
    let cities = memo(move || match country.get().as_str() {
        "de" => vec!["berlin", "bonn"],
        _ => vec!["paris", "pau"],
    });
    view! {
        <select id="country" bind:value=country on:change=move |event| city.set(if event.value() == "de" { "bonn".into() } else { "pau".into() })>
            <option value="de">"DE"</option><option value="fr">"FR"</option>
        </select>
        <select id="city" bind:value=city>
            <For each=cities key=|city| city.to_string() let:it><option value=it>{it}</option></For>
        </select>
        <output>{country} "/" {city}</output>
    }
}

/// An item of a list of things to do.
#[derive(Clone, PartialEq, Cross)]
pub struct Task {
    id: u32,
    text: String,
    done: bool,
}

/// aspnetcore#15306, #21226, #36597: a ticked box leaves the list, and the next row's box is not ticked.
#[component]
pub fn Filtered() -> View {
    let tasks = RwSignal::new(
        (1..=3)
            .map(|id| Task {
                id,
                text: format!("task {id}"),
                done: false,
            })
            .collect::<Vec<_>>(),
    );
    let open = memo(move || {
        tasks
            .get()
            .into_iter()
            .filter(|task| !task.done)
            .collect::<Vec<_>>()
    });
    view! {
        <ul>
            <For each=open key=|task| task.id let:task>
                <li><input type="checkbox" prop:checked={task.get().done} on:change=move |_| {
                    let id = task.get().id;
                    tasks.update(|tasks| tasks.iter_mut().filter(|task| task.id == id).for_each(|task| task.done = true));
                }/> {task.get().text}</li>
            </For>
        </ul>
        <button id="all" on:click=move |_| tasks.update(|tasks| tasks.iter_mut().for_each(|task| task.done = false))>"all"</button>
    }
}

/// aspnetcore#18307: a box in either arm stays a box.
#[component]
pub fn Arms() -> View {
    let black = RwSignal::new(true);
    view! {
        <main>
            {if black.get() {
                view! { <input id="black" type="checkbox" checked on:change=move |_| black.set(false)/> }
            } else {
                view! { <input id="white" type="checkbox" on:change=move |_| black.set(true)/> }
            }}
        </main>
    }
}

/// aspnetcore#39145, #5579: the first click on a radio button counts, and they follow the signal.
#[component]
pub fn Radios() -> View {
    let choice = RwSignal::new(String::from("b"));
    view! {
        {for name in ["a", "b", "c"].map(String::from) { view! { <label><input id=name.clone() type="radio" name="choice" value=name.clone() bind:group=choice/>{name}</label> } }}
        <button id="reset" on:click=move |_| choice.set("b".into())>"reset"</button>
        <output>{choice}</output>
    }
}

/// aspnetcore#56847: ticking one box unticks the other in code.
#[component]
pub fn Exclusive() -> View {
    let tea = RwSignal::new(true);
    let coffee = RwSignal::new(false);
    view! {
        <input id="tea" type="checkbox" bind:checked=tea on:change=move |_| if tea.get() { coffee.set(false) }/>
        <input id="coffee" type="checkbox" bind:checked=coffee on:change=move |_| if coffee.get() { tea.set(false) }/>
        <output>{tea} {coffee}</output>
    }
}

/// vuejs/vue#4942, hyperapp#660: a field keeps focus and caret when rows before it go or move.
#[component]
pub fn Moving() -> View {
    let rows = RwSignal::new(vec![1, 2, 3, 4]);
    view! {
        <ul>
            <For each=rows key=|row| *row let:row>
                <li><input id={format!("field-{}", row.get())} on:input=move |event| match event.value().as_str() {
                    "d" => rows.update(|rows| { rows.remove(0); }),
                    "dr" => rows.update(|rows| rows.reverse()),
                    "drr" => rows.update(|rows| rows.rotate_left(1)),
                    _ => {}
                }/></li>
            </For>
        </ul>
    }
}

/// react#14904, dioxus#114: a field whose value is corrected during typing keeps its caret.
#[component]
pub fn Shouting() -> View {
    let text = RwSignal::new(String::from("AZ"));
    view! {
        <input id="text" prop:value=text on:input=move |event| text.set(event.value().to_uppercase())/>
        <output>{text}</output>
    }
}

/// Two rows with one key (svelte: each_key_duplicate): the page continues.
#[component]
pub fn Twins() -> View {
    let rows = RwSignal::new(vec![1, 2]);
    let count = RwSignal::new(0);
    view! {
        <button id="twins" on:click=move |_| rows.set(vec![1, 2, 2, 3])>"twins"</button>
        <button id="apart" on:click=move |_| rows.set(vec![3, 2, 1])>"apart"</button>
        <button id="count" on:click=move |_| count.update(|count| *count += 1)>"count"</button>
        <ul><For each=rows key=|row| *row let:row><li>{row}</li></For></ul>
        <output>{count}</output>
    }
}

/// solid `batch`: a value that depends on a written one is new within the same handler.
#[component]
pub fn ReadBack() -> View {
    let first = RwSignal::new(1);
    let second = RwSignal::new(1);
    let sum = memo(move || first.get() + second.get());
    let seen = RwSignal::new(0);
    view! {
        <button id="set" on:click=move |_| { first.set(10); second.set(20); seen.set(sum.get()); }>"set"</button>
        <output>{seen}</output>
    }
}

/// A condition decides which signals are read: writes to others run nothing.
#[component]
pub fn Dynamic() -> View {
    let by_name = RwSignal::new(true);
    let name = RwSignal::new(String::from("Ada"));
    let number = RwSignal::new(7);
    let runs = RwSignal::new(0);
    let shown = memo(move || {
        if by_name.get() {
            name.get()
        } else {
            number.get().to_string()
        }
    });
    effect(move || {
        if by_name.get() {
            name.get();
        } else {
            number.get();
        }
        runs.update(|runs| *runs += 1);
    });
    view! {
        <button id="turn" on:click=move |_| by_name.update(|by| *by = !*by)>"turn"</button>
        <button id="name" on:click=move |_| name.update(|name| name.push('!'))>"name"</button>
        <button id="number" on:click=move |_| number.update(|number| *number += 1)>"number"</button>
        <output id="shown">{shown}</output> <output id="runs">{runs}</output>
    }
}

/// A diamond never shows a mixed state.
#[component]
pub fn Diamond() -> View {
    let base = RwSignal::new(1);
    let double = memo(move || base.get() * 2);
    let triple = memo(move || base.get() * 3);
    let seen = RwSignal::new(String::new());
    effect(move || {
        let line = format!("{}+{};", double.get(), triple.get());
        seen.update(|seen| seen.push_str(&line));
    });
    view! {
        <button id="more" on:click=move |_| base.update(|base| *base += 1)>"more"</button>
        <output>{seen}</output>
    }
}

/// An open native dialog stays open while the server changes its content.
#[component]
pub fn Dialog() -> View {
    let ticks = RwSignal::new(0);
    let tick = action(async move |_: ()| ticks.update(|ticks| *ticks += 1));
    view! {
        <dialog id="dialog" class={format!("tick-{}", ticks.get())}>
            <p>{move || ticks.get()}</p>
            <button id="tick" on:click=move |_| tick.dispatch(())>"tick"</button>
        </dialog>
    }
}

/// A label around a box: the box changes once for each click.
#[component]
pub fn Labelled() -> View {
    let on = RwSignal::new(false);
    let changes = RwSignal::new(0);
    view! {
        <label id="label"><input id="box" type="checkbox" bind:checked=on on:change=move |_| changes.update(|changes| *changes += 1)/>"agree"</label>
        <output>{on} {changes}</output>
    }
}

/// Characters that a part of the way could misinterpret.
#[component]
pub fn Characters() -> View {
    let text = RwSignal::new(String::new());
    let echoed = RwSignal::new(String::from("<b>&amp;\"'`\u{1F600}\u{0301}\u{202e}</b>"));
    let echo = action(async move |text: String| echoed.set(text));
    view! {
        <input id="text" bind:value=text/>
        <button id="echo" on:click=move |_| echo.dispatch(text.get())>"echo"</button>
        <output title={move || echoed.get()}>{move || echoed.get()}</output>
    }
}

/// A long text of characters with two UTF-16 units, changed a little by the server.
#[component]
pub fn LongText() -> View {
    let text = RwSignal::new("\u{1F600}\u{1F601}".repeat(60));
    let change = action(async move |_: ()| {
        text.update(|text| *text = text.replacen('\u{1F601}', "\u{1F602}a", 2))
    });
    view! {
        <button id="change" on:click=move |_| change.dispatch(())>"change"</button>
        <output>"<" {move || text.get()} ">"</output>
    }
}

/// A computed `class` beside toggles, and a computed `style` beside single styles: neither removes the other.
#[component]
pub fn Classes() -> View {
    let kind = RwSignal::new(String::from("plain"));
    let active = RwSignal::new(true);
    view! {
        <p id="p" class={kind.get()} class:active=active>"text"</p>
        <button id="kind" on:click=move |_| kind.set("fancy".into())>"kind"</button>
        <button id="active" on:click=move |_| active.update(|active| *active = !*active)>"active"</button>
    }
}

/// The title of the page follows a signal, and so does the language of the document.
#[component]
pub fn Titled() -> View {
    let count = RwSignal::new(0);
    view! {
        <html lang="de">
            <head><title>"count " {count}</title></head>
            <body><button id="more" on:click=move |_| count.update(|count| *count += 1)>"more"</button></body>
        </html>
    }
}

/// Rows of two elements each, with text between.
#[component]
pub fn Fragments() -> View {
    let rows = RwSignal::new(vec!['a', 'b', 'c']);
    view! {
        <button id="reverse" on:click=move |_| rows.update(|rows| rows.reverse())>"reverse"</button>
        <button id="remove" on:click=move |_| rows.update(|rows| { rows.remove(1); })>"remove"</button>
        <button id="add" on:click=move |_| rows.update(|rows| rows.insert(0, 'd'))>"add"</button>
        <dl><For each=rows key=|row| *row let:row><dt>{row}</dt>" is "<dd>{row} "!"</dd></For></dl>
    }
}

/// Neighbouring texts that are empty in turn.
#[component]
pub fn Adjacent() -> View {
    let first = RwSignal::new(String::new());
    let second = RwSignal::new(String::new());
    view! {
        <p id="p">{first} {second} {move || first.get()}</p>
        <button id="first" on:click=move |_| first.update(|text| if text.is_empty() { text.push('1') } else { text.clear() })>"1"</button>
        <button id="second" on:click=move |_| second.update(|text| if text.is_empty() { text.push('2') } else { text.clear() })>"2"</button>
    }
}

/// A list in a list: both change, and the inner rows are found.
#[component]
pub fn Nested() -> View {
    let groups = RwSignal::new(vec![('a', vec![1, 2]), ('b', vec![3])]);
    let heard = RwSignal::new(String::new());
    view! {
        <button id="add" on:click=move |_| groups.update(|groups| groups[1].1.push(4))>"add"</button>
        <button id="swap" on:click=move |_| groups.update(|groups| groups.swap(0, 1))>"swap"</button>
        <main>
            <For each=groups key=|group| group.0 let:group>
                <ul>
                    <For each={group.get().1} key=|item| *item let:item>
                        <li><button id={format!("item-{}", item.get())} on:click=move |_| heard.set(format!("{} of {}", item.get(), group.get().0))>{item}</button></li>
                    </For>
                </ul>
            </For>
        </main>
        <output>{heard}</output>
    }
}

/// A list is filled, emptied, and filled again: nothing is left over.
#[component]
pub fn Refill() -> View {
    let rows = RwSignal::new((0..100).collect::<Vec<u32>>());
    view! {
        <button id="clear" on:click=move |_| rows.set(Vec::new())>"clear"</button>
        <button id="fill" on:click=move |_| rows.set((50..150).collect())>"fill"</button>
        <ul>{move || rows.get().len()} <For each=rows key=|row| *row let:row><li>{row}</li></For></ul>
    }
}

/// Numbers are formatted alike by both sides.
#[component]
pub fn Numbers() -> View {
    let number = RwSignal::new(0.1_f64);
    let next = action(async move |_: ()| number.update(|number| *number *= 1e10));
    view! {
        <button id="browser" on:click=move |_| number.update(|number| *number += 0.2)>"+"</button>
        <button id="server" on:click=move |_| next.dispatch(())>"*"</button>
        <output id="here">{number}</output> <output id="text">{format!("{:.3} {:e}", number.get(), number.get())}</output>
    }
}

/// An `else` for an empty list, and rows that come one after the other.
#[component]
pub fn Empty() -> View {
    let rows = RwSignal::new(Vec::<String>::new());
    let text = RwSignal::new(String::new());
    view! {
        <form on:submit:prevent=move |_| { rows.update(|rows| rows.push(text.get())); text.set(String::new()); }>
            <input id="text" bind:value=text/>
        </form>
        {if rows.get().is_empty() { view! { <p id="none">"nothing yet"</p> } } else { view! { <p id="some">{rows.get().len()} " so far"</p> } }}
        <ul><For each=rows key=|row| row.clone() let:row><li>{row}</li></For></ul>
    }
}

/// Tabs that keep their input, and a list of components with state of their own.
#[component]
pub fn Tabs() -> View {
    let tab = RwSignal::new(0);
    view! {
        <nav>{for n in 0..2 { view! { <button id={format!("tab-{n}")} aria-selected={if tab.get() == n { "true" } else { "false" }} on:click=move |_| tab.set(n)>{n}</button> } }}</nav>
        <Show when={tab.get() == 0}><input id="first"/></Show>
        <Show when={tab.get() == 1}><Counting/></Show>
    }
}

/// A counter of its own.
#[component]
pub fn Counting() -> View {
    let count = RwSignal::new(0);
    view! { <button id="counting" on:click=move |_| count.update(|count| *count += 1)>{count}</button> }
}
