//! Emits the checks that client code calls no function that exists on the server only, so that a native build says so at
//! the call. (The browser's build would say it when it generates code, at the function.) And the checks that neither client
//! code nor the slice names a `const` or `static` of the server: of these nothing is in the browser, not even the type.
//!
//! A macro sees no types and no other items. But `#[server]` leaves a marker beside such an item: a type, whose name begins
//! with `__server_`. Where a component has client code that calls `load(..)` or `db::load(..)`, it declares a type of that
//! name itself, and names it in an inner block that imports all of this module, or of `db`. That is the marker if there is one,
//! because inner names go before outer ones, and else the component's own. Only the latter is in the browser.
//!
//! Names that an import brings (`use db::load;`) are not found: their markers do not come with them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{Arm, Expr, ExprCall, Item, Path, Stmt, UseTree};

use super::Server;
use crate::emit::{rt, rt_at};
use crate::lower::macros::KnownMacro;
use crate::lower::names::Symbol;

/// Types with functions of their own that begin with a small letter.
const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
    "u128", "usize", "f32", "f64",
];

/// Returns the name of the marker that `#[server]` leaves beside an item.
pub fn marker(item: &Ident) -> Ident {
    format_ident!("__server_{}", item.unraw(), span = item.span())
}

/// The items that are looked for.
#[derive(Clone, Copy, PartialEq)]
enum Sought {
    /// Functions that are called.
    Functions,
    /// Constants and statics that are named.
    Values,
}

