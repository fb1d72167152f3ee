//! Pages in layouts: links, the history, and what stays on the way from one to another.

#[path = "server/reaches.rs"]
mod reaches;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Redirect;
use reaches::Reaches;
use watershed::prelude::*;
use watershed::testing::App;

/// A layout with state of the browser's, and an action.
#[component]
fn Shop() -> View {
    let clicks = RwSignal::new(0);
    let search = RwSignal::new(String::new());
    let (cart, set_cart) = signal(0);
    let buy = action(async move |count: u32| set_cart.update(|cart| *cart += count));
    provide_context(Cart { buy });
    view! {
        <nav>
            <A href="/" id="all">"All"</A>
            <A href="/7" id="seven">"Seven"</A>
            <A href="/slow" id="slow">"Slow"</A>
            <A href="/about" id="about">"About"</A>
        </nav>
        <button id="inc" on:click=move |_| clicks.update(|clicks| *clicks += 1)>{clicks}</button>
        <input bind:value=search/>
        <p id="cart" on:click=move |_| buy.dispatch(10)>{cart}</p>
        <main><Outlet/></main>
    }
}

#[derive(Clone)]
struct Cart {
    buy: Action<u32>,
}

#[component]
fn List() -> View {
    view! {
        <Head><title>"All"</title></Head>
        <h1>"All items"</h1>
        <For each=|| 1..=3_u32 key=|id| *id let:id><A class="item" href={format!("/{}", id.get())}>{id}</A></For>
    }
}

#[component]
fn Item() -> View {
    let id = params::<u32>();
    let Cart { buy } = use_context().expect("it is in the shop");
    let opened = RwSignal::new(false);
    view! {
        <Head><title>{move || format!("Item {}", id.get())}</title></Head>
        <h1>"Item " {id}</h1>
        <button id="buy" on:click=move |_| buy.dispatch(2)>"buy"</button>
        <button id="open" on:click=move |_| opened.set(true)>{if opened.get() { "open" } else { "closed" }}</button>
        <A id="next" href={move || format!("/{}", id.get() + 1)}>"next"</A>
    }
}

/// A page that reads its path when it is made.
#[component]
fn Plain() -> Result<View, Error> {
    let id: u32 = request().path()?;
    Ok(view! { <Head><title>{format!("Plain {id}")}</title></Head> <h1>"Plain " {id}</h1> })
}

#[component]
async fn Slow() -> View {
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    view! { <Head><title>"Slow"</title></Head> <h1>"Slow page"</h1> }
}

#[component]
async fn Loading() -> View {
    let name = resource(
        || (),
        async |()| -> Result<String, UserError> {
            tokio::time::sleep(Duration::from_millis(500)).await;
            Ok("Ann".to_owned())
        },
    );
    view! { <Head><title>"Loading"</title></Head> <h1>"Of " {name.value().unwrap_or_default()}</h1> }
}

#[component]
fn Moved() -> Result<View, Error> {
    #[allow(unreachable_code)]
    Err(redirect("/7"))
}

/// A page that reads its address with an extractor.
#[component]
async fn Order() -> Result<View, Error> {
    let axum::extract::Path(id) = request().extract::<axum::extract::Path<u32>>().await?;
    Ok(view! { <Head><title>{format!("Order {id}")}</title></Head> <h1>"Order " {id}</h1> })
}

#[component]
fn Broken() -> Result<View, Error> {
    Err("there is no such item".into())
}

#[component]
fn Greeting() -> View {
    set_cookie(watershed::Cookie::build(("seen", "yes; no")).path("/"));
    view! { <Head><title>"Greeting"</title></Head> <h1>"Greeting"</h1> }
}

#[component]
fn Help() -> View {
    let place = location();
    view! {
        <ul><A href="/help" id="help">"Help"</A> <A href="/help/returns" id="returns">"Returns"</A></ul>
        <p id="place">{move || place.get().path}</p>
        <section><Outlet/></section>
    }
}

#[component]
fn Start() -> View {
    view! { <Head><title>"Help"</title></Head> <h2>"How can we help?"</h2> }
}

#[component]
fn Returns() -> View {
    view! { <Head><title>"Returns"</title></Head> <h2>"Send it back"</h2> }
}

#[component]
fn Unknown() -> View {
    status(404);
    view! { <Head><title>"Nothing"</title></Head> <h2>"There is no such help"</h2> }
}

