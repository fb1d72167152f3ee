//! The verdicts about pages before they are requested are right.

use std::any::type_name;

use watershed::facts::{Facts, Route, Verdict, statics};
use watershed::testing::App;
use watershed_tests::examples;
use watershed_tests::ledger::program;

/// Returns the verdict on a page, and whether it had a session.
macro_rules! judged {
    ($page:path) => {{
        let route = Route {
            path: "/",
            component: type_name::<$page>,
            layouts: &[],
            is_cached: false,
        };
        let name = (route.component)();
        let module = name.rsplit_once("::").expect("it is in a module").0;
        let all: Vec<&'static Facts> = program(&[module]);
        let verdict = statics(&all, std::slice::from_ref(&route))
            .remove(0)
            .verdict;
        let app = App::new($page);
        (verdict, app.sockets() > 0)
    }};
}

macro_rules! verdicts {
    ($($page:path: $verdict:pat, $is_live:literal;)*) => {$(
        let (verdict, is_live) = judged!($page);
        assert!(matches!(verdict, $verdict), "{}: {verdict:?}", stringify!($page));
        assert_eq!(is_live, $is_live, "{}", stringify!($page));
    )*};
}

#[test]
fn a_page_is_as_it_was_said_to_be() {
    verdicts! {
        examples::counter::Counter: Verdict::Always, false;
        examples::toggle::Page: Verdict::Sometimes(_), true;
        examples::rows::Rows: Verdict::Never(_), true;
        Plain: Verdict::Always, false;
        Chosen: Verdict::Sometimes(_), false;
        Helped: Verdict::Sometimes(_), true;
        Started: Verdict::Never(_), true;
        Followed: Verdict::Never(_), true;
        Around: Verdict::Sometimes(_), true;
        outer::Around: Verdict::Always, false;
        Listed: Verdict::Always, false;
    }
}

/// Certain verdicts on the pages of examples and cases are right.
#[test]
fn what_is_sure_is_so() {
    macro_rules! sure {
        ($($page:path;)*) => {$(
            match judged!($page) {
                (Verdict::Always, true) | (Verdict::Never(_), false) => panic!("{}", stringify!($page)),
                _ => {}
            }
        )*};
    }
    sure! {
        examples::gallery::Gallery;
        examples::profile::Profile;
        examples::beside::Beside;
        examples::secrets::Secrets;
        examples::cases::compiler::Names;
        examples::cases::compiler::Arms;
        examples::cases::reports::Adjacent;
        examples::cases::reports::Arms;
        examples::cases::reports::Characters;
        examples::cases::reports::Classes;
        examples::cases::reports::Dependent;
        examples::cases::reports::Dialog;
        examples::cases::reports::Diamond;
        examples::cases::reports::Dynamic;
        examples::cases::reports::Empty;
        examples::cases::reports::Enter;
        examples::cases::reports::Exclusive;
        examples::cases::reports::Filtered;
        examples::cases::reports::Fragments;
        examples::cases::reports::Gone;
        examples::cases::reports::Invalid;
        examples::cases::reports::Labelled;
        examples::cases::reports::LongText;
        examples::cases::reports::Menu;
        examples::cases::reports::Moving;
        examples::cases::reports::Nested;
        examples::cases::reports::Numbers;
        examples::cases::reports::Radios;
        examples::cases::reports::ReadBack;
        examples::cases::reports::ReadingCleanup;
        examples::cases::reports::Refill;
        examples::cases::reports::Selectors;
        examples::cases::reports::Shouting;
        examples::cases::reports::Steps;
        examples::cases::reports::Tabs;
        examples::cases::reports::Titled;
        examples::cases::reports::Twins;
        examples::cases::reports::TwoSelects;
        examples::cases::reports::Unbound;
    }
}

mod pages {
    use watershed::prelude::*;
    use watershed::server::task;

    #[component]
    pub fn Plain() -> View {
        let title = String::from("Hello");
        view! { <h1>{title}</h1> }
    }

    /// A page that has a session for some requests.
    #[component]
    pub fn Chosen() -> View {
        let (count, set_count) = signal(0);
        let is_member = std::env::var_os("WATERSHED_NOBODY_SETS_THIS").is_some();
        view! {
            <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
            {if is_member { view! { <Show when=move || { count.get() > 2 }><b>"many"</b></Show> } } else { view! { <i/> } }}
        }
    }

    fn start(count: WriteSignal<u32>) {
        task(async move { count.set(1) });
    }

    /// A page whose helper starts a task.
    #[component]
    pub fn Helped() -> View {
        let (count, set_count) = signal(0_u32);
        start(set_count);
        view! { <p>{count}</p> }
    }

    #[component]
    pub fn Started() -> View {
        let (count, set_count) = signal(0);
        task(async move { set_count.set(1) });
        view! { <p>{count}</p> }
    }

    #[component]
    pub fn Followed() -> View {
        let (is_open, set_open) = signal(false);
        view! {
            <button on:click=move |_| set_open.set(true)>"open"</button>
            {if is_open.get() { view! { <b>"open"</b> } } else { view! { <i/> } }}
        }
    }

    /// A list that nothing changes: its page needs no server.
    #[component]
    pub fn Listed() -> View {
        let names = vec![String::from("one"), String::from("two")];
        let (_, set_count) = signal(0);
        view! {
            <For each=names.clone() key=|name| name.clone() let:name><p>{name.get()}</p></For>
            <button on:click=move |_| set_count.set(1)>"one"</button>
        }
    }

    /// A component whose child has the name of another module's component.
    #[component]
    pub fn Around() -> View {
        view! { <Inner/> }
    }

    #[component]
    pub fn Inner() -> View {
        let (is_open, set_open) = signal(false);
        view! {
            <button on:click=move |_| set_open.set(true)>"open"</button>
            <Show when=move || { is_open.get() && std::process::id() > 0 }><b>"open"</b></Show>
        }
    }

    pub mod outer {
        use watershed::prelude::*;

        #[component]
        pub fn Around() -> View {
            view! { <Inner/> }
        }

        #[component]
        pub fn Inner() -> View {
            view! { <p>"nothing"</p> }
        }
    }
}

use pages::{Around, Chosen, Followed, Helped, Listed, Plain, Started, outer};
