//! Paths (rule 7): a read of a node, or a captured local, followed by fields, indices and methods.
//!
//! The meaning of a method is derived from its name, because there are no types yet: std's names are assumed.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, ExprField, ExprIndex, ExprMethodCall, Member, UnOp, parse_quote};

use crate::analyze::uses::{Operation, is_outcome, operation_of};
use crate::lower::model::Component;
use crate::lower::names::{Symbol, place_of};
use crate::lower::table::LocalId;
use crate::vocabulary::{Does, does};

/// A path: `user.get().name.len()`, `user.name.len()`.
#[derive(Clone)]
pub struct Path {
    pub root: LocalId,
    /// The read of the root, if it is a node.
    pub read: Option<Read>,
    pub steps: Vec<Step>,
    /// The place of the root in the source.
    pub span: Span,
}

/// The way in which a node is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    Tracked,
    Untracked,
    /// The first step asks an action for its last call that has ended, and follows it.
    Ended,
}

/// One step of a path.
#[derive(Clone)]
pub enum Step {
    Field(Member),
    Index(Expr),
    Method(ExprMethodCall),
}

impl Path {
    /// Returns the path that `expr` is, judging by its form. `lent` resolves the parameters of closures that are given
    /// to `with`.
    pub fn of(expr: &Expr, lent: &impl Fn(LocalId) -> Option<(LocalId, Read)>) -> Option<Path> {
        match expr {
            Expr::Paren(node) => Path::of(&node.expr, lent),
            Expr::Group(node) => Path::of(&node.expr, lent),
            Expr::Field(node) => Path::of(&node.base, lent)?.then(Step::field(node)),
            Expr::Index(node) => Path::of(&node.expr, lent)?.then(Step::index(node)),
            Expr::MethodCall(call) => match read(call) {
                Some(path) => Some(path),
                None if is_outcome(call) => ended(call, lent),
                None if is_of_handle(call) => None,
                None => Path::of(&call.receiver, lent)?.then(Step::method(call)),
            },
            _ => Path::root(expr, lent),
        }
    }

    fn root(expr: &Expr, lent: &impl Fn(LocalId) -> Option<(LocalId, Read)>) -> Option<Path> {
        let Some(Symbol::Local(local)) = Symbol::of_expr(expr) else {
            return None;
        };
        let (root, read) = match lent(local) {
            Some((root, read)) => (root, Some(read)),
            None => (local, None),
        };
        Some(Path {
            root,
            read,
            steps: Vec::new(),
            span: expr.span(),
        })
    }

    fn then(mut self, step: Step) -> Option<Path> {
        self.steps.push(step);
        Some(self)
    }

    /// Returns the fields at the start of the path, and the remaining steps.
    pub fn fields_first(&self) -> (&[Step], &[Step]) {
        let is_field = |step: &Step| matches!(step, Step::Field(_));
        let fields = self.steps.iter().take_while(|step| is_field(step)).count();
        self.steps.split_at(fields)
    }

    /// Returns the arguments of its methods, and its indices.
    pub fn arguments(&self) -> impl Iterator<Item = &Expr> {
        self.steps.iter().flat_map(|step| match step {
            Step::Field(_) => Vec::new(),
            Step::Index(index) => vec![index],
            Step::Method(call) => call.args.iter().collect(),
        })
    }

    /// Returns whether its last step returns a value of its own, and not a borrow of or an iterator over the whole
    /// (`as_ref`, `chars`).
    pub fn ends_in_value(&self) -> bool {
        match self.steps.last() {
            Some(Step::Method(call)) => !does(&call.method.to_string(), Does::Lends),
            last => last.is_some(),
        }
    }

