//! Members: how they log in and out, and who may see their pages.
//!
//! The session of a visitor is that of the crate tower-sessions, a password that of argon2. Logging in and out are ordinary routes, since
//! only the answer to a request can set a cookie that scripts cannot read.

use std::sync::LazyLock;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Argon2, PasswordHash, PasswordVerifier};
use axum::Form;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::post;
use serde::Deserialize;
use tower_sessions::cookie::SameSite;
use tower_sessions::{MemoryStore, Session, SessionManagerLayer};
use watershed::prelude::*;
use watershed::server::RenewedVisitor;

/// The name under which a session has that of the member.
const MEMBER: &str = "member";

/// The members, with the hashes of their passwords. An application has them in its database.
static MEMBERS: LazyLock<[(&str, String); 1]> = LazyLock::new(|| {
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default().hash_password(b"a chair and a lamp", &salt);
    [("ann", hash.expect("a password has a hash").to_string())]
});

/// The form of the page to log in.
#[derive(Deserialize)]
struct Login {
    name: String,
    password: String,
}

impl Login {
    /// Returns the name of the member, if the password is theirs. A name that nobody has takes as long as a wrong password.
    fn member(&self) -> Option<&'static str> {
        let found = MEMBERS.iter().find(|(name, _)| *name == self.name);
        let (name, hash) = found.unwrap_or(&MEMBERS[0]);
        let hash = PasswordHash::new(hash).ok()?;
        let verified = Argon2::default().verify_password(self.password.as_bytes(), &hash);
        found.filter(|_| verified.is_ok()).map(|_| *name)
    }
}

/// Adds the routes of members, and the sessions of visitors.
pub fn with_members(router: Router) -> Router {
    // Behind TLS, leave `with_secure` out: then browsers send the cookie over encrypted connections alone.
    let sessions = SessionManagerLayer::new(MemoryStore::default())
        .with_same_site(SameSite::Lax)
        .with_secure(false);
    router
        .route("/members/login", post(log_in))
        .route("/members/logout", post(log_out))
        .layer(sessions)
}

/// Lets members in, and leads others to the page to log in.
pub async fn is_member(session: Session) -> Result<(), Redirect> {
    match member(&session).await {
        Some(_) => Ok(()),
        None => Err(Redirect::to("/login")),
    }
}

/// Returns the name of the member whose session it is.
pub async fn member(session: &Session) -> Option<String> {
    session.get(MEMBER).await.ok()?
}

/// Gives a member a session with another name, so that nobody has it who knew the one before.
async fn log_in(
    session: Session,
    renewed: RenewedVisitor,
    Form(login): Form<Login>,
) -> Result<(RenewedVisitor, Redirect), Redirect> {
    // A hash takes long, and a worker has other visitors.
    let member = tokio::task::spawn_blocking(move || login.member()).await;
    let refused = || Redirect::to("/login?failed=true");
    let member = member.ok().flatten().ok_or_else(refused)?;
    session.cycle_id().await.map_err(|_| refused())?;
    session
        .insert(MEMBER, member)
        .await
        .map_err(|_| refused())?;
    Ok((renewed, Redirect::to("/account")))
}

/// Ends the session of a member, and the pages that they have open.
async fn log_out(
    session: Session,
    renewed: RenewedVisitor,
) -> Result<(RenewedVisitor, Redirect), StatusCode> {
    let ended = session.flush().await;
    ended.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok((renewed, Redirect::to("/")))
}
