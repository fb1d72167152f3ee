//! Symbols: the identifiers of a lowered tree.
//!
//! Lowering gives every local an identifier of its own and puts one identifier in place of each `view!` and each call
//! that is a site. A later pass thus sees from an identifier alone what it names. No pass but lowering has to resolve
//! names, and the uses of an expression are the symbols among its tokens. Emitting restores the names of the user.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Member};

use super::table::{Id, LocalId, SiteId, TemplateId};

/// The thing that an identifier of a lowered tree names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    Local(LocalId),
    Template(TemplateId),
    Site(SiteId),
}

const LOCAL: &str = "__local_";
/// A local that lowering writes a second time where the user wrote it once. See [`Symbol::implied`].
const IMPLIED: &str = "__implied_";
const TEMPLATE: &str = "__template_";
const SITE: &str = "__site_";

impl Symbol {
    /// Returns the symbol that `ident` is; `None` for an identifier that lowering left alone.
    pub fn of(ident: &Ident) -> Option<Symbol> {
        let text = ident.to_string();
        let number = |prefix| text.strip_prefix(prefix)?.parse::<usize>().ok();
        None.or_else(|| Some(Symbol::Local(LocalId::new(number(LOCAL)?))))
            .or_else(|| Some(Symbol::Local(LocalId::new(number(IMPLIED)?))))
            .or_else(|| Some(Symbol::Template(TemplateId::new(number(TEMPLATE)?))))
            .or_else(|| Some(Symbol::Site(SiteId::new(number(SITE)?))))
    }

    /// Returns the symbol that `expr` consists of.
    pub fn of_expr(expr: &Expr) -> Option<Symbol> {
        match expr {
            Expr::Path(path) if path.qself.is_none() => Symbol::of(path.path.get_ident()?),
            Expr::Paren(paren) => Symbol::of_expr(&paren.expr),
            Expr::Group(group) => Symbol::of_expr(&group.expr),
            _ => None,
        }
    }

    /// Returns the identifier for a local that the user wrote once and lowering wrote twice: `name` in the struct
    /// shorthand `Item { name }`, which became `Item { name: name }`, and in `"{name}"`, which got the argument `name =
    /// name`. Emitting writes such a pair as the user did.
    pub fn implied(local: LocalId, span: Span) -> Ident {
        Ident::new(&format!("{IMPLIED}{}", local.index()), span)
    }

    /// Returns whether `ident` was made by [`implied`](Self::implied).
    pub fn is_implied(ident: &Ident) -> bool {
        ident.to_string().starts_with(IMPLIED)
    }

    /// Returns the identifier of this symbol, with `span`.
    pub fn ident(self, span: Span) -> Ident {
        let (prefix, index) = match self {
            Symbol::Local(id) => (LOCAL, id.index()),
            Symbol::Template(id) => (TEMPLATE, id.index()),
            Symbol::Site(id) => (SITE, id.index()),
        };
        Ident::new(&format!("{prefix}{index}"), span)
    }

    /// Returns this symbol as an expression.
    pub fn expr(self, span: Span) -> Expr {
        let ident = self.ident(span);
        syn::parse_quote!(#ident)
    }
}

/// Returns all symbols among the tokens of `part`, in order and with repetitions.
pub fn mentioned(part: &impl ToTokens) -> Vec<Symbol> {
    let mut names = Vec::new();
    collect(part.to_token_stream(), &mut names);
    names
}

/// Returns the locals among the tokens of `part`.
pub fn locals_in(part: &impl ToTokens) -> Vec<LocalId> {
    let local = |name| match name {
        Symbol::Local(local) => Some(local),
        _ => None,
    };
    mentioned(part).into_iter().filter_map(local).collect()
}

/// Returns the templates among the tokens of `part`.
pub fn templates_in(part: &impl ToTokens) -> Vec<TemplateId> {
    let template = |name| match name {
        Symbol::Template(template) => Some(template),
        _ => None,
    };
    mentioned(part).into_iter().filter_map(template).collect()
}

fn collect(tokens: TokenStream, names: &mut Vec<Symbol>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => names.extend(Symbol::of(&ident)),
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// A local, or a field of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub local: LocalId,
    /// `["0", "name"]` in `x.0.name`.
    pub fields: Vec<String>,
}

impl Place {
    /// Returns whether one of the two places contains the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        let mut fields = self.fields.iter().zip(&other.fields);
        self.local == other.local && fields.all(|(own, other)| own == other)
    }
}

/// Returns the place that `expr` consists of.
pub fn place_of(expr: &Expr) -> Option<(Place, Span)> {
    match expr {
        Expr::Path(path) => match Symbol::of_expr(expr)? {
            Symbol::Local(local) => {
                let fields = Vec::new();
                Some((Place { local, fields }, path.path.get_ident()?.span()))
            }
            _ => None,
        },
        Expr::Field(field) => {
            let (mut place, span) = place_of(&field.base)?;
            place.fields.push(member(&field.member));
            Some((place, span))
        }
        Expr::Paren(paren) => place_of(&paren.expr),
        _ => None,
    }
}

fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// Returns a hash that distinguishes texts.
pub fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
