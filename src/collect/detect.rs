//! Tells what an input is from its content, and what to do when it is something else.

mod other;

use std::io::{self, Cursor, Read};
use std::path::Path;

use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use self::other::{ASSEMBLY, INPUTS, PARAMETERS, SYNTH};
use super::{CollectError, terraform};
use crate::model::SourceKind;

/// How much of an input is looked at before it is read.
const HEAD: u64 = 8 * 1024;

const SHOW_JSON: &str = "terraform show -json tfplan > tfplan.json";
const PLAN_AND_SHOW: &str =
    "terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json";

/// How an input is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// JSON whose first key is one of Terraform's, or of a saved inventory.
    TerraformJson,
    /// Other JSON.
    Json,
    /// YAML.
    Yaml,
}

/// The first bytes of an input.
pub(super) struct Head {
    bytes: Vec<u8>,
}

impl Head {
    /// Reads the first bytes.
    pub(super) fn read(input: &mut dyn Read) -> io::Result<Self> {
        let mut bytes = Vec::new();
        input.take(HEAD).read_to_end(&mut bytes)?;
        Ok(Self { bytes })
    }

    /// The whole input as UTF-8: a byte order mark is left out, UTF-16, as PowerShell writes it, is converted.
    pub(super) fn rest<'i>(
        &self,
        input: &'i mut (dyn Read + Send),
    ) -> DecodeReaderBytes<impl Read + Send + 'i, Vec<u8>> {
        let whole = Cursor::new(self.bytes.clone()).chain(input);
        DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).build(whole)
    }

    /// How to read the input. What is certainly neither JSON nor YAML is refused.
    pub(super) fn format(&self, file: &str) -> Result<Format, CollectError> {
        if self.bytes.starts_with(b"PK\x03\x04") {
            let help = format!("print it as JSON: {}", SHOW_JSON.replacen("tfplan", file, 1));
            return Err(wrong_kind(file, "is a binary Terraform plan", help));
        }
        let text = self.text();
        let text = text.trim_start();
        if text.is_empty() {
            return Err(wrong_kind(file, "is empty", INPUTS));
        }
        if text.starts_with('{') {
            return json_format(text, file);
        }
        match other_text(text) {
            None => Ok(Format::Yaml),
            Some((looks_like, help)) => Err(wrong_kind(file, looks_like, help)),
        }
    }

    fn text(&self) -> String {
        let mut decoded = Vec::new();
        // Decoding from memory fails on nothing; what cannot be decoded is replaced.
        let _ = self.rest(&mut io::empty()).read_to_end(&mut decoded);
        String::from_utf8_lossy(&decoded).into_owned()
    }
}

fn wrong_kind(file: &str, looks_like: impl Into<String>, help: impl Into<String>) -> CollectError {
    CollectError::WrongKind {
        file: file.to_owned(),
        looks_like: looks_like.into(),
        help: help.into(),
    }
}

fn json_format(text: &str, file: &str) -> Result<Format, CollectError> {
    let first_line = text.lines().next().unwrap_or_default();
    if first_line.contains("\"@level\"") && first_line.contains("\"@message\"") {
        let looks_like = "is the log of `terraform plan -json`, not a plan";
        let help = format!("save the plan and print it: {PLAN_AND_SHOW}");
        return Err(wrong_kind(file, looks_like, help));
    }
    Ok(match first_key(text).is_some_and(terraform::is_top_level_key) {
        true => Format::TerraformJson,
        false => Format::Json,
    })
}

/// The first key of a JSON object, when it has no escapes.
fn first_key(text: &str) -> Option<&str> {
    let (key, _) = text.strip_prefix('{')?.trim_start().strip_prefix('"')?.split_once('"')?;
    Some(key)
}

