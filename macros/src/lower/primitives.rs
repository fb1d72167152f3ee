//! Recognises the framework's own functions by the last segment of their path.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Block, Expr, ExprCall, ExprMethodCall, ExprTuple, GenericArgument, Pat, PatTuple, Path,
    PathArguments, PathSegment, Stmt, Type, TypeInfer, UseTree, parse_quote, parse_quote_spanned,
};

use super::model::{LocalKind, Role, Source};
use super::names::{Place, Symbol, mentioned, place_of};
use super::patterns::Initializer;
use super::resolve::Resolver;
use super::table::{LocalId, SourceId};
use crate::diagnostic::{Problem, SourceRange};
use crate::source_file::SourceFile;

const PRIMITIVES: &[&str] = &[
    "signal",
    "RwSignal",
    "memo",
    "resource",
    "presence",
    "stream_signal",
    "watch_signal",
    "lost_state",
    "params",
    "location",
    "action",
    "optimistic",
    "callback",
    "effect",
    "on_mount",
];

impl Resolver<'_> {
    /// Resolves a call. A call of a primitive becomes a site.
    pub(super) fn call(&mut self, expr: &mut Expr) {
        if let Some(apart) = effect_apart(expr) {
            *expr = apart;
            return self.visit_expr_mut(expr);
        }
        visit_mut::visit_expr_mut(self, expr);
        let Expr::Call(call) = &*expr else { return };
        let Some(path) = callee(call) else { return };
        let span = path.segments[0].ident.span();
        let (role, code) = match (
            last(path).as_str(),
            call.args.iter().collect::<Vec<_>>().as_slice(),
        ) {
            ("memo", [compute]) => (Role::Memo(path.clone()), (*compute).clone()),
            ("resource" | "stream_signal", [first, second])
            | ("presence", [first, second @ Expr::Closure(_)]) => {
                (Role::Memo(path.clone()), parse_quote!((#first, #second)))
            }
            ("watch_signal", [channel]) => (Role::Memo(path.clone()), parse_quote!((#channel,))),
            ("lost_state", []) => (Role::Memo(path.clone()), parse_quote!(())),
            ("params" | "location", []) if is_ours(path) => {
                (Role::Memo(path.clone()), parse_quote!(()))
            }
            ("on_mount", [run]) => (Role::Mount, (*run).clone()),
            ("callback", [run]) => (Role::Callback(None), (*run).clone()),
            ("effect", [apply]) => (Role::Effect, (*apply).clone()),
            ("action", _) => (Role::Action, expr.clone()),
            // With what calls are going to do, it was made a memo before.
            ("optimistic", [_]) if is_ours(path) => {
                self.diagnostics
                    .report(SourceRange::of(path), Problem::NoOverlay {});
                return;
            }
            (name, _) => {
                if is_composable(name) && Symbol::of_expr(&call.func).is_none() {
                    self.found.composables.push(path.clone());
                }
                return;
            }
        };
        let site = self.site(role, code);
        *expr = Symbol::Site(site).expr(span);
    }

    /// Binds the names of a `let` according to its value.
    pub(super) fn bind_let(&mut self, pat: &mut Pat, init: Option<Expr>) {
        if let (Pat::Tuple(pats), Some(Expr::Tuple(inits))) = (&mut *pat, &init)
            && is_one_to_one(pats, inits)
        {
            let each = pats.elems.iter_mut().zip(&inits.elems);
            return each.for_each(|(pat, init)| self.bind_let(pat, Some(init.clone())));
        }
        let made = init
            .as_ref()
            .map_or(LetValue::Other, |init| self.made(init));
        match made {
            LetValue::Pair(initial) => self.bind_pair(pat, initial, init),
            LetValue::Both(initial) => self.bind_both(pat, initial, init),
            LetValue::Halves(source) if pair(pat).is_some() => {
                self.bind_halves(pat, source, init);
            }
            LetValue::Kind(kind) if single(pat).is_some() => self.bind_kind(pat, kind, init),
            _ if init.as_ref().is_some_and(|init| self.gives_markup(init)) => {
                self.bind_kind(pat, LocalKind::Render, init)
            }
            _ => self.bind_kind(pat, LocalKind::Plain, init),
        }
    }

    /// Reports an import that gives a primitive another name, because the compiler would not recognise it.
    pub(super) fn check_import(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.check_import(&path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.check_import(tree)),
            UseTree::Rename(rename) if PRIMITIVES.contains(&&*rename.ident.to_string()) => {
                let name = rename.ident.to_string();
                self.diagnostics
                    .report(rename.rename.span(), Problem::RenamedPrimitive { name });
            }
            _ => {}
        }
    }

    /// Reports `.idempotent()` on an action that was made before.
    pub(super) fn check_idempotent(&mut self, call: &ExprMethodCall) {
        if call.method != "idempotent" || !call.args.is_empty() {
            return;
        }
        let Some(Symbol::Local(local)) = Symbol::of_expr(&call.receiver) else {
            return;
        };
        let local = &self.found.locals[local];
        if matches!(local.kind, LocalKind::Action(_))
            || local.ty.as_ref().is_some_and(is_action_type)
        {
            let name = local.ident.to_string();
            self.diagnostics
                .report(call.method.span(), Problem::LateIdempotent { name });
        }
    }

    fn made(&self, init: &Expr) -> LetValue {
        let init = unchecked(init);
        if let Some(Symbol::Site(site)) = Symbol::of_expr(unnamed(init)) {
            return match self.found.sites[site].role {
                Role::Memo(_) => LetValue::Kind(LocalKind::Memo(site)),
                Role::Action => LetValue::Kind(LocalKind::Action(site)),
                _ => LetValue::Other,
            };
        }
        if let Some(kind) = self.handle(init) {
            return LetValue::Kind(kind);
        }
        if let Some(half) = self.half(init) {
            return half;
        }
        match init {
            Expr::Closure(_) if !self.has_markup(init) => LetValue::Kind(LocalKind::Closure),
            Expr::Call(call) => made_by_call(call),
            _ => LetValue::Other,
        }
    }

    /// Returns the kind of handle that `expr` is another name for.
    fn handle(&self, expr: &Expr) -> Option<LocalKind> {
        let (place, _) = alias_of(expr)?;
        let kind = self.found.locals[place.local].kind;
        (place.fields.is_empty() && kind.is_handle()).then_some(kind)
    }

    /// Returns the halves of a signal: `count.read_only()`, `count.split()`.
    fn half(&self, expr: &Expr) -> Option<LetValue> {
        let Expr::MethodCall(call) = expr else {
            return None;
        };
        let (place, _) = place_of(&call.receiver).filter(|(place, _)| place.fields.is_empty())?;
        let LocalKind::Both(source) = self.found.locals[place.local].kind else {
            return None;
        };
        match call.method.to_string().as_str() {
            "read_only" => Some(LetValue::Kind(LocalKind::Reader(source))),
            "write_only" => Some(LetValue::Kind(LocalKind::Writer(source))),
            "split" => Some(LetValue::Halves(source)),
            _ => None,
        }
    }

    /// Returns whether `expr` holds markup, or uses a local that does.
    pub(super) fn has_markup(&self, expr: &Expr) -> bool {
        mentioned(expr).into_iter().any(|name| match name {
            Symbol::Template(_) => true,
            Symbol::Local(local) => {
                matches!(
                    self.found.locals[local].kind,
                    LocalKind::Render | LocalKind::Children
                )
            }
            Symbol::Site(_) => false,
        })
    }

    /// Returns whether the value of `expr` may contain markup. The value of a `return` in it does not count.
    fn gives_markup(&self, expr: &Expr) -> bool {
        let mut values = ResultParts::default();
        values.visit_expr(expr);
        values.found.iter().any(|value| self.has_markup(value))
    }

    fn bind_kind(&mut self, pat: &mut Pat, kind: LocalKind, init: Option<Expr>) {
        self.bind_pattern(
            pat,
            &Initializer {
                kind,
                init,
                ..Initializer::unknown()
            },
        );
    }

    fn bind_both(&mut self, pat: &mut Pat, initial: Expr, init: Option<Expr>) {
        if single(pat).is_none() {
            return self.bind_kind(pat, LocalKind::Plain, init);
        }
        let source = self.source(initial, init.as_ref().and_then(check_of));
        self.bind_kind(pat, LocalKind::Both(source), init);
        let local = bound(pat);
        self.found.sources[source].reader = local;
        self.found.sources[source].writer = local;
    }

    fn bind_pair(&mut self, pat: &mut Pat, initial: Expr, init: Option<Expr>) {
        let Some(pair) = pair(pat) else {
            return self.bind_kind(pat, LocalKind::Plain, init);
        };
        let source = self.source(initial, init.as_ref().and_then(check_of));
        self.bind_kind(&mut pair.elems[0], LocalKind::Reader(source), init.clone());
        self.bind_kind(&mut pair.elems[1], LocalKind::Writer(source), init);
        self.found.sources[source].reader = bound(&pair.elems[0]);
        self.found.sources[source].writer = bound(&pair.elems[1]);
    }

    fn bind_halves(&mut self, pat: &mut Pat, source: SourceId, init: Option<Expr>) {
        if let Some(pair) = pair(pat) {
            self.bind_kind(&mut pair.elems[0], LocalKind::Reader(source), init.clone());
            self.bind_kind(&mut pair.elems[1], LocalKind::Writer(source), init);
        }
    }

    fn source(&mut self, initial: Expr, check: Option<Span>) -> SourceId {
        self.found.sources.push(Source {
            reader: None,
            writer: None,
            initial,
            check,
        })
    }
}

/// Returns whether a function with a name that an application may use itself is the framework's: the file does not declare it.
fn is_ours(path: &Path) -> bool {
    let first = path.segments.first();
    let file = SourceFile::of(Span::call_site());
    first.is_some_and(|first| {
        let name = first.ident.to_string();
        file.is_none_or(|file| !file.may_declare(&name))
    })
}

/// Collects the names and macro calls in an expression that its value may be made of.
#[derive(Default)]
struct ResultParts<'a> {
    found: Vec<&'a Expr>,
    /// True inside of a closure, where `return` is the value of the closure.
    in_closure: bool,
}

impl<'a> Visit<'a> for ResultParts<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Path(_) | Expr::Macro(_) => self.found.push(expr),
            Expr::Return(_) if !self.in_closure => {}
            Expr::Closure(closure) => {
                let outer = std::mem::replace(&mut self.in_closure, true);
                self.visit_expr(&closure.body);
                self.in_closure = outer;
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    /// Visits the last statement of a block, which is its value. In a closure, a `return` may be in any statement.
    fn visit_block(&mut self, block: &'a Block) {
        match block.stmts.last() {
            Some(_) if self.in_closure => visit::visit_block(self, block),
            Some(Stmt::Expr(value, None)) => self.visit_expr(value),
            _ => {}
        }
    }
}

/// The value of a `let`, as far as the compiler recognises it.
enum LetValue {
    /// `signal(initial)`
    Pair(Expr),
    /// `RwSignal::new(initial)`
    Both(Expr),
    /// `count.split()`
    Halves(SourceId),
    Kind(LocalKind),
    Other,
}

fn made_by_call(call: &ExprCall) -> LetValue {
    let (Some(path), Some(first)) = (callee(call), call.args.first()) else {
        return LetValue::Other;
    };
    let mut segments = path
        .segments
        .iter()
        .rev()
        .map(|segment| segment.ident.to_string());
    match (segments.next().as_deref(), segments.next().as_deref()) {
        (Some("signal"), _) => LetValue::Pair(first.clone()),
        (Some("new"), Some("RwSignal")) => LetValue::Both(first.clone()),
        _ => LetValue::Other,
    }
}

/// Returns the call that makes a resource, without the names behind it: `resource(..)` in `resource(..).keyed("book", 7)`.
fn unnamed(expr: &Expr) -> &Expr {
    match expr {
        Expr::MethodCall(call) if call.method == "keyed" => unnamed(&call.receiver),
        expr => expr,
    }
}

/// Returns the call that makes a signal, without the checks behind it: `signal(0)` in `signal(0).validate(..)`.
pub fn unchecked(expr: &Expr) -> &Expr {
    match expr {
        Expr::MethodCall(call) if is_check(call) => unchecked(&call.receiver),
        Expr::Call(call) => stored(call).map_or(expr, unchecked),
        expr => expr,
    }
}

/// Returns the signal in the call that `#[durable]` has made of it.
pub fn stored(call: &ExprCall) -> Option<&Expr> {
    let path = callee(call)?;
    let is_ours = path.leading_colon.is_some() && path.segments.len() == 3;
    let names = ["watershed", "rt", "durable"];
    let mut segments = path.segments.iter().zip(names);
    let is_ours = is_ours && segments.all(|(segment, name)| segment.ident == name);
    call.args.first().filter(|_| is_ours)
}

/// Returns the place of the last check of a signal that is made with one.
fn check_of(expr: &Expr) -> Option<Span> {
    match expr {
        Expr::MethodCall(call) if is_check(call) => Some(call.method.span()),
        Expr::Call(call) => stored(call).and_then(check_of),
        _ => None,
    }
}

/// Returns whether this is the check of a signal where the signal is made: `signal(0).validate(..)`.
pub fn is_check(call: &ExprMethodCall) -> bool {
    call.method == "validate"
        && call.args.len() == 1
        && matches!(unchecked(&call.receiver), Expr::Call(made) if makes_signal(made))
}

/// Returns whether a call makes a signal.
fn makes_signal(call: &ExprCall) -> bool {
    matches!(made_by_call(call), LetValue::Pair(_) | LetValue::Both(_))
}

/// Splits `effect(compute, apply)` into a memo and an effect that follows it. If the memo can be computed on the
/// server, the browser gets only its value.
fn effect_apart(expr: &Expr) -> Option<Expr> {
    let Expr::Call(call) = expr else { return None };
    let path = callee(call).filter(|path| last(path) == "effect")?;
    let mut arguments = call.args.iter();
    let (compute, apply) = (arguments.next()?, arguments.next()?);
    arguments.next().is_none().then(|| {
        parse_quote!({
            let __computed = ::watershed::rt::memo(#compute);
            #path(move || ::watershed::rt::effect_of(__computed, #apply))
        })
    })
}

/// Returns the memo that `optimistic(base).while_(action, overlay)` is, with any number of overlays.
pub fn optimistic(call: &ExprMethodCall) -> Option<Expr> {
    let mut overlays = Vec::new();
    let mut rest = call;
    let made = loop {
        if rest.method != "while_" || rest.args.len() != 2 {
            return None;
        }
        let (action, overlay) = (&rest.args[0], &rest.args[1]);
        overlays.push(quote::quote!(__call.while_(#action, &mut *__shown, #overlay);));
        match &*rest.receiver {
            Expr::MethodCall(inner) => rest = inner,
            Expr::Call(made) => break made,
            _ => return None,
        }
    };
    overlays.reverse();
    let (base, span) = (optimistic_base(made)?, made.func.span());
    Some(parse_quote_spanned! {span=>
        ::watershed::rt::memo(move || {
            ::watershed::rt::overlaid(#base, |__shown, __call| { #(#overlays)* })
        })
    })
}

/// Returns the call that makes the action of `action(run).idempotent()`, in the component or composable of this name.
pub fn idempotent(call: &ExprMethodCall, component: &str) -> Option<Expr> {
    let Expr::Call(made) = &*call.receiver else {
        return None;
    };
    let is_action = callee(made).is_some_and(|path| last(path) == "action");
    let is_it = is_action && call.method == "idempotent" && call.args.is_empty();
    let (run, span) = (made.args.first()?, made.func.span());
    let is_it = is_it && made.args.len() == 1;
    let name = format!("::{component}");
    let name = quote::quote!(::core::concat!(::core::module_path!(), #name));
    is_it.then(|| parse_quote_spanned!(span=> ::watershed::rt::idempotent::action(#name, #run)))
}

/// Returns whether a call makes an action that may run more than once.
pub fn is_idempotent(call: &Expr) -> bool {
    let Expr::Call(call) = call else { return false };
    callee(call).is_some_and(|path| path.segments.iter().any(|part| part.ident == "idempotent"))
}

/// Returns the value that `optimistic(..)` starts from: of a closure its result, of a handle its value.
fn optimistic_base(call: &ExprCall) -> Option<Expr> {
    let is_it = callee(call).is_some_and(|path| last(path) == "optimistic");
    let base = call
        .args
        .first()
        .filter(|_| is_it && call.args.len() == 1)?;
    Some(match base {
        Expr::Closure(closure) if closure.inputs.is_empty() => (*closure.body).clone(),
        handle => parse_quote!(#handle.get()),
    })
}

fn callee(call: &ExprCall) -> Option<&Path> {
    match &*call.func {
        Expr::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}

fn last(path: &Path) -> String {
    let last = path.segments.last();
    last.map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}

/// Returns whether a function of this name is a composable. (`use_context` reads a context.)
pub fn is_composable(name: &str) -> bool {
    name.starts_with("use_") && name != "use_context"
}

/// Returns the pattern if it is a single name.
pub fn single(pat: &Pat) -> Option<&Pat> {
    match pat {
        Pat::Ident(ident) if ident.subpat.is_none() => Some(pat),
        Pat::Type(typed) => single(&typed.pat),
        _ => None,
    }
}

/// `(reader, writer)`
fn pair(pat: &mut Pat) -> Option<&mut PatTuple> {
    match pat {
        Pat::Tuple(pair) if pair.elems.len() == 2 => Some(pair),
        Pat::Type(typed) => pair(&mut typed.pat),
        _ => None,
    }
}

fn bound(pat: &Pat) -> Option<LocalId> {
    match pat {
        Pat::Ident(pat) => match Symbol::of(&pat.ident) {
            Some(Symbol::Local(local)) => Some(local),
            _ => None,
        },
        Pat::Type(typed) => bound(&typed.pat),
        _ => None,
    }
}

/// Returns the place that `expr` is another name for: `count` in `count` and in `count.clone()`.
pub fn alias_of(expr: &Expr) -> Option<(Place, Span)> {
    match expr {
        Expr::MethodCall(call) if call.method == "clone" => place_of(&call.receiver),
        other => place_of(other),
    }
}

/// Returns whether the elements of a tuple pattern match those of a tuple one by one: `(a, b)` and `(one, other)`.
pub fn is_one_to_one(pats: &PatTuple, inits: &ExprTuple) -> bool {
    let is_rest = |pat: &Pat| matches!(pat, Pat::Rest(_));
    pats.elems.len() == inits.elems.len() && !pats.elems.iter().any(is_rest)
}

/// The names of types of plain values.
pub const DATA: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize", "String",
];
const CONTAINERS: &[&str] = &["Box", "Option", "Rc", "Vec"];

/// Returns whether values of this type, as it is written, are plain data: they hold no handle.
pub fn is_data(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_data(&reference.elem),
        Type::Slice(slice) => is_data(&slice.elem),
        Type::Array(array) => is_data(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_data),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            DATA.contains(&&*name) || CONTAINERS.contains(&&*name) && arguments_are_data(last)
        }),
        _ => false,
    }
}

/// Returns whether a part of this type is left to the compiler, as in `Vec<_>`.
pub fn is_inferred(ty: &Type) -> bool {
    struct Left(bool);
    impl<'a> Visit<'a> for Left {
        fn visit_type_infer(&mut self, _: &'a TypeInfer) {
            self.0 = true;
        }
    }
    let mut search = Left(false);
    search.visit_type(ty);
    search.0
}

const HANDLES: &[&str] = &["Memo", "ReadSignal", "RwSignal"];

/// Returns whether values of this type, as it is written, are read like a signal.
pub fn is_handle(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| HANDLES.contains(&&*last.ident.to_string())) || is_resource_type(ty)
}

/// Returns whether values of this type, as it is written, are read or written like a signal. A type of the application's may
/// be called `Memo`, but it has no type argument then.
pub fn is_signal_type(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| {
        let is_named = is_handle(ty) || last.ident == "WriteSignal";
        is_named && !last.arguments.is_none()
    })
}

/// Returns whether values of this type, as it is written, are resources. A type of the application's may be called
/// `Resource`, but it has no type arguments then.
pub fn is_resource_type(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "Resource" && !last.arguments.is_none())
}

/// Returns whether values of this type, as it is written, are actions.
pub fn is_action_type(ty: &Type) -> bool {
    matches!(ty, Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "Action"))
}

fn arguments_are_data(segment: &PathSegment) -> bool {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .all(|argument| matches!(argument, GenericArgument::Type(ty) if is_data(ty))),
        _ => false,
    }
}
