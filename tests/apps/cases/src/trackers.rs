//! What went wrong in other frameworks, by their issue trackers: lists, forms, controls, conditions, memos, portals.

use std::collections::BTreeMap;

use watershed::prelude::*;

/// All of them on one page.
#[component]
pub fn Trackers() -> View {
    view! {
        <main>
            <Countries/> <Masked/> <OnlyOn/> <Boxes/> <Echo/> <Pretty/> <Nested/> <Filtered/> <Late/> <Lazy/> <Groups/>
            <Rows/> <Equal/> <Refused/> <Submitted/> <Wizard/> <Keys/> <Linked/> <Counted/> <Asked/> <InPortal/>
            <Editing/> <Many/> <Twice/>
        </main>
        <aside id="aside"></aside>
    }
}

const COUNTRIES: [&str; 5] = ["Canada", "Cuba", "Kenya", "United Kingdom", "United States"];

/// A list that is filtered by a closure, again and again (leptos #1289).
#[component]
fn Countries() -> View {
    let query = RwSignal::new(String::new());
    let found = move || {
        let query = query.get().to_lowercase();
        let all = COUNTRIES.into_iter().map(String::from).enumerate();
        all.filter(|(_, name)| name.to_lowercase().contains(&query))
            .collect::<Vec<_>>()
    };
    view! {
        <input id="countries" bind:value=query/>
        <ul id="found"><For each=found key=|country| country.0 let:country><li>{country.get().1}</li></For></ul>
    }
}

/// A field that lets nobody type: it is set to the value that it has (leptos #768).
#[component]
fn Masked() -> View {
    let price = RwSignal::new(String::from("$0.00"));
    view! { <input id="masked" prop:value=price on:input=move |_| price.set("$0.00".into())/> }
}

/// A box that a click only ever checks (dioxus #1826).
#[component]
fn OnlyOn() -> View {
    let on = RwSignal::new(false);
    view! {
        <input id="only-on" type="checkbox" prop:checked=on on:click=move |_| on.set(true)>
        <button id="only-toggle" on:click=move |_| on.update(|on| *on = !*on)>"toggle"</button>
        <output id="only-state">{on}</output>
    }
}

/// Two boxes in two arms (react #11875).
#[component]
fn Boxes() -> View {
    let n = RwSignal::new(0);
    view! {
        <p id="boxes">{if n.get() == 0 {
            view! { <input type="checkbox" checked> }
        } else {
            view! { <input type="checkbox"> }
        }}</p>
        <button id="boxes-next" on:click=move |_| n.update(|n| *n += 1)>"next"</button>
    }
}

/// One field is echoed into another; neither goes blank (liveview #1037).
#[component]
fn Echo() -> View {
    let (first, second) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let echo = action(async move |text: String| second.set(text));
    view! {
        <input id="echo-first" prop:value=first on:input=move |event| { first.set(event.value()); echo.dispatch(event.value()) }>
        <input id="echo-second" bind:value=second>
    }
}

/// A field that is tidied when it is left (liveview #904).
#[component]
fn Pretty() -> View {
    let name = RwSignal::new(String::new());
    view! {
        <input id="pretty" bind:value=name on:blur=move |_| name.update(|name| *name = name.trim().to_uppercase())>
        <output id="pretty-value">{name}</output>
    }
}

/// Lists in a list, all of whose items are replaced; what does not change around them stays (liveview #3281, #3039).
#[component]
fn Nested() -> View {
    let groups = RwSignal::new(
        vec![(1u32, vec!["john", "jane"]), (2, vec!["smith"])]
            .into_iter()
            .map(|(id, names)| (id, names.into_iter().map(String::from).collect::<Vec<_>>()))
            .collect::<Vec<_>>(),
    );
    let replace = action(async move |_: ()| {
        groups.set(vec![
            (2, vec!["smith".into(), "ashley".into()]),
            (3, vec![]),
        ]);
    });
    view! {
        <button id="nested-replace" on:click=move |_| replace.dispatch(())>"replace"</button>
        <div id="nested">
            <For each=groups key=|group| group.0 let:group>
                <section><b>"group "{group.get().0}": "</b>
                    <For each={group.get().1} key=|name| name.clone() let:name fallback=|| view! { <i>"nobody"</i> }><i>{name}</i></For>
                </section>
            </For>
        </div>
    }
}

/// Radio buttons of a filtered list (svelte #4207).
#[component]
fn Filtered() -> View {
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(String::from("bobby"));
    let names = move || {
        let names = ["alice", "bob", "bobby"].into_iter().map(String::from);
        names
            .filter(|name| name.contains(&query.get()))
            .collect::<Vec<_>>()
    };
    view! {
        <input id="filtered" bind:value=query>
        <p id="radios">
            <For each=names key=|name| name.clone() let:name>
                <input type="radio" name="filtered" id=format!("radio-{}", name.get()) value={name.get()} bind:group=chosen>
            </For>
        </p>
        <output id="filtered-chosen">{chosen}</output>
    }
}

