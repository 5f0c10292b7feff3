//! Opens an input, finds out what it is, and reads it as that.
//!
//! What stands on its own leaves as an inventory; CloudFormation's documents leave as they are, to be read together. Plans
//! of any size are read as a stream; templates and change sets are held whole, since every value in them has a place.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::cloudformation::node::Node;
use super::cloudformation::{Document, json, yaml};
use super::detect::{self, Format, Head, YamlKind};
use super::{CollectError, Input, terraform};
use crate::model::{INVENTORY_VERSION, Inventory, SourceKind, SourceSummary};

/// The size up to which JSON is held whole. CloudFormation takes templates of up to 1 MB; a change set holds each property
/// of up to 500 resources twice.
const JSON_MEGABYTES: u64 = 32;

/// The size up to which YAML is. Its parser may have to look ahead to the end of the text.
const YAML_MEGABYTES: u64 = 4;

/// An input that was opened.
pub(super) enum Opened {
    /// It stands on its own.
    Inventory(Box<Inventory>),
    /// It is read together with the others of its kind.
    Document(Document),
}

/// Opens a file, a folder, or standard input.
pub(super) fn input(input: &Input) -> Result<Opened, CollectError> {
    let file = input.name();
    match input {
        Input::File(path) if path.is_dir() => {
            detect::folder(path)?;
            Ok(Opened::Document(Document::Assembly { path: path.clone() }))
        }
        Input::File(path) => {
            let mut opened = File::open(path).map_err(|source| read_error(source, &file))?;
            stream(&mut opened, &file, Some(path))
        }
        Input::Stdin => stream(&mut io::stdin(), &file, None),
    }
}

/// Opens a stream; `path` is where it was found.
pub(super) fn stream(
    input: &mut (dyn Read + Send),
    file: &str,
    path: Option<&Path>,
) -> Result<Opened, CollectError> {
    let head = Head::read(input).map_err(|source| read_error(source, file))?;
    let format = head.format(file)?;
    let opening = Opening { file: file.into(), path };
    let rest = &mut head.rest(input);
    match format {
        Format::TerraformJson => opening.terraform_json(rest),
        Format::Json => opening.json(rest),
        Format::Yaml => opening.yaml(rest),
    }
}

fn read_error(source: io::Error, file: &str) -> CollectError {
    CollectError::Read { file: file.to_owned(), source }
}

/// The input that is being opened.
struct Opening<'o> {
    file: Arc<str>,
    path: Option<&'o Path>,
}

impl Opening<'_> {
    /// Reads JSON that begins as Terraform's files do, as a stream.
    fn terraform_json(&self, input: &mut (dyn Read + Send)) -> Result<Opened, CollectError> {
        let text = terraform::read(input, &self.file)?;
        self.opened(&text, || Err(detect::mixed(&self.file)))
    }

    /// Reads JSON whose first key tells nothing, or that it is CloudFormation's. Terraform's files are read here too, of
    /// any size, for somebody may have sorted the keys.
    fn json(&self, input: &mut (dyn Read + Send)) -> Result<Opened, CollectError> {
        let start = self.start(input, JSON_MEGABYTES)?;
        if is_larger(&start, JSON_MEGABYTES) {
            let text = terraform::read(&mut start.chain(input), &self.file)?;
            return self.opened(&text, || Err(self.too_large(JSON_MEGABYTES)));
        }
        let whole = self.text(start)?;
        let parse = || json::parse(&whole, &self.file);
        let text = terraform::read(&mut whole.as_bytes(), &self.file)
            // This parser counts in characters, as people do.
            .map_err(|error| parse().err().unwrap_or(error))?;
        self.opened(&text, parse)
    }

    /// Reads YAML, in which only CloudFormation's documents come.
    fn yaml(&self, input: &mut dyn Read) -> Result<Opened, CollectError> {
        let start = self.start(input, YAML_MEGABYTES)?;
        if is_larger(&start, YAML_MEGABYTES) {
            return Err(self.too_large(YAML_MEGABYTES));
        }
        let text = self.text(start)?;
        detect::refuse_other_yaml(&text, &self.file)?;
        let root = yaml::parse(&text, &self.file)?;
        match detect::yaml_kind(&root.keys(), &self.file)? {
            YamlKind::Template => Ok(self.template(root)),
            YamlKind::ChangeSet => Ok(self.change_set(root)),
        }
    }

    /// Reads what the keys at the top of `text` say; `root` parses it with places.
    fn opened(
        &self,
        text: &terraform::Text,
        root: impl FnOnce() -> Result<Node, CollectError>,
    ) -> Result<Opened, CollectError> {
        let alone = |inventory| Ok(Opened::Inventory(Box::new(inventory)));
        match detect::kind(text.keys(), &self.file)? {
            kind @ (SourceKind::TerraformPlan | SourceKind::TerraformState) => {
                alone(terraform::show_json(text, kind, &self.file)?)
            }
            SourceKind::TerraformStateFile => alone(terraform::state_file(text, &self.file)?),
            // What a live account told is read again from the inventory that was saved of it.
            SourceKind::SavedInventory | SourceKind::LiveAccount => alone(saved(text, &self.file)?),
            SourceKind::CloudFormationTemplate => Ok(self.template(root()?)),
            SourceKind::CloudFormationChangeSet => Ok(self.change_set(root()?)),
            SourceKind::CdkAssembly => self.assembly(),
        }
    }

    fn template(&self, root: Node) -> Opened {
        let path = self.path.map(Path::to_owned);
        Opened::Document(Document::Template { root, file: Arc::clone(&self.file), path })
    }

    fn change_set(&self, root: Node) -> Opened {
        Opened::Document(Document::ChangeSet { root, file: Arc::clone(&self.file) })
    }

    /// The assembly whose manifest this is: the folder around it.
    fn assembly(&self) -> Result<Opened, CollectError> {
        let folder =
            self.path.and_then(Path::parent).ok_or_else(|| detect::manifest(&self.file))?;
        // The folder of `manifest.json` is the current one, which has no name.
        let path = match folder.as_os_str().is_empty() {
            true => Path::new(".").to_owned(),
            false => folder.to_owned(),
        };
        Ok(Opened::Document(Document::Assembly { path }))
    }

    /// The input, or so much of it as shows that it is larger.
    fn start(&self, input: &mut dyn Read, megabytes: u64) -> Result<Vec<u8>, CollectError> {
        let mut start = Vec::new();
        let mut limited = input.take(bytes(megabytes) + 1);
        limited.read_to_end(&mut start).map_err(|source| read_error(source, &self.file))?;
        Ok(start)
    }

    fn text(&self, bytes: Vec<u8>) -> Result<String, CollectError> {
        String::from_utf8(bytes).map_err(|error| {
            let end = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..end]);
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            CollectError::Malformed {
                file: self.file.to_string(),
                line: 1 + before.matches('\n').count() as u64,
                column: 1 + before[line_start..].chars().count() as u64,
                message: "the text is neither UTF-8 nor UTF-16 with a byte order mark".to_owned(),
            }
        })
    }

    fn too_large(&self, megabytes: u64) -> CollectError {
        CollectError::TooLarge { file: self.file.to_string(), megabytes }
    }
}