#[component]
fn About() -> View {
    view! { <Head><title>"About"</title></Head> <h1>"About us"</h1> <A href="/" id="home">"Home"</A> }
}

#[component]
fn NotFound() -> View {
    view! { <Head><title>"Nothing"</title></Head> <h1>"There is nothing here"</h1> }
}

fn router() -> Router {
    watershed::router()
        .layout("/", Shop, |shop| {
            shop.page("", List)
                .page("/{id}", Item)
                .page("/plain/{id}", Plain)
                .page("/slow", Slow)
                .page("/loading", Loading)
                .page("/moved", Moved)
                .page("/broken", Broken)
                .page("/order/{id}", Order)
                .page("/greeting", Greeting)
                .layout("/help", Help, |help| {
                    help.page("", Start)
                        .page("/returns", Returns)
                        .page("/{*rest}", Unknown)
                })
        })
        .page("/about", About)
        .not_found(NotFound)
}

/// Asserts that address, title and content belong together.
#[track_caller]
fn shows(app: &App, address: &str, title: &str, text: &str) {
    assert_eq!(
        (app.address().as_str(), app.title().as_str()),
        (address, title)
    );
    app.sees(text);
}

/// Goes to an address as a link of the page does.
fn follow(app: &App, address: &str) {
    app.act(|tab| {
        tab.set_link("#seven", address);
        tab.click("#seven");
    });
}

#[test]
fn a_layout_shows_the_page_of_its_route() {
    let app = App::site_without_scripts(router(), "/7");
    shows(&app, "/7", "Item 7", "Item 7");
    assert_eq!(app.count("[aria-current=page]"), 1);
    assert_eq!(app.text("[aria-current=page]"), "Seven");
    app.click("#all");
    shows(&app, "/", "All", "All items");
    app.click(".item:nth-of-type(2)");
    shows(&app, "/2", "Item 2", "Item 2");
    assert!(app.back());
    shows(&app, "/", "All", "All items");
    app.open("/help/returns");
    shows(&app, "/help/returns", "Returns", "Send it back");
    assert_eq!(app.sockets(), 0);
}

#[test]
fn what_is_not_there_is_said_with_a_page_and_its_status() {
    let app = App::site(router(), "/nothing/at/all");
    shows(&app, "/nothing/at/all", "Nothing", "There is nothing here");
    assert_eq!(app.status(), 404);
}

#[test]
fn a_layout_may_say_itself_what_is_not_there() {
    let app = App::site(router(), "/help/of/another");
    shows(&app, "/help/of/another", "Nothing", "There is no such help");
    assert_eq!((app.status(), app.count("#returns")), (404, 1));
}

#[test]
fn a_page_may_lead_to_another_one() {
    let app = App::site(router(), "/moved");
    shows(&app, "/7", "Item 7", "Item 7");
}

#[test]
fn from_page_to_page_one_message_goes_up_and_one_comes_down() {
    let app = App::site(router(), "/");
    app.click("#inc");
    app.type_into("input", "half a wo");
    app.click("#seven");
    shows(&app, "/7", "Item 7", "Item 7");
    let (up, down) = (app.sent(), app.received());
    assert_eq!(
        (up.frames.len(), down.frames.len()),
        (1, 1),
        "{up:?} {down:?}"
    );
    assert!(up.bytes() <= 40, "{up:?}");
    println!("{down:?}");
    assert_eq!(
        (app.text("#inc"), app.value("input")),
        ("1".into(), "half a wo".into())
    );
    assert_eq!(app.sockets(), 1);
    assert_eq!(app.text("[aria-current=page]"), "Seven");
    assert!(app.back());
    shows(&app, "/", "All", "All items");
    assert!(app.forward());
    shows(&app, "/7", "Item 7", "Item 7");
    assert_eq!(app.text("#inc"), "1");
}

#[test]
fn a_page_of_the_same_route_stays_and_its_parameters_change() {
    let app = App::site(router(), "/7");
    app.click("#open");
    app.click("#next");
    shows(&app, "/8", "Item 8", "Item 8");
    assert_eq!(app.text("#open"), "open");
    app.click("#next");
    shows(&app, "/9", "Item 9", "Item 9");
    assert!(app.back());
    shows(&app, "/8", "Item 8", "Item 8");
}

#[test]
fn a_page_that_reads_its_path_once_is_made_anew() {
    let app = App::site(router(), "/plain/1");
    follow(&app, "/plain/2");
    shows(&app, "/plain/2", "Plain 2", "Plain 2");
    assert_eq!(app.sockets(), 1);
}

