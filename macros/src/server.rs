//! `#[server]`: items that exist on the server only.
//!
//! In the native build the item stays as it is. The browser's build gets only what slices of components (code that is
//! type-checked and never runs) need in order to mention it: a function keeps its name and its success type, a type or
//! an import leaves a placeholder of its name; everything else, as a `static`, is dropped.

mod derives;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Error, Fields, FnArg, GenericArgument, GenericParam, Generics, Ident, ImplItem,
    ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, ItemStruct, ItemUse, PathArguments, Result,
    ReturnType, Signature, Type, UseTree, Visibility, parse_quote,
};

use crate::editor;
use crate::emit::server::server_calls;

/// Expands `#[server]` on an item, or `#[server(derive(..))]`.
pub fn expand(arguments: TokenStream, item: Item) -> TokenStream {
    if !arguments.is_empty() {
        let expanded =
            syn::parse2(arguments).and_then(|named| derives::expand(&named, item.clone()));
        return expanded.unwrap_or_else(|error| {
            let error = error.to_compile_error();
            quote!(#item #error)
        });
    }
    match browser(&item) {
        Ok(_) if editor::is_asking() => item.into_token_stream(),
        Ok(placeholder) => {
            let item = marked(item);
            quote! {
                #[cfg(not(target_arch = "wasm32"))]
                #item
                #placeholder
            }
        }
        Err(error) => {
            let error = error.to_compile_error();
            quote!(#item #error)
        }
    }
}

/// Returns what remains of an item in the browser's build.
fn browser(item: &Item) -> Result<TokenStream> {
    Ok(match item {
        Item::Fn(item) => function(item),
        Item::Mod(item) => module(item)?,
        Item::Use(item) => import(item),
        Item::Struct(item) => {
            let ty = placeholder(&item.vis, &item.ident, &item.generics);
            let constructor = constructor(item);
            quote!(#ty #constructor)
        }
        Item::Enum(item) => placeholder(&item.vis, &item.ident, &item.generics),
        Item::Type(item) => placeholder(&item.vis, &item.ident, &item.generics),
        Item::Impl(item) => implementation(item),
        // Its type may be one of the server's.
        Item::Const(_) | Item::Static(_) => TokenStream::new(),
        other => return Err(Error::new_spanned(other, UNKNOWN)),
    })
}

/// Returns the item for the server: beside a function or value, also in a module, a marker says that the browser does not have it.
fn marked(mut item: Item) -> TokenStream {
    let marker = match &mut item {
        Item::Fn(item) => marker(&item.vis, &item.sig.ident, &item.attrs),
        Item::Const(item) => marker(&item.vis, &item.ident, &item.attrs),
        Item::Static(item) => marker(&item.vis, &item.ident, &item.attrs),
        Item::Mod(module) => {
            if let Some((_, items)) = &mut module.content {
                let marked = items.drain(..).map(|item| Item::Verbatim(marked(item)));
                *items = marked.collect();
            }
            TokenStream::new()
        }
        _ => TokenStream::new(),
    };
    quote!(#item #marker)
}

fn marker(visibility: &Visibility, item: &Ident, attributes: &[Attribute]) -> TokenStream {
    let name = server_calls::marker(item);
    let conditions = attributes.iter();
    let conditions = conditions.filter(|attribute| attribute.path().is_ident("cfg"));
    quote! {
        #(#conditions)*
        #[cfg(not(target_arch = "wasm32"))]
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #visibility enum #name {}
    }
}

const UNKNOWN: &str = "`#[server]` is for a fn, mod, use, struct, enum, type, impl, const or static\n\
    help: put this into a `#[server] mod name { .. }`";

/// Returns a module of such items. Items that a slice cannot mention are dropped.
fn module(item: &ItemMod) -> Result<TokenStream> {
    let (visibility, name) = (&item.vis, &item.ident);
    let Some((_, items)) = &item.content else {
        return Err(Error::new_spanned(
            item,
            "`#[server]` needs the module's content here\nhelp: `#[server] mod name { … }`",
        ));
    };
    let placeholders = items.iter().filter_map(|item| browser(item).ok());
    Ok(quote! {
        #[cfg(target_arch = "wasm32")]
        #[allow(warnings)]
        #visibility mod #name {
            use super::*;
            #(#placeholders)*
        }
    })
}

/// Returns a function of the same name and success type that cannot be called.
fn function(item: &ItemFn) -> TokenStream {
    let (visibility, signature) = (&item.vis, signature(&item.sig));
    let body = absent(&item.sig.ident, &returned(&item.sig));
    quote! {
        #[cfg(target_arch = "wasm32")]
        #[allow(warnings)]
        #[inline]
        #visibility #signature { #body }
    }
}

/// Returns the functions of an inherent impl. Trait impls are dropped, because slices find methods through their types.
fn implementation(item: &ItemImpl) -> TokenStream {
    if item.trait_.is_some() {
        return TokenStream::new();
    }
    let (generics, ty) = (bare(&item.generics), &item.self_ty);
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(method(function)),
        _ => None,
    });
    quote! {
        #[cfg(target_arch = "wasm32")]
        #[allow(warnings)]
        impl #generics #ty { #(#functions)* }
    }
}

fn method(item: &ImplItemFn) -> TokenStream {
    let (visibility, signature) = (&item.vis, signature(&item.sig));
    let body = absent(&item.sig.ident, &returned(&item.sig));
    quote!(#[inline] #visibility #signature { #body })
}

/// Returns the type of the body. For an `async fn` it is a named future, because the body of an `async fn` is compiled
/// even if nothing calls it.
fn returned(signature: &Signature) -> Type {
    if signature.asyncness.is_some() {
        parse_quote!(::core::future::Ready<_>)
    } else {
        parse_quote!(_)
    }
}

/// Returns a body that fails the build only if client code calls it: the failure is a constant of a generic function.
fn absent(name: &Ident, ty: &Type) -> TokenStream {
    let message = format!(
        "`{name}` exists on the server only, and client code calls it; \
         help: call it in an `action`, or use its result before the `view!`"
    );
    quote! {
        struct Called;
        impl ::watershed::rt::Absent for Called {
            const MESSAGE: &'static str = #message;
        }
        ::watershed::rt::on_server::<Called, #ty>()
    }
}

/// Returns the signature without types that exist only on the server.
fn signature(from: &Signature) -> Signature {
    let mut signature = from.clone();
    for input in &mut signature.inputs {
        if let FnArg::Typed(argument) = input {
            argument.attrs.clear();
            *argument.pat = parse_quote!(_);
            if !is_everywhere(&argument.ty) {
                *argument.ty = parse_quote!(impl ::core::marker::Sized);
            }
        }
    }
    if let ReturnType::Type(_, ty) = &mut signature.output {
        **ty = success(ty);
    }
    if signature.asyncness.take().is_some() {
        let output = match &signature.output {
            ReturnType::Default => parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        };
        signature.output = parse_quote!(-> impl ::core::future::Future<Output = #output>);
    }
    signature.generics = mentioned_generics(&signature);
    signature
}

/// Returns the type with a placeholder for the error, whose type exists only on the server if it is not std's.
fn success(ty: &Type) -> Type {
    if let Type::ImplTrait(_) = ty {
        return parse_quote!(::watershed::rt::OnServer);
    }
    let mut ty = ty.clone();
    if let Type::Path(path) = &mut ty
        && let Some(last) = path.path.segments.last_mut()
        && last.ident == "Result"
        && let PathArguments::AngleBracketed(arguments) = &mut last.arguments
    {
        let mut errors = arguments.args.iter().skip(1);
        if errors.next().is_some_and(is_argument_everywhere) {
            return ty;
        }
        let success = arguments.args.first().cloned();
        return parse_quote!(::core::result::Result<#success, ::watershed::rt::OnServer>);
    }
    ty
}

/// Returns whether a type certainly exists in the browser too, because it consists of types of std.
fn is_everywhere(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_everywhere(&reference.elem),
        Type::Slice(slice) => is_everywhere(&slice.elem),
        Type::Array(array) => is_everywhere(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_everywhere),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().is_some_and(|last| {
            EVERYWHERE.contains(&last.ident.to_string().as_str()) && are_everywhere(&last.arguments)
        }),
        _ => false,
    }
}

fn are_everywhere(arguments: &PathArguments) -> bool {
    match arguments {
        PathArguments::None => true,
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().all(is_argument_everywhere)
        }
        PathArguments::Parenthesized(_) => false,
    }
}

fn is_argument_everywhere(argument: &GenericArgument) -> bool {
    match argument {
        GenericArgument::Type(ty) => is_everywhere(ty),
        GenericArgument::Lifetime(_) | GenericArgument::Const(_) => true,
        _ => false,
    }
}

const EVERYWHERE: &[&str] = &[
    "bool",
    "char",
    "str",
    "String",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "f32",
    "f64",
    "Option",
    "Vec",
    "Box",
    "Cow",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "Duration",
    "UserError",
];

/// Returns the generics with the type parameters that the signature still mentions.
fn mentioned_generics(signature: &Signature) -> Generics {
    let (inputs, output) = (
        signature.inputs.to_token_stream(),
        signature.output.to_token_stream(),
    );
    let is_mentioned = |parameter: &GenericParam| match parameter {
        GenericParam::Type(ty) => {
            mentions(inputs.clone(), &ty.ident) || mentions(output.clone(), &ty.ident)
        }
        _ => true,
    };
    let mut generics = bare(&signature.generics);
    generics.params = generics.params.into_iter().filter(is_mentioned).collect();
    generics
}

/// Removes the bounds, which may name traits that exist only on the server.
fn bare(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    generics.where_clause = None;
    for parameter in generics.type_params_mut() {
        parameter.bounds.clear();
        parameter.colon_token = None;
    }
    generics
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *name,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

/// Returns what remains of an import: of items of this crate whatever is left of them, for other items a placeholder
/// for each name.
fn import(item: &ItemUse) -> TokenStream {
    if let UseTree::Path(path) = &item.tree
        && ["crate", "self", "super"]
            .iter()
            .any(|own| path.ident == own)
    {
        let mut globs = Vec::new();
        as_globs(&item.tree, TokenStream::new(), &mut globs);
        let visibility = &item.vis;
        return quote!(#(#[cfg(target_arch = "wasm32")] #[allow(warnings)] #visibility use #globs;)*);
    }
    let mut names = Vec::new();
    imported(&item.tree, &mut names);
    let placeholders = names.into_iter().map(|name| imported_type(&item.vis, name));
    placeholders.collect()
}

/// Returns a placeholder for an imported name, which may be used as a wrapper: slices contain `let Extension(pool):
/// Extension<PgPool> = …`. Names that do not look like a type get none, because they would hide locals of the same
/// name.
fn imported_type(visibility: &Visibility, name: &Ident) -> TokenStream {
    if !name.to_string().starts_with(char::is_uppercase) {
        return placeholder(visibility, name, &Generics::default());
    }
    let parameters = any_parameters();
    quote! {
        #[cfg(target_arch = "wasm32")]
        #[allow(warnings)]
        #visibility struct #name<#(#parameters = ::watershed::rt::OnServer),*>(
            pub <(#(#parameters,)*) as ::watershed::rt::First>::Type,
        );
    }
}

/// Returns more type parameters than any type in practice has.
fn any_parameters() -> Vec<Ident> {
    (0..4)
        .map(|index| format_ident!("__T{index}", span = Span::call_site()))
        .collect()
}

/// Collects the modules that an import names as glob imports, which are no error if an item in them is dropped.
fn as_globs(tree: &UseTree, before: TokenStream, globs: &mut Vec<TokenStream>) {
    match tree {
        UseTree::Path(path) => {
            let ident = &path.ident;
            as_globs(&path.tree, quote!(#before #ident ::), globs);
        }
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|tree| as_globs(tree, before.clone(), globs)),
        UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {
            let glob = quote!(#before *);
            if globs
                .iter()
                .all(|known| known.to_string() != glob.to_string())
            {
                globs.push(glob);
            }
        }
    }
}

/// Collects the names that an import brings.
fn imported<'a>(tree: &'a UseTree, names: &mut Vec<&'a Ident>) {
    match tree {
        UseTree::Path(path) => imported(&path.tree, names),
        UseTree::Name(name) if name.ident != "self" => names.push(&name.ident),
        UseTree::Rename(rename) if rename.rename != "_" => names.push(&rename.rename),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, names)),
        _ => {}
    }
}

/// Returns a constructor for a placeholder, for slices that write `Name(…)` or `Name`.
fn constructor(item: &ItemStruct) -> TokenStream {
    let (visibility, name) = (&item.vis, &item.ident);
    let attributes = quote!(#[cfg(target_arch = "wasm32")] #[allow(warnings)]);
    match &item.fields {
        Fields::Named(_) => TokenStream::new(),
        Fields::Unit => {
            quote!(#attributes #visibility const #name: #name = #name { _server: ::core::marker::PhantomData };)
        }
        Fields::Unnamed(fields) => {
            let arguments = fields
                .unnamed
                .iter()
                .map(|_| quote!(_: impl ::core::marker::Sized));
            let body = absent(name, &parse_quote!(_));
            quote!(#attributes #[inline] #visibility fn #name(#(#arguments),*) -> #name { #body })
        }
    }
}

/// Returns a type of this name that takes any number of type arguments.
fn placeholder(visibility: &Visibility, name: &Ident, generics: &Generics) -> TokenStream {
    let lifetimes: Vec<_> = generics
        .lifetimes()
        .map(|lifetime| &lifetime.lifetime)
        .collect();
    let parameters: Vec<_> = match generics.type_params().count() {
        0 if generics.params.is_empty() => any_parameters(),
        _ => generics
            .type_params()
            .map(|parameter| parameter.ident.clone())
            .collect(),
    };
    quote! {
        #[cfg(target_arch = "wasm32")]
        #[allow(warnings)]
        #visibility struct #name<#(#lifetimes,)* #(#parameters = ::watershed::rt::OnServer),*> {
            _server: ::core::marker::PhantomData<fn() -> (#(&#lifetimes (),)* #(#parameters,)*)>,
        }
    }
}
