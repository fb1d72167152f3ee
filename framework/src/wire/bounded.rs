//! Decodes values that a browser sent, within a budget.
//!
//! A serde decoder trusts its input: six bytes can announce 2^36 elements that need no bytes each, a run of one-byte
//! elements can become a run of 256-byte ones, and every nested list is a stack frame. `Bounded` wraps a decoder and
//! the types that it decodes, passes every call on in both directions, and charges the [`Budget`] first:
//!
//! * a value costs its size in memory, and one level of depth while it is decoded;
//! * an element of a list or map costs one element, of which there are as many as bytes of input. Fields of structs and
//!   tuples cost none: their number is in the type, not in the input;
//! * a list or map costs its room and not its elements: [`growth`]. The room that it moves from counts too;
//! * announced lengths are not passed on, so nothing is allocated ahead.
//!
//! So decoding has about [`Limits::memory`] at most, besides texts, which take as many bytes as came.

use std::any::type_name;
use std::cell::Cell;
use std::fmt;
use std::mem::size_of;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::codec::DecodeError;
use super::limits::Limits;

/// The budget that is left for decoding: one for a message and all values in it.
#[derive(Debug)]
pub struct Budget {
    depth: Cell<u32>,
    elements: Cell<usize>,
    memory: Cell<usize>,
    /// The type of the next value if it has its memory in the room of a list or map.
    paid: Cell<Option<&'static str>>,
    refusal: Cell<Option<DecodeError>>,
}

/// A decoder, visitor, access or seed of serde's, with the budget that it is charged to.
pub(super) struct Bounded<'b, Inner> {
    inner: Inner,
    budget: &'b Budget,
    length: Length,
}

/// The place where the number of elements is given.
#[derive(Clone, Copy)]
enum Length {
    /// In the type.
    Typed,
    /// In the input; so many elements were decoded.
    Announced(u32),
}

/// The memory that a list or map allocates for a further element.
struct Growth {
    /// The elements that it is for.
    places: usize,
    /// The bytes besides these.
    overhead: usize,
}

/// Returns the room that a list or map allocates when it has so many elements and gets one more; `None` if it has room.
///
/// The collection of std that needs most decides. A vector or hash table moves to twice the room, and has the one before until it has
/// moved; of the places of a table at most seven in eight are in use. A B-tree has a leaf of eleven at first, then leaves that are half
/// full, with nodes of up to 128 bytes above them. So eleven elements are charged for 16 places, 22 for 48, and from then on twice as
/// many for twice as many.
fn growth(elements: u32) -> Option<Growth> {
    const LEAF: u32 = 11;
    let leaves = elements / LEAF;
    let (places, overhead) = match leaves {
        _ if elements == 0 => (16, 16),
        1 if elements == LEAF => (32, 128),
        _ if elements.is_multiple_of(LEAF) && leaves.is_power_of_two() => (24 * leaves, 128),
        _ => return None,
    };
    Some(Growth {
        places: places as usize,
        overhead,
    })
}

impl Budget {
    /// Makes the budget that `limits` allow for one message.
    pub fn new(limits: &Limits) -> Self {
        Self {
            depth: Cell::new(limits.depth),
            elements: Cell::new(limits.spare_elements),
            memory: Cell::new(limits.memory),
            paid: Cell::new(None),
            refusal: Cell::new(None),
        }
    }

    /// Grants one element per byte of an input that is about to be decoded.
    pub(super) fn admit(&self, bytes: usize) {
        self.elements.set(self.elements.get().saturating_add(bytes));
    }

    /// Returns the reason why decoding failed.
    pub(super) fn refusal(&self) -> DecodeError {
        self.refusal.take().unwrap_or(DecodeError::Malformed)
    }

    /// Charges for a value of type `T` and runs `decode` one level deeper.
    fn within<T, E: Error>(&self, decode: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.value::<T, _>()?;
        let depth = self.depth.get();
        let Some(deeper) = depth.checked_sub(1) else {
            return Err(self.refuse(DecodeError::TooDeep));
        };
        self.depth.set(deeper);
        let result = decode();
        self.depth.set(depth);
        result
    }

    /// Charges for a value of type `T`, unless its memory is in a room.
    fn value<T, E: Error>(&self) -> Result<(), E> {
        match self.paid.take() {
            Some(paid) if paid == type_name::<T>() => Ok(()),
            _ => self.allocate(size_of::<T>()),
        }
    }

    fn allocate<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.pay(&self.memory, bytes, DecodeError::TooLarge)
    }

    fn take_element<E: Error>(&self) -> Result<(), E> {
        self.pay(&self.elements, 1, DecodeError::TooManyElements)
    }

    fn pay<E: Error>(&self, from: &Cell<usize>, cost: usize, or: DecodeError) -> Result<(), E> {
        let left = from.get().checked_sub(cost);
        from.set(left.ok_or_else(|| self.refuse(or))?);
        Ok(())
    }

    /// Keeps the reason, which the decoder's own error type cannot carry.
    fn refuse<E: Error>(&self, why: DecodeError) -> E {
        self.refusal.set(Some(why));
        E::custom(why)
    }
}

impl<'b, Inner> Bounded<'b, Inner> {
    pub(super) fn new(inner: Inner, budget: &'b Budget) -> Self {
        Self {
            inner,
            budget,
            length: Length::Typed,
        }
    }

