//! Lines of figures: the ratio first.

use std::fmt;

/// A measured figure, beside the one that it is compared with.
pub struct Figure {
    /// The name of the figure.
    pub name: String,
    /// The measured value.
    pub value: f64,
    /// The other value.
    pub beside: f64,
    /// The unit of both.
    pub unit: &'static str,
    /// The name of the other value.
    pub what: &'static str,
    /// The most that the ratio may be, if there is a goal.
    pub goal: Option<f64>,
}

/// Prints microseconds beside others.
pub fn say(name: &str, value: f64, beside: f64, what: &'static str, goal: Option<f64>) {
    let figure = Figure {
        name: name.into(),
        value,
        beside,
        unit: "µs",
        what,
        goal,
    };
    println!("{figure}");
}

impl fmt::Display for Figure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            value,
            beside,
            unit,
            what,
            goal,
        } = self;
        let ratio = value / beside;
        write!(
            out,
            "{ratio:>7.2} ×  {name}: {} {unit}, {what} {} {unit}",
            Short(*value),
            Short(*beside)
        )?;
        match goal {
            Some(goal) if ratio <= *goal => write!(out, " (goal {goal} ×: met)"),
            Some(goal) => write!(out, " (goal {goal} ×: MISSED)"),
            None => Ok(()),
        }
    }
}

/// A number with three digits that matter.
pub struct Short(pub f64);

impl fmt::Display for Short {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = match self.0.abs() {
            value if value >= 100.0 => 0,
            value if value >= 10.0 => 1,
            _ => 2,
        };
        write!(out, "{:.digits$}", self.0)
    }
}

/// Returns the value below which this part of the values is. Sorts them.
pub fn percentile(values: &mut [f64], part: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let at = (part * last as f64).round() as usize;
    values.get(at).copied().unwrap_or_default()
}