#[test]
fn what_is_half_typed_in_a_page_ends_with_it_unless_a_signal_of_the_layout_has_it() {
    #[derive(Clone)]
    struct Draft {
        text: RwSignal<String>,
    }
    #[component]
    fn Desk() -> View {
        let text = RwSignal::new(String::new());
        provide_context(Draft { text });
        let save = action(async move |_: ()| text.set(String::new()));
        view! { <button on:click=move |_| save.dispatch(())>"save"</button> <A id="read" href="/read">"Read"</A> <Outlet/> }
    }
    #[component]
    fn Write() -> View {
        let Draft { text } = use_context().expect("it is in the layout");
        view! { <h1>"Write"</h1> <input id="kept" bind:value=text/> <input id="own"/> }
    }
    #[component]
    fn Read() -> View {
        view! { <h1>"Read"</h1> }
    }
    let desk = watershed::router().layout("/", Desk, |desk| {
        desk.page("/write", Write).page("/read", Read)
    });
    let app = App::site(desk, "/write");
    app.type_into("#kept", "half a wo");
    app.type_into("#own", "half a wo");
    app.click("#read");
    app.sees("Read");
    assert!(app.back());
    assert_eq!(
        (app.value("#kept").as_str(), app.sockets()),
        ("half a wo", 1)
    );
    assert_eq!(app.value("#own"), "");
}

#[test]
fn the_state_of_the_server_stays_too() {
    let app = App::site(router(), "/7");
    app.click("#buy");
    assert_eq!(app.text("#cart"), "2");
    app.click("#all");
    app.click("#seven");
    app.click("#buy");
    assert_eq!(app.text("#cart"), "4");
    assert_eq!(app.sockets(), 1);
}

#[test]
fn a_layout_in_a_layout_stays_while_its_pages_change() {
    let app = App::site(router(), "/");
    follow(&app, "/help");
    shows(&app, "/help", "Help", "How can we help?");
    app.click("#returns");
    shows(&app, "/help/returns", "Returns", "Send it back");
    assert_eq!(app.text("#place"), "/help/returns");
    assert_eq!(
        app.text("section [aria-current=page], ul [aria-current=page]"),
        "Returns"
    );
    app.click("#all");
    shows(&app, "/", "All", "All items");
    assert_eq!(app.sockets(), 1);
}

#[test]
fn the_address_changes_when_the_content_does() {
    let app = App::site(router(), "/");
    app.click("#slow");
    app.pass(100);
    shows(&app, "/", "All", "All items");
    assert_eq!(app.count("html[data-navigating]"), 0);
    app.pass(100);
    assert_eq!(app.count("html[data-navigating]"), 1);
    app.pass(900);
    shows(&app, "/slow", "Slow", "Slow page");
    assert_eq!(app.count("html[data-navigating]"), 0);
}

#[test]
fn a_page_waits_for_what_it_shows_outside_of_boundaries() {
    let app = App::site(router(), "/");
    follow(&app, "/loading");
    app.pass(100);
    shows(&app, "/", "All", "All items");
    app.pass(600);
    shows(&app, "/loading", "Loading", "Of Ann");
}

#[test]
fn the_later_of_two_navigations_wins() {
    let app = App::site(router(), "/");
    app.click("#slow");
    app.pass(200);
    app.click("#seven");
    shows(&app, "/7", "Item 7", "Item 7");
    app.pass(2_000);
    shows(&app, "/7", "Item 7", "Item 7");
    app.sees_no("Slow page");
    assert_eq!(app.count("html[data-navigating]"), 0);
    assert!(app.back());
    shows(&app, "/", "All", "All items");
}

#[test]
fn a_step_back_in_the_history_calls_off_what_is_under_way() {
    let app = App::site(router(), "/");
    app.click("#seven");
    app.click("#slow");
    app.pass(200);
    assert!(app.back());
    app.pass(2_000);
    shows(&app, "/", "All", "All items");
    assert!(app.forward());
    shows(&app, "/7", "Item 7", "Item 7");
}

#[test]
fn other_layouts_are_the_browsers_own() {
    let app = App::site(router(), "/");
    app.click("#inc");
    app.click("#about");
    shows(&app, "/about", "About", "About us");
    assert_eq!(app.sockets(), 1);
    app.click("#home");
    shows(&app, "/", "All", "All items");
    assert_eq!((app.text("#inc"), app.sockets()), ("0".into(), 2));
    assert!(app.back());
    shows(&app, "/about", "About", "About us");
}

