//! The declarations and imports of the file that contains a component. A macro sees one item alone, in which a name may
//! refer to anything; the file shows what it refers to.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Fields, File, ForeignItem, ImplItem, Item, ItemFn, ItemStatic, ItemStruct, Macro,
    Path, ReturnType, Type, UseTree,
};

/// The declarations of a file, in all of its modules and functions.
#[derive(Default)]
pub struct SourceFile {
    declared: HashSet<String>,
    /// The paths behind imported names.
    imports: HashMap<String, Vec<String>>,
    functions: HashMap<String, FunctionSignature>,
    /// `static`s that can be written.
    writable: HashSet<String>,
    /// The structs with `#[derive(Form)]`, each with its fields.
    forms: HashSet<(String, String)>,
    /// True if the file may declare names that are not known here.
    is_open: bool,
}

/// The properties of a function that its signature shows.
#[derive(Clone, Copy)]
struct FunctionSignature {
    has_attribute: bool,
    returns_markup: bool,
    /// True if it contains a `view!`.
    makes_markup: bool,
}

impl SourceFile {
    /// Parses the file around `span`; `None` if the compiler does not provide it, as in an editor.
    pub fn of(span: Span) -> Option<SourceFile> {
        let source = std::fs::read_to_string(span.local_file()?).ok()?;
        SourceFile::parse(&source)
    }

    /// Parses the file around `span` if there may be a form in it.
    pub fn of_form(span: Span) -> Option<SourceFile> {
        let source = std::fs::read_to_string(span.local_file()?).ok()?;
        source
            .contains("Form")
            .then(|| SourceFile::parse(&source))?
    }

    fn parse(source: &str) -> Option<SourceFile> {
        let mut found = SourceFile::default();
        found.visit_file(&syn::parse_file(source).ok()?);
        Some(found)
    }

    /// Returns whether the application may declare `name`, in this file or in a module from which everything is
    /// imported.
    pub fn may_declare(&self, name: &str) -> bool {
        self.is_open || self.declared.contains(name) || self.imports.contains_key(name)
    }

    /// Returns whether the file declares `name` itself.
    pub fn declares(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// Returns whether a struct of this name and with these fields has Watershed's `#[derive(Form)]`.
    pub fn is_form(&self, name: &Ident, fields: &Fields) -> bool {
        self.forms.contains(&(name.to_string(), outline(fields)))
    }

    /// Returns whether `name` is a function without an attribute that could turn it into another item.
    pub fn is_plain_function(&self, name: &str) -> bool {
        self.functions
            .get(name)
            .is_some_and(|function| !function.has_attribute)
    }

    /// Returns whether `name` is such a function and returns markup.
    pub fn returns_markup(&self, name: &str) -> bool {
        self.is_plain_function(name) && self.functions[name].returns_markup
    }

    /// Returns whether `name` is such a function and contains a `view!`.
    pub fn makes_markup(&self, name: &str) -> bool {
        self.is_plain_function(name) && self.functions[name].makes_markup
    }

    /// Returns whether `name` is a `static` that can be written.
    pub fn is_writable_static(&self, name: &str) -> bool {
        self.writable.contains(name)
    }

    /// Returns the full path of a path in the file, as far as its imports show it.
    pub fn resolve(&self, path: &Path) -> Vec<String> {
        let mut segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        let first = segments.next().unwrap_or_default();
        let mut whole = match self.imports.get(&first) {
            Some(imported) => imported.clone(),
            None => vec![first],
        };
        whole.extend(segments);
        whole
    }

    fn import(&mut self, tree: &UseTree, mut path: Vec<String>) {
        match tree {
            UseTree::Path(node) => {
                path.push(node.ident.to_string());
                self.import(&node.tree, path);
            }
            UseTree::Name(node) if node.ident == "self" => {
                let name = path.last().cloned().unwrap_or_default();
                self.imports.insert(name, path);
            }
            UseTree::Name(node) => {
                let name = node.ident.to_string();
                path.push(name.clone());
                self.imports.insert(name, path);
            }
            UseTree::Rename(node) => {
                path.push(node.ident.to_string());
                self.imports.insert(node.rename.to_string(), path);
            }
            UseTree::Glob(_) => {
                let first = path.first().map_or("", String::as_str);
                self.is_open |= !["watershed", "std", "core", "alloc"].contains(&first);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path.clone());
                }
            }
        }
    }
}

impl<'a> Visit<'a> for SourceFile {
    fn visit_file(&mut self, file: &'a File) {
        visit::visit_file(self, file);
    }

    fn visit_item(&mut self, item: &'a Item) {
        let name = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::ExternCrate(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Mod(item) => Some(&item.ident),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            Item::Use(item) => {
                self.import(&item.tree, Vec::new());
                None
            }
            // A macro may declare anything.
            Item::Macro(item) => {
                self.is_open |= item.ident.is_none();
                None
            }
            _ => None,
        };
        self.declared.extend(name.map(ToString::to_string));
        visit::visit_item(self, item);
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        let mut attributes = item.attrs.iter();
        let function = FunctionSignature {
            has_attribute: attributes.any(|attribute| !is_builtin(attribute.path())),
            returns_markup: returns_markup(&item.sig.output),
            makes_markup: ViewCalls::are_in(item),
        };
        self.functions.insert(item.sig.ident.to_string(), function);
        visit::visit_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'a ItemStruct) {
        if item.attrs.iter().any(derives_form) {
            let form = (item.ident.to_string(), outline(&item.fields));
            self.forms.insert(form);
        }
    }

