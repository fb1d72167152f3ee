//! Tests of Watershed.
