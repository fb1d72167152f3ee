//! Resolves names in macro calls: in macros of std whose arguments are expressions, and in all others by counting every
//! visible name.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprLit, ItemMacro, Lit, LitStr, Macro, Pat, Token, parse_quote};

use super::model::LocalKind;
use super::names::Symbol;
use super::patterns::Initializer;
use super::resolve::Resolver;

/// Macros whose value is known when the component is compiled: those of std, and `asset!`. No argument is evaluated.
const CONSTANT: &[&str] = &[
    "asset",
    "column",
    "concat",
    "env",
    "file",
    "include_str",
    "line",
    "module_path",
    "option_env",
    "stringify",
];

/// Macros whose arguments are expressions, some of them format strings.
const TRANSPARENT: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "log",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

impl Resolver<'_> {
    pub(super) fn macro_call(&mut self, call: &mut Macro) {
        if let Some(name) = call.path.get_ident().cloned() {
            let mut local = name.clone();
            if self.is_local_macro(&name) && self.resolve(&mut local) {
                call.path = local.into();
            }
        }
        call.tokens = match KnownMacro::parse(call) {
            Some(known) => self.known(known),
            None => self.scan(call.tokens.clone()),
        };
    }

    /// Resolves the body of a local macro, which sees the locals around its definition.
    pub(super) fn macro_definition(&mut self, definition: &mut ItemMacro) {
        definition.mac.tokens = self.scan(definition.mac.tokens.clone());
        let Some(ident) = &mut definition.ident else {
            return;
        };
        let initializer = Initializer {
            kind: LocalKind::Macro,
            ..Initializer::unknown()
        };
        let local = self.bind(ident, &initializer);
        *ident = Symbol::Local(local).ident(ident.span());
        self.found.locals[local].init = Some(Expr::Verbatim(definition.to_token_stream()));
    }

    fn is_local_macro(&self, name: &Ident) -> bool {
        let local = self.lookup(&name.to_string());
        local.is_some_and(|local| self.found.locals[local].kind == LocalKind::Macro)
    }

    /// Resolves the arguments of a macro that is known to take expressions.
    fn known(&mut self, mut known: KnownMacro) -> TokenStream {
        match &mut known {
            KnownMacro::Constant(_) => {}
            KnownMacro::Matches(matches) => self.matches(matches),
            KnownMacro::Repeated(repeated) => {
                self.visit_expr_mut(&mut repeated.item);
                self.visit_expr_mut(&mut repeated.count);
            }
            KnownMacro::Arguments(arguments) => self.arguments(arguments),
        }
        known.into_token_stream()
    }

    fn matches(&mut self, matches: &mut Matches) {
        self.visit_expr_mut(&mut matches.expr);
        self.nested(|walk| {
            walk.bind_pattern(&mut matches.pat, &Initializer::matched(&matches.expr));
            if let Some(guard) = &mut matches.guard {
                walk.visit_expr_mut(guard);
            }
        });
    }

    /// Adds an argument for each local that a format string names in braces.
    fn arguments(&mut self, arguments: &mut Vec<Argument>) {
        let mut inline = Vec::new();
        for argument in arguments.iter_mut() {
            match &mut argument.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => {
                    inline.extend(self.inline(&text.value(), text));
                }
                value => self.visit_expr_mut(value),
            }
        }
        inline.retain(|(name, _)| {
            !arguments
                .iter()
                .any(|given| given.name.as_ref() == Some(name))
        });
        arguments.extend(inline.into_iter().map(|(name, local)| Argument {
            name: Some(name),
            value: parse_quote!(#local),
        }));
    }

    /// Returns the locals that a format string names in braces, each with its resolved identifier.
    fn inline(&self, text: &str, literal: &LitStr) -> Vec<(Ident, Ident)> {
        let mut found: Vec<(Ident, Ident)> = Vec::new();
        for name in inline_names(text) {
            let Some(local) = self.lookup(&name) else {
                continue;
            };
            let ident = Ident::new(&name, literal.span());
            if !found.iter().any(|(known, _)| *known == ident) {
                found.push((ident, Symbol::implied(local, literal.span())));
            }
        }
        found
    }

    /// Resolves the tokens of an unknown macro: every visible name among them counts as a use.
    fn scan(&self, tokens: TokenStream) -> TokenStream {
        let mut after_mark = false;
        let mut scanned = TokenStream::new();
        let mut inline = Vec::new();
        for token in tokens {
            let is_member = std::mem::replace(&mut after_mark, is_member_mark(&token));
            if let Some(text) = as_string(&token) {
                inline.extend(self.inline(&text.value(), &text));
            }
            scanned.extend([if is_member {
                token
            } else {
                self.scan_token(token)
            }]);
        }
        // The string keeps its names; an argument is appended that says which local each name is.
        scanned.extend(inline.iter().map(|(name, local)| quote!(, #name = #local)));
        scanned
    }

    fn scan_token(&self, token: TokenTree) -> TokenTree {
        match token {
            TokenTree::Ident(mut ident) => {
                self.resolve(&mut ident);
                TokenTree::Ident(ident)
            }
            TokenTree::Group(group) => {
                let mut scanned = Group::new(group.delimiter(), self.scan(group.stream()));
                scanned.set_span(group.span());
                TokenTree::Group(scanned)
            }
            other => other,
        }
    }
}

/// Returns whether the token before a name makes it something other than a local: `.name` is a member, and `$name` a
/// variable of a macro.
fn is_member_mark(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '.' | '$'))
}

