//! Shorter statements of the same meaning.

use super::tokens::{BEFORE_BRACKETS, Brackets, Kind, Token, ends_line};

/// Words that begin a statement that is not an expression.
const STATEMENTS: [&str; 18] = [
    "return", "throw", "if", "for", "while", "do", "switch", "try", "break", "continue", "let",
    "const", "var", "function", "class", "import", "export", "debugger",
];

/// Rewrites statements; the order matters, because each makes room for the next.
pub fn shorten(mut tokens: Vec<Token>) -> Vec<Token> {
    declare(&mut tokens);
    return_values(&mut tokens);
    shorten_arrows(&mut tokens);
    unwrap_parameters(&mut tokens);
    join_declarations(&mut tokens);
    end_blocks(&mut tokens);
    shorten_literals(&mut tokens);
    tokens
}

/// `const` becomes `let`.
fn declare(tokens: &mut [Token]) {
    for token in tokens.iter_mut().filter(|token| token.is("const")) {
        token.text = "let".into();
    }
}

/// `let a = b; return a;` becomes `return b;`.
fn return_values(tokens: &mut Vec<Token>) {
    for at in (0..tokens.len()).rev() {
        if let Some(end) = returned(tokens, at) {
            let name = tokens[at + 1].text.clone();
            let value = at + 3..end;
            if tokens[value].iter().any(|token| token.is(&name)) {
                continue;
            }
            // `; return a` and `let a =` go, and `return` comes first.
            tokens.drain(end..end + 3);
            tokens.drain(at + 1..at + 3);
            tokens[at].text = "return".into();
            tokens[at + 1].starts_line = false;
        }
    }
}

/// The end of the value of a declaration at `at` whose only use is to be returned by the next statement.
fn returned(tokens: &[Token], at: usize) -> Option<usize> {
    let is_declaration =
        tokens[at].is("let") && tokens.get(at + 1)?.is_word() && tokens.get(at + 2)?.is("=");
    if !is_declaration {
        return None;
    }
    let end = at + expression(&tokens[at..])?;
    let rest = tokens.get(end..end + 4)?;
    let is_returned = rest[0].is(";") && rest[1].is("return") && rest[2].is(&tokens[at + 1].text);
    (is_returned && (rest[3].is(";") || rest[3].is("}"))).then_some(end)
}

/// `=> { return a; }` becomes `=> a`; so does `=> { a; }` where the arrow is a member of the imports: wasm has typed what it gets.
fn shorten_arrows(tokens: &mut Vec<Token>) {
    for at in (0..tokens.len()).rev() {
        let is_arrow = tokens[at].is("=>") && tokens.get(at + 1).is_some_and(|next| next.is("{"));
        let Some(body) = is_arrow.then(|| body(tokens, at)).flatten() else {
            continue;
        };
        let end = Brackets::of(tokens).pair(at + 1);
        tokens.splice(at + 1..=end, body);
    }
}

/// Returns the only expression of an arrow function's body.
fn body(tokens: &[Token], arrow: usize) -> Option<Vec<Token>> {
    let brackets = Brackets::of(tokens);
    let block = &tokens[arrow + 2..brackets.pair(arrow + 1)];
    let first = block.first()?;
    let value = match first.is("return") {
        true => &block[1..],
        false => block,
    };
    let length = expression(value)?;
    let is_all = length + 1 == value.len() && value[length].is(";") || length == value.len();
    let is_statement = first.is_word() && STATEMENTS.contains(&&*first.text);
    let is_value = first.is("return") || !is_statement && is_member(tokens, &brackets, arrow);
    if !is_all || !is_value || length == 0 {
        return None;
    }
    let mut body = value[..length].to_vec();
    let has_comma = top_level(&body).any(|token| token.is(","));
    if has_comma || body[0].is("{") || body[0].is("function") {
        body.insert(0, Token::new(Kind::Sign, "("));
        body.push(Token::new(Kind::Sign, ")"));
    }
    Some(body)
}

