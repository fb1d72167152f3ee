//! Reports the use of things that do not exist in a browser: clocks, files and threads of std, crates of the server,
//! the context of a component that is being rendered, a `static` of the server. Also reports events that are used as in
//! JavaScript.

use proc_macro2::Span;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprField, ExprMethodCall, ExprPath, Macro, Member, Path};

use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, Role};
use crate::lower::names::{Symbol, locals_in, place_of};
use crate::lower::table::SiteId;
use crate::source_file::SourceFile;

const CLOCK: &str = "write `window().now()`: the milliseconds since the page was opened";
const TIMER: &str = "write `timeout(milliseconds, move || ..)`";
const ON_SERVER: &str =
    "put it into an `action`, which runs on the server, and write `.dispatch(..)` here";

/// The beginnings of paths that do not exist in a browser, each with a help.
const ABSENT: &[(&str, &str)] = &[
    ("std::time::Instant::now", CLOCK),
    ("std::time::SystemTime::now", CLOCK),
    ("std::thread::sleep", TIMER),
    ("tokio::time", TIMER),
    ("std::thread", ON_SERVER),
    ("std::fs", ON_SERVER),
    ("std::net", ON_SERVER),
    ("std::process", ON_SERVER),
    ("std::env::args", ON_SERVER),
    ("std::env::current_dir", ON_SERVER),
    ("std::env::var", ON_SERVER),
    ("std::env::vars", ON_SERVER),
    ("std::io::stdin", ON_SERVER),
    ("tokio::fs", ON_SERVER),
    ("tokio::net", ON_SERVER),
    ("tokio::process", ON_SERVER),
    ("tokio::runtime", ON_SERVER),
    ("tokio::spawn", ON_SERVER),
    ("tokio::task", ON_SERVER),
    ("axum", ON_SERVER),
    ("diesel", ON_SERVER),
    ("hyper", ON_SERVER),
    ("rusqlite", ON_SERVER),
    ("sea_orm", ON_SERVER),
    ("sqlx", ON_SERVER),
];

const IN_BODY: &str = "call it in the body of the component, and use here what it has returned";

/// Functions of the framework that only the server has, each with a help.
const OURS: &[(&str, &str)] = &[
    ("request", IN_BODY),
    ("presence", IN_BODY),
    ("stream_signal", IN_BODY),
    ("watch_signal", IN_BODY),
    ("lost_state", IN_BODY),
    ("ticks", IN_BODY),
    ("task", "start it in the body of the component"),
    ("topic", ON_SERVER),
    ("invalidate", ON_SERVER),
    ("call_id", ON_SERVER),
];

/// Functions that start a thread or task, which belongs to no page.
const STARTING: &[&str] = &[
    "std::thread::spawn",
    "tokio::spawn",
    "tokio::task::spawn",
    "tokio::task::spawn_blocking",
];

/// Reports the use of such things in the code of `site`, which has a client function.
pub fn check(component: &Component, site: SiteId, diagnostics: &mut Diagnostics) {
    let mut found = Mentioned::default();
    for expr in component.with_closures(&component.sites[site].expr) {
        found.visit_expr(expr);
    }
    for (range, written, method) in found.targets {
        diagnostics.report(range, Problem::EventTarget { written, method });
    }
    let paths = found.paths.iter().filter(|path| may_be_absent(path));
    let paths: Vec<_> = paths.collect();
    let file = (!paths.is_empty())
        .then(|| SourceFile::of(Span::call_site()))
        .flatten();
    for path in paths {
        if let Some(problem) = absent(path, file.as_ref()) {
            diagnostics.report(SourceRange::of(path), problem);
        }
    }
}

/// Functions that return a part of the browser.
const OF_BROWSER: &[&str] = &["connection", "storage", "tab_storage", "window"];

