//! Turns the script next to the wasm into one function that starts an instance.
//!
//! wasm-bindgen writes a module that fits any bundler; an application needs far less. Its functions become local to one
//! default export, so that every call makes an instance with a state of its own, and so that a minifier may rename
//! them. The long names by which script and wasm module know each other become one letter or two: they contain hashes,
//! which do not compress.
//!
//! The script also catches panics: a trap passes through wasm without unwinding it. Data that a trap leaves on wasm's
//! own stack is dropped, by resetting the stack pointer.

mod helpers;

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result, bail};
use walrus::{ExportItem, FunctionKind, ImportedFunction, Module};

/// The name of the global that contains wasm's own stack pointer.
const STACK: &str = "__stack_pointer";

/// Runs a piece of the client's work and returns whether it completed: see `graph/attempt.rs`.
const ATTEMPT: &str = "\
function attempt() {
const top = wasm.__stack_pointer.value;
try { wasm.job(); return true; } catch (error) {
wasm.__stack_pointer.value = top;
reportError(error);
}
}
";

/// Runs a closure that wasm has passed to JavaScript, as a turn.
const TURN: &str = "\
function turn(call) {
const top = wasm.__stack_pointer.value;
let done = false;
wasm.enter();
try { const result = call(); done = true; return result; } finally {
if (!done) wasm.__stack_pointer.value = top;
wasm.leave(done);
}
}
";

/// Reads columns, and the snapshot from which a page resumes.
const COLUMNS: &str = include_str!("glue/columns.js");

/// Finds places in the document.
const PLACES: &str = include_str!("glue/places.js");

/// Reads messages of the server, and applies updates to the document.
const PATCH: &str = include_str!("glue/patch.js");

/// Keeps a socket to the page's server.
const SOCKET: &str = include_str!("glue/socket.js");

/// Sends files of forms.
const UPLOAD: &str = include_str!("glue/upload.js");

/// Takes the visitor from one page of a layout to another.
const TRAVEL: &str = include_str!("glue/travel.js");

/// The scripts, and for each a function of it that wasm imports if it needs the script. A script uses those before it.
const SCRIPTS: [(&str, &str); 6] = [
    ("expandSnapshot", COLUMNS),
    ("expandSnapshot", PLACES),
    ("applyUpdate", PATCH),
    ("openSocket", SOCKET),
    ("sendForm", UPLOAD),
    ("travelTo", TRAVEL),
];

/// Says of a place that it is not there: the development build's way to find one.
const SAY_LOST: &str = "\
function findPlace(page, region, start, path, sort) {
const found = walkTo(page, region, start, path, sort);
if (!found) { console.log(`watershed: the place [${path}] of region ${region} is not there, so nothing is changed in it. \
Something else has changed the page, or the browser has read its HTML in another way.`); }
return found;
}
";

/// The functions of wasm-bindgen that allocate and free the index of a reference.
const REFERENCES: [&str; 2] = ["__externref_table_alloc", "__externref_table_dealloc"];

/// The replacements in the script. Indices up to 1027 belong to wasm-bindgen's constants.
const KEEPER: &str = "\
const free = [];
function __externref_table_alloc() {
return free.pop() ?? wasm.__wbindgen_externrefs.grow(1);
}
function __externref_table_dealloc(index) {
if (index > 1027) {
wasm.__wbindgen_externrefs.set(index, null);
free.push(index);
}
}
";

/// Imports, and the exports that are called only because of them: the end of a wait.
const CALLBACKS: [(&str, &str); 1] = [("__wbg_wait_", "timer")];

/// The call of a closure as wasm-bindgen writes it, and its replacement.
const CALLS: [(&str, &str); 2] = [
    (
        "return f(a, state.b, ...args);",
        "return turn(() => f(a, state.b, ...args));",
    ),
    (
        "return f(state.a, state.b, ...args);",
        "return turn(() => f(state.a, state.b, ...args));",
    ),
];

/// The exports of the application that only these functions call.
const INTERNAL: [&str; 4] = ["control", "enter", "job", "leave"];

/// The name by which wasm-bindgen's script knows the instance.
const SET_WASM: &str = "__wbg_set_wasm";

