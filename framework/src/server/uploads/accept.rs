//! The types of files, by their bytes.

/// The bytes of a file that tell its type.
pub(super) const TELLING: usize = 8 << 10;

/// Returns the media type of a file that begins with these bytes.
pub(super) fn sniffed(start: &[u8]) -> &'static str {
    match infer::get(start) {
        Some(kind) => kind.mime_type(),
        None if is_text(start) => "text/plain",
        None => "application/octet-stream",
    }
}

/// Returns whether bytes are text. The last character may be cut.
fn is_text(bytes: &[u8]) -> bool {
    let is_whole = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    is_whole && !bytes.contains(&0)
}

/// Returns whether a file has one of the types in `accept`.
pub(crate) fn accepts(accept: &str, media_type: &str, file_name: &str) -> bool {
    let mut types = accept.split(',').map(str::trim);
    accept.trim().is_empty() || types.any(|accepted| is_of(accepted, media_type, file_name))
}

fn is_of(accepted: &str, media_type: &str, file_name: &str) -> bool {
    if let Some(extension) = accepted.strip_prefix('.') {
        let own = file_name.rsplit_once('.').map(|(_, own)| own);
        return own.is_some_and(|own| own.eq_ignore_ascii_case(extension));
    }
    let accepted = accepted.to_ascii_lowercase();
    match accepted.strip_suffix("/*") {
        Some(kind) => media_type.split('/').next() == Some(kind),
        // Formats of text have no bytes that tell them.
        None if is_format_of_text(&accepted) => {
            media_type == "text/plain" || media_type == accepted
        }
        None => media_type == accepted,
    }
}

fn is_format_of_text(media_type: &str) -> bool {
    media_type == "application/json"
        || media_type.starts_with("text/") && !["text/html", "text/xml"].contains(&media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn a_type_is_told_by_the_bytes() {
        assert_eq!(sniffed(PNG), "image/png");
        assert_eq!(sniffed(b"%PDF-1.7"), "application/pdf");
        assert_eq!(sniffed("name;ag\u{e9}".as_bytes()), "text/plain");
        assert_eq!(sniffed(&"\u{e9}".as_bytes()[..1]), "text/plain");
        assert_eq!(sniffed(&[1, 2, 0xff, 0]), "application/octet-stream");
    }

    #[test]
    fn a_type_is_accepted_by_name_kind_or_extension() {
        assert!(accepts("", "application/octet-stream", "x"));
        assert!(accepts("image/*", "image/png", "x"));
        assert!(accepts("application/pdf, image/png", "image/png", ""));
        assert!(!accepts("image/*", "text/html", "x.png"));
        assert!(!accepts("image/jpeg", "image/png", "x.jpg"));
        assert!(accepts(".CSV", "text/plain", "a.csv") && !accepts(".csv", "text/plain", "csv"));
        assert!(accepts("text/csv", "text/plain", "a.csv"));
        assert!(!accepts("text/csv", "image/png", "a.csv"));
        // A drawing that browsers would run scripts of has no bytes of an image.
        assert!(!accepts(
            "image/*",
            sniffed(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            "x.svg"
        ));
    }
}
