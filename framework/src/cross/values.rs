//! The types of std that cross.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
};
use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::decode::{elements, entries, next, optional};
use super::held::{self, Both, NoHandles};
use super::shape::{and, mix, name};
use super::{Cross, Decoded, Held};

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Cross for $type {
            const SHAPE: u32 = name(stringify!($type));
            type Held = NoHandles;

            fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Deserialize::deserialize(from)
            }
        }
    )*};
}

plain! {
    () bool char String Box<str> Cow<'static, str> Duration
    i8 i16 i32 i64 i128 isize
    u8 u16 u32 u64 u128 usize
    f32 f64
    NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64
    NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64
}

macro_rules! of_one {
    ($($generic:ident<T $(: $bound:ident)?>: $decode:expr;)*) => {$(
        impl<T: Cross $(+ $bound)?> Cross for $generic<T> {
            const SHAPE: u32 = mix(stringify!($generic), T::SHAPE);
            type Held = T::Held;
            const HELD: Held = T::HELD;

            fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $decode(from)
            }
        }
    )*};
}

of_one! {
    Option<T>: optional;
    Box<T>: |from| T::deserialize_field(from).map(Box::new);
    PhantomData<T>: PhantomData::deserialize;
    Range<T>: |from| {
        let (start, end) = Cross::deserialize_field(from)?;
        Ok(start..end)
    };
    RangeInclusive<T>: |from| {
        let (start, end) = Cross::deserialize_field(from)?;
        Ok(start..=end)
    };
    Vec<T>: elements;
    VecDeque<T>: elements;
    BTreeSet<T: Ord>: elements;
    BinaryHeap<T: Ord>: elements;
}

impl<T: Cross + Eq + Hash, S: BuildHasher + Default + 'static> Cross for HashSet<T, S> {
    const SHAPE: u32 = mix("HashSet", T::SHAPE);
    type Held = T::Held;
    const HELD: Held = T::HELD;

    fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        elements(from)
    }
}

impl<K: Cross + Ord, V: Cross> Cross for BTreeMap<K, V> {
    const SHAPE: u32 = and(mix("BTreeMap", K::SHAPE), V::SHAPE);
    type Held = Both<K, V>;
    const HELD: Held = K::HELD.and(V::HELD);

    fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        entries(from)
    }
}

impl<K: Cross + Eq + Hash, V: Cross, S: BuildHasher + Default + 'static> Cross
    for HashMap<K, V, S>
{
    const SHAPE: u32 = and(mix("HashMap", K::SHAPE), V::SHAPE);
    type Held = Both<K, V>;
    const HELD: Held = K::HELD.and(V::HELD);

    fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        entries(from)
    }
}

impl<T: Cross, E: Cross> Cross for Result<T, E> {
    const SHAPE: u32 = and(mix("Result", T::SHAPE), E::SHAPE);
    type Held = Both<T, E>;
    const HELD: Held = T::HELD.and(E::HELD);

    fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Result::deserialize(from)? {
            Ok(Decoded(value)) => Ok(value),
            Err(Decoded(error)) => Err(error),
        })
    }
}

macro_rules! array {
    ($($length:literal)*) => {$(
        impl<T: Cross> Cross for [T; $length] {
            const SHAPE: u32 = and(mix("array", T::SHAPE), $length);
            type Held = T::Held;
            const HELD: Held = T::HELD;

            fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let array: [Decoded<T>; $length] = Deserialize::deserialize(from)?;
                Ok(array.map(|Decoded(value)| value))
            }
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

            fn deserialize_field<'de, De: Deserializer<'de>>(from: De) -> Result<Self, De::Error> {
                struct Tuple<T>(PhantomData<T>);

                impl<'de, $($item: Cross),*> Visitor<'de> for Tuple<($($item,)*)> {
                    type Value = ($($item,)*);

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a tuple")
                    }

                    fn visit_seq<S: SeqAccess<'de>>(self, mut from: S) -> Result<Self::Value, S::Error> {
                        Ok(($(next::<$item, _>(&mut from)?,)*))
                    }
                }

                const LENGTH: usize = [$(stringify!($item)),*].len();
                from.deserialize_tuple(LENGTH, Tuple(PhantomData))
            }
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