#[test]
fn a_page_that_leads_to_another_one_is_never_shown() {
    let app = App::site(router(), "/");
    follow(&app, "/moved");
    shows(&app, "/7", "Item 7", "Item 7");
    assert_eq!(app.sockets(), 1);
    assert!(app.back());
    shows(&app, "/", "All", "All items");
}

#[test]
fn a_page_with_a_cookie_is_loaded_by_the_browser() {
    let app = App::site(router(), "/");
    follow(&app, "/greeting");
    shows(&app, "/greeting", "Greeting", "Greeting");
    assert_eq!(app.sockets(), 2);
}

#[test]
fn a_cut_line_leaves_the_link_to_the_browser() {
    let app = App::site(router(), "/");
    app.click("#slow");
    app.pass(200);
    app.cut();
    app.settle();
    shows(&app, "/slow", "Slow", "Slow page");
    assert_eq!(app.sockets(), 2);
}

#[test]
fn a_page_that_is_made_anew_is_the_one_at_its_address() {
    let app = App::site(router(), "/");
    app.click("#inc");
    app.click("#seven");
    app.click("#open");
    app.crash();
    app.settle();
    shows(&app, "/7", "Item 7", "Item 7");
    assert_eq!(
        (app.text("#inc"), app.text("#open")),
        ("1".into(), "open".into())
    );
    app.click("#all");
    shows(&app, "/", "All", "All items");
    assert!(app.back());
    shows(&app, "/7", "Item 7", "Item 7");
}

#[test]
fn the_position_is_that_of_the_entry_of_the_history() {
    let app = App::site(router(), "/");
    app.act(|tab| tab.network().scroll((0.0, 700.0)));
    app.click("#seven");
    assert_eq!(app.act(|tab| tab.network().scrolled()), (0.0, 0.0));
    app.act(|tab| tab.network().scroll((0.0, 40.0)));
    assert!(app.back());
    assert_eq!(app.act(|tab| tab.network().scrolled()), (0.0, 700.0));
    assert!(app.forward());
    assert_eq!(app.act(|tab| tab.network().scrolled()), (0.0, 40.0));
}

#[test]
fn a_layout_whose_pages_need_no_server_has_no_session() {
    #[component]
    fn Around() -> View {
        view! { <nav><A href="/a" id="a">"A"</A> <A href="/b" id="b">"B"</A></nav> <Outlet/> }
    }
    #[component]
    fn First() -> View {
        view! { <Head><title>"First"</title></Head> <p>"first"</p> }
    }
    #[component]
    fn Second() -> View {
        view! { <Head><title>"Second"</title></Head> <p>"second"</p> }
    }
    let router = watershed::router().layout("", Around, |pages| {
        pages.page("/a", First).page("/b", Second)
    });
    let app = App::site(router, "/a");
    app.is_static();
    assert!(app.snapshot().is_empty());
    app.click("#b");
    shows(&app, "/b", "Second", "second");
    app.is_static();
}

#[test]
fn an_address_that_is_too_long_is_loaded_by_the_browser() {
    let _reached = Reaches::limit("address");
    let app = App::site(router(), "/");
    let long = format!("/7?q={}", "a".repeat(9_000));
    follow(&app, &long);
    shows(&app, &long, "Item 7", "Item 7");
    assert_eq!(app.sockets(), 2);
}

/// A guard that the application puts around its routes.
#[test]
fn a_guard_decides_about_navigations_too() {
    static OPEN: AtomicUsize = AtomicUsize::new(1);
    let guard = axum::middleware::from_fn(
        async |request: axum::extract::Request, next: axum::middleware::Next| {
            let is_open = OPEN.load(Ordering::SeqCst) == 1;
            match request.uri().path() == "/7" && !is_open {
                true => axum::response::Redirect::to("/about").into_response(),
                false => next.run(request).await,
            }
        },
    );
    use axum::response::IntoResponse;
    let app = App::site(router().layer(guard), "/");
    app.click("#seven");
    shows(&app, "/7", "Item 7", "Item 7");
    app.click("#all");
    OPEN.store(0, Ordering::SeqCst);
    app.click("#seven");
    shows(&app, "/about", "About", "About us");
}

