//! wasm-bindgen, as a library: the imports and exports of a wasm module, and the JavaScript behind them.

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
    /// Where the module holds addresses, if the linker was asked to tell.
    pub relocations: Option<Relocations>,
}

/// Explains a wasm-bindgen that this tool cannot read: its format changes with every version.
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
    // Of wasm-bindgen's targets, `bundler` is the only one whose script has no loader of its own.
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

/// The names of functions are read in any case, and written for debuggers only.
fn parse(wasm: &[u8], profile: Profile) -> Result<Module> {
    ModuleConfig::new()
        .generate_name_section(profile == Profile::Dev)
        .generate_producers_section(false)
        .parse(wasm)
}

/// They told the linker and wasm-bindgen about the module; browsers do not read them.
fn remove_custom_sections(module: &mut Module) {
    let sections: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for section in sections {
        module.customs.delete(section);
    }
}