/// The name under which the wasm module imports everything.
const IMPORTS: &str = "_";

/// The parts of wasm-bindgen's script.
#[derive(Debug, Default)]
pub struct Glue {
    /// The declarations, without the keyword `export`.
    body: String,
    /// The imports of the module: name and local expression.
    imports: BTreeMap<String, String>,
    /// The exports of the application: name and local expression.
    exports: BTreeMap<String, String>,
}

impl Glue {
    /// Splits `script` into its parts, and removes the exports of `module` that it does not use.
    pub fn new(script: &str, module: &mut Module) -> Result<Self> {
        let mut glue = Self::read(script)?;
        glue.end_panics(module);
        glue.keep_references(module);
        glue.remove_callbacks(module);
        glue.sort_out_imports(module)?;
        glue.keep_raw_exports(module);
        glue.remove_other_exports(module);
        walrus::passes::gc::run(module);
        Ok(glue)
    }

    /// Gives short names to the remaining imports and exports of `module`, and returns the script that starts it: an ES
    /// module, whose default export takes the URL of the wasm module and promises the application's exports.
    pub fn link(mut self, module: &mut Module) -> String {
        let imports = self.shorten_imports(module);
        for (name, local) in self.exports.clone() {
            if let Some(function) = self.take_function(&local) {
                self.exports.insert(name, function);
            }
        }
        let script = self.with_loader(&imports);
        shorten_exports(module, script)
    }

    fn read(text: &str) -> Result<Self> {
        let mut glue = Self::default();
        for line in text.lines() {
            let line = line.trim();
            if line.starts_with("import ") {
                bail!(
                    "the client needs a JavaScript file of a crate, which is not supported: {line}\n\
                     help: bind what the browser itself has, with web-sys or `#[wasm_bindgen]`"
                );
            } else if let Some(declaration) = line.strip_prefix("export ") {
                glue.export(declaration)?;
            } else {
                writeln!(glue.body, "{line}")?;
            }
        }
        glue.exports.remove(SET_WASM);
        glue.remove(SET_WASM);
        glue.body = helpers::shortened(&glue.body);
        Ok(glue)
    }

    /// Moves the management of the reference table from wasm to JavaScript, where a free list is an array.
    fn keep_references(&mut self, module: &mut Module) {
        for name in REFERENCES {
            let Some(function) = module.funcs.by_name(name) else {
                continue;
            };
            let ty = module.funcs.get(function).ty();
            let import = module.imports.add(IMPORTS, name, function);
            module.funcs.get_mut(function).kind =
                FunctionKind::Import(ImportedFunction { import, ty });
            self.exports.insert(name.into(), name.into());
            self.body = self
                .body
                .replace(&format!("wasm.{name}("), &format!("{name}("));
        }
        self.body.push_str(KEEPER);
    }

    /// Removes the exports that no import asks JavaScript to call.
    fn remove_callbacks(&mut self, module: &mut Module) {
        for (caller, callback) in CALLBACKS {
            let is_caller = |import: &walrus::Import| import.name.starts_with(caller);
            if !module.imports.iter().any(is_caller) {
                self.exports.remove(callback);
                self.remove(callback);
                let _ = module.exports.remove(callback);
            }
        }
    }

    /// Adds the functions that catch traps to the script.
    fn end_panics(&mut self, module: &mut Module) {
        let Some(stack) = module.globals.iter().find(|global| is_stack(global)) else {
            return;
        };
        let stack = stack.id();
        module.exports.add(STACK, stack);
        self.exports
            .retain(|name, _| !INTERNAL.contains(&name.as_str()));
        for (theirs, ours) in CALLS {
            self.body = self.body.replace(theirs, ours);
        }
        INTERNAL.iter().for_each(|name| self.remove(name));
        for function in [ATTEMPT, TURN] {
            self.add(function);
        }
        for (entry, script) in SCRIPTS {
            if self.calls(entry) {
                self.add_script(script);
            }
        }
    }

    /// Lets the script say of places that they are not there.
    pub fn say_lost(&mut self) {
        if self.calls("findPlace") {
            self.body = self.body.replace("function findPlace(", "function walkTo(");
            self.body.push_str(SAY_LOST);
        }
    }

