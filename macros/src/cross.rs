//! `#[derive(Cross)]`.
//!
//! serde derives the serialization for a mirror of the type (`#[serde(remote = "…")]`), for two reasons: a derive macro
//! cannot put another derive on its item, and the user's crate need not depend on serde.

use crate::form;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DataEnum, DeriveInput, Error, Field, Fields, Generics, Ident, LitStr, Result,
    Type, parse_quote,
};

/// Expands `#[derive(Cross)]`.
pub fn derive(input: DeriveInput) -> TokenStream {
    expand(&input).unwrap_or_else(|error| error.to_compile_error())
}

fn expand(input: &DeriveInput) -> Result<TokenStream> {
    if form::is_form(input) {
        return of_form(input);
    }
    let mirror = mirror(input)?;
    let (shape, holds, held) = (shape(input)?, holds(input)?, held(input)?);
    let impls = impls(input, &shape, &holds, &held);
    Ok(quote! {
        const _: () = {
            #mirror
            #impls
        };
    })
}

/// A form crosses by its own derive, as its entries.
fn of_form(input: &DeriveInput) -> Result<TokenStream> {
    let mut wishes = fields(input).into_iter().flat_map(|field| &field.attrs);
    match wishes.find(|attribute| attribute.path().is_ident("cross")) {
        Some(wish) => Err(Error::new(
            wish.path().span(),
            "a form crosses as the entries that a browser submits\nhelp: remove `#[cross(..)]`, or leave the field out of the form",
        )),
        None => Ok(TokenStream::new()),
    }
}

