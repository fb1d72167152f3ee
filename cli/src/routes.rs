//! Prints which pages are static: always, sometimes or never, and why.

use std::fmt::{self, Display};

use anyhow::{Result, bail};

use crate::{
    facts::{Facts, Verdict},
    progress,
};

/// Prints one line for each page of a package.
///
/// # Errors
///
/// If a page that is never static has `cache(..)`.
pub fn tell(package: &str, facts: &Facts) -> Result<()> {
    for route in &facts.routes {
        let (verdict, path) = (&route.verdict, &route.path);
        if let (Verdict::Never(reason), true) = (verdict, route.is_cached) {
            bail!(
                "the page {path} says `cache(..)`, but it is never static: {reason}\nhelp: no other visitor can \
                 take over a session: serve it without `cache`"
            );
        }
        if !route.has_title {
            eprintln!("{}", untitled(path));
        }
        progress::step("Page", &format!("{package} {path} is {verdict}"));
    }
    Ok(())
}

fn untitled(path: &str) -> String {
    format!(
        "warning: the page {path} has no title\nhelp: write `<Head><title>\"..\"</title></Head>` in its component"
    )
}

impl Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always static"),
            Self::Sometimes(reason) => write!(f, "sometimes static: {reason}"),
            Self::Never(reason) => write!(f, "never static: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Route;

    fn facts(verdict: Verdict, is_cached: bool) -> Facts {
        let route = Route {
            path: "/".into(),
            is_cached,
            has_title: true,
            verdict,
        };
        Facts {
            routes: vec![route],
            ..Facts::default()
        }
    }

    #[test]
    fn only_what_is_never_static_cannot_be_cached() {
        let because = || "it starts a task".to_owned();
        assert!(tell("app", &facts(Verdict::Always, true)).is_ok());
        assert!(tell("app", &facts(Verdict::Sometimes(because()), true)).is_ok());
        assert!(tell("app", &facts(Verdict::Never(because()), false)).is_ok());
        let error =
            tell("app", &facts(Verdict::Never(because()), true)).expect_err("it has a session");
        let said = "the page / says `cache(..)`, but it is never static: it starts a task";
        assert!(error.to_string().starts_with(said));
    }
}
