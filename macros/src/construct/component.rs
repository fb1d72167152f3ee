//! `<Row row=r on:pick=f>children</Row>`: a component in the markup of another.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Pat, Path, PathArguments, Stmt, parse_quote};

use super::Structure;
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::emit::server::Server;
use crate::emit::{function, hidden, role, rt, statics};
use crate::lower::model::{self, GivenTo, Locator, Role};
use crate::lower::names::{Symbol, templates_in};
use crate::lower::patterns::Initializer;
use crate::lower::resolve::Resolver;
use crate::lower::table::{SiteId, TemplateId};
use crate::split::slice::{Slicer, in_block};
use crate::view::{self, ComponentTag, Props, RawAttribute, Slot, Tag, ViewNode};

/// Builds the node of a tag with a capital letter: a component, or a construct.
pub fn parse(path: Path, tag: Tag, diagnostics: &mut Diagnostics) -> ViewNode {
    let name = path.get_ident();
    let element = name.and_then(|name| Some((name, super::parse_element(name, &tag.attributes)?)));
    if let Some((name, parse)) = element {
        return parse(name, tag.attributes, tag.content, diagnostics);
    }
    let mut props = Props::of(tag.attributes, diagnostics);
    if let Some((name, parse)) = name.and_then(|name| Some((name, super::parse(name)?))) {
        return parse(name, props, tag.content, diagnostics);
    }
    ViewNode::Component(ComponentTag {
        path,
        item: props.take_item(),
        props: props.named,
        children: tag.content.nodes,
        slots: tag.content.slots,
    })
}

/// Builds `<slot:name let:item>`.
pub fn slot(name: Ident, tag: Tag, diagnostics: &mut Diagnostics) -> Slot {
    let mut item = None;
    for attribute in tag.attributes {
        match attribute {
            RawAttribute::Let { pattern, .. } => item = Some(pattern),
            RawAttribute::Named(attribute) => {
                let name = attribute.name.text;
                diagnostics.report(attribute.name.place, Problem::SlotAttribute { name });
            }
            RawAttribute::Spread(value) => {
                let name = "{..}".to_owned();
                diagnostics.report(SourceRange::of(value), Problem::SlotAttribute { name });
            }
        }
    }
    refuse_slots(&tag.content.slots, diagnostics);
    let children = tag.content.nodes;
    Slot {
        name,
        item,
        children,
    }
}

/// Reports slots whose parent is not a component.
pub fn refuse_slots(slots: &[Slot], diagnostics: &mut Diagnostics) {
    for slot in slots {
        let name = slot.name.to_string();
        diagnostics.report(slot.name.span(), Problem::SlotOutsideComponent { name });
    }
}

impl Resolver<'_> {
    /// Lowers a component. The elements around its children are not known, because the component decides about them.
    pub(crate) fn instance(&mut self, component: ComponentTag) -> Instance {
        let open = std::mem::take(&mut self.open);
        let instance = self.instance_of(component);
        self.open = open;
        instance
    }

    fn instance_of(&mut self, component: ComponentTag) -> Instance {
        let span = component.path.span();
        let number = self.found.instances;
        self.found.instances += 1;
        let props = component
            .props
            .into_iter()
            .map(|prop| self.prop(number, prop))
            .collect();
        let has_children = !component.children.is_empty();
        let children = (component.item, component.children);
        let children = has_children.then(|| self.content(children.0, children.1, span));
        let slots = component.slots.into_iter().map(|slot| {
            let content = self.content(slot.item, slot.children, slot.name.span());
            (slot.name, content)
        });
        let slots = slots.collect();
        Instance {
            number,
            path: component.path,
            props,
            children,
            slots,
        }
    }

    fn content(&mut self, item: Option<syn::Pat>, nodes: Vec<ViewNode>, span: Span) -> SlotMarkup {
        match item {
            None => SlotMarkup {
                item: None,
                template: self.nested(|walk| walk.template(nodes, span)),
            },
            Some(item) => {
                let (item, template) = self.content_of(item, &Initializer::unknown(), nodes, span);
                SlotMarkup {
                    item: Some(item),
                    template,
                }
            }
        }
    }

    fn prop(&mut self, instance: usize, prop: view::PropAttribute) -> GivenProp {
        let is_callback =
            prop.name.to_string().starts_with("on_") && matches!(prop.value, Expr::Closure(_));
        let value = self.expr(prop.value);
        let value = if is_callback {
            let prop = prop.name.clone();
            PropValue::Callback(self.site(Role::Callback(Some(GivenTo { instance, prop })), value))
        } else {
            PropValue::Expr(value)
        };
        GivenProp {
            name: prop.name,
            value,
            is_bare: prop.is_bare,
        }
    }
}

