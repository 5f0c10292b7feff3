//! The METADATA block of a policy, from YAML within comments to typed fields.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::error::Problem;
use super::yaml::{self, Offset};
use super::{Parameter, Severity};
use crate::link::SubjectKind;

/// What stands before `package`, and the package itself.
pub(crate) struct Header {
    /// The METADATA.
    pub(crate) metadata: Metadata,
    /// Where the YAML begins, to place what is found wrong with it later.
    pub(crate) offset: Offset,
    /// The package, without `data.`.
    pub(crate) package: String,
    /// The line of the package statement.
    pub(crate) package_line: u32,
}

/// The METADATA of a policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) related_resources: Vec<String>,
    pub(crate) custom: Custom,
}

/// What OPA leaves to its users.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Custom {
    pub(crate) subject: SubjectKind,
    pub(crate) severity: Severity,
    pub(crate) attributes: Vec<Spanned<String>>,
    pub(crate) remediation: String,
    pub(crate) frameworks: BTreeMap<String, Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    pub(crate) aliases: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, Spanned<ParameterFile>>,
    #[serde(default)]
    pub(crate) labels: Vec<Spanned<String>>,
}

/// A parameter as METADATA declares it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterFile {
    pub(crate) default: serde_json::Value,
    #[serde(rename = "type")]
    pub(crate) parameter_type: ParameterType,
    pub(crate) description: String,
}

/// What a parameter's value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ParameterType {
    Integer,
    Number,
    String,
    Boolean,
    Array,
    Object,
}

impl ParameterType {
    /// The word for it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

impl From<&ParameterFile> for Parameter {
    fn from(file: &ParameterFile) -> Self {
        Self {
            default: file.default.clone(),
            parameter_type: file.parameter_type.as_str().to_owned(),
            description: file.description.clone(),
        }
    }
}

impl Parameter {
    /// Whether `value` is of the type that the parameter declares.
    pub fn accepts(&self, value: &serde_json::Value) -> bool {
        match self.parameter_type.as_str() {
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        }
    }
}

/// Reads the METADATA of the policy `text`, and the package that follows it at once.
pub(crate) fn parse(file: &str, text: &str) -> Result<Header, Box<Problem>> {
    let mut lines = text.lines().enumerate();
    let Some((start, _)) = lines.find(|(_, line)| line.trim_end() == "# METADATA") else {
        let message = "a policy starts with a `# METADATA` comment before `package`";
        return Err(Box::new(Problem::at(file, 1, 1, message)));
    };
    let mut yaml = String::new();
    for (index, line) in lines {
        if let Some(comment) = line.strip_prefix('#') {
            yaml.push_str(comment.strip_prefix(' ').unwrap_or(comment));
            yaml.push('\n');
            continue;
        }
        let Some(package) = package_of(line) else {
            let message = "METADATA stands directly before `package`";
            return Err(Box::new(Problem::at(file, number(index), 1, message)));
        };
        let offset = Offset { lines: number(start), columns: 2 };
        return Ok(Header {
            metadata: yaml::parse(file, &yaml, offset)?,
            offset,
            package: package.to_owned(),
            package_line: number(index),
        });
    }
    Err(Box::new(Problem::at(file, number(start), 1, "no `package` follows this METADATA")))
}

/// The package named by the first package statement in `text`, and its line.
pub(crate) fn find_package(text: &str) -> Option<(&str, u32)> {
    text.lines()
        .enumerate()
        .find_map(|(index, line)| package_of(line).map(|package| (package, number(index))))
}

fn package_of(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("package")?;
    let package = rest.split('#').next().unwrap_or(rest).trim();
    (rest.starts_with([' ', '\t']) && !package.is_empty()).then_some(package)
}

/// The line number of the line at `index`.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# A comment.\n# METADATA\n# title: T\n# description: D\n# related_resources: [https://a.example]\n# custom:\n#   subject: cache\n#   severity: high\n#   attributes: [engine]\n#   remediation: R\n#   frameworks: {}\npackage cache_audit.x.y\n";

    fn problem(text: &str) -> String {
        match parse("p.rego", text) {
            Ok(_) => panic!("must be refused:\n{text}"),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn metadata_becomes_fields_and_keeps_its_place() {
        let header = parse("p.rego", GOOD).expect("parses");
        assert_eq!(header.metadata.title, "T");
        assert_eq!((header.package.as_str(), header.package_line), ("cache_audit.x.y", 12));
        let attribute = &header.metadata.custom.attributes[0];
        assert_eq!(header.offset.apply(attribute.referenced), (9, 18));
    }

    #[test]
    fn an_unlisted_key_is_refused_at_its_place() {
        let text = GOOD.replace("#   severity: high", "#   severity: high\n#   color: red");
        let message = problem(&text);
        assert!(message.starts_with("p.rego:9:5: "), "{message}");
        assert!(message.contains("color"), "{message}");
    }

    #[test]
    fn a_missing_key_is_named() {
        assert!(problem(&GOOD.replace("# title: T\n", "")).contains("title"));
        assert!(problem(&GOOD.replace("#   remediation: R\n", "")).contains("remediation"));
    }

    #[test]
    fn metadata_stands_directly_before_package() {
        assert_eq!(
            problem(&GOOD.replace("package", "\npackage")),
            "p.rego:12:1: METADATA stands directly before `package`"
        );
        assert!(problem("package x\n").contains("METADATA"));
        assert!(problem("# METADATA\n# title: T\n").contains("no `package`"));
    }

    #[test]
    fn a_severity_that_does_not_exist_is_refused_at_its_place() {
        let message = problem(&GOOD.replace("high", "urgent"));
        assert!(message.starts_with("p.rego:8:15: "), "{message}");
    }

    #[test]
    fn a_parameter_accepts_values_of_its_type_only() {
        let integer = Parameter {
            default: 7.into(),
            parameter_type: "integer".into(),
            description: String::new(),
        };
        assert!(integer.accepts(&8.into()));
        assert!(!integer.accepts(&7.5.into()));
        assert!(!integer.accepts(&"7".into()));
    }
}
