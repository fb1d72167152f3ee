//! The table in `sizes.txt`: one sorted row for each thing that is sent, and the comparison of two tables.

use std::fmt;

use anyhow::{Context, Result};

/// The bytes that one example sends on one occasion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub example: String,
    /// `glue`, `wasm`, …, or `op:NAME` for an interaction.
    pub part: String,
    /// Raw, gzip and brotli; for an interaction, up and down.
    pub bytes: Vec<usize>,
}

impl Row {
    /// Reads a row whose fields are separated by white space.
    pub fn parse(line: &str) -> Result<Self> {
        let mut fields = line.split_whitespace();
        let mut name = || fields.next().map(String::from);
        let names = name().zip(name());
        let (example, part) = names.with_context(|| format!("not a row of sizes: {line:?}"))?;
        let bytes = fields.map(str::parse).collect::<Result<_, _>>();
        let bytes = bytes.with_context(|| format!("not a row of sizes: {line:?}"))?;
        Ok(Self {
            example,
            part,
            bytes,
        })
    }

    fn names(&self) -> (&str, &str) {
        (&self.example, &self.part)
    }
}

/// All measurements.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    const HEAD: &str = "# example part raw gzip brotli, or example op:NAME up down, or example feature:NAME brotli (its price); written by `cargo xtask size --write`";

    /// Creates a sorted table of `rows`.
    pub fn new(mut rows: Vec<Row>) -> Self {
        rows.sort();
        Self { rows }
    }

    /// Parses the text that `Display` writes.
    pub fn parse(text: &str) -> Result<Self> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Ok(Self::new(lines.map(Row::parse).collect::<Result<_>>()?))
    }

    /// Returns a sentence for everything that is worse here than in `committed`, or cannot be compared.
    pub fn complaints(&self, committed: &Self) -> Vec<String> {
        let grown = self.rows.iter().filter_map(|row| {
            let (example, part) = row.names();
            match committed.find(row) {
                None => Some(format!("{example} {part} is new")),
                Some(old) => grown(row, old),
            }
        });
        let gone = committed.rows.iter().filter_map(|row| {
            let (example, part) = row.names();
            (self.find(row).is_none()).then(|| format!("{example} {part} has gone"))
        });
        grown.chain(gone).collect()
    }

    fn find(&self, row: &Row) -> Option<&Row> {
        self.rows.iter().find(|other| other.names() == row.names())
    }
}

/// Returns a sentence if the last number grew, which is what most visitors get: brotli, or the bytes down. A few bytes
/// of difference are allowed, because compilers differ, and because pages contain random tickets, which also affect how
/// well the rest compresses. The price of a feature is the difference of two whole programs, and moves with both: the
/// order of their functions follows the folder of the checkout.
fn grown(new: &Row, old: &Row) -> Option<String> {
    let (now, before) = (*new.bytes.last()?, *old.bytes.last()?);
    let tolerance = match new.part.as_str() {
        part if part.starts_with("op:") => 0,
        part if part.starts_with("feature:") => 128.max(before / 100),
        "html" | "overhead" => 64.max(before / 100),
        _ => 16.max(before / 100),
    };
    (now > before + tolerance).then(|| {
        let (example, part) = new.names();
        format!("{example} {part} grew from {before} to {now} bytes")
    })
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", Self::HEAD)?;
        for row in &self.rows {
            write!(formatter, "{:<10} {:<18}", row.example, row.part)?;
            for bytes in &row.bytes {
                write!(formatter, " {bytes:>7}")?;
            }
            writeln!(formatter)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lines: &str) -> Table {
        Table::parse(lines).expect("these are rows")
    }

    #[test]
    fn a_table_reads_what_it_wrote() {
        let written = table("toggle op:open 24 130\ncounter wasm 20000 9000 8000");
        assert_eq!(table(&written.to_string()), written);
        assert!(written.to_string().starts_with('#'));
    }

    #[test]
    fn growth_beyond_the_tolerance_is_told() {
        let old = table("counter wasm 20000 9000 8000");
        let complaints = |brotli| table(&format!("counter wasm 1 1 {brotli}")).complaints(&old);
        assert!(complaints(8080).is_empty());
        assert_eq!(
            complaints(8081),
            ["counter wasm grew from 8000 to 8081 bytes"]
        );
        assert!(complaints(7000).is_empty());
    }

    #[test]
    fn an_interaction_may_not_grow_at_all() {
        let old = table("rows op:swap 20 30");
        let complaints = table("rows op:swap 20 31").complaints(&old);
        assert_eq!(complaints, ["rows op:swap grew from 30 to 31 bytes"]);
    }

    #[test]
    fn the_price_of_a_feature_may_move_with_the_programs_that_it_is_the_difference_of() {
        let old = table("gallery feature:values 672");
        let complaints = |price| table(&format!("gallery feature:values {price}")).complaints(&old);
        assert!(complaints(800).is_empty());
        assert_eq!(
            complaints(801),
            ["gallery feature:values grew from 672 to 801 bytes"]
        );
    }

    #[test]
    fn rows_that_come_or_go_are_told() {
        let complaints = table("rows wasm 1 1 1").complaints(&table("rows glue 1 1 1"));
        assert_eq!(complaints, ["rows wasm is new", "rows glue has gone"]);
    }

    #[test]
    fn nonsense_is_an_error() {
        assert!(Row::parse("counter wasm many").is_err());
        assert!(Row::parse("counter").is_err());
    }
}
