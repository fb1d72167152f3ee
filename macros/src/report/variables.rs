//! The variables of a component: what client code takes, and what else may be a handle.
//!
//! A variable is a signal, a memo, a place or a path, whatever it is called on the way: another name for one (a `let`, a
//! pattern) is the same variable. Two of one name are told apart by a number.

use std::collections::{BTreeMap, HashMap};

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, Member, Pat};

use super::nodes::{number_of_site, source_name};
use super::shown::Never;
use super::starts;
use super::used::{self, Used};
use super::{Function, Given, How, Instance, Origin, Presence, Take, Type, Variable};
use crate::analyze::classes::{Class, Classes};
use crate::analyze::uses::{self, Use, uses};
use crate::analyze::{Node, describe, node, uses_of};
use crate::construct::component::PropValue;
use crate::emit::{Unit, called, witness};
use crate::lower::model::{LocalKind, Part, Role};
use crate::lower::names::{Name, Place, locals_in};
use crate::lower::primitives::also;
use crate::lower::table::{Id, LocalId, SiteId, SourceId};
use crate::split::functions::{self, Access, Capture, Captured};
use crate::vocabulary::{Does, does};

/// The variables found so far.
pub struct Variables<'c> {
    unit: &'c Unit<'c>,
    aliases: HashMap<LocalId, Place>,
    found: Vec<Key>,
    types: Vec<Type>,
    /// The types of captured variables.
    type_of: HashMap<usize, usize>,
    classes: Classes<'c>,
}

/// What makes two uses those of one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Source(SourceId),
    Memo(SiteId),
    Place(Place),
    /// A path that the server evaluates: its root, and how it goes on.
    Path {
        root: LocalId,
        rest: String,
        is_mirror: bool,
    },
}

impl<'c> Variables<'c> {
    pub fn new(unit: &'c Unit<'c>) -> Self {
        Variables {
            unit,
            aliases: aliases(unit),
            found: Vec::new(),
            types: Vec::new(),
            type_of: HashMap::new(),
            classes: Classes::of(unit.component, unit.colours),
        }
    }

    /// The client functions, in the order of their sites.
    pub fn functions(&mut self) -> Vec<Function> {
        let unit = self.unit;
        let (always, never) = (starts::always(unit), Never::of(unit.component));
        let sites = unit.component.sites.iter();
        let functions = sites.filter_map(|(site, lowered)| {
            let presence = if never.has(lowered) {
                Presence::Never
            } else if always.contains(&site) {
                Presence::Always
            } else {
                Presence::Perhaps
            };
            Some(Function {
                presence,
                ..self.function(site, unit.split.function(site)?)
            })
        });
        functions.collect()
    }

    fn function(&mut self, site: SiteId, function: &functions::Function) -> Function {
        let lowered = &self.unit.component.sites[site];
        let role = &lowered.role;
        let used = uses_of(self.unit.component, lowered);
        let takes = function.captures.iter().map(|capture| {
            let variable = self.captured(capture);
            Take {
                variable,
                how: how(capture, &used),
                // In the value of a callback no function knows what a signal starts with.
                is_elidable: capture.how.initial().is_some() && !matches!(role, Role::Callback(_)),
            }
        });
        Function {
            takes: takes.collect(),
            node: number_of_site(self.unit, site),
            user: describe(lowered),
            presence: Presence::Perhaps,
            is_sure: !role.is_binding() && !matches!(role, Role::When | Role::Memo(_)),
            memo: matches!(role, Role::Memo(_)).then(|| self.of_memo(site)),
        }
    }

    fn captured(&mut self, capture: &Capture) -> usize {
        let variable = self.of_captured(&capture.what);
        let ty = Type {
            witness: witness(self.unit, capture),
            written: written(self.unit, capture),
        };
        match self.type_of.get(&variable) {
            Some(known) => {
                let known = &mut self.types[*known];
                known.written = known.written.take().or(ty.written);
            }
            None => {
                self.type_of.insert(variable, self.types.len());
                self.types.push(ty);
            }
        }
        variable
    }

    /// The variable of what a function captures.
    pub fn of_captured(&mut self, captured: &Captured) -> usize {
        match captured {
            Captured::Place(place) => self.of_place(place),
            Captured::Projection(projection) => {
                let ident = self.unit.component.locals[projection.root]
                    .ident
                    .to_string();
                let rest = projection.path.strip_prefix(&ident);
                let rest = rest.unwrap_or(&projection.path).to_owned();
                let fields = Vec::new();
                let local = projection.root;
                let root = self.canonical(&Place { local, fields });
                let start: String = root
                    .fields
                    .iter()
                    .map(|field| format!(".{field}"))
                    .collect();
                self.of_key(Key::Path {
                    root: root.local,
                    rest: start + &rest,
                    is_mirror: projection.is_mirror,
                })
            }
        }
    }

