//! Tags: CloudFormation's short forms of functions, and those of YAML itself.

use saphyr_parser::Tag as Written;

use super::scalar;
use crate::collect::cloudformation::node::{Content, shown};

/// The functions that have a short form. `!Ref` and `!Condition` keep their name, the others get `Fn::`.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
const FUNCTIONS: [&str; 27] = [
    "Ref",
    "Condition",
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
];

/// What a tag asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// A short form: the key of the mapping that it stands for.
    Function(&'static str),
    /// A type of YAML itself.
    Core(Core),
}

/// The types of YAML that a template can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Core {
    /// `!` alone: text where it stands before a scalar, nothing else otherwise.
    Unspecific,
    Text,
    Integer,
    Float,
    Boolean,
    Null,
    List,
    Map,
}

impl Tag {
    /// The meaning of a tag, or what is wrong with it.
    pub(super) fn of(tag: &Written) -> Result<Self, String> {
        if tag.is_yaml_core_schema() {
            return core(&tag.suffix).map(Self::Core);
        }
        match (tag.handle.as_str(), tag.suffix.as_str()) {
            ("", "!") => Ok(Self::Core(Core::Unspecific)),
            ("", verbatim) => match verbatim.strip_prefix("tag:yaml.org,2002:") {
                Some(name) => core(name).map(Self::Core),
                None => Err(unknown(verbatim)),
            },
            ("!", name) => {
                function(name).map(Self::Function).ok_or_else(|| unknown(&format!("!{name}")))
            }
            (handle, name) => Err(unknown(&format!("{handle}{name}"))),
        }
    }
}

impl Core {
    /// Whether a list or a mapping, which `kind` says, may be of this type.
    pub(super) fn allows(self, kind: Self) -> bool {
        self == kind || self == Self::Unspecific
    }

    /// The content of a scalar of this type, or what is wrong with it.
    pub(super) fn scalar(self, text: String) -> Result<Content, &'static str> {
        match self {
            Self::Unspecific | Self::Text => Ok(Content::Text(text)),
            Self::Integer | Self::Float if scalar::is_number(&text) => Ok(Content::Number(text)),
            Self::Boolean => scalar::boolean(&text)
                .map(Content::Bool)
                .ok_or("!!bool stands before what is no boolean"),
            Self::Null if scalar::is_null(&text) => Ok(Content::Null),
            Self::Integer => Err("!!int stands before what is no number"),
            Self::Float => Err("!!float stands before what is no number"),
            Self::Null => Err("!!null stands before a value"),
            Self::List => Err("!!seq stands before what is no list"),
            Self::Map => Err("!!map stands before what is no mapping"),
        }
    }
}

fn core(name: &str) -> Result<Core, String> {
    match name {
        "str" | "timestamp" => Ok(Core::Text),
        "int" => Ok(Core::Integer),
        "float" => Ok(Core::Float),
        "bool" => Ok(Core::Boolean),
        "null" => Ok(Core::Null),
        "seq" => Ok(Core::List),
        "map" => Ok(Core::Map),
        _ => Err(format!(
            "CloudFormation does not support the tag {}; of YAML's own it takes !!str, !!int, !!float, !!bool, \
             !!null, !!seq and !!map",
            shown(&format!("!!{name}"))
        )),
    }
}

fn function(name: &str) -> Option<&'static str> {
    FUNCTIONS.into_iter().find(|function| short(function) == name)
}

fn short(function: &str) -> &str {
    function.strip_prefix("Fn::").unwrap_or(function)
}

fn unknown(tag: &str) -> String {
    let known: Vec<String> = FUNCTIONS.iter().map(|name| format!("!{}", short(name))).collect();
    format!("CloudFormation knows no tag {}; there are {}", shown(tag), known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(handle: &str, suffix: &str) -> Result<Tag, String> {
        Tag::of(&Written { handle: handle.to_owned(), suffix: suffix.to_owned() })
    }

    #[test]
    fn short_forms_become_functions() {
        assert_eq!(of("!", "Ref"), Ok(Tag::Function("Ref")));
        assert_eq!(of("!", "Condition"), Ok(Tag::Function("Condition")));
        assert_eq!(of("!", "GetAZs"), Ok(Tag::Function("Fn::GetAZs")));
        assert_eq!(of("!", "ToJsonString"), Ok(Tag::Function("Fn::ToJsonString")));
    }

    #[test]
    fn a_tag_that_does_not_exist_is_named_beside_those_that_do() {
        for (handle, suffix, named) in [
            ("!", "ref", "\"!ref\""),
            ("!", "Fn::Sub", "\"!Fn::Sub\""),
            ("", "tag:example.com:Sub", "\"tag:example.com:Sub\""),
            ("tag:yaml.org,2002:", "omap", "\"!!omap\""),
        ] {
            let message = of(handle, suffix).expect_err(suffix);
            assert!(message.contains(named), "{message}");
        }
        assert!(of("!", "ref").expect_err("is unknown").contains("!Ref, !Condition, !And"));
    }

    #[test]
    fn types_of_yaml_hold_what_they_say() {
        let scalar = |core: Core, text: &str| core.scalar(text.to_owned());
        assert_eq!(scalar(Core::Text, "7"), Ok(Content::Text("7".to_owned())));
        assert_eq!(scalar(Core::Float, "7.10"), Ok(Content::Number("7.10".to_owned())));
        assert_eq!(scalar(Core::Boolean, "Yes"), Ok(Content::Bool(true)));
        assert_eq!(scalar(Core::Null, ""), Ok(Content::Null));
        for core in [Core::Integer, Core::Float, Core::Boolean, Core::Null, Core::List, Core::Map] {
            assert!(
                scalar(core, "CANARY").is_err_and(|message| !message.contains("CANARY")),
                "{core:?}"
            );
        }
    }
}