#[test]
fn a_page_that_extracts_from_its_request_is_made_anew() {
    let app = App::site(router(), "/order/7");
    follow(&app, "/order/8");
    shows(&app, "/order/8", "Order 8", "Order 8");
    assert_eq!(app.sockets(), 1);
}

/// The parameters of the page inside are the layout's too, if it reads them once.
#[test]
fn a_layout_that_reads_the_path_of_its_page_is_made_anew() {
    #[component]
    fn Labelled() -> Result<View, Error> {
        let id: u32 = request().path()?;
        let clicks = RwSignal::new(0);
        let (count, set_count) = signal(0);
        let add = action(async move |(): ()| set_count.update(|count| *count += 1));
        Ok(view! {
            <A href="/7" id="seven">"Seven"</A>
            <p id="of">{format!("Around {id}")}</p>
            <button id="inc" on:click=move |_| clicks.update(|clicks| *clicks += 1)>{clicks}</button>
            <button on:click=move |_| add.dispatch(())>{count}</button>
            <Outlet/>
        })
    }
    #[component]
    fn Inside() -> View {
        let id = params::<u32>();
        view! { <h1>"Inside " {id}</h1> }
    }
    let router = watershed::router().layout("", Labelled, |pages| pages.page("/{id}", Inside));
    let app = App::site(router, "/1");
    follow(&app, "/2");
    app.sees("Around 2");
    app.sees("Inside 2");
}

/// Changes the response to `/7` behind the page.
fn behind<A: axum::response::IntoResponse>(
    change: impl Fn(axum::response::Response) -> A + Clone + Send + Sync + 'static,
) -> Router {
    let layer = axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            let change = change.clone();
            async move {
                let is_seven = request.uri().path() == "/7";
                let response = next.run(request).await;
                match is_seven {
                    true => change(response).into_response(),
                    false => response,
                }
            }
        },
    );
    router().layer(layer)
}

#[test]
fn a_layer_that_answers_in_place_of_the_page_decides() {
    let router = behind(|_| axum::response::Redirect::to("/about"));
    let app = App::site(router, "/");
    app.click("#seven");
    shows(&app, "/about", "About", "About us");
}

#[test]
fn a_layer_that_changes_the_response_is_the_browsers() {
    let cookie = behind(|response| ([("set-cookie", "seen=yes")], response));
    let status = behind(|_| StatusCode::ACCEPTED);
    for router in [cookie, status] {
        let app = App::site(router, "/");
        app.click("#seven");
        shows(&app, "/7", "Item 7", "Item 7");
        assert_eq!(app.sockets(), 2);
    }
}

#[test]
fn a_link_that_would_name_another_site_is_left_to_the_browser() {
    for address in ["/.//evil.example/x", "/..//evil.example/x"] {
        let app = App::site(router(), "/");
        follow(&app, address);
        shows(&app, address, "Nothing", "There is nothing here");
        assert!(app.sent().frames.is_empty(), "{:?}", app.sent());
    }
}

#[test]
fn a_step_back_to_a_page_that_leads_to_another_one_has_the_others_address() {
    static MOVES: AtomicUsize = AtomicUsize::new(0);
    #[component]
    fn Beside() -> View {
        let (count, set_count) = signal(0);
        let add = action(async move |(): ()| set_count.update(|count| *count += 1));
        view! { <A href="/b" id="b">"B"</A><button on:click=move |_| add.dispatch(())>{count}</button><Outlet/> }
    }
    #[component]
    fn Leaves() -> Result<View, Error> {
        match MOVES.load(Ordering::SeqCst) {
            0 => Ok(view! { <Head><title>"First"</title></Head> <p>"first"</p> }),
            _ => Err(redirect("/c")),
        }
    }
    #[component]
    fn Stays() -> View {
        view! { <Head><title>"Second"</title></Head> <p>"second"</p> }
    }
    #[component]
    fn Comes() -> View {
        view! { <Head><title>"Third"</title></Head> <p>"third"</p> }
    }
    let router = watershed::router().layout("", Beside, |pages| {
        pages.page("/a", Leaves).page("/b", Stays).page("/c", Comes)
    });
    let app = App::site(router, "/a");
    app.click("#b");
    shows(&app, "/b", "Second", "second");
    MOVES.store(1, Ordering::SeqCst);
    assert!(app.back());
    shows(&app, "/c", "Third", "third");
    assert!(app.forward());
    shows(&app, "/b", "Second", "second");
    assert_eq!(app.sockets(), 1);
}

