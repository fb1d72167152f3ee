//! Names in a lowered tree.
//!
//! Lowering gives every local an identifier of its own and puts one identifier in place of each `view!` and each call
//! that is a site. A later pass thus sees from an identifier alone what is meant: no pass but lowering knows scopes,
//! and what an expression uses is what stands among its tokens. Emitting gives the user's names back.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Member};

use super::table::{Id, LocalId, SiteId, TemplateId};

/// What an identifier of a lowered tree stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    Local(LocalId),
    Template(TemplateId),
    Site(SiteId),
}

const LOCAL: &str = "__local_";
/// A local that is written out only because lowering needs a place for it.
const IMPLIED: &str = "__implied_";
const TEMPLATE: &str = "__template_";
const SITE: &str = "__site_";

impl Symbol {
    /// What `ident` stands for; `None` for an identifier that lowering left alone.
    pub fn of(ident: &Ident) -> Option<Symbol> {
        let text = ident.to_string();
        let number = |prefix| text.strip_prefix(prefix)?.parse::<usize>().ok();
        None.or_else(|| Some(Symbol::Local(LocalId::new(number(LOCAL)?))))
            .or_else(|| Some(Symbol::Local(LocalId::new(number(IMPLIED)?))))
            .or_else(|| Some(Symbol::Template(TemplateId::new(number(TEMPLATE)?))))
            .or_else(|| Some(Symbol::Site(SiteId::new(number(SITE)?))))
    }

    /// What `expr` stands for, if it is nothing but a name.
    pub fn of_expr(expr: &Expr) -> Option<Symbol> {
        match expr {
            Expr::Path(path) if path.qself.is_none() => Symbol::of(path.path.get_ident()?),
            Expr::Paren(paren) => Symbol::of_expr(&paren.expr),
            Expr::Group(group) => Symbol::of_expr(&group.expr),
            _ => None,
        }
    }

    /// The identifier for a local that the user wrote once and lowering wrote twice: `name` in the struct shorthand
    /// `Item { name }`, which became `Item { name: name }`, and in `"{name}"`, which got the argument `name = name`.
    /// Emitting writes such a pair as the user did.
    pub fn implied(local: LocalId, span: Span) -> Ident {
        Ident::new(&format!("{IMPLIED}{}", local.index()), span)
    }

    /// Returns whether `ident` was made by [`implied`](Self::implied).
    pub fn is_implied(ident: &Ident) -> bool {
        ident.to_string().starts_with(IMPLIED)
    }

    /// The identifier for this name, at the user's `span`.
    pub fn ident(self, span: Span) -> Ident {
        let (prefix, index) = match self {
            Symbol::Local(id) => (LOCAL, id.index()),
            Symbol::Template(id) => (TEMPLATE, id.index()),
            Symbol::Site(id) => (SITE, id.index()),
        };
        Ident::new(&format!("{prefix}{index}"), span)
    }

    /// The expression that is nothing but this name.
    pub fn expr(self, span: Span) -> Expr {
        let ident = self.ident(span);
        syn::parse_quote!(#ident)
    }
}

/// All names among the tokens of `part`, in order, each as often as it stands there.
pub fn mentioned(part: &impl ToTokens) -> Vec<Symbol> {
    let mut names = Vec::new();
    collect(part.to_token_stream(), &mut names);
    names
}

/// The locals among the tokens of `part`.
pub fn locals_in(part: &impl ToTokens) -> Vec<LocalId> {
    let local = |name| match name {
        Symbol::Local(local) => Some(local),
        _ => None,
    };
    mentioned(part).into_iter().filter_map(local).collect()
}

/// The templates among the tokens of `part`.
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
    /// Returns whether one of the two is the other, or in it.
    pub fn overlaps(&self, other: &Self) -> bool {
        let mut fields = self.fields.iter().zip(&other.fields);
        self.local == other.local && fields.all(|(own, other)| own == other)
    }
}

/// The place that `expr` is, if it is one.
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
