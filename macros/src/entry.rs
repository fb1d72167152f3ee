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
            let components: Vec<_> = pages.iter().map(|page| page.component.clone()).collect();
            let (server, browser) = (server(&item, &pages), browser(&components));
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
fn browser(pages: &[Path]) -> TokenStream {
    let first = &pages[0];
    quote! {
        #[cfg(target_arch = "wasm32")]
        fn main() {
            ::watershed::rt::install(|| {
                let mut registry = ::watershed::rt::Registry::new(
                    <#first as ::watershed::rt::Component>::FIRST,
                );
                #(<#pages as ::watershed::rt::Component>::register(&mut registry);)*
                registry
            });
        }
    }
}

const NO_PAGE: &str = "the browser's artifact is made of the pages that are written here, and there are none\n\
    help: `watershed::router().page(\"/\", Home)`";

/// `.page(path, Component)`, `.page(path, cache(Component, age))` or `.page(path, sleep_after(Component, time))`
struct Page {
    path: String,
    component: Path,
    is_cached: bool,
}

impl Page {
    fn route(&self) -> TokenStream {
        let Page {
            path,
            component,
            is_cached,
        } = self;
        quote! {
            ::watershed::rt::facts::Route {
                path: #path,
                component: ::core::any::type_name::<#component>,
                is_cached: #is_cached,
            }
        }
    }
}

/// Finds the pages of a router; there must be at least one.
#[derive(Default)]
struct Pages {
    found: Vec<Page>,
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

    fn take(&mut self, path: &Expr, page: &Expr) {
        let cached = wrapped(page, "cache");
        let component = cached.or_else(|| wrapped(page, "sleep_after"));
        match component.unwrap_or(page) {
            Expr::Path(name) if name.qself.is_none() => self.found.push(Page {
                path: written(path),
                component: name.path.clone(),
                is_cached: cached.is_some(),
            }),
            other => self.errors.push(Error::new_spanned(other, NO_PATH)),
        }
    }
}

/// Returns the component in `name(component, ..)`.
fn wrapped<'e>(page: &'e Expr, name: &str) -> Option<&'e Expr> {
    let Expr::Call(call) = page else { return None };
    let Expr::Path(function) = &*call.func else {
        return None;
    };
    let is_named = function.path.segments.last()?.ident == name;
    call.args.first().filter(|_| is_named)
}

const NO_PATH: &str = "a page is named by its component: the browser's artifact needs to know it\n\
    help: write a component without props that contains this, and name that";

impl<'a> Visit<'a> for Pages {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        // Receivers come first, so that the pages are in the order in which they are written.
        visit_expr_method_call(self, call);
        if call.method == "page"
            && let (2, Some(path), Some(component)) =
                (call.args.len(), call.args.first(), call.args.last())
        {
            self.take(path, component);
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
