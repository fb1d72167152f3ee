//! Reads a form with files. Every limit is checked while the body comes in.

use std::collections::HashMap;
use std::io;
use std::pin::pin;

use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::{Stream, StreamExt, TryFutureExt};
use multer::{Field, Multipart};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::UploadTokens;
use super::accept::{TELLING, accepts, sniffed};
use super::paced::{ReadingPace, TooSlow};
use crate::form::{
    CUT, FieldError, FormEntries, IncomingUpload, StoredUpload, UploadForm, UploadPlace,
};
use crate::server::view::limit::Limit;
use crate::wire::limits::{FORM, FORM_ENTRIES, FORM_UPLOADS, STALLED};

/// The control that names the action, and behind a point the number of the form.
const ACTION: &str = "_action";

/// The most characters of a file's name that are kept.
const LONGEST_NAME: usize = 200;

/// A form that was read.
#[derive(Debug)]
pub(crate) struct ReceivedForm {
    /// The entries; those of files are their tokens.
    pub entries: FormEntries,
    /// The tokens.
    pub tokens: UploadTokens,
}

/// The reason why a form cannot be read.
#[derive(Debug)]
pub(crate) enum UploadFailure {
    /// The body is not what a browser sends for a form of this program.
    Malformed,
    /// The names and texts, or the parts or files, are more than a form may have.
    TooLarge,
    /// Nothing came for too long, or too little.
    Stalled,
    /// Too many files wait.
    NoRoom,
    /// The file system failed.
    Storage(io::Error),
}

impl From<multer::Error> for UploadFailure {
    fn from(_: multer::Error) -> Self {
        Self::Malformed
    }
}

impl From<TooSlow> for UploadFailure {
    fn from(_: TooSlow) -> Self {
        Self::Stalled
    }
}

impl From<io::Error> for UploadFailure {
    fn from(error: io::Error) -> Self {
        Self::Storage(error)
    }
}

/// Reads a form with files, whose tokens are added to these.
///
/// # Errors
/// If the body is not a form. A file that is refused is no error: its token says why.
pub(crate) async fn receive<S, E>(
    body: S,
    boundary: String,
    tokens: UploadTokens,
) -> Result<ReceivedForm, UploadFailure>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
{
    let pace = ReadingPace::default();
    let mut reader = FormBody {
        parts: Multipart::new(pace.body(body), boundary),
        pace,
        begun: 0,
        places: Vec::new(),
        counts: HashMap::new(),
        texts: 0,
        form: ReceivedForm {
            entries: Vec::new(),
            tokens,
        },
    };
    while let Some(part) = reader.next().await? {
        if reader.take(part).await?.is_cut() {
            reader.form.entries.push((CUT.to_owned(), String::new()));
            break;
        }
    }
    Ok(reader.form)
}

/// A form that is being read.
struct FormBody {
    parts: Multipart<'static>,
    pace: ReadingPace,
    /// The number of parts.
    begun: usize,
    places: Vec<UploadPlace>,
    /// The files of each name.
    counts: HashMap<String, u32>,
    /// The bytes of all names and texts.
    texts: usize,
    form: ReceivedForm,
}

/// The step after a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AfterPart {
    Next,
    /// The rest is not read.
    Cut,
}

impl AfterPart {
    fn is_cut(self) -> bool {
        self == Self::Cut
    }
}

