//! Forms: groups, choices that come later, bounds that change, kinds that change, resets, fields of every position.

use watershed::prelude::*;

/// Questions, each with a radio group of its own: the choices of one say nothing of another.
#[derive(Clone, Copy, PartialEq, Cross)]
pub struct Question {
    id: u32,
    answer: RwSignal<Option<u32>>,
    marks: RwSignal<Vec<u32>>,
}

/// Groups of radio buttons and boxes in rows, which move.
#[component]
pub fn Questions() -> View {
    let questions = RwSignal::new(
        (1..=3)
            .map(|id| Question {
                id,
                answer: RwSignal::new(Some(id)),
                marks: RwSignal::new(vec![id]),
            })
            .collect::<Vec<_>>(),
    );
    let turn = action(async move |_: ()| questions.update(|questions| questions.rotate_left(1)));
    view! {
        <button id="turn" type="button" on:click=move |_| turn.dispatch(())>"turn"</button>
        <form id="form">
            <For each=questions key=|question| question.id let:question>
                <fieldset id=format!("q{}", question.get().id)>
                    {for n in 1..=3u32 { view! {
                        <input class=format!("radio-{n}") type="radio" name=format!("answer-{}", question.get().id) value=Some(n) bind:group={question.get().answer}/>
                        <input class=format!("box-{n}") type="checkbox" value=n bind:group={question.get().marks}/>
                    } }}
                    <output>{format!("{:?} {:?}", question.get().answer.get(), question.get().marks.get())}</output>
                </fieldset>
            </For>
        </form>
        <button id="reset" type="reset" form="form">"reset"</button>
    }
}

/// A field whose kind, bounds and state change while there is something in it.
#[component]
pub fn Kinds() -> View {
    let kind = RwSignal::new(String::from("password"));
    let word = RwSignal::new(String::from("abc"));
    let (low, high) = (RwSignal::new(0), RwSignal::new(100));
    let level = RwSignal::new(50);
    let later = RwSignal::new(false);
    let big = RwSignal::new(150);
    let step = RwSignal::new(10);
    view! {
        <input id="word" type=kind bind:value=word/>
        <input id="level" type="range" bind:value=level min=low max=high/>
        <button id="kind" on:click=move |_| kind.set("text".into())>"kind"</button>
        <button id="wide" on:click=move |_| { level.set(500); high.set(1000); low.set(200) }>"wide"</button>
        <button id="later" on:click=move |_| later.set(true)>"later"</button>
        <Show when=later>
            <input id="big" type="range" bind:value=big min="0" max="200" step="1"/>
            <input id="big-prop" type="range" prop:value=big min="0" max="200"/>
            <input id="big-bound" type="range" bind:value=big max={big.get() + 50}/>
            <input id="stepped" type="range" bind:value=big max="300" step=step/>
            <progress id="progress" value=big max="200"></progress>
            <meter id="meter" value=big min="0" max="200"></meter>
        </Show>
        <output>{word} " " {level} " " {big}</output>
    }
}

/// Kinds of a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Cross)]
#[allow(missing_docs)]
pub enum Size {
    Small,
    Large,
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if *self == Size::Small {
            "small"
        } else {
            "large"
        })
    }
}

impl std::str::FromStr for Size {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "small" => Ok(Size::Small),
            "large" => Ok(Size::Large),
            _ => Err(()),
        }
    }
}

/// A record that is edited as a whole, a field at a time.
#[derive(Clone, PartialEq, Debug, Cross)]
pub struct Person {
    id: u32,
    name: String,
    age: u32,
}

/// People in one list, edited in place: each field writes the whole list.
#[component]
pub fn People() -> View {
    let people = RwSignal::new(vec![
        Person {
            id: 1,
            name: "Ada".into(),
            age: 36,
        },
        Person {
            id: 2,
            name: "Bo".into(),
            age: 7,
        },
    ]);
    let rename = move |id: u32, name: String| {
        people.update(|people| {
            if let Some(person) = people.iter_mut().find(|person| person.id == id) {
                person.name = name;
            }
        });
    };
    let size = RwSignal::new(String::from("small"));
    let parsed = memo(move || size.get().parse::<Size>().unwrap_or(Size::Large));
    view! {
        <For each=people key=|person| person.id let:person>
            <p class="person">
                <input class="name" prop:value={person.get().name} on:input=move |event| rename(person.get().id, event.value())/>
                <b>{person.get().name} " " {person.get().age}</b>
                <button class="older" on:click=move |_| {
                    let id = person.get().id;
                    people.update(|people| people.iter_mut().filter(|person| person.id == id).for_each(|person| person.age += 1));
                }>"older"</button>
            </p>
        </For>
        <button id="sort" on:click=move |_| people.update(|people| people.sort_by(|a, b| b.name.cmp(&a.name)))>"sort"</button>
        <select id="size" bind:value=size><option>"small"</option><option>"large"</option></select>
        <output id="size-says">{parsed.get().to_string()}</output>
        <output id="all">{people.get().iter().map(|person| format!("{}{}", person.name, person.age)).collect::<Vec<_>>().join(",")}</output>
    }
}

/// Content that people edit without a control: what they typed stays, whatever changes around it.
#[component]
pub fn Editable() -> View {
    let inputs = RwSignal::new(0);
    let other = RwSignal::new(0);
    let rows = RwSignal::new(vec![1, 2]);
    let tick = action(async move |_: ()| other.update(|other| *other += 1));
    view! {
        <div id="plain" contenteditable="true" on:input=move |_| inputs.update(|inputs| *inputs += 1)>"first"</div>
        <div id="class" contenteditable="true" class:odd={other.get() % 2 == 1} title=other>"second"</div>
        <For each=rows key=|row| *row let:row><p id=format!("row-{}", row.get()) contenteditable="true">"row " {row}</p></For>
        <button id="other" on:click=move |_| { other.update(|other| *other += 1); rows.update(|rows| rows.reverse()) }>"other"</button>
        <button id="tick" on:click=move |_| tick.dispatch(())>"tick"</button>
        <output id="inputs">{inputs}</output> <output id="count">{other}</output>
    }
}