/// Returns whether an arrow is the value of a member: `name: (..) => ..`.
fn is_member(tokens: &[Token], brackets: &Brackets, arrow: usize) -> bool {
    let parameters = match tokens[arrow - 1].is(")") {
        true => brackets.pair(arrow - 1),
        false => arrow - 1,
    };
    let brace = brackets.around(arrow);
    parameters > 1
        && tokens[parameters - 1].is(":")
        && brace.is_some_and(|brace| tokens[brace].is("{"))
}

/// The length of the expression at the start, up to its `;`, the end of its line or the bracket around it.
fn expression(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if depth == 0 && at > 0 && ends_line(&tokens[at - 1], token) {
            return None;
        }
        match &*token.text {
            _ if token.kind == Kind::Literal && token.text.starts_with('}') => {
                depth = depth.checked_sub(1)?;
            }
            ";" if depth == 0 => return Some(at),
            ")" | "]" | "}" if depth == 0 => return Some(at),
            ")" | "]" | "}" => depth -= 1,
            "(" | "[" | "{" => depth += 1,
            text if text.ends_with("${") && !text.starts_with('}') => depth += 1,
            _ => {}
        }
    }
    Some(tokens.len())
}

/// The tokens that are in no bracket of these.
fn top_level(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    let brackets = Brackets::of(tokens);
    let all = tokens.iter().enumerate();
    all.filter(move |(at, _)| brackets.around(*at).is_none())
        .map(|(_, token)| token)
}

/// `(a) =>` becomes `a =>`.
fn unwrap_parameters(tokens: &mut Vec<Token>) {
    for at in (3..tokens.len()).rev() {
        let is_arrow = tokens[at].is("=>") && tokens[at - 1].is(")");
        if is_arrow && tokens[at - 2].is_word() && tokens[at - 3].is("(") {
            tokens.remove(at - 1);
            tokens.remove(at - 3);
        }
    }
}

/// `let a = 1; let b = 2;` becomes `let a = 1, b = 2;`.
fn join_declarations(tokens: &mut Vec<Token>) {
    for at in (0..tokens.len()).rev() {
        let keyword = &tokens[at];
        if !(keyword.is("let") || keyword.is("var")) {
            continue;
        }
        let Some(length) = expression(&tokens[at..]) else {
            continue;
        };
        let next = at + length + 1;
        let goes_on = tokens[at + length..].first().is_some_and(|end| end.is(";"))
            && tokens.get(next).is_some_and(|next| next.is(&keyword.text));
        if goes_on {
            tokens[next - 1].text = ",".into();
            tokens.remove(next);
            tokens[next].starts_line = false;
        }
    }
}

/// `; }` becomes `}`, except where the statement before is an empty one.
fn end_blocks(tokens: &mut Vec<Token>) {
    for at in (1..tokens.len()).rev() {
        if tokens[at].is("}") && tokens[at - 1].is(";") && !is_empty_statement(tokens, at - 1) {
            tokens.remove(at - 1);
        }
    }
}

fn is_empty_statement(tokens: &[Token], semicolon: usize) -> bool {
    if !tokens[semicolon - 1].is(")") {
        return tokens[semicolon - 1].is("else");
    }
    let head = Brackets::of(tokens).pair(semicolon - 1);
    head > 0 && BEFORE_BRACKETS.contains(&&*tokens[head - 1].text)
}

/// Values that are words, and shorter expressions of them.
const VALUES: [(&str, &str); 3] = [("true", "!0"), ("false", "!1"), ("undefined", "void 0")];

fn shorten_literals(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let is_name = at > 0 && [".", "?."].iter().any(|sign| tokens[at - 1].is(sign))
            || tokens.get(at + 1).is_some_and(|next| next.is(":"));
        let token = &mut tokens[at];
        let value = VALUES.iter().find(|(word, _)| token.is(word));
        if let (Some((_, short)), false) = (value, is_name) {
            token.text = (*short).into();
        }
    }
}
