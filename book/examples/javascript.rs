use serde::Deserialize;
use watershed::prelude::*;

// ANCHOR: event
#[derive(Deserialize)]
struct Place {
    latitude: f64,
    longitude: f64,
}

#[component]
fn Map() -> View {
    let (place, set_place) = signal(String::from("no place yet"));
    view! {
        <script src="/city-map.js" defer></script>
        <city-map
            zoom=12
            on:place-chosen=move |event| {
                if let Some(Place { latitude, longitude }) = event.detail_as() {
                    set_place.set(format!("{latitude:.2}, {longitude:.2}"));
                }
            }
        ></city-map>
        <p>{place}</p>
    }
}
// ANCHOR_END: event

// ANCHOR: call
/// Functions of JavaScript, by name. On the server they only have to compile: no code there calls them.
mod browser {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        /// `window.confirm`
        pub fn confirm(question: &str) -> bool;

        /// `navigator.clipboard.writeText`
        #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText)]
        pub fn copy(text: &str);
    }
}

#[component]
fn Account() -> View {
    let key = String::from("k-1234");
    let (is_open, set_is_open) = signal(true);
    view! {
        <button id="copy" on:click=move |_| browser::copy(&key)>"copy the key"</button>
        <button
            id="close"
            disabled={!is_open.get()}
            on:click=move |_| {
                if browser::confirm("Close the account?") {
                    set_is_open.set(false);
                }
            }
        >
            "close"
        </button>
    }
}
// ANCHOR_END: call

// ANCHOR: web
#[component]
fn Theme() -> View {
    let (is_dark, set_is_dark) = signal(false);
    view! {
        <main
            class:dark=is_dark
            on:click=move |event| set_is_dark.set(event.web().is_trusted())
        >
            "…"
        </main>
    }
}
// ANCHOR_END: web

// ANCHOR: turn
#[cfg(target_arch = "wasm32")]
fn listen(run: impl Fn() + 'static) {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = window, js_name = onPlayerReady)]
        fn on_player_ready(call: &JsValue);
    }
    let call = Closure::<dyn Fn()>::new(run);
    on_player_ready(call.as_ref());
    call.forget();
}

#[cfg(not(target_arch = "wasm32"))]
fn listen(_: impl Fn() + 'static) {}

#[component]
fn Player() -> View {
    let (is_ready, set_is_ready) = signal(false);
    on_mount(move || listen(move || set_is_ready.set(true)));
    view! { <p>{if is_ready.get() { "ready" } else { "loading" }}</p> }
}
// ANCHOR_END: turn

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[test]
    fn an_event_of_javascript_is_heard() {
        let app = App::new(Map);
        let detail = r#"{"latitude": 48.2, "longitude": 16.37}"#;
        app.act(|tab| tab.trigger("city-map", "place-chosen", &[("detail", detail)]));
        app.sees("48.20, 16.37");
        App::new(Account).sees("close");
        App::new(Player).sees("loading");
        App::new(Theme).sees("…");
    }
}
