//! Emits the checks that client code calls no function that exists on the server only, so that a native build says so at
//! the call. (The browser's build would say it when it generates code, at the function.)
//!
//! A macro sees no types and no other items. But `#[server]` leaves a marker beside a function: a type, whose name begins
//! with `__server_`. Where a component has client code that calls `load(..)` or `db::load(..)`, it declares a type of that
//! name itself, and names it in an inner block that imports all of this module, or of `db`. That is the marker if there is one,
//! because inner names go before outer ones, and else the component's own. Only the latter is in the browser.
//!
//! A function that an import brings (`use db::load;`) is not found: its marker does not come with it.

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

/// Returns the name of the marker that `#[server]` leaves beside a function.
pub fn marker(function: &Ident) -> Ident {
    format_ident!("__server_{}", function.unraw(), span = function.span())
}

impl Server<'_> {
    /// Emits the checks.
    pub(super) fn server_calls(&self) -> TokenStream {
        if !self.unit.check_slice {
            return TokenStream::new();
        }
        let rt = rt();
        let mut modules: BTreeMap<String, (TokenStream, Vec<Ident>)> = BTreeMap::new();
        for path in self.called_in_client_code() {
            let Some((module, function)) = split(&path) else {
                continue;
            };
            let (_, markers) = modules
                .entry(module.to_string())
                .or_insert_with(|| (module, Vec::new()));
            let marker = marker(function);
            if !markers.contains(&marker) {
                markers.push(marker);
            }
        }
        let checks = modules.values().map(|(module, markers)| {
            let checked = markers.iter().map(|marker| {
                let at = rt_at(marker.span());
                quote_spanned!(marker.span()=> #at::in_browser::<#marker>();)
            });
            quote!({
                #(
                    #[allow(non_camel_case_types, dead_code)]
                    enum #markers {}
                    #[diagnostic::do_not_recommend]
                    impl #rt::InBrowser for #markers {}
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

    /// Returns the functions that client code calls, and of which the component declares none itself.
    fn called_in_client_code(&self) -> Vec<Path> {
        let component = self.unit.component;
        let sites = component.sites.iter();
        let client = sites.filter(|(site, _)| self.unit.split.function(*site).is_some());
        let mut calls = CalledPaths(Vec::new());
        client
            .flat_map(|(_, site)| component.with_closures(&site.expr))
            .for_each(|expr| calls.visit_expr(expr));
        let mut own = Declared::default();
        own.visit_block(&component.item.block);
        let is_elsewhere = |path: &Path| match path.get_ident() {
            Some(name) => !own.has_glob && !own.names.contains(&name.to_string()),
            None => path
                .segments
                .first()
                .is_some_and(|first| !own.names.contains(&first.ident.to_string())),
        };
        calls.0.retain(is_elsewhere);
        calls.0
    }
}

/// Returns the module and the name of a function, if the path may be one's: by Rust's own naming rules.
fn split(path: &Path) -> Option<(TokenStream, &Ident)> {
    let is_small = |ident: &Ident| {
        let name = ident.unraw().to_string();
        name.starts_with(|first: char| first.is_lowercase() || first == '_')
            && !PRIMITIVES.contains(&&*name)
    };
    let mut idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    if !idents.iter().all(|ident| is_small(ident)) || idents.first()? == &"watershed" {
        return None;
    }
    let function = idents.pop()?;
    let leading = path.leading_colon;
    match idents.as_slice() {
        [] => Some((quote!(self), function)),
        _ => Some((quote!(#leading #(#idents)::*), function)),
    }
}

/// Collects the paths that are called. Code that is there under a condition is left out: what it calls may not be here.
struct CalledPaths(Vec<Path>);

impl<'a> Visit<'a> for CalledPaths {
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
        if let Expr::Path(node) = &*call.func
            && node.qself.is_none()
            && Symbol::of_expr(&call.func).is_none()
        {
            self.0.push(node.path.clone());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        if let Some(mut known) = KnownMacro::parse(call) {
            for expr in known.exprs_mut() {
                let mut inner = CalledPaths(Vec::new());
                Visit::visit_expr(&mut inner, &expr.clone());
                self.0.extend(inner.0);
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

impl<'a> Visit<'a> for Declared {
    fn visit_item(&mut self, item: &'a Item) {
        match item {
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