/// Groups of options, each of which changes.
#[component]
pub fn Groups() -> View {
    let groups = RwSignal::new(vec![
        (
            String::from("fruit"),
            vec![String::from("apple"), String::from("pear")],
        ),
        (String::from("roots"), vec![String::from("beet")]),
    ]);
    let chosen = RwSignal::new(String::from("beet"));
    let many = RwSignal::new(vec![String::from("pear"), String::from("beet")]);
    let off = RwSignal::new(false);
    view! {
        <button id="more" on:click=move |_| groups.update(|groups| { groups[1].1.insert(0, "carrot".into()); groups.reverse(); })>"more"</button>
        <button id="less" on:click=move |_| groups.update(|groups| { groups.iter_mut().for_each(|group| group.1.retain(|it| it != "beet")); })>"less"</button>
        <button id="off" on:click=move |_| off.update(|off| *off = !*off)>"off"</button>
        <select id="one" bind:value=chosen>
            <For each=groups key=|group| group.0.clone() let:group>
                <optgroup label={group.get().0} disabled=off>
                    <For each={group.get().1} key=|it| it.clone() let:it><option value=it>{it}</option></For>
                </optgroup>
            </For>
        </select>
        <select id="many" multiple bind:value=many>
            <For each=groups key=|group| group.0.clone() let:group>
                <optgroup label={group.get().0}>
                    {for it in group.get().1 { view! { <option>{it}</option> } }}
                </optgroup>
            </For>
        </select>
        <input id="typed" list="words" bind:value=chosen/>
        <datalist id="words"><For each=groups key=|group| group.0.clone() let:group>{for it in group.get().1 { view! { <option value=it></option> } }}</For></datalist>
        <output>{chosen} " " {many.get().join("+")}</output>
    }
}

/// Details of one name, of which one is open at most, a popover and a dialog.
#[component]
pub fn Openings() -> View {
    let first = RwSignal::new(true);
    let second = RwSignal::new(false);
    let toggles = RwSignal::new(String::new());
    let ticks = RwSignal::new(0);
    let tick = action(async move |_: ()| ticks.update(|ticks| *ticks += 1));
    let dialog: NodeRef = NodeRef::new();
    let answer = RwSignal::new(String::from("none"));
    view! {
        <details id="first" name="one" bind:open=first><summary>"first"</summary>{ticks.get()}</details>
        <details id="second" name="one" bind:open=second><summary>"second"</summary>{ticks.get()}</details>
        <button id="swap" on:click=move |_| { second.set(true); first.set(false) }>"swap"</button>
        <div id="pop" popover="auto" on:toggle=move |event| toggles.update(|toggles| toggles.push_str(&format!("{} ", event.target_id())))>
            <p>{ticks.get()}</p><button id="in-pop" on:click=move |_| tick.dispatch(())>"tick"</button>
        </div>
        <button id="pop-button" popovertarget="pop">"pop"</button>
        <dialog id="dialog" node_ref=dialog on:close=move |_| answer.update(|answer| answer.push('c')) on:cancel=move |_| answer.update(|answer| answer.push('x'))>
            <form method="dialog" on:submit=move |event| answer.set(event.submitter().map(|it| it.value()).unwrap_or_default())>
                <input id="in-dialog" value={format!("tick {}", ticks.get())}/>
                <button id="yes" value="yes">"yes"</button>
            </form>
            <button id="dialog-tick" on:click=move |_| tick.dispatch(())>"tick"</button>
        </dialog>
        <button id="open" on:click=move |_| if let Some(dialog) = dialog.get() { dialog.show_modal() }>"open"</button>
        <button id="tick" on:click=move |_| tick.dispatch(())>"tick"</button>
        <output id="says">{first} " " {second}</output> <output id="toggles">{toggles}</output> <output id="answer">{answer}</output> <output id="ticks">{ticks.get()}</output>
    }
}

/// A form with controls of all owners, one of which stands elsewhere, and a part that comes and goes.
#[component]
pub fn Resets() -> View {
    let a = RwSignal::new(String::from("a"));
    let b = RwSignal::new(String::from("b"));
    let c = RwSignal::new(String::from("c"));
    let driven = RwSignal::new(String::from("d"));
    let extra = RwSignal::new(false);
    let number = RwSignal::new(Some(4u32));
    let tags = RwSignal::new(vec![String::from("x")]);
    let resets = RwSignal::new(0);
    view! {
        <form id="form" on:reset=move |_| resets.update(|n| *n += 1)>
            <input id="a" bind:value=a/>
            <input id="driven" prop:value=driven on:input=move |event| driven.set(event.value())/>
            <input id="number" type="number" bind:value=number/>
            <input id="x" type="checkbox" value="x" bind:group=tags/><input id="y" type="checkbox" value="y" bind:group=tags/>
            <Show when=extra><input id="extra" bind:value=c/></Show>
            <button id="reset" type="reset">"reset"</button>
            <button id="keep" type="reset" on:click:prevent=move |_| ()>"keep"</button>
        </form>
        <input id="outside" form="form" bind:value=b/>
        <button id="more" on:click=move |_| extra.update(|extra| *extra = !*extra)>"more"</button>
        <button id="far" type="reset" form="form">"far"</button>
        <output>{a} " " {b} " " {driven} " " {format!("{:?}", number.get())} " " {tags.get().join("+")} " " {c}</output> <output id="resets">{resets}</output>
    }
}
