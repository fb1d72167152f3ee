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

// ANCHOR: durable
#[component]
fn Checkout() -> View {
    #[durable]
    let (step, set_step) = signal(1);
    let next = action(async move |_: ()| set_step.update(|step| *step += 1));
    view! {
        <p>"step " {step} " of 3"</p>
        <button id="next" on:click=move |_| next.dispatch(())>"next"</button>
    }
}
// ANCHOR_END: durable

// ANCHOR: lost
#[component]
fn Game() -> View {
    #[volatile]
    let (score, set_score) = signal(0);
    let win = action(async move |points: i32| set_score.update(|score| *score += points));
    let lost = lost_state();
    let is_lost = move || lost.get().iter().any(|name| name == "Game.score");
    view! {
        <button id="win" on:click=move |_| win.dispatch(10)>{score}</button>
        {if is_lost() { view! { <p role="status">"The server was restarted, and your points are gone."</p> } }}
    }
}
// ANCHOR_END: lost

// ANCHOR: draft
/// A letter, and the words that the server has counted in it.
#[component]
fn Letter() -> View {
    let text = RwSignal::new(String::new());
    view! { <textarea bind:value=text></textarea> <p><Words text=text/></p> }
}

#[component]
fn Words(text: RwSignal<String>) -> View {
    #[server_only]
    let words = memo(move || text.with(|text| text.split_whitespace().count()));
    view! { {words} " words" }
}
// ANCHOR_END: draft

// ANCHOR: keyed
#[component]
fn Task(id: u32, name: String) -> View {
    #[durable(id)]
    let done = RwSignal::new(false);
    let finish = action(async move |_: ()| done.set(true));
    view! { <li class:done=done><button on:click=move |_| finish.dispatch(())>{name}</button></li> }
}
// ANCHOR_END: keyed

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

    // ANCHOR: restart
    #[test]
    fn a_checkout_outlives_its_server() {
        let app = App::new(Checkout);
        app.click("#next");
        app.settle();
        app.crash();
        app.settle();
        app.sees("step 2 of 3");
    }
    // ANCHOR_END: restart

    // ANCHOR: losing
    #[test]
    fn a_game_says_that_its_points_are_gone() {
        let app = App::new(Game);
        app.crash();
        app.settle();
        app.sees_no("your points are gone");
        app.click("#win");
        app.sees("10");
        app.crash();
        app.settle();
        app.sees("your points are gone");
    }
    // ANCHOR_END: losing

    // ANCHOR: deploy
    /// The next build: its letters have a subject.
    mod next {
        use super::super::Words;
        use watershed::prelude::*;

        #[component]
        pub fn Letter() -> View {
            let subject = RwSignal::new(String::new());
            let text = RwSignal::new(String::new());
            view! {
                <input bind:value=subject/>
                <textarea bind:value=text></textarea>
                <p><Words text=text/></p>
            }
        }
    }

    #[test]
    fn a_letter_outlives_a_deploy() {
        let app = App::new(Letter);
        app.fill("textarea", "Dear Ada");
        app.deploy(next::Letter);
        app.settle();
        assert_eq!(app.count("input"), 1);
        assert_eq!(app.value("textarea"), "Dear Ada");
        app.sees("2 words");
    }
    // ANCHOR_END: deploy

    #[component]
    fn Tasks() -> View {
        let tasks = RwSignal::new(vec![(1, "sweep"), (2, "paint")]);
        view! {
            <ul>
                <For each=tasks key=|task| task.0 let:task>
                    <Task id={task.get_untracked().0} name={task.get_untracked().1.to_owned()}/>
                </For>
            </ul>
        }
    }

    #[test]
    fn a_task_that_is_done_stays_done() {
        let app = App::new(Tasks);
        app.click("li:nth-child(2) button");
        app.settle();
        app.crash();
        app.settle();
        assert_eq!(app.count("li.done"), 1);
        assert_eq!(app.count("li:nth-child(2).done"), 1);
    }
}
