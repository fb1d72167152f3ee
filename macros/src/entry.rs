//! `#[watershed::main]`.

use crate::editor;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::{Visit, visit_expr_method_call};
use syn::{Error, Expr, ExprLit, ExprMethodCall, ItemFn, Lit, Path, Result};

/// Expands `#[watershed::main]` on the function that makes the router.
pub fn expand(item: ItemFn) -> TokenStream {
    match Pages::of(&item) {
        Ok(_) if editor::is_asking() => item.into_token_stream(),
        Ok(pages) => {
            let (server, browser) = (server(&item, &pages), browser(&pages));
            quote!(#server #browser)
        }
        Err(error) => {
            let error = error.to_compile_error();
            quote!(#item #error)
        }
    }
}

/// Emits the native `main`, which serves the router.
fn server(item: &ItemFn, pages: &[Page]) -> TokenStream {
    let (attributes, output, statements) = (&item.attrs, &item.sig.output, &item.block.stmts);
    let first = &pages[0].component;
    let routes = pages.iter().map(Page::route);
    let first = quote!(<#first as ::watershed::rt::Component>::FIRST);
    let serve = if item.sig.asyncness.is_some() {
        quote!(::watershed::rt::serve(#first, async move || #output { #(#statements)* }))
    } else {
        // The function runs before there is an async runtime, so it may block.
        quote! {
            let router = (move || #output { #(#statements)* })();
            ::watershed::rt::serve(#first, async move || router)
        }
    };
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #(#attributes)*
        fn main() -> ::std::process::ExitCode {
            if let ::core::result::Result::Err(code) = ::watershed::rt::serves(&[#(#routes),*]) {
                return code;
            }
            #serve
        }
    }
}

/// Emits the `main` of the browser's artifact, which lists the components of all pages. The page's script calls it.
fn browser(pages: &[Page]) -> TokenStream {
    let first = &pages[0].component;
    let components = pages.iter().flat_map(Page::components);
    let has_layouts = pages.iter().any(|page| !page.layouts.is_empty());
    let journey = has_layouts.then(|| quote!(::watershed::rt::register_journey(&mut registry);));
    quote! {
        #[cfg(target_arch = "wasm32")]
        fn main() {
            ::watershed::rt::install(|| {
                let mut registry = ::watershed::rt::Registry::new(
                    <#first as ::watershed::rt::Component>::FIRST,
                );
                #(<#components as ::watershed::rt::Component>::register(&mut registry);)*
                #journey
                registry
            });
        }
    }
}

const NO_PAGE: &str = "the browser's artifact is made of the pages that are written here, and there are none\n\
    help: `watershed::router().page(\"/\", Home)`";

/// `.page(path, Component)`, where the component may be in calls that say how it is served: `cache(Component, age)`
struct Page {
    path: String,
    component: Path,
    /// The layouts around it, from the outside in.
    layouts: Vec<Path>,
    is_cached: bool,
}

impl Page {
    /// Returns its layouts and its component.
    fn components(&self) -> impl Iterator<Item = &Path> {
        self.layouts.iter().chain([&self.component])
    }

    fn route(&self) -> TokenStream {
        let Page {
            path,
            component,
            layouts,
            is_cached,
        } = self;
        quote! {
            ::watershed::rt::facts::Route {
                path: #path,
                component: ::core::any::type_name::<#component>,
                layouts: &[#(::core::any::type_name::<#layouts>),*],
                is_cached: #is_cached,
            }
        }
    }
}

/// Finds the pages of a router; there must be at least one.
#[derive(Default)]
struct Pages {
    found: Vec<Page>,
    /// The paths and components of the layouts around what is visited.
    layouts: Vec<(String, Path)>,
    errors: Vec<Error>,
}

impl Pages {
    fn of(item: &ItemFn) -> Result<Vec<Page>> {
        let mut pages = Self::default();
        pages.visit_block(&item.block);
        let error = pages.errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        match error {
            Some(error) => Err(error),
            None if pages.found.is_empty() => Err(Error::new(item.sig.ident.span(), NO_PAGE)),
            None => Ok(pages.found),
        }
    }

    fn take(&mut self, path: String, page: &Expr) {
        let (component, is_cached) = served(page);
        if let Some(component) = self.named(component) {
            let around = self.layouts.iter();
            self.found.push(Page {
                path,
                component,
                layouts: around.map(|(_, layout)| layout.clone()).collect(),
                is_cached,
            });
        }
    }

    /// Returns the path of a component. Anything else is reported.
    fn named(&mut self, component: &Expr) -> Option<Path> {
        match component {
            Expr::Path(name) if name.qself.is_none() => Some(name.path.clone()),
            other => {
                self.errors.push(Error::new_spanned(other, NO_PATH));
                None
            }
        }
    }

    /// Returns the path of what is inside of the layouts around it.
    fn below(&self, path: &Expr) -> String {
        let around = self.layouts.last().map_or("", |(path, _)| path);
        let whole = format!("{}{}", around.trim_end_matches('/'), written(path));
        match whole.is_empty() {
            true => "/".to_owned(),
            false => whole,
        }
    }

    /// Visits what is inside of a layout.
    fn within(&mut self, path: &Expr, layout: &Expr, pages: &Expr) {
        if let Some(component) = self.named(layout) {
            self.layouts.push((self.below(path), component));
            self.visit_expr(pages);
            self.layouts.pop();
        }
    }
}

/// The functions that say how a page is served.
const SERVING: [&str; 4] = ["cache", "guard", "sleep_after", "stream"];

/// Returns the component in calls that say how it is served, and whether caches may keep it.
fn served(page: &Expr) -> (&Expr, bool) {
    let Some((name, inner)) = serving(page) else {
        return (page, false);
    };
    let (component, is_cached) = served(inner);
    (component, is_cached || name == "cache")
}

/// Returns the name of the function that says how a page is served, and the page.
fn serving(page: &Expr) -> Option<(&'static str, &Expr)> {
    let Expr::Call(call) = page else { return None };
    let Expr::Path(function) = &*call.func else {
        return None;
    };
    let last = &function.path.segments.last()?.ident;
    let name = SERVING.into_iter().find(|name| last == name)?;
    Some((name, call.args.first()?))
}

const NO_PATH: &str = "a page is named by its component: the browser's artifact needs to know it\n\
    help: write a component without props that contains this, and name that";

impl<'a> Visit<'a> for Pages {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        let arguments: Vec<_> = call.args.iter().collect();
        if call.method == "layout"
            && let [path, layout, pages] = *arguments
        {
            self.visit_expr(&call.receiver);
            return self.within(path, layout, pages);
        }
        // Receivers come first, so that the pages are in the order in which they are written.
        visit_expr_method_call(self, call);
        match (call.method.to_string().as_str(), &*arguments) {
            ("page", [path, component]) => self.take(self.below(path), component),
            ("not_found", [component]) => self.take("*".to_owned(), component),
            _ => {}
        }
    }
}

/// Returns the path, or the expression that computes it.
fn written(path: &Expr) -> String {
    match path {
        Expr::Lit(ExprLit {
            lit: Lit::Str(path),
            ..
        }) => path.value(),
        other => other.to_token_stream().to_string(),
    }
}
