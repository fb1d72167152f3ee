//! Structure, as lowering makes it.

use proc_macro2::{Ident, Span};
use syn::{Expr, Pat, Path, PathArguments};

use crate::lower::table::{SiteId, TemplateId};
use crate::view::Hiding;

/// Markup that comes and goes, or that another component makes.
pub enum Structure {
    Show {
        when: SiteId,
        hiding: Hiding,
        children: TemplateId,
        fallback: Option<Expr>,
    },
    For {
        each: SiteId,
        key: Expr,
        item: Pat,
        row: TemplateId,
    },
    /// `if` without patterns: `arm` says which of `views` stands.
    Branch {
        arm: SiteId,
        views: Vec<Expr>,
    },
    /// [`Role::Rebuild`] or [`Role::Fixed`].
    Markup(SiteId),
    Component(Instance),
}

impl Structure {
    /// Its expressions that are no sites.
    pub(super) fn exprs(&self) -> Vec<&Expr> {
        match self {
            Structure::Show { fallback, .. } => fallback.iter().collect(),
            Structure::For { key, .. } => vec![key],
            Structure::Branch { views, .. } => views.iter().collect(),
            Structure::Markup(_) => Vec::new(),
            Structure::Component(instance) => {
                let values = instance.props.iter().map(|prop| &prop.value);
                values.filter_map(PropValue::expr).collect()
            }
        }
    }
}

/// `<Row row=r/>`
pub struct Instance {
    /// Counts the instances of the component's markup.
    pub number: usize,
    pub path: Path,
    pub props: Vec<Prop>,
    pub children: Option<Content>,
    pub slots: Vec<(Ident, Content)>,
}

impl Instance {
    /// The child's path, without type arguments.
    pub fn plain_path(&self) -> Path {
        let mut path = self.path.clone();
        if let Some(last) = path.segments.last_mut() {
            last.arguments = PathArguments::None;
        }
        path
    }

    /// The identifier of the witness of the child's type.
    pub fn witness(&self) -> Ident {
        child_witness(self.number)
    }
}

/// The identifier of the witness of a child's type.
pub fn child_witness(number: usize) -> Ident {
    Ident::new(&format!("__c{number}"), Span::mixed_site())
}

/// A prop as the parent gives it.
pub struct Prop {
    pub name: Ident,
    pub value: PropValue,
}

/// What is given.
pub enum PropValue {
    Expr(Expr),
    /// `on_…`: client code.
    Callback(SiteId),
}

impl PropValue {
    /// The expression, unless it is client code.
    pub fn expr(&self) -> Option<&Expr> {
        match self {
            PropValue::Expr(expr) => Some(expr),
            PropValue::Callback(_) => None,
        }
    }
}

/// Markup given to a component.
pub struct Content {
    pub item: Option<Pat>,
    pub template: TemplateId,
}
