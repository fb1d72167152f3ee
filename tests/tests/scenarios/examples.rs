//! The examples keep their promises; in a browser they are tested again.

use watershed::prelude::{Pages, Router, guard};
use watershed::testing::App;
use watershed_tests::{
    examples::{
        chat::Chat,
        counter::Counter,
        gallery::Gallery,
        hackernews::{Thread, UnrenderedThread, import, thread::store},
        profile::Profile,
        rows::Rows,
        shop, signup,
        stream::Page as Stream,
        ticker::{Ticker, market},
        toggle::Page,
    },
    scenarios,
    visitor::Visitor,
};

#[test]
fn a_counter_lives_in_the_browser_alone() {
    let app = App::new(Counter);
    scenarios::counter(&app);
    app.is_static();
}

#[test]
fn a_toggle_asks_for_its_children_once() {
    let app = App::new(Page);
    scenarios::toggle(&app);
    assert_eq!(app.sockets(), 1);
}

#[test]
fn rows_are_kept_on_the_server() {
    scenarios::rows(&App::new(Rows));
}

#[test]
fn slow_parts_of_a_page_come_as_they_are_ready() {
    let app = App::new(Stream);
    scenarios::stream(&app);
    app.is_static();
}

#[test]
fn who_signs_up_is_led_through_three_steps() {
    let folder = tempfile::tempdir().expect("there is room");
    for (app, email) in [
        (App::new(signup::Page), "ann@example.org"),
        (App::without_scripts(signup::Page), "bob@example.org"),
    ] {
        scenarios::signup(&app, email, folder.path());
        app.pass(10);
        let navigations = app.act(|tab| tab.navigations());
        assert!(
            matches!(&*navigations, [welcome] if welcome.starts_with("/welcome/")),
            "{navigations:?}"
        );
    }
    let app = App::new(signup::Page);
    app.fill("#name", "Ann");
    app.fill("#email", "ann@example.org");
    app.click("#next");
    app.shows(".email", "is taken");
    app.never_received("long enough");
}

#[test]
fn who_chats_sees_the_others() {
    let (one, two) = (App::new(Chat), App::new(Chat));
    scenarios::chat(&one, &two, || {
        one.settle();
        two.settle();
        one.settle();
    });
    drop(two);
    one.settle();
    one.shows("#people", "Ann");
    App::new(Chat).shows("#lines", "Bob Hello!Bob Is nobody there?");
}

/// The pages of the shop, as its `main` has them.
fn shop_router() -> Router {
    let router = watershed::router()
        .layout("/", shop::Shop, |pages| {
            pages
                .page("", shop::List)
                .page("/article/{id}", shop::Detail)
                .page("/item/{id}", shop::Moved)
                .page("/orders", shop::Orders)
                .page("/login", shop::Login)
                .page("/account", guard(shop::Account, shop::members::is_member))
                .layout("/help", shop::Help, |help| {
                    help.page("", shop::Start).page("/returns", shop::Returns)
                })
        })
        .page("/about", shop::About)
        .not_found(shop::NotFound);
    shop::members::with_members(router)
}

#[test]
fn a_shop_goes_from_page_to_page_without_a_document() {
    let app = App::site(shop_router(), "/");
    scenarios::shop(&app);
    assert_eq!(app.sockets(), 1);
}

#[test]
fn prices_are_what_they_are_now_at_few_bytes_each() {
    let app = App::new(Ticker);
    app.settle();
    app.received();
    (1..=20).for_each(|_| market::tick());
    let newest = market::prices().borrow().clone();
    app.settle();
    for (row, price) in newest.iter().enumerate() {
        app.shows(
            &format!("tr:nth-child({}) td", row + 1),
            &market::shown(price.cents),
        );
    }
    let received = app.received();
    assert_eq!(received.frames.len(), 1);
    for _ in 0..10 {
        let before = market::prices().borrow().clone();
        market::tick();
        let now = market::prices().borrow().clone();
        let changed = before
            .iter()
            .zip(&now)
            .filter(|(before, now)| before != now);
        let changed = changed.count();
        app.settle();
        let bytes: usize = app.received().frames.iter().sum();
        assert!(bytes <= 16 * changed, "{bytes} for {changed} prices");
    }
}

#[test]
fn everything_that_markup_can_say_works() {
    scenarios::gallery(&App::new(Gallery));
}

#[test]
fn a_profile_gives_away_one_date() {
    let app = App::new(Profile);
    scenarios::profile(&app);
    for secret in scenarios::SECRETS {
        app.never_received(secret);
    }
}

#[test]
fn a_thread_of_comments_hides_what_nobody_wants_to_read() {
    let database = tempfile::tempdir().expect("there is room");
    let thread = import::Thread::made_up();
    store::open(database.path().join("threads"), &thread, 500).expect("the thread can be kept");
    let styled = App::new(Thread);
    styled.counts("li", 500);
    scenarios::hackernews(&styled);
    styled.is_static();
    let unrendered = App::new(UnrenderedThread);
    assert!(unrendered.snapshot().len() <= 64, "no comments in it");
    scenarios::hackernews_unrender(&unrendered);
}

#[test]
fn without_scripts_pages_show_their_initial_state() {
    App::without_javascript(Counter).shows("h1", "0");
    App::without_javascript(Page).shows("#content", "");
    App::without_javascript(Rows).counts("li", 1000);
    scenarios::gallery_shows_its_first_state(&App::without_javascript(Gallery));
}

#[test]
fn clicks_before_the_client_has_arrived_count() {
    let app = App::without_javascript(Counter);
    app.click("#inc");
    app.click("#inc");
    app.shows("h1", "0");
    app.start();
    app.shows("h1", "2");
}
