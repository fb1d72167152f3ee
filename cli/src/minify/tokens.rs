//! From text to tokens and back.

use std::collections::HashSet;

use anyhow::{Context, Result, bail};

/// A word, a literal or a sign, and whether a line ends before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    pub starts_line: bool,
}

/// The kinds of tokens, as far as they make a difference here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Word,
    /// A number, a text, a pattern, or the last piece of a template.
    Literal,
    /// A sign, or a piece of a template that opens or goes on.
    Sign,
}

impl Token {
    /// A token in the middle of a line.
    pub fn new(kind: Kind, text: &str) -> Self {
        Self {
            kind,
            text: text.into(),
            starts_line: false,
        }
    }

    /// Returns whether the token is this word or sign.
    pub fn is(&self, text: &str) -> bool {
        self.kind != Kind::Literal && self.text == text
    }

    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    fn opens(&self) -> bool {
        self.kind == Kind::Sign && (self.text.ends_with("${") || OPENING.contains(&&*self.text))
    }

    fn closes(&self) -> bool {
        let ends_template = self.kind == Kind::Literal && self.text.starts_with('}');
        ends_template || self.kind == Kind::Sign && self.text.starts_with([')', ']', '}'])
    }
}

const OPENING: [&str; 3] = ["(", "[", "{"];

/// Longer signs first.
const SIGNS: [&str; 33] = [
    ">>>=", "...", "===", "!==", ">>>", ">>=", "<<=", "**=", "&&=", "||=", "??=", "=>", "==", "!=",
    "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "**", ">>", "<<",
];

/// Words after which a slash begins a pattern.
const BEFORE_PATTERN: [&str; 5] = ["return", "typeof", "case", "in", "of"];

/// Reads a script.
///
/// # Errors
///
/// When brackets, texts, comments or patterns have no end.
pub fn read(source: &str) -> Result<Vec<Token>> {
    let mut reader = Reader {
        rest: source,
        tokens: Vec::new(),
        open: Vec::new(),
        starts_line: false,
    };
    while !reader.rest.is_empty() {
        reader.step()?;
    }
    match reader.open.pop() {
        Some(bracket) => bail!("`{bracket}` has no end"),
        None => Ok(reader.tokens),
    }
}

struct Reader<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
    /// The brackets that are open, as they were opened.
    open: Vec<String>,
    starts_line: bool,
}

impl Reader<'_> {
    fn step(&mut self) -> Result<()> {
        let rest = self.rest;
        let first = rest.chars().next().context("there is more")?;
        if first.is_whitespace() {
            self.starts_line |= first == '\n';
            self.rest = &rest[first.len_utf8()..];
        } else if rest.starts_with("//") {
            self.rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").context("a comment has no end")? + 2;
            self.starts_line |= rest[..end].contains('\n');
            self.rest = &rest[end..];
        } else if is_identifier(first) {
            let is_number = first.is_ascii_digit();
            let goes_on = |c: char| is_identifier(c) || is_number && c == '.';
            let end = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
            self.take(end, if is_number { Kind::Literal } else { Kind::Word });
        } else if first == '\'' || first == '"' {
            let end = literal_end(rest, first).context("a text has no end")?;
            self.take(end, Kind::Literal);
        } else if first == '/' && self.expects_value() {
            let end = pattern_end(rest).context("a pattern has no end")?;
            self.take(end, Kind::Literal);
        } else if first == '`' || first == '}' && self.is_in_template() {
            self.template()?;
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let length = sign.map_or(first.len_utf8(), |sign| sign.len());
            self.sign(length)?;
        }
        Ok(())
    }

    fn take(&mut self, length: usize, kind: Kind) {
        let (text, rest) = self.rest.split_at(length);
        self.tokens.push(Token {
            kind,
            text: text.into(),
            starts_line: std::mem::take(&mut self.starts_line),
        });
        self.rest = rest;
    }

    fn sign(&mut self, length: usize) -> Result<()> {
        let sign = &self.rest[..length];
        match sign {
            "(" | "[" | "{" => self.open.push(sign.into()),
            ")" => self.close("(")?,
            "]" => self.close("[")?,
            "}" => self.close("{")?,
            _ => {}
        }
        self.take(length, Kind::Sign);
        Ok(())
    }

    fn close(&mut self, opening: &str) -> Result<()> {
        match self.open.pop() {
            Some(open) if open.ends_with(opening) => Ok(()),
            _ => bail!("a bracket ends that is not open"),
        }
    }

    fn is_in_template(&self) -> bool {
        self.open.last().is_some_and(|open| open == "${")
    }

    /// A piece of a template, up to the next hole or its end.
    fn template(&mut self) -> Result<()> {
        if self.rest.starts_with('}') {
            self.open.pop();
        }
        let bytes = self.rest.as_bytes();
        let mut at = 1;
        loop {
            match bytes.get(at).context("a template has no end")? {
                b'\\' => at += 2,
                b'`' => {
                    self.take(at + 1, Kind::Literal);
                    return Ok(());
                }
                b'$' if bytes.get(at + 1) == Some(&b'{') => {
                    self.open.push("${".into());
                    self.take(at + 2, Kind::Sign);
                    return Ok(());
                }
                _ => at += 1,
            }
        }
    }

    /// Returns whether a value comes next, so that a slash does not divide.
    fn expects_value(&self) -> bool {
        self.tokens.last().is_none_or(|last| match last.kind {
            Kind::Word => BEFORE_PATTERN.contains(&&*last.text),
            Kind::Literal => false,
            Kind::Sign => !matches!(&*last.text, ")" | "]" | "}" | "++" | "--"),
        })
    }
}

