//! The compiler of Watershed.