    /// The variable of a memo.
    pub fn of_memo(&mut self, memo: SiteId) -> usize {
        self.of_key(Key::Memo(memo))
    }

    /// The variable of a place.
    pub fn of_place(&mut self, place: &Place) -> usize {
        let key = self.key(place);
        self.of_key(key)
    }

    fn of_key(&mut self, key: Key) -> usize {
        let known = self.found.iter().position(|known| *known == key);
        known.unwrap_or_else(|| {
            self.found.push(key);
            self.found.len() - 1
        })
    }

    fn key(&self, place: &Place) -> Key {
        let place = self.canonical(place);
        match self.unit.component.locals[place.local].kind {
            LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source)
                if place.fields.is_empty() =>
            {
                Key::Source(source)
            }
            LocalKind::Memo(memo) if place.fields.is_empty() => Key::Memo(memo),
            _ => Key::Place(place),
        }
    }

    /// The place that another name for it stands for.
    fn canonical(&self, place: &Place) -> Place {
        let mut place = place.clone();
        let mut seen = vec![place.local];
        while let Some(origin) = self.aliases.get(&place.local) {
            if seen.contains(&origin.local) {
                break;
            }
            seen.push(origin.local);
            let fields = origin.fields.iter().chain(&place.fields).cloned();
            place = Place {
                fields: fields.collect(),
                local: origin.local,
            };
        }
        place
    }

    /// Whether a place may be a handle of a node, so that it matters what is done with it.
    fn may_be_handle(&self, place: &Place) -> bool {
        let local = &self.unit.component.locals[place.local];
        let is_made = || local.init.as_ref().is_some_and(is_plain);
        match node(self.unit.component, place) {
            Node::Data => false,
            Node::Open => local.kind != LocalKind::Plain || !is_made(),
            Node::Source(_) | Node::Memo(_) | Node::Server => true,
        }
    }

    // ---- Components in markup, and composables.

    /// What is given to whom.
    pub fn instances(&mut self) -> Vec<Instance> {
        let component = self.unit.component;
        let templates = component.templates.iter();
        let parts = templates.flat_map(|(_, template)| &template.parts);
        let instances = parts.filter_map(|part| match part {
            Part::Structure { structure, .. } => structure.instance(),
            _ => None,
        });
        let mut found = Vec::new();
        for instance in instances {
            let gives = instance.props.iter().filter_map(|prop| match &prop.value {
                PropValue::Expr(expr) => Some((prop.name.to_string(), self.given(expr))),
                PropValue::Callback(_) => None,
            });
            found.push(Instance {
                gives: gives.collect(),
                path: instance.plain_path(),
                witness: Some(instance.witness()),
            });
        }
        found.extend(called(self.unit).map(|path| Instance {
            path,
            witness: None,
            gives: Vec::new(),
        }));
        found
    }

    fn given(&mut self, expr: &Expr) -> Given {
        if let Some((place, _)) = also(expr) {
            return match self.may_be_handle(&place) {
                true => Given::Variable(self.of_place(&place)),
                false => Given::Value,
            };
        }
        let used = uses(self.unit.component, expr);
        let is_plain = used.iter().all(|found| !self.may_be_handle(&found.place));
        match (expr, is_plain) {
            (Expr::Lit(_), _) => Given::Value,
            // What a handle holds now is no handle, as far as can be told.
            (Expr::Binary(_) | Expr::Unary(_) | Expr::Macro(_), true) => Given::Value,
            _ => Given::Unknown,
        }
    }

    // ---- What server code does.

    /// All variables with what is known of them, and the types of those that are captured.
    pub fn finish(mut self) -> (Vec<Variable>, Vec<Type>) {
        let mut used: BTreeMap<usize, Used> = BTreeMap::new();
        for found in used::used(self.unit) {
            if self.may_be_handle(&found.place) {
                let variable = self.of_place(&found.place);
                used.entry(variable).or_default().add(found.used);
            }
        }
        for memo in self.unit.component.sites.ids() {
            if matches!(self.unit.component.sites[memo].role, Role::Memo(_)) {
                self.of_memo(memo);
            }
        }
        let mut origins = Vec::new();
        // A memo may read what nothing else uses.
        let mut next = 0;
        while let Some(key) = self.found.get(next).cloned() {
            origins.push(self.origin(&key));
            next += 1;
        }
        let names = self.names();
        let variables = names.into_iter().zip(origins).enumerate();
        let variables = variables.map(|(number, (name, origin))| {
            let used = used.remove(&number).unwrap_or_default();
            Variable {
                name,
                node: self.node(&self.found[number]),
                follow: used.follow,
                because: used.because,
                written: used.written,
                lost: used.lost,
                is_volatile: self.is_volatile(&self.found[number]),
                ty: self.type_of.get(&number).copied(),
                origin,
            }
        });
        (variables.collect(), self.types)
    }

    fn origin(&mut self, key: &Key) -> Origin {
        let component = self.unit.component;
        match key {
            Key::Source(_) => Origin::Source,
            Key::Memo(memo) => Origin::Memo {
                reads: self.reads(*memo),
                is_pinned: component.is_pinned(*memo),
            },
            Key::Path {
                is_mirror: true, ..
            } => Origin::Mirror,
            Key::Path { .. } => Origin::Elsewhere,
            Key::Place(place) => match component.locals[place.local].kind {
                LocalKind::Action(_) => Origin::Action,
                LocalKind::Prop if place.fields.is_empty() => Origin::Prop(self.prop(place.local)),
                LocalKind::Row => Origin::Mirror,
                LocalKind::Plain if place.fields.is_empty() && self.is_reference(place.local) => {
                    Origin::Source
                }
                _ => Origin::Elsewhere,
            },
        }
    }

    /// `NodeRef::new()`
    fn is_reference(&self, local: LocalId) -> bool {
        let Some(Expr::Call(call)) = &self.unit.component.locals[local].init else {
            return false;
        };
        matches!(&*call.func, Expr::Path(path)
            if path.path.segments.iter().any(|segment| segment.ident == "NodeRef"))
    }

    /// The prop that a parameter is.
    fn prop(&self, local: LocalId) -> String {
        let params = self.unit.component.params.iter();
        let mut own = params.filter(|param| locals_in(&param.pat).contains(&local));
        own.next()
            .map_or_else(String::new, |param| param.name.to_string())
    }

    fn reads(&mut self, memo: SiteId) -> Vec<usize> {
        let component = self.unit.component;
        let mut reads = Vec::new();
        for found in uses(component, &component.sites[memo].expr) {
            if found.how != uses::How::Peek && self.may_be_handle(&found.place) {
                let read = self.of_place(&found.place);
                if !reads.contains(&read) {
                    reads.push(read);
                }
            }
        }
        reads
    }

    fn node(&self, key: &Key) -> Option<usize> {
        match key {
            Key::Source(source) => Some(source.index()),
            Key::Memo(memo) => Some(number_of_site(self.unit, *memo)),
            Key::Place(place) => match self.unit.component.locals[place.local].kind {
                LocalKind::Action(site) if place.fields.is_empty() => {
                    Some(number_of_site(self.unit, site))
                }
                _ => None,
            },
            Key::Path { .. } => None,
        }
    }

    fn is_volatile(&self, key: &Key) -> bool {
        let local = match key {
            Key::Source(source) => {
                let source = &self.unit.component.sources[*source];
                source.reader.or(source.writer)
            }
            Key::Memo(memo) => {
                let mut locals = self.unit.component.locals.iter();
                let own = locals.find(|(_, local)| local.kind == LocalKind::Memo(*memo));
                own.map(|(local, _)| local)
            }
            Key::Place(place) => Some(place.local),
            Key::Path { root, .. } => Some(*root),
        };
        local.is_some_and(|local| self.classes.local(local) == Class::Volatile)
    }

    // ---- Names.

    /// The names, each for one variable.
    fn names(&self) -> Vec<String> {
        let roots: Vec<Option<LocalId>> = self.found.iter().map(|key| self.root(key)).collect();
        // Only of those that client code takes: no other name is in the lock.
        let taken: Vec<LocalId> = (0..roots.len())
            .filter(|number| self.type_of.contains_key(number))
            .filter_map(|number| roots[number])
            .collect();
        let named = self.found.iter().zip(&roots);
        let named =
            named.map(|(key, root)| self.name(key, root.map_or(1, |root| self.rank(root, &taken))));
        named.collect()
    }

    /// Which of the locals of its name a local is, among these.
    fn rank(&self, root: LocalId, taken: &[LocalId]) -> usize {
        let ident = |local: LocalId| &self.unit.component.locals[local].ident;
        let mut before = taken.to_vec();
        before.retain(|other| *other < root && ident(*other) == ident(root));
        before.sort();
        before.dedup();
        before.len() + 1
    }

    /// A memo without a name is called by its number among them.
    fn nameless(&self, memo: SiteId) -> String {
        let memos = self.found.iter().filter(|key| self.root(key).is_none());
        let before = memos.filter(|key| matches!(key, Key::Memo(other) if *other < memo));
        match before.count() {
            0 => "memo".to_owned(),
            before => format!("memo#{}", before + 1),
        }
    }

    fn root(&self, key: &Key) -> Option<LocalId> {
        match key {
            Key::Source(source) => {
                let source = &self.unit.component.sources[*source];
                source.reader.or(source.writer)
            }
            Key::Memo(memo) => {
                let mut locals = self.unit.component.locals.iter();
                let own = locals.find(|(_, local)| local.kind == LocalKind::Memo(*memo));
                own.map(|(local, _)| local)
            }
            Key::Place(place) => Some(place.local),
            Key::Path { root, .. } => Some(*root),
        }
    }

    fn name(&self, key: &Key, rank: usize) -> String {
        let number = if rank > 1 {
            format!("#{rank}")
        } else {
            String::new()
        };
        let of_local = |local: LocalId| self.unit.component.locals[local].ident.to_string();
        match key {
            Key::Source(source) => source_name(self.unit, *source) + &number,
            Key::Memo(memo) => match self.root(key) {
                Some(local) => of_local(local) + &number,
                None => self.nameless(*memo),
            },
            Key::Place(place) => {
                let fields: String = place
                    .fields
                    .iter()
                    .map(|field| format!(".{field}"))
                    .collect();
                of_local(place.local) + &number + &fields
            }
            Key::Path { root, rest, .. } => of_local(*root) + &number + rest,
        }
    }
}

