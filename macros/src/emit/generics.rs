//! The type parameters of a component: the user's, one for each `impl Trait` prop, and the subset that the client half
//! has.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, GenericParam, Lifetime, Type, TypeReference, WherePredicate, parse_quote};

use super::Unit;
use crate::emit::rt;
use crate::lower::model::{LocalKind, Param};
use crate::lower::names::locals_in;
use crate::lower::table::LocalId;

/// The type parameters of a component.
pub struct Generics {
    /// The user's parameters, and one for each `impl Trait`.
    all: syn::Generics,
    /// The parameters that the client half mentions.
    client: Vec<Ident>,
    /// The types of the props, in order.
    prop_types: Vec<Type>,
    /// The props whose types both builds have, in order: that of a local that is given follows from them in a slice, too.
    settling: Vec<bool>,
}

/// Types that are there whatever the target is.
const EVERYWHERE: [&str; 29] = [
    "Action",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "Memo",
    "Option",
    "ReadSignal",
    "RwSignal",
    "String",
    "Vec",
    "WriteSignal",
    "bool",
    "char",
    "f32",
    "f64",
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
    "str",
];

impl Generics {
    pub fn of(unit: &Unit) -> Generics {
        let signature = &unit.component.item.sig;
        let mut all = signature.generics.clone();
        let inputs = signature.inputs.iter().enumerate();
        let types = inputs.filter_map(|(index, input)| match input {
            FnArg::Typed(input) => Some(owned_type(index, &input.ty, &mut all)),
            FnArg::Receiver(_) => None,
        });
        let prop_types: Vec<Type> = types.collect();
        let mut mentioned = mentioned(&unit.split.slice);
        // Parents ask these props for their types.
        let asked = unit
            .component
            .params
            .iter()
            .filter(|param| is_asked(unit, param));
        asked.for_each(|param| collect(param.ty.to_token_stream(), &mut mentioned));
        let client = all.type_params().map(|param| param.ident.clone());
        let client = client
            .filter(|param| mentioned.contains(&param.to_string()))
            .collect();
        let settling = settling(unit, &prop_types, &all);
        Generics {
            all,
            client,
            prop_types,
            settling,
        }
    }

    /// Returns whether the slices of parents may say what type the prop with this index has.
    pub fn settles(&self, index: usize) -> bool {
        self.settling[index]
    }

    /// Returns the type of the prop with this index in the props struct.
    pub fn prop_type(&self, index: usize) -> &Type {
        &self.prop_types[index]
    }

    /// Returns the type parameters of the client half.
    pub fn client(&self) -> &[Ident] {
        &self.client
    }

    /// Returns the parameters that the code of client functions names. That code may behave differently for each type.
    pub fn named(&self, unit: &Unit) -> Vec<&Ident> {
        let functions = unit
            .split
            .functions
            .values()
            .chain(unit.split.gates.values());
        let code: Vec<_> = functions
            .flat_map(|function| function.closures.values().chain([&function.expr]))
            .collect();
        let names = mentioned(&code);
        let client = self.client.iter();
        client
            .filter(|param| names.contains(&param.to_string()))
            .collect()
    }

    pub fn is_empty(&self) -> bool {
        self.all.params.is_empty()
    }

    /// Emits the import by which choices by type take a parameter that crosses for a type that crosses.
    pub fn choices(&self) -> TokenStream {
        if self.is_empty() {
            return TokenStream::new();
        }
        let rt = rt();
        quote! {
            #[allow(unused_imports)]
            use #rt::parameters::*;
        }
    }

