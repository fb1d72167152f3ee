//! Constructs: everything that a `view!` can contain besides elements and text. Each has one file with all that the
//! compiler does with it.
//!
//! | step | interface |
//! |---|---|
//! | `view/` | [`parse`]: the constructs that have a name of their own |
//! | `html/`, `lower/` | [`ConstructSyntax`]: such a construct after parsing |
//! | `analyze/`, `split/`, `report/`, `emit/` | [`Structure`]: any construct after lowering |
//!
//! A new construct is a file that implements the two traits, and a row in [`KNOWN`].

pub mod branch;
pub mod component;
pub mod each;
pub mod error_boundary;
pub mod form;
pub mod head;
pub mod link;
pub mod markup;
pub mod outlet;
pub mod portal;
pub mod show;
pub mod show_let;
pub mod suspense;

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Expr, Pat, Stmt};

use crate::diagnostic::Diagnostics;
use crate::emit::server::Server;
use crate::lower::model::{Component, Locator};
use crate::lower::names::templates_in;
use crate::lower::resolve::Resolver;
use crate::lower::table::{LocalId, SiteId, TemplateId};
use crate::split::slice::Slicer;
use crate::view::{LooseTag, Props, RawAttribute, TagBody, ViewNode};
use component::Instance;

/// Builds a construct from its tag. If the tag has mistakes, these are reported and its children are kept.
type Parse = fn(&Ident, Props, TagBody, &mut Diagnostics) -> ViewNode;

/// Expands for an editor what a construct binds for its children.
pub type Edited = fn(&LooseTag) -> EditedConstruct;

/// The parts of a construct's expansion for an editor that are its own.
#[derive(Default)]
pub struct EditedConstruct {
    /// The attributes whose values are in `bound`. All others are only evaluated.
    pub taken: &'static [&'static str],
    /// Statements before its children.
    pub bound: TokenStream,
}

/// The constructs that are written as an element, by their names.
const KNOWN: [(&str, Parse, Edited); 9] = [
    ("Show", show::parse, |_| EditedConstruct::default()),
    ("ShowLet", show_let::parse, show_let::edited),
    ("For", each::parse, each::edited),
    ("Portal", portal::parse, |_| EditedConstruct::default()),
    ("Head", head::parse, |_| EditedConstruct::default()),
    ("Outlet", outlet::parse, |_| EditedConstruct::default()),
    ("ErrorBoundary", error_boundary::parse, |_| {
        EditedConstruct::default()
    }),
    ("Suspense", suspense::parse, |_| EditedConstruct::default()),
    ("Transition", suspense::parse_transition, |_| {
        EditedConstruct::default()
    }),
];

/// Builds an element that is written under a name of ours, with attributes like any other.
type ParseElement = fn(&Ident, Vec<RawAttribute>, TagBody, &mut Diagnostics) -> ViewNode;

/// The elements that are written under a name of ours, each with the attribute that is ours, too. Without that it is a
/// component of the application's.
const ELEMENTS: [(&str, &str, ParseElement); 3] = [
    ("A", link::HREF, link::parse),
    ("Form", form::ACTION, form::form),
    ("FieldErrors", form::OF, form::field_errors),
];

/// Returns the parser of the element that is written under this name of ours.
pub fn parse_element(name: &Ident, attributes: &[RawAttribute]) -> Option<ParseElement> {
    let (_, own, parse) = ELEMENTS.iter().find(|(known, ..)| name == known)?;
    let is_own = |attribute: &RawAttribute| attribute.is_named(own);
    attributes.iter().any(is_own).then_some(*parse)
}

/// Returns the parser of the construct of this name.
pub fn parse(name: &Ident) -> Option<Parse> {
    let known = KNOWN.iter().find(|(known, ..)| name == known);
    known.map(|(_, parse, _)| *parse)
}

/// Returns the editor's side of the construct of this name.
pub fn edited(name: &Ident) -> Option<Edited> {
    let known = KNOWN.iter().find(|(known, ..)| name == known);
    let mut elements = ELEMENTS.iter();
    let is_element = elements.any(|(known, ..)| name == known);
    let element = is_element.then_some((|_| EditedConstruct::default()) as Edited);
    known.map(|(.., edited)| *edited).or(element)
}

/// A parsed construct: an element whose name the compiler knows.
pub trait ConstructSyntax {
    /// Returns the place of its name.
    fn span(&self) -> Span;

    /// Returns its children.
    fn children(&self) -> &[ViewNode];

    /// Returns the attribute that is markup as well.
    fn markup(&self) -> Option<&Expr> {
        None
    }

    /// Returns whether something is inserted in its place later.
    fn is_placed(&self) -> bool {
        true
    }

    /// Returns whether it shows nothing in its place, but adds to the document's `<head>`.
    fn is_in_head(&self) -> bool {
        false
    }

    /// Lowers it.
    fn lower(self: Box<Self>, walk: &mut Resolver) -> Box<dyn Structure>;

    /// Returns its name and its attributes, for comparison.
    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<TokenStream>);
}

/// The parts of a list with a key and a name for a row's signal, and without a fallback.
pub struct ListShape<'s> {
    /// The site that yields the items.
    pub each: SiteId,
    pub key: &'s Expr,
    /// The signal of a row.
    pub item: LocalId,
    /// The markup of a row.
    pub row: TemplateId,
}

/// A lowered construct: markup that comes and goes, or that another component makes.
pub trait Structure {
    /// Returns its expressions that are not sites.
    fn exprs(&self) -> Vec<&Expr> {
        Vec::new()
    }

    /// Returns the site that decides its content.
    fn decided_by(&self) -> Option<SiteId> {
        None
    }

    /// Returns the site that the browser may evaluate too, to show, hide and make the content at once.
    fn gate(&self) -> Option<SiteId> {
        None
    }

    /// Returns the site that yields the items, and the pattern that each item is bound to.
    fn rows(&self) -> Option<(SiteId, &Pat)> {
        None
    }

    /// Returns its parts, if it is a list whose rows the browser may make.
    fn list(&self) -> Option<ListShape<'_>> {
        None
    }

    /// Returns the templates that it shows, each with false if it never does. Templates in its expressions and in the
    /// site that decides its content are included.
    fn templates(&self, component: &Component) -> Vec<(TemplateId, bool)> {
        let site = self.decided_by().map(|site| &component.sites[site].expr);
        let exprs = self.exprs().into_iter().chain(site);
        let templates = exprs.flat_map(templates_in);
        templates.map(|template| (template, true)).collect()
    }

    /// Returns the template that it makes at most once, however often it is shown.
    fn made_once(&self) -> Option<TemplateId> {
        None
    }

    /// Returns whether its content may come behind the page.
    fn may_stream(&self) -> bool {
        false
    }

    /// Returns whether the page of a layout is shown in its place.
    fn is_outlet(&self) -> bool {
        false
    }

    /// Returns the child component, if it is one.
    fn instance(&self) -> Option<&Instance> {
        None
    }

    /// Returns the statements that the slice needs for it.
    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt>;

    /// Returns the code that fills its hole in the server half. `template` contains the hole, `at` is its position
    /// there.
    fn emit(&self, server: &Server, template: TemplateId, at: &Locator) -> TokenStream;
}
