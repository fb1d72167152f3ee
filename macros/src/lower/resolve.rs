//! Name resolution: walks the body by the scoping rules of Rust and gives every local its own identifier.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, FnArg, GenericArgument, Item, Pat, PatType, Path, PathArguments, Signature, Stmt,
    Type,
};

use super::claims::{self, RepeatedStores};
use super::model::{Claim, Local, LocalKind, Param, Role, Site, Source, Template};
use super::names::Symbol;
use super::patterns::Initializer;
use super::primitives::{idempotent, optimistic};
use super::table::{LocalId, SiteId, SourceId, Table, TemplateId};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::html::OpenElement;

/// The walk over one function.
pub struct Resolver<'d> {
    pub(crate) diagnostics: &'d mut Diagnostics,
    pub(crate) found: Lowered,
    /// The template being lowered, to which new sites belong.
    pub(crate) template: Option<TemplateId>,
    /// The elements that are open around the current node, as far as they are known.
    pub(crate) open: Vec<OpenElement>,
    /// The number of open elements that are outside of the template.
    pub(crate) outside: usize,
    visible_names: Vec<Vec<(String, LocalId)>>,
    /// The name of the function.
    function: String,
}

/// The tables that the walk fills.
#[derive(Default)]
pub struct Lowered {
    pub locals: Table<LocalId, Local>,
    pub sources: Table<SourceId, Source>,
    pub templates: Table<TemplateId, Template>,
    pub sites: Table<SiteId, Site>,
    pub instances: usize,
    /// Keys of root elements that no `for` has taken yet.
    pub keys: HashMap<TemplateId, Expr>,
    pub claims: Vec<Claim>,
    pub composables: Vec<Path>,
    pub ends: HashMap<TemplateId, Span>,
}

