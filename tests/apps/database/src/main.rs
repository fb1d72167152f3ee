//! A page over a database, written without regard for the browser: items that name the database exist on the server
//! only, and the browser's build compiles without them.

use watershed::prelude::*;

// ANCHOR: items
#[server]
use axum::Extension;
#[server]
use sqlx::{PgPool, Row as _, postgres::PgPoolOptions};

/// A record that both halves share; only the server derives its row.
#[derive(Clone, Debug, PartialEq, Cross)]
#[server(derive(sqlx::FromRow))]
pub struct User {
    name: String,
    #[sqlx(rename = "joined_in")]
    joined: i32,
    #[sqlx(default)]
    #[cross(skip)]
    password: String,
}

#[server]
#[derive(sqlx::FromRow)]
struct Count {
    users: i64,
}

#[server]
impl User {
    async fn all(pool: &PgPool) -> Result<Vec<User>, sqlx::Error> {
        let users = sqlx::query_as("select name, joined_in from users order by name");
        users.fetch_all(pool).await
    }
}

#[server]
async fn count(pool: &PgPool) -> sqlx::Result<Count> {
    sqlx::query_as("select count(*) as users from users")
        .fetch_one(pool)
        .await
}

#[server]
async fn rename(pool: &PgPool, from: &str, to: &str) -> Result<u64, sqlx::Error> {
    let renamed = sqlx::query("update users set name = $2 where name = $1");
    let done = renamed.bind(from).bind(to).execute(pool).await?;
    Ok(done.rows_affected())
}

// ANCHOR_END: items

#[component]
async fn Users() -> Result<View, Error> {
    let Extension(pool): Extension<PgPool> = request().extract().await?;
    let Count { users: known } = count(&pool).await?;
    let newest: i32 = sqlx::query("select max(joined_in) from users")
        .fetch_one(&pool)
        .await?
        .try_get(0)?;
    let users = User::all(&pool).await?;
    let (since, set_since) = signal(0);
    let (name, set_name) = signal(String::new());
    let save = action(async move |from: String| {
        let _ = rename(&pool, &from, &name.get_untracked()).await;
    });
    Ok(view! {
        <main>
            <h1>{known} " users, the newest of " {newest}</h1>
            <button on:click=move |_| set_since.set(newest)>"only the newest"</button>
            <input on:input=move |event| set_name.set(event.value())/>
            <For each=users key=|user| user.name.clone() let:user>
                <p class:old={user.get().joined < since.get()} on:click=move |_| save.dispatch(user.get().name)>
                    {user.get().name}
                </p>
            </For>
        </main>
    })
}

/// The page while there is no database.
#[component]
async fn Home() -> Result<View, Error> {
    let Extension(pool): Extension<PgPool> = request().extract().await?;
    let (open, set_open) = signal(false);
    let count = count(&pool).await.map(|count| count.users).ok();
    Ok(view! {
        <main>
            <button class:open=open on:click=move |_| set_open.update(|open| *open = !*open)>"about"</button>
            {match count {
                Some(count) => view! { <p>{count} " users"</p> },
                None => view! { <p>"The database is away."</p> },
            }}
        </main>
    })
}

/// Connects to an address where nothing listens.
#[server]
fn pool() -> PgPool {
    let options = PgPoolOptions::new().acquire_timeout(std::time::Duration::from_millis(100));
    let pool = options.connect_lazy("postgres://nobody@127.0.0.1:9/nothing");
    pool.expect("that is an address")
}

#[watershed::main]
async fn main() -> Router {
    watershed::router()
        .page("/", Home)
        .page("/users", Users)
        .layer(Extension(pool()))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use axum::{body::Body, http};
    use watershed::testing::App;

    use super::*;

    #[test]
    fn a_page_works_while_its_database_is_away() {
        let tokio = tokio::runtime::Runtime::new().expect("there is room for a thread");
        let pool = tokio.block_on(async { pool() });
        let request = http::Request::get("/").extension(pool).body(Body::empty());
        let app = App::asked("/", request.expect("that is a request"), Home);
        app.sees("The database is away.");
        app.click("button");
        assert_eq!(app.count(".open"), 1);
        app.is_static();
    }
}
