use watershed::prelude::*;

// ANCHOR: add
#[server]
async fn insert(note: &str) -> Result<(), std::io::Error> {
    // A real application writes to its database here.
    match note.is_empty() {
        true => Err(std::io::Error::other("a note needs a text")),
        false => Ok(()),
    }
}

#[component]
fn Notes() -> View {
    #[volatile]
    let notes = RwSignal::new(Vec::<String>::new());
    #[volatile]
    let error = RwSignal::new(None::<String>);
    let text = RwSignal::new(String::new());
    let add = action(async move |note: String| match insert(&note).await {
        Ok(()) => {
            error.set(None);
            notes.update(|notes| notes.push(note));
        }
        Err(failure) => error.set(Some(failure.to_string())),
    });
    view! {
        <form on:submit:prevent=move |_| {
            add.dispatch(text.get());
            text.set(String::new());
        }>
            <input bind:value=text/>
            <button disabled={add.pending()}>"add"</button>
            {if let Some(error) = error.get() { view! { <p role="alert">{error}</p> } }}
        </form>
        <ul>{for note in notes.get() { view! { <li>{note}</li> } }}</ul>
    }
}
// ANCHOR_END: add

// ANCHOR: failed
#[component]
fn Essay() -> View {
    let text = RwSignal::new(String::new());
    #[volatile]
    let saved = RwSignal::new(0_usize);
    let save = action(async move |text: String| saved.set(text.len()));
    view! {
        <textarea bind:value=text/>
        <button on:click=move |_| save.dispatch(text.get())>"save"</button>
        <p>{match save.failed() {
            None => "",
            Some(CallError::TooLarge) => "That is too long to be saved.",
            Some(CallError::Unknown) => "The connection broke. Please look whether it was saved.",
            Some(_) => "That could not be saved.",
        }}</p>
        <output>{saved}</output>
    }
}
// ANCHOR_END: failed

// ANCHOR: retry
#[server]
static GUESTS: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

#[component]
fn Guests() -> View {
    let name = RwSignal::new(String::new());
    let add = action(async move |name: String| -> Result<(), Error> {
        // Poisoned if somebody panicked: an error that visitors need not read.
        let mut guests = GUESTS.lock().map_err(|error| error.to_string())?;
        guests.push(name);
        Ok(())
    });
    view! {
        <input bind:value=name/>
        <button id="add" disabled={add.pending()} on:click=move |_| add.dispatch(name.get())>"Add"</button>
        <p role="alert" hidden={!add.has_failed()}>
            {add.input()} " could not be added. "
            <button id="retry" hidden={!add.can_retry()} on:click=move |_| add.retry()>"Try again"</button>
        </p>
    }
}
// ANCHOR_END: retry

// ANCHOR: idempotent
/// The payments by their ids: a table with a unique column.
#[server]
static PAYMENTS: std::sync::Mutex<std::collections::BTreeMap<u128, u32>> =
    std::sync::Mutex::new(std::collections::BTreeMap::new());

#[component]
fn Checkout() -> View {
    #[volatile]
    let paid = RwSignal::new(0);
    let pay = action(async move |amount: u32| -> Result<(), Error> {
        let mut payments = PAYMENTS.lock().map_err(|error| error.to_string())?;
        payments.entry(call_id()).or_insert(amount);
        paid.set(payments.values().sum());
        Ok(())
    })
    .idempotent();
    view! {
        <button disabled={pay.pending()} on:click=move |_| pay.dispatch(5)>"Pay"</button>
        <output>{paid}</output>
    }
}
// ANCHOR_END: idempotent

// ANCHOR: captured
#[server]
struct Mailer {
    password: String,
}

#[server]
impl Mailer {
    async fn send(&self, to: &str) -> bool {
        !self.password.is_empty() && to.contains('@')
    }
}