impl<'d> Resolver<'d> {
    pub fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Resolver {
            diagnostics,
            found: Lowered::default(),
            template: None,
            open: Vec::new(),
            outside: 0,
            visible_names: vec![Vec::new()],
            function: String::new(),
        }
    }

    /// Binds the parameters, for everything that follows.
    pub fn params(&mut self, signature: &Signature) -> Vec<Param> {
        self.function = signature.ident.to_string();
        let inputs = signature.inputs.iter().enumerate();
        inputs
            .filter_map(|(index, input)| match input {
                FnArg::Typed(input) => Some(self.param(index, input)),
                FnArg::Receiver(receiver) => {
                    self.diagnostics
                        .report(receiver.self_token.span, Problem::Method {});
                    None
                }
            })
            .collect()
    }

    /// Returns the body with every name resolved.
    pub fn body(&mut self, block: &Block) -> Block {
        block
            .stmts
            .iter()
            .for_each(|statement| self.dropped(statement));
        let mut repeated = RepeatedStores::default();
        repeated.visit_block(block);
        for (place, name) in repeated.found {
            let reason = "this `let` may run more than once".to_owned();
            self.diagnostics
                .report(place, Problem::NotDurable { name, reason });
        }
        let mut body = block.clone();
        self.visit_block_mut(&mut body);
        body
    }

    pub fn finish(mut self) -> Lowered {
        let unused: Vec<_> = self.found.keys.drain().map(|(_, key)| key).collect();
        unused.iter().for_each(|key| self.misplaced_key(key));
        self.found
    }

    /// Makes a local of `ident`, visible from here to the end of the block.
    pub(crate) fn bind(&mut self, ident: &Ident, initializer: &Initializer) -> LocalId {
        let local = self.found.locals.push(Local {
            ident: ident.clone(),
            kind: initializer.kind,
            ty: initializer.ty.clone(),
            init: initializer.init.clone(),
            is_part: initializer.is_part,
            is_lent: initializer.is_lent,
            is_hoisted: false,
        });
        self.name(ident.to_string(), local);
        local
    }

    /// Returns the local that `name` names here.
    pub(crate) fn lookup(&self, name: &str) -> Option<LocalId> {
        let mut visible = self
            .visible_names
            .iter()
            .rev()
            .flat_map(|names| names.iter().rev());
        visible
            .find(|(bound, _)| bound == name)
            .map(|(_, local)| *local)
    }

    /// Returns all locals that can be named here.
    pub(crate) fn visible(&self) -> impl Iterator<Item = LocalId> {
        self.visible_names.iter().flatten().map(|(_, local)| *local)
    }

    /// Replaces `ident` by the local it names here.
    pub(crate) fn resolve(&self, ident: &mut Ident) -> bool {
        let local = self.lookup(&ident.to_string());
        if let Some(local) = local {
            *ident = Symbol::Local(local).ident(ident.span());
        }
        local.is_some()
    }

    /// Runs `walk` in a block of its own: names that it binds are not visible after it.
    pub(crate) fn nested<R>(&mut self, walk: impl FnOnce(&mut Self) -> R) -> R {
        self.visible_names.push(Vec::new());
        let result = walk(self);
        self.visible_names.pop();
        result
    }

    /// Returns `expr` with every name resolved.
    pub(crate) fn expr(&mut self, mut expr: Expr) -> Expr {
        self.visit_expr_mut(&mut expr);
        expr
    }

    /// Adds a site for an expression that is resolved already.
    pub(crate) fn site(&mut self, role: Role, expr: Expr) -> SiteId {
        let span = expr.span();
        self.found.sites.push(Site {
            role,
            expr,
            template: self.template,
            span,
        })
    }

    /// Reports `view! { .. };`, whose markup is dropped.
    fn dropped(&mut self, statement: &Stmt) {
        if let Stmt::Macro(call) = statement
            && is_view(&call.mac)
            && call.semi_token.is_some()
        {
            let place = SourceRange::of(&call.mac);
            self.diagnostics.report(place, Problem::DroppedMarkup {});
        }
    }

    fn name(&mut self, name: String, local: LocalId) {
        let names = self
            .visible_names
            .last_mut()
            .expect("the function's own block stays open");
        names.push((name, local));
    }

    fn param(&mut self, index: usize, input: &PatType) -> Param {
        let mut pat = (*input.pat).clone();
        let name = param_name(index, &pat);
        let initializer = Initializer {
            kind: param_kind(&input.ty),
            ty: Some((*input.ty).clone()),
            ..Initializer::unknown()
        };
        self.bind_pattern(&mut pat, &initializer);
        Param {
            name,
            pat,
            ty: (*input.ty).clone(),
        }
    }

    pub(crate) fn let_statement(&mut self, statement: &mut syn::Local) {
        claims::store(statement, &self.function);
        if let Some(init) = &mut statement.init {
            self.visit_expr_mut(&mut init.expr);
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.bind_statement(statement);
    }

    /// Binds the names of a `let` whose value is resolved already.
    fn bind_statement(&mut self, statement: &mut syn::Local) {
        let init = statement.init.as_ref().map(|init| (*init.expr).clone());
        self.bind_let(&mut statement.pat, init);
        self.claims(statement);
    }

    /// Moves the `let`s in the value of a `let` before it, so that its value is a plain closure: `let add = { let list
    /// = list.clone(); move |_| .. };`. Only that closure sees their names.
    fn hoist_copies(&mut self, statement: &mut syn::Local) -> Vec<Stmt> {
        let Some((mut copies, closure)) = copies_and_closure(statement) else {
            self.let_statement(statement);
            return Vec::new();
        };
        self.nested(|walk| {
            let first = walk.found.locals.len();
            copies.iter_mut().for_each(|copy| walk.visit_stmt_mut(copy));
            for local in walk.found.locals.ids().skip(first) {
                walk.found.locals[local].is_hoisted = true;
            }
            walk.visit_expr_mut(closure);
        });
        self.bind_statement(statement);
        copies
    }

    fn item(&mut self, item: &mut Item) {
        match item {
            Item::Macro(definition) => self.macro_definition(definition),
            Item::Use(import) => self.check_import(&import.tree),
            // No other item sees the locals around it.
            _ => {}
        }
    }

    fn for_loop(&mut self, node: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut node.expr);
        self.nested(|walk| {
            walk.bind_elements(&mut node.pat, &node.expr);
            walk.visit_block_mut(&mut node.body);
        });
    }

    fn match_expr(&mut self, node: &mut syn::ExprMatch) {
        self.visit_expr_mut(&mut node.expr);
        for arm in &mut node.arms {
            self.nested(|walk| {
                let init = walk.matched(&node.expr);
                walk.bind_pattern(&mut arm.pat, &init);
                walk.visit_expr_mut(&mut arm.body);
            });
        }
    }

    /// Names that a condition binds are visible in the branch that it guards, and not in the other.
    fn if_expr(&mut self, node: &mut syn::ExprIf) {
        self.nested(|walk| {
            walk.visit_expr_mut(&mut node.cond);
            walk.visit_block_mut(&mut node.then_branch);
        });
        if let Some((_, otherwise)) = &mut node.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn closure(&mut self, node: &mut syn::ExprClosure, init: &Initializer) {
        self.nested(|walk| {
            for input in &mut node.inputs {
                walk.bind_pattern(input, init);
            }
            walk.visit_expr_mut(&mut node.body);
        });
    }

    /// `footer.as_ref().map(|footer| ..)`: the closure's parameter is markup if `footer` is.
    fn method_call(&mut self, node: &mut syn::ExprMethodCall) {
        self.visit_expr_mut(&mut node.receiver);
        self.check_idempotent(node);
        let init = Initializer {
            kind: self.kind_in(&node.receiver),
            ..Initializer::unknown()
        };
        for argument in &mut node.args {
            match argument {
                Expr::Closure(closure) => self.closure(closure, &init),
                other => self.visit_expr_mut(other),
            }
        }
    }

    /// Returns the initializer of what a pattern binds of `expr`.
    fn matched(&self, expr: &Expr) -> Initializer {
        Initializer {
            kind: self.kind_in(expr),
            ..Initializer::matched(expr)
        }
    }

    /// Returns the kind of what is in `expr`: children or a slot in an `Option`, or anything.
    fn kind_in(&self, expr: &Expr) -> LocalKind {
        match expr {
            Expr::Reference(node) => self.kind_in(&node.expr),
            Expr::MethodCall(node) if node.args.is_empty() => self.kind_in(&node.receiver),
            other if self.is_children(other) && matches!(other, Expr::Path(_)) => {
                LocalKind::Children
            }
            _ => LocalKind::Plain,
        }
    }
}

