//! A shop: a list, an item and a cart in one layout, which stays while its visitor goes from page to page.

use watershed::prelude::*;

#[cfg(not(target_arch = "wasm32"))]
pub mod members;

/// An article.
#[derive(Clone, Copy, PartialEq)]
struct Article {
    id: u32,
    name: &'static str,
    price: u32,
}

/// The articles of the shop.
#[server]
const ARTICLES: [Article; 4] = [
    Article {
        id: 1,
        name: "Blue chair",
        price: 90,
    },
    Article {
        id: 2,
        name: "Round table",
        price: 240,
    },
    Article {
        id: 3,
        name: "Reading lamp",
        price: 45,
    },
    Article {
        id: 4,
        name: "Long shelf",
        price: 130,
    },
];

/// The cart, for the pages in the layout.
#[derive(Clone)]
struct Cart {
    add: Action<u32>,
}

/// The layout: what stays while pages change.
#[component]
pub fn Shop() -> View {
    #[volatile]
    let (count, set_count) = signal(0);
    let add = action(async move |number: u32| set_count.update(|count| *count += number));
    provide_context(Cart { add });
    let search = RwSignal::new(String::new());
    let opened = RwSignal::new(0);
    view! {
        <Head><link rel="stylesheet" href=asset!("../style.css")></Head>
        <nav>
            <A id="all" href="/">"All articles"</A>" "
            <A id="help" href="/help">"Help"</A>" "
            <A id="orders" href="/orders">"Orders"</A>" "
            <A id="account" href="/account">"Your account"</A>" "
            <a id="about" href="/about">"About"</a>
        </nav>
        <p>
            <input id="search" placeholder="What are you looking for?" bind:value=search/>
            <button id="clicks" on:click=move |_| opened.update(|opened| *opened += 1)>{opened}</button>
            <button id="one-more" on:click=move |_| add.dispatch(1)>"In the cart: " <b id="cart">{count}</b></button>
        </p>
        <main><Outlet/></main>
    }
}

/// All articles.
#[component]
pub fn List() -> View {
    view! {
        <Head><title>"All articles"</title></Head>
        <h1>"All articles"</h1>
        <ul style="padding-bottom:200vh">
            {for article in ARTICLES { view! {
                <li><A class="article" href={format!("/article/{}", article.id)}>{article.name}</A></li>
            } }}
        </ul>
    }
}

/// One article.
#[component]
pub fn Detail() -> View {
    let id = params::<u32>();
    let article = memo(move || ARTICLES.into_iter().find(|article| article.id == id.get()));
    let Cart { add } = use_context().expect("an article is in the shop");
    view! {
        <Head><title>{article.get().map_or("Nothing", |article| article.name)}</title></Head>
        <h1>{article.get().map(|article| article.name)}</h1>
        <p>{article.get().map_or(0, |article| article.price)} " Euro"</p>
        <button id="buy" on:click=move |_| add.dispatch(1)>"Into the cart"</button>
        <p style="padding-top:200vh"><A id="next" href={format!("/article/{}", id.get() % 4 + 1)}>"The next article"</A></p>
    }
}

/// Help, which is a layout as well.
#[component]
pub fn Help() -> View {
    view! {
        <ul>
            <li><A id="start" href="/help">"Start"</A></li>
            <li><A id="returns" href="/help/returns">"Returns"</A></li>
        </ul>
        <section><Outlet/></section>
    }
}

/// The first page of the help.
#[component]
pub fn Start() -> View {
    view! {
        <Head><title>"Help"</title></Head>
        <h1>"How can we help?"</h1>
        <input id="question" autofocus placeholder="Your question"/>
    }
}

/// The way to return an article.
#[component]
pub fn Returns() -> View {
    view! { <Head><title>"Returns"</title></Head> <h1>"Send it back"</h1> }
}

/// A page that takes a second.
#[component]
pub async fn Orders() -> View {
    pause().await;
    view! { <Head><title>"Orders"</title></Head> <h1>"Your orders"</h1> <p>"There are none."</p> }
}

#[server]
async fn pause() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}

/// The form to log in, which is sent to a route of its own.
#[component]
pub fn Login() -> Result<View, Error> {
    let query: Vec<(String, String)> = request().query()?;
    let has_failed = query.iter().any(|(name, _)| name == "failed");
    Ok(view! {
        <Head><title>"Log in"</title></Head>
        <h1>"Log in"</h1>
        {if has_failed { view! { <p id="failed" role="alert">"Name and password do not go together."</p> } }}
        <form method="post" action="/members/login">
            <p><label>"Name " <input id="name" name="name" autocomplete="username" required/></label></p>
            <p><label>"Password " <input id="password" name="password" type="password" autocomplete="current-password" required/></label></p>
            <button id="log-in">"Log in"</button>
        </form>
    })
}

/// A page that only members see: its route has a guard.
#[component]
pub async fn Account() -> Result<View, Error> {
    let session: tower_sessions::Session = request().extract().await?;
    let name = members::member(&session).await;
    Ok(view! {
        <Head><title>"Your account"</title></Head>
        <h1>"Hello, " {name}</h1>
        <form method="post" action="/members/logout"><button id="log-out">"Log out"</button></form>
    })
}

/// An address that has changed.
#[component]
pub fn Moved() -> Result<View, Error> {
    let id: u32 = request().path()?;
    Err(redirect(format!("/article/{id}")))
}

/// A page outside of the layout.
#[component]
pub fn About() -> View {
    view! {
        <Head><title>"About us"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <h1>"About us"</h1>
        <p><A id="home" href="/">"To the shop"</A></p>
    }
}

/// The page for addresses where there is nothing.
#[component]
pub fn NotFound() -> View {
    view! { <Head><title>"Nothing"</title></Head> <h1>"There is nothing here"</h1> <p><A href="/">"To the shop"</A></p> }
}

#[watershed::main]
fn main() -> Router {
    let router = watershed::router()
        .layout("/", Shop, |shop| {
            shop.page("", List)
                .page("/article/{id}", Detail)
                .page("/item/{id}", Moved)
                .page("/orders", Orders)
                .page("/login", Login)
                .page("/account", guard(Account, members::is_member))
                .layout("/help", Help, |help| {
                    help.page("", Start).page("/returns", Returns)
                })
        })
        .page("/about", About)
        .not_found(NotFound);
    members::with_members(router)
}