    fn calls(&self, function: &str) -> bool {
        self.body.contains(&format!("{function}("))
    }

    fn add_script(&mut self, script: &str) {
        for line in script.lines() {
            self.body.push_str(line.trim_start());
            self.body.push('\n');
        }
    }

    /// Removes the parts of the script that are marked with the name of a feature. Returns false if there is none.
    pub fn cut(&mut self, feature: &str) -> bool {
        let (start, end) = (format!("// [{feature}\n"), format!("// {feature}]\n"));
        let mut is_cut = false;
        while let Some(from) = self.body.find(&start)
            && let Some(length) = self.body[from..].find(&end)
        {
            self.body.replace_range(from..from + length + end.len(), "");
            is_cut = true;
        }
        is_cut
    }

    /// Removes an export, and the function that calls it. Returns false if there is none.
    pub fn cut_export(&mut self, module: &mut Module, name: &str) -> bool {
        let is_there = self.exports.remove(name).is_some();
        self.remove(name);
        let _ = module.exports.remove(name);
        is_there
    }

    /// Adds a function if it is called. Otherwise removes the functions that only it would call.
    fn add(&mut self, function: &str) {
        let name = declared_name(function).unwrap_or_default();
        if self.calls(name) {
            self.body.push_str(function);
        }
    }