/// Returns a type with the same fields, for which serde derives the serialization.
fn mirror(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let (generics, where_clause) = (&input.generics, &input.generics.where_clause);
    let bound = crossing(generics)
        .make_where_clause()
        .predicates
        .to_token_stream()
        .to_string();
    let remote = name.to_string();
    let body = match &input.data {
        Data::Struct(data) => {
            let fields = mirror_fields(&data.fields)?;
            match data.fields {
                Fields::Named(_) => quote!(struct __Mirror #generics #where_clause #fields),
                _ => quote!(struct __Mirror #generics #fields #where_clause;),
            }
        }
        Data::Enum(data) => {
            let variants = mirror_variants(data)?;
            quote!(enum __Mirror #generics #where_clause { #variants })
        }
        Data::Union(data) => {
            return Err(Error::new(
                data.union_token.span,
                "a union does not cross\nhelp: use an enum",
            ));
        }
    };
    Ok(quote! {
        #[derive(::watershed::rt::serde::Serialize, ::watershed::rt::serde::Deserialize)]
        #[serde(crate = "::watershed::rt::serde", remote = #remote, bound = #bound)]
        #[allow(dead_code, non_camel_case_types, clippy::all)]
        #body
    })
}

fn mirror_variants(data: &DataEnum) -> Result<TokenStream> {
    let mut variants = TokenStream::new();
    for variant in &data.variants {
        let (name, fields) = (&variant.ident, mirror_fields(&variant.fields)?);
        variants.extend(quote!(#name #fields,));
    }
    Ok(variants)
}

fn mirror_fields(fields: &Fields) -> Result<TokenStream> {
    let mut list = TokenStream::new();
    for field in fields {
        let (colon, name, ty) = (&field.colon_token, &field.ident, &field.ty);
        let how = if Wish::of(field)?.is_skip() {
            quote!(skip)
        } else {
            // Code that serde derives from this attribute has the span of the field's type, and so have errors in it.
            let function = |name| {
                let ty = ty.to_token_stream();
                LitStr::new(&format!("<{ty} as ::watershed::Cross>::{name}"), ty.span())
            };
            let (to, from) = (function("serialize_field"), function("deserialize_field"));
            quote!(serialize_with = #to, deserialize_with = #from)
        };
        let ty = unlent(ty);
        list.extend(quote!(#[serde(#how)] #name #colon #ty,));
    }
    Ok(match fields {
        Fields::Named(_) => quote!({ #list }),
        Fields::Unnamed(_) => quote!((#list)),
        Fields::Unit => TokenStream::new(),
    })
}

/// Hides a reference from serde's derive, which would decode it, also in an `Option`, only from what lives as long.
fn unlent(ty: &Type) -> TokenStream {
    let is_reference =
        |token: TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == '&');
    match ty.to_token_stream().into_iter().any(is_reference) {
        true => quote_spanned!(ty.span()=> ::watershed::rt::Same<#ty>),
        false => quote!(#ty),
    }
}

/// Returns the expression for a hash of the type's name and of the names and shapes of its fields.
fn shape(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let mut shape = quote! {
        ::watershed::rt::shape::name(::core::concat!(::core::module_path!(), "::", ::core::stringify!(#name)))
    };
    for parameter in input.generics.type_params() {
        let ty = &parameter.ident;
        shape = and(shape, quote!(<#ty as ::watershed::Cross>::SHAPE));
    }
    match &input.data {
        Data::Struct(data) => shape_of_fields(shape, name, &data.fields),
        Data::Enum(data) => data.variants.iter().try_fold(shape, |shape, variant| {
            let variant_name = variant.ident.to_string();
            let shape = and(shape, quote!(::watershed::rt::shape::name(#variant_name)));
            shape_of_fields(shape, name, &variant.fields)
        }),
        Data::Union(_) => Ok(shape),
    }
}

fn shape_of_fields(mut shape: TokenStream, owner: &Ident, fields: &Fields) -> Result<TokenStream> {
    for (index, field) in fields.iter().enumerate() {
        let wish = Wish::of(field)?;
        if wish.is_skip() {
            continue;
        }
        let name = field
            .ident
            .as_ref()
            .map_or_else(|| index.to_string(), Ident::to_string);
        let ty = &field.ty;
        let of_field = if wish.is_recursive() || mentions(ty, owner) {
            let ty = ty.to_token_stream().to_string();
            quote!(::watershed::rt::shape::name(#ty))
        } else {
            quote_spanned!(ty.span()=> <#ty as ::watershed::Cross>::SHAPE)
        };
        shape = and(shape, quote!(::watershed::rt::shape::mix(#name, #of_field)));
    }
    Ok(shape)
}

/// Returns the expression that lists the handles in the fields. A field whose type contains the type itself is skipped.
fn holds(input: &DeriveInput) -> Result<TokenStream> {
    let mut holds = quote!(::watershed::rt::Held::NOTHING);
    for field in fields(input) {
        let (ty, wish) = (&field.ty, Wish::of(field)?);
        if wish == Wish::Nothing && !mentions(ty, &input.ident) {
            let of_field = quote_spanned!(ty.span()=> <#ty as ::watershed::Cross>::HELD);
            holds = quote!(#holds.and(#of_field));
        }
    }
    Ok(holds)
}

fn and(whole: TokenStream, part: TokenStream) -> TokenStream {
    quote!(::watershed::rt::shape::and(#whole, #part))
}

/// Returns whether tokens name the type `owner`, whose shape would be a part of itself.
pub fn mentions(tokens: &impl ToTokens, owner: &Ident) -> bool {
    tokens
        .to_token_stream()
        .into_iter()
        .any(|token| match token {
            TokenTree::Ident(ident) => ident == *owner || ident == "Self",
            TokenTree::Group(group) => mentions(&group.stream(), owner),
            _ => false,
        })
}

/// Returns the expression for `Held`: whether the fields may hold handles, as a type.
fn held(input: &DeriveInput) -> Result<TokenStream> {
    let (nothing, place) = (quote!(::watershed::cross::held::NoHandles), doubtful(input));
    fields(input).into_iter().try_fold(nothing, |held, field| {
        let (wish, ty) = (Wish::of(field)?, &field.ty);
        Ok(if wish.is_skip() {
            held
        } else if wish.is_recursive() || mentions(ty, &input.ident) {
            // The type itself is being defined here.
            match names_handle(ty.to_token_stream()) {
                true => quote!(::watershed::cross::held::Handles),
                false => held,
            }
        } else {
            quote_spanned!(place=> <<#ty as ::watershed::Cross>::Held as ::watershed::cross::held::IfAny>::With<#held>)
        })
    })
}

/// Returns the place of the field whose type may be one that does not cross, if there is only one such field: a message
/// about the types of all fields then is the message about this field, and rustc shows it once.
fn doubtful(input: &DeriveInput) -> Span {
    let mut doubtful = fields(input)
        .into_iter()
        .filter(|field| !is_of_std(field.ty.to_token_stream()))
        .map(|field| field.ty.span());
    match (doubtful.next(), doubtful.next()) {
        (Some(only), None) => only,
        _ => Span::call_site(),
    }
}

/// Returns whether all names in a type are those of types of std that cross.
fn is_of_std(ty: TokenStream) -> bool {
    const NAMES: [&str; 26] = [
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
        "i128", "isize", "f32", "f64", "String", "Option", "Vec", "Box", "HashMap", "HashSet",
        "BTreeMap", "BTreeSet", "static", "str",
    ];
    ty.into_iter().all(|token| match token {
        TokenTree::Ident(ident) => NAMES.iter().any(|name| ident == name),
        TokenTree::Group(group) => is_of_std(group.stream()),
        _ => true,
    })
}

fn fields(input: &DeriveInput) -> Vec<&Field> {
    match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => {
            let variants = data.variants.iter();
            variants.flat_map(|variant| &variant.fields).collect()
        }
        Data::Union(_) => Vec::new(),
    }
}

/// Returns whether a type contains the type of a handle.
fn names_handle(ty: TokenStream) -> bool {
    const HANDLES: [&str; 8] = [
        "Action",
        "Callback",
        "Memo",
        "NodeRef",
        "ReadSignal",
        "Resource",
        "RwSignal",
        "WriteSignal",
    ];
    ty.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => HANDLES.iter().any(|name| ident == name),
        TokenTree::Group(group) => names_handle(group.stream()),
        _ => false,
    })
}

fn impls(
    input: &DeriveInput,
    shape: &TokenStream,
    holds: &TokenStream,
    held: &TokenStream,
) -> TokenStream {
    let name = &input.ident;
    let (_, types, _) = input.generics.split_for_impl();
    let generics = crossing(&input.generics);
    let (parameters, _, where_clause) = generics.split_for_impl();
    let mut receiving = generics.clone();
    receiving.params.insert(0, parse_quote!('de));
    let (receiving, _, _) = receiving.split_for_impl();
    let serde = quote!(::watershed::rt::serde);
    quote! {
        impl #parameters #serde::Serialize for #name #types #where_clause {
            fn serialize<__S: #serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                __Mirror::serialize(self, serializer)
            }
        }

        impl #receiving #serde::Deserialize<'de> for #name #types #where_clause {
            fn deserialize<__D: #serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                __Mirror::deserialize(deserializer)
            }
        }

        impl #parameters ::watershed::Cross for #name #types #where_clause {
            const SHAPE: u32 = #shape;
            type Held = #held;
            const HELD: ::watershed::rt::Held = #holds;

            fn deserialize_field<'de, __D: #serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                <Self as #serde::Deserialize>::deserialize(deserializer)
            }
        }
    }
}

/// Returns the type's generics, with the bound `Cross` on each type parameter.
fn crossing(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    let names: Vec<_> = generics
        .type_params()
        .map(|parameter| parameter.ident.clone())
        .collect();
    let clause = generics.make_where_clause();
    for name in names {
        clause
            .predicates
            .push(parse_quote!(#name: ::watershed::Cross));
    }
    generics
}

/// A request of `#[cross(…)]` on a field.
#[derive(Clone, Copy, PartialEq)]
enum Wish {
    Nothing,
    /// The field does not cross: the other side gets its `Default`.
    Skip,
    /// The type of the field contains the outer type, by way of another type.
    Recursive,
}

impl Wish {
    fn of(field: &Field) -> Result<Self> {
        let mut wish = Self::Nothing;
        for attribute in field
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("cross"))
        {
            wish = Self::parse(attribute)?;
        }
        Ok(wish)
    }

    fn parse(attribute: &Attribute) -> Result<Self> {
        let mut wish = Self::Nothing;
        attribute.parse_nested_meta(|meta| {
            wish = if meta.path.is_ident("skip") {
                Self::Skip
            } else if meta.path.is_ident("recursive") {
                Self::Recursive
            } else {
                return Err(meta.error("no such wish\nhelp: `skip` and `recursive` are known"));
            };
            Ok(())
        })?;
        Ok(wish)
    }

    fn is_skip(self) -> bool {
        self == Self::Skip
    }

    fn is_recursive(self) -> bool {
        self == Self::Recursive
    }
}
