//! Embeds `policies/` into the binary: every Rego and YAML file below it, as a sorted table of path and text.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const ROOT: &str = "policies";

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut files = Vec::new();
    collect(&manifest, Path::new(ROOT), &mut files)?;
    files.sort();

    let mut table = String::from("&[\n");
    for file in &files {
        let absolute = manifest.join(file);
        let name = file.replace('\\', "/");
        writeln!(table, "    ({name:?}, include_str!({absolute:?})),")?;
    }
    table.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("policies.rs"), table)?;
    println!("cargo::rerun-if-changed=src/build.rs");
    Ok(())
}

/// Gathers the paths of all files to embed, relative to the package, and watches each folder for new ones.
fn collect(manifest: &Path, folder: &Path, files: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(manifest.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(manifest, &path, files)?;
        } else if matches!(path.extension().and_then(|e| e.to_str()), Some("rego" | "yaml")) {
            let path = path.to_str().ok_or("a path under policies/ is not UTF-8")?;
            files.push(path.to_owned());
        }
    }
    Ok(())
}
