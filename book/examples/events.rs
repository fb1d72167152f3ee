use serde::Deserialize;
use watershed::prelude::*;

// ANCHOR: listen
#[component]
fn Pad() -> View {
    let (place, set_place) = signal(String::from("nowhere"));
    let forget = move |_| set_place.set("nowhere".into());
    view! {
        <div
            id="pad"
            on:pointermove=move |event| set_place.set(format!("{}, {}", event.client_x(), event.client_y()))
            on:pointerleave=forget
        >
            {place}
        </div>
    }
}
// ANCHOR_END: listen

// ANCHOR: modifiers
#[component]
fn Editor() -> View {
    let text = RwSignal::new(String::new());
    let (saved, set_saved) = signal(String::new());
    let (is_open, set_is_open) = signal(true);
    view! {
        <textarea bind:value=text on:keydown:ctrl:s:prevent=move |_| set_saved.set(text.get())></textarea>
        <aside hidden={!is_open.get()} on:click:outside=move |_| set_is_open.set(false)>"menu"</aside>
        <p on:resize:window:debounce(200)=move |_| set_saved.set(String::new())>{saved}</p>
    }
}
// ANCHOR_END: modifiers

// ANCHOR: custom
#[derive(Deserialize)]
struct Item {
    id: u32,
    name: String,
}

#[component]
fn Map() -> View {
    let (chosen, set_chosen) = signal(String::from("nothing"));
    view! {
        <city-map on:item-chosen=move |event| {
            if let Some(Item { id, name }) = event.detail_as() {
                set_chosen.set(format!("{name} ({id})"));
            }
        }></city-map>
        <p>{chosen}</p>
    }
}
// ANCHOR_END: custom

// ANCHOR: controls
#[component]
fn Order() -> View {
    let name = RwSignal::new(String::new());
    let number = RwSignal::new(1u32);
    let size = RwSignal::new(String::from("m"));
    let colour = RwSignal::new(String::from("red"));
    let extras = RwSignal::new(Vec::<String>::new());
    let is_gift = RwSignal::new(false);
    view! {
        <form>
            <input id="name" bind:value=name/>
            <input id="number" type="number" min=1 bind:value=number/>
            <select id="size" bind:value=size>
                <option value="s">"small"</option>
                <option value="m">"medium"</option>
            </select>
            <label><input type="radio" value="red" bind:group=colour/> "red"</label>
            <label><input id="blue" type="radio" value="blue" bind:group=colour/> "blue"</label>
            <label><input id="bag" type="checkbox" value="bag" bind:group=extras/> "with a bag"</label>
            <label><input id="gift" type="checkbox" bind:checked=is_gift/> "a gift"</label>
        </form>
        <p>{number} " " {size} " " {colour} " for " {name} {if is_gift.get() { ", a gift" } else { "" }} ": " {extras.get().join(", ")}</p>
    }
}
// ANCHOR_END: controls

// ANCHOR: by_hand
#[component]
fn Code() -> View {
    let (code, set_code) = signal(String::new());
    view! {
        <input
            prop:value=code
            on:input=move |event| set_code.set(event.value().to_uppercase())
        />
        <p>{code}</p>
    }
}
// ANCHOR_END: by_hand

// ANCHOR: form
#[component]
fn Login() -> View {
    let (message, set_message) = signal(String::new());
    view! {
        <form
            action="/login"
            method="post"
            on:submit:prevent=move |event| {
                let fields = event.form_data();
                set_message.set(format!("{} fields", fields.len()));
            }
        >
            <input name="user" required/>
            <input name="password" type="password" required/>
            <button>"Sign in"</button>
            <p>{message}</p>
        </form>
    }
}
// ANCHOR_END: form

// ANCHOR: order
#[component]
fn Ordered() -> View {
    let text = RwSignal::new(String::new());
    let log = RwSignal::new(String::new());
    view! {
        <input
            bind:value=text
            on:input=move |_| log.update(|log| log.push_str(&format!("1: {}; ", text.get())))
            on:input=move |_| log.update(|log| log.push_str("2; "))
        />
        <p>{log}</p>
    }
}
// ANCHOR_END: order

// ANCHOR: timers
#[component]
fn Saved() -> View {
    let (is_shown, set_is_shown) = signal(false);
    view! {
        <button on:click=move |_| {
            set_is_shown.set(true);
            timeout(3_000, move || set_is_shown.set(false));
        }>"save"</button>
        <p hidden={!is_shown.get()}>"Saved"</p>
    }
}
// ANCHOR_END: timers

// ANCHOR: trouble
#[component]
fn Layout(children: Children) -> View {
    let (trouble, set_trouble) = signal(String::new());
    view! {
        <main on:watershed-trouble=move |event| set_trouble.set(event.detail())>
            <p role="alert">{trouble}</p>
            {children()}
        </main>
    }
}
// ANCHOR_END: trouble

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[component]
    fn Framed() -> View {
        view! { <Layout>"content"</Layout> }
    }

    #[test]
    fn controls_and_signals_say_the_same() {
        let app = App::new(Order);
        assert_eq!(app.text("p"), "1 m red for : ");
        app.fill("#name", "Ada");
        app.fill("#number", "3");
        app.click("#blue");
        app.click("#bag");
        app.click("#gift");
        assert_eq!(app.text("p"), "3 m blue for Ada, a gift: bag");
        app.sent_nothing();
        let app = App::new(Code);
        app.type_into("input", "ab1");
        assert_eq!(app.value("input"), "AB1");
        app.sees("AB1");
    }

    #[test]
    fn handlers_run_in_the_order_of_the_tag_after_what_is_bound() {
        let app = App::new(Ordered);
        app.type_into("input", "a");
        assert_eq!(app.text("p"), "1: a; 2; ");
    }

    #[test]
    fn a_timer_is_a_turn_of_its_own() {
        let app = App::new(Saved);
        app.click("button");
        assert_eq!(app.count("p[hidden]"), 0);
        app.pass(3_000);
        assert_eq!(app.count("p[hidden]"), 1);
        app.is_static();
    }

    #[test]
    fn events_before_the_client_are_played_back() {
        let app = App::without_javascript(Order);
        app.fill("#name", "Ada");
        app.click("#gift");
        app.start();
        app.sees("for Ada, a gift");
    }

    #[test]
    fn the_others_render() {
        let app = App::new(Login);
        app.fill("[name=user]", "ada");
        app.fill("[name=password]", "secret");
        app.submit("form");
        app.sees("2 fields");
        App::new(Pad).sees("nowhere");
        App::new(Editor).sees("menu");
        App::new(Map).sees("nothing");
        App::new(Framed).sees("content");
    }
}
