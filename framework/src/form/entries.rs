//! Submitted entries by their names.

#[cfg(not(target_arch = "wasm32"))]
use std::collections::HashMap;

/// The texts of a form's controls by their names. A form of a hostile browser may have many, so the server has a table of them; a
/// browser that reads a form of its own searches, which is less code.
#[derive(Debug, Default)]
pub(super) struct NamedTexts<'a>(Table<'a>);

#[cfg(not(target_arch = "wasm32"))]
type Table<'a> = HashMap<&'a str, Vec<&'a str>>;
#[cfg(target_arch = "wasm32")]
type Table<'a> = Vec<(&'a str, Vec<&'a str>)>;

impl<'a> NamedTexts<'a> {
    /// Returns the texts of entries.
    pub fn of(entries: &'a [(String, String)]) -> Self {
        let mut texts = Self::default();
        for (name, text) in entries {
            texts.entry(name).push(text);
        }
        texts
    }

    /// Returns the texts of a name, in the order of their controls.
    pub fn get(&self, name: &str) -> Option<&[&'a str]> {
        #[cfg(not(target_arch = "wasm32"))]
        let found = self.0.get(name);
        #[cfg(target_arch = "wasm32")]
        let found = self
            .0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, texts)| texts);
        found.map(Vec::as_slice)
    }

    /// Returns each name once.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        #[cfg(not(target_arch = "wasm32"))]
        let names = self.0.keys().copied();
        #[cfg(target_arch = "wasm32")]
        let names = self.0.iter().map(|(name, _)| *name);
        names
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn entry(&mut self, name: &'a str) -> &mut Vec<&'a str> {
        self.0.entry(name).or_default()
    }

    #[cfg(target_arch = "wasm32")]
    fn entry(&mut self, name: &'a str) -> &mut Vec<&'a str> {
        let at = self.0.iter().position(|(known, _)| *known == name);
        let at = at.unwrap_or_else(|| {
            self.0.push((name, Vec::new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}
