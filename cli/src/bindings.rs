//! Runs wasm-bindgen as a library. It generates the JavaScript behind the imports and exports of a wasm module.

use std::path::Path;

use anyhow::{Context, Result, bail};
use walrus::{Module, ModuleConfig};
use wasm_bindgen_cli_support::Bindgen;

use crate::{build::Profile, relocations::Relocations, workspace::Workspace};

/// A wasm module and the JavaScript that its imports and exports need.
pub struct Bound {
    /// The module, with the names of its functions.
    pub module: Module,
    /// An ES module that exports one function per import of the wasm module, the application's exports, and `__wbg_set_wasm`.
    pub script: String,
    /// The addresses in the module, if the linker was asked for them.
    pub relocations: Option<Relocations>,
}

/// Reports a version of wasm-bindgen that this tool cannot read. The format changes with every version.
pub fn check_version(workspace: &Workspace) -> Result<()> {
    let ours = wasm_bindgen_shared::version();
    match workspace.wasm_bindgen() {
        Some(theirs) if theirs == ours => Ok(()),
        Some(theirs) => bail!(
            "this workspace uses wasm-bindgen {theirs}, but this cargo-watershed reads the format of {ours}\n\
             help: type `cargo update -p wasm-bindgen --precise {ours}`, or install the cargo-watershed of your Watershed version"
        ),
        None => bail!(
            "nothing in this workspace uses wasm-bindgen, so there is no browser half\nhelp: type `cargo add watershed`"
        ),
    }
}

/// Generates the bindings of the module at `wasm`.
pub fn bind(wasm: &Path, profile: Profile) -> Result<Bound> {
    let bytes = std::fs::read(wasm)?;
    // Of wasm-bindgen's targets, `bundler` is the only one whose script has no loader.
    let mut output = Bindgen::new()
        .input_module("client", parse(&bytes, profile)?)
        .bundler(true)?
        .typescript(false)
        .demangle(false)
        .generate_output()
        .with_context(|| format!("wasm-bindgen cannot read {}", wasm.display()))?;
    let script = output
        .start()
        .context("wasm-bindgen wrote no script")?
        .clone();
    let mut module = std::mem::take(output.wasm_mut());
    remove_custom_sections(&mut module);
    Ok(Bound {
        module,
        script,
        relocations: Relocations::read(&bytes)?,
    })
}

/// Parses a module. The names of functions are always read, but written only for debuggers.
fn parse(wasm: &[u8], profile: Profile) -> Result<Module> {
    ModuleConfig::new()
        .generate_name_section(profile == Profile::Dev)
        .generate_producers_section(false)
        .parse(wasm)
}

/// Removes the custom sections, which the linker and wasm-bindgen have read. Browsers do not read them.
fn remove_custom_sections(module: &mut Module) {
    let sections: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for section in sections {
        module.customs.delete(section);
    }
}
