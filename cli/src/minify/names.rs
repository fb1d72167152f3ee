//! Shortens names.
//!
//! A name has one short form in the whole script. Names that differ keep differing, and equal names stay equal,
//! wherever they are declared. If a name is used outside of all its declarations, that use means something else, and
//! the name is kept.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::tokens::{BEFORE_BRACKETS, Brackets, Token, ends_line};
use crate::glue::short_name;

/// Words that are not names.
const KEYWORDS: [&str; 42] = [
    "arguments",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "get",
    "if",
    "import",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "of",
    "return",
    "set",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
];

/// Renames what is declared; nothing, if the script declares in a form that is not known here.
pub fn shorten(mut tokens: Vec<Token>) -> Vec<Token> {
    let brackets = Brackets::of(&tokens);
    let scan = Scan {
        tokens: &tokens,
        brackets: &brackets,
    };
    let Some(declared) = scan.declared() else {
        return tokens;
    };
    let uses: Vec<usize> = (0..tokens.len()).filter(|at| scan.is_use(*at)).collect();
    let short = short_names(&tokens, &uses, &kept(&scan, &uses, &declared), &declared);
    for at in uses {
        if let Some(short) = short.get(&tokens[at].text) {
            tokens[at].text.clone_from(short);
        }
    }
    tokens
}

/// The first and the last token between which each name is known, for each of its declarations.
type Declared = HashMap<String, Vec<(usize, usize)>>;

/// The names that stay.
fn kept(scan: &Scan, uses: &[usize], declared: &Declared) -> HashSet<String> {
    let is_known = |at: usize| {
        let ranges = declared.get(&scan.tokens[at].text);
        ranges.is_some_and(|ranges| ranges.iter().any(|(from, to)| (*from..=*to).contains(&at)))
    };
    let unknown = uses
        .iter()
        .filter(|at| !is_known(**at) || scan.is_shorthand(**at));
    unknown.map(|at| scan.tokens[*at].text.clone()).collect()
}

/// The shortest names for those that are used most. Names that are never known in the same place share one.
fn short_names(
    tokens: &[Token],
    uses: &[usize],
    kept: &HashSet<String>,
    declared: &Declared,
) -> HashMap<String, String> {
    let mut given: Vec<(&str, String)> = Vec::new();
    for name in by_count(tokens, uses) {
        if kept.contains(name) {
            continue;
        }
        let is_free = |short: &String| {
            let mut same = given.iter().filter(|(_, other)| other == short);
            !kept.contains(short)
                && !KEYWORDS.contains(&&**short)
                && same.all(|(other, _)| are_apart(&declared[name], &declared[*other]))
        };
        let short = (0..).map(short_name).find(is_free).unwrap_or_default();
        given.push((name, short));
    }
    let given = given.into_iter();
    given
        .map(|(name, short)| (name.to_owned(), short))
        .collect()
}

/// The names that are used, those that are used most first.
fn by_count<'a>(tokens: &'a [Token], uses: &[usize]) -> Vec<&'a str> {
    let mut counts = BTreeMap::<&str, (usize, usize)>::new();
    for (order, at) in uses.iter().enumerate() {
        counts.entry(&tokens[*at].text).or_insert((0, order)).0 += 1;
    }
    let mut names: Vec<_> = counts.into_iter().collect();
    names.sort_by_key(|(_, (count, order))| (usize::MAX - count, *order));
    names.into_iter().map(|(name, _)| name).collect()
}

/// Returns whether no range of one touches a range of the other.
fn are_apart(some: &[(usize, usize)], others: &[(usize, usize)]) -> bool {
    let touches = |(from, to): &(usize, usize)| {
        let mut others = others.iter();
        others.any(|(start, end)| from <= end && start <= to)
    };
    !some.iter().any(touches)
}

struct Scan<'a> {
    tokens: &'a [Token],
    brackets: &'a Brackets,
}