impl VisitMut for Resolver<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.nested(|walk| {
            for mut statement in std::mem::take(&mut block.stmts) {
                if let Stmt::Local(local) = &mut statement {
                    block.stmts.extend(walk.hoist_copies(local));
                } else {
                    walk.visit_stmt_mut(&mut statement);
                }
                block.stmts.push(statement);
            }
        });
    }

    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        match statement {
            Stmt::Local(local) => self.let_statement(local),
            Stmt::Item(item) => self.item(item),
            Stmt::Expr(expr, _) => self.visit_expr_mut(expr),
            Stmt::Macro(call) => {
                let mut expr = Expr::Macro(syn::ExprMacro {
                    attrs: std::mem::take(&mut call.attrs),
                    mac: call.mac.clone(),
                });
                let semicolon = call.semi_token;
                self.visit_expr_mut(&mut expr);
                *statement = Stmt::Expr(expr, semicolon);
            }
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(path) => self.path(path),
            Expr::Closure(node) => self.closure(node, &Initializer::unknown()),
            Expr::MethodCall(node) => {
                match optimistic(node).or_else(|| idempotent(node, &self.function)) {
                    Some(primitive) => {
                        *expr = primitive;
                        self.visit_expr_mut(expr);
                    }
                    None => self.method_call(node),
                }
            }
            Expr::If(node) => self.if_expr(node),
            Expr::While(node) => self.nested(|walk| visit_mut::visit_expr_while_mut(walk, node)),
            Expr::Let(node) => {
                self.visit_expr_mut(&mut node.expr);
                let init = self.matched(&node.expr);
                self.bind_pattern(&mut node.pat, &init);
            }
            Expr::Match(node) => self.match_expr(node),
            Expr::ForLoop(node) => self.for_loop(node),
            Expr::Macro(node) if is_view(&node.mac) => *expr = self.view(&node.mac),
            Expr::Macro(node) => self.macro_call(&mut node.mac),
            Expr::Call(_) => self.call(expr),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        self.visit_expr_mut(&mut field.expr);
        if let (None, Some(Symbol::Local(local))) =
            (field.colon_token, Symbol::of_expr(&field.expr))
        {
            let ident = Symbol::implied(local, field.expr.span());
            field.expr = syn::parse_quote!(#ident);
            field.colon_token = Some(Default::default());
        }
    }
}

impl Resolver<'_> {
    fn path(&mut self, node: &mut syn::ExprPath) {
        if node.qself.is_none() && node.path.get_ident().is_some() {
            self.resolve(&mut node.path.segments[0].ident);
        }
    }
}

/// Takes apart a `let` whose value is a block of `let`s and a closure: returns the statements, and leaves the closure
/// as the value.
fn copies_and_closure(statement: &mut syn::Local) -> Option<(Vec<Stmt>, &mut Expr)> {
    let value = &mut statement.init.as_mut()?.expr;
    let Expr::Block(block) = &mut **value else {
        return None;
    };
    let (last, copies) = block.block.stmts.split_last()?;
    let is_copy = |statement: &Stmt| {
        let Stmt::Local(copy) = statement else {
            return false;
        };
        copy.init
            .as_ref()
            .is_some_and(|init| init.diverge.is_none())
    };
    let Stmt::Expr(closure @ Expr::Closure(_), None) = last else {
        return None;
    };
    if block.label.is_some() || !copies.iter().all(is_copy) {
        return None;
    }
    let (copies, closure) = (copies.to_vec(), closure.clone());
    **value = closure;
    Some((copies, value))
}

/// Returns whether this is `view!`, with or without a path.
fn is_view(call: &syn::Macro) -> bool {
    let last = call.path.segments.last();
    last.is_some_and(|last| last.ident == "view")
}

fn param_name(index: usize, pat: &Pat) -> Ident {
    match pat {
        Pat::Ident(pat) => Ident::new(&pat.ident.to_string(), pat.ident.span()),
        _ => Ident::new(&format!("prop{index}"), Span::call_site()),
    }
}

/// Returns the kind of a parameter by its type: a prop of type `Children`, `Slot<..>` or `View`, or an `Option` of one, is
/// markup.
fn param_kind(ty: &Type) -> LocalKind {
    let Type::Path(path) = ty else {
        return LocalKind::Prop;
    };
    let Some(last) = path.path.segments.last() else {
        return LocalKind::Prop;
    };
    match (last.ident.to_string().as_str(), &last.arguments) {
        ("Children" | "Slot", _) => LocalKind::Children,
        ("View", PathArguments::None) => LocalKind::Render,
        ("Option", PathArguments::AngleBracketed(arguments)) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => param_kind(inner),
            _ => LocalKind::Prop,
        },
        _ => LocalKind::Prop,
    }
}
