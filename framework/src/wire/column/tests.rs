use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::wire::codec;
use crate::wire::number::Region;

fn read(column: &[u8], count: usize) -> Result<Vec<Vec<u8>>, Malformed> {
    let mut reader = Reader::new(column);
    let cells = reader.column(count);
    reader.finish().map(|()| cells)
}

fn written(cells: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.column(cells);
    writer.trimmed()
}

#[track_caller]
fn takes(cells: &[Vec<u8>], bytes: usize) {
    let column = written(cells);
    assert_eq!(read(&column, cells.len()).unwrap(), cells);
    assert!(column.len() <= bytes, "{} bytes: {column:?}", column.len());
}

fn encoded<T: Serialize>(values: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    values
        .into_iter()
        .map(|value| codec::encode(&value))
        .collect()
}

#[test]
fn one_zero_takes_no_bytes() {
    takes(&[vec![0]], 0);
}

#[test]
fn numbers_that_step_take_five_bytes_however_many() {
    takes(&encoded(1..=1000), 5);
    takes(&encoded((0..1000).map(|row| 7000 + 3 * row)), 5);
    takes(&encoded((1..=1000).rev()), 5);
}

#[test]
fn equal_texts_are_sent_once() {
    let label = "a label of 20 bytes.";
    takes(&encoded([label; 1000]), 1 + 1 + 1 + 21);
}

#[test]
fn a_pattern_that_repeats_is_sent_once() {
    let pattern = ["pretty", "red", "table"];
    takes(&encoded(pattern.iter().cycle().take(999)), 30);
}

#[test]
fn texts_and_irregular_numbers_take_no_more_than_their_bytes() {
    takes(
        &encoded((0..50).map(|text| format!("text {}", text * text))),
        50 * 10,
    );
    takes(
        &encoded((0..50u32).map(|number| number * number % 101)),
        2 + 50,
    );
}

#[test]
fn a_hundred_region_numbers_that_step_take_a_handful_of_bytes() {
    let numbers = NumberColumn::<Region>::from_iter((0..100).map(|row| Region(3 + 10 * row)));
    let bytes = codec::encode(&numbers);
    assert!(bytes.len() <= 6, "{bytes:?}");
    assert_eq!(codec::decode(&bytes), Ok(numbers));
}

#[test]
fn a_single_number_takes_two_bytes_more_than_itself() {
    assert_eq!(codec::encode(&NumberColumn::from(vec![Region(5)])).len(), 3);
}

#[test]
fn a_run_longer_than_the_column_is_refused() {
    let ten = written(&vec![vec![0]; 10]);
    assert_eq!(read(&ten, 9), Err(Malformed));
}

#[test]
fn a_run_copied_from_before_the_start_is_refused() {
    for distance in [0, 1] {
        let input = [BACK as u8, distance];
        assert_eq!(read(&input, 1), Err(Malformed));
    }
}

#[test]
fn a_large_cell_is_not_repeated_beyond_the_limit() {
    let mut input = Vec::new();
    push_varint(&mut input, (NODES as u64 - 1) << KIND_BITS | SAME);
    push_varint(&mut input, 50_000);
    input.resize(input.len() + 50_000, b'x');
    assert_eq!(read(&input, NODES), Err(Malformed));
}

#[test]
fn zeros_past_the_end_run_out() {
    assert_eq!(read(&[], NODES), Err(Malformed));
}

/// Generates cells with numbers, texts and other bytes, with many repetitions.
fn cells() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let cell = prop_oneof![
        (0u64..4).prop_map(|number| codec::encode(&number)),
        any::<u64>().prop_map(|number| codec::encode(&number)),
        "[ab]{0,3}".prop_map(|text| codec::encode(&text)),
        vec(any::<u8>(), 0..5),
    ];
    vec((cell, 1usize..6), 0..40).prop_map(|runs| {
        runs.into_iter()
            .flat_map(|(cell, times)| vec![cell; times])
            .collect()
    })
}

proptest! {
    #[test]
    fn what_is_read_is_what_was_written(cells in cells()) {
        let column = written(&cells);
        prop_assert_eq!(read(&column, cells.len()).unwrap(), cells);
    }

    #[test]
    fn numbers_are_read_back(numbers in vec(prop_oneof![0u32..9, any::<u32>()], 0..60)) {
        let numbers = NumberColumn::<Region>::from_iter(numbers.into_iter().map(Region));
        prop_assert_eq!(codec::decode(&codec::encode(&numbers)), Ok(numbers));
    }

    #[test]
    fn no_input_makes_the_reader_panic(input in vec(any::<u8>(), 0..200), count in 0..NODES) {
        let _ = read(&input, count);
    }
}