impl FormBody {
    async fn next(&mut self) -> Result<Option<Field<'static>>, UploadFailure> {
        let parts = &mut self.parts;
        let part = self.pace.next(|context| parts.poll_next_field(context));
        Ok(part.await??)
    }

    async fn take(&mut self, part: Field<'static>) -> Result<AfterPart, UploadFailure> {
        self.begun += 1;
        if self.begun > FORM_ENTRIES {
            Limit::FormEntries.hit();
            return Err(UploadFailure::TooLarge);
        }
        let name = part.name().unwrap_or_default().to_owned();
        self.count_text(name.len())?;
        match part.file_name().map(base_name) {
            None => self.text(name, part).await,
            Some(file_name) => self.file(name, file_name, part).await,
        }
    }

    fn count_text(&mut self, bytes: usize) -> Result<(), UploadFailure> {
        self.texts += bytes;
        if self.texts > FORM {
            Limit::Form.hit();
            return Err(UploadFailure::TooLarge);
        }
        Ok(())
    }

    async fn text(
        &mut self,
        name: String,
        mut part: Field<'static>,
    ) -> Result<AfterPart, UploadFailure> {
        let mut text = Vec::new();
        while let Some(piece) = self.piece(&mut part).await? {
            self.count_text(piece.len())?;
            text.extend_from_slice(&piece);
        }
        let mut text = String::from_utf8_lossy(&text).into_owned();
        if name == ACTION {
            let (action, number) = text.split_once('.').ok_or(UploadFailure::Malformed)?;
            let number = u32::from_str_radix(number, 16).ok();
            let places = number.and_then(UploadForm::places);
            self.places = places.ok_or(UploadFailure::Malformed)?;
            text.truncate(action.len());
        }
        self.form.entries.push((name, text));
        Ok(AfterPart::Next)
    }

    async fn file(
        &mut self,
        name: String,
        file_name: String,
        mut part: Field<'static>,
    ) -> Result<AfterPart, UploadFailure> {
        let next = self.piece(&mut part).await?;
        if next.is_none() && file_name.is_empty() {
            // Nothing was chosen.
            return Ok(AfterPart::Next);
        }
        if self.form.tokens.all().len() >= FORM_UPLOADS {
            Limit::FormUploads.hit();
            return Err(UploadFailure::TooLarge);
        }
        if !self.form.tokens.has_room() {
            return Err(UploadFailure::NoRoom);
        }
        let general = without_indices(&name);
        let place = self.places.iter().find(|place| place.name == general);
        let place = place.ok_or(UploadFailure::Malformed)?.clone();
        let count = self.counts.entry(name.clone()).or_default();
        *count += 1;
        let most = if place.is_several {
            place.rules.count
        } else {
            1
        };
        if *count > most {
            return Ok(self.refused(name, FieldError::TooMany(most), AfterPart::Cut));
        }
        let start = self.start(next, &mut part, place.rules.max).await?;
        let media_type = sniffed(&start.concat());
        if !accepts(place.rules.accept, media_type, &file_name) {
            let after = self.skip(&mut part, &start, place.rules.max).await?;
            // The browser's code looks at the size before it sends anything.
            let refusal = match after {
                AfterPart::Next => FieldError::WrongType,
                AfterPart::Cut => FieldError::TooLargeFile(place.rules.max),
            };
            return Ok(self.refused(name, refusal, after));
        }
        let (sender, pieces) = mpsc::channel(1);
        let incoming = IncomingUpload {
            name: file_name.clone(),
            media_type,
            pieces,
        };
        let made = (place.receive)(incoming).map_err(|error| Stop::Failed(error.into()));
        let sent = self.send(&mut part, start, place.rules.max, sender);
        match both(sent, made).await {
            Ok((size, made)) => {
                let token = self.form.tokens.add(Ok(StoredUpload {
                    name: file_name,
                    media_type,
                    size,
                    made,
                }));
                self.form.entries.push((name, token));
                Ok(AfterPart::Next)
            }
            Err(Stop::TooLarge) => {
                let refusal = FieldError::TooLargeFile(place.rules.max);
                Ok(self.refused(name, refusal, AfterPart::Cut))
            }
            Err(Stop::Failed(failure)) => Err(failure),
        }
    }

    /// Reads as much of a file as tells its type.
    async fn start(
        &mut self,
        mut next: Option<Bytes>,
        part: &mut Field<'static>,
        max: u64,
    ) -> Result<Vec<Bytes>, UploadFailure> {
        let mut start = Vec::new();
        let mut size = 0;
        while let Some(piece) = next.take() {
            size += piece.len();
            start.push(piece);
            if size < TELLING && size as u64 <= max {
                next = self.piece(part).await?;
            }
        }
        Ok(start)
    }

    /// Reads the rest of a file that is not kept, as far as it may be large.
    async fn skip(
        &mut self,
        part: &mut Field<'static>,
        start: &[Bytes],
        max: u64,
    ) -> Result<AfterPart, UploadFailure> {
        let mut size: u64 = start.iter().map(|piece| piece.len() as u64).sum();
        while size <= max {
            match self.piece(part).await? {
                Some(piece) => size += piece.len() as u64,
                None => return Ok(AfterPart::Next),
            }
        }
        Ok(AfterPart::Cut)
    }

    /// Sends the pieces of a file to its sink. Returns their size.
    async fn send(
        &mut self,
        part: &mut Field<'static>,
        start: Vec<Bytes>,
        max: u64,
        sink: mpsc::Sender<Bytes>,
    ) -> Result<u64, Stop> {
        let mut size = 0;
        let mut start = start.into_iter();
        loop {
            let piece = match start.next() {
                Some(piece) => piece,
                None => match self.piece(part).await.map_err(Stop::Failed)? {
                    Some(piece) => piece,
                    None => return Ok(size),
                },
            };
            size += piece.len() as u64;
            if size > max {
                return Err(Stop::TooLarge);
            }
            // A sink may have seen enough.
            let _ = sink_in_time(sink.send(piece)).await?;
        }
    }

    async fn piece(&mut self, part: &mut Field<'static>) -> Result<Option<Bytes>, UploadFailure> {
        loop {
            let piece = self.pace.next(|context| part.poll_next_unpin(context));
            let piece = piece.await?.transpose()?;
            // Of a part without bytes there may be an empty piece.
            if piece.as_ref().is_none_or(|piece| !piece.is_empty()) {
                return Ok(piece);
            }
        }
    }

    fn refused(&mut self, name: String, refusal: FieldError, after: AfterPart) -> AfterPart {
        let token = self.form.tokens.add(Err(refusal));
        self.form.entries.push((name, token));
        after
    }
}