impl Server<'_> {
    /// Emits the checks.
    pub(super) fn server_calls(&self) -> TokenStream {
        if !self.unit.check_slice {
            return TokenStream::new();
        }
        let calls = self.in_client_code(Sought::Functions);
        let values = self.in_client_code(Sought::Values);
        let values = values.into_iter().chain(self.values_in_slice());
        let (calls, values) = (
            self.checks_of(calls, Sought::Functions),
            self.checks_of(values, Sought::Values),
        );
        quote!(#calls #values)
    }

    /// Emits the checks of paths, except of what the component declares itself.
    fn checks_of(&self, paths: impl IntoIterator<Item = Path>, sought: Sought) -> TokenStream {
        let rt = rt();
        let (bound, check) = match sought {
            Sought::Functions => (quote!(InBrowser), quote!(in_browser)),
            Sought::Values => (quote!(ValueInBrowser), quote!(value_in_browser)),
        };
        let mut own = Declared::default();
        own.visit_block(&self.unit.component.item.block);
        let mut modules: BTreeMap<String, (TokenStream, Vec<Ident>)> = BTreeMap::new();
        for path in paths.into_iter().filter(|path| !own.may_have(path)) {
            let Some((module, item)) = split(&path, sought) else {
                continue;
            };
            let (_, markers) = modules
                .entry(module.to_string())
                .or_insert_with(|| (module, Vec::new()));
            let marker = marker(item);
            if !markers.contains(&marker) {
                markers.push(marker);
            }
        }
        let checks = modules.values().map(|(module, markers)| {
            let checked = markers.iter().map(|marker| {
                let at = rt_at(marker.span());
                quote_spanned!(marker.span()=> #at::#check::<#marker>();)
            });
            quote!({
                #(
                    #[allow(non_camel_case_types, dead_code)]
                    enum #markers {}
                    #[diagnostic::do_not_recommend]
                    impl #rt::#bound for #markers {}
                )*
                {
                    #[allow(unused_imports)]
                    use #module::*;
                    #(#checked)*
                }
            })
        });
        quote!(#(#checks)*)
    }

    /// Returns the paths in client code.
    fn in_client_code(&self, sought: Sought) -> Vec<Path> {
        let component = self.unit.component;
        let sites = component.sites.iter();
        let client = sites.filter(|(site, _)| self.unit.split.function(*site).is_some());
        let mut found = FoundPaths::new(sought);
        client
            .flat_map(|(_, site)| component.with_closures(&site.expr))
            .for_each(|expr| found.visit_expr(expr));
        found.paths
    }

    /// Returns the values that the slice names.
    fn values_in_slice(&self) -> Vec<Path> {
        let mut found = FoundPaths::new(Sought::Values);
        let slice = self.unit.split.slice.iter();
        slice.for_each(|statement| found.visit_stmt(statement));
        found.paths
    }
}

/// Returns the module and the name of an item, if the path may be one's: by Rust's own naming rules.
fn split(path: &Path, sought: Sought) -> Option<(TokenStream, &Ident)> {
    let is_small = |ident: &Ident| {
        let name = ident.unraw().to_string();
        name.starts_with(|first: char| first.is_lowercase() || first == '_')
            && !PRIMITIVES.contains(&&*name)
    };
    let is_named = |ident: &Ident| match sought {
        Sought::Functions => is_small(ident),
        Sought::Values => is_capital(ident),
    };
    let mut idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    let item = idents.pop().filter(|item| is_named(item))?;
    if !idents.iter().all(|ident| is_small(ident))
        || idents.first().is_some_and(|first| *first == "watershed")
    {
        return None;
    }
    let leading = path.leading_colon;
    match idents.as_slice() {
        [] => Some((quote!(self), item)),
        _ => Some((quote!(#leading #(#idents)::*), item)),
    }
}

/// Returns whether a name is one of a constant or static.
fn is_capital(ident: &Ident) -> bool {
    let name = ident.to_string();
    let is_allowed = |letter: char| !letter.is_lowercase();
    name.len() > 1 && name.starts_with(char::is_uppercase) && name.chars().all(is_allowed)
}

/// Collects the paths that are called, or those of values. Code that is there under a condition is left out: what it names
/// may not be here.
struct FoundPaths {
    sought: Sought,
    paths: Vec<Path>,
}

impl FoundPaths {
    fn new(sought: Sought) -> Self {
        let paths = Vec::new();
        Self { sought, paths }
    }

    fn add(&mut self, expr: &Expr) {
        if let Expr::Path(node) = expr
            && node.qself.is_none()
            && Symbol::of_expr(expr).is_none()
        {
            self.paths.push(node.path.clone());
        }
    }
}

impl<'a> Visit<'a> for FoundPaths {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let attributes = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Macro(call) => &call.attrs,
            Stmt::Expr(Expr::Block(node), _) => &node.attrs,
            Stmt::Expr(Expr::Call(node), _) => &node.attrs,
            Stmt::Expr(Expr::If(node), _) => &node.attrs,
            Stmt::Expr(Expr::MethodCall(node), _) => &node.attrs,
            Stmt::Item(_) => return,
            Stmt::Expr(..) => return visit::visit_stmt(self, statement),
        };
        if !attributes.iter().any(|found| found.path().is_ident("cfg")) {
            visit::visit_stmt(self, statement);
        }
    }

    fn visit_arm(&mut self, arm: &'a Arm) {
        if !arm.attrs.iter().any(|found| found.path().is_ident("cfg")) {
            visit::visit_arm(self, arm);
        }
    }

    fn visit_expr_call(&mut self, call: &'a ExprCall) {
        if self.sought == Sought::Functions {
            self.add(&call.func);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.sought == Sought::Values {
            self.add(expr);
        }
        visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        if let Some(mut known) = KnownMacro::parse(call) {
            for expr in known.exprs_mut() {
                let mut inner = FoundPaths::new(self.sought);
                Visit::visit_expr(&mut inner, &expr.clone());
                self.paths.extend(inner.paths);
            }
        }
    }
}

/// Collects the names of the items in a component's body.
#[derive(Default)]
struct Declared {
    names: BTreeSet<String>,
    has_glob: bool,
}

impl Declared {
    /// Returns whether a path may lead to an item of the component's.
    fn may_have(&self, path: &Path) -> bool {
        let is_own = |ident: &Ident| self.names.contains(&ident.to_string());
        match path.get_ident() {
            Some(name) => self.has_glob || is_own(name),
            None => path
                .segments
                .first()
                .is_none_or(|first| is_own(&first.ident)),
        }
    }
}

impl<'a> Visit<'a> for Declared {
    fn visit_item(&mut self, item: &'a Item) {
        match item {
            Item::Const(item) => self.names.insert(item.ident.to_string()),
            Item::Static(item) => self.names.insert(item.ident.to_string()),
            Item::Fn(item) => self.names.insert(item.sig.ident.to_string()),
            Item::Mod(item) => self.names.insert(item.ident.to_string()),
            _ => false,
        };
        visit::visit_item(self, item);
    }

    fn visit_use_tree(&mut self, tree: &'a UseTree) {
        match tree {
            UseTree::Name(name) => _ = self.names.insert(name.ident.to_string()),
            UseTree::Rename(rename) => _ = self.names.insert(rename.rename.to_string()),
            UseTree::Glob(_) => self.has_glob = true,
            UseTree::Path(_) | UseTree::Group(_) => {}
        }
        visit::visit_use_tree(self, tree);
    }
}
