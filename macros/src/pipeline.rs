//! Expands `#[component] fn` to both halves.

use proc_macro2::{Span, TokenStream};
use syn::ItemFn;

use crate::diagnostic::{Diagnostics, Problem};
use crate::{analyze, component, composable, editor, emit, lower, split};

/// The use of an expansion.
#[derive(Clone, Copy)]
pub enum Purpose {
    /// rustc, for both halves.
    Build,
    /// An editor, for its own analysis.
    Editor,
}

/// Expands one component. Each of its mistakes is reported once, next to a component of the same name and props.
pub fn expand(item: &ItemFn, purpose: Purpose) -> TokenStream {
    let component = Form {
        check: component::check,
        emit: emit::emit,
        stub: emit::stub,
        edited: editor::component,
    };
    compile(item, purpose, &component)
}

/// Expands one composable: a function without markup, whose callers register its client functions.
pub fn expand_composable(item: &ItemFn, purpose: Purpose) -> TokenStream {
    let composable = Form {
        check: composable::check,
        emit: emit::composable,
        stub: emit::composable_stub,
        edited: |item, _| editor::composable(item),
    };
    compile(item, purpose, &composable)
}

/// The differences between components and composables.
struct Form {
    check: fn(&emit::Unit, &mut Diagnostics),
    emit: fn(&emit::Unit) -> TokenStream,
    stub: fn(&emit::Unit) -> TokenStream,
    edited: fn(&ItemFn, &emit::Unit) -> TokenStream,
}

fn compile(item: &ItemFn, purpose: Purpose, form: &Form) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let component = lower::lower(item, &mut diagnostics);
    let colours = analyze::analyze(&component, &mut diagnostics);
    let split = split::split(&component, &colours, &mut diagnostics);
    let unit = emit::Unit {
        component: &component,
        colours: &colours,
        split: &split,
        check_slice: true,
    };
    (form.check)(&unit, &mut diagnostics);
    match purpose {
        Purpose::Editor => {
            let edited = (form.edited)(item, &unit);
            let errors = diagnostics.into_compile_errors();
            quote::quote!(#edited #errors)
        }
        Purpose::Build if diagnostics.is_empty() => {
            let emitted = (form.emit)(&unit);
            let warnings = diagnostics.into_warnings();
            quote::quote!(#emitted #warnings)
        }
        Purpose::Build => {
            let stub = stub(item, &unit, form);
            let errors = diagnostics.into_compile_errors();
            quote::quote!(#errors #stub)
        }
    }
}

/// Returns the stub of an item that does not compile, without parameters that a parent could not give.
fn stub(item: &ItemFn, unit: &emit::Unit, form: &Form) -> TokenStream {
    if !analyze::is_broken(item) {
        return (form.stub)(unit);
    }
    let (item, mut unheard) = (analyze::repaired(item), Diagnostics::default());
    let component = lower::lower(&item, &mut unheard);
    let colours = analyze::analyze(&component, &mut unheard);
    let split = split::split(&component, &colours, &mut unheard);
    (form.stub)(&emit::Unit {
        component: &component,
        colours: &colours,
        split: &split,
        check_slice: false,
    })
}

/// Expands a `view!` outside of a component: an error, and an expression of the expected type.
pub fn view_outside() -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    diagnostics.report(Span::call_site(), Problem::ViewOutside {});
    let error = diagnostics.into_compile_errors();
    quote::quote!({ #error ::watershed::rt::any::<::watershed::rt::View>() })
}