/// Whether an expression makes plain data, as far as its form tells.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Binary(_) | Expr::Unary(_) | Expr::Cast(_) => true,
        Expr::Macro(node) => node.mac.path.is_ident("format"),
        Expr::Reference(node) => is_plain(&node.expr),
        Expr::Paren(node) => is_plain(&node.expr),
        Expr::Array(node) => node.elems.iter().all(is_plain),
        Expr::Call(call) => matches!(&*call.func, Expr::Path(path)
            if path.path.segments.first().is_some_and(|first| first.ident == "String")),
        Expr::MethodCall(call) => does(&call.method.to_string(), Does::Data),
        _ => false,
    }
}

/// What a function does with what it captures.
fn how(capture: &Capture, used: &[Use]) -> How {
    let Captured::Place(place) = &capture.what else {
        return How::Use;
    };
    let mut own = used.iter().filter(|found| found.place.overlaps(place));
    match capture.access {
        Access::Read => How::Read,
        Access::Any if own.any(|found| found.how == uses::How::Write) => How::Write,
        Access::Any => How::Use,
    }
}

/// The type of a captured local, if the source names it.
fn written(unit: &Unit, capture: &Capture) -> Option<String> {
    match (&capture.how, &capture.what) {
        (functions::Crossing::Borrowed(ty), _) => Some(text(ty)),
        (_, Captured::Place(place)) if place.fields.is_empty() => {
            unit.component.locals[place.local].ty.as_ref().map(text)
        }
        _ => None,
    }
}