/// An outlet whose place may fail, or be hidden.
#[component]
fn Fragile() -> View {
    let shown = RwSignal::new(true);
    let (count, set_count) = signal(0);
    let add = action(async move |(): ()| set_count.update(|count| *count += 1));
    view! {
        <A href="/good" id="good">"Good"</A>
        <A href="/bad" id="bad">"Bad"</A>
        <A href="/other" id="other">"Other"</A>
        <button id="toggle" on:click=move |_| shown.update(|shown| *shown = !*shown)>"toggle"</button>
        <button on:click=move |_| add.dispatch(())>{count}</button>
        <Show when=shown>
            <ErrorBoundary fallback=|error| view! { <button id="retry" on:click=move |_| error.retry()>"again"</button> <b>{error.to_string()}</b> }>
                <Outlet/>
            </ErrorBoundary>
        </Show>
    }
}

static FAILS: AtomicUsize = AtomicUsize::new(0);

#[component]
fn Bad() -> Result<View, Error> {
    match FAILS.load(Ordering::SeqCst) {
        0 => Ok(view! { <Head><title>"Bad"</title></Head> <h1>"Not so bad"</h1> }),
        _ => Err("it is bad".into()),
    }
}

#[component]
fn Good() -> View {
    view! { <Head><title>"Good"</title></Head> <h1>"Good page"</h1> }
}

fn fragile() -> Router {
    watershed::router().layout("", Fragile, |pages| {
        pages
            .page("/good", Good)
            .page("/other", Good)
            .page("/bad", Bad)
    })
}

#[test]
fn links_are_the_browsers_while_the_outlet_is_hidden() {
    let app = App::site(fragile(), "/good");
    app.click("#toggle");
    app.sees_no("Good page");
    app.click("#other");
    assert_eq!((app.address().as_str(), app.sockets()), ("/other", 2));
    app.click("#good");
    shows(&app, "/good", "Good", "Good page");
    assert_eq!(app.sockets(), 2);
    app.click("#toggle");
    assert!(app.back());
    assert_eq!((app.address().as_str(), app.sockets()), ("/other", 3));
}

#[test]
fn a_page_that_has_failed_is_left_and_made_anew() {
    FAILS.store(1, Ordering::SeqCst);
    let app = App::site(fragile(), "/bad");
    app.sees("Something went wrong");
    app.click("#good");
    shows(&app, "/good", "Good", "Good page");
    assert_eq!(app.sockets(), 2);
    let app = App::site(fragile(), "/bad");
    FAILS.store(0, Ordering::SeqCst);
    app.click("#retry");
    app.sees("Not so bad");
    app.click("#good");
    shows(&app, "/good", "Good", "Good page");
}

#[test]
fn a_link_may_follow_a_signal_of_the_browsers() {
    #[component]
    fn Page() -> View {
        let number = RwSignal::new(6);
        view! {
            <button on:click=move |_| number.update(|number| *number += 1)>"more"</button>
            <A href={format!("/{}", number.get())}>"there"</A>
        }
    }
    let app = App::site(watershed::router().page("/{id}", Page), "/7");
    assert_eq!(app.count("[aria-current=page]"), 0);
    app.click("button");
    assert_eq!(app.count("[aria-current=page]"), 1);
    app.click("button");
    assert_eq!(app.count("[aria-current=page]"), 0);
}

#[test]
fn a_link_says_the_same_when_a_page_is_loaded_and_after_a_way() {
    #[component]
    fn Links() -> View {
        view! {
            <A id="part" href="#part">"1"</A>
            <A id="query" href="?page=2#part">"2"</A>
            <A id="whole" href="/a?page=2">"3"</A>
            <A id="path" href="/a#part">"4"</A>
            <A id="odd" href="/ä b">"5"</A>
            <A id="other" href="a">"6"</A>
            <A id="go" href="/a">"7"</A>
            <Outlet/>
        }
    }
    #[component]
    fn Linked() -> View {
        let saved = RwSignal::new(0);
        let save = action(async move |_: ()| saved.set(1));
        let place = location();
        view! {
            <h1>{move || place.get().path}</h1>
            <button on:click=move |_| save.dispatch(())>{saved}</button>
        }
    }
    let links = |app: &App| {
        let ids = ["part", "query", "whole", "path", "odd", "other"];
        let is_current = |id: &&str| app.count(&format!("#{id}[aria-current=page]")) == 1;
        ids.into_iter().filter(is_current).collect::<Vec<_>>()
    };
    let pages: [(&str, &[&str]); 5] = [
        ("/a", &["path"]),
        ("/a?page=2", &["query", "whole", "path"]),
        ("/a#part", &["path"]),
        ("/b?page=2", &["query"]),
        ("/%C3%A4%20b", &["odd"]),
    ];
    for (address, expected) in pages {
        let router = watershed::router().layout("/", Links, |pages| pages.page("/{name}", Linked));
        let app = App::site(router, address);
        assert_eq!(links(&app), expected, "{address}");
        for way in ["/c", address] {
            app.act(|tab| {
                tab.set_link("#go", way);
                tab.click("#go");
            });
            assert_eq!((app.address().as_str(), app.sockets()), (way, 1));
        }
        assert_eq!(links(&app), expected, "{address}");
    }
}

