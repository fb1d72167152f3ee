//! Tests of `crossings.lock`: a reviewer is told in words which values an edit lets cross, before anything is compiled
//! for the browser.

use crate::sandbox::{Application, Ending};

const SHELF: &str = r#"
use watershed::prelude::*;

#[derive(Clone)]
struct User {
    joined: String,
    email: String,
}

#[component]
fn Profile() -> View {
    let user = User { joined: "2019".into(), email: "ada@example.com".into() };
    let (long, set_long) = signal(false);
    let is_known = user.email.contains('@');
    view! {
        <p>{if long.get() { user.joined.clone() } else { String::new() }}</p>
        <button on:click=move |_| set_long.set(true)>"more"</button>
        <i>{is_known}</i>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Profile)
}
"#;

/// Returns an application whose lock was written for [`SHELF`].
fn locked() -> Application {
    let application = Application::new(SHELF);
    let first = application.build(&[]);
    assert!(goes_on(&first), "{}", first.said);
    let lock = application.crossings();
    assert!(
        lock.contains("\nshelf::Profile down user.joined | String | recomputed | used by the text at src/main.rs:16\n"),
        "{lock}"
    );
    assert!(!lock.contains("email"), "{lock}");
    application
}

/// Returns whether the build continued after checking the lock.
fn goes_on(ending: &Ending) -> bool {
    ending.code == Some(7) && ending.said.contains("a browser half was asked for")
}

/// Asserts that an edit stops the build with this sentence, that the lock stays, and that undoing the edit helps.
fn is_refused(application: &Application, from: &str, to: &str, sentence: &str) {
    let before = application.crossings();
    assert_eq!(SHELF.matches(from).count(), 1, "the edit is one edit");
    application.edit(&SHELF.replace(from, to));
    let refused = application.build(&["--locked"]);
    assert_eq!(refused.code, Some(1), "{}", refused.said);
    assert!(
        refused
            .said
            .contains("error: crossings.lock would change:\n  new: "),
        "{}",
        refused.said
    );
    assert!(refused.said.contains(sentence), "{}", refused.said);
    assert!(!goes_on(&refused), "{}", refused.said);
    assert_eq!(application.crossings(), before);

    application.edit(SHELF);
    let undone = application.build(&["--locked"]);
    assert!(goes_on(&undone), "{}", undone.said);
}

#[test]
fn a_value_that_newly_crosses_is_told_to_the_reviewer() {
    let application = locked();
    is_refused(
        &application,
        "set_long.set(true)>",
        "set_long.set(user.email.is_empty())>",
        "new: `user.email.is_empty()` (bool) of shelf::Profile goes to the browser, used by `on:click` at src/main.rs:17\n",
    );
    is_refused(
        &application,
        "<i>{is_known}</i>",
        "{if long.get() { view! { <i>{is_known}</i> } } else { view! { <b/> } }}",
        "new: the browser may write `long` (bool) of shelf::Profile, which goes up at once, because markup follows it \
         at src/main.rs:18; written by `on:click` at src/main.rs:17\n",
    );
}
