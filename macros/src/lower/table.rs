//! Tables by number: everything that lowering finds has a small number, and every later pass keeps its results in a
//! table of its own under the same number.

use std::marker::PhantomData;

/// A number that names a row of a table.
pub trait Id: Copy {
    fn new(index: usize) -> Self;
    fn index(self) -> usize;
}

/// Declares the number types.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(usize);

        impl Id for $name {
            fn new(index: usize) -> Self {
                Self(index)
            }

            fn index(self) -> usize {
                self.0
            }
        }
    )* };
}

ids! {
    /// A name that the component binds: a parameter, a `let`, a pattern, a closure parameter, a local macro.
    LocalId
    /// A signal made in the component.
    SourceId
    /// One piece of markup.
    TemplateId
    /// A unit of code: a binding, an event handler, a memo, a condition.
    SiteId
}

/// A table whose rows are never removed.
pub struct Table<I, T> {
    rows: Vec<T>,
    id: PhantomData<I>,
}

impl<I: Id, T> Table<I, T> {
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::new(self.rows.len() - 1)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::new)
    }

    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.ids().zip(&self.rows)
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Table {
            rows: Vec::new(),
            id: PhantomData,
        }
    }
}

impl<I: Id, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        Table {
            rows: rows.into_iter().collect(),
            id: PhantomData,
        }
    }
}

impl<I: Id, T> std::ops::Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Id, T> std::ops::IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}
