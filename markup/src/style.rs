//! Decides which values are allowed in styles. They are read by the rules of CSS, as far as these tell where a
//! declaration ends and what it loads.

use crate::attribute::scheme;

/// Functions that load the address in their text.
const LOADING: [&str; 7] = [
    "src",
    "image",
    "image-set",
    "-webkit-image-set",
    "cross-fade",
    "-webkit-cross-fade",
    "expression",
];

/// Returns whether a style property may have this value, or a whole `style` attribute if there may be `several`
/// declarations: it must end where it seems to end, and load nothing from elsewhere.
pub fn style(value: &str, several: bool) -> bool {
    let mut style = Style {
        rest: value.as_bytes(),
        before: value.as_bytes(),
        brackets: 0,
        depth: 0,
    };
    style.is_contained(several)
}

struct Style<'a> {
    rest: &'a [u8],
    /// The whole value.
    before: &'a [u8],
    /// One bit for each open bracket, the innermost lowest: 1 for `[`, 0 for `(`.
    brackets: u64,
    depth: u32,
}

impl<'a> Style<'a> {
    fn is_contained(&mut self, several: bool) -> bool {
        while let Some((byte, rest)) = self.rest.split_first() {
            let is_fine = match byte {
                b'"' | b'\'' => self.string(*byte, true).is_some(),
                b'(' => self.function(),
                b'[' => self.open(1),
                b')' => self.close(0),
                b']' => self.close(1),
                b';' => {
                    self.rest = rest;
                    several
                }
                b'/' if rest.starts_with(b"*") => false,
                b'{' | b'}' | b'\\' | b'<' => false,
                _ => {
                    self.rest = rest;
                    true
                }
            };
            if !is_fine {
                return false;
            }
        }
        self.depth == 0
    }

    /// Consumes a string and returns its content. An escape in it cannot end it.
    fn string(&mut self, quote: u8, escapes: bool) -> Option<&'a [u8]> {
        let content = self.rest.get(1..)?;
        let mut at = 0;
        loop {
            match content.get(at)? {
                b'\\' if escapes && at + 1 < content.len() => at += 2,
                b'\\' | b'\n' | b'\r' | 0x0c => return None,
                byte if *byte == quote => break,
                _ => at += 1,
            }
        }
        self.rest = &content[at + 1..];
        Some(&content[..at])
    }

    fn function(&mut self) -> bool {
        let before = &self.before[..self.before.len() - self.rest.len()];
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let start = before.iter().rposition(|byte| !is_of_name(byte));
        let name = &before[start.map_or(0, |start| start + 1)..];
        if name.eq_ignore_ascii_case(b"url") {
            return self.url();
        }
        let loads = LOADING
            .iter()
            .any(|loading| name.eq_ignore_ascii_case(loading.as_bytes()));
        !loads && self.open(0)
    }

    /// Consumes `(address)` or `("address")`, if the address leads to this site or is an image itself.
    fn url(&mut self) -> bool {
        self.rest = self.rest[1..].trim_ascii_start();
        let address = match self.rest.first() {
            Some(quote @ (b'"' | b'\'')) => {
                let address = self.string(*quote, false);
                self.rest = self.rest.trim_ascii_start();
                if !self.rest.starts_with(b")") {
                    return false;
                }
                address
            }
            _ => self
                .rest
                .iter()
                .position(|byte| *byte == b')')
                .map(|end| {
                    let (address, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    address.trim_ascii_end()
                })
                .filter(|address| {
                    !address.iter().any(|byte| {
                        *byte <= b' ' || matches!(byte, b'"' | b'\'' | b'(' | b'\\' | b'<')
                    })
                }),
        };
        self.rest = self.rest.get(1..).unwrap_or_default();
        address
            .and_then(|address| std::str::from_utf8(address).ok())
            .is_some_and(is_local)
    }

    fn open(&mut self, bracket: u64) -> bool {
        self.rest = &self.rest[1..];
        self.brackets = self.brackets << 1 | bracket;
        self.depth += 1;
        self.depth < u64::BITS
    }

    fn close(&mut self, bracket: u64) -> bool {
        if self.depth == 0 || self.brackets & 1 != bracket {
            return false;
        }
        self.rest = &self.rest[1..];
        self.brackets >>= 1;
        self.depth -= 1;
        true
    }
}

/// Returns whether an address leads to the origin of the page, or is an image itself.
fn is_local(address: &str) -> bool {
    match scheme(address) {
        Some((scheme, data)) => {
            scheme == "data"
                && data
                    .get(..6)
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("image/"))
        }
        None => {
            let mut path = address
                .bytes()
                .filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\r'))
                .skip_while(|byte| *byte <= b' ');
            let is_slash = |byte: Option<u8>| matches!(byte, Some(b'/' | b'\\'));
            !(is_slash(path.next()) && is_slash(path.next()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::style;

    #[test]
    fn values_stay_in_their_declaration() {
        for escape in [
            "red;position:fixed",
            "a}b{",
            "\\75rl(x)",
            "\"open",
            "'\"'\"",
            "\"a\nb\"",
            "\"a\\",
            "/*",
            "rgb(",
            "[",
            "([)]",
            "red)",
            "var(--x,",
            "</style>",
        ] {
            assert!(!style(escape, false), "{escape:?}");
        }
        for plain in [
            "calc(1px + 2em)",
            "\"A B\", serif",
            "\"\\201C\"",
            "\"it's\"",
            "\"a\\\"b\"",
            "[full-start] minmax(1rem, 1fr) [full-end]",
            "1px / 2px",
            "",
        ] {
            assert!(style(plain, false), "{plain:?}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for loading in [
            "url(https://evil/x)",
            "URL( \"//evil/x\" )",
            "url(/\\evil/x)",
            "url(\"\\68ttps://evil\")",
            "url(data:text/html,x)",
            "url(a b)",
            "url(\"a\" b)",
            "url(",
            "url(\"a\"",
            "image-set(\"https://evil\" 1x)",
            "-webkit-image-set(url(/a) 1x)",
            "expression(alert(1))",
        ] {
            assert!(!style(loading, false), "{loading:?}");
            assert!(!style(&format!("color: red; background: {loading}"), true));
        }
        for local in [
            "url(/photos/1.jpg)",
            "url(\"photo 1.jpg\") no-repeat",
            "url(#clip)",
            "url()",
            "url(data:image/png;base64,AA==)",
        ] {
            assert!(style(local, false), "{local:?}");
        }
    }

    #[test]
    fn an_attribute_has_several_declarations() {
        assert!(style("color: red; width: calc(1px + 1%);", true));
        for escape in ["background:u\\72l(https://evil/x)", "a{b}", "width: (;"] {
            assert!(!style(escape, true), "{escape:?}");
        }
    }
}
