//! Types of other crates that cross, in both directions.

use std::collections::hash_map::RandomState;
use std::fmt::Debug;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, TimeZone, Utc};
use indexmap::{IndexMap, IndexSet};
use rust_decimal::Decimal;
use smallvec::{SmallVec, smallvec};
use time::{OffsetDateTime, UtcOffset};
use url::Url;
use uuid::Uuid;
use watershed::Cross;
use watershed::cross::{receive, restore};
use watershed::wire::{bounded::Budget, codec::encode, limits::Limits};

/// Asserts that a value arrives in the browser and on the server. Returns its number of bytes.
#[track_caller]
fn crosses<T: Cross + PartialEq + Debug>(value: T) -> usize {
    let bytes = encode(&value);
    assert_eq!(restore::<T>(&bytes), value, "to the browser");
    let received = receive::<T>(&bytes, &Budget::new(&Limits::default()));
    assert_eq!(received, Ok(value), "to the server");
    bytes.len()
}

#[test]
fn values_of_chrono() {
    let date = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day of that year");
    let noon = date.and_hms_opt(12, 0, 0).expect("a time of that day");
    crosses(date);
    crosses(noon);
    crosses(noon.time());
    crosses::<DateTime<Utc>>(noon.and_utc());
    crosses(TimeDelta::milliseconds(-1_500));
    crosses(chrono::Weekday::Sun);
    crosses(chrono::Month::November);
    let east = FixedOffset::east_opt(3_600).expect("less than a day");
    crosses(east.from_utc_datetime(&noon));
}

#[test]
fn values_of_time() {
    let date = time::Date::from_calendar_date(2026, time::Month::November, 22);
    let date = date.expect("a day of that year");
    assert!(crosses(date) <= 4);
    crosses(time::Time::MIDNIGHT);
    crosses(date.midnight());
    crosses(
        OffsetDateTime::UNIX_EPOCH
            .to_offset(UtcOffset::from_whole_seconds(3_600).expect("an hour")),
    );
    crosses(time::Duration::milliseconds(-1_500));
    crosses(time::Weekday::Sunday);
}

#[test]
fn an_id_is_its_16_bytes_and_their_number() {
    assert_eq!(crosses(Uuid::from_u128(7)), 17);
}

#[test]
fn addresses_and_decimals() {
    crosses(Url::parse("https://example.org/a?b=c").expect("an address"));
    crosses(Decimal::new(-12_345, 2));
}

#[test]
fn collections_keep_their_order() {
    let set: IndexSet<_> = ["b", "a"].map(str::to_owned).into_iter().collect();
    crosses(set);
    let map: IndexMap<_, _, RandomState> = [(2, 'b'), (1, 'a')].into_iter().collect();
    assert!(
        restore::<IndexMap<i32, char>>(&encode(&map))
            .keys()
            .eq(&[2, 1])
    );
    crosses(map);
    let few: SmallVec<[u8; 4]> = smallvec![1, 2, 3, 4, 5];
    crosses(few);
}

#[test]
fn a_short_message_that_announces_much_is_refused() {
    let many = [255, 255, 255, 255, 15];
    let refused = |outcome: bool| assert!(outcome, "five bytes are no list");
    let budget = || Budget::new(&Limits::default());
    refused(receive::<SmallVec<[u64; 4]>>(&many, &budget()).is_err());
    refused(receive::<IndexSet<u64>>(&many, &budget()).is_err());
    refused(receive::<IndexMap<u64, u64>>(&many, &budget()).is_err());
}
