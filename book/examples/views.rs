use watershed::prelude::*;

// ANCHOR: first
#[component]
fn Greeting() -> View {
    let name = "Ada";
    view! {
        <h1>"Hello, " {name} "!"</h1>
        <p>It is a <em>good</em> day.</p>
    }
}
// ANCHOR_END: first

// ANCHOR: texts
#[component]
fn Texts() -> View {
    let (count, set_count) = signal(3);
    let doubled = memo(move || count.get() * 2);
    let nickname: Option<&str> = None;
    view! {
        <p id="values">{"text"} " " {1.5} " " {true} " " {'c'} " " {nickname}</p>
        <p id="signal">{count} " and " {doubled}</p>
        <p id="expression">{count.get() + 1} ", " {if count.get() > 3 { "many" } else { "few" }}</p>
        <p id="format">{format!("{count:03}", count = count.get())}</p>
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
    }
}
// ANCHOR_END: texts

// ANCHOR: unquoted
#[component]
fn Unquoted() -> View {
    let user = "Ada";
    view! {
        <p>
            Signed in as {user}.
            <a href="/out">Sign out</a>
        </p>
        <p>"Quotes keep   spaces, and are needed for what Rust cannot read: don't."</p>
    }
}
// ANCHOR_END: unquoted

// ANCHOR: attributes
#[component]
fn Attributes() -> View {
    let (is_busy, set_is_busy) = signal(false);
    let title: Option<String> = None;
    let number = 7;
    view! {
        <a id="link" href="/help" target="_blank" data-number=number>"Help"</a>
        <button
            id="save"
            type="button"
            title=title
            disabled=is_busy
            aria-busy={is_busy.get()}
            on:click=move |_| set_is_busy.set(true)
        >
            "Save"
        </button>
        <input id="code" required maxlength=8 value=format!("{number:04}")/>
    }
}
// ANCHOR_END: attributes

// ANCHOR: styling
#[component]
fn Meter() -> View {
    let (level, set_level) = signal(40);
    view! {
        <div
            id="meter"
            class="meter wide"
            class:full={level.get() >= 100}
            class=("md:low", level.get() < 50)
            style:width={format!("{}%", level.get())}
            style:--level=level
        ></div>
        <button on:click=move |_| set_level.set(100)>"fill"</button>
    }
}
// ANCHOR_END: styling

// ANCHOR: property
#[component]
fn Mixed() -> View {
    let (checked, set_checked) = signal(1);
    view! {
        <input type="checkbox" prop:indeterminate={checked.get() == 1}/>
        <button on:click=move |_| set_checked.set(2)>"all"</button>
    }
}
// ANCHOR_END: property

// ANCHOR: spread
#[component]
fn Field(name: String) -> View {
    let shared = [("spellcheck", "false"), ("autocomplete", "off")];
    view! { <input id=name.clone() name=name {..shared}/> }
}
// ANCHOR_END: spread

// ANCHOR: fragment
#[component]
fn Definitions() -> View {
    let terms = [("node", "a part of the graph"), ("sink", "where it ends")];
    view! {
        <dl>
            {for (term, meaning) in terms {
                view! { <dt>{term}</dt><dd>{meaning}</dd> }
            }}
        </dl>
    }
}
// ANCHOR_END: fragment

// ANCHOR: helper
#[component]
fn Prices() -> View {
    let price = |name: &'static str, cents: u32| {
        view! { <li>{name} ": " {format!("{}.{:02}", cents / 100, cents % 100)}</li> }
    };
    view! { <ul>{price("tea", 350)} {price("cup", 900)}</ul> }
}
// ANCHOR_END: helper

// ANCHOR: raw
#[component]
fn Article(html: String) -> View {
    let accent = "teal";
    let data = format!(r#"{{"@type": "Article", "accent": "{accent}"}}"#);
    view! {
        <style>{format!("h1 {{ color: {accent} }}")}</style>
        <script type="application/ld+json">{data}</script>
        <article inner_html=html></article>
    }
}
// ANCHOR_END: raw

// ANCHOR: reference
#[component]
fn Search() -> View {
    let field: NodeRef = NodeRef::new();
    on_mount(move || {
        if let Some(field) = field.get() {
            field.focus();
        }
    });
    view! { <input type="search" node_ref=field/> }
}
// ANCHOR_END: reference

// ANCHOR: svg
#[component]
fn Dial() -> View {
    let (angle, set_angle) = signal(0);
    view! {
        <svg viewBox="0 0 20 20" on:click=move |_| set_angle.update(|angle| *angle += 90)>
            <line x1=10 y1=10 x2=10 y2=2 stroke="black" transform={format!("rotate({} 10 10)", angle.get())}/>
        </svg>
        <math><mi>"x"</mi><mo>"="</mo><mn>{angle}</mn></math>
    }
}
// ANCHOR_END: svg

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[component]
    fn Page() -> View {
        view! {
            <Field name="mail".to_owned()/>
            <Article html=String::from("<b>bold</b><p>open")/>
        }
    }

    #[test]
    fn text_is_text() {
        let app = App::new(Greeting);
        assert_eq!(app.text("h1"), "Hello, Ada!");
        assert_eq!(app.text("p"), "It is a good day.");
        let app = App::new(Unquoted);
        assert_eq!(app.text("p"), "Signed in as Ada. Sign out");
        app.sees("Quotes keep   spaces");
    }

    #[test]
    fn values_signals_and_expressions_are_text() {
        let app = App::new(Texts);
        assert_eq!(app.text("#values"), "text 1.5 true c ");
        assert_eq!(app.text("#signal"), "3 and 6");
        assert_eq!(app.text("#expression"), "4, few");
        assert_eq!(app.text("#format"), "003");
        app.click("button");
        assert_eq!(app.text("#signal"), "4 and 8");
        assert_eq!(app.text("#expression"), "5, many");
        assert_eq!(app.text("#format"), "004");
        app.is_static();
    }

    #[test]
    fn attributes_come_and_go() {
        let app = App::new(Attributes);
        assert_eq!(app.count("#save[title]") + app.count("#save[disabled]"), 0);
        assert_eq!(app.count("#save[aria-busy=false]"), 1);
        assert_eq!(app.count("#link[data-number='7'][target]"), 1);
        assert_eq!(app.count("#code[required][maxlength='8'][value='0007']"), 1);
        app.click("#save");
        assert_eq!(app.count("#save[disabled][aria-busy=true]"), 1);
    }

    #[test]
    fn classes_and_styles_follow() {
        let app = App::new(Meter);
        assert_eq!(app.count(r"#meter.meter.wide.md\:low"), 1);
        app.click("button");
        assert_eq!(app.count("#meter.full"), 1);
        assert_eq!(app.count(r"#meter.md\:low"), 0);
        assert!(app.html("body").contains("--level"));
        App::new(Mixed).click("button");
    }

    #[test]
    fn the_rest_is_as_the_page_says() {
        let app = App::new(Page);
        assert_eq!(
            app.count("#mail[name=mail][autocomplete=off][spellcheck=false]"),
            1
        );
        assert_eq!(app.html("article"), "<b>bold</b><p>open</p>");
        assert!(app.html("style").contains("color: teal"));
        let app = App::new(Definitions);
        assert_eq!(app.count("dl > dt") + app.count("dl > dd"), 4);
        let app = App::new(Prices);
        assert_eq!(app.text("ul"), "tea: 3.50cup: 9.00");
        let app = App::new(Dial);
        app.click("svg");
        assert!(app.html("svg").contains("rotate(90 10 10)"));
        assert_eq!(app.text("mn"), "90");
        App::new(Search);
    }
}