/// What text that is no JSON object looks like, and what to do instead; none when it looks like YAML.
fn other_text(text: &str) -> Option<(&'static str, &'static str)> {
    let starts =
        |words: &[&str]| text.lines().any(|line| words.iter().any(|word| line.starts_with(word)));
    let hcl = [
        "resource \"",
        "module \"",
        "variable \"",
        "provider \"",
        "data \"",
        "terraform {",
        "locals {",
        "output \"",
    ];
    if starts(&hcl) {
        let help = "audit the plan that it makes: terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json";
        Some(("is Terraform configuration (HCL), not a plan", help))
    } else if text.contains("Terraform will perform the following actions")
        || text.contains("Terraform used the selected providers")
        || text.contains("OpenTofu will perform the following actions")
    {
        let help = "print it as JSON: terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json";
        Some(("is a plan printed for people", help))
    } else if text.starts_with('[') && text.contains("\"ParameterKey\"") {
        Some(("is a file of parameters for CloudFormation", PARAMETERS))
    } else if text.starts_with('[') {
        Some(("is a JSON array", INPUTS))
    } else if looks_like_yaml(text) {
        None
    } else {
        Some(("is neither JSON nor YAML", INPUTS))
    }
}

/// Whether the first line that says something begins a YAML document with a mapping or a list in it.
fn looks_like_yaml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(['#', '%']));
    first.is_none_or(|line| {
        ["---", "- ", "? ", "&", "!"].iter().any(|start| line.starts_with(start))
            || line.ends_with(':')
            || line.contains(": ")
    })
}

/// Refuses YAML that shows to be something else before it is parsed: as YAML alone it may be more than a template can be.
pub(super) fn refuse_other_yaml(text: &str, file: &str) -> Result<(), CollectError> {
    let keys: Vec<String> = text.lines().filter_map(key_of_line).collect();
    match template_or_change_set(&keys) {
        Some(_) => Ok(()),
        None => other::known(&keys)
            .map_or(Ok(()), |(looks_like, help)| Err(wrong_kind(file, looks_like, help))),
    }
}

/// The key of a line that is not indented.
fn key_of_line(line: &str) -> Option<String> {
    let is_key = |key: &&str| {
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c))
    };
    let (key, _) = line.split_once(':')?;
    Some(key.trim_end().trim_matches(['"', '\''])).filter(is_key).map(str::to_owned)
}

/// What YAML that can be read may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YamlKind {
    /// A template.
    Template,
    /// A change set.
    ChangeSet,
}

/// The kind of YAML document that has these keys at its top.
pub(super) fn yaml_kind(keys: &[String], file: &str) -> Result<YamlKind, CollectError> {
    template_or_change_set(keys).ok_or_else(|| {
        let (looks_like, help) = other::known(keys).unwrap_or_else(|| {
            let looks_like = "is YAML, but neither a CloudFormation template nor a change set";
            (format!("{looks_like} ({})", at_its_top(keys)), INPUTS)
        });
        wrong_kind(file, looks_like, help)
    })
}

/// The kind of JSON document that has these keys at its top.
pub(super) fn kind(keys: &[String], file: &str) -> Result<SourceKind, CollectError> {
    let has = |key: &str| keys.iter().any(|present| present == key);
    if has("cache_audit_inventory") {
        return Ok(SourceKind::SavedInventory);
    }
    if has("format_version") {
        if ["resource_changes", "planned_values", "configuration", "prior_state"]
            .iter()
            .any(|key| has(key))
        {
            return Ok(SourceKind::TerraformPlan);
        }
        // An empty state prints nothing but its version.
        if has("values") || keys.len() == 1 {
            return Ok(SourceKind::TerraformState);
        }
    }
    if has("version") && (has("lineage") || has("serial")) {
        return Ok(SourceKind::TerraformStateFile);
    }
    if has("version") && has("artifacts") {
        return Ok(SourceKind::CdkAssembly);
    }
    match template_or_change_set(keys) {
        Some(YamlKind::Template) => return Ok(SourceKind::CloudFormationTemplate),
        Some(YamlKind::ChangeSet) => return Ok(SourceKind::CloudFormationChangeSet),
        None => {}
    }
    let (looks_like, help) = other::known(keys).unwrap_or_else(|| {
        let looks_like = "is JSON, but no plan, state, template or change set";
        (format!("{looks_like} ({})", at_its_top(keys)), INPUTS)
    });
    Err(wrong_kind(file, looks_like, help))
}

