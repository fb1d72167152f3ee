//! Components as newcomers from other frameworks write them: nothing here was written for a case.

use std::fmt::Display;

use watershed::prelude::*;

/// All of these components on one page.
#[component]
pub fn Fresh() -> View {
    view! {
        <main>
            <SignUp/> <Tabs/> <Pages/> <Filter/> <Confirm/> <Steps/> <Basket/> <Quiz/> <Rating/> <Accordion/> <Palette/>
            <Tree depth=3/> <Converter/> <Notes/> <Lists/>
        </main>
    }
}

/// A form that checks its input.
#[component]
pub fn SignUp() -> View {
    let name = RwSignal::new(String::new());
    let age = RwSignal::new(18u8);
    let (agreed, set_agreed) = signal(false);
    let (done, set_done) = signal(None::<String>);
    let is_valid = move || !name.get().trim().is_empty() && age.get() >= 18 && agreed.get();
    view! {
        <form id="sign-up" on:submit:prevent=move |_| {
            if is_valid() {
                let name = name.get();
                set_done.set(Some(format!("{name}, {}", age.get())));
            }
        }>
            <input id="name" bind:value=name/>
            <input id="age" type="number" bind:value=age/>
            <input id="agreed" type="checkbox" bind:checked=(agreed, set_agreed)/>
            <button disabled=move || !is_valid()>"sign up"</button>
            {match done.get() {
                Some(who) => view! { <p id="done">"welcome " {who}</p> },
                None => view! { <p id="done">"who are you?"</p> },
            }}
        </form>
    }
}

/// The open tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Cross)]
#[allow(missing_docs)]
pub enum Tab {
    First,
    Second,
    Third,
}

impl Tab {
    const ALL: [Tab; 3] = [Tab::First, Tab::Second, Tab::Third];

    fn title(self) -> &'static str {
        match self {
            Tab::First => "first",
            Tab::Second => "second",
            Tab::Third => "third",
        }
    }
}

/// Tabs, of which one panel is shown.
#[component]
pub fn Tabs() -> View {
    let (tab, set_tab) = signal(Tab::First);
    let visits = RwSignal::new([0u32; 3]);
    view! {
        <nav id="tabs">
            {for each in Tab::ALL {
                view! {
                    <button
                        class:open=move || tab.get() == each
                        on:click=move |_| {
                            set_tab.set(each);
                            visits.update(|visits| visits[each as usize] += 1);
                        }
                    >
                        {each.title()}
                    </button>
                }
            }}
        </nav>
        <section id="panel">
            {match tab.get() {
                Tab::First => view! { <input id="in-first"/> },
                tab @ (Tab::Second | Tab::Third) => view! { <b>{tab.title()} " " {move || visits.get()[tab as usize]}</b> },
            }}
        </section>
    }
}

/// A long list, one page at a time.
#[component]
pub fn Pages() -> View {
    const SIZE: usize = 3;
    let all: Vec<u32> = (1..=8).collect();
    let (page, set_page) = signal(0usize);
    let last = (all.len() - 1) / SIZE;
    let shown = memo(move || {
        all.iter()
            .skip(page.get() * SIZE)
            .take(SIZE)
            .copied()
            .collect::<Vec<_>>()
    });
    let is_first = move || page.get() == 0;
    view! {
        <div id="pages">
            <For each=shown key=|n| *n let:n><i>{n}</i></For>
            <button id="before" disabled=is_first on:click=move |_| set_page.update(|page| *page = page.saturating_sub(1))>"<"</button>
            <span id="at">{move || format!("{} of {}", page.get() + 1, last + 1)}</span>
            <button id="after" disabled=move || page.get() == last on:click=move |_| set_page.update(|page| *page = (*page + 1).min(last))>">"</button>
        </div>
    }
}

/// A list that is filtered and sorted by input.
#[component]
pub fn Filter() -> View {
    let query = RwSignal::new(String::new());
    let (backwards, set_backwards) = signal(false);
    let words = ["pear", "apple", "plum", "fig"].map(String::from).to_vec();
    let found = move || {
        let query = query.get().to_lowercase();
        let mut found: Vec<_> = words
            .iter()
            .filter(|word| word.contains(&query))
            .cloned()
            .collect();
        found.sort();
        if backwards.get() {
            found.reverse();
        }
        found
    };
    let found = memo(found);
    view! {
        <input id="query" bind:value=query/>
        <button id="turn" on:click=move |_| set_backwards.update(|backwards| *backwards ^= true)>"turn"</button>
        <ul id="found">
            <For each=found key=|word| word.clone() let:word><li>{word}</li></For>
            {if found.get().is_empty() { view! { <li>"nothing"</li> } }}
        </ul>
        <small id="number">{move || match found.get().len() { 0 => "none".into(), 1 => "one".into(), n => format!("{n} words") }}</small>
    }
}

