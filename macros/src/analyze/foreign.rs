//! Names that other frameworks have for what is here too: each is answered with the name that it has here. What the
//! application declares by such a name is its own.

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{Expr, ExprMethodCall, ExprPath, Macro, Path};

use super::signature::foreign_result;
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, Role};
use crate::lower::names::Symbol;
use crate::source_file::SourceFile;

const SIGNAL: &str = "write `let (value, set_value) = signal(..);`";
const RW_SIGNAL: &str = "write `let value = RwSignal::new(..);`";
const MEMO: &str = "write `let value = memo(move || ..);`";
const EFFECT: &str = "write `effect(move || ..)`; what is done once, when the page is there, is `on_mount(move || ..)`";
const RESOURCE: &str = "write `resource(move || id.get(), async |id| ..)`";
const ACTION: &str = "write `let save = action(async move |argument: String| ..);`";
const CALLBACK: &str = "write `callback(move |argument| ..)`";
const NODE_REF: &str = "write `let field: NodeRef = NodeRef::new();`";
const REQUEST: &str = "write `request().path::<T>()` or `request().query::<T>()`; the server makes each page for its address";
const TASK: &str =
    "write an `action`: it runs on the server, may await, and sets a signal when it has ended";
const CONTEXT: &str = "write `use_context::<T>().expect(\"..\")`";
const PLAIN: &str = "write a plain `let`: a component runs once, so its values stay";

/// Functions, and functions of types.
const FUNCTIONS: &[(&str, &str)] = &[
    ("create_signal", SIGNAL),
    ("use_signal", SIGNAL),
    ("use_state", SIGNAL),
    ("use_reducer", SIGNAL),
    ("create_rw_signal", RW_SIGNAL),
    ("use_rw_signal", RW_SIGNAL),
    ("ArcRwSignal::new", RW_SIGNAL),
    ("create_memo", MEMO),
    ("use_memo", MEMO),
    ("Memo::new", MEMO),
    ("Signal::derive", MEMO),
    ("create_effect", EFFECT),
    ("create_render_effect", EFFECT),
    ("use_effect", EFFECT),
    ("Effect::new", EFFECT),
    ("RenderEffect::new", EFFECT),
    ("create_resource", RESOURCE),
    ("create_local_resource", RESOURCE),
    ("use_resource", RESOURCE),
    ("use_future", RESOURCE),
    ("Resource::new", RESOURCE),
    ("OnceResource::new", RESOURCE),
    ("LocalResource::new", RESOURCE),
    ("create_action", ACTION),
    ("create_server_action", ACTION),
    ("Action::new", ACTION),
    ("ServerAction::new", ACTION),
    ("use_callback", CALLBACK),
    ("Callback::new", CALLBACK),
    ("create_node_ref", NODE_REF),
    ("use_ref", NODE_REF),
    ("use_node_ref", NODE_REF),
    ("event_target_value", "write `event.value()`"),
    ("event_target_checked", "write `event.checked()`"),
    ("event_target", "write `event.target()`"),
    ("set_timeout", "write `timeout(milliseconds, move || ..)`"),
    (
        "set_timeout_with_handle",
        "write `timeout(milliseconds, move || ..)`",
    ),
    ("set_interval", "write `interval(milliseconds, move || ..)`"),
    (
        "set_interval_with_handle",
        "write `interval(milliseconds, move || ..)`",
    ),
    (
        "request_animation_frame",
        "write `animation_frame(move || ..)`",
    ),
    (
        "use_navigate",
        "write `window().navigate(address)`, or a link: `<a href=address>`",
    ),
    ("use_params", REQUEST),
    ("use_params_map", REQUEST),
    ("use_query", REQUEST),
    ("use_query_map", REQUEST),
    ("use_location", REQUEST),
    ("use_route", REQUEST),
    ("spawn_local", TASK),
    ("expect_context", CONTEXT),
    ("store_value", PLAIN),
    ("StoredValue::new", PLAIN),
    ("create_isomorphic_effect", EFFECT),
    (
        "window_event_listener",
        "write `on:resize:window=move |event| ..` on an element; it ends with the element",
    ),
];

