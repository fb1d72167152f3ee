//! Writes the files that the browser loads: named by their content, compressed in advance, listed in `watershed.json`.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use watershed_markup::asset;

use crate::{build::Profile, facts::File};

/// `watershed.json`: the names of the browser's files in the directory that contains the manifest.
///
/// Next to each file `NAME` are `NAME.br` and `NAME.gz`, the same bytes compressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The ES module whose default export takes the URL of `wasm` and starts the client.
    pub glue: String,
    /// The WebAssembly module.
    pub wasm: String,
    /// The sizes of these files.
    pub sizes: Sizes,
}

/// The sizes of the browser's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// The script.
    pub glue: Size,
    /// The WebAssembly module.
    pub wasm: Size,
}

/// The size of one file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Uncompressed.
    pub raw: usize,
    /// Compressed with gzip.
    pub gzip: usize,
    /// Compressed with brotli.
    pub brotli: usize,
}

impl Manifest {
    /// The name of the manifest's file.
    pub const FILE: &str = "watershed.json";

    /// Reads the manifest of an assets directory.
    ///
    /// # Errors
    ///
    /// If the directory has no manifest, or one that another version wrote.
    pub fn read(directory: &Path) -> Result<Self> {
        let path = directory.join(Self::FILE);
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is no manifest", path.display()))
    }

    /// Formats the sizes on one line for people.
    pub fn summary(&self, package: &str) -> String {
        let Sizes { glue, wasm } = self.sizes;
        format!(
            "{package}: glue {} bytes, wasm {} bytes (brotli)",
            glue.brotli, wasm.brotli
        )
    }
}

const GLUE: &str = "glue-";
const CLIENT: &str = "client-";

/// The name by which the glue imports the script that makes a page anew in its place.
pub const REBUILD: &str = "rebuild.js";

/// That script.
const REBUILD_SCRIPT: &str = include_str!("glue/rebuild.js");

/// Returns the name of the file that contains it.
pub fn rebuild_name() -> String {
    format!("rebuild-{}.js", hash(REBUILD_SCRIPT.as_bytes()))
}

/// Writes the script, the module and their manifest into `directory`, and removes the files of an earlier build.
pub fn write(directory: &Path, script: &str, wasm: &[u8], profile: Profile) -> Result<Manifest> {
    let glue = Asset::new(GLUE, "js", script.as_bytes(), profile)?;
    let wasm = Asset::new(CLIENT, "wasm", wasm, profile)?;
    let manifest = Manifest {
        sizes: Sizes {
            glue: glue.size(),
            wasm: wasm.size(),
        },
        glue: glue.name.clone(),
        wasm: wasm.name.clone(),
    };
    let rebuild = Asset {
        name: rebuild_name(),
        ..Asset::new("", "js", REBUILD_SCRIPT.as_bytes(), profile)?
    };
    create(directory)?;
    for asset in [glue, wasm, rebuild] {
        asset.write(directory)?;
    }
    replace(
        &directory.join(Manifest::FILE),
        &serde_json::to_vec_pretty(&manifest)?,
    )?;
    remove_older(directory, &manifest)?;
    Ok(manifest)
}

/// Compresses the application's own files into `directory`, each once, and removes those that an earlier build left there.
pub fn copy(directory: &Path, files: &[File], profile: Profile) -> Result<()> {
    let directory = directory.join(asset::FOLDER);
    create(&directory)?;
    for file in files {
        // The name is a promise of the content: a file with compressed neighbours is complete.
        if !directory.join(format!("{}.br", file.name)).exists() {
            copy_one(&directory, file, profile)?;
        }
    }
    for entry in fs::read_dir(&directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_current = files
            .iter()
            .any(|file| match name.strip_prefix(&*file.name) {
                Some(rest) => ["", ".gz", ".br"].contains(&rest),
                None => false,
            });
        if !is_current {
            // Another build may have removed it first.
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

fn copy_one(directory: &Path, File { name, path }: &File, profile: Profile) -> Result<()> {
    let raw = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let own = path.file_name().unwrap_or_default().to_string_lossy();
    ensure!(
        asset::name(&own, &raw) == *name,
        "{} has changed since its server was compiled\nhelp: build again",
        path.display()
    );
    Asset {
        name: name.clone(),
        raw: &raw,
        gzip: gzip(&raw, profile)?,
        brotli: brotli(&raw, profile)?,
    }
    .write(directory)
}

fn create(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))
}

/// Replaces a file in one step: a reader gets either the old bytes or the new ones.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let directory = path.parent().context("a file has a directory")?;
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

fn remove_older(directory: &Path, manifest: &Manifest) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ours = [GLUE, CLIENT, "rebuild-"]
            .iter()
            .any(|stem| name.starts_with(stem));
        let current = [&manifest.glue, &manifest.wasm, &rebuild_name()]
            .iter()
            .any(|current| name.starts_with(*current));
        if ours && !current {
            // Another build may have removed it first.
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

struct Asset<'a> {
    name: String,
    raw: &'a [u8],
    gzip: Vec<u8>,
    brotli: Vec<u8>,
}

impl<'a> Asset<'a> {
    fn new(stem: &str, extension: &str, raw: &'a [u8], profile: Profile) -> Result<Self> {
        Ok(Self {
            name: format!("{stem}{}.{extension}", hash(raw)),
            raw,
            gzip: gzip(raw, profile)?,
            brotli: brotli(raw, profile)?,
        })
    }

    fn size(&self) -> Size {
        Size {
            raw: self.raw.len(),
            gzip: self.gzip.len(),
            brotli: self.brotli.len(),
        }
    }

    fn write(&self, directory: &Path) -> Result<()> {
        let path = |suffix: &str| directory.join(format!("{}{suffix}", self.name));
        replace(&path(""), self.raw)?;
        replace(&path(".gz"), &self.gzip)?;
        replace(&path(".br"), &self.brotli)
    }
}

/// Returns sixteen hexadecimal digits: enough that no two builds of one application ever share a name.
fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn gzip(bytes: &[u8], profile: Profile) -> Result<Vec<u8>> {
    let level = match profile {
        Profile::Dev => Compression::fast(),
        Profile::Release => Compression::best(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Compresses bytes with brotli.
pub fn brotli(bytes: &[u8], profile: Profile) -> Result<Vec<u8>> {
    let quality = match profile {
        Profile::Dev => 1,
        Profile::Release => 11,
    };
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}