/// A lowered component tag: `<Row row=r/>`.
pub struct Instance {
    /// The number among the instances in the markup of the component.
    pub number: usize,
    pub path: Path,
    pub props: Vec<GivenProp>,
    pub children: Option<SlotMarkup>,
    pub slots: Vec<(Ident, SlotMarkup)>,
}

impl Instance {
    /// Returns the child's path, without type arguments.
    pub fn plain_path(&self) -> Path {
        let mut path = self.path.clone();
        if let Some(last) = path.segments.last_mut() {
            last.arguments = PathArguments::None;
        }
        path
    }

    /// Returns the identifier of the witness of the child's type.
    pub fn witness(&self) -> Ident {
        child_witness(self.number)
    }
}

/// Returns the identifier of the witness of the type of the child with this number.
pub fn child_witness(number: usize) -> Ident {
    Ident::new(&format!("__c{number}"), Span::mixed_site())
}

/// A prop as the parent gives it.
pub struct GivenProp {
    pub name: Ident,
    pub value: PropValue,
    /// True if the parent writes no value.
    pub is_bare: bool,
}

/// The value of a prop that is given.
pub enum PropValue {
    Expr(Expr),
    /// `on_…`: client code.
    Callback(SiteId),
}

impl PropValue {
    /// Returns the expression, unless it is client code.
    pub fn expr(&self) -> Option<&Expr> {
        match self {
            PropValue::Expr(expr) => Some(expr),
            PropValue::Callback(_) => None,
        }
    }
}

/// Markup given to a component: its children, or one of its slots.
pub struct SlotMarkup {
    pub item: Option<Pat>,
    pub template: TemplateId,
}

impl Structure for Instance {
    fn exprs(&self) -> Vec<&Expr> {
        let values = self.props.iter().map(|prop| &prop.value);
        values.filter_map(PropValue::expr).collect()
    }

    fn templates(&self, _: &model::Component) -> Vec<(TemplateId, bool)> {
        let slots = self.slots.iter().map(|(_, content)| content);
        let contents = self.children.iter().chain(slots);
        let given = self.exprs().into_iter().flat_map(templates_in);
        let all = contents.map(|content| content.template).chain(given);
        all.map(|template| (template, true)).collect()
    }

    fn instance(&self) -> Option<&Instance> {
        Some(self)
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        slicer.instance(self)
    }

    fn emit(&self, server: &Server, _: TemplateId, _: &Locator) -> TokenStream {
        server.instance(self)
    }
}

