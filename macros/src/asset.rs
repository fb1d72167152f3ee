//! `asset!("style.css")`: the address of a file of the package.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Expr, LitStr};
use watershed_markup::asset;

use crate::diagnostic::{Diagnostics, Problem};
use crate::emit::rt;

/// Returns the address of the file, as a `&'static str`. The native half submits the file, so that the server knows it
/// and the build copies it. The compiler is told to look at the file again when it changes.
pub fn expand(literal: &LitStr) -> TokenStream {
    match read(&package(literal.span()), &literal.value()) {
        Ok((file, bytes)) => found(&file, &bytes),
        Err(problem) => {
            let mut diagnostics = Diagnostics::default();
            diagnostics.report(literal.span(), problem);
            let errors = diagnostics.into_compile_errors();
            quote!({ #errors "" })
        }
    }
}

/// Returns the address of the file that a call of `asset!` names; `None` if the expression is another one, or if there is
/// no such file, which the macro itself reports.
pub fn address(call: &Expr) -> Option<String> {
    let Expr::Macro(call) = call else {
        return None;
    };
    let is_asset = call.mac.path.segments.last()?.ident == "asset";
    let literal: LitStr = is_asset.then(|| call.mac.parse_body().ok())??;
    let (file, bytes) = read(&package(literal.span()), &literal.value()).ok()?;
    Some(address_of(&file, &bytes))
}

fn address_of(file: &Path, bytes: &[u8]) -> String {
    let own = file.file_name().unwrap_or_default().to_string_lossy();
    asset::address(&asset::name(&own, bytes))
}

/// Returns the folder of the Cargo.toml that the source belongs to. For a file that another package includes by its path
/// that is not the package which is compiled.
fn package(written: Span) -> PathBuf {
    let source = written
        .local_file()
        .and_then(|file| std::path::absolute(file).ok());
    let mut folders = source.iter().flat_map(|file| file.ancestors().skip(1));
    let own = folders.find(|folder| folder.join("Cargo.toml").is_file());
    own.map(Path::to_owned)
        .or_else(|| std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from))
        .unwrap_or_default()
}

fn read(package: &Path, path: &str) -> Result<(PathBuf, Vec<u8>), Problem> {
    let file = package.join(path);
    match std::fs::read(&file) {
        Ok(bytes) => Ok((file, bytes)),
        Err(error) => Err(Problem::NoAsset {
            path: path.to_owned(),
            reason: reason(&error).to_owned(),
            folder: package.display().to_string(),
        }),
    }
}

fn reason(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file",
        ErrorKind::IsADirectory => "this is a folder",
        _ => "this file cannot be read",
    }
}

fn found(file: &Path, bytes: &[u8]) -> TokenStream {
    let rt = rt();
    let own = file.file_name().unwrap_or_default().to_string_lossy();
    let name = asset::name(&own, bytes);
    let address = address_of(file, bytes);
    let path = file.to_string_lossy();
    quote! {{
        const _: &[u8] = ::core::include_bytes!(#path);
        #[cfg(not(target_arch = "wasm32"))]
        #rt::facts::submit! { #rt::facts::AssetFacts { name: #name, path: #path } }
        #address
    }}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_looked_for_beside_the_manifest() {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (file, bytes) = read(package, "Cargo.toml").expect("every package has one");
        assert_eq!(file, package.join("Cargo.toml"));
        assert!(!bytes.is_empty());
        assert!(matches!(
            read(package, "src"),
            Err(Problem::NoAsset { reason, .. }) if reason == "this is a folder"
        ));
        assert!(read(package, "Cargo.tom").is_err());
    }
}
