//! Files of forms, on the server.

use std::any::Any;
use std::env;
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::{TemporaryFile, Upload, UploadRules};
use crate::form::FieldError;
use crate::server;

/// The environment variable with the folder of temporary files.
const FOLDER: &str = "WATERSHED_UPLOADS";

/// A file that was received.
#[derive(Debug)]
pub(crate) struct StoredUpload {
    pub name: String,
    pub media_type: &'static str,
    pub size: u64,
    /// The value that the sink of the field has made.
    pub made: Arc<dyn Any + Send + Sync>,
}

/// Receives the bytes of a file, by the sink of a field.
pub(crate) type ReceiveUpload =
    fn(
        IncomingUpload,
    ) -> Pin<Box<dyn Future<Output = io::Result<Arc<dyn Any + Send + Sync>>> + Send>>;

/// Receives the files of a field of type `Upload<Self>` while they come in: a place that is no temporary file.
///
/// ```
/// use std::io;
/// use watershed::form::{IncomingUpload, Upload, UploadSink};
/// use watershed::prelude::*;
///
/// /// The number of lines of a text, which is not stored.
/// pub struct Lines(usize);
///
/// impl UploadSink for Lines {
///     async fn receive(mut incoming: IncomingUpload) -> io::Result<Self> {
///         let mut lines = 0;
///         while let Some(bytes) = incoming.next().await {
///             lines += bytes.iter().filter(|byte| **byte == b'\n').count();
///         }
///         Ok(Self(lines))
///     }
/// }
///
/// #[derive(Form)]
/// struct Book {
///     #[form(accept = "text/plain", max = "1MB")]
///     text: Upload<Lines>,
/// }
///
/// async fn save(book: Book) -> usize {
///     book.text.stored().0
/// }
/// ```
///
/// The browser's half has a field of the type too, but no bytes: mark the `impl` with `#[server]`.
pub trait UploadSink: Sized + Send + Sync + 'static {
    /// Receives a file. If it turns out to be too large, or does not come to its end, the future is dropped: what it has made until
    /// then is its own to take back.
    ///
    /// # Errors
    /// If the file cannot be kept. The form is then refused with the status 507.
    fn receive(incoming: IncomingUpload) -> impl Future<Output = io::Result<Self>> + Send;
}

/// A file that is coming in.
#[derive(Debug)]
pub struct IncomingUpload {
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) pieces: mpsc::Receiver<Bytes>,
}

impl IncomingUpload {
    /// Returns the name that the visitor's file has, without a path. Never make a path of it.
    pub fn file_name(&self) -> &str {
        &self.name
    }

    /// Returns the media type that the first bytes show: see [`Upload::media_type`].
    pub fn media_type(&self) -> &str {
        self.media_type
    }

    /// Returns the next bytes; `None` at the end of the file.
    pub async fn next(&mut self) -> Option<Bytes> {
        self.pieces.recv().await
    }
}

pub(super) fn receive<T: UploadSink>(
    incoming: IncomingUpload,
) -> Pin<Box<dyn Future<Output = io::Result<Arc<dyn Any + Send + Sync>>> + Send>> {
    Box::pin(async {
        let made = T::receive(incoming).await?;
        Ok(Arc::new(made) as _)
    })
}

impl UploadSink for TemporaryFile {
    async fn receive(mut incoming: IncomingUpload) -> io::Result<Self> {
        let folder = env::var_os(FOLDER).map_or_else(env::temp_dir, PathBuf::from);
        // Who finds a file that a process has left behind when it was killed sees whose it is.
        let file = tempfile::Builder::new()
            .prefix(&format!("watershed-upload-{}-", std::process::id()))
            .tempfile_in(folder)?;
        let (file, path) = file.into_parts();
        let mut file = File::from_std(file);
        while let Some(bytes) = incoming.next().await {
            file.write_all(&bytes).await?;
        }
        file.flush().await?;
        Ok(Self { path })
    }
}

impl<T> Upload<T> {
    /// Returns the name that the visitor's file has, without a path. Never make a path of it.
    pub fn file_name(&self) -> &str {
        &self.stored.name
    }

    /// Returns the media type that the first bytes of the file show; `text/plain` for other text, and
    /// `application/octet-stream` for anything else.
    pub fn media_type(&self) -> &str {
        self.stored.media_type
    }

    /// Returns the number of bytes.
    pub fn size(&self) -> u64 {
        self.stored.size
    }

    /// Checks what the field that asks for the file allows.
    pub(super) fn checked(stored: StoredUpload, rules: &UploadRules) -> Result<Self, FieldError>
    where
        T: UploadSink,
    {
        if stored.size > rules.max {
            return Err(FieldError::TooLargeFile(rules.max));
        }
        let is_own = stored.made.is::<T>();
        match is_own && server::accepts(rules.accept, stored.media_type, &stored.name) {
            true => Ok(Self {
                stored: Arc::new(stored),
                of: PhantomData,
            }),
            false => Err(FieldError::WrongType),
        }
    }
}

impl<T: UploadSink> Upload<T> {
    /// Returns what the sink of the field has made of the file.
    pub fn stored(&self) -> &T {
        let made = self.stored.made.downcast_ref();
        made.expect("a file is of the type that was checked")
    }
}

impl Upload {
    /// Returns the path of the temporary file.
    pub fn path(&self) -> &Path {
        &self.stored().path
    }

    /// Reads the whole file.
    ///
    /// # Errors
    /// Of the file system.
    pub async fn bytes(&self) -> io::Result<Vec<u8>> {
        tokio::fs::read(self.path()).await
    }

    /// Moves the file to a path, where it stays.
    ///
    /// # Errors
    /// Of the file system.
    pub async fn persist(self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        match tokio::fs::rename(self.path(), path).await {
            // Temporary files may be on another file system.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                copied(self.path(), path).await
            }
            moved => moved,
        }
    }
}

/// Copies a file, which is at its path when it is whole.
async fn copied(from: &Path, path: &Path) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut done = tokio::fs::copy(from, &part).await.map(drop);
    if done.is_ok() {
        done = tokio::fs::rename(&part, path).await;
    }
    if done.is_err() {
        // What has failed is the copy, and this is said.
        let _ = tokio::fs::remove_file(&part).await;
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_copy_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        std::fs::write(&from, "all of it").expect("there is room");
        copied(&from, &to).await.expect("there is room");
        assert_eq!(std::fs::read(&to).expect("it is there"), b"all of it");
        // It cannot take the place of a folder.
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).expect("there is room");
        assert!(copied(&from, &taken).await.is_err());
        let names = std::fs::read_dir(folder.path()).expect("it is readable");
        assert_eq!(names.count(), 3, "no part is left");
    }
}
