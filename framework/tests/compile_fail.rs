//! Mistakes are told in words: one file for each diagnostic, beside it what the compiler says.

#[test]
fn every_mistake_has_its_message() {
    trybuild::TestCases::new().compile_fail("compile-fail/*.rs");
}