/// The length of a text, with its quotes.
fn literal_end(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '\n' => return None,
            _ if character == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a pattern, with its flags.
fn pattern_end(text: &str) -> Option<usize> {
    let mut is_in_class = false;
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '\n' => return None,
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            '/' if !is_in_class => {
                let flags = &text[at + 1..];
                let length = flags.find(|c| !is_identifier(c)).unwrap_or(flags.len());
                return Some(at + 1 + length);
            }
            _ => {}
        }
    }
    None
}

pub fn is_identifier(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// Writes tokens with nothing between them that they could do without.
pub fn write(tokens: &[Token]) -> String {
    let ends = statement_ends(tokens);
    let mut text = String::new();
    for (at, token) in tokens.iter().enumerate() {
        if at > 0 {
            let before = &tokens[at - 1];
            if ends_line(before, token) && !ends.contains(&(at - 1)) {
                text.push('\n');
            } else if melts(before, token) {
                text.push(' ');
            }
        }
        text.push_str(&token.text);
    }
    text
}

/// Returns whether two tokens would be one, or others, without something between them.
fn melts(before: &Token, token: &Token) -> bool {
    let (Some(last), Some(first)) = (before.text.chars().last(), token.text.chars().next()) else {
        return false;
    };
    let is_number = before.text.starts_with(|c: char| c.is_ascii_digit());
    is_identifier(last) && is_identifier(first)
        || last == first && matches!(first, '+' | '-' | '/')
        || last == '/' && is_identifier(first) && before.kind == Kind::Literal
        || is_number && first == '.'
}

/// Returns whether the end of a line may be the end of a statement here.
pub fn ends_line(before: &Token, token: &Token) -> bool {
    let ends_value = match before.kind {
        Kind::Word | Kind::Literal => true,
        Kind::Sign => matches!(&*before.text, ")" | "]" | "}" | "++" | "--"),
    };
    let starts_statement = match token.kind {
        Kind::Word => !["in", "of", "instanceof"].contains(&&*token.text),
        Kind::Literal => !token.text.starts_with('}'),
        Kind::Sign => matches!(&*token.text, "{" | "++" | "--" | "!" | "~"),
    };
    token.starts_line && ends_value && starts_statement
}

/// The brackets of a script: for each token that opens or closes one, where its other half is.
#[derive(Debug)]
pub struct Brackets {
    pairs: Vec<usize>,
    around: Vec<Option<usize>>,
}

impl Brackets {
    /// Pairs the brackets of tokens that [`read`] has paired once.
    pub fn of(tokens: &[Token]) -> Self {
        let mut pairs = vec![0; tokens.len()];
        let mut around = vec![None; tokens.len()];
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if token.closes()
                && let Some(start) = open.pop()
            {
                pairs[start] = at;
                pairs[at] = start;
            }
            around[at] = open.last().copied();
            if token.opens() {
                open.push(at);
            }
        }
        Self { pairs, around }
    }

    /// The other half of the bracket at `at`.
    pub fn pair(&self, at: usize) -> usize {
        self.pairs[at]
    }

    /// The bracket that is open at `at`.
    pub fn around(&self, at: usize) -> Option<usize> {
        self.around[at]
    }
}

/// Words before a block.
const BEFORE_BLOCK: [&str; 5] = ["else", "try", "finally", "do", "catch"];

/// Words before brackets that a statement follows.
pub const BEFORE_BRACKETS: [&str; 5] = ["if", "for", "while", "switch", "catch"];

/// The closing braces that end a statement or a method by themselves.
fn statement_ends(tokens: &[Token]) -> HashSet<usize> {
    let brackets = Brackets::of(tokens);
    let mut ends = HashSet::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.is("}") && starts_block(tokens, &brackets, &ends, brackets.pair(at)) {
            ends.insert(at);
        }
    }
    ends
}

fn starts_block(
    tokens: &[Token],
    brackets: &Brackets,
    ends: &HashSet<usize>,
    brace: usize,
) -> bool {
    let Some(before) = brace.checked_sub(1) else {
        return true;
    };
    let is_start = |at: usize| {
        at == 0 || tokens[at - 1].is(";") || tokens[at - 1].is("{") || ends.contains(&(at - 1))
    };
    let token = &tokens[before];
    if token.is(";") || token.is("{") || ends.contains(&before) {
        return true;
    }
    if token.is(")") {
        let mut head = brackets.pair(before);
        while head > 0 && tokens[head - 1].is_word() {
            head -= 1;
        }
        return BEFORE_BRACKETS.contains(&&*tokens[head].text)
            || head < brackets.pair(before) && is_start(head);
    }
    let is_class = before > 0 && tokens[before - 1].is("class") && is_start(before - 1);
    is_class || BEFORE_BLOCK.contains(&&*token.text)
}
