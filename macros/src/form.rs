//! `#[derive(Form)]`.

use std::collections::HashSet;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DataEnum, DeriveInput, Error, Expr, Field, Fields, FieldsNamed, Ident, LitStr,
    Result, Type, Variant, Visibility,
};

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

/// A field, as its attributes describe it.
struct FormField<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    /// The name of its controls.
    name: String,
    rules: FieldRules,
    /// True if the type is read by `FromStr`.
    is_text: bool,
    /// The rules that only some types have, each with its place: `min_len`.
    needs: Vec<(Needs, Span)>,
}

/// The types that have a rule.
#[derive(Clone, Copy)]
enum Needs {
    Text,
    Number,
}

#[derive(Default)]
struct FieldRules {
    input: Option<&'static str>,
    required: bool,
    min_len: Option<Expr>,
    max_len: Option<Expr>,
    min: Option<Expr>,
    max: Option<Expr>,
}

/// The words that set the `type` of a control, and that type.
const INPUTS: [(&str, &str); 13] = [
    ("email", "email"),
    ("password", "password"),
    ("tel", "tel"),
    ("url", "url"),
    ("search", "search"),
    ("date", "date"),
    ("time", "time"),
    ("month", "month"),
    ("week", "week"),
    ("color", "color"),
    ("hidden", "hidden"),
    ("range", "range"),
    ("submitter", "submit"),
];

impl<'a> FormField<'a> {
    fn of(field: &'a Field) -> Result<Self> {
        let Some(ident) = &field.ident else {
            return Err(Error::new(field.span(), "the fields of a form have names"));
        };
        let mut known = Self {
            ident,
            ty: &field.ty,
            name: ident.to_string().trim_start_matches("r#").to_owned(),
            rules: FieldRules::default(),
            is_text: false,
            needs: Vec::new(),
        };
        each_rule(&field.attrs, |meta| known.rule(&meta))?;
        Ok(known)
    }

    fn rule(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let word = meta
            .path
            .get_ident()
            .map(Ident::to_string)
            .unwrap_or_default();
        self.needs
            .extend(needs(&word).map(|needs| (needs, meta.path.span())));
        if let Some((_, input)) = INPUTS.into_iter().find(|(named, _)| *named == word) {
            if let Some(before) = self.rules.input.replace(input) {
                return Err(meta.error(format!(
                    "a control has one type, and this one is `{before}` already\nhelp: remove one of the two"
                )));
            }
            return Ok(());
        }
        let rules = &mut self.rules;
        match word.as_str() {
            "required" => rules.required = true,
            "text" => self.is_text = true,
            "min_len" => rules.min_len = Some(meta.value()?.parse()?),
            "max_len" => rules.max_len = Some(meta.value()?.parse()?),
            "min" => rules.min = Some(meta.value()?.parse()?),
            "max" => rules.max = Some(meta.value()?.parse()?),
            "name" => self.name = meta.value()?.parse::<LitStr>()?.value(),
            _ => {
                let inputs = INPUTS.map(|(word, _)| word).join("`, `");
                return Err(meta.error(format!(
                    "a field of a form has no such rule\nhelp: there are `required`, `min_len = 2`, `max_len = 80`, \
                     `min = 1`, `max = 9`, `name = \"..\"`, `text`, and for the type of the input `{inputs}`"
                )));
            }
        }
        Ok(())
    }

    /// Returns statements that compile if the type of the field has its rules.
    fn proofs(&self) -> impl Iterator<Item = TokenStream> {
        self.needs.iter().map(|(needs, span)| {
            // A message about the type is about the rule.
            let ty = at(*span, self.value());
            let proof = match needs {
                Needs::Text => quote_spanned!(*span=> is_text::<#ty>),
                Needs::Number => quote_spanned!(*span=> is_number::<#ty>),
            };
            quote!(const _: fn() = ::watershed::form::proofs::#proof;)
        })
    }

    fn rules(&self) -> TokenStream {
        let rules = &self.rules;
        let required = rules.required;
        let input = optional(rules.input.map(|input| quote!(#input)));
        let length =
            |length: &Option<Expr>| optional(length.as_ref().map(|length| quote!(#length)));
        let number = |number: &Option<Expr>| {
            optional(number.as_ref().map(|number| quote!((#number) as f64)))
        };
        let (min_len, max_len) = (length(&rules.min_len), length(&rules.max_len));
        let (min, max) = (number(&rules.min), number(&rules.max));
        quote! {
            ::watershed::form::Rules {
                input: #input,
                required: #required,
                min_len: #min_len,
                max_len: #max_len,
                min: #min,
                max: #max,
            }
        }
    }

    /// Returns the type that reads and shows the field.
    fn value(&self) -> TokenStream {
        let ty = self.ty;
        match self.is_text {
            true => quote_spanned!(ty.span()=> ::watershed::form::Text<#ty>),
            false => quote_spanned!(ty.span()=> #ty),
        }
    }

    fn constant(&self, form: &Ident, visibility: &Visibility) -> TokenStream {
        let constant = format_ident!(
            "{}",
            self.ident
                .to_string()
                .trim_start_matches("r#")
                .to_uppercase()
        );
        let constant = Ident::new(&constant.to_string(), self.ident.span());
        let (name, rules, value) = (&self.name, self.rules(), self.value());
        let doc = format!("The field `{}`.", self.ident);
        quote! {
            #[doc = #doc]
            #visibility const #constant: ::watershed::form::Field<#form, #value> =
                ::watershed::form::Field::new(#name, &#rules);
        }
    }

    fn read(&self) -> TokenStream {
        let (ident, name, value) = (self.ident, &self.name, self.value());
        let constant = self.rules();
        let unwrapped = self.is_text.then(|| quote!(.map(|text| text.0)));
        quote! {
            let #ident = __from.field::<#value>(__name, #name, &#constant) #unwrapped;
        }
    }

    fn write(&self) -> TokenStream {
        let (ident, name) = (self.ident, &self.name);
        match self.is_text {
            true => quote! {
                ::watershed::form::write_text(
                    &self.#ident, &::watershed::form::within(name, #name), entries,
                );
            },
            false => {
                let ty = self.ty;
                let write =
                    quote_spanned!(ty.span()=> <#ty as ::watershed::form::FormValue>::write);
                quote!(#write(&self.#ident, &::watershed::form::within(name, #name), entries);)
            }
        }
    }
}

/// Returns the types that have a rule, if not all have it.
fn needs(rule: &str) -> Option<Needs> {
    match rule {
        "min_len" | "max_len" | "email" | "password" | "url" | "search" => Some(Needs::Text),
        "min" | "max" | "range" => Some(Needs::Number),
        _ => None,
    }
}

/// Gives all tokens another place.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let inner = at(span, group.stream());
            token = Group::new(group.delimiter(), inner).into();
        }
        token.set_span(token.span().located_at(span));
        token
    });
    moved.collect()
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
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
