//! Visits to the pages of `tests/apps/cases`. Their client is the development build, which logs what went wrong.

use std::{path::Path, sync::OnceLock, time::Duration};

use cargo_watershed::{Application, OVERLAY, Profile, Request};

use crate::{browser::Browser, latency::Latency, served::Served};

/// Opens a page in a browser, runs the scenario there, and asserts that nothing went wrong.
pub fn visit(path: &str, scenario: impl FnOnce(&Browser)) {
    let served = serve();
    let browser = Browser::at(&format!("{}{}", served.url(), path.trim_start_matches('/')));
    scenario(&browser);
    browser.made_no_mistakes();
}

/// Like [`visit`], with the released client.
pub fn visit_released(path: &str, scenario: impl FnOnce(&Browser)) {
    let served = serve_released();
    let browser = Browser::at(&format!("{}{}", served.url(), path.trim_start_matches('/')));
    scenario(&browser);
    browser.made_no_mistakes();
}

/// Like [`visit`], with every byte delayed by this time in each direction.
pub fn visit_slowly(path: &str, each_way: Duration, scenario: impl FnOnce(&Browser)) {
    let served = serve();
    let wire = Latency::before(served.address(), each_way).expect("a port is free");
    let browser = Browser::at(&format!("http://{}{path}", wire.address()));
    scenario(&browser);
    browser.made_no_mistakes();
}

/// Starts a server of the cases, for other kinds of visits.
pub fn serve() -> Served {
    let application = built(Profile::Dev);
    Served::from(&application.server, &application.assets, &[])
}

/// Starts a server of the cases with the released client.
pub fn serve_released() -> Served {
    let application = built(Profile::Release);
    Served::from(&application.server, &application.assets, &[])
}

/// Starts a server of the cases as `cargo watershed serve` does, with the news in this file.
pub fn serve_with_news(news: &Path) -> Served {
    Served::of(built(Profile::Dev), news)
}

/// Starts a server of the cases with the overlay.
pub fn serve_for_developers() -> Served {
    Served::with(built(Profile::Dev), OVERLAY, "1")
}

/// Starts a server of the cases that stores the values of `#[durable]` signals in this file.
pub fn serve_with_store(path: &Path) -> Served {
    Served::storing(built(Profile::Dev), path)
}

/// Starts a server of the cases that keeps no session of a page until its socket comes.
pub fn serve_without_memory() -> Served {
    Served::with(built(Profile::Dev), "WATERSHED_UNATTACHED_MIB", "0")
}

/// Builds the application. Outside of CI this writes `crossings.lock`, as `cargo watershed build` does.
fn built(client: Profile) -> &'static Application {
    static DEV: OnceLock<Application> = OnceLock::new();
    static RELEASE: OnceLock<Application> = OnceLock::new();
    let built = match client {
        Profile::Dev => &DEV,
        Profile::Release => &RELEASE,
    };
    built.get_or_init(|| {
        let request = Request {
            directory: concat!(env!("CARGO_MANIFEST_DIR"), "/..").into(),
            packages: vec!["cases".into()],
            server: Profile::Dev,
            client,
            locked: std::env::var_os("CI").is_some(),
            options: Vec::new(),
        };
        let mut applications = cargo_watershed::build(&request)
            .unwrap_or_else(|error| panic!("the cases do not build: {error:#}"));
        applications.remove(0)
    })
}
