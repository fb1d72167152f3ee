//! Recognizes HTML that a parser leaves as it is, without parsing it: most of what applications show is paragraphs with
//! a few tags in them, and parsing costs a hundred times as much as this look at each byte.
//!
//! The grammar is small on purpose. An element is closed by its own tag; a paragraph or another block is not in an
//! element that it would end, or that a parser would repeat in it; there is nothing that is written in two ways. A test
//! holds that whatever it accepts is what the parser makes of it.

/// Elements around the HTML among which a parser re-arranges none of what is accepted.
const AROUND: &[&str] = &[
    "html",
    "body",
    "main",
    "div",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "nav",
    "blockquote",
    "figure",
    "ul",
    "ol",
    "li",
];

/// Returns whether an element only contains text and others like it.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "u"
            | "var"
    )
}

/// Returns whether an element contains inline elements, and is in none of them.
fn is_block(name: &str) -> bool {
    matches!(name, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The deepest nesting that is looked at.
const DEPTH: usize = 16;

/// Returns whether HTML is tidy: in the innermost element of this path a parser makes exactly the elements of it that its
/// tags say, and writing these gives the same text. The first elements of the path are known to be plain blocks.
pub(super) fn is_tidy(html: &str, path: &[&str], known: &mut usize) -> bool {
    is_among_plain_blocks(path, known) && Tidiness(html).content(&mut Vec::new()).is_some()
}

/// Returns whether the path is of plain blocks that are where they may be: an item is directly in a list. Counts the first
/// of them in `known`.
fn is_among_plain_blocks(path: &[&str], known: &mut usize) -> bool {
    while let Some(name) = path.get(*known)
        && AROUND.contains(name)
        && (*name != "li" || *known > 0 && ["ul", "ol"].contains(&path[*known - 1]))
    {
        *known += 1;
    }
    let inner = path.last();
    *known == path.len() && inner.is_some_and(|inner| !["html", "body"].contains(inner))
}

/// The bytes that are looked at: those that are written in a way of their own, quotes, and the first ones of no-break spaces
/// and of marks of a byte order, which other characters have too.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let all = b"<>&\"\r\0\xc2\xef";
    let mut at = 0;
    while at < all.len() {
        special[all[at] as usize] = true;
        at += 1;
    }
    special
};

/// Returns the position of the first character that is written in a way of its own; a quote is only in the value of an attribute.
fn special(text: &str, in_value: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let found = bytes[from..]
            .iter()
            .position(|byte| SPECIAL[usize::from(*byte)])?;
        let at = from + found;
        let is_special = match bytes[at] {
            b'"' => in_value,
            0xc2 => text[at..].starts_with('\u{a0}'),
            0xef => text[at..].starts_with('\u{feff}'),
            _ => true,
        };
        if is_special {
            return Some(at);
        }
        from = at + 1;
    }
}

/// The rest of the HTML.
struct Tidiness<'a>(&'a str);

impl<'a> Tidiness<'a> {
    /// Reads everything; `open` are the elements around it.
    fn content(&mut self, open: &mut Vec<&'a str>) -> Option<()> {
        loop {
            self.text()?;
            if self.0.is_empty() {
                return open.is_empty().then_some(());
            }
            self.take("<")?;
            if self.take("/").is_some() {
                let name = self.name();
                (open.pop()? == name).then_some(())?;
                self.take(">")?;
                continue;
            }
            let name = self.name();
            let is_allowed = is_inline(name)
                || is_block(name) && open.is_empty()
                || name == "br"
                || name == "a" && !open.contains(&"a");
            is_allowed.then_some(())?;
            self.attributes()?;
            self.take(">")?;
            if name != "br" {
                (open.len() < DEPTH).then_some(())?;
                open.push(name);
            }
        }
    }

    /// Reads text up to a tag or to the end.
    fn text(&mut self) -> Option<()> {
        self.characters('<', &["&amp;", "&lt;", "&gt;"])
    }

    /// Reads the value of an attribute, up to its quote.
    fn value(&mut self) -> Option<()> {
        self.characters('"', &["&amp;"])
    }

    /// Reads characters up to this one or to the end, and these references. `None` if a character would be written
    /// otherwise than it is.
    fn characters(&mut self, end: char, references: &[&str]) -> Option<()> {
        loop {
            let at = special(self.0, end == '"').unwrap_or(self.0.len());
            self.0 = &self.0[at..];
            if self.0.is_empty() || self.0.starts_with(end) {
                return Some(());
            }
            references
                .iter()
                .find_map(|reference| self.take(reference))?;
        }
    }

    /// Reads a name; an empty one is in no list.
    fn name(&mut self) -> &'a str {
        let is_other = |byte: u8| !byte.is_ascii_lowercase() && !byte.is_ascii_digit();
        let end = self.0.bytes().position(is_other).unwrap_or(self.0.len());
        let (name, rest) = self.0.split_at(end);
        self.0 = rest;
        name
    }

    /// Reads attributes, in the order and the form in which they are written.
    fn attributes(&mut self) -> Option<()> {
        let mut last = "";
        while self.take(" ").is_some() {
            let name = self.name();
            // Of two equal ones the parser drops one.
            (name > last).then_some(())?;
            last = name;
            self.take("=\"")?;
            self.value()?;
            self.take("\"")?;
        }
        Some(())
    }

    fn take(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }
}
