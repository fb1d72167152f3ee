//! Writes the files that the browser loads: named by their content, compressed in advance, listed in `watershed.json`.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use watershed_markup::asset;

use crate::{
    build::Profile,
    facts::File,
    rebuild::{self, RebuildScript},
};

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

/// The number of builds whose files are kept: pages of earlier ones are still open, and may ask for them.
const KEPT_BUILDS: usize = 3;

/// The names of the files of the builds that are kept, the newest first.
#[derive(Debug, Default, Serialize, Deserialize)]
struct KeptBuilds(Vec<Vec<String>>);

/// Writes the script, the module and their manifest into `directory`.
pub fn write(
    directory: &Path,
    script: &str,
    wasm: &[u8],
    rebuild: &RebuildScript,
    profile: Profile,
) -> Result<Manifest> {
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
        name: rebuild.name.clone(),
        ..Asset::new("", "js", rebuild.text.as_bytes(), profile)?
    };
    create(directory)?;
    for asset in [glue, wasm, rebuild] {
        asset.write(directory)?;
    }
    replace(
        &directory.join(Manifest::FILE),
        &serde_json::to_vec_pretty(&manifest)?,
    )?;
    Ok(manifest)
}

/// Compresses the application's own files into `directory`, each once.
pub fn copy(directory: &Path, files: &[File], profile: Profile) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let directory = directory.join(asset::FOLDER);
    create(&directory)?;
    for file in files {
        // The name is a promise of the content: a file with compressed neighbours is complete.
        if !directory.join(format!("{}.br", file.name)).exists() {
            copy_one(&directory, file, profile)?;
        }
    }
    Ok(())
}

/// Removes the files of builds before the last [`KEPT_BUILDS`]. This one has `files` besides those of its manifest.
pub fn remove_older(
    directory: &Path,
    manifest: &Manifest,
    rebuild: &RebuildScript,
    files: &[File],
) -> Result<()> {
    let path = directory.join(KeptBuilds::FILE);
    let builds = fs::read(&path).ok();
    // A file that another version wrote says nothing about what is needed.
    let builds = builds.and_then(|text| serde_json::from_slice(&text).ok());
    let KeptBuilds(mut builds) = builds.unwrap_or_default();
    let client = [&manifest.glue, &manifest.wasm, &rebuild.name].map(Clone::clone);
    let files = files.iter().map(|file| file.name.clone());
    let mut own: Vec<String> = client.into_iter().chain(files).collect();
    own.sort();
    builds.retain(|build| *build != own);
    builds.insert(0, own);
    builds.truncate(KEPT_BUILDS);
    let kept = KeptBuilds(builds);
    replace(&path, &serde_json::to_vec_pretty(&kept)?)?;
    let is_client = |name: &str| {
        [GLUE, CLIENT, rebuild::STEM]
            .iter()
            .any(|stem| name.starts_with(stem))
    };
    kept.remove_others(directory, is_client)?;
    let files = directory.join(asset::FOLDER);
    match files.exists() {
        true => kept.remove_others(&files, |_| true),
        false => Ok(()),
    }
}

impl KeptBuilds {
    /// The name of the file.
    const FILE: &str = "builds.json";

    /// Removes the files of these that no kept build has.
    fn remove_others(&self, directory: &Path, is_concerned: impl Fn(&str) -> bool) -> Result<()> {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let own = [".gz", ".br"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(&name);
            let mut kept = self.0.iter().flatten();
            if is_concerned(&name) && !kept.any(|kept| kept == own || *kept == *name) {
                // Another build may have removed it first.
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }
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
pub fn hash(bytes: &[u8]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds an application whose script, module and only file have this content. Returns their names.
    fn build(directory: &Path, content: &str) -> [String; 3] {
        let rebuild = RebuildScript::new(None);
        let manifest = write(
            directory,
            content,
            content.as_bytes(),
            &rebuild,
            Profile::Dev,
        );
        let manifest = manifest.expect("there is room");
        let source = tempfile::tempdir().expect("there is room for a folder");
        let path = source.path().join("words.txt");
        fs::write(&path, content).expect("there is room");
        let name = asset::name("words.txt", content.as_bytes());
        let file = File {
            path,
            name: name.clone(),
        };
        let files = [file];
        copy(directory, &files, Profile::Dev).expect("there is room");
        remove_older(directory, &manifest, &rebuild, &files).expect("the folder is ours");
        [
            manifest.glue,
            manifest.wasm,
            format!("{}/{name}", asset::FOLDER),
        ]
    }

    #[test]
    fn the_files_of_the_last_three_builds_are_kept() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let scripts = ["one", "two", "two", "three", "four"];
        let names = scripts.map(|script| build(folder.path(), script));
        let is_there = |names: &[String; 3]| {
            let ends = ["", ".gz", ".br"];
            let all = names
                .iter()
                .flat_map(|name| ends.map(|end| format!("{name}{end}")));
            let count = all.filter(|name| folder.path().join(name).exists()).count();
            assert!([0, 9].contains(&count), "all or none of them: {count}");
            count > 0
        };
        assert_eq!(
            names.each_ref().map(is_there),
            [false, true, true, true, true]
        );
        // A build whose files are there already is the newest again.
        build(folder.path(), "two");
        build(folder.path(), "five");
        assert_eq!(
            names.each_ref().map(is_there),
            [false, true, true, false, true]
        );
    }
}