#[component]
fn Invite() -> View {
    let mailer = Mailer {
        password: "canary-password".into(),
    };
    let address = RwSignal::new(String::new());
    #[volatile]
    let state = RwSignal::new(String::new());
    let send = action(async move |(): ()| {
        let sent = mailer.send(&address.get_untracked()).await;
        state.set(if sent {
            "sent".into()
        } else {
            "that is no address".into()
        });
    });
    view! {
        <input bind:value=address/>
        <button on:click=move |_| send.dispatch(())>"invite"</button>
        <p>{state}</p>
    }
}
// ANCHOR_END: captured

// ANCHOR: argument
#[derive(Clone, Copy, PartialEq, Cross)]
enum Move {
    Up,
    Down,
}

#[component]
fn Ranking() -> View {
    #[volatile]
    let names = RwSignal::new(["Ada", "Bo", "Cy"].map(String::from).to_vec());
    let shift = action(async move |(name, to): (String, Move)| {
        names.update(|names| {
            let Some(at) = names.iter().position(|each| *each == name) else {
                return;
            };
            let other = match to {
                Move::Up => at.saturating_sub(1),
                Move::Down => (at + 1).min(names.len() - 1),
            };
            names.swap(at, other);
        });
    });
    view! {
        <ol>
            <For each=names key=|name| name.clone() let:name>
                <li>
                    {name}
                    <button class="up" on:click=move |_| shift.dispatch((name.get(), Move::Up))>"up"</button>
                    <button class="down" on:click=move |_| shift.dispatch((name.get(), Move::Down))>"down"</button>
                </li>
            </For>
        </ol>
    }
}
// ANCHOR_END: argument

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[test]
    fn an_action_runs_on_the_server() {
        let app = App::new(Notes);
        app.fill("input", "buy tea");
        app.sent_nothing();
        app.submit("form");
        assert_eq!(app.text("li"), "buy tea");
        assert_eq!(app.value("input"), "");
        app.submit("form");
        assert_eq!(app.text("[role=alert]"), "a note needs a text");
    }

    #[test]
    fn it_is_pending_until_the_page_has_what_came_of_it() {
        let app = App::new(Notes);
        app.delay(100);
        app.fill("input", "buy tea");
        app.submit("form");
        assert_eq!(app.count("button[disabled]"), 1);
        assert_eq!(app.count("li"), 0);
        app.settle();
        assert_eq!(app.count("button[disabled]"), 0);
        assert_eq!(app.count("li"), 1);
    }

    #[test]
    fn a_page_says_why_a_call_came_to_nothing() {
        let app = App::new(Essay);
        app.fill("textarea", &"x".repeat(2 << 20));
        app.click("button");
        app.sees("too long to be saved");
        assert_eq!(app.text("output"), "0");
        app.fill("textarea", "short");
        app.click("button");
        app.sees_no("too long to be saved");
        assert_eq!(app.text("output"), "5");
    }

    #[test]
    fn what_has_failed_is_named_and_tried_again() {
        let app = App::new(Guests);
        app.delay(100);
        app.fill("input", "Ada");
        app.fail_next();
        app.click("#add");
        app.settle();
        app.sees("Ada could not be added.");
        app.click("#retry");
        assert_eq!(app.count("[role=alert][hidden]"), 1);
        app.settle();
        assert_eq!(app.count("[role=alert][hidden]"), 1);
        let guests = GUESTS.lock().expect("nobody panicked");
        assert_eq!(*guests, ["Ada"]);
    }

    #[test]
    fn nobody_pays_twice() {
        let app = App::new(Checkout);
        app.delay(100);
        app.click("button");
        // The payment is made, and the answer is on its way.
        app.pass(150);
        app.crash();
        app.settle();
        app.settle();
        assert_eq!(app.text("output"), "5");
        assert_eq!(app.count("button[disabled]"), 0);
    }

    #[test]
    fn what_an_action_captures_stays_on_the_server() {
        let app = App::new(Invite);
        app.fill("input", "ada@example.com");
        app.sent_nothing();
        app.click("button");
        app.sees("sent");
        app.never_received("canary-password");
        let app = App::new(Ranking);
        app.click("li:last-child .up");
        assert!(app.text("ol").contains("Cyupdown"));
        assert_eq!(app.count("li"), 3);
        assert!(app.text("li:nth-child(2)").starts_with("Cy"));
    }
}
