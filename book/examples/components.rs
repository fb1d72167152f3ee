use watershed::prelude::*;

// ANCHOR: props
#[component]
fn Badge(
    text: String,
    #[prop(into)] title: String,
    #[prop(default = 1)] level: u8,
    #[prop(optional)] note: Option<String>,
    is_new: bool,
) -> View {
    view! {
        <b class=format!("badge level-{level}") class:new=is_new title=title>{text} {note}</b>
    }
}

#[component]
fn Badges() -> View {
    view! {
        <Badge text=String::from("A") title="first" is_new/>
        <Badge text="B".to_owned() title="second" level=2 note="!".to_owned() is_new=false/>
    }
}
// ANCHOR_END: props

// ANCHOR: handles
#[component]
fn Stepper(value: RwSignal<i32>, label: Memo<String>) -> View {
    view! {
        <label>{label} " " <button on:click=move |_| value.update(|value| *value += 1)>{value}</button></label>
    }
}

#[component]
fn Rooms() -> View {
    let rooms = RwSignal::new(1);
    let label = memo(move || {
        if rooms.get() == 1 {
            "room".to_owned()
        } else {
            "rooms".to_owned()
        }
    });
    view! { <Stepper value=rooms label=label/> <p>{rooms} " in all"</p> }
}
// ANCHOR_END: handles

// ANCHOR: children
#[component]
fn Card(children: Children, #[prop(optional)] footer: Option<Children>) -> View {
    view! {
        <section class="card">
            {children()}
            {if let Some(footer) = &footer { view! { <footer>{footer()}</footer> } }}
        </section>
    }
}

#[component]
fn Cards() -> View {
    let (likes, set_likes) = signal(0);
    view! {
        <Card>
            <h2>"A card"</h2>
            <slot:footer>
                <button on:click=move |_| set_likes.update(|likes| *likes += 1)>"like " {likes}</button>
            </slot:footer>
        </Card>
        <Card>"Another, without a footer."</Card>
    }
}
// ANCHOR_END: children

#[component]
fn Framed(
    #[prop(optional)] title: Option<Children>,
    #[prop(optional)] row: Option<Slot<u32>>,
) -> View {
    view! {
        {title.as_ref().map(|title| view! { <h1>{title()}</h1> })}
        {match row { Some(row) => view! { <i>{row(1)}</i><i>{row(2)}</i> }, None => view! { <i>"none"</i> } }}
    }
}

#[component]
fn Frames() -> View {
    let (count, set_count) = signal(0);
    view! {
        <Framed><slot:title>"a title " <button on:click=move |_| set_count.set(1)>{count}</button></slot:title></Framed>
        <Framed><slot:row let:n>"row " {n}</slot:row></Framed>
    }
}

// ANCHOR: view_prop
#[component]
fn Titled(title: View, children: Children) -> View {
    view! { <section><h2>{title}</h2>{children()}</section> }
}

#[component]
fn Tea() -> View {
    let (cups, set_cups) = signal(1);
    let title = view! { "Tea, " {cups} <button on:click=move |_| set_cups.update(|cups| *cups += 1)>"more"</button> };
    view! { <Titled title=title>"It is warm."</Titled> }
}
// ANCHOR_END: view_prop

// ANCHOR: slot
#[component]
fn Table(names: Vec<String>, row: Slot<String>) -> View {
    view! { <ul>{for name in &names { view! { <li>{row(name.clone())}</li> } }}</ul> }
}

#[component]
fn Guests() -> View {
    let names = vec!["Ada".to_owned(), "Bo".to_owned()];
    view! {
        <Table names=names>
            <slot:row let:name>"guest " <b>{name}</b></slot:row>
        </Table>
    }
}
// ANCHOR_END: slot

// ANCHOR: callback
#[component]
fn Stars(on_rate: Callback<u32>) -> View {
    view! {
        {for stars in 1..=5 {
            view! { <button on:click=move |_| on_rate.run(stars)>{stars}</button> }
        }}
    }
}

#[component]
fn Review() -> View {
    let (rating, set_rating) = signal(0);
    view! {
        <Stars on_rate=move |stars| set_rating.set(stars)/>
        <p>{rating} " of 5"</p>
    }
}
// ANCHOR_END: callback

// ANCHOR: render
#[component]
fn Numbers(show: impl Fn(u32) -> String + 'static) -> View {
    view! { <p>{show(1)} ", " {show(2)}</p> }
}

