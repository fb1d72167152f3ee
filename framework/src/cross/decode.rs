//! Decodes what is in collections and tuples, which needs no `Deserialize` of serde's.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Cross;

/// A decoded value: serde's `Deserialize` for every type that crosses.
#[derive(Debug)]
pub(crate) struct Decoded<T>(pub T);

impl<'de, T: Cross> Deserialize<'de> for Decoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize_field(deserializer).map(Decoded)
    }
}

/// Decodes a collection of elements.
pub(super) fn elements<'de, C, T, D>(deserializer: D) -> Result<C, D::Error>
where
    C: Default + Extend<T>,
    T: Cross,
    D: Deserializer<'de>,
{
    deserializer.deserialize_seq(Elements(PhantomData))
}

/// Decodes a collection of keys and values.
pub(super) fn entries<'de, C, K, V, D>(deserializer: D) -> Result<C, D::Error>
where
    C: Default + Extend<(K, V)>,
    K: Cross,
    V: Cross,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(Entries(PhantomData))
}

/// Decodes a value or its absence.
pub(super) fn optional<'de, T: Cross, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_option(Optional(PhantomData))
}

/// Decodes the next value of a tuple.
pub(super) fn next<'de, T: Cross, A: SeqAccess<'de>>(from: &mut A) -> Result<T, A::Error> {
    let next = from.next_element_seed(Of(PhantomData))?;
    next.ok_or_else(|| A::Error::custom("a tuple has too few values"))
}

/// The seed of a value.
struct Of<T>(PhantomData<T>);

struct Elements<C, T>(PhantomData<(C, T)>);

struct Entries<C, K, V>(PhantomData<(C, K, V)>);

struct Optional<T>(PhantomData<T>);

impl<'de, T: Cross> DeserializeSeed<'de> for Of<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize_field(deserializer)
    }
}

impl<'de, C: Default + Extend<T>, T: Cross> Visitor<'de> for Elements<C, T> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<C, A::Error> {
        let mut elements = C::default();
        while let Some(element) = from.next_element_seed(Of(PhantomData))? {
            elements.extend([element]);
        }
        Ok(elements)
    }
}

impl<'de, C, K, V> Visitor<'de> for Entries<C, K, V>
where
    C: Default + Extend<(K, V)>,
    K: Cross,
    V: Cross,
{
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<C, A::Error> {
        let mut entries = C::default();
        while let Some(entry) = from.next_entry_seed(Of(PhantomData), Of(PhantomData))? {
            entries.extend([entry]);
        }
        Ok(entries)
    }
}

impl<'de, T: Cross> Visitor<'de> for Optional<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an optional value")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::deserialize_field(deserializer).map(Some)
    }
}