/// A choice whose options come after it (svelte #1764, #6735).
#[component]
fn Late() -> View {
    let chosen = RwSignal::new(String::from("two"));
    let options = RwSignal::new(Vec::<String>::new());
    let load =
        action(async move |_: ()| options.set(["one", "two", "three"].map(String::from).to_vec()));
    view! {
        <select id="late" bind:value=chosen>
            <For each=options key=|option| option.clone() let:option><option value=option>{option}</option></For>
        </select>
        <button id="late-load" on:click=move |_| load.dispatch(())>"load"</button>
        <output id="late-chosen">{chosen}</output>
    }
}

/// A choice that loads its options when it gets the focus (svelte #3265).
#[component]
fn Lazy() -> View {
    let chosen = RwSignal::new(String::from("baz"));
    let options = RwSignal::new(vec![String::from("baz")]);
    view! {
        <select id="lazy" bind:value=chosen on:focus=move |_| options.set(vec!["foo".into(), "bar".into(), "baz".into()])>
            {for option in options.get() { view! { <option value=option.clone()>{option.clone()}</option> } }}
        </select>
        <output id="lazy-chosen">{chosen}</output>
    }
}

/// Boxes of one group in lists in a list (svelte #10345).
#[component]
fn Groups() -> View {
    let picked = RwSignal::new(Vec::<String>::new());
    view! {
        <div id="groups">
            {for row in 1..=2 { view! {
                <p>{for cell in ['a', 'b'] { view! {
                    <input type="checkbox" id=format!("box-{row}{cell}") value=format!("{row}{cell}") bind:group=picked>
                } }}</p>
            } }}
        </div>
        <output id="groups-picked">{picked.get().join(",")}</output>
    }
}

/// Memos of components in rows (solid #151), in an arm that never changes (solid #51).
#[component]
fn Rows() -> View {
    let rows = RwSignal::new(vec![(1u32, true), (2, true)]);
    let is_there = true;
    view! {
        {match is_there {
            true => view! {
                <ul id="rows"><For each=rows key=|row| row.0 let:row><NewRow row=row/></For></ul>
            },
            false => view! { <b>"nothing"</b> },
        }}
        <button id="rows-old" on:click=move |_| rows.update(|rows| rows[1].1 = false)>"old"</button>
    }
}

#[component]
fn NewRow(row: ReadSignal<(u32, bool)>) -> View {
    let first = memo(move || row.get().1);
    let second = memo(move || row.get().1);
    let text = RwSignal::new(String::new());
    view! {
        <li>
            <Show when=first><b>"new"</b></Show> <i>{second}</i>
            <input class="row-text" bind:value=text> {text}
        </li>
    }
}

/// An effect of a memo that stays equal, and attributes beside each other (solid #652, #2525).
#[component]
fn Equal() -> View {
    let n = RwSignal::new(0);
    let other = RwSignal::new(0);
    let is_many = memo(move || n.get() > 2);
    let runs = RwSignal::new(0);
    effect(move || {
        is_many.get();
        runs.update(|runs| *runs += 1);
    });
    view! {
        <button id="equal" class:many=is_many title={other.get()} on:click=move |_| n.update(|n| *n += 1)>{n}</button>
        <output id="equal-runs">{runs}</output>
    }
}

/// A box whose change is refused (blazor #10881).
#[component]
fn Refused() -> View {
    let on = RwSignal::new(false);
    let tries = RwSignal::new(0);
    view! {
        <input id="refused" type="checkbox" prop:checked=on on:change=move |_| { tries.update(|n| *n += 1); on.set(tries.get() > 2) }>
        <output id="refused-tries">{tries}</output>
    }
}

/// A form that a key does not submit (blazor #17287, #30460), with fields that keep their values (blazor #28788).
#[component]
fn Submitted() -> View {
    let (serial, center) = (
        RwSignal::new(String::from("s1")),
        RwSignal::new(String::from("c1")),
    );
    let tag = RwSignal::new(String::new());
    let tags = RwSignal::new(Vec::<String>::new());
    let sent = RwSignal::new(0);
    view! {
        <form on:submit:prevent=move |_| sent.update(|sent| *sent += 1)>
            <input id="serial" bind:value=serial> <input id="center" bind:value=center>
            <input id="tag" bind:value=tag on:keydown:enter:prevent=move |_| {
                tags.update(|tags| tags.push(tag.get()));
                tag.set(String::new());
            }>
            <button id="submit">"send"</button>
        </form>
        <output id="submitted">{sent} " " {serial} " " {center} " " {tags.get().join("+")}</output>
    }
}

