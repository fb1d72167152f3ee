//! The client functions of templates. They are the same for all instances of a kind, so they are kept once.

use std::cell::RefCell;
use std::ptr;
use std::rc::Rc;

use crate::function::Function;
use crate::part::Template;

thread_local! {
    /// The functions of the templates that this thread has used, by the address of the template, in order.
    static KNOWN: RefCell<Vec<(usize, Rc<[Function]>)>> = const { RefCell::new(Vec::new()) };
}

/// The client functions of a view that is being built.
#[derive(Debug)]
pub(super) enum KindFunctions {
    /// The functions of the first view of a template.
    New(Vec<Function>),
    /// The functions that the first view had, and how many of them this view has added.
    Known(Rc<[Function]>, usize),
}

impl KindFunctions {
    /// Starts with none.
    pub fn of(template: &'static Template) -> Self {
        if !template.client {
            return Self::New(Vec::new());
        }
        KNOWN.with_borrow(|known| match place(known, template) {
            Ok(at) => Self::Known(Rc::clone(&known[at].1), 0),
            Err(_) => Self::New(Vec::new()),
        })
    }

    /// Returns the number of functions.
    pub fn count(&self) -> usize {
        match self {
            Self::New(functions) => functions.len(),
            Self::Known(_, count) => *count,
        }
    }

    /// Adds a function.
    pub fn add(&mut self, function: Function) {
        match self {
            Self::New(functions) => functions.push(function),
            Self::Known(_, count) => *count += 1,
        }
    }

    /// Returns all functions.
    pub fn finish(self, template: &'static Template) -> Rc<[Function]> {
        match self {
            Self::Known(functions, _) => functions,
            Self::New(functions) if functions.is_empty() => none(),
            Self::New(functions) => {
                let functions: Rc<[Function]> = functions.into();
                KNOWN.with_borrow_mut(|known| {
                    if let Err(at) = place(known, template) {
                        known.insert(at, (address(template), Rc::clone(&functions)));
                    }
                });
                functions
            }
        }
    }
}

/// Returns the index of a template, or the one that it would have.
fn place(known: &[(usize, Rc<[Function]>)], template: &'static Template) -> Result<usize, usize> {
    known.binary_search_by_key(&address(template), |(address, _)| *address)
}

fn address(template: &'static Template) -> usize {
    ptr::from_ref(template).addr()
}

fn none() -> Rc<[Function]> {
    thread_local! {
        static NONE: Rc<[Function]> = Rc::default();
    }
    NONE.with(Rc::clone)
}
