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

// ANCHOR: drafts
#[component]
fn Chores() -> View {
    #[volatile]
    let chores = RwSignal::new(Vec::<String>::new());
    let text = RwSignal::new(String::new());
    let add = action(async move |chore: String| -> Result<(), UserError> {
        if chore.is_empty() {
            return Err(UserError::new("A chore needs a name."));
        }
        chores.update(|chores| chores.push(chore));
        Ok(())
    });
    let drafts =
        optimistic(|| Vec::<String>::new()).while_(add, |drafts, chore| drafts.push(chore.clone()));
    view! {
        <input bind:value=text/>
        <button on:click=move |_| add.dispatch(text.get())>"add"</button>
        <p role="alert">{add.error()}</p>
        <ul>
            <For each=chores key=|chore| chore.clone() let:chore><li>{chore}</li></For>
            <li class="draft" hidden={drafts.get().is_empty()}>{drafts.get().join(", ")}</li>
        </ul>
    }
}
// ANCHOR_END: drafts

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
    fn a_row_of_drafts_is_there_at_once_and_gives_way_to_the_rows_of_the_list() {
        let app = App::new(Chores);
        app.delay(200);
        app.fill("input", "sweep");
        app.click("button");
        app.fill("input", "dust");
        app.click("button");
        assert_eq!(app.text(".draft:not([hidden])"), "sweep, dust");
        app.settle();
        assert_eq!(app.count(".draft:not([hidden])"), 0);
        assert_eq!(app.text("ul"), "sweepdust");
        app.fill("input", "");
        app.click("button");
        app.settle();
        app.sees("A chore needs a name.");
        assert_eq!(app.text("ul"), "sweepdust");
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