    /// Wraps another part of the decoder, with the same budget and length.
    fn around<Other>(&self, inner: Other) -> Bounded<'b, Other> {
        Bounded {
            inner,
            budget: self.budget,
            length: self.length,
        }
    }

    /// Charges for one more element, if the input chose the number of elements.
    fn count<E: Error>(&self) -> Result<(), E> {
        match self.length {
            Length::Typed => Ok(()),
            Length::Announced(_) => self.budget.take_element(),
        }
    }

    /// Charges for the room that one more element takes, if the input chose the number of elements. `size` is that of an element.
    fn make_room<E: Error>(&self, size: usize) -> Result<(), E> {
        let Length::Announced(elements) = self.length else {
            return Ok(());
        };
        growth(elements).map_or(Ok(()), |growth| {
            self.budget.allocate(growth.places * size + growth.overhead)
        })
    }

    fn grow(&mut self) {
        if let Length::Announced(elements) = &mut self.length {
            *elements += 1;
        }
    }
}

/// Returns the bytes that a key or value takes in a place of a map, next to the other.
fn aligned<T>() -> usize {
    size_of::<T>().next_multiple_of(size_of::<u64>())
}

/// Passes on calls that decode one value; the argument is the place of its length, if it has one.
macro_rules! forward {
    ($($name:ident($($argument:ident: $type:ty),*) $length:expr;)*) => {$(
        fn $name<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            let Self { inner, budget, .. } = self;
            let visitor = Bounded { inner: visitor, budget, length: $length };
            budget.within(|| inner.$name($($argument,)* visitor))
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Bounded<'_, D> {
    type Error = D::Error;

    forward! {
        deserialize_any() Length::Announced(0);
        deserialize_bool() Length::Typed;
        deserialize_i8() Length::Typed;
        deserialize_i16() Length::Typed;
        deserialize_i32() Length::Typed;
        deserialize_i64() Length::Typed;
        deserialize_i128() Length::Typed;
        deserialize_u8() Length::Typed;
        deserialize_u16() Length::Typed;
        deserialize_u32() Length::Typed;
        deserialize_u64() Length::Typed;
        deserialize_u128() Length::Typed;
        deserialize_f32() Length::Typed;
        deserialize_f64() Length::Typed;
        deserialize_char() Length::Typed;
        deserialize_str() Length::Typed;
        deserialize_string() Length::Typed;
        deserialize_bytes() Length::Typed;
        deserialize_byte_buf() Length::Typed;
        deserialize_option() Length::Typed;
        deserialize_unit() Length::Typed;
        deserialize_unit_struct(name: &'static str) Length::Typed;
        deserialize_newtype_struct(name: &'static str) Length::Typed;
        deserialize_seq() Length::Announced(0);
        deserialize_tuple(length: usize) Length::Typed;
        deserialize_tuple_struct(name: &'static str, length: usize) Length::Typed;
        deserialize_map() Length::Announced(0);
        deserialize_struct(name: &'static str, fields: &'static [&'static str]) Length::Typed;
        deserialize_enum(name: &'static str, variants: &'static [&'static str]) Length::Typed;
        deserialize_identifier() Length::Typed;
        deserialize_ignored_any() Length::Announced(0);
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// Passes on values that need no further decoding.
macro_rules! visit {
    ($($name:ident($type:ty);)*) => {$(
        fn $name<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.inner.$name(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Bounded<'_, V> {
    type Value = V::Value;

    visit! {
        visit_bool(bool);
        visit_i8(i8);
        visit_i16(i16);
        visit_i32(i32);
        visit_i64(i64);
        visit_i128(i128);
        visit_u8(u8);
        visit_u16(u16);
        visit_u32(u32);
        visit_u64(u64);
        visit_u128(u128);
        visit_f32(f32);
        visit_f64(f64);
        visit_char(char);
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
        visit_bytes(&[u8]);
        visit_borrowed_bytes(&'de [u8]);
        visit_byte_buf(Vec<u8>);
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, decoder: D) -> Result<V::Value, D::Error> {
        let decoder = self.around(decoder);
        self.inner.visit_some(decoder)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, decoder: D) -> Result<V::Value, D::Error> {
        let decoder = self.around(decoder);
        self.inner.visit_newtype_struct(decoder)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        let elements = self.around(elements);
        self.inner.visit_seq(elements)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        let entries = self.around(entries);
        self.inner.visit_map(entries)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        let variant = self.around(variant);
        self.inner.visit_enum(variant)
    }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Bounded<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, decoder: D) -> Result<S::Value, D::Error> {
        if let Length::Announced(_) = self.length {
            self.budget.paid.set(Some(type_name::<S::Value>()));
        }
        let decoder = self.around(decoder);
        self.inner.deserialize(decoder)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Bounded<'_, A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        let seed = self.around(seed);
        let element = self.inner.next_element_seed(seed)?;
        if element.is_some() {
            self.count()?;
            self.make_room(size_of::<T::Value>())?;
            self.grow();
        }
        Ok(element)
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Bounded<'_, A> {
    type Error = A::Error;

    fn next_key_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        let seed = self.around(seed);
        let key = self.inner.next_key_seed(seed)?;
        if key.is_some() {
            self.count()?;
            self.make_room(aligned::<T::Value>())?;
        }
        Ok(key)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        let seed = self.around(seed);
        let value = self.inner.next_value_seed(seed)?;
        self.make_room(aligned::<T::Value>())?;
        self.grow();
        Ok(value)
    }
}

impl<'de, 'b, A: EnumAccess<'de>> EnumAccess<'de> for Bounded<'b, A> {
    type Error = A::Error;
    type Variant = Bounded<'b, A::Variant>;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Self::Variant), A::Error> {
        let (budget, seed) = (self.budget, self.around(seed));
        let (value, variant) = self.inner.variant_seed(seed)?;
        Ok((value, Bounded::new(variant, budget)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Bounded<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.inner.unit_variant()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        let seed = self.around(seed);
        self.inner.newtype_variant_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let visitor = self.around(visitor);
        self.inner.tuple_variant(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let visitor = self.around(visitor);
        self.inner.struct_variant(fields, visitor)
    }
}