impl Slicer<'_> {
    fn instance(&mut self, instance: &Instance) -> Vec<Stmt> {
        let mut statements = Vec::new();
        for prop in &instance.props {
            statements.extend(match &prop.value {
                PropValue::Expr(expr) => {
                    let functions = self.reduce(expr.clone());
                    [functions, self.prop(instance, &prop.name, expr)].concat()
                }
                PropValue::Callback(site) => self.site(*site),
            });
        }
        let children = syn::Ident::new("children", instance.path.segments[0].ident.span());
        let contents = instance.slots.iter().map(|(name, content)| (name, content));
        for (name, content) in
            contents.chain(instance.children.iter().map(|content| (&children, content)))
        {
            statements.extend(self.content(instance, name, content));
        }
        in_block(statements)
    }

    /// Builds the statements that give a prop in the slice. The child's macro keeps the value only if one of the
    /// child's type parameters depends on it. The `let`s that only this value needs are inside the statement, and
    /// disappear with it. A local that is in the slice anyway is given as well: the prop may decide its type, as that of
    /// the number in `signal(0)`.
    fn prop(&mut self, instance: &Instance, name: &syn::Ident, expr: &Expr) -> Vec<Stmt> {
        let local = match Symbol::of_expr(expr) {
            Some(Symbol::Local(local)) if self.is_needed(local) => Some(expr.clone()),
            _ => None,
        };
        let (deferred, expr) = self.deferred(expr);
        let path = instance.plain_path();
        let child = instance.witness();
        let chooser = format_ident!("of_{name}", span = name.span());
        let settled = local.map(|local| parse_quote!(#path!(local #name #child #chooser, #local);));
        let decided = parse_quote!(#path!(value #name #child, { #(#deferred)* #expr }););
        settled.into_iter().chain([decided]).collect()
    }

    fn content(
        &mut self,
        instance: &Instance,
        name: &syn::Ident,
        content: &SlotMarkup,
    ) -> Vec<Stmt> {
        let statements = self.template(content.template);
        match &content.item {
            Some(item) if self.binds_needed(item) => {
                let child = instance.witness();
                let type_of = quote::format_ident!("type_of_slot_{name}");
                let bind =
                    parse_quote!(let #item = ::watershed::rt::item_of_slot(#child.#type_of()););
                in_block([vec![bind], statements].concat())
            }
            _ => in_block(statements),
        }
    }
}

impl Server<'_> {
    /// Renders a child component. Values come first, because they may decide the types of callbacks and slots.
    fn instance(&self, instance: &Instance) -> TokenStream {
        let rt = rt();
        let (view, props, path) = (hidden("__view"), given(instance), &instance.path);
        let is_late = |name: &Ident| name.to_string().starts_with("on_");
        let (late, early): (Vec<_>, Vec<_>) =
            instance.props.iter().partition(|prop| is_late(&prop.name));
        let early = early.into_iter().map(|prop| {
            let (name, value) = (&prop.name, prop.value.expr());
            let noted = value.map(|expr| self.late_reads(expr));
            let value = value.map(|expr| self.expr(expr));
            let statement = quote!(let #props = #props.#name(#value););
            let how = if prop.is_bare { "bare" } else { "given" };
            let given = self.given(instance, name, how, statement);
            quote!(#noted #given)
        });
        let late = late
            .into_iter()
            .map(|prop| self.given(instance, &prop.name, "given", self.callback(&props, prop)));
        let slots = instance.slots.iter().map(|(name, content)| {
            self.given(instance, name, "given", self.content(&props, name, content))
        });
        let children = Ident::new("children", path.span());
        let children = instance.children.iter().map(|content| {
            self.given(
                instance,
                &children,
                "given",
                self.content(&props, &children, content),
            )
        });
        // A missing prop is an error in this call, which therefore has the span of the tag.
        let build = quote_spanned!(props.span()=> #props.build());
        let component = instance.plain_path();
        quote!({
            let #props = #path::props();
            #(#early)*
            #(#late)*
            #(#slots)*
            #(#children)*
            #rt::child(&mut #view, #component, #build);
        })
    }

    /// Returns the statement that gives a prop, in the child's macro: that leaves it as it is, or reports that there is no such
    /// prop, or that a `bare` one cannot be `true`.
    fn given(
        &self,
        instance: &Instance,
        name: &Ident,
        how: &str,
        statement: TokenStream,
    ) -> TokenStream {
        if !self.unit.check_slice {
            return statement;
        }
        let mut path = instance.plain_path();
        for segment in &mut path.segments {
            let span = name.span().resolved_at(segment.ident.span());
            segment.ident.set_span(span);
        }
        let how = Ident::new(how, name.span());
        // The error's macro is written here, so that the error is at the name of the prop.
        let (props, error) = (
            given(instance),
            Ident::new("__error", Span::mixed_site().located_at(name.span())),
        );
        quote_spanned! {name.span()=>
            #[allow(unused_macros)]
            macro_rules! #error { ($($message:tt)*) => { ::core::compile_error! { $($message)* } }; }
            #path! { #how #name #error #props #statement }
        }
    }

    fn callback(&self, props: &Ident, prop: &GivenProp) -> TokenStream {
        let rt = rt();
        let name = &prop.name;
        let site = match &prop.value {
            PropValue::Callback(site) => *site,
            PropValue::Expr(expr) => {
                let value = self.expr(expr);
                return quote!(let #props = #props.#name(|_| #value););
            }
        };
        let Some(client) = self.unit.split.function(site) else {
            return TokenStream::new();
        };
        let (ty, callback, f) = (hidden("__type"), hidden("__callback"), hidden("__f"));
        let kind = statics::unit_kind(self.unit, site);
        let kind = statics::noted_kind_id(self.unit, kind, self.generics);
        let (projections, captures) =
            (function::projections([client]), self.captures(site, client));
        let closure = function::closure(self.unit, site, client);
        let role = &self.unit.component.sites[site].role;
        let (makes, proof) = (role::makes(role), role::proof(role));
        let sent = self.sent(site);
        quote! {
            let #props = #props.#name(|#ty| {
                #projections
                #sent
                let (#callback, #f) = #rt::#makes(#ty, #kind, #captures, #closure);
                #proof
                #callback
            });
        }
    }

    fn content(&self, props: &Ident, name: &Ident, content: &SlotMarkup) -> TokenStream {
        let rt = rt();
        let ty = hidden("__type");
        let setter = format_ident!("slot_{name}", span = name.span());
        let make = if content.item.is_some() {
            quote!(content_of)
        } else {
            quote!(content)
        };
        let markup = self.markup_closure(content.template, content.item.as_ref());
        quote!(let #props = #props.#setter(|#ty| #rt::#make(#ty, #markup));)
    }
}

/// Returns the identifier of the builder. It has the span of the tag, so that messages about all props together point
/// there.
fn given(instance: &Instance) -> Ident {
    Ident::new("__props", instance.path.segments.last().span())
}