    /// Returns whether it can be evaluated on a borrow of the node's value.
    pub fn only_borrows(&self) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Field(_) | Step::Index(_) => true,
            Step::Method(call) => does(&call.method.to_string(), Does::Borrows),
        })
    }

    /// Returns whether evaluating it may panic.
    pub fn may_panic(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Field(_) => false,
            Step::Index(_) => true,
            Step::Method(call) => {
                let name = call.method.to_string();
                !does(&name, Does::Borrows) && !does(&name, Does::Safe)
            }
        })
    }

    /// Returns whether all its steps are fields.
    pub fn is_fields(&self) -> bool {
        self.fields_first().1.is_empty()
    }

    /// Returns whether a local that is not a node allows each step (rule 7).
    pub fn is_plain(&self) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Field(_) => true,
            Step::Index(_) => false,
            Step::Method(call) => {
                call.args.is_empty() && does(&call.method.to_string(), Does::Local)
            }
        })
    }

    /// Returns the place of its last step in the source.
    pub fn end(&self) -> Span {
        self.steps.last().map_or(self.span, |step| match step {
            Step::Field(member) => member.span(),
            Step::Index(index) => index.span(),
            Step::Method(call) => call.method.span(),
        })
    }

    /// Returns the path as people write it, without the read of the node: `user.name.len()`.
    pub fn text(&self, component: &Component) -> String {
        let root = component.locals[self.root].ident.to_string();
        self.steps.iter().fold(root, |path, step| {
            path + &match step {
                Step::Field(member) => format!(".{}", member.to_token_stream()),
                Step::Index(index) => format!("[{}]", argument_text(component, index)),
                Step::Method(call) => {
                    let arguments = call.args.iter();
                    let arguments: Vec<_> = arguments
                        .map(|argument| argument_text(component, argument))
                        .collect();
                    format!(".{}({})", call.method, arguments.join(", "))
                }
            }
        })
    }
}

impl Step {
    fn field(node: &ExprField) -> Step {
        Step::Field(node.member.clone())
    }

    fn index(node: &ExprIndex) -> Step {
        Step::Index((*node.index).clone())
    }

    fn method(call: &ExprMethodCall) -> Step {
        Step::Method(call.clone())
    }
}

/// Applies `steps` to `start`.
pub fn from(start: Expr, steps: &[Step]) -> Expr {
    steps.iter().fold(start, |base, step| match step {
        Step::Field(member) => parse_quote!(#base.#member),
        Step::Index(index) => parse_quote!(#base[#index]),
        Step::Method(call) => {
            let mut call = call.clone();
            *call.receiver = base;
            Expr::MethodCall(call)
        }
    })
}

/// Returns the path that consists of a read of a node: `user.get()`.
fn read(call: &ExprMethodCall) -> Option<Path> {
    let read = how_read(call).filter(|_| call.args.is_empty())?;
    let (place, span) = place_of(&call.receiver)?;
    place.fields.is_empty().then(|| Path {
        root: place.local,
        read: Some(read),
        steps: Vec::new(),
        span,
    })
}

/// Returns the path that asks an action for its last call: `save.value()`. On any other local it is one like any other.
fn ended(
    call: &ExprMethodCall,
    lent: &impl Fn(LocalId) -> Option<(LocalId, Read)>,
) -> Option<Path> {
    let path = Path::of(&call.receiver, lent)?;
    let is_local = path.read.is_none() && path.steps.is_empty();
    let read = is_local.then_some(Read::Ended).or(path.read);
    Path { read, ..path }.then(Step::method(call))
}

/// Returns the read that a call of `get` or `with` does.
pub fn how_read(call: &ExprMethodCall) -> Option<Read> {
    let is_known = ["get", "get_untracked", "with", "with_untracked"]
        .iter()
        .any(|name| call.method == name);
    match operation_of(call) {
        Operation::Track if is_known => Some(Read::Tracked),
        Operation::Peek if is_known => Some(Read::Untracked),
        _ => None,
    }
}

/// Returns whether the method reads, writes or calls a handle, which the value before it may hold.
fn is_of_handle(call: &ExprMethodCall) -> bool {
    let calls = ["dispatch", "retry", "run"];
    operation_of(call) != Operation::Value || calls.iter().any(|name| call.method == name)
}

/// Returns whether an expression has the same value on both sides: a literal, a constant, a unit variant.
pub fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Unary(node) => matches!(node.op, UnOp::Neg(_)) && is_constant(&node.expr),
        Expr::Reference(node) => node.mutability.is_none() && is_constant(&node.expr),
        Expr::Path(path) => {
            let last = path.path.segments.last();
            Symbol::of_expr(expr).is_none()
                && last.is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
        }
        _ => false,
    }
}

fn argument_text(component: &Component, argument: &Expr) -> String {
    if let Expr::Reference(node) = argument {
        return format!("&{}", argument_text(component, &node.expr));
    }
    match Path::of(argument, &|_| None) {
        Some(path) => path.text(component),
        None => spelt(argument.to_token_stream()),
    }
}

fn spelt(tokens: TokenStream) -> String {
    tokens.into_iter().map(|token| token.to_string()).collect()
}
