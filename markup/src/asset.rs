//! Files that an application adds to its pages with `asset!`: their names, and where the browser finds them.
//!
//! The name is made of the file's own and a hash of its bytes. So the address of other bytes is another one, and a browser
//! may keep what it has for ever.

/// The address below which the browser's files are.
pub const ROUTE: &str = "/_watershed/assets";

/// The folder of the application's own files in that of the browser's files.
pub const FOLDER: &str = "files";

/// Returns the name of a file with these bytes: `style.css` becomes `style-0123456789abcdef.css`. Characters that mean
/// something in an address become `_`.
pub fn name(file: &str, bytes: &[u8]) -> String {
    let is_plain = |char: &char| char.is_ascii_alphanumeric() || "-_.".contains(*char);
    let file: String = file
        .chars()
        .map(|char| if is_plain(&char) { char } else { '_' })
        .collect();
    let hash = hash(bytes);
    match file.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem}-{hash:016x}.{extension}"),
        _ => format!("{file}-{hash:016x}"),
    }
}

/// Returns the address of the file of this name.
pub fn address(name: &str) -> String {
    format!("{ROUTE}/{FOLDER}/{name}")
}

/// FNV-1a with 64 bits. Nobody gains anything by a collision among files of their own.
fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bytes_have_another_name() {
        assert_eq!(name("style.css", b"a"), "style-af63dc4c8601ec8c.css");
        assert_ne!(name("style.css", b"a"), name("style.css", b"b"));
        assert_eq!(
            name("my logo?.min.svg", b"a"),
            "my_logo_.min-af63dc4c8601ec8c.svg"
        );
        assert_eq!(name(".hidden", b"a"), ".hidden-af63dc4c8601ec8c");
    }
}
