//! Hacker News: a thread of comments from a database, whose replies can be hidden.

pub mod import;
pub mod thread;

use thread::{Comment, store};
use watershed::prelude::*;

/// The thread with replies that are hidden by a style, which the browser does alone.
#[component]
pub fn Thread() -> Result<View, Error> {
    let story = store::story()?;
    let title = story.title.clone();
    Ok(view! {
        <Head><title>{title}</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <main>
            <h1>{story.title}</h1>
            <ul>{for comment in story.comments { view! { <Styled comment=comment/> } }}</ul>
        </main>
    })
}

/// A comment with its replies.
#[component]
fn Styled(comment: Comment) -> View {
    let (open, set_open) = signal(true);
    view! {
        <li>
            <p>
                <b>{comment.user}</b> <i>{comment.age}</i>
                <button on:click=move |_| set_open.update(|open| *open = !*open)>{if open.get() { "[-]" } else { "[+]" }}</button>
            </p>
            <div style:display={if open.get() { "block" } else { "none" }}>
                <div inner_html=comment.html/>
                <ul>{for reply in comment.replies { view! { <Styled comment=reply/> } }}</ul>
            </div>
        </li>
    }
}

/// The thread with hidden replies that leave the page. The server is asked to show them again.
#[component]
pub fn UnrenderedThread() -> Result<View, Error> {
    let story = store::story()?;
    Ok(view! {
        <Head><title>"Replies that leave the page"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <main>
            <h1>{story.title}</h1>
            <ul>{for comment in story.comments { view! { <Unrendered comment=comment/> } }}</ul>
        </main>
    })
}

/// A comment with its replies, while they are shown.
#[component]
fn Unrendered(comment: Comment) -> View {
    let (open, set_open) = signal(true);
    view! {
        <li>
            <p>
                <b>{comment.user}</b> <i>{comment.age}</i>
                <button on:click=move |_| set_open.update(|open| *open = !*open)>{if open.get() { "[-]" } else { "[+]" }}</button>
            </p>
            <Show when=open>
                <div>
                    <div inner_html=comment.html/>
                    <ul>{for reply in comment.replies { view! { <Unrendered comment=reply/> } }}</ul>
                </div>
            </Show>
        </li>
    }
}

#[watershed::main]
fn main() -> Result<Router, Error> {
    store::choose()?;
    Ok(watershed::router()
        .page("/", Thread)
        .page("/unrender", UnrenderedThread))
}
