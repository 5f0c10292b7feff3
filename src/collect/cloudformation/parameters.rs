//! Values for parameters, from the command line and from files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::evaluated::Evaluated;
use super::node::{Content, Node, Place, shown};
use super::{json, yaml};
use crate::collect::CollectError;
use crate::suggest;

/// How many bytes a file of parameters may have. CloudFormation takes 200 parameters of 4,096 bytes.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// What the name of a pseudo parameter begins with.
const PSEUDO: &str = "AWS::";

/// Pseudo parameters that have one value for each deployment.
pub(super) const PSEUDO_PARAMETERS: [&str; 7] = [
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// Values that somebody gives to parameters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters {
    /// By stack, if for one stack only, and name.
    values: BTreeMap<(Option<String>, String), Given>,
}

/// What is given to one parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given {
    /// Its value.
    pub(super) value: GivenValue,
    /// What the SSM parameter that it names holds, when that is told.
    pub(super) resolved: Option<String>,
}

/// A given value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum GivenValue {
    /// Text, and where it is written if that is a file.
    Text {
        /// The text.
        text: String,
        /// The place.
        place: Option<Place>,
    },
    /// What a parent stack gives.
    Expression(Evaluated),
    /// Whatever the stack has now.
    Previous,
}

/// A stack that parameters are given to.
#[derive(Debug, Clone)]
pub(super) struct Receiver<'r> {
    /// What the stack may be called: its name, its id in a cloud assembly.
    pub(super) names: Vec<&'r str>,
    /// The parameters that its template declares.
    pub(super) declared: Vec<&'r str>,
}

impl Parameters {
    /// Takes `NAME=VALUE`, or `STACK:NAME=VALUE` for one stack only.
    pub fn assign(&mut self, assignment: &str) -> Result<(), CollectError> {
        let Some((name, value)) = assignment.split_once('=') else {
            return Err(CollectError::Parameter {
                message: "a parameter without a value".to_owned(),
                help: "give it as NAME=VALUE".to_owned(),
            });
        };
        self.insert(name.trim(), value, None);
        Ok(())
    }

    /// Takes every value in a file. What is assigned afterwards replaces it.
    pub fn read_file(&mut self, path: &Path) -> Result<(), CollectError> {
        let name = path.display().to_string();
        let text =
            read(path).map_err(|source| CollectError::Read { file: name.clone(), source })?;
        self.parse(&text, &name.into())
    }

    fn parse(&mut self, text: &str, file: &Arc<str>) -> Result<(), CollectError> {
        let start = text.trim_start();
        if !start.starts_with(['{', '[']) && is_assignments(text) {
            return self.lines(text, file);
        }
        let root = match start.starts_with(['{', '[']) {
            true => json::parse(text, file)?,
            false => yaml::parse(text, file)?,
        };
        self.document(&root)
    }

    /// Lines of `NAME=VALUE`.
    fn lines(&mut self, text: &str, file: &Arc<str>) -> Result<(), CollectError> {
        for (line, number) in text.lines().zip(1..) {
            let Some((name, value)) = line.split_once('=').filter(|_| !is_comment(line)) else {
                continue;
            };
            let value = value.trim();
            let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            let place = Place { file: Arc::clone(file), line: number, column: 1 };
            self.insert(name.trim(), quoted.unwrap_or(value), Some(place));
        }
        Ok(())
    }

    fn document(&mut self, root: &Node) -> Result<(), CollectError> {
        match &root.content {
            Content::Null => Ok(()),
            Content::List(items) => items.iter().try_for_each(|item| self.item(item)),
            Content::Map(_) => match root.get("Parameters") {
                // CodePipeline's template configuration; and `--cli-input-json`, which has a list there.
                Some(parameters)
                    if matches!(parameters.content, Content::Map(_) | Content::List(_)) =>
                {
                    self.document_below(parameters)
                }
                _ => self.document_below(root),
            },
            _ => Err(root.place.malformed("expected an object or a list of parameters")),
        }
    }

    fn document_below(&mut self, node: &Node) -> Result<(), CollectError> {
        for entry in node.entries() {
            let text = scalar(&entry.value)?;
            self.insert(&entry.key, &text, Some(entry.value.place.clone()));
        }
        node.items().iter().try_for_each(|item| self.item(item))
    }

