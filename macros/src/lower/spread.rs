//! Spread attributes beside written ones: of two with one name the later one wins, and classes add up.
//!
//! A written attribute that a later spread may overwrite becomes a part of the spread, so that the server, which knows
//! all names, decides between them. An attribute that no later spread can overwrite is written, and the spread leaves
//! out its name.

use syn::{Expr, ExprLit, Lit, parse_quote};

use crate::view::{Attribute, BindTarget, Element};

/// The spreads of one element.
pub struct Spread {
    /// The fate of each attribute, by its index.
    fates: Vec<Fate>,
    may_add_classes: bool,
}

/// The fate of an attribute of an element with spreads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Written in its place.
    Written,
    /// A part of the spread, because a later spread may overwrite it.
    Part,
    /// Left out, because a later spread overwrites it.
    Overwritten,
}

impl Spread {
    /// Returns the spreads of an element; `None` if it has no spread.
    pub fn of(element: &Element) -> Option<Spread> {
        let attributes = &element.attributes;
        let is_spread = |attribute: &Attribute| matches!(attribute, Attribute::Spread(_));
        attributes.iter().any(is_spread).then(|| Spread {
            fates: (0..attributes.len())
                .map(|index| fate(attributes, index))
                .collect(),
            may_add_classes: attributes
                .iter()
                .filter_map(spread)
                .any(|spread| may_name(spread, "class")),
        })
    }

    /// Returns whether the spread may add classes.
    pub fn may_add_classes(&self) -> bool {
        self.may_add_classes
    }

    /// Returns whether the attribute with this name and index is written beside the spread.
    pub fn leaves(&self, name: &str, index: usize) -> bool {
        match name {
            "class" => !self.may_add_classes,
            _ => self.fates[index] == Fate::Written,
        }
    }

    /// Returns the expression of the spread: its parts in order, and the names that are written beside it.
    pub fn expr(&self, element: &Element) -> Expr {
        let attributes = element.attributes.iter().zip(&self.fates);
        let parts: Vec<Expr> = attributes
            .clone()
            .filter_map(|(attribute, fate)| match attribute {
                Attribute::Dynamic { name, value } if name.text == "class" => {
                    let class = parse_quote!(::watershed::rt::one("class", &(#value)));
                    self.may_add_classes.then_some(class)
                }
                attribute => part(attribute, *fate),
            })
            .collect();
        let kept: Vec<String> = attributes
            .filter_map(|(attribute, fate)| kept(attribute, *fate))
            .collect();
        match (element.attributes.as_slice(), parts.len(), kept.is_empty()) {
            (attributes, 1, true) => only(attributes).unwrap_or_else(|| together(&parts, &kept)),
            _ => together(&parts, &kept),
        }
    }
}

fn only(attributes: &[Attribute]) -> Option<Expr> {
    attributes.iter().find_map(|attribute| match attribute {
        Attribute::Spread(expr) => Some(expr.clone()),
        _ => None,
    })
}

fn together(parts: &[Expr], kept: &[String]) -> Expr {
    parse_quote!(::watershed::rt::attributes([#(#parts),*], &[#(#kept),*]))
}

fn fate(attributes: &[Attribute], index: usize) -> Fate {
    let Some(name) = name(&attributes[index]) else {
        return Fate::Written;
    };
    let later = attributes[index + 1..].iter().filter_map(spread);
    let mut fate = Fate::Written;
    for spread in later {
        match names(spread) {
            None => fate = Fate::Part,
            Some(names) if names.iter().any(|named| is_same(named, name)) => {
                return Fate::Overwritten;
            }
            Some(_) => {}
        }
    }
    fate
}

fn spread(attribute: &Attribute) -> Option<&Expr> {
    match attribute {
        Attribute::Spread(expr) => Some(expr),
        _ => None,
    }
}

fn name(attribute: &Attribute) -> Option<&str> {
    match attribute {
        Attribute::Static { name, .. }
        | Attribute::Flag { name }
        | Attribute::Dynamic { name, .. } => Some(&name.text),
        _ => None,
    }
}

/// Returns an attribute as a part of the spread. Static classes are written instead.
fn part(attribute: &Attribute, fate: Fate) -> Option<Expr> {
    match attribute {
        Attribute::Spread(Expr::Closure(closure)) => {
            Some(parse_quote!(::watershed::rt::all(&((#closure)()))))
        }
        Attribute::Spread(expr) => Some(parse_quote!(::watershed::rt::all(&(#expr)))),
        _ if fate != Fate::Part => None,
        Attribute::Dynamic { name, value } => {
            let name = &name.text;
            Some(parse_quote!(::watershed::rt::one(#name, &(#value))))
        }
        Attribute::Static { name, value } if name.text != "class" => {
            let name = &name.text;
            Some(parse_quote!(::watershed::rt::one(#name, &(#value))))
        }
        Attribute::Flag { name } => {
            let name = &name.text;
            Some(parse_quote!(::watershed::rt::one(#name, &true)))
        }
        _ => None,
    }
}

/// Returns the name that a spread leaves out because the attribute is written beside it.
fn kept(attribute: &Attribute, fate: Fate) -> Option<String> {
    let name = match attribute {
        Attribute::Style { .. } => "style",
        Attribute::Prop { name, .. } => &name.text,
        Attribute::Bind(bind) => match bind.target {
            BindTarget::Value => "value",
            BindTarget::Checked | BindTarget::Group => "checked",
            BindTarget::Open => "open",
        },
        attribute => name(attribute).filter(|name| *name != "class" && fate == Fate::Written)?,
    };
    Some(as_set(name).to_owned())
}

fn may_name(spread: &Expr, name: &str) -> bool {
    names(spread).is_none_or(|names| names.iter().any(|named| is_same(named, name)))
}

/// Returns whether two names are those of one attribute: a computed `xlink:href` is set as `href`.
fn is_same(one: &str, other: &str) -> bool {
    as_set(one).eq_ignore_ascii_case(as_set(other))
}

fn as_set(name: &str) -> &str {
    match name.eq_ignore_ascii_case("xlink:href") {
        true => "href",
        false => name,
    }
}

/// Returns the names in a spread if its source tells them: `[("title", title), ..]`.
fn names(spread: &Expr) -> Option<Vec<String>> {
    let Expr::Array(array) = spread else {
        return None;
    };
    let name = |pair: &Expr| match pair {
        Expr::Tuple(pair) => match pair.elems.first()? {
            Expr::Lit(ExprLit {
                lit: Lit::Str(name),
                ..
            }) => Some(name.value()),
            _ => None,
        },
        _ => None,
    };
    array.elems.iter().map(name).collect()
}
