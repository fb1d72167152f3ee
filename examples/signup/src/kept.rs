//! Who has signed up, in memory; their pictures are in a folder.

use watershed::server;

#[server]
pub mod members {
    use std::io;
    use std::path::PathBuf;
    use std::sync::{Mutex, PoisonError};

    use axum::extract::Path;
    use axum::http::{StatusCode, header};
    use axum::response::{IntoResponse, Response};
    use watershed::form::Upload;

    static MEMBERS: Mutex<Vec<Member>> = Mutex::new(Vec::new());

    /// Somebody who has signed up.
    #[derive(Clone)]
    pub struct Member {
        pub name: String,
        email: String,
        /// The media type of the picture, if there is one.
        pub picture: Option<String>,
    }

    fn with<T>(members: impl FnOnce(&mut Vec<Member>) -> T) -> T {
        members(&mut MEMBERS.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns whether an address is a member's.
    pub fn is_taken(email: &str) -> bool {
        with(|members| members.iter().any(|member| member.email == email))
    }

    /// Returns the member with a number.
    pub fn member(number: usize) -> Option<Member> {
        with(|members| members.get(number).cloned())
    }

    /// Adds a member. Returns the number.
    pub async fn add(name: String, email: String, picture: Option<Upload>) -> io::Result<usize> {
        let media_type = picture
            .as_ref()
            .map(|picture| picture.media_type().to_owned());
        let number = with(|members| {
            members.push(Member {
                name,
                email,
                picture: media_type,
            });
            members.len() - 1
        });
        if let Some(picture) = picture {
            tokio::fs::create_dir_all(folder()).await?;
            picture.persist(path(number)).await?;
        }
        Ok(number)
    }

    /// The folder of this process: the members are gone with it.
    fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("signup-{}", std::process::id()))
    }

    fn path(number: usize) -> PathBuf {
        folder().join(number.to_string())
    }

    /// Serves a picture, by the type that its bytes have shown.
    pub async fn picture(Path(number): Path<usize>) -> Response {
        let media_type = member(number).and_then(|member| member.picture);
        match (media_type, tokio::fs::read(path(number)).await) {
            (Some(media_type), Ok(bytes)) => {
                ([(header::CONTENT_TYPE, media_type)], bytes).into_response()
            }
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }
}
