//! Hostile files through the binary: exit code 2 with file, line and column, or an audit with a gap; never a panic.

use std::fs;
use std::path::Path;

use crate::support::*;

/// Runs the binary in `folder`; returns its exit code and the first line that it writes to standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let run = cache_audit()
        .current_dir(folder)
        .args(["plan", "--quiet", "--policy-set", "production"])
        .args(arguments)
        .assert();
    let output = run.get_output();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} ends by a signal"));
    (code, stderr.lines().next().unwrap_or_default().to_owned())
}

/// Each text is refused with a message that begins as expected.
fn check(cases: &[(&str, &str, &str)]) {
    let folder = tempfile::tempdir().expect("makes a folder");
    for (name, text, expected) in cases {
        fs::write(folder.path().join(name), text).expect("writes");
        let (code, message) = run(folder.path(), &[name]);
        assert_eq!(code, 2, "{name}: {message}");
        assert!(message.starts_with(&format!("error: {expected}")), "{name}: {message}");
    }
}

#[test]
fn cycles_have_a_place() {
    check(&[
        (
            "attributes.yaml",
            "Resources:
  A:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: !GetAtt B.CidrBlock}
  B:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: !GetAtt A.CidrBlock}
",
            "attributes.yaml:7:29: CidrBlock of B refers to itself",
        ),
        (
            "conditions.yaml",
            "Conditions:
  A: !Condition B
  B: !Not [!Condition A]
Resources:
  V: {Type: AWS::EC2::VPC, Condition: A}
",
            "conditions.yaml:2:3: condition A refers to itself",
        ),
        (
            "nested.yaml",
            "Resources:
  N:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./nested.yaml}
",
            "nested.yaml:2:3: the template nests itself",
        ),
    ]);
}

#[test]
fn what_cloudformation_does_not_know_has_a_place() {
    let port = |value: &str| {
        format!(
            "Resources:
  R:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      Port: {value}
"
        )
    };
    check(&[
        (
            "function.yaml",
            &port("{Fn::Frob: 3}"),
            "function.yaml:5:14: CloudFormation has no function Fn::Frob",
        ),
        ("tag.yaml", &port("!Frob 3"), "tag.yaml:5:13: CloudFormation knows no tag"),
        (
            "foreign.yaml",
            &port("!!python/object 3"),
            "foreign.yaml:5:13: CloudFormation does not support the tag",
        ),
        ("missing.yaml", &port("!Ref Nothing"), "missing.yaml:5:13: "),
    ]);
}

#[test]
fn broken_text_has_a_place() {
    let bomb: String = ('b'..='k').zip('a'..).fold(
        "Metadata:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned(),
        |text, (name, before)| {
            let aliases = vec![format!("*{before}"); 10].join(", ");
            format!("{text}  {name}: &{name} [{aliases}]\n")
        },
    );
    check(&[
        ("twice.yaml", "Resources:\n  A: {Type: B}\n  A: {Type: B}\n", "twice.yaml:3:3: the key"),
        ("twice.json", "{\"Resources\": {\"A\": {},\n \"A\": {}}}", "twice.json:2:2: the key"),
        ("tab.yaml", "Resources:\n\tA: {Type: B}\n", "tab.yaml:2:2: this is not YAML: tabs"),
        (
            "short.json",
            "{\"Resources\": {\"A\": {\n\"Type\":",
            "short.json:2:8: the JSON text ends",
        ),
        ("deep.yaml", &format!("Resources: {}", "[".repeat(200_000)), "deep.yaml:1:"),
        (
            "bomb.yaml",
            &format!("{bomb}Resources: {{}}\n"),
            "bomb.yaml:7:6: more than 2000000 values",
        ),
        ("empty.yaml", "", "empty.yaml is empty"),
    ]);
}

#[test]
fn a_hundred_megabytes_of_brackets_end_with_an_error() {
    let brackets = || vec![b'['; 100 * 1024 * 1024];
    for (start, expected) in [
        (&b"Resources: "[..], "error: - is larger than 4 MB"),
        (b"{\"Resources\": ", "error: -:1:104857615: the JSON text ends"),
    ] {
        let input = [start, &brackets()].concat();
        let run = cache_audit().args(["plan", "-"]).write_stdin(input).assert().code(2);
        let stderr = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(stderr.starts_with(expected), "{stderr:.200}");
    }
}