/// A dialog from another module.
#[component]
pub fn Dialog(
    #[prop(into)] title: String,
    open: RwSignal<bool>,
    on_close: Callback<bool>,
    children: Children,
    #[prop(optional)] footer: Option<Slot<RwSignal<bool>>>,
) -> View {
    let close = move |answer: bool| {
        open.set(false);
        on_close.run(answer);
    };
    view! {
        <Show when=open>
            <div role="dialog" on:keydown:escape=move |_| close(false)>
                <h2>{title.clone()}</h2>
                {children()}
                <button id="yes" on:click=move |_| close(true)>"yes"</button>
                <button id="no" on:click=move |_| close(false)>"no"</button>
                {footer.as_ref().map(|footer| footer(open))}
            </div>
        </Show>
    }
}

#[server]
fn is_asked() -> bool {
    false
}

/// A button that asks before it deletes.
#[component]
pub fn Confirm() -> View {
    let open = RwSignal::new(is_asked());
    let (count, set_count) = signal(3);
    view! {
        <div id="confirm">
            <button id="ask" on:click=move |_| open.set(true)>"delete"</button>
            <output>{count} " left"</output>
            <Dialog title="really?" open=open on_close=move |yes| if yes { set_count.update(|count| *count -= 1) }>
                <p>"one of " {count}</p>
            </Dialog>
        </div>
    }
}

/// Shows any value, with buttons.
#[component]
pub fn Step<T: Display + Clone + PartialEq + 'static>(
    label: T,
    #[prop(default = 1)] by: i32,
    value: RwSignal<i32>,
    on_step: Callback<i32>,
) -> View {
    let text = label.to_string();
    let length = text.len();
    view! {
        <button
            title=text.clone()
            data-length=length
            on:click=move |_| {
                value.update(|value| *value += by);
                on_step.run(value.get() + length as i32);
            }
        >
            {text.clone()}
        </button>
    }
}

/// One generic component at two types.
#[component]
pub fn Steps() -> View {
    let value = RwSignal::new(0);
    let (last, set_last) = signal(0);
    view! {
        <div id="steps">
            <Step label="up" value=value on_step=move |at| set_last.set(at)/>
            <Step label=10u8 by=10 value=value on_step=move |at| set_last.set(-at)/>
            <output>{value} " " {last}</output>
        </div>
    }
}

/// An item to buy.
#[derive(Clone, Debug, PartialEq, Cross)]
pub struct Ware {
    id: u32,
    name: String,
    cents: u32,
    number: u32,
}

/// A basket whose rows change its sum.
#[component]
pub fn Basket() -> View {
    let ware = |id, name: &str, cents| Ware {
        id,
        name: name.into(),
        cents,
        number: 1,
    };
    let wares = RwSignal::new(vec![ware(1, "tea", 350), ware(2, "cup", 900)]);
    let sum = memo(move || {
        wares
            .get()
            .iter()
            .map(|Ware { cents, number, .. }| cents * number)
            .sum::<u32>()
    });
    let change = move |id: u32, by: i32| {
        wares.update(|wares| {
            if let Some(ware) = wares.iter_mut().find(|ware| ware.id == id) {
                ware.number = ware.number.saturating_add_signed(by);
            }
            wares.retain(|Ware { number, .. }| *number > 0);
        });
    };
    view! {
        <div id="basket">
            <For each=wares key=|ware| ware.id let:ware>
                <p id={format!("ware-{}", ware.get_untracked().id)}>
                    {move || ware.get().name} " × " {move || ware.get().number}
                    <button class="more" on:click=move |_| change(ware.get().id, 1)>"+"</button>
                    <button class="less" on:click=move |_| change(ware.get().id, -1)>"−"</button>
                </p>
            </For>
            <output>{move || format!("{}.{:02}", sum.get() / 100, sum.get() % 100)}</output>
        </div>
    }
}

/// A question with its answers.
#[component]
pub fn Quiz() -> View {
    let answers = ["red", "green", "blue"];
    let chosen = RwSignal::new(None::<usize>);
    let right = 1;
    let verdict = move || match chosen.get() {
        Some(n) if n == right => "right",
        Some(_) => "wrong",
        None => "choose",
    };
    view! {
        <fieldset id="quiz">
            {answers.into_iter().enumerate().map(|(index, answer)| view! {
                <button on:click=move |_| chosen.set(Some(index)) aria-pressed={(chosen.get() == Some(index)).to_string()}>{answer}</button>
            }).collect::<Vec<_>>()}
            <output>{verdict}</output>
        </fieldset>
    }
}

/// Stars, of which those up to the pointer are full.
#[component]
pub fn Rating(#[prop(default = 5)] most: u32) -> View {
    let (stars, set_stars) = signal(0);
    let (over, set_over) = signal(None);
    let full = move |n: u32| n <= over.get().unwrap_or(stars.get());
    view! {
        <div id="rating" on:mouseleave=move |_| set_over.set(None)>
            {for n in 1..=most {
                view! {
                    <button class:full=move || full(n) on:mouseenter=move |_| set_over.set(Some(n)) on:click=move |_| set_stars.set(n)>
                        {move || if full(n) { "★" } else { "☆" }}
                    </button>
                }
            }}
            <output>{stars} "/" {most}</output>
        </div>
    }
}

