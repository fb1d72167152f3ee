//! `#[server]`: natively nothing changes. For the browser this file is only type-checked.

use watershed::prelude::*;

/// A type that the browser does not have.
#[server]
mod database {
    #[derive(Clone)]
    pub struct Pool;
    pub struct Row<T>(pub T);
    #[derive(Debug)]
    pub struct Broken;
    impl std::fmt::Display for Broken {
        fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            out.write_str("broken")
        }
    }
    impl std::error::Error for Broken {}
}

#[server]
use database::{Pool, Row as DatabaseRow};

#[server]
async fn load(pool: &Pool, id: u32) -> Result<u64, database::Broken> {
    let row = DatabaseRow(pool.clone());
    let _: Pool = row.0;
    if id == 0 {
        Err(database::Broken)
    } else {
        Ok(u64::from(id))
    }
}

#[server]
fn first<T: Into<u64>>(values: Vec<T>) -> Option<u64> {
    values.into_iter().next().map(Into::into)
}

#[server]
#[derive(Clone)]
struct Store {
    pool: Pool,
}

#[server]
impl Store {
    fn new() -> Self {
        Self { pool: Pool }
    }

    async fn find(&self, id: u32) -> Result<u64, database::Broken> {
        load(&self.pool, id).await
    }
}

#[server]
mod users {
    use super::database::Broken;

    pub struct Session(pub u64);

    pub fn joined(session: &Session) -> Result<u64, Broken> {
        Ok(session.0)
    }
}

/// Client code captures a value that was computed with all of these; both halves agree on the types.
#[component]
async fn Profile(#[prop(optional)] shift: u64) -> Result<View, Error> {
    let store = Store::new();
    let loaded = store.find(3).await?;
    let first = first(vec![1u32]);
    let joined = users::joined(&users::Session(7))?;
    let (total, set_total) = signal(0);
    Ok(view! {
        <button on:click=move |_| set_total.set(loaded + first.unwrap_or(0) + joined + shift)>{total}</button>
    })
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn on_the_server_everything_is_what_it_was() {
    let props = Profile::props().build();
    assert!(matches!(Profile(props), watershed::rt::Pending::Later(_)));
    assert_eq!(first(vec![4u8]), Some(4));
}
