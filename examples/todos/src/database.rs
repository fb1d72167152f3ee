//! The list in SQLite: a file that is made when the server starts first.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Parser;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use watershed::prelude::*;

use super::Todo;

static POOL: OnceLock<SqlitePool> = OnceLock::new();

#[derive(Parser)]
struct Arguments {
    /// The file of the database.
    #[arg(long, default_value_os_t = std::env::temp_dir().join("watershed-todos.sqlite"))]
    database: PathBuf,
}

/// Opens the file that the program's arguments choose.
pub async fn choose() -> Result<(), Error> {
    open(&Arguments::parse().database).await
}

/// Opens a file, and makes its tables if it is new.
pub async fn open(file: &Path) -> Result<(), Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    sqlx::raw_sql(include_str!("tables.sql"))
        .execute(&pool)
        .await?;
    POOL.get_or_init(|| pool);
    Ok(())
}

fn pool() -> &'static SqlitePool {
    POOL.get()
        .expect("the database is opened before a page is made")
}

/// Returns the list.
pub async fn all(_: ()) -> Result<Vec<Todo>, Error> {
    sqlx::query_as("SELECT id, title, done, place FROM todos ORDER BY place, id")
        .fetch_all(pool())
        .await
        .map_err(Error::from)
}

/// Adds a row at the end.
pub async fn add(title: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO todos (title, place) SELECT ?, coalesce(max(place), 0) + 1024 FROM todos",
    )
    .bind(title)
    .execute(pool())
    .await?;
    changed();
    Ok(())
}

/// Says that something is done, or is not.
pub async fn mark(id: i64, done: bool) -> Result<(), Error> {
    sqlx::query("UPDATE todos SET done = ? WHERE id = ?")
        .bind(done)
        .bind(id)
        .execute(pool())
        .await?;
    changed();
    Ok(())
}

/// Writes another title.
pub async fn rename(id: i64, title: &str) -> Result<(), Error> {
    sqlx::query("UPDATE todos SET title = ? WHERE id = ?")
        .bind(title)
        .bind(id)
        .execute(pool())
        .await?;
    changed();
    Ok(())
}

/// Takes a row away.
pub async fn delete(id: i64) -> Result<(), Error> {
    sqlx::query("DELETE FROM todos WHERE id = ?")
        .bind(id)
        .execute(pool())
        .await?;
    changed();
    Ok(())
}

/// Moves a row to a place between two others, and makes room between all of them again.
pub async fn put(id: i64, place: i64) -> Result<(), Error> {
    let mut change = pool().begin().await?;
    sqlx::query("UPDATE todos SET place = ? WHERE id = ?")
        .bind(place)
        .bind(id)
        .execute(&mut *change)
        .await?;
    sqlx::query(
        "UPDATE todos SET place = 1024 * ranked.rank
         FROM (SELECT id, row_number() OVER (ORDER BY place, id) AS rank FROM todos) AS ranked
         WHERE todos.id = ranked.id",
    )
    .execute(&mut *change)
    .await?;
    change.commit().await?;
    changed();
    Ok(())
}

/// Lets all open pages read the list again.
fn changed() {
    topic("todos").publish(());
}