    /// Removes a function from the script.
    fn remove(&mut self, name: &str) {
        let start = self.body.find(&format!("function {name}("));
        if let Some(start) = start
            && let Some(length) = helpers::statement(&self.body[start..])
        {
            self.body.replace_range(start..=start + length, "");
        }
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

    fn sort_out_imports(&mut self, module: &Module) -> Result<()> {
        for import in module.imports.iter() {
            let local = self.exports.remove(&import.name).with_context(|| {
                format!(
                    "the client imports `{}` from `{}`, which no browser has\n\
                     help: import it with `#[wasm_bindgen]`, or keep the crate that wants it on the server",
                    import.name, import.module
                )
            })?;
            self.imports.insert(import.name.clone(), local);
        }
        Ok(())
    }

    /// Keeps the functions that were exported without wasm-bindgen, and exports them unchanged.
    fn keep_raw_exports(&mut self, module: &Module) {
        for export in module.exports.iter() {
            let name = &export.name;
            let internal =
                name.starts_with("__") || name == "main" || INTERNAL.contains(&name.as_str());
            if !internal && matches!(export.item, ExportItem::Function(_)) {
                let raw = || format!("wasm.{name}");
                self.exports.entry(name.clone()).or_insert_with(raw);
            }
        }
    }

    /// Removes the exports that the script does not use.
    pub fn remove_other_exports(&self, module: &mut Module) {
        let script = self.with_loader("");
        let unused = module
            .exports
            .iter()
            .filter(|export| rename_member(&script, &export.name, "").is_none());
        for id in unused.map(|export| export.id()).collect::<Vec<_>>() {
            module.exports.delete(id);
        }
    }

    /// Shortens the names of the imports, and returns the import object as JavaScript.
    fn shorten_imports(&mut self, module: &mut Module) -> String {
        self.remove_other_imports(module);
        let mut members = Vec::new();
        for import in module.imports.iter_mut() {
            let local = self.imports.get(&import.name).cloned().unwrap_or_default();
            import.module = IMPORTS.into();
            import.name = short_name(members.len());
            let function = self.take_function(&local).unwrap_or(local);
            members.push(format!("{}: {function}", import.name));
        }
        format!("{IMPORTS}: {{ {} }}", members.join(", "))
    }

    /// Removes the functions of imports that the module no longer has.
    fn remove_other_imports(&mut self, module: &Module) {
        let is_left = |name: &str| module.imports.iter().any(|import| import.name == name);
        let (left, gone) = std::mem::take(&mut self.imports)
            .into_iter()
            .partition(|(name, _)| is_left(name));
        self.imports = left;
        for (_, local) in gone {
            self.remove(&local);
        }
        self.remove_unused();
    }

    /// Removes the functions that nothing names.
    fn remove_unused(&mut self) {
        let loader = self.with_loader("");
        let declared = self.body.lines().filter_map(|line| {
            let is_function = line.starts_with("function ");
            is_function.then(|| declared_name(line).map(str::to_owned))?
        });
        let is_unused = |name: &String| {
            !self.imports.values().any(|local| local == name) && uses(&loader, name) == 1
        };
        let unused: Vec<_> = declared.filter(is_unused).collect();
        unused.iter().for_each(|name| self.remove(name));
        if !unused.is_empty() {
            self.remove_unused();
        }
    }

    /// Removes a function that is used only once from the script, and returns it as an expression.
    fn take_function(&mut self, name: &str) -> Option<String> {
        let named = self.imports.values().chain(self.exports.values());
        let is_called = self.body.matches(&format!("{name}(")).count() > 1;
        if is_called || named.filter(|local| *local == name).count() != 1 {
            return None;
        }
        let declared = format!("function {name}(");
        let start = self.body.find(&declared)?;
        let function = &self.body[start..][..helpers::statement(&self.body[start..])?];
        let (parameters, block) = function[declared.len()..].split_once(") {")?;
        // Arrow functions have no `arguments`.
        let expression = match block.contains("arguments") {
            true => format!("function ({parameters}) {{{block}"),
            false => format!("({parameters}) => {{{block}"),
        };
        self.body.replace_range(start..=start + function.len(), "");
        Some(expression)
    }

    fn with_loader(&self, imports: &str) -> String {
        let body = &self.body;
        let exports: Vec<_> = self
            .exports
            .iter()
            .map(|(public, local)| format!("{public}: {local}"))
            .collect();
        // The script that keeps a socket changes them.
        let exported = match body.contains("let exported;") {
            true => "exported = ",
            false => "",
        };
        format!(
            "export default async (url) => {{\n{body}\
             wasm = (await WebAssembly.instantiateStreaming(fetch(url), {{ {imports} }})).instance.exports;\n\
             wasm.__wbindgen_start();\n\
             return {exported}{{ {} }};\n}};\n",
            exports.join(", ")
        )
    }
}

/// Returns whether a global is the stack pointer: the one of this name, or the first mutable one if it has lost its
/// name.
fn is_stack(global: &walrus::Global) -> bool {
    let is_number = global.mutable && global.ty == walrus::ValType::I32;
    is_number && global.name.as_deref().is_none_or(|name| name == STACK)
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

/// Returns how often a script contains a name.
fn uses(script: &str, name: &str) -> usize {
    let is_whole = |at: usize| {
        !script[..at].ends_with(is_identifier)
            && !script[at + name.len()..].starts_with(is_identifier)
    };
    let found = script.match_indices(name);
    found.filter(|(at, _)| is_whole(*at)).count()
}

/// Shortens the names of the exports, and returns the script with the new names.
fn shorten_exports(module: &mut Module, mut script: String) -> String {
    for (index, export) in module.exports.iter_mut().enumerate() {
        let short = short_name(index);
        if let Some(renamed) = rename_member(&script, &export.name, &short) {
            script = renamed;
            export.name = short;
        }
    }
    script
}

/// Returns `script` with `wasm.old` renamed to `wasm.new`; `None` if it does not contain it.
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

/// Returns the name with this index: `a` to `z`, then `aa` and so on.
pub fn short_name(index: usize) -> String {
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
        let glue = Glue::read(
            "export function __wbg_now() {\n    return 1;\n}\n\
             export { draw as __wbg_draw };\n\
             export const __wbg_set_wasm = 0;\n\
             let wasm;",
        )
        .expect("these are the forms that wasm-bindgen writes");
        let exports: Vec<_> = glue.exports.into_iter().collect();
        assert_eq!(
            exports,
            [
                ("__wbg_draw".into(), "draw".into()),
                ("__wbg_now".into(), "__wbg_now".into())
            ]
        );
        assert!(!glue.body.contains("export"));
    }

    #[test]
    fn what_the_loader_cannot_carry_is_an_error() {
        assert!(Glue::read("export default 1;").is_err());
        assert!(Glue::read("import { draw } from './snippets/pen.js';").is_err());
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
