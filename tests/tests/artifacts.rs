//! The contents of the files that browsers load.

use std::fs;

use watershed_tests::{
    scenarios::{SECRETS, TOGGLED},
    served,
};

/// The functions that the glue would call to make elements.
const MAKES_ELEMENTS: &[&str] = &[
    "createElement",
    "cloneNode",
    "innerHTML",
    "insertAdjacentHTML",
    "createContextualFragment",
];

#[test]
fn a_counters_client_makes_no_elements_and_opens_no_socket() {
    let client = Client::of("counter");
    for word in MAKES_ELEMENTS.iter().chain(&["WebSocket"]) {
        assert!(!client.says(word), "{word}");
    }
}

#[test]
fn no_client_holds_markup() {
    for package in ["counter", "toggle", "rows", "gallery"] {
        let client = Client::of(package);
        for markup in ["<button", "<main", "<h1", "</li>", "</p>", "<p>"] {
            assert!(!client.says(markup), "{package}: {markup}");
        }
    }
}

#[test]
fn what_a_toggle_hides_is_in_no_file() {
    let client = Client::of("toggle");
    for word in ["These words", "rendered on the server", TOGGLED] {
        assert!(!client.says(word), "{word}");
    }
}

#[test]
fn what_the_server_knows_of_a_user_is_in_no_file() {
    let client = Client::of("profile");
    for secret in SECRETS {
        assert!(!client.says(secret), "{secret}");
    }
}

/// Tests the tests above: text that a client contains is found.
#[test]
fn what_a_client_says_is_found() {
    assert!(Client::of("toggle").says("WebSocket"));
    assert!(Client::of("gallery").says("clicked once"));
}

/// The files of one package, as they are released.
struct Client(Vec<Vec<u8>>);

impl Client {
    fn of(package: &str) -> Self {
        let application = served::built(package);
        let names = [&application.manifest.glue, &application.manifest.wasm];
        let read = |name| fs::read(application.assets.join(name)).expect("it was built");
        Self(names.into_iter().map(read).collect())
    }

    fn says(&self, word: &str) -> bool {
        let word = word.as_bytes();
        let files = &self.0;
        files
            .iter()
            .any(|file| file.windows(word.len()).any(|bytes| bytes == word))
    }
}