/// Waits until all of a file is sent, and its sink has made something of it. The first that fails ends the other one.
async fn both<T>(
    sent: impl Future<Output = Result<u64, Stop>>,
    made: impl Future<Output = Result<T, Stop>>,
) -> Result<(u64, T), Stop> {
    match select(pin!(sent), pin!(made)).await {
        Either::Left((size, made)) => Ok((size?, sink_in_time(made).await??)),
        Either::Right((made, sent)) => {
            let made = made?;
            Ok((sent.await?, made))
        }
    }
}

/// Waits for a sink, which may be as slow as a visitor.
async fn sink_in_time<T>(sink: impl Future<Output = T>) -> Result<T, Stop> {
    let slow = |_| Stop::Failed(io::Error::from(io::ErrorKind::TimedOut).into());
    timeout(STALLED, sink).await.map_err(slow)
}

/// The reason why a file is not read to its end.
enum Stop {
    TooLarge,
    Failed(UploadFailure),
}

/// Returns a file's name without its folders, and without characters that nobody can see.
fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = base.chars().filter(|character| !is_unseen(*character));
    seen.take(LONGEST_NAME).collect()
}

/// Returns whether a character is not seen, or changes the order of those that are: `photo\u{202e}gpj.exe` would look harmless.
fn is_unseen(character: char) -> bool {
    let code = u32::from(character);
    character.is_control()
        || matches!(code, 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfeff)
}

/// Returns a name with `[]` for each index: `people[].picture`.
fn without_indices(name: &str) -> String {
    let mut general = String::new();
    let mut is_index = false;
    for character in name.chars() {
        is_index &= character != ']';
        if !is_index {
            general.push(character);
        }
        is_index |= character == '[';
    }
    general
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folders_and_nothing_unseen() {
        assert_eq!(base_name("C:\\photos\\me.png"), "me.png");
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        let unseen = "\u{feff}a\0\u{200b}b\u{202e}gpj\u{2066}.exe\u{200f}";
        assert_eq!(base_name(unseen), "abgpj.exe");
        assert_eq!(
            base_name("Gr\u{fc}\u{df}e \u{1f600}.txt"),
            "Gr\u{fc}\u{df}e \u{1f600}.txt"
        );
        assert_eq!(base_name(&"x".repeat(1000)).len(), LONGEST_NAME);
    }
}
