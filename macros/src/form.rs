//! `#[derive(Form)]`.

mod field;

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DataEnum, DeriveInput, Error, Fields, FieldsNamed, Ident, LitStr, Result,
    Variant,
};

use self::field::FormField;
use crate::source_file::SourceFile;

/// Expands `#[derive(Form)]`.
pub fn derive(input: &DeriveInput) -> TokenStream {
    expand(input).unwrap_or_else(|error| error.to_compile_error())
}

/// Returns whether a struct has this derive too: another derive does not see it. Attributes of fields tell, and else the
/// file around it.
pub fn is_form(input: &DeriveInput) -> bool {
    let Data::Struct(data) = &input.data else {
        return false;
    };
    let mut attributes = data.fields.iter().flat_map(|field| &field.attrs);
    let mut attributes = input.attrs.iter().chain(&mut attributes);
    attributes.any(|attribute| attribute.path().is_ident("form"))
        || SourceFile::of_form(input.ident.span())
            .is_some_and(|file| file.is_form(&input.ident, &data.fields))
}

fn expand(input: &DeriveInput) -> Result<TokenStream> {
    if !input.generics.params.is_empty() {
        let message = "a form has no generic parameters\nhelp: write out the types of its fields";
        return Err(Error::new(input.generics.span(), message));
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => of_struct(input, fields),
            other => Err(Error::new(
                match other {
                    Fields::Unit => input.ident.span(),
                    _ => other.span(),
                },
                "the fields of a form have names\nhelp: write `struct Name { field: Type }`",
            )),
        },
        Data::Enum(data) => of_enum(input, data),
        Data::Union(data) => Err(Error::new(
            data.union_token.span,
            "a union is no form\nhelp: use a struct",
        )),
    }
}

fn of_struct(input: &DeriveInput, fields: &FieldsNamed) -> Result<TokenStream> {
    let (name, visibility) = (&input.ident, &input.vis);
    let is_validated = is_validated(&input.attrs)?;
    let fields = all(fields.named.iter().map(FormField::of))?;
    all(names_twice(
        fields
            .iter()
            .map(|field| (&*field.name, field.ident.span())),
    )
    .map(Err::<(), _>))?;
    let proofs = fields.iter().flat_map(FormField::proofs);
    let constants = fields.iter().map(|field| field.constant(name, visibility));
    let reads = fields.iter().map(FormField::read);
    let takes = fields.iter().map(|field| {
        let own = field.ident;
        quote!(#own: #own?)
    });
    let writes = fields.iter().map(FormField::write);
    let shapes = fields.iter().map(|field| {
        let (text, ty) = (&field.name, field.ty);
        quote!(#text, ::core::stringify!(#ty))
    });
    let has_uploads = fields.iter().map(FormField::has_uploads);
    let uploads = fields.iter().map(FormField::uploads);
    let check = is_validated.then(|| {
        quote! {
            let mut __errors = ::watershed::form::Errors::new();
            ::watershed::form::ValidateForm::validate(&__form, &mut __errors);
            __from.check::<Self>(__name, __errors);
        }
    });
    Ok(quote! {
        #[allow(dead_code)]
        impl #name {
            #(#constants)*
        }

        const _: () = {
            #(#proofs)*

            impl ::watershed::form::FormValue for #name {
                const KIND: ::watershed::form::ControlKind = ::watershed::form::ControlKind::Group;
                const HAS_UPLOADS: bool = false #(|| #has_uploads)*;

                #[cfg(not(target_arch = "wasm32"))]
                fn uploads(
                    name: &str,
                    _: &::watershed::form::Rules,
                    found: &mut ::std::vec::Vec<::watershed::form::UploadPlace>,
                ) {
                    #(#uploads)*
                }

                fn read(
                    __from: &mut ::watershed::form::FormReader<'_>,
                    __name: &str,
                    _: &::watershed::form::Rules,
                ) -> ::core::option::Option<Self> {
                    #(#reads)*
                    let __form = Self { #(#takes),* };
                    #check
                    ::core::option::Option::Some(__form)
                }

                fn write(&self, name: &str, entries: &mut ::watershed::form::FormEntries) {
                    #(#writes)*
                }
            }

            impl ::watershed::form::Form for #name {}

            #[cfg(not(target_arch = "wasm32"))]
            ::watershed::rt::facts::submit! {
                ::watershed::form::UploadForm {
                    number: <#name as ::watershed::Cross>::SHAPE,
                    places: ::watershed::form::places::<#name>,
                }
            }

            impl ::watershed::rt::serde::Serialize for #name {
                fn serialize<S: ::watershed::rt::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    ::watershed::form::serialize(self, serializer)
                }
            }

            impl<'de> ::watershed::rt::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::watershed::rt::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    ::watershed::form::deserialize(deserializer)
                }
            }

            impl ::watershed::Cross for #name {
                const SHAPE: u32 = ::watershed::rt::shape::name(::core::concat!(
                    ::core::module_path!(), "::", ::core::stringify!(#name), #(" ", #shapes),*
                ));
                type Held = ::watershed::cross::held::NoHandles;
                const IS_USED_UP: bool = <Self as ::watershed::form::FormValue>::HAS_UPLOADS;

                fn deserialize_field<'de, D: ::watershed::rt::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    <Self as ::watershed::rt::serde::Deserialize>::deserialize(deserializer)
                }

                #[cfg(not(target_arch = "wasm32"))]
                fn argument(
                    bytes: &[u8],
                    budget: &::watershed::wire::bounded::Budget,
                ) -> ::core::result::Result<
                    ::watershed::cross::ReadArgument<Self>,
                    ::watershed::wire::DecodeError,
                > {
                    ::watershed::form::argument(bytes, budget)
                }
            }
        };
    })
}