    fn visit_item_static(&mut self, item: &'a ItemStatic) {
        let is_mutable = matches!(item.mutability, syn::StaticMutability::Mut(_));
        if is_mutable || last(&item.ty).is_some_and(|name| is_cell(&name)) {
            self.writable.insert(item.ident.to_string());
        }
    }

    fn visit_impl_item(&mut self, _: &'a ImplItem) {}

    fn visit_foreign_item(&mut self, _: &'a ForeignItem) {}
}

/// Finds a `view!`.
#[derive(Default)]
struct ViewCalls {
    found: bool,
}

impl ViewCalls {
    fn are_in(item: &ItemFn) -> bool {
        let mut views = ViewCalls::default();
        views.visit_item_fn(item);
        views.found
    }
}

impl<'a> Visit<'a> for ViewCalls {
    fn visit_macro(&mut self, call: &'a Macro) {
        let name = call.path.segments.last();
        self.found |= name.is_some_and(|name| name.ident == "view");
    }
}

/// Returns whether an attribute is `#[derive(Form)]`.
fn derives_form(attribute: &Attribute) -> bool {
    let mut is_form = false;
    if attribute.path().is_ident("derive") {
        // A derive that cannot be parsed is rustc's error.
        let _ = attribute.parse_nested_meta(|meta| {
            let path = &meta.path.segments;
            is_form |= path.last().is_some_and(|name| name.ident == "Form")
                && path
                    .first()
                    .is_some_and(|name| path.len() == 1 || name.ident == "watershed");
            Ok(())
        });
    }
    is_form
}

/// Returns the names and types of fields.
fn outline(fields: &Fields) -> String {
    let fields = fields.iter().map(|field| {
        let (name, ty) = (&field.ident, &field.ty);
        quote!(#name #ty).to_string()
    });
    fields.collect::<Vec<_>>().join(",")
}

/// Returns whether an attribute leaves a function unchanged.
fn is_builtin(attribute: &Path) -> bool {
    [
        "allow", "cfg", "deny", "doc", "expect", "inline", "must_use", "warn",
    ]
    .iter()
    .any(|name| attribute.is_ident(name))
}

fn returns_markup(output: &ReturnType) -> bool {
    matches!(output, ReturnType::Type(_, ty) if last(ty).is_some_and(|name| name == "View"))
}

/// Returns whether the values of a type can be written through a shared reference.
fn is_cell(name: &str) -> bool {
    name.starts_with("Atomic") || name == "Mutex" || name == "RwLock"
}

fn last(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_str;

    use super::*;

    fn file(source: &str) -> SourceFile {
        SourceFile::parse(source).expect("it is Rust")
    }

    #[test]
    fn a_name_is_found_wherever_it_is_declared() {
        let found =
            file("use watershed::prelude::*; mod shop { pub struct Resource; } fn use_state() {}");
        assert!(found.may_declare("Resource") && found.may_declare("use_state"));
        assert!(!found.may_declare("create_signal"));
        assert!(
            file("use shop::*;").may_declare("create_signal"),
            "it may be in the shop"
        );
        assert!(file("use game::Effect;").may_declare("Effect"));
        assert!(file("thread_local! { static A: u8 = 1; }").may_declare("A"));
    }

    #[test]
    fn a_path_is_followed_through_imports() {
        let found = file("use std::{time::{self, Instant as Moment}, fs}; use web_time::Instant;");
        let whole = |path: &str| found.resolve(&parse_str(path).expect("a path")).join("::");
        assert_eq!(whole("Moment::now"), "std::time::Instant::now");
        assert_eq!(whole("time::SystemTime::now"), "std::time::SystemTime::now");
        assert_eq!(whole("fs::read"), "std::fs::read");
        assert_eq!(whole("Instant::now"), "web_time::Instant::now");
    }

    #[test]
    fn a_struct_is_a_form_if_its_derive_says_so() {
        let found = file(
            "mod a { #[derive(Cross, watershed::Form)] struct A { b: u8 } } #[derive(Cross)] struct A;",
        );
        let is_form = |source: &str| {
            let item: ItemStruct = parse_str(source).expect("a struct");
            found.is_form(&item.ident, &item.fields)
        };
        assert!(is_form("struct A { b: u8 }"));
        assert!(!is_form("struct A;") && !is_form("struct A { b: u16 }"));
        assert!(
            !file("#[derive(other::Form)] struct B;")
                .is_form(&parse_str("B").expect("a name"), &Fields::Unit)
        );
    }

    #[test]
    fn functions_and_statics_tell_what_they_are() {
        let found = file(
            "#[composable] fn use_a() {} #[allow(dead_code)] fn use_b() {} fn item() -> View { view! { <b/> } }
            fn passed() -> View { other() }
            static COUNT: AtomicU32 = AtomicU32::new(0); static NAMES: [&str; 1] = [\"a\"];",
        );
        assert!(!found.is_plain_function("use_a") && found.is_plain_function("use_b"));
        assert!(found.returns_markup("item") && !found.returns_markup("use_b"));
        assert!(found.makes_markup("item") && !found.makes_markup("passed"));
        assert!(found.is_writable_static("COUNT") && !found.is_writable_static("NAMES"));
    }
}