const AWAITED: &str = "write `.await` in an `async fn` component, and `<Suspense>` around it";
const BRANCHES: &str = "write `{if .. { view! { .. } } else { view! { .. } }}` or a `match`";
const PAGES: &str = "name each page in `watershed::router().page(path, Component)`, and go there with `<A href=path>`";

/// Components.
const COMPONENTS: &[(&str, &str)] = &[
    ("Await", AWAITED),
    ("Switch", BRANCHES),
    ("Match", BRANCHES),
    (
        "ForEnumerate",
        "write `<For each=.. key=.. let:item>` over what `.enumerate()` gives",
    ),
    ("Index", "write `<For each=.. key=.. let:item>`"),
    ("Router", PAGES),
    ("Routes", PAGES),
    ("Route", PAGES),
    (
        "A",
        "write `<A href=..>`, or `<a href=..>` for a link that always loads a document",
    ),
    (
        "ActionForm",
        "write `<form on:submit:prevent=move |event| ..>`, and `.dispatch(..)` in it",
    ),
    (
        "Fragment",
        "write `<>` and `</>`, or nothing: a view may begin with several elements",
    ),
];

/// Reports each such name.
pub fn check(component: &Component, diagnostics: &mut Diagnostics) {
    let mut names = Names::default();
    names.visit_block(&component.body);
    component.sites.iter().for_each(|(_, site)| {
        if let Role::Memo(path) = &site.role {
            names.path(path);
        }
        names.visit_expr(&site.expr);
    });
    component
        .part_exprs()
        .into_iter()
        .for_each(|expr| names.visit_expr(expr));
    let instances = component.instances().filter_map(|instance| {
        let name = instance.path.get_ident()?.to_string();
        let (_, instead) = COMPONENTS.iter().find(|(foreign, _)| *foreign == name)?;
        Some((SourceRange::of(&instance.path), name, *instead))
    });
    names.found.extend(instances);
    if let Some(ty) = foreign_result(&component.item.sig.output) {
        let name = String::from("impl IntoView");
        names
            .found
            .push((SourceRange::of(ty), name, "write `-> View`"));
    }
    for (range, method) in names.converted {
        diagnostics.report(range, Problem::ConvertedMarkup { method });
    }
    if names.found.is_empty() {
        return;
    }
    let Some(file) = SourceFile::of(Span::call_site()) else {
        return;
    };
    for (range, name, instead) in names.found {
        let first = name.split("::").next().unwrap_or_default();
        if !file.may_declare(first) {
            let instead = instead.to_owned();
            diagnostics.report(range, Problem::ForeignName { name, instead });
        }
    }
}

#[derive(Default)]
struct Names {
    found: Vec<(SourceRange, String, &'static str)>,
    /// `view! { .. }.into_any()`
    converted: Vec<(SourceRange, String)>,
}

impl Names {
    /// A name of one or two segments, as it is written after the import of a prelude.
    fn path(&mut self, path: &Path) {
        let segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        let name = segments.collect::<Vec<_>>().join("::");
        if let Some((_, instead)) = FUNCTIONS.iter().find(|(foreign, _)| *foreign == name) {
            self.found.push((SourceRange::of(path), name, instead));
        }
    }
}

impl<'a> Visit<'a> for Names {
    fn visit_expr_path(&mut self, node: &'a ExprPath) {
        if node.qself.is_none() {
            self.path(&node.path);
        }
    }

    fn visit_expr_method_call(&mut self, node: &'a ExprMethodCall) {
        let is_markup = |expr: &Expr| matches!(Symbol::of_expr(expr), Some(Symbol::Template(_)));
        let method = node.method.to_string();
        if is_markup(&node.receiver) && ["into_any", "into_view"].contains(&&*method) {
            self.converted.push((node.method.span().into(), method));
        }
        visit::visit_expr_method_call(self, node);
    }

    /// The expressions in known macros are code too.
    fn visit_macro(&mut self, call: &'a Macro) {
        let mut known = KnownMacro::parse(call);
        for expr in known.iter_mut().flat_map(KnownMacro::exprs_mut) {
            let mut inner = Names::default();
            inner.visit_expr(&expr.clone());
            self.found.append(&mut inner.found);
            self.converted.append(&mut inner.converted);
        }
    }
}