#[component]
fn Roman() -> View {
    view! { <Numbers show=|number| "I".repeat(number as usize)/> }
}
// ANCHOR_END: render

// ANCHOR: generic
#[component]
fn Picker<T: ToString + Clone + Cross>(all: Vec<T>, on_pick: Callback<T>) -> View {
    view! {
        {for item in all.clone() {
            let text = item.to_string();
            view! { <button on:click=move |_| on_pick.run(item.clone())>{text}</button> }
        }}
    }
}

#[component]
fn Sizes() -> View {
    let (size, set_size) = signal(0);
    view! {
        <Picker all=vec![36, 37, 38] on_pick=move |size| set_size.set(size)/>
        <p>"size " {size}</p>
    }
}
// ANCHOR_END: generic

// ANCHOR: context
#[derive(Clone, Copy, Cross)]
struct Theme(RwSignal<bool>);

#[component]
fn App() -> View {
    let is_dark = RwSignal::new(false);
    provide_context(Theme(is_dark));
    view! {
        <main class:dark=is_dark><Toolbar/></main>
    }
}

#[component]
fn Toolbar() -> View {
    let Theme(is_dark) = use_context().expect("`App` provides a theme");
    view! { <button on:click=move |_| is_dark.update(|dark| *dark = !*dark)>"theme"</button> }
}
// ANCHOR_END: context

// ANCHOR: composable
#[composable]
fn use_toggle(first: bool) -> (ReadSignal<bool>, Callback) {
    let (is_on, set_is_on) = signal(first);
    let toggle = callback(move |()| set_is_on.update(|on| *on = !*on));
    (is_on, toggle)
}

#[component]
fn Menu() -> View {
    let (is_open, toggle) = use_toggle(false);
    view! {
        <button aria-expanded=is_open on:click=move |_| toggle.run(())>"menu"</button>
        <nav hidden={!is_open.get()}>"…"</nav>
    }
}
// ANCHOR_END: composable

// ANCHOR: waits
#[server]
async fn headlines() -> Result<Vec<String>, std::io::Error> {
    let text = "Rust 1.95 is out\nA new book";
    Ok(text.lines().map(str::to_owned).collect())
}

#[component]
async fn Headlines(#[prop(default = 5)] most: usize) -> Result<View, Error> {
    let headlines = headlines().await?;
    Ok(view! { <ul>{for line in headlines.iter().take(most) { view! { <li>{line}</li> } }}</ul> })
}
// ANCHOR_END: waits

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App as Tab;

    #[test]
    fn props_are_given_and_left_out() {
        let app = Tab::new(Badges);
        assert_eq!(app.count(".badge.level-1.new[title=first]"), 1);
        assert_eq!(app.text(".level-2"), "B!");
        assert_eq!(app.count(".level-2.new"), 0);
    }

    #[test]
    fn what_a_child_writes_its_parent_sees() {
        let app = Tab::new(Rooms);
        app.click("button");
        assert_eq!(app.text("label"), "rooms 2");
        app.sees("2 in all");
        app.is_static();
        let app = Tab::new(Review);
        app.click("button:nth-of-type(4)");
        app.sees("4 of 5");
        let app = Tab::new(Sizes);
        app.click("button:nth-of-type(2)");
        app.sees("size 37");
        let app = Tab::new(App);
        app.click("button");
        assert_eq!(app.count("main.dark"), 1);
        let app = Tab::new(Menu);
        app.click("button");
        assert_eq!(app.count("nav[hidden]"), 0);
        assert_eq!(app.count("button[aria-expanded=true]"), 1);
    }

    #[test]
    fn markup_is_handed_over() {
        let app = Tab::new(Cards);
        app.click("button");
        assert_eq!(app.text("footer"), "like 1");
        assert_eq!(app.count("footer"), 1);
        let app = Tab::new(Frames);
        app.click("button");
        assert_eq!(app.text("h1"), "a title 1");
        assert_eq!(app.text("i:last-of-type"), "row 2");
        assert_eq!(app.count("i"), 3);
        let app = Tab::new(Tea);
        app.click("button");
        assert_eq!(app.text("h2"), "Tea, 2more");
        assert_eq!(Tab::new(Guests).text("li:last-child"), "guest Bo");
        assert_eq!(Tab::new(Roman).text("p"), "I, II");
        assert_eq!(Tab::new(Headlines).count("li"), 2);
    }
}
