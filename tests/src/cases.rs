//! Visits to the pages of `tests/apps/cases`. Their client is the development build, which says what went wrong.

use std::{sync::OnceLock, time::Duration};

use cargo_watershed::{Application, Profile, Request};

use crate::{browser::Browser, latency::Latency, served::Served};

/// Opens a page in a browser, does something there, and claims that nothing went wrong.
pub fn visit(path: &str, scenario: impl FnOnce(&Browser)) {
    let served = serve();
    let browser = Browser::at(&format!("{}{}", served.url(), path.trim_start_matches('/')));
    scenario(&browser);
    browser.made_no_mistakes();
}

/// As [`visit`], with the client as it is released.
pub fn visit_released(path: &str, scenario: impl FnOnce(&Browser)) {
    let application = built(Profile::Release);
    let served = Served::from(&application.server, &application.assets, &[]);
    let browser = Browser::at(&format!("{}{}", served.url(), path.trim_start_matches('/')));
    scenario(&browser);
    browser.made_no_mistakes();
}

/// As [`visit`], with every byte late by so much each way.
pub fn visit_slowly(path: &str, each_way: Duration, scenario: impl FnOnce(&Browser)) {
    let served = serve();
    let wire = Latency::before(served.address(), each_way).expect("a port is free");
    let browser = Browser::at(&format!("http://{}{path}", wire.address()));
    scenario(&browser);
    browser.made_no_mistakes();
}

/// A server of the cases, for visits of another kind.
pub fn serve() -> Served {
    let application = built(Profile::Dev);
    Served::from(&application.server, &application.assets, &[])
}

/// Outside of CI `crossings.lock` is written, as it is by `cargo watershed build`.
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
