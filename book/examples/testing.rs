// ANCHOR: component
use watershed::prelude::*;

#[component]
fn Votes() -> View {
    let (is_open, set_is_open) = signal(false);
    #[volatile]
    let votes = RwSignal::new(0);
    let vote = action(async move |(): ()| votes.update(|votes| *votes += 1));
    view! {
        <button id="open" on:click=move |_| set_is_open.set(true)>"results"</button>
        <button id="vote" disabled={vote.pending()} on:click=move |_| vote.dispatch(())>"vote"</button>
        <p hidden={!is_open.get()}>{votes} " votes"</p>
    }
}
// ANCHOR_END: component

// ANCHOR: request
#[component]
fn Story() -> Result<View, Error> {
    let id: u32 = request().path()?;
    Ok(view! { <h1>"Story " {id}</h1> })
}
// ANCHOR_END: request

// ANCHOR: tests
#[cfg(test)]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[test]
    fn the_results_open_without_the_server() {
        let app = App::new(Votes);
        app.click("#open");
        assert_eq!(app.count("p[hidden]"), 0);
        app.sent_nothing();
    }

    #[test]
    fn a_vote_counts_once_also_on_a_slow_line() {
        let app = App::new(Votes);
        app.delay(200);
        app.click("#vote");
        app.sees("0 votes");
        assert_eq!(app.count("#vote[disabled]"), 1);
        app.settle();
        app.sees("1 votes");
        assert_eq!(app.count("#vote[disabled]"), 0);
    }

    #[test]
    fn a_connection_that_breaks_comes_again() {
        let app = App::new(Votes);
        app.click("#vote");
        app.cut();
        app.settle();
        app.click("#vote");
        app.settle();
        app.sees("2 votes");
    }
}
// ANCHOR_END: tests

// ANCHOR: asked
#[cfg(test)]
mod requests {
    use super::*;
    use axum::{body::Body, http::Request};
    use watershed::testing::App;

    #[test]
    fn a_story_has_its_number() {
        let request = Request::get("/story/7").body(Body::empty());
        let app = App::asked("/story/{id}", request.expect("a request"), Story);
        assert_eq!(app.text("h1"), "Story 7");
    }
}
// ANCHOR_END: asked