#[component]
fn Office() -> View {
    let (count, set_count) = signal(0);
    let save = action(async move |_: ()| {});
    view! {
        <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
        <button on:click=move |_| save.dispatch(())>"save"</button>
        <A href="/office" id="orders">"Orders"</A>
        <A href="/office/bills" id="bills">"Bills"</A>
        <A href="/office/wages" id="wages">"Wages"</A>
        <A href="/office/safe" id="safe">"Safe"</A>
        <main><Outlet/></main>
    }
}

/// A layout with a guard, whose first pages have no other one, and whose last ones have one of their own.
fn office() -> Router {
    async fn lets_in((): ()) -> Result<(), StatusCode> {
        Ok(())
    }
    async fn refuses((): ()) -> Result<(), Redirect> {
        Err(Redirect::to("/office/bills"))
    }
    watershed::router().layout("/office", Office, |office| {
        office
            .page("", Start)
            .guard(lets_in)
            .page("/bills", Returns)
            .page("/wages", guard(Good, lets_in))
            .page("/safe", guard(Good, refuses))
    })
}

#[test]
fn pages_of_one_guard_are_reached_within_their_layout_and_others_as_documents() {
    let app = App::site(office(), "/office");
    app.click("#inc");
    app.click("#bills");
    shows(&app, "/office/bills", "Returns", "Send it back");
    assert_eq!((app.sockets(), app.text("#inc")), (1, "1".into()));
    app.click("#wages");
    shows(&app, "/office/wages", "Good", "Good page");
    assert_eq!((app.sockets(), app.text("#inc")), (2, "0".into()));
    app.click("#orders");
    shows(&app, "/office", "Help", "How can we help?");
    assert_eq!(app.sockets(), 3);
    app.click("#safe");
    shows(&app, "/office/bills", "Returns", "Send it back");
    assert_eq!(app.sockets(), 4);
}

#[test]
fn the_guard_of_a_layout_is_asked_before_that_of_its_page() {
    let refuses = |address| move |(): ()| async move { Err::<(), _>(Redirect::to(address)) };
    let router = watershed::router().layout("", Office, |outer| {
        outer.guard(refuses("/outer")).layout("/in", Help, |inner| {
            inner
                .guard(refuses("/inner"))
                .page("", guard(Good, refuses("/page")))
        })
    });
    let app = App::site(router.page("/{at}", Good), "/in");
    assert_eq!(app.address(), "/outer");
}

#[component]
fn Untitled() -> View {
    view! { <h1>"A page without a title"</h1> }
}

#[component]
fn Unnamed() -> View {
    view! { <h1>"Another one"</h1> }
}

#[test]
fn a_page_without_a_title_has_its_own_name() {
    let router = || {
        watershed::router().layout("/office", Office, |office| {
            office
                .page("", Untitled)
                .page("/bills", Returns)
                .page("/wages", Unnamed)
        })
    };
    let app = App::site(router(), "/office");
    shows(&app, "/office", "Untitled", "A page without a title");
    for (link, title) in [
        ("#wages", "Unnamed"),
        ("#bills", "Returns"),
        ("#orders", "Untitled"),
        ("#bills", "Returns"),
        ("#wages", "Unnamed"),
    ] {
        app.click(link);
        assert_eq!(app.title(), title);
    }
    assert_eq!(app.sockets(), 1);
    shows(
        &App::site(router(), "/office/wages"),
        "/office/wages",
        "Unnamed",
        "Another one",
    );
}
