#[server]
use std::sync::LazyLock;
use std::time::Duration;

#[server]
use tokio::sync::watch;
use watershed::prelude::*;

// ANCHOR: watch
#[server]
static VOTES: LazyLock<watch::Sender<u32>> = LazyLock::new(watch::Sender::default);

#[component]
fn Poll() -> View {
    let votes = watch_signal(VOTES.subscribe());
    let vote = action(async move |(): ()| VOTES.send_modify(|votes| *votes += 1));
    view! { <button on:click=move |_| vote.dispatch(())>"Yes: " {votes}</button> }
}
// ANCHOR_END: watch

// ANCHOR: topic
#[component]
fn Arrivals() -> View {
    #[volatile]
    let guests = RwSignal::new(Vec::<String>::new());
    let mut arrivals = topic::<String>("arrivals").subscribe();
    task(async move {
        loop {
            let line = match arrivals.next().await {
                Ok(name) => format!("{name} has come"),
                Err(gap) => format!("{} more have come", gap.missed),
            };
            guests.update(|guests| guests.push(line));
        }
    });
    let arrive = action(async move |name: String| topic("arrivals").publish(name));
    view! {
        <button on:click=move |_| arrive.dispatch("Ann".to_owned())>"Come in"</button>
        <ul>{for line in guests.get() { view! { <li>{line}</li> } }}</ul>
    }
}
// ANCHOR_END: topic

// ANCHOR: presence
#[component]
fn Document(visitor: String) -> View {
    let is_editing = RwSignal::new(false);
    let people = presence("document", move || (visitor.clone(), is_editing.get()));
    view! {
        <textarea on:focus=move |_| is_editing.set(true) on:blur=move |_| is_editing.set(false)></textarea>
        <ul>
            {for (name, is_editing) in people.get() {
                view! { <li class:edits=is_editing>{name}</li> }
            }}
        </ul>
    }
}
// ANCHOR_END: presence

// ANCHOR: ticks
#[server]
async fn queue_length(_minute: u64) -> Result<u32, UserError> {
    // A real application asks a service here.
    Ok(3)
}

#[component]
fn Queue() -> View {
    let minutes = ticks(Duration::from_secs(60));
    let length = resource(move || minutes.get(), queue_length);
    view! { <p>{length.value()}" wait, since "{minutes}" minutes"</p> }
}
// ANCHOR_END: ticks

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use watershed::testing::App;

    use super::*;

    #[component]
    fn Office() -> View {
        view! { <Document visitor="Ann".to_owned()/> }
    }

    #[test]
    fn a_vote_is_on_the_pages_of_all() {
        let app = App::new(Poll);
        app.click("button");
        assert_eq!(app.text("button"), "Yes: 1");
        // That of another visitor.
        VOTES.send_modify(|votes| *votes += 1);
        app.settle();
        assert_eq!(app.text("button"), "Yes: 2");
    }

    #[test]
    fn a_message_is_for_all() {
        let (one, two) = (App::new(Arrivals), App::new(Arrivals));
        two.settle();
        one.click("button");
        two.settle();
        assert_eq!(two.text("ul"), "Ann has come");
    }

    #[test]
    fn who_is_there_is_listed() {
        let app = App::new(Office);
        app.settle();
        assert_eq!(app.text("ul"), "Ann");
    }

    #[test]
    fn minutes_pass() {
        let app = App::new(Queue);
        app.settle();
        app.pass(121_000);
        assert_eq!(app.text("p"), "3 wait, since 2 minutes");
    }
}
