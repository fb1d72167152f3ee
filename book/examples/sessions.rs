use watershed::prelude::*;

// ANCHOR: connection
#[component]
fn Board() -> View {
    let line = RwSignal::new(Connection::Live);
    effect(move || line.set(connection()));
    #[volatile]
    let votes = RwSignal::new(0);
    let vote = action(async move |_: ()| votes.update(|votes| *votes += 1));
    view! {
        <button id="vote" on:click=move |_| vote.dispatch(())>{votes} " votes"</button>
        <p role="status">
            {match line.get() {
                Connection::Live => "",
                Connection::Updating => "A new version is on its way.",
                Connection::Offline { .. } => "You are offline. Your votes will be counted later.",
                _ => "One moment.",
            }}
        </p>
    }
}
// ANCHOR_END: connection

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    // ANCHOR: offline
    #[test]
    fn a_vote_without_a_connection_is_counted_later() {
        let app = App::new(Board);
        app.offline(|| {
            app.click("#vote");
            app.pass(60_000);
            app.sees("0 votes");
            app.sees("You are offline.");
        });
        app.settle();
        app.sees("1 votes");
        app.sees_no("You are offline.");
    }
    // ANCHOR_END: offline
}