#[test]
fn yaml_of_others_is_named() {
    check(&[
        (
            "pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
            "pod.yaml is a Kubernetes manifest",
        ),
        (
            "compose.yaml",
            "services:\n  redis:\n    image: redis:7\n",
            "compose.yaml looks like a Docker Compose file",
        ),
    ]);
}

#[test]
fn a_template_of_sam_is_read_and_its_functions_are_not() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let template = "AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12}
  Redis:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: d, AutomaticFailoverEnabled: false}
";
    fs::write(folder.path().join("sam.yaml"), template).expect("writes");
    let (code, message) = run(folder.path(), &["sam.yaml"]);
    assert_eq!((code, message.as_str()), (1, ""));
}

#[test]
fn a_folder_that_is_no_assembly_is_an_error() {
    let folder = tempfile::tempdir().expect("makes a folder");
    for (name, manifest, expected) in [
        ("none", None, "none is a folder, but no CDK cloud assembly"),
        ("list", Some("[]"), "list/manifest.json:1:"),
        ("shape", Some("{\"version\": \"36.0.0\",\n\"artifacts\": [1]}"), "shape/manifest.json:2:"),
        ("short", Some("{\"version\": \"36.0.0\",\n\"artifacts\":"), "short/manifest.json:2:"),
        (
            "gone",
            Some(
                r#"{"version": "36.0.0", "artifacts": {"S": {"type": "aws:cloudformation:stack",
                "environment": "aws://123456789012/us-east-1", "properties": {"templateFile": "s.json"}}}}"#,
            ),
            "could not read gone/s.json",
        ),
    ] {
        let path = folder.path().join(name);
        fs::create_dir(&path).expect("makes a folder");
        if let Some(manifest) = manifest {
            fs::write(path.join("cdk.out"), "{\"version\": \"36.0.0\"}").expect("writes");
            fs::write(path.join("manifest.json"), manifest).expect("writes");
        }
        let (code, message) = run(folder.path(), &[name]);
        assert_eq!(code, 2, "{name}: {message}");
        assert!(message.starts_with(&format!("error: {expected}")), "{name}: {message}");
    }
}

#[test]
fn a_nested_template_that_is_missing_leaves_a_gap() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let template = "Resources:
  N:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./gone.yaml}
";
    fs::write(folder.path().join("root.yaml"), template).expect("writes");
    let (code, message) = run(folder.path(), &["root.yaml"]);
    assert_eq!((code, message.as_str()), (3, ""));
}

#[test]
fn a_value_that_is_not_allowed_is_refused_also_where_nothing_takes_it() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let template = "Parameters:
  Size:
    Type: String
    AllowedValues: [small, large]
Resources: {}
";
    fs::write(folder.path().join("template.yaml"), template).expect("writes");
    let (code, _) = run(folder.path(), &["template.yaml", "--parameter", "Size=small"]);
    assert_eq!(code, 0);
    let (code, message) = run(folder.path(), &["template.yaml", "--parameter", "Size=medium"]);
    let expected = "error: template.yaml:2:3: the value of parameter Size is none of its";
    assert!(code == 2 && message.starts_with(expected), "{message}");
}

#[test]
fn wrong_parameters_are_errors() {
    let template = "fixtures/ai-model-registry/redis-cluster.yaml";
    for (assignment, expected) in [
        ("Environmen=production", "error: no template has a parameter \"Environmen\""),
        (
            "Environment=qa",
            "error: fixtures/ai-model-registry/redis-cluster.yaml:26:3: the value of parameter Environment is none of \
             its AllowedValues",
        ),
    ] {
        let (code, message) = run(root(), &[template, "--parameter", assignment]);
        assert_eq!(code, 2, "{assignment}: {message}");
        assert!(message.starts_with(expected), "{assignment}: {message}");
    }
}