    /// `NAME=VALUE`, or an object as the AWS CLI takes it.
    fn item(&mut self, item: &Node) -> Result<(), CollectError> {
        let expected = "expected NAME=VALUE, or an object with ParameterKey and ParameterValue";
        if let Content::Text(text) = &item.content {
            let Some((name, value)) = text.split_once('=') else {
                return Err(item.place.malformed(expected));
            };
            self.insert(name.trim(), value, Some(item.place.clone()));
            return Ok(());
        }
        let Some(name) = item.get("ParameterKey").and_then(Node::text) else {
            return Err(item.place.malformed(expected));
        };
        let is_previous = item.get("UsePreviousValue").and_then(Node::text) == Some("true");
        let value = match item.get("ParameterValue") {
            Some(value) => {
                GivenValue::Text { text: scalar(value)?, place: Some(value.place.clone()) }
            }
            None if is_previous => GivenValue::Previous,
            None => return Err(item.place.malformed("expected a ParameterValue")),
        };
        let resolved = item.get("ResolvedValue").map(scalar).transpose()?;
        self.values.insert(key(name), Given { value, resolved });
        Ok(())
    }

    fn insert(&mut self, name: &str, value: &str, place: Option<Place>) {
        let value = GivenValue::Text { text: value.to_owned(), place };
        self.values.insert(key(name), Given { value, resolved: None });
    }

    /// What is given to a stack that has these names: what is for it alone goes before what is for all.
    pub(super) fn given_to(&self, stack: &[&str]) -> BTreeMap<String, Given> {
        let mut given = BTreeMap::new();
        // Those without a stack are the first in order.
        for ((only, name), value) in &self.values {
            if only.as_deref().is_none_or(|only| stack.contains(&only)) {
                given.insert(name.clone(), value.clone());
            }
        }
        given
    }

    /// These parameters, and those of `assignment` for every stack.
    pub(super) fn with(&self, assignment: &BTreeMap<String, String>) -> Self {
        let mut all = self.clone();
        for (name, value) in assignment {
            all.insert(name, value, None);
        }
        all
    }

    /// Refuses a name that no stack declares.
    pub(super) fn check(&self, receivers: &[Receiver<'_>]) -> Result<(), CollectError> {
        for (stack, name) in self.values.keys() {
            let of_stack = |receiver: &&Receiver<'_>| {
                stack.as_deref().is_none_or(|stack| receiver.names.contains(&stack))
            };
            let receiving: Vec<&Receiver<'_>> = receivers.iter().filter(of_stack).collect();
            if let (true, Some(stack)) = (receiving.is_empty(), stack) {
                let names = receivers.iter().flat_map(|receiver| receiver.names.iter().copied());
                return Err(unknown_name("no stack is called", stack, names));
            }
            let declared: BTreeSet<&str> =
                receiving.iter().flat_map(|receiver| receiver.declared.iter().copied()).collect();
            if name.starts_with(PSEUDO) {
                if !PSEUDO_PARAMETERS.contains(&name.as_str()) {
                    return Err(unknown_name(
                        "there is no pseudo parameter",
                        name,
                        PSEUDO_PARAMETERS,
                    ));
                }
            } else if !declared.contains(name.as_str()) {
                return Err(unknown_name("no template has a parameter", name, declared));
            }
        }
        Ok(())
    }
}

fn unknown_name<'k>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> CollectError {
    let known: Vec<&str> = known.into_iter().collect();
    let hint = suggest::hint(suggest::nearest(name, known.iter().copied()));
    CollectError::Parameter {
        message: format!("{what} {}{hint}", shown(name)),
        help: match known.is_empty() {
            true => "leave it out: there is nothing to give it to".to_owned(),
            false => format!("known are: {}", known.join(", ")),
        },
    }
}

/// `Stack:Name` apart; the name of a pseudo parameter has colons of its own.
fn key(name: &str) -> (Option<String>, String) {
    match name.split_once(':') {
        Some((stack, name)) if !stack.is_empty() && !name.starts_with(':') => {
            (Some(stack.to_owned()), name.to_owned())
        }
        _ => (None, name.to_owned()),
    }
}

/// A scalar, or a list of them joined with commas.
fn scalar(node: &Node) -> Result<String, CollectError> {
    let texts: Option<Vec<&str>> = match &node.content {
        Content::List(items) => items.iter().map(Node::text).collect(),
        _ => node.text().map(|text| vec![text]),
    };
    let expected =
        || node.place.malformed("expected text, a number, true, false, or a list of them");
    Ok(texts.ok_or_else(expected)?.join(","))
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// Whether every line is `NAME=VALUE`.
fn is_assignments(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_'))
    };
    let mut lines = text.lines().filter(|line| !is_comment(line)).peekable();
    lines.peek().is_some()
        && lines.all(|line| line.split_once('=').is_some_and(|(name, _)| is_name(name.trim())))
}