/// Reports what is the browser's in code that runs on the server: in the body, while it runs, and in markup.
pub fn check_on_server(component: &Component, diagnostics: &mut Diagnostics) {
    let mut calls = BrowserCalls::default();
    calls.visit_block(&component.body);
    component
        .part_exprs()
        .into_iter()
        .for_each(|expr| calls.visit_expr(expr));
    for (_, site) in component.sites.iter() {
        let is_client_alone = matches!(
            site.role,
            Role::Listener(_) | Role::Reference | Role::Callback(_) | Role::Effect | Role::Mount
        );
        if !is_client_alone {
            calls.visit_called(&site.expr);
        }
    }
    if calls.0.is_empty() {
        return;
    }
    let file = SourceFile::of(Span::call_site());
    for path in calls.0 {
        let name = path.segments[path.segments.len() - 1].ident.to_string();
        let is_own = file.as_ref().is_none_or(|file| file.may_declare(&name));
        if !is_own {
            diagnostics.report(SourceRange::of(&path), Problem::BrowserOnServer { name });
        }
    }
}

/// Collects the calls of such functions that run when their code runs, and not later.
#[derive(Default)]
struct BrowserCalls(Vec<Path>);

impl BrowserCalls {
    /// Visits code that is run, if it is a closure.
    fn visit_called(&mut self, expr: &Expr) {
        match expr {
            Expr::Closure(closure) => self.visit_expr(&closure.body),
            other => self.visit_expr(other),
        }
    }
}

impl<'a> Visit<'a> for BrowserCalls {
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}

    fn visit_item(&mut self, _: &'a syn::Item) {}

    fn visit_expr_call(&mut self, node: &'a syn::ExprCall) {
        if let Expr::Path(path) = &*node.func
            && node.args.is_empty()
            && let Some(last) = path.path.segments.last()
            && OF_BROWSER.contains(&&*last.ident.to_string())
            && Symbol::of_expr(&node.func).is_none()
        {
            self.0.push(path.path.clone());
        }
        visit::visit_expr_call(self, node);
    }
}

/// Reports threads and tasks of the server that capture a signal: they cannot use the page.
pub fn check_spawned(
    component: &Component,
    is_client: impl Fn(SiteId) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let mut calls = SpawnCalls::default();
    calls.visit_block(&component.body);
    for (site, lowered) in component.sites.iter() {
        if !is_client(site) {
            calls.visit_expr(&lowered.expr);
        }
    }
    if calls.0.is_empty() {
        return;
    }
    let file = SourceFile::of(Span::call_site());
    for (path, arguments) in calls.0 {
        let whole = whole(&path, file.as_ref());
        let handle = locals_in(&arguments).into_iter().find(|local| {
            let local = &component.locals[*local];
            local.kind.source().is_some()
                || local
                    .ty
                    .as_ref()
                    .is_some_and(crate::lower::primitives::is_handle)
        });
        if let Some(local) = handle.filter(|_| STARTING.contains(&&*whole)) {
            let name = component.locals[local].ident.to_string();
            let start = written(&path);
            diagnostics.report(
                SourceRange::of(&path),
                Problem::SpawnedSignal { name, start },
            );
        }
    }
}

/// Returns whether a path may be one of these. Otherwise its file need not be read.
fn may_be_absent(path: &Path) -> bool {
    let names = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    let names: Vec<_> = names.collect();
    let is_constant = |name: &String| {
        name.chars()
            .all(|letter| letter.is_ascii_uppercase() || letter == '_')
    };
    names.len() > 1
        || names.iter().all(is_constant)
        || ["use_context", "provide_context"].contains(&&*names[0])
        || OURS.iter().any(|(ours, _)| *ours == names[0])
        || ["sleep", "spawn", "read_to_string"].contains(&&*names[0])
}

