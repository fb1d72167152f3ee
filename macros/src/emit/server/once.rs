//! Finds the markup that is made at most once, and the locals that it may take along instead of copying them: what
//! nothing else uses need not be cloned.
//!
//! # Input
//! A component.
//!
//! # Output
//! The template that the body ends with, and the content of each `<Show>` in such a template, which keeps what it shows.
//! Of their parts, which come one after the other, each may take what neither a later part nor the rest of the body uses.
//!
//! # Why the rest of the body
//! A statement before the markup may have borrowed the local: `let name = &user.name;`. Parts borrow nothing from each
//! other.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, Stmt};

use super::Server;
use crate::lower::model::{Component, LocalKind, Part};
use crate::lower::names::{Symbol, locals_in};
use crate::lower::table::{LocalId, TemplateId};

/// The markup of a component that is made at most once.
pub struct Once {
    templates: HashSet<TemplateId>,
    /// The locals that the body uses besides its last expression.
    elsewhere: HashSet<LocalId>,
}

impl Once {
    /// Finds the markup.
    pub fn of(server: &Server) -> Self {
        let component = server.unit.component;
        let mut templates = HashSet::new();
        let (last, others) = match component.body.stmts.split_last() {
            Some((Stmt::Expr(last, None), others)) => (result(last), others),
            _ => (None, &[][..]),
        };
        if let Some(last) = last {
            add(component, last, &mut templates);
        }
        let elsewhere = others
            .iter()
            .flat_map(|statement| locals_in(&server.expand(used(statement))));
        Self {
            templates,
            elsewhere: elsewhere.collect(),
        }
    }

    /// Returns whether a template is made at most once.
    pub fn has(&self, template: TemplateId) -> bool {
        self.templates.contains(&template)
    }
}

/// Returns the template that an expression gives, also as the success of a `Result`.
fn result(expr: &Expr) -> Option<TemplateId> {
    match expr {
        Expr::Call(call) if call.args.len() == 1 => {
            let Expr::Path(function) = &*call.func else {
                return None;
            };
            let is_ok = function.path.is_ident("Ok");
            call.args.first().filter(|_| is_ok).and_then(result)
        }
        expr => match Symbol::of_expr(expr)? {
            Symbol::Template(template) => Some(template),
            Symbol::Local(_) | Symbol::Site(_) => None,
        },
    }
}

/// Adds a template, and the content that it makes at most once.
fn add(component: &Component, template: TemplateId, templates: &mut HashSet<TemplateId>) {
    templates.insert(template);
    for part in &component.templates[template].parts {
        if let Part::Structure { structure, .. } = part
            && let Some(content) = structure.made_once()
        {
            add(component, content, templates);
        }
    }
}

/// Returns the code of a statement without the names that it binds.
fn used(statement: &Stmt) -> TokenStream {
    match statement {
        Stmt::Local(local) => {
            let init = local.init.as_ref();
            let init = init.map(|init| (&init.expr, init.diverge.as_ref().map(|(_, expr)| expr)));
            let (value, otherwise) = init.unzip();
            let otherwise = otherwise.flatten();
            quote!(#value #otherwise)
        }
        other => other.to_token_stream(),
    }
}

impl Server<'_> {
    /// Emits the parts of a template.
    pub(super) fn parts(&self, template: TemplateId, parts: &[Part]) -> Vec<TokenStream> {
        if !self.once.is_some_and(|once| once.has(template)) {
            let server = Server {
                later: None,
                ..*self
            };
            return parts
                .iter()
                .map(|part| server.part(template, part))
                .collect();
        }
        let (mut later, mut emitted) = (HashSet::new(), Vec::new());
        for part in parts.iter().rev() {
            let server = Server {
                later: Some(&later),
                ..*self
            };
            let code = server.part(template, part);
            later.extend(locals_in(&code));
            emitted.push(code);
        }
        emitted.reverse();
        emitted
    }

    /// Emits a closure that renders a template once, in a part whose other code is `beside`. It takes along what nothing
    /// else uses, and has copies of the rest.
    pub(crate) fn markup_closure_once(
        &self,
        template: TemplateId,
        beside: &TokenStream,
    ) -> TokenStream {
        let name = Symbol::Template(template).ident(self.unit.component.templates[template].span);
        let closure = self.expand(quote!(move || #name));
        let mut taken: HashSet<LocalId> = locals_in(&closure).into_iter().collect();
        let beside: HashSet<LocalId> = locals_in(beside).into_iter().collect();
        taken.retain(|local| self.gives(*local) && !beside.contains(local));
        let keeps = self.keeps(Some(template), &taken, &closure);
        quote!({ #keeps #closure })
    }

    /// Returns whether a local is not used behind the part that is being emitted, and may not be borrowed.
    fn gives(&self, local: LocalId) -> bool {
        let (Some(once), Some(later)) = (self.once, self.later) else {
            return false;
        };
        let kind = self.unit.component.locals[local].kind;
        matches!(kind, LocalKind::Prop | LocalKind::Plain)
            && !later.contains(&local)
            && !once.elsewhere.contains(&local)
    }
}
