//! A file of the package is named from the folder of its manifest.
//!
//! The address of a file contains a hash of its bytes, so the file must be there when the component is compiled. The path
//! starts at the folder of the package's Cargo.toml, so that it is the same in every module.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <img src=asset!("tests/assets/logo.svg") alt="Logo"> }
}