fn template_or_change_set(keys: &[String]) -> Option<YamlKind> {
    let has = |key: &str| keys.iter().any(|present| present == key);
    if has("Resources") || has("AWSTemplateFormatVersion") {
        Some(YamlKind::Template)
    } else if has("Changes") && (has("ChangeSetId") || has("ChangeSetName")) {
        Some(YamlKind::ChangeSet)
    } else {
        None
    }
}

fn at_its_top(keys: &[String]) -> String {
    let some: Vec<&str> = keys.iter().take(5).map(String::as_str).collect();
    let keys = if some.is_empty() { "none".to_owned() } else { some.join(", ") };
    format!("keys at its top: {keys}")
}

/// The error that a document has keys of Terraform's files and of a template.
pub(super) fn mixed(file: &str) -> CollectError {
    wrong_kind(file, "begins like a file of Terraform's and goes on like a template", INPUTS)
}

/// The error that the manifest of an assembly came without its folder.
pub(super) fn manifest(file: &str) -> CollectError {
    wrong_kind(
        file,
        "is the manifest of a CDK cloud assembly, whose other files are needed too",
        ASSEMBLY,
    )
}

/// Refuses a folder that is no CDK cloud assembly.
pub(super) fn folder(path: &Path) -> Result<(), CollectError> {
    let is_assembly =
        |path: &Path| path.join("manifest.json").is_file() && path.join("cdk.out").is_file();
    if is_assembly(path) {
        return Ok(());
    }
    let file = path.display().to_string();
    let inner = path.join("cdk.out");
    Err(if is_assembly(&inner) {
        let help = format!("pass its cloud assembly: {}", inner.display());
        wrong_kind(&file, "is the folder of a CDK app", help)
    } else if path.join("cdk.json").is_file() {
        wrong_kind(&file, "is the folder of a CDK app", SYNTH)
    } else {
        let help =
            "a cloud assembly has manifest.json and cdk.out; name anything else file by file";
        wrong_kind(&file, "is a folder, but no CDK cloud assembly", help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(content: &[u8]) -> Result<Format, String> {
        let head = Head::read(&mut &content[..]).expect("reads from memory");
        head.format("f").map_err(looks_like)
    }

    fn looks_like(error: CollectError) -> String {
        match error {
            CollectError::WrongKind { looks_like, .. } => looks_like,
            other => panic!("{other}"),
        }
    }

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn what_is_neither_json_nor_yaml_is_named() {
        let cases: [(&[u8], &str); 7] = [
            (b"PK\x03\x04rest", "is a binary Terraform plan"),
            (b" \n", "is empty"),
            (b"resource \"aws_vpc\" \"a\" {}\n", "is Terraform configuration (HCL), not a plan"),
            (b"[1]", "is a JSON array"),
            (b"[{\"ParameterKey\": 1}]", "is a file of parameters for CloudFormation"),
            (b"hello", "is neither JSON nor YAML"),
            (b"# a script\ncd terraform\n", "is neither JSON nor YAML"),
        ];
        for (content, expected) in cases {
            assert_eq!(format(content), Err(expected.to_owned()), "{content:?}");
        }
    }

    #[test]
    fn only_what_begins_as_terraforms_files_do_is_read_as_a_stream() {
        for content in [
            &b"\xef\xbb\xbf{\n \"format_version\":\"1.2\""[..],
            b"{\"version\": 4",
            b"{\"applyable\": true",
            b"{\"cache_audit_inventory\": 1",
        ] {
            assert_eq!(format(content), Ok(Format::TerraformJson), "{content:?}");
        }
        for content in
            [&b"{"[..], b"{}", b"{\"Resources\": {}", b"\xff\xfe{\0\"\0", b"{\"\\u0061\": 1"]
        {
            assert_eq!(format(content), Ok(Format::Json), "{content:?}");
        }
        for content in [
            &b"AWSTemplateFormatVersion: '2010-09-09'\n"[..],
            b"# a licence\n\n%YAML 1.1\n---\nResources:\n",
            b"\"Resources\":\n",
            b"# only comments so far",
        ] {
            assert_eq!(format(content), Ok(Format::Yaml), "{content:?}");
        }
    }

    #[test]
    fn keys_at_the_top_tell_the_kind() {
        let cases: [(&[&str], Option<SourceKind>); 12] = [
            (&["format_version", "resource_changes"], Some(SourceKind::TerraformPlan)),
            (&["format_version", "terraform_version", "values"], Some(SourceKind::TerraformState)),
            (&["format_version"], Some(SourceKind::TerraformState)),
            (
                &["version", "terraform_version", "serial", "lineage"],
                Some(SourceKind::TerraformStateFile),
            ),
            (&["cache_audit_inventory"], Some(SourceKind::SavedInventory)),
            (&["format_version", "provider_schemas"], None),
            (&["version", "artifacts"], Some(SourceKind::CdkAssembly)),
            (&["Resources"], Some(SourceKind::CloudFormationTemplate)),
            (&["Transform", "Globals", "Resources"], Some(SourceKind::CloudFormationTemplate)),
            (&["AWSTemplateFormatVersion"], Some(SourceKind::CloudFormationTemplate)),
            (&["Changes", "ChangeSetName"], Some(SourceKind::CloudFormationChangeSet)),
            (&["resources", "provider", "service"], None),
        ];
        for (present, expected) in cases {
            assert_eq!(kind(&keys(present), "f").ok(), expected, "{present:?}");
        }
    }

    #[test]
    fn other_yaml_is_named_before_it_is_parsed() {
        let cases = [
            ("apiVersion: v1\nkind: Pod\n---\napiVersion: v1\n", Some("is a Kubernetes manifest")),
            ("services:\n  a: &a\n  b:\n    <<: *a\n", Some("looks like a Docker Compose file")),
            ("name: x\non: [push]\njobs: {}\n", Some("is a GitHub Actions workflow")),
            (
                "service: x\nprovider:\n  name: aws\nresources:\n  Resources: {}\n",
                Some("is the configuration of the Serverless Framework"),
            ),
            ("Parameters:\n  A: b\n", Some("looks like a file of parameters for CloudFormation")),
            ("services: x\nResources: {}\n", None),
            ("'Resources' : {}\nParameters: {}\n", None),
            ("a: b\n", None),
        ];
        for (text, expected) in cases {
            let refusal = refuse_other_yaml(text, "f").err().map(looks_like);
            assert_eq!(refusal.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn other_json_is_named_with_what_to_pass_instead() {
        let cases: [(&[&str], &str, &str); 7] = [
            (&["app", "context"], "is the configuration of a CDK app", "cdk synth"),
            (&["app"], "is the configuration of a CDK app", "cdk synth"),
            (&["version"], "looks like part of a CDK cloud assembly", "cdk.out"),
            (&["version", "files", "dockerImages"], "is part of a CDK cloud assembly", "cdk.out"),
            (&["/Stack/Vpc"], "looks like part of a CDK cloud assembly", "cdk.out"),
            (&["StagesAvailable", "TemplateBody"], "get-template", "--query TemplateBody"),
            (&["a", "b"], "is JSON, but no plan, state, template or change set", "Terraform plan"),
        ];
        for (present, expected, advice) in cases {
            match kind(&keys(present), "f") {
                Err(CollectError::WrongKind { looks_like, help, .. }) => {
                    assert!(looks_like.contains(expected), "{present:?}: {looks_like}");
                    assert!(help.contains(advice), "{present:?}: {help}");
                }
                other => panic!("{present:?}: {other:?}"),
            }
        }
    }
}
