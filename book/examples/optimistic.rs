use watershed::prelude::*;

// ANCHOR: like
#[component]
fn Article() -> View {
    #[volatile]
    let liked = RwSignal::new(false);
    let like = action(async move |wanted: bool| -> Result<(), UserError> {
        liked.set(wanted);
        Ok(())
    });
    let shown = optimistic(liked).while_(like, |shown, wanted| *shown = *wanted);
    view! {
        <button class:liked=shown class:saving={like.pending()} on:click=move |_| like.dispatch(!shown.get())>
            {if shown.get() { "Liked" } else { "Like" }}
        </button>
        <p role="alert">{like.error()}</p>
    }
}
// ANCHOR_END: like

// ANCHOR: stock
#[component]
fn Stock() -> View {
    #[volatile]
    let left = RwSignal::new(5_u32);
    let take = action(async move |count: u32| -> Result<(), UserError> {
        let rest = left.get_untracked().checked_sub(count);
        left.set(rest.ok_or_else(|| UserError::new("There are not so many."))?);
        Ok(())
    });
    let fill = action(async move |(): ()| left.set(10));
    let shown = optimistic(left)
        .while_(take, |left, count| *left = left.saturating_sub(*count))
        .while_(fill, |left, ()| *left = 10);
    view! {
        <output>{shown}</output>
        <button id="take" on:click=move |_| take.dispatch(3)>"take three"</button>
        <button id="fill" on:click=move |_| fill.dispatch(())>"fill up"</button>
        <p role="alert">{take.error()}</p>
    }
}
// ANCHOR_END: stock

// ANCHOR: loaded
#[server]
async fn likes(_: ()) -> Result<u32, std::io::Error> {
    // A real application asks its database here, and below.
    Ok(LIKES.load(Ordering::Relaxed))
}

#[component]
fn Likes() -> View {
    let likes = resource(|| (), likes);
    let add = action(async move |(): ()| {
        LIKES.fetch_add(1, Ordering::Relaxed);
        likes.refetch();
    });
    let shown =
        optimistic(move || likes.value().unwrap_or_default()).while_(add, |shown, ()| *shown += 1);
    view! { <button on:click=move |_| add.dispatch(())>{shown} " like this"</button> }
}
// ANCHOR_END: loaded

// ANCHOR: rows
/// A chore. One that is not saved has the number 0.
#[derive(Cross, Clone, PartialEq)]
struct Chore {
    id: u32,
    name: String,
}

#[component]
fn Chores() -> View {
    #[volatile]
    let chores = RwSignal::new(Vec::<Chore>::new());
    let text = RwSignal::new(String::new());
    let add = action(async move |name: String| -> Result<(), UserError> {
        if name.is_empty() {
            return Err(UserError::new("A chore needs a name."));
        }
        chores.update(|chores| {
            let id = chores.iter().map(|chore| chore.id + 1).max().unwrap_or(1);
            chores.push(Chore { id, name });
        });
        Ok(())
    });
    let finish = action(async move |id: u32| {
        chores.update(|chores| chores.retain(|chore| chore.id != id));
    });
    let shown = optimistic(chores)
        .while_(add, |chores, name| {
            let name = name.clone();
            chores.push(Chore { id: 0, name });
        })
        .while_(finish, |chores, id| chores.retain(|chore| chore.id != *id));
    view! {
        <input id="name" bind:value=text/>
        <button id="add" on:click=move |_| add.dispatch(text.get())>"add"</button>
        <p role="alert">{add.error()}</p>
        <ul>
            <For each=shown key=|chore| chore.id let:chore>
                <li class:draft={chore.get().id == 0}>
                    <b>{chore.get().name.clone()}</b>
                    <button on:click=move |_| finish.dispatch(chore.get().id)>"done"</button>
                </li>
            </For>
        </ul>
    }
}
// ANCHOR_END: rows

#[server]
use std::sync::atomic::{AtomicU32, Ordering};
#[server]
static LIKES: AtomicU32 = AtomicU32::new(0);

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use watershed::testing::App;

    #[test]
    fn a_button_shows_what_it_does_before_the_server_knows() {
        let app = App::new(Article);
        app.delay(200);
        app.click("button");
        assert_eq!(app.text("button"), "Liked");
        assert_eq!(app.count("button.saving"), 1);
        app.settle();
        assert_eq!(app.text("button"), "Liked");
        assert_eq!(app.count("button.saving"), 0);
        app.click("button");
        assert_eq!(app.text("button"), "Like");
        app.settle();
        assert_eq!(app.text("button"), "Like");
    }

    #[test]
    fn of_several_calls_the_one_that_fails_is_taken_back() {
        let app = App::new(Stock);
        app.delay(200);
        app.click("#take");
        app.click("#take");
        assert_eq!(app.text("output"), "0");
        app.settle();
        assert_eq!(app.text("output"), "2");
        app.sees("There are not so many.");
        app.click("#fill");
        app.click("#take");
        assert_eq!(app.text("output"), "7");
        app.settle();
        assert_eq!(app.text("output"), "7");
    }

    #[test]
    fn a_chore_has_a_row_at_once_and_is_away_at_once() {
        let app = App::new(Chores);
        app.delay(200);
        for name in ["sweep", "dust"] {
            app.fill("#name", name);
            app.click("#add");
        }
        assert_eq!(app.count(".draft"), 2);
        assert_eq!(app.text("li:last-child b"), "dust");
        app.settle();
        assert_eq!(app.count("li"), 2);
        assert_eq!(app.count(".draft"), 0);
        app.click("li button");
        assert_eq!(app.text("li b"), "dust");
        app.settle();
        assert_eq!(app.count("li"), 1);
        app.fill("#name", "");
        app.click("#add");
        assert_eq!(app.count("li.draft"), 1);
        app.settle();
        app.sees("A chore needs a name.");
        assert_eq!(app.count("li"), 1);
    }

    #[test]
    fn a_loaded_value_and_the_end_of_the_call_arrive_together() {
        let app = App::new(Likes);
        app.delay(200);
        app.click("button");
        assert_eq!(app.text("button"), "1 like this");
        app.settle();
        assert_eq!(app.text("button"), "1 like this");
    }
}