/// A type as people write it: tokens alone would have a space around each sign.
fn text(ty: &syn::Type) -> String {
    let tokens = ty.to_token_stream().to_string();
    let spaced = tokens.replace(',', ", ");
    let mut words = spaced.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric());
        let apart = text.ends_with([',', ';'])
            || is_word(text.chars().last()) && is_word(word.chars().next());
        text + if apart { " " } else { "" } + word
    })
}

/// Other names for places: `let also = item;`, `let Settings { volume, .. } = settings;`
fn aliases(unit: &Unit) -> HashMap<LocalId, Place> {
    let mut aliases = Aliases(HashMap::new());
    aliases.visit_block(&unit.component.body);
    aliases.0
}

struct Aliases(HashMap<LocalId, Place>);

impl Aliases {
    fn bind(&mut self, pat: &Pat, place: Place) {
        match pat {
            Pat::Ident(pat) if pat.mutability.is_none() && pat.subpat.is_none() => {
                if let Some(Name::Local(local)) = Name::of(&pat.ident) {
                    self.0.insert(local, place);
                }
            }
            Pat::Type(pat) => self.bind(&pat.pat, place),
            Pat::Paren(pat) => self.bind(&pat.pat, place),
            Pat::Struct(pat) => {
                for field in &pat.fields {
                    self.bind(&field.pat, within(&place, &field.member));
                }
            }
            Pat::Tuple(pat) if !pat.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                for (number, pat) in (0..).zip(&pat.elems) {
                    self.bind(pat, within(&place, &Member::from(number as usize)));
                }
            }
            _ => {}
        }
    }
}

fn within(place: &Place, member: &Member) -> Place {
    let mut place = place.clone();
    place.fields.push(member.to_token_stream().to_string());
    place
}

impl<'a> Visit<'a> for Aliases {
    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init
            && init.diverge.is_none()
            && let Some((place, _)) = also(&init.expr)
        {
            self.bind(&local.pat, place);
        }
        visit::visit_local(self, local);
    }
}
