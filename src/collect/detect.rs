//! Tells what an input is from its content, and what to do when it is something else.

use std::io::{self, Cursor, Read};

use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use super::CollectError;
use crate::model::SourceKind;

/// How much of an input is looked at before it is read.
const HEAD: u64 = 8 * 1024;

const SHOW_JSON: &str = "terraform show -json tfplan > tfplan.json";
const PLAN_AND_SHOW: &str =
    "terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json";

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

    /// Refuses what is no JSON object at first sight.
    pub(super) fn check(&self, file: &str) -> Result<(), CollectError> {
        let wrong = |looks_like: &str, help: &str| {
            Err(CollectError::WrongKind {
                file: file.to_owned(),
                looks_like: looks_like.to_owned(),
                help: help.to_owned(),
            })
        };
        if self.bytes.starts_with(b"PK\x03\x04") {
            let help = format!("print it as JSON: {}", SHOW_JSON.replacen("tfplan", file, 1));
            return wrong("is a binary Terraform plan", &help);
        }
        let text = self.text();
        let text = text.trim_start();
        if text.is_empty() {
            return wrong("is empty", &format!("make it with: {PLAN_AND_SHOW}"));
        }
        if text.starts_with('{') {
            let first_line = text.lines().next().unwrap_or_default();
            if first_line.contains("\"@level\"") && first_line.contains("\"@message\"") {
                return wrong(
                    "is the log of `terraform plan -json`, not a plan",
                    &format!("save the plan and print it: {PLAN_AND_SHOW}"),
                );
            }
            return Ok(());
        }
        let (looks_like, help) = other_text(text);
        wrong(looks_like, help)
    }

    fn text(&self) -> String {
        let mut decoded = Vec::new();
        // Decoding from memory fails on nothing; what cannot be decoded is replaced.
        let _ = self.rest(&mut io::empty()).read_to_end(&mut decoded);
        String::from_utf8_lossy(&decoded).into_owned()
    }
}

/// What text that is no JSON object looks like, and what to do instead.
fn other_text(text: &str) -> (&'static str, &'static str) {
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
        ("is Terraform configuration (HCL), not a plan", help)
    } else if text.contains("Terraform will perform the following actions")
        || text.contains("Terraform used the selected providers")
        || text.contains("OpenTofu will perform the following actions")
    {
        let help = "print it as JSON: terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json";
        ("is a plan printed for people", help)
    } else if starts(&["AWSTemplateFormatVersion:", "Resources:", "Transform:"]) {
        (
            "is a CloudFormation template in YAML",
            "this version audits Terraform plans and states only",
        )
    } else if starts(&["---"])
        || text
            .lines()
            .next()
            .is_some_and(|line| line.trim_end().ends_with(':') || line.contains(": "))
    {
        ("looks like YAML", "pass a Terraform plan: terraform show -json tfplan > tfplan.json")
    } else if text.starts_with('[') {
        (
            "is a JSON array, not a plan",
            "pass a Terraform plan: terraform show -json tfplan > tfplan.json",
        )
    } else {
        ("is not JSON", "pass a Terraform plan: terraform show -json tfplan > tfplan.json")
    }
}

/// The kind of document that has these keys at its top.
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
    let (looks_like, help) = other_json(&has, keys);
    Err(CollectError::WrongKind { file: file.to_owned(), looks_like, help: help.to_owned() })
}

fn other_json(has: &dyn Fn(&str) -> bool, keys: &[String]) -> (String, &'static str) {
    let plan = "pass a Terraform plan: terraform show -json tfplan > tfplan.json";
    let only_terraform = "this version audits Terraform plans and states only";
    let known = [
        ("provider_schemas", "is the output of `terraform providers schema`", plan),
        ("diagnostics", "is the output of `terraform validate -json`", plan),
        ("terraform_outdated", "is the output of `terraform version -json`", plan),
        ("AWSTemplateFormatVersion", "is a CloudFormation template", only_terraform),
        ("Resources", "looks like a CloudFormation template", only_terraform),
        ("ChangeSetName", "is a CloudFormation change set", only_terraform),
        ("artifacts", "looks like the manifest of a CDK cloud assembly", only_terraform),
        ("ReplicationGroups", "is output of the AWS CLI", only_terraform),
        ("CacheClusters", "is output of the AWS CLI", only_terraform),
        ("runs", "looks like a SARIF report", plan),
    ];
    match known.iter().find(|(key, ..)| has(key)) {
        Some((_, looks_like, help)) => ((*looks_like).to_owned(), help),
        None => {
            let some: Vec<&str> = keys.iter().take(5).map(String::as_str).collect();
            let keys = if some.is_empty() { "none".to_owned() } else { some.join(", ") };
            (format!("is JSON, but neither a plan nor a state (keys at its top: {keys})"), plan)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(content: &[u8]) -> Option<String> {
        let head = Head::read(&mut &content[..]).expect("reads from memory");
        match head.check("f") {
            Err(CollectError::WrongKind { looks_like, .. }) => Some(looks_like),
            _ => None,
        }
    }

    #[test]
    fn what_is_no_json_object_is_named() {
        let cases: [(&[u8], Option<&str>); 9] = [
            (b"PK\x03\x04rest", Some("is a binary Terraform plan")),
            (b" \n", Some("is empty")),
            (
                b"resource \"aws_vpc\" \"a\" {}\n",
                Some("is Terraform configuration (HCL), not a plan"),
            ),
            (
                b"AWSTemplateFormatVersion: '2010-09-09'\n",
                Some("is a CloudFormation template in YAML"),
            ),
            (b"name: x\n", Some("looks like YAML")),
            (b"[1]", Some("is a JSON array, not a plan")),
            (b"hello", Some("is not JSON")),
            (b"\xef\xbb\xbf{\"a\":1}", None),
            (b"\xff\xfe{\0\"\0", None),
        ];
        for (content, expected) in cases {
            assert_eq!(refusal(content).as_deref(), expected, "{content:?}");
        }
    }

    #[test]
    fn keys_at_the_top_tell_the_kind() {
        let cases: [(&[&str], Option<SourceKind>); 6] = [
            (&["format_version", "resource_changes"], Some(SourceKind::TerraformPlan)),
            (&["format_version", "terraform_version", "values"], Some(SourceKind::TerraformState)),
            (&["format_version"], Some(SourceKind::TerraformState)),
            (
                &["version", "terraform_version", "serial", "lineage"],
                Some(SourceKind::TerraformStateFile),
            ),
            (&["cache_audit_inventory"], Some(SourceKind::SavedInventory)),
            (&["format_version", "provider_schemas"], None),
        ];
        for (keys, expected) in cases {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(kind(&keys, "f").ok(), expected, "{keys:?}");
        }
    }
}
