//! A field of a form: its rules, and the code that reads and writes it.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, Field, Ident, Lit, LitInt, LitStr, Result, Type, Visibility};

use super::each_rule;

/// A field, as its attributes describe it.
pub struct FormField<'a> {
    pub ident: &'a Ident,
    pub ty: &'a Type,
    /// The name of its controls.
    pub name: String,
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
    Files,
}

#[derive(Default)]
struct FieldRules {
    input: Option<&'static str>,
    required: bool,
    min_len: Option<Expr>,
    max_len: Option<Expr>,
    min: Option<Expr>,
    max: Option<Expr>,
    accept: Option<LitStr>,
    /// The most bytes of a file.
    size: Option<u64>,
    count: Option<LitInt>,
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
    pub fn of(field: &'a Field) -> Result<Self> {
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
            "max" => match meta.value()?.parse()? {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(size),
                    ..
                }) => {
                    rules.size = Some(bytes_of(&size)?);
                    self.needs.push((Needs::Files, meta.path.span()));
                }
                max => {
                    rules.max = Some(max);
                    self.needs.push((Needs::Number, meta.path.span()));
                }
            },
            "accept" => rules.accept = Some(accepted(meta.value()?.parse()?)?),
            "count" => rules.count = Some(meta.value()?.parse()?),
            "name" => self.name = meta.value()?.parse::<LitStr>()?.value(),
            _ => {
                let inputs = INPUTS.map(|(word, _)| word).join("`, `");
                return Err(meta.error(format!(
                    "a field of a form has no such rule\nhelp: there are `required`, `min_len = 2`, `max_len = 80`, \
                     `min = 1`, `max = 9`, `accept = \"image/*\"`, `max = \"5MB\"`, `count = 4`, `name = \"..\"`, `text`, and for the type of the input `{inputs}`"
                )));
            }
        }
        Ok(())
    }

    /// Returns statements that compile if the type of the field has its rules.
    pub fn proofs(&self) -> impl Iterator<Item = TokenStream> {
        self.needs.iter().map(|(needs, span)| {
            // A message about the type is about the rule.
            let ty = at(*span, self.value());
            let proof = match needs {
                Needs::Text => quote_spanned!(*span=> is_text::<#ty>),
                Needs::Number => quote_spanned!(*span=> is_number::<#ty>),
                Needs::Files => quote_spanned!(*span=> is_upload::<#ty>),
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
        let upload = optional(self.upload_rules());
        quote! {
            ::watershed::form::Rules {
                input: #input,
                required: #required,
                min_len: #min_len,
                max_len: #max_len,
                min: #min,
                max: #max,
                upload: #upload,
            }
        }
    }

    fn upload_rules(&self) -> Option<TokenStream> {
        let FieldRules {
            accept,
            size,
            count,
            ..
        } = &self.rules;
        let given = [
            accept.as_ref().map(|accept| quote!(accept: #accept)),
            size.map(|size| quote!(max: #size)),
            count.as_ref().map(|count| quote!(count: #count)),
        ];
        let all = given.len();
        let given: Vec<_> = given.into_iter().flatten().collect();
        let others = (given.len() < all).then(|| quote!(..::watershed::form::UploadRules::DEFAULT));
        (!given.is_empty()).then(|| {
            quote! {
                ::watershed::form::UploadRules {
                    #(#given,)*
                    #others
                }
            }
        })
    }

    pub fn has_uploads(&self) -> TokenStream {
        let value = self.value();
        quote!(<#value as ::watershed::form::FormValue>::HAS_UPLOADS)
    }

    pub fn uploads(&self) -> TokenStream {
        let (value, name, rules) = (self.value(), &self.name, self.rules());
        quote! {
            <#value as ::watershed::form::FormValue>::uploads(
                &::watershed::form::within(name, #name), &#rules, found,
            );
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

    pub fn constant(&self, form: &Ident, visibility: &Visibility) -> TokenStream {
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

    pub fn read(&self) -> TokenStream {
        let (ident, name, value) = (self.ident, &self.name, self.value());
        let constant = self.rules();
        let unwrapped = self.is_text.then(|| quote!(.map(|text| text.0)));
        quote! {
            let #ident = __from.field::<#value>(__name, #name, &#constant) #unwrapped;
        }
    }

    pub fn write(&self) -> TokenStream {
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

/// Reads a size: `5MB`.
fn bytes_of(text: &LitStr) -> Result<u64> {
    const UNITS: [(&str, u64); 6] = [
        ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
    ];
    let value = text.value();
    let size = UNITS.iter().find_map(|(unit, bytes)| {
        let number: u64 = value.strip_suffix(unit)?.trim().parse().ok()?;
        number.checked_mul(*bytes)
    });
    size.ok_or_else(|| {
        let message = format!(
            "`{value}` is no size of a file\nhelp: write a whole number of kB, MB, GB, KiB, MiB or GiB: `max = \"5MB\"`"
        );
        Error::new(text.span(), message)
    })
}

/// Checks the types of files that a field takes.
fn accepted(types: LitStr) -> Result<LitStr> {
    let value = types.value();
    let is_type = |one: &str| {
        let one = one.trim();
        match one.strip_prefix('.') {
            Some(extension) => !extension.is_empty() && !extension.contains(['.', '/']),
            None => {
                matches!(one.split_once('/'), Some((kind, format)) if !kind.is_empty() && !format.is_empty())
            }
        }
    };
    match value.split(',').all(is_type) {
        true => Ok(types),
        false => Err(Error::new(
            types.span(),
            format!(
                "`{value}` are no types of files\nhelp: write `accept = \"image/*\"`, `\"application/pdf\"`, `\".csv\"`, or several with commas"
            ),
        )),
    }
}

/// Returns the types that have a rule, if not all have it.
fn needs(rule: &str) -> Option<Needs> {
    match rule {
        "min_len" | "max_len" | "email" | "password" | "url" | "search" => Some(Needs::Text),
        "min" | "range" => Some(Needs::Number),
        "accept" | "count" => Some(Needs::Files),
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
