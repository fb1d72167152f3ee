//! Who has signed up, in memory; their pictures are in a folder.

use watershed::server;

#[server]
pub mod members {
    use std::io;
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, PoisonError};

    use axum::extract::Path;
    use axum::http::{StatusCode, header};
    use axum::response::{IntoResponse, Response};
    use watershed::form::Upload;

    /// The number of the next picture's file.
    static NEXT_FILE: AtomicUsize = AtomicUsize::new(0);

    static MEMBERS: Mutex<Vec<Member>> = Mutex::new(Vec::new());

    /// Somebody who has signed up.
    #[derive(Clone)]
    pub struct Member {
        pub name: String,
        email: String,
        pub picture: Option<Picture>,
    }

    /// A picture of a member.
    #[derive(Clone)]
    pub struct Picture {
        file: usize,
        media_type: String,
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
        let file = NEXT_FILE.fetch_add(1, Ordering::Relaxed);
        // Nobody is a member whose picture could not be kept.
        if let Some(picture) = picture {
            tokio::fs::create_dir_all(folder()).await?;
            picture.persist(path(file)).await?;
        }
        let picture = media_type.map(|media_type| Picture { file, media_type });
        Ok(with(|members| {
            members.push(Member {
                name,
                email,
                picture,
            });
            members.len() - 1
        }))
    }

    /// The folder of this process: the members are gone with it.
    fn folder() -> PathBuf {
        std::env::temp_dir().join(format!("signup-{}", std::process::id()))
    }

    fn path(file: usize) -> PathBuf {
        folder().join(file.to_string())
    }

    /// Serves a picture, by the type that its bytes have shown.
    pub async fn picture(Path(number): Path<usize>) -> Response {
        let Some(picture) = member(number).and_then(|member| member.picture) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        match tokio::fs::read(path(picture.file)).await {
            Ok(bytes) => ([(header::CONTENT_TYPE, picture.media_type)], bytes).into_response(),
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        }
    }
}
