//! The script beside the wasm: one function that starts an instance.
//!
//! wasm-bindgen writes a module that fits any bundler; an application needs far less. Its functions become
//! local to one default export, so that every call makes an instance with a state of its own (the client
//! starts anew after a trap), and so that a minifier may rename them. The long names by which script and
//! wasm module know each other become one letter or two: they hold hashes, which do not compress.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result, bail};
use walrus::{ExportItem, Module};

use crate::bindings::Bound;

/// The name under which the wasm module imports everything.
const IMPORTS: &str = "_";

/// A wasm module and the script that starts it.
pub struct Linked {
    /// An ES module; its default export takes the URL of the wasm module and promises the application's exports.
    pub script: String,
    pub wasm: Vec<u8>,
}

/// Ties the two halves of the bindings together.
pub fn link(bound: Bound) -> Result<Linked> {
    let Bound { mut module, script } = bound;
    let mut script = Script::read(&script)?;
    let imports = shorten_imports(&mut module, &mut script)?;
    keep_raw_exports(&module, &mut script);
    let script = shorten_exports(&mut module, script.with_loader(&imports));
    module.customs.remove_raw("target_features");
    walrus::passes::gc::run(&mut module);
    Ok(Linked {
        script,
        wasm: module.emit_wasm(),
    })
}

/// wasm-bindgen's script, taken apart.
#[derive(Debug, Default)]
struct Script {
    /// The declarations, without the keyword `export`.
    body: String,
    /// What was exported: public name and local expression.
    exports: BTreeMap<String, String>,
}

impl Script {
    fn read(text: &str) -> Result<Self> {
        let mut script = Self::default();
        for line in text.lines() {
            let line = line.trim();
            if line.starts_with("import ") {
                bail!(
                    "the client needs a JavaScript file of a crate, which is not supported: {line}\n\
                     help: bind what the browser itself has, with web-sys or `#[wasm_bindgen]`"
                );
            } else if let Some(declaration) = line.strip_prefix("export ") {
                script.export(declaration)?;
            } else {
                writeln!(script.body, "{line}")?;
            }
        }
        script.exports.remove("__wbg_set_wasm");
        Ok(script)
    }

    fn export(&mut self, declaration: &str) -> Result<()> {
        if let Some(list) = declaration.strip_prefix('{') {
            let list = list.trim_end_matches([';', '}', ' ']).trim();
            let (local, public) = list.split_once(" as ").unwrap_or((list, list));
            self.exports.insert(public.into(), local.into());
            return Ok(());
        }
        let name = declared_name(declaration)
            .with_context(|| format!("wasm-bindgen exports in an unknown way: {declaration}"))?;
        self.exports.insert(name.into(), name.into());
        writeln!(self.body, "{declaration}")?;
        Ok(())
    }

    fn with_loader(&self, imports: &str) -> String {
        let body = &self.body;
        let exports: Vec<_> = self
            .exports
            .iter()
            .map(|(public, local)| format!("{public}: {local}"))
            .collect();
        format!(
            "export default async (url) => {{\n{body}\
             const {{ instance }} = await WebAssembly.instantiateStreaming(fetch(url), {{ {imports} }});\n\
             __wbg_set_wasm(instance.exports);\n\
             wasm.__wbindgen_start();\n\
             return {{ {} }};\n}};\n",
            exports.join(", ")
        )
    }
}

fn declared_name(declaration: &str) -> Option<&str> {
    let rest = ["function ", "class ", "const "]
        .iter()
        .find_map(|keyword| declaration.strip_prefix(keyword))?;
    let end = rest.find(|c| !is_identifier(c))?;
    Some(&rest[..end])
}

fn is_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Gives every import of the module a short name; answers with the import object, as JavaScript.
fn shorten_imports(module: &mut Module, script: &mut Script) -> Result<String> {
    let mut members = Vec::new();
    for import in module.imports.iter_mut() {
        let local = script.exports.remove(&import.name).with_context(|| {
            format!(
                "the client imports `{}` from `{}`, which no browser has\n\
                 help: import it with `#[wasm_bindgen]`, or keep the crate that wants it on the server",
                import.name, import.module
            )
        })?;
        import.module = IMPORTS.into();
        import.name = short_name(members.len());
        members.push(format!("{}: {local}", import.name));
    }
    Ok(format!("{IMPORTS}: {{ {} }}", members.join(", ")))
}

/// Functions that were exported without wasm-bindgen are handed on as they are.
fn keep_raw_exports(module: &Module, script: &mut Script) {
    for export in module.exports.iter() {
        let name = &export.name;
        let internal = name.starts_with("__") || name == "main";
        if !internal && matches!(export.item, ExportItem::Function(_)) {
            let raw = || format!("wasm.{name}");
            script.exports.entry(name.clone()).or_insert_with(raw);
        }
    }
}

/// Gives every export that the script uses a short name, and removes those that it does not use.
fn shorten_exports(module: &mut Module, mut script: String) -> String {
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    for (index, id) in exports.into_iter().enumerate() {
        let export = module.exports.get_mut(id);
        let short = short_name(index);
        match rename_member(&script, &export.name, &short) {
            Some(renamed) => {
                script = renamed;
                export.name = short;
            }
            None => module.exports.delete(id),
        }
    }
    script
}

/// `script` with `wasm.old` called `wasm.new` everywhere, or nothing if it stands nowhere.
fn rename_member(script: &str, old: &str, new: &str) -> Option<String> {
    let member = format!("wasm.{old}");
    let whole = |at: usize| {
        !script[..at].ends_with(is_identifier)
            && !script[at + member.len()..].starts_with(is_identifier)
    };
    let mut renamed = String::new();
    let mut done = 0;
    for (at, _) in script.match_indices(&member).filter(|(at, _)| whole(*at)) {
        renamed.push_str(&script[done..at]);
        renamed.push_str("wasm.");
        renamed.push_str(new);
        done = at + member.len();
    }
    renamed.push_str(&script[done..]);
    (done > 0).then_some(renamed)
}

/// `a` to `z`, then `aa` and so on.
fn short_name(index: usize) -> String {
    let letter = char::from(b'a' + (index % 26) as u8);
    match index / 26 {
        0 => letter.into(),
        more => format!("{}{letter}", short_name(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_repeat() {
        let names: std::collections::BTreeSet<_> = (0..2_000).map(short_name).collect();
        assert_eq!(names.len(), 2_000);
        assert_eq!(short_name(26), "aa");
    }

    #[test]
    fn exports_become_members() {
        let script = Script::read(
            "export function __wbg_now() {\n    return 1;\n}\n\
             export { draw as __wbg_draw };\n\
             export const __wbg_set_wasm = 0;\n\
             let wasm;",
        )
        .expect("these are the forms that wasm-bindgen writes");
        let exports: Vec<_> = script.exports.into_iter().collect();
        assert_eq!(
            exports,
            [
                ("__wbg_draw".into(), "draw".into()),
                ("__wbg_now".into(), "__wbg_now".into())
            ]
        );
        assert!(!script.body.contains("export"));
    }

    #[test]
    fn what_the_loader_cannot_carry_is_an_error() {
        assert!(Script::read("export default 1;").is_err());
        assert!(Script::read("import { draw } from './snippets/pen.js';").is_err());
    }

    #[test]
    fn only_whole_members_are_renamed() {
        let renamed = rename_member("wasm.free(wasm.free_all, awasm.free)", "free", "a");
        assert_eq!(
            renamed.as_deref(),
            Some("wasm.a(wasm.free_all, awasm.free)")
        );
        assert_eq!(rename_member("wasm.free_all()", "free", "a"), None);
    }
}