/// One of several values, by the names of its variants.
fn of_enum(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    let name = &input.ident;
    each_rule(&input.attrs, |meta| {
        Err(meta.error("a choice has no such rule\nhelp: remove it; rules of the control are those of the form's field"))
    })?;
    let variants = all(data.variants.iter().map(choice))?;
    let texts = variants
        .iter()
        .map(|(variant, text)| (&**text, variant.span()));
    all(names_twice(texts).map(Err::<(), _>))?;
    let reads = variants
        .iter()
        .map(|(variant, text)| quote!(#text => ::core::option::Option::Some(Self::#variant)));
    let writes = variants
        .iter()
        .map(|(variant, text)| quote!(Self::#variant => #text));
    Ok(quote! {
        const _: () = {
            impl ::watershed::form::FormValue for #name {
                const KIND: ::watershed::form::ControlKind = ::watershed::form::ControlKind::Choice;

                fn read(
                    __from: &mut ::watershed::form::FormReader<'_>,
                    __name: &str,
                    _: &::watershed::form::Rules,
                ) -> ::core::option::Option<Self> {
                    match __from.text(__name).unwrap_or_default() {
                        #(#reads,)*
                        "" => __from.refuse(__name, ::watershed::form::FieldError::Missing),
                        _ => __from.refuse(__name, ::watershed::form::FieldError::Malformed),
                    }
                }

                fn write(&self, name: &str, entries: &mut ::watershed::form::FormEntries) {
                    let text = match self { #(#writes),* };
                    ::watershed::form::write_text(&text, name, entries);
                }
            }
        };
    })
}

/// Returns a variant with its value.
fn choice(variant: &Variant) -> Result<(&Ident, String)> {
    if !matches!(variant.fields, Fields::Unit) {
        let message = "a choice has no fields\nhelp: put them into the struct of the form";
        return Err(Error::new(variant.fields.span(), message));
    }
    let mut text = in_words(&variant.ident.to_string());
    each_rule(&variant.attrs, |meta| {
        if !meta.path.is_ident("value") {
            let message = "a variant of a choice has no such rule\nhelp: there is `value = \"..\"`";
            return Err(meta.error(message));
        }
        text = meta.value()?.parse::<LitStr>()?.value();
        Ok(())
    })?;
    Ok((&variant.ident, text))
}

/// Returns an error for each name that was given before.
fn names_twice<'a>(names: impl Iterator<Item = (&'a str, Span)>) -> impl Iterator<Item = Error> {
    let mut known = HashSet::new();
    names.filter_map(move |(name, span)| {
        let message = format!("`{name}` is there twice\nhelp: another name tells the two apart");
        (!known.insert(name)).then(|| Error::new(span, message))
    })
}

/// Returns all values, or all errors.
fn all<T>(results: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    let mut errors: Option<Error> = None;
    let mut values = Vec::new();
    for result in results {
        match (result, &mut errors) {
            (Ok(value), _) => values.push(value),
            (Err(error), Some(errors)) => errors.combine(error),
            (Err(error), None) => errors = Some(error),
        }
    }
    errors.map_or(Ok(values), Err)
}

/// Returns the name of a variant as the value of a control: `InStore` is `in-store`.
fn in_words(variant: &str) -> String {
    let mut words = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// Returns whether the struct has a check of its own: `#[form(validate)]`.
fn is_validated(attributes: &[Attribute]) -> Result<bool> {
    let mut is_validated = false;
    each_rule(attributes, |meta| {
        is_validated = meta.path.is_ident("validate");
        match is_validated {
            true => Ok(()),
            false => Err(meta.error("a form has no such rule\nhelp: there is `validate`; rules of a control are those of a field")),
        }
    })?;
    Ok(is_validated)
}

fn each_rule(
    attributes: &[Attribute],
    mut rule: impl FnMut(ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    let mut own = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("form"));
    own.try_for_each(|attribute| attribute.parse_nested_meta(&mut rule))
}
