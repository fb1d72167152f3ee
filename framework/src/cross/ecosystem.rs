//! The types of other crates that cross, each crate with a feature of its name.
//!
//! They cross in the encoding of their own `serde` feature. Types that depend on the place where they are used do not
//! cross: `chrono::DateTime<Local>` has another time zone in the browser.

#[allow(unused_imports, reason = "without features there is nothing here")]
use serde::{Deserialize, Deserializer};

#[allow(unused_imports, reason = "without features there is nothing here")]
use super::{
    Cross, Held,
    decode::{elements, entries},
    held::{Both, NoHandles},
    shape::{and, mix, name},
};

#[allow(unused_macros, reason = "without features there is nothing here")]
macro_rules! plain {
    ($feature:literal: $($type:ty)*) => {$(
        #[cfg(feature = $feature)]
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
    "chrono":
    chrono::NaiveDate chrono::NaiveTime chrono::NaiveDateTime chrono::TimeDelta chrono::Weekday chrono::Month
    chrono::DateTime<chrono::Utc> chrono::DateTime<chrono::FixedOffset>
}

plain! {
    "time":
    time::Date time::Time time::PrimitiveDateTime time::OffsetDateTime time::UtcOffset time::Duration
    time::Month time::Weekday
}

plain! { "uuid": uuid::Uuid }
plain! { "url": url::Url }
plain! { "rust_decimal": rust_decimal::Decimal }

#[cfg(feature = "indexmap")]
mod maps {
    use std::hash::{BuildHasher, Hash};

    use indexmap::{IndexMap, IndexSet};

    use super::{Both, Cross, Deserializer, Held, and, elements, entries, mix};

    impl<T: Cross + Eq + Hash, S: BuildHasher + Default + 'static> Cross for IndexSet<T, S> {
        const SHAPE: u32 = mix("IndexSet", T::SHAPE);
        type Held = T::Held;
        const HELD: Held = T::HELD;

        fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            elements(from)
        }
    }

    impl<K: Cross + Eq + Hash, V: Cross, S: BuildHasher + Default + 'static> Cross
        for IndexMap<K, V, S>
    {
        const SHAPE: u32 = and(mix("IndexMap", K::SHAPE), V::SHAPE);
        type Held = Both<K, V>;
        const HELD: Held = K::HELD.and(V::HELD);

        fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            entries(from)
        }
    }
}

#[cfg(feature = "smallvec")]
impl<A: smallvec::Array<Item: Cross> + 'static> Cross for smallvec::SmallVec<A> {
    const SHAPE: u32 = mix("SmallVec", <A::Item as Cross>::SHAPE);
    type Held = <A::Item as Cross>::Held;
    const HELD: Held = <A::Item as Cross>::HELD;

    fn deserialize_field<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        elements(from)
    }
}
