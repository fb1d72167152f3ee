//! Counts the attributes of tags, without parsing.
//!
//! A tag is looked for at each `<`, also in comments, scripts and values, so no tag of a parser is missed.

/// The most attributes of one tag.
const MOST: usize = 512;

/// Bytes that are looked at, for each byte of the HTML. Only a `<` in a tag lets bytes be looked at again.
const LOOKS: usize = 8;

/// Returns whether no tag has more attributes than a parser should compare with each other.
pub fn are_few(html: &str) -> bool {
    let mut left = LOOKS * html.len();
    html.match_indices('<').all(|(at, _)| {
        let tag = html.as_bytes()[at + 1..].strip_prefix(b"/");
        let tag = tag.unwrap_or(&html.as_bytes()[at + 1..]);
        match tag.first() {
            Some(first) if first.is_ascii_alphabetic() => {
                let (count, length) = count(tag);
                let rest = left.checked_sub(length);
                left = rest.unwrap_or_default();
                rest.is_some() && count <= MOST
            }
            _ => true,
        }
    })
}

/// Returns the number of attributes of a tag, up to one more than are allowed, and the bytes that were read.
fn count(tag: &[u8]) -> (usize, usize) {
    let mut reader = TagReader { tag, at: 0 };
    let mut count = 0;
    reader.skip(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>'));
    loop {
        reader.skip(|byte| is_space(byte) || byte == b'/');
        if matches!(reader.next(), None | Some(b'>')) || count > MOST {
            return (count, reader.at);
        }
        count += 1;
        reader.at += 1;
        reader.skip(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        reader.skip(is_space);
        if reader.next() == Some(b'=') {
            reader.value();
        }
    }
}

struct TagReader<'a> {
    tag: &'a [u8],
    at: usize,
}

impl TagReader<'_> {
    fn next(&self) -> Option<u8> {
        self.tag.get(self.at).copied()
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        let rest = &self.tag[self.at..];
        let end = rest.iter().position(|byte| !is_skipped(*byte));
        self.at += end.unwrap_or(rest.len());
    }

    /// Reads `=` and what follows it.
    fn value(&mut self) {
        self.at += 1;
        self.skip(is_space);
        match self.next() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.skip(|byte| byte != quote);
                self.at = self.tag.len().min(self.at + 1);
            }
            _ => self.skip(|byte| !is_space(byte) && byte != b'>'),
        }
    }
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::{MOST, are_few, count};

    #[test]
    fn attributes_are_counted_as_a_parser_finds_them() {
        for (tag, expected) in [
            ("a>", 0),
            ("a b>c d", 1),
            ("a/b/c d=e/f>", 3),
            ("a b=\"c d>\" e='f'g h>", 4),
            ("a b = c = d e>", 4),
            ("a =b>", 1),
            ("a b=\"c d", 1),
        ] {
            assert_eq!(count(tag.as_bytes()).0, expected, "{tag}");
        }
    }

    #[test]
    fn no_tag_hides_its_attributes() {
        let many: String = (0..=MOST).map(|number| format!(" a{number}")).collect();
        for before in ["", "<!-- <a b=\"-->", "<script>\"<a b='", "</p "] {
            assert!(!are_few(&format!("{before}<b{many}>")), "{before}");
        }
        assert!(!are_few(&format!("</b{many}>")));
        assert!(are_few(&format!("<b title=\"{many}\">{many}")));
    }

    #[test]
    fn looking_takes_no_longer_than_reading() {
        assert!(!are_few(&"<a b=c ".repeat(100_000)));
        assert!(are_few(&"<a href=\"x<y\"> text </a>".repeat(10_000)));
    }
}