fn absent(path: &Path, file: Option<&SourceFile>) -> Option<Problem> {
    if let (1, Some(last)) = (path.segments.len(), path.segments.last()) {
        let name = last.ident.to_string();
        if ["use_context", "provide_context"].contains(&&*name) {
            let is_own = file.is_none_or(|file| file.may_declare(&name));
            return (!is_own).then_some(Problem::ContextInClient { name });
        }
        if let Some((_, instead)) = OURS.iter().find(|(ours, _)| *ours == name) {
            let is_own = file.is_none_or(|file| file.may_declare(&name));
            let instead = (*instead).to_owned();
            return (!is_own).then_some(Problem::AbsentInBrowser { name, instead });
        }
        if file.is_some_and(|file| file.is_writable_static(&name)) {
            return Some(Problem::StaticInClient { name });
        }
    }
    let whole = whole(path, file);
    let begins = |start: &str| whole == start || whole.starts_with(&format!("{start}::"));
    let (_, instead) = ABSENT.iter().find(|(start, _)| begins(start))?;
    Some(Problem::AbsentInBrowser {
        name: written(path),
        instead: (*instead).to_owned(),
    })
}

/// Returns the full path. A path that is only the name of a crate is not resolved if the file declares a module of that
/// name.
fn whole(path: &Path, file: Option<&SourceFile>) -> String {
    let Some(file) = file else {
        return String::new();
    };
    let whole = file.resolve(path);
    let is_own = whole
        .first()
        .is_some_and(|first| first != "std" && file.declares(first));
    if is_own {
        String::new()
    } else {
        whole.join("::")
    }
}

fn written(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

#[derive(Default)]
struct Mentioned {
    paths: Vec<Path>,
    /// Uses like `event.target.value`: the place, the text, and the method to write instead.
    targets: Vec<(SourceRange, String, String)>,
}

impl<'a> Visit<'a> for Mentioned {
    fn visit_expr_path(&mut self, node: &'a ExprPath) {
        if Symbol::of_expr(&Expr::Path(node.clone())).is_none() {
            self.paths.push(node.path.clone());
        }
    }

    fn visit_expr_field(&mut self, node: &'a ExprField) {
        if let Member::Named(member) = &node.member {
            self.target(&node.base, &member.to_string(), SourceRange::of(member));
        }
        visit::visit_expr_field(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'a ExprMethodCall) {
        self.target(
            &node.receiver,
            &node.method.to_string(),
            SourceRange::of(&node.method),
        );
        visit::visit_expr_method_call(self, node);
    }

    /// Visits the expressions in the arguments of known macros.
    fn visit_macro(&mut self, call: &'a Macro) {
        let mut known = KnownMacro::parse(call);
        for expr in known.iter_mut().flat_map(KnownMacro::exprs_mut) {
            let mut inner = Mentioned::default();
            inner.visit_expr(&expr.clone());
            self.paths.append(&mut inner.paths);
            self.targets.append(&mut inner.targets);
        }
    }
}

impl Mentioned {
    /// Finds `event.target.value` and `event.target().value()`. `target()` returns an `Option`, so it has neither.
    fn target(&mut self, base: &Expr, member: &str, end: SourceRange) {
        if !["value", "checked"].contains(&member) {
            return;
        }
        let (of, target) = match base {
            Expr::Field(node) => (&node.base, node.member.to_token_stream().to_string()),
            Expr::MethodCall(node) if node.args.is_empty() => {
                (&node.receiver, node.method.to_string())
            }
            _ => return,
        };
        let is_target = ["target", "current_target", "currentTarget"].contains(&&*target);
        if is_target && place_of(of).is_some_and(|(place, _)| place.fields.is_empty()) {
            let range = SourceRange::of(of).to(end);
            self.targets
                .push((range, format!("{target}.{member}"), member.to_owned()));
        }
    }
}

/// Collects calls of functions whose names begin with `spawn`, with their arguments.
#[derive(Default)]
struct SpawnCalls(Vec<(Path, proc_macro2::TokenStream)>);

impl<'a> Visit<'a> for SpawnCalls {
    fn visit_expr_call(&mut self, node: &'a syn::ExprCall) {
        if let Expr::Path(path) = &*node.func
            && path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident.to_string().starts_with("spawn"))
        {
            self.0
                .push((path.path.clone(), node.args.to_token_stream()));
        }
        visit::visit_expr_call(self, node);
    }
}