    /// Returns the declaration `<T: Clone, __P3: Fn()>`, and the `where` clause.
    pub fn declared(&self) -> (TokenStream, Option<&syn::WhereClause>) {
        let params = &self.all.params;
        let declared = if params.is_empty() {
            quote!()
        } else {
            quote!(<#params>)
        };
        (declared, self.all.where_clause.as_ref())
    }

    /// Returns the names of the parameters: `T, __P3`.
    pub fn names(&self) -> Vec<TokenStream> {
        let name = |param: &GenericParam| match param {
            GenericParam::Type(param) => param.ident.to_token_stream(),
            GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
            GenericParam::Const(param) => param.ident.to_token_stream(),
        };
        self.all.params.iter().map(name).collect()
    }

    /// Returns the declarations without bounds: `T, const N: usize`.
    pub fn unbounded(&self) -> Vec<TokenStream> {
        let declare = |param: &GenericParam| match param {
            GenericParam::Type(param) => param.ident.to_token_stream(),
            GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
            GenericParam::Const(param) => {
                let (name, ty) = (&param.ident, &param.ty);
                quote!(const #name: #ty)
            }
        };
        self.all.params.iter().map(declare).collect()
    }

    /// Returns the declarations without bounds and with defaults, for an editor, in which a tag names the type without
    /// arguments.
    pub fn defaulted(&self) -> Vec<TokenStream> {
        let declare = |param: TokenStream| match param.clone().into_iter().next() {
            Some(TokenTree::Ident(word)) if word == "const" => {
                quote!(#param = { ::watershed::rt::any() })
            }
            Some(TokenTree::Ident(_)) => quote!(#param = ()),
            _ => param,
        };
        self.unbounded().into_iter().map(declare).collect()
    }

    /// Returns arguments such as `<T, ()>`: parameters that the client half does not have are `()`.
    pub fn client_arguments(&self) -> TokenStream {
        self.arguments(|param| param.to_token_stream())
    }

    /// Returns arguments such as `<_, ()>`.
    pub fn inferred_arguments(&self) -> TokenStream {
        self.arguments(|_| quote!(_))
    }

    /// Returns the declaration of the client half's parameters, `<T: Clone>`, and their `where` clause.
    pub fn client_declared(&self) -> (TokenStream, TokenStream) {
        let params = self
            .all
            .type_params()
            .filter(|param| self.is_client(&param.ident));
        let params: Vec<_> = params.collect();
        let predicates = self
            .all
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates);
        let predicates: Vec<_> = predicates
            .filter(|predicate| self.concerns_client(predicate))
            .collect();
        let declared = if params.is_empty() {
            quote!()
        } else {
            quote!(<#(#params),*>)
        };
        let clause = if predicates.is_empty() {
            quote!()
        } else {
            quote!(where #(#predicates),*)
        };
        (declared, clause)
    }

    /// Returns the bounds of a type parameter, for a prop whose type is that parameter.
    pub fn bounds_of(&self, ty: &Type) -> Option<TokenStream> {
        let Type::Path(path) = ty else { return None };
        let name = path.path.get_ident()?;
        let param = self.all.type_params().find(|param| param.ident == *name)?;
        let bounds = &param.bounds;
        let inline = (!bounds.is_empty()).then(|| quote!(#name: #bounds));
        let predicates = self
            .all
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates);
        let mine = predicates.filter(|predicate| match predicate {
            WherePredicate::Type(predicate) => predicate.bounded_ty == *ty,
            _ => false,
        });
        let all: Vec<_> = inline
            .into_iter()
            .chain(mine.map(ToTokens::to_token_stream))
            .collect();
        (!all.is_empty()).then(|| quote!(where #(#all),*))
    }

    /// Returns whether a prop of this type determines a parameter of the client half.
    pub fn decides_client(&self, ty: &Type) -> bool {
        let names = mentioned(std::slice::from_ref(ty));
        self.client
            .iter()
            .any(|param| names.contains(&param.to_string()))
    }

    fn arguments(&self, name: impl Fn(&Ident) -> TokenStream) -> TokenStream {
        if self.is_empty() {
            return quote!();
        }
        let arguments = self.all.params.iter().map(|param| match param {
            GenericParam::Type(param) if self.is_client(&param.ident) => name(&param.ident),
            GenericParam::Type(_) => quote!(()),
            GenericParam::Lifetime(_) => quote!('static),
            GenericParam::Const(param) => param.ident.to_token_stream(),
        });
        quote!(<#(#arguments),*>)
    }

    fn is_client(&self, param: &Ident) -> bool {
        self.client.contains(param)
    }

    fn concerns_client(&self, predicate: &WherePredicate) -> bool {
        let names = mentioned(std::slice::from_ref(predicate));
        let mut params = self
            .all
            .type_params()
            .filter(|param| names.contains(&param.ident.to_string()));
        params.all(|param| self.is_client(&param.ident))
    }
}

/// Returns the type as the type of a field: `impl Trait` becomes a parameter, and references become `'static`.
fn owned_type(index: usize, ty: &Type, generics: &mut syn::Generics) -> Type {
    if let Type::ImplTrait(node) = ty {
        let (name, bounds) = (format_ident!("__P{index}"), &node.bounds);
        generics.params.push(parse_quote!(#name: #bounds));
        return parse_quote!(#name);
    }
    let mut ty = ty.clone();
    Static.visit_type_mut(&mut ty);
    ty
}

struct Static;

impl VisitMut for Static {
    fn visit_type_reference_mut(&mut self, node: &mut TypeReference) {
        let lifetime = || Lifetime::new("'static", Span::call_site());
        node.lifetime.get_or_insert_with(lifetime);
        visit_mut::visit_type_reference_mut(self, node);
    }
}

/// A prop's type is in both builds if the component's own slice has it, or if it is made of what std and the framework have.
fn settling(unit: &Unit, types: &[Type], all: &syn::Generics) -> Vec<bool> {
    let sliced: HashSet<_> = unit.split.slice.iter().flat_map(locals_in).collect();
    let params: HashSet<_> = all
        .type_params()
        .map(|param| param.ident.to_string())
        .collect();
    let settles = |(param, ty): (&Param, &Type)| {
        let names = mentioned(std::slice::from_ref(ty));
        let is_sliced = locals_in(&param.pat)
            .iter()
            .any(|local| sliced.contains(local));
        let is_everywhere = names.iter().all(|name| EVERYWHERE.contains(&name.as_str()));
        names.is_disjoint(&params) && (is_sliced || is_everywhere)
    };
    unit.component
        .params
        .iter()
        .zip(types)
        .map(settles)
        .collect()
}

/// Returns whether a prop is a slot or a callback.
fn is_asked(unit: &Unit, param: &Param) -> bool {
    let bound = locals_in(&param.pat);
    let is_markup = |local: &LocalId| unit.component.locals[*local].kind == LocalKind::Children;
    param.name.to_string().starts_with("on_") || bound.iter().any(is_markup)
}

fn mentioned<T: ToTokens>(parts: &[T]) -> HashSet<String> {
    let mut names = HashSet::new();
    for part in parts {
        collect(part.to_token_stream(), &mut names);
    }
    names
}

fn collect(tokens: TokenStream, names: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