impl Scan<'_> {
    fn is(&self, at: usize, text: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(text))
    }

    fn is_name(&self, at: usize) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| token.is_word() && !KEYWORDS.contains(&&*token.text))
    }

    fn before(&self, at: usize, text: &str) -> bool {
        at > 0 && self.is(at - 1, text)
    }

    /// Returns whether the word at `at` is a variable, and no member, key or method.
    fn is_use(&self, at: usize) -> bool {
        let is_member = self.before(at, ".") || self.before(at, "?.");
        let is_key = self.is(at + 1, ":") && self.follows_in_braces(at);
        self.is_name(at) && !is_member && !is_key && !self.is_method(at)
    }

    /// Returns whether the word at `at` is both key and value.
    fn is_shorthand(&self, at: usize) -> bool {
        self.follows_in_braces(at)
            && (self.is(at + 1, ",") || self.is(at + 1, "}"))
            && !self.is_in_declaration(at)
    }

    /// Returns whether the word at `at` is in a list of variables that are declared.
    fn is_in_declaration(&self, at: usize) -> bool {
        let around = self.brackets.around(at);
        let start = around.map_or(0, |open| open + 1);
        let statement = (start..at)
            .rev()
            .filter(|before| self.brackets.around(*before) == around)
            .take_while(|before| !self.is(*before, ";"));
        let mut keywords = statement.map(|before| self.tokens[before].text.as_str());
        keywords.any(|text| matches!(text, "let" | "const" | "var"))
    }

    fn follows_in_braces(&self, at: usize) -> bool {
        let around = self.brackets.around(at);
        (self.before(at, "{") || self.before(at, ","))
            && around.is_some_and(|brace| self.is(brace, "{"))
    }

    fn is_method(&self, at: usize) -> bool {
        let is_called = self.is(at + 1, "(") && self.is(self.brackets.pair(at + 1) + 1, "{");
        is_called && self.is_name(at) && !self.before(at, "function")
    }

    /// Every declaration; nothing if there is one that is not understood.
    fn declared(&self) -> Option<Declared> {
        let mut declared = Declared::new();
        for at in 0..self.tokens.len() {
            let (names, range) = self.declares(at)?;
            for name in names {
                let name = self.tokens[name].text.clone();
                declared.entry(name).or_default().push(range);
            }
        }
        Some(declared)
    }

    /// The names that the token at `at` declares, and where they are known.
    fn declares(&self, at: usize) -> Option<(Vec<usize>, (usize, usize))> {
        let token = &self.tokens[at];
        let nothing = Some((Vec::new(), (0, 0)));
        if self.before(at, ".") {
            return nothing;
        }
        match &*token.text {
            "let" | "const" => Some((self.declarators(at)?, self.block(at)?)),
            "var" => Some((self.declarators(at)?, self.function_around(at))),
            "class" if self.has_fields(at) => None,
            "class" if self.is_name(at + 1) => Some((vec![at + 1], self.block(at)?)),
            "function" if self.is_name(at + 1) => Some((vec![at + 1], self.block(at)?)),
            "(" if self.is_head(at) => {
                let end = self.body_end(self.brackets.pair(at) + 1)?;
                Some((self.parameters(at)?, (at, end)))
            }
            "=>" if self.is_name(at - 1) => Some((vec![at - 1], (at - 1, self.body_end(at)?))),
            _ => nothing,
        }
    }

    /// Returns whether a class declares fields, which look like variables.
    fn has_fields(&self, class: usize) -> bool {
        let Some(brace) = (class..self.tokens.len()).find(|at| self.is(*at, "{")) else {
            return true;
        };
        (brace..self.brackets.pair(brace)).any(|at| {
            self.brackets.around(at) == Some(brace) && (self.is(at, "=") || self.is(at, ";"))
        })
    }

    /// Returns whether the bracket at `at` has parameters in it.
    fn is_head(&self, at: usize) -> bool {
        let end = self.brackets.pair(at);
        let is_statement = at > 0 && {
            let before = &self.tokens[at - 1].text;
            BEFORE_BRACKETS.contains(&&**before) && before != "catch"
        };
        self.is(end + 1, "=>") || self.is(end + 1, "{") && !is_statement
    }

    /// The names of parameters. Those that are taken apart are not known here.
    fn parameters(&self, open: usize) -> Option<Vec<usize>> {
        let end = self.brackets.pair(open);
        let starts = (open + 1..end)
            .filter(|at| self.brackets.around(*at) == Some(open))
            .filter(|at| self.before(*at, "(") || self.before(*at, ","));
        starts
            .map(|at| if self.is(at, "...") { at + 1 } else { at })
            .map(|at| self.is_name(at).then_some(at))
            .collect()
    }

    /// The last token of the body that starts at `at`: a block, or an arrow with its expression.
    fn body_end(&self, at: usize) -> Option<usize> {
        if self.is(at, "{") {
            return Some(self.brackets.pair(at));
        }
        if self.is(at + 1, "{") {
            return Some(self.brackets.pair(at + 1));
        }
        let around = self.brackets.around(at);
        let ends = |end: &usize| {
            let is_outside = self.brackets.around(*end) == around
                && [",", ";"].iter().any(|sign| self.is(*end, sign));
            is_outside || around.is_some_and(|around| self.brackets.pair(around) == *end)
        };
        Some(
            (at + 1..self.tokens.len())
                .find(ends)
                .unwrap_or(self.tokens.len())
                - 1,
        )
    }

    /// The names that a declaration declares.
    fn declarators(&self, keyword: usize) -> Option<Vec<usize>> {
        let around = self.brackets.around(keyword);
        let mut names = vec![keyword + 1];
        for at in keyword + 2..self.tokens.len() {
            let token = &self.tokens[at];
            let is_over = around.is_some_and(|around| self.brackets.pair(around) == at);
            if is_over {
                break;
            }
            if self.brackets.around(at) != around {
                continue;
            }
            if token.is(";") || ends_line(&self.tokens[at - 1], token) {
                break;
            }
            if token.is(",") {
                names.push(at + 1);
            }
        }
        names
            .iter()
            .all(|name| self.is_name(*name))
            .then_some(names)
    }

    /// The block around `at`; of a loop's head, the loop.
    fn block(&self, at: usize) -> Option<(usize, usize)> {
        match self.brackets.around(at) {
            None => Some((0, self.tokens.len())),
            Some(open) if self.is(open, "{") => Some((open, self.brackets.pair(open))),
            Some(open) => {
                let body = self.brackets.pair(open) + 1;
                self.is(body, "{").then(|| (open, self.brackets.pair(body)))
            }
        }
    }

    /// The body of the function around `at`.
    fn function_around(&self, at: usize) -> (usize, usize) {
        let mut around = self.brackets.around(at);
        while let Some(open) = around {
            let is_body = self.is(open, "{") && open > 0 && {
                let before = open - 1;
                self.is(before, "=>")
                    || self.is(before, ")") && self.is_head(self.brackets.pair(before))
            };
            if is_body {
                return (open, self.brackets.pair(open));
            }
            around = self.brackets.around(open);
        }
        (0, self.tokens.len())
    }
}
