//! The types of std that cross.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
};
use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use super::held::{self, Both, NoHandles};
use super::shape::{and, mix, name};
use super::{Cross, Held};

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Cross for $type {
            const SHAPE: u32 = name(stringify!($type));
            type Held = NoHandles;
        }
    )*};
}

plain! {
    () bool char String Box<str> Duration
    i8 i16 i32 i64 i128 isize
    u8 u16 u32 u64 u128 usize
    f32 f64
    NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64
    NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64
}

macro_rules! of_one {
    ($($generic:ident<T $(: $bound:ident $(+ $more:ident)*)?>)*) => {$(
        impl<T: Cross $(+ $bound $(+ $more)*)?> Cross for $generic<T> {
            const SHAPE: u32 = mix(stringify!($generic), T::SHAPE);
            type Held = T::Held;
            const HELD: Held = T::HELD;
        }
    )*};
}

of_one! {
    Option<T> Box<T> PhantomData<T> Range<T> RangeInclusive<T>
    Vec<T> VecDeque<T> BTreeSet<T: Ord> BinaryHeap<T: Ord>
}

impl<T: Cross + Eq + Hash, S: BuildHasher + Default + 'static> Cross for HashSet<T, S> {
    const SHAPE: u32 = mix("HashSet", T::SHAPE);
    type Held = T::Held;
    const HELD: Held = T::HELD;
}

impl<K: Cross + Ord, V: Cross> Cross for BTreeMap<K, V> {
    const SHAPE: u32 = and(mix("BTreeMap", K::SHAPE), V::SHAPE);
    type Held = Both<K, V>;
    const HELD: Held = K::HELD.and(V::HELD);
}

impl<K: Cross + Eq + Hash, V: Cross, S: BuildHasher + Default + 'static> Cross
    for HashMap<K, V, S>
{
    const SHAPE: u32 = and(mix("HashMap", K::SHAPE), V::SHAPE);
    type Held = Both<K, V>;
    const HELD: Held = K::HELD.and(V::HELD);
}

impl<T: Cross, E: Cross> Cross for Result<T, E> {
    const SHAPE: u32 = and(mix("Result", T::SHAPE), E::SHAPE);
    type Held = Both<T, E>;
    const HELD: Held = T::HELD.and(E::HELD);
}

macro_rules! array {
    ($($length:literal)*) => {$(
        impl<T: Cross> Cross for [T; $length] {
            const SHAPE: u32 = and(mix("array", T::SHAPE), $length);
            type Held = T::Held;
            const HELD: Held = T::HELD;
        }
    )*};
}

// Up to the length that serde supports.
array! { 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 }

macro_rules! held {
    ($first:ident) => { $first::Held };
    ($first:ident $($rest:ident)+) => { <$first::Held as held::IfAny>::With<held!($($rest)+)> };
}

macro_rules! tuple {
    ($($item:ident)*) => {
        impl<$($item: Cross),*> Cross for ($($item,)*) {
            const SHAPE: u32 = {
                let shape = name("tuple");
                $(let shape = and(shape, $item::SHAPE);)*
                shape
            };
            type Held = held!($($item)*);
            const HELD: Held = Held::NOTHING$(.and($item::HELD))*;
        }
    };
}

tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);