fn is_larger(start: &[u8], megabytes: u64) -> bool {
    start.len() as u64 > bytes(megabytes)
}

fn bytes(megabytes: u64) -> u64 {
    megabytes * 1024 * 1024
}

/// Reads an inventory saved earlier.
fn saved(text: &terraform::Text, file: &str) -> Result<Inventory, CollectError> {
    let mut inventory: Inventory = text.parse(file)?;
    if inventory.cache_audit_inventory != INVENTORY_VERSION {
        return Err(CollectError::UnsupportedVersion {
            file: file.to_owned(),
            what: "inventory version".to_owned(),
            found: inventory.cache_audit_inventory.to_string(),
            supported: format!("version {INVENTORY_VERSION}"),
        });
    }
    if inventory.sources.is_empty() {
        inventory.sources.push(SourceSummary {
            file: file.to_owned(),
            kind: SourceKind::SavedInventory,
            written_by: None,
            is_complete: true,
        });
    }
    Ok(inventory)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn document(path: &str) -> Document {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
        match input(&Input::File(path)) {
            Ok(Opened::Document(document)) => document,
            Ok(Opened::Inventory(_)) => panic!("stands alone"),
            Err(error) => panic!("{error}"),
        }
    }

    fn assembly(path: &str) -> PathBuf {
        match document(path) {
            Document::Assembly { path } => path,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_manifest_of_an_assembly_stands_for_its_folder() {
        let folder = assembly("air-discovery/development/cdk.out");
        assert!(folder.ends_with("air-discovery/development/cdk.out"), "{}", folder.display());
        assert_eq!(assembly("air-discovery/development/cdk.out/manifest.json"), folder);
    }

    #[test]
    fn templates_know_where_they_were_found() {
        for file in ["ai-model-registry/redis-cluster.yaml", "ai-model-registry/redis-cluster.json"]
        {
            match document(file) {
                Document::Template { root, file: name, path: Some(path) } => {
                    assert!(path.ends_with(file) && name.ends_with(file), "{name}");
                    assert!(root.keys().contains(&"Resources".to_owned()), "{name}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn folders_that_are_no_assembly_are_named_with_what_to_pass() {
        for (folder, expected) in [
            ("air-discovery/cdk-infra", "cdk synth"),
            ("air-discovery/development", "pass its cloud assembly: "),
            ("air-discovery", "manifest.json and cdk.out"),
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
            match input(&Input::File(path)) {
                Err(CollectError::WrongKind { help, .. }) => {
                    assert!(help.contains(expected), "{folder}: {help}");
                }
                Ok(_) => panic!("{folder} is read"),
                Err(error) => panic!("{folder}: {error}"),
            }
        }
    }

    #[test]
    fn a_change_set_is_one_in_either_format() {
        for text in [
            "{\"Changes\": [], \"ChangeSetName\": \"c\", \"Parameters\": []}",
            "Changes: []\nChangeSetName: c\nParameters: []\n",
        ] {
            match stream(&mut text.as_bytes(), "c", None) {
                Ok(Opened::Document(Document::ChangeSet { root, .. })) => {
                    assert_eq!(root.keys(), ["Changes", "ChangeSetName", "Parameters"]);
                }
                _ => panic!("{text}"),
            }
        }
    }
}