/// Sections, of which at most one is open.
#[component]
pub fn Accordion() -> View {
    let open = RwSignal::new(None::<u32>);
    provide_context(open);
    view! {
        <div id="accordion">
            <Section id=1 title="one">"first"</Section>
            <Section id=2 title="two"><b>"second"</b></Section>
        </div>
    }
}

/// A section, whose context says whether it is open.
#[component]
pub fn Section(id: u32, title: &'static str, children: Children) -> View {
    let open = use_context::<RwSignal<Option<u32>>>().expect("a section is in an accordion");
    let is_open = move || open.get() == Some(id);
    let toggle = move |_| open.set(if is_open() { None } else { Some(id) });
    view! {
        <h3 on:click=toggle class:open=is_open>{title}</h3>
        <Show when=is_open fallback=|| view! { <i>"…"</i> }>{children()}</Show>
    }
}

/// A colour of three numbers.
#[component]
pub fn Palette() -> View {
    let [red, green, blue] = [10u8, 20, 30].map(RwSignal::new);
    let colour = move || format!("rgb({}, {}, {})", red.get(), green.get(), blue.get());
    view! {
        <div id="palette">
            <button id="redder" on:click=move |_| red.update(|red| *red = red.wrapping_add(90))>"redder"</button>
            <button id="bluer" on:click=move |_| blue.update(|blue| *blue = blue.wrapping_add(90))>"bluer"</button>
            <output style:color=colour>{colour} " " {green}</output>
            {if red.get() > 99 && blue.get() > 99 { view! { <b>"pink"</b> } }}
        </div>
    }
}

/// Branches of branches.
#[component]
pub fn Tree(depth: u32) -> View {
    let (open, set_open) = signal(depth > 2);
    view! {
        <div class="tree">
            <button on:click=move |_| set_open.update(|open| *open = !*open)>{depth} {if open.get() { "-" } else { "+" }}</button>
            {if open.get() && depth > 0 {
                view! { <Tree depth={depth - 1}/> }
            }}
        </div>
    }
}

/// Two fields, each of which follows the other.
#[component]
pub fn Converter() -> View {
    let (celsius, set_celsius) = signal(20.0f64);
    let fahrenheit = memo(move || celsius.get() * 9.0 / 5.0 + 32.0);
    view! {
        <div id="converter">
            <input id="celsius" prop:value=celsius on:input=move |event| if let Ok(degrees) = event.value().parse() { set_celsius.set(degrees) }/>
            <input id="fahrenheit" prop:value=fahrenheit on:input=move |event| {
                let Ok(degrees) = event.value().parse::<f64>() else { return };
                set_celsius.set((degrees - 32.0) * 5.0 / 9.0);
            }/>
            <output>{move || format!("{:.1} {:.1}", celsius.get(), fahrenheit.get())}</output>
        </div>
    }
}

/// Notes, kept on the server.
#[component]
pub fn Notes() -> View {
    let notes = RwSignal::new(Vec::<(usize, String)>::new());
    let text = RwSignal::new(String::new());
    let next = RwSignal::new(0);
    let error = RwSignal::new(None::<String>);
    let add = action(async move |text: String| {
        if text.len() < 2 {
            error.set(Some(format!("{text:?} is too short")));
            return;
        }
        error.set(None);
        notes.update(|notes| notes.push((next.get_untracked(), text)));
        next.update(|next| *next += 1);
    });
    view! {
        <form id="notes" on:submit:prevent=move |_| {
            add.dispatch(text.get());
            text.set(String::new());
        }>
            <input id="note" bind:value=text/>
            <button>"add"</button>
            {if let Some(error) = error.get() { view! { <p id="error">{error}</p> } }}
            <ol><For each=notes key=|(id, _)| *id let:(id, note)><li data-id=id>{note}</li></For></ol>
        </form>
    }
}

/// A list of any type, which shows its length and passes the index of a clicked item.
#[component]
pub fn List<T>(items: Vec<T>, on_pick: Callback<usize>) -> View
where
    T: Display + 'static,
{
    let (picked, set_picked) = signal(0usize);
    let length = items.len();
    view! {
        <ul>
            {for (index, item) in items.iter().enumerate() {
                view! { <li on:click=move |_| { set_picked.set(index + 1); on_pick.run(index * length) }>{item.to_string()}</li> }
            }}
        </ul>
        <b>{picked} "/" {items.len()}</b>
    }
}

/// A person, who is never sent.
#[derive(Debug)]
pub struct Person(&'static str);

impl Display for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Lists of two types that do not cross.
#[component]
pub fn Lists() -> View {
    let (sum, set_sum) = signal(0);
    view! {
        <div id="lists">
            <List items=vec![Person("Ada"), Person("Bo")] on_pick=move |n| set_sum.update(|sum| *sum += n)/>
            <List items=vec![1.5, 2.5, 3.5] on_pick=move |n| set_sum.update(|sum| *sum += 100 * n)/>
            <output>{sum}</output>
        </div>
    }
}