fn read(path: &Path) -> std::io::Result<String> {
    let size = fs::metadata(path)?.len();
    if size > LARGEST_FILE {
        let message = format!("a file of parameters has at most {LARGEST_FILE} bytes");
        return Err(std::io::Error::other(message));
    }
    fs::read_to_string(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Parameters, CollectError> {
        let mut parameters = Parameters::default();
        parameters.parse(text, &"p".into())?;
        Ok(parameters)
    }

    /// Every value as `stack:name=value@line:column`.
    fn shown(text: &str) -> String {
        let parameters = match parsed(text) {
            Ok(parameters) => parameters,
            Err(error) => return format!("error: {error}"),
        };
        let show = |((stack, name), given): (&(Option<String>, String), &Given)| {
            let stack = stack.as_ref().map(|stack| format!("{stack}:")).unwrap_or_default();
            let value = match &given.value {
                GivenValue::Text { text, place: Some(place) } => {
                    format!("{text}@{}:{}", place.line, place.column)
                }
                other => format!("{other:?}"),
            };
            let resolved = given.resolved.as_ref().map(|text| format!("({text})"));
            format!("{stack}{name}={value}{}", resolved.unwrap_or_default())
        };
        parameters.values.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_format_of_a_file_is_read() {
        let cases = [
            (r#"[{"ParameterKey":"A","ParameterValue":"1"}]"#, "A=1@1:39"),
            (r#"[{"ParameterKey":"A","UsePreviousValue":true}]"#, "A=Previous"),
            (
                r#"[{"ParameterKey":"A","ParameterValue":"/ami","ResolvedValue":"ami-1"}]"#,
                "A=/ami@1:39(ami-1)",
            ),
            (r#"{"Parameters":{"A":"1","B":2}}"#, "A=1@1:20 B=2@1:28"),
            (r#"{"Parameters":[{"ParameterKey":"A","ParameterValue":"1"}]}"#, "A=1@1:53"),
            (r#"{"A":true,"B":["x","y"]}"#, "A=true@1:6 B=x,y@1:15"),
            (r#"["A=1","S:B=2=3"]"#, "A=1@1:2 S:B=2=3@1:8"),
            ("A: 7.10\nB: [x, y]\n", "A=7.10@1:4 B=x,y@2:4"),
            ("# comment\nA=1\n\nB = \"x y\"\n", "A=1@2:1 B=x y@4:1"),
            ("AWS::Region=eu-west-1\n", "AWS::Region=eu-west-1@1:1"),
            ("{}", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn wrong_files_are_refused_with_the_place_and_without_values() {
        let cases = [
            (r#"[{"ParameterKey":"A"}]"#, "error: p:1:2: expected a ParameterValue"),
            (
                r#"["CANARY-s3cr3t-1"]"#,
                "error: p:1:2: expected NAME=VALUE, or an object with ParameterKey and ParameterValue",
            ),
            (
                r#"{"A":{"CANARY-s3cr3t-1":1}}"#,
                "error: p:1:6: expected text, a number, true, false, or a list of them",
            ),
            ("CANARY-s3cr3t-1", "error: p:1:1: expected an object or a list of parameters"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn an_assignment_needs_a_value_and_shows_none() {
        let mut parameters = Parameters::default();
        let error = parameters.assign("CANARY-s3cr3t-1").expect_err("has no value");
        assert_eq!(error.to_string(), "a parameter without a value");
        parameters.assign("A=").expect("an empty value is one");
    }

    #[test]
    fn names_that_nothing_takes_are_refused_with_a_suggestion() {
        let receivers = [
            Receiver { names: vec!["Cache"], declared: vec!["Environment"] },
            Receiver { names: vec!["Network"], declared: vec!["VpcId"] },
        ];
        let error = |assignment: &str| {
            let mut parameters = Parameters::default();
            parameters.assign(assignment).expect("is an assignment");
            parameters.check(&receivers).err().map(|error| error.to_string())
        };
        assert_eq!(error("VpcId=1"), None);
        assert_eq!(error("Network:VpcId=1"), None);
        assert_eq!(error("AWS::Region=1"), None);
        let cases = [
            (
                "Enviroment=1",
                "no template has a parameter \"Enviroment\"; did you mean `Environment`?",
            ),
            (
                "AWS::Regoin=1",
                "there is no pseudo parameter \"AWS::Regoin\"; did you mean `AWS::Region`?",
            ),
            ("Cache:VpcId=1", "no template has a parameter \"VpcId\""),
            ("Cach:VpcId=1", "no stack is called \"Cach\"; did you mean `Cache`?"),
        ];
        for (assignment, expected) in cases {
            assert_eq!(error(assignment).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_later_value_replaces_an_earlier_one() {
        let mut parameters = parsed("A=file\nB=file").expect("is a file");
        parameters.assign("A=line").expect("is an assignment");
        let parameters = parameters.with(&[("C".to_owned(), "tried".to_owned())].into());
        let given = parameters.given_to(&[]);
        let text = |name: &str| match &given[name].value {
            GivenValue::Text { text, .. } => text.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!([text("A"), text("B"), text("C")], ["line", "file", "tried"]);
    }
}