/// Fields of one place, of several steps (livewire #10227).
#[component]
fn Wizard() -> View {
    let step = RwSignal::new(1);
    let (mail, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    view! {
        {match step.get() {
            1 => view! { <p><input id="step" bind:value=mail></p> },
            _ => view! { <p><input id="step" bind:value=password></p> },
        }}
        <button id="next" on:click=move |_| step.update(|step| *step = 3 - *step)>"next"</button>
        <output id="wizard">{mail} "/" {password}</output>
    }
}

/// Boxes by numbers that are no indices (livewire #2207).
#[component]
fn Keys() -> View {
    let on = RwSignal::new(BTreeMap::from([(7u32, true), (42, false)]));
    view! {
        {for (id, label) in [(7u32, "seven"), (42, "forty-two")] { view! {
            <label>{label} <input id=format!("key-{id}") type="checkbox" prop:checked={on.get()[&id]}
                on:change=move |event| on.update(|on| { on.insert(id, event.checked()); })></label>
        } }}
        <output id="keys">{format!("{:?}", on.get())}</output>
    }
}

/// A choice whose options depend on another one.
#[component]
fn Linked() -> View {
    let country = RwSignal::new(String::from("de"));
    let state = RwSignal::new(String::from("by"));
    let states = move || match country.get().as_str() {
        "de" => vec!["by", "nw"],
        _ => vec!["vie", "tyr"],
    };
    view! {
        <select id="country" bind:value=country on:change=move |_| state.set(String::new())>
            <option value="de">"de"</option><option value="at">"at"</option>
        </select>
        <select id="state" bind:value=state>
            <option value="">"choose"</option>
            {for state in states() { view! { <option value=state>{state}</option> } }}
        </select>
        <output id="linked">{country} "/" {state}</output>
    }
}

/// Numbers that are typed in odd forms, and reset while the field has the focus (react #10539, #8717, #11674).
#[component]
fn Counted() -> View {
    let n = RwSignal::new(7i32);
    let x = RwSignal::new(1.5f64);
    view! {
        <form>
            <input id="n" type="number" bind:value=n> <input id="x" type="number" step="any" bind:value=x>
            <button id="n-reset" type="reset">"reset"</button>
        </form>
        <output id="counted">{n} " " {x}</output>
    }
}

/// A text that becomes a field, which has the focus at once (react #11062).
#[component]
fn Asked() -> View {
    let text = RwSignal::new(String::from("text"));
    let editing = RwSignal::new(false);
    view! {
        <Show when=editing fallback=move || view! { <span id="asked" on:click=move |_| editing.set(true)>{text}</span> }>
            <AskedField text=text editing=editing/>
        </Show>
    }
}

#[component]
fn AskedField(text: RwSignal<String>, editing: RwSignal<bool>) -> View {
    let field = NodeRef::<()>::new();
    on_mount(move || {
        if let Some(field) = field.get() {
            field.focus();
        }
    });
    view! { <input id="asked-field" node_ref=field bind:value=text on:keydown:enter=move |_| editing.set(false)> }
}

/// A field in a portal that is made again with each letter around it (yew #2890).
#[component]
fn InPortal() -> View {
    let text = RwSignal::new(String::new());
    let length = memo(move || text.get().len());
    view! {
        <Portal to="#aside"><p><input id="in-portal" bind:value=text> {length}</p></Portal>
        <output id="portal-text">{text}</output>
    }
}

/// Rows that are removed while they are edited.
#[component]
fn Editing() -> View {
    let rows = RwSignal::new(vec![1u32, 2, 3]);
    let drafts = RwSignal::new(BTreeMap::<u32, String>::new());
    let remove = action(async move |id: u32| rows.update(|rows| rows.retain(|row| *row != id)));
    view! {
        <ul id="editing">
            <For each=rows key=|row| *row let:row>
                <li>
                    <input class="draft" prop:value={drafts.get().get(&row.get()).cloned().unwrap_or_default()}
                        on:input=move |event| { let (id, text) = (row.get(), event.value()); drafts.update(|drafts| { drafts.insert(id, text); }) }>
                    <button class="gone" on:click=move |_| remove.dispatch(row.get())>"x"</button>
                </li>
            </For>
        </ul>
        <output id="drafts">{format!("{:?}", drafts.get())}</output>
    }
}

/// A choice of several, from which options go.
#[component]
fn Many() -> View {
    let picked = RwSignal::new(vec![String::from("b"), String::from("c")]);
    let options = RwSignal::new(["a", "b", "c"].map(String::from).to_vec());
    view! {
        <select id="many-picked" multiple bind:value=picked>
            <For each=options key=|option| option.clone() let:option><option value=option>{option}</option></For>
        </select>
        <button id="many-drop" on:click=move |_| options.update(|options| { options.remove(1); })>"drop"</button>
        <output id="many-value">{picked.get().join(",")}</output>
    }
}

/// One component twice, each with a context of its own.
#[component]
fn Twice() -> View {
    view! { <div id="twice"><Scoped first=1><ScopedButton/></Scoped><Scoped first=10><ScopedButton/></Scoped></div> }
}

#[component]
fn Scoped(first: i32, children: Children) -> View {
    provide_context(RwSignal::new(first));
    view! { <p>{children()}</p> }
}

#[component]
fn ScopedButton() -> View {
    let n = use_context::<RwSignal<i32>>().expect("it is scoped");
    view! { <button on:click=move |_| n.update(|n| *n += 1)>{n}</button> }
}