fn as_string(token: &TokenTree) -> Option<LitStr> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    match Lit::new(literal.clone()) {
        Lit::Str(text) => Some(text),
        _ => None,
    }
}

/// The parsed arguments of a macro that is known.
pub enum KnownMacro {
    /// A macro whose value is a constant, with its arguments as they were written.
    Constant(TokenStream),
    Matches(Matches),
    Repeated(Repeated),
    Arguments(Vec<Argument>),
}

impl KnownMacro {
    /// Parses the arguments; `None` for an unknown macro, or for arguments that do not parse.
    pub fn parse(call: &Macro) -> Option<KnownMacro> {
        let name = call.path.segments.last()?.ident.to_string();
        if CONSTANT.contains(&&*name) {
            return Some(KnownMacro::Constant(call.tokens.clone()));
        }
        if !TRANSPARENT.contains(&&*name) {
            return None;
        }
        let parse = Punctuated::<Argument, Token![,]>::parse_terminated;
        let arguments = || {
            call.parse_body_with(parse)
                .ok()
                .map(|list| list.into_iter().collect())
        };
        match name.as_str() {
            "matches" => call.parse_body().ok().map(KnownMacro::Matches),
            "vec" if call.parse_body::<Repeated>().is_ok() => {
                call.parse_body().ok().map(KnownMacro::Repeated)
            }
            _ => arguments().map(KnownMacro::Arguments),
        }
    }

    /// Changes the expressions among the arguments of `call`. Returns whether the macro is known.
    pub fn change(call: &mut Macro, change: impl FnMut(&mut Expr)) -> bool {
        let Some(mut known) = KnownMacro::parse(call) else {
            return false;
        };
        known.exprs_mut().into_iter().for_each(change);
        call.tokens = known.into_token_stream();
        true
    }

    /// Returns the expressions among the arguments.
    pub fn exprs_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            KnownMacro::Constant(_) => Vec::new(),
            KnownMacro::Matches(Matches { expr, guard, .. }) => {
                [expr].into_iter().chain(guard).collect()
            }
            KnownMacro::Repeated(Repeated { item, count }) => vec![item, count],
            KnownMacro::Arguments(arguments) => arguments
                .iter_mut()
                .map(|argument| &mut argument.value)
                .collect(),
        }
    }

    /// Returns the pattern of `matches!`.
    pub fn pat(&self) -> Option<&Pat> {
        match self {
            KnownMacro::Matches(matches) => Some(&matches.pat),
            KnownMacro::Constant(_) | KnownMacro::Repeated(_) | KnownMacro::Arguments(_) => None,
        }
    }
}

impl ToTokens for KnownMacro {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            KnownMacro::Constant(written) => written.clone(),
            KnownMacro::Matches(Matches { expr, pat, guard }) => {
                let guard = guard.iter();
                quote!(#expr, #pat #(if #guard)*)
            }
            KnownMacro::Repeated(Repeated { item, count }) => quote!(#item; #count),
            KnownMacro::Arguments(arguments) => quote!(#(#arguments),*),
        });
    }
}

/// `expr`, or `name = expr`.
pub struct Argument {
    name: Option<Ident>,
    value: Expr,
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let named = input.peek(syn::Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let name = named.then(|| -> syn::Result<Ident> {
            let name = input.parse()?;
            input.parse::<Token![=]>()?;
            Ok(name)
        });
        Ok(Argument {
            name: name.transpose()?,
            value: input.parse()?,
        })
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Argument { name, value } = self;
        let name = name.as_ref().map(|name| quote!(#name =));
        tokens.extend(quote!(#name #value));
    }
}

/// `value; count` in `vec!`.
pub struct Repeated {
    item: Expr,
    count: Expr,
}

impl Parse for Repeated {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let item = input.parse()?;
        input.parse::<Token![;]>()?;
        let count = input.parse()?;
        Ok(Repeated { item, count })
    }
}

/// `expr, pattern if guard` in `matches!`.
pub struct Matches {
    expr: Expr,
    pat: Pat,
    guard: Option<Expr>,
}

impl Parse for Matches {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let expr = input.parse()?;
        input.parse::<Token![,]>()?;
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        let guard = match input.parse::<Option<Token![if]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(Matches { expr, pat, guard })
    }
}

/// Returns the names in `{name}`, `{name:?}`, and `w` and `p` in `{x:>w$.p$}`.
fn inline_names(text: &str) -> Vec<String> {
    let text = text.replace("{{", "").replace("}}", "");
    let mut names = Vec::new();
    for piece in text.split('{').skip(1) {
        let inside = piece.split('}').next().unwrap_or_default();
        let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
        names.push(name.trim().to_owned());
        let counts = spec.split('$').rev().skip(1);
        names.extend(counts.map(trailing_word));
    }
    names.retain(|name| syn::parse_str::<Ident>(name).is_ok());
    names
}

fn trailing_word(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let start = text.trim_end_matches(is_word).len();
    text[start..].to_owned()
}
