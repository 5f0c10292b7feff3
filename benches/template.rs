//! Measures the released binary on a generated CloudFormation template of 500 resources, in YAML and in JSON, beside
//! `cfn-lint` and `cfn-guard` on the same files: wall time, CPU time and peak memory.
//!
//! `CFN_LINT=… CFN_GUARD=… cargo bench --bench template`; a tool that is not named is left out.

mod measure;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use measure::{heading, make_file, measure, measure_here, row};
use serde_json::{Map, Value, json};

/// As many as a template may have.
const RESOURCES: usize = 500;
/// Resources that one system of [`system`] has.
const SYSTEM: usize = 10;

fn main() -> io::Result<()> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("--measure") => measure_here(&arguments[1..]),
        _ => run_all(),
    }
}

fn run_all() -> io::Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    fs::create_dir_all(&folder)?;
    let template = template();
    let rules = folder.join("eight.guard");
    fs::write(&rules, EIGHT_RULES)?;
    let mut out = io::stdout().lock();
    heading(&mut out)?;
    for extension in ["yaml", "json"] {
        let file =
            make_file(
                &folder,
                &format!("template-{RESOURCES}.{extension}"),
                |file| match extension {
                    "yaml" => write!(file, "{}", yaml(&template)),
                    _ => writeln!(file, "{template:#}"),
                },
            )?;
        let kilobytes = fs::metadata(&file)?.len() as f64 / 1e3;
        writeln!(out, "\n{RESOURCES} resources, {kilobytes:.0} kB of {extension}")?;
        for (label, command) in commands(&file, &rules) {
            row(&mut out, label, &measure(&command)?)?;
        }
    }
    Ok(())
}

fn commands(file: &Path, rules: &Path) -> Vec<(&'static str, Vec<String>)> {
    let path = |path: &Path| path.display().to_string();
    let binary = env!("CARGO_BIN_EXE_cache-audit").to_owned();
    let mut commands =
        vec![("cache-audit plan (baseline)", vec![binary, "plan".into(), path(file)])];
    if let Ok(tool) = std::env::var("CFN_LINT") {
        commands.push(("cfn-lint", vec![tool, path(file)]));
    }
    if let Ok(tool) = std::env::var("CFN_GUARD") {
        let arguments = ["validate", "-d", &path(file), "-r", &path(rules)].map(str::to_owned);
        commands.push(("cfn-guard, eight rules", [vec![tool], arguments.to_vec()].concat()));
    }
    commands
}

/// Eight rules as one writes them for cfn-guard.
const EIGHT_RULES: &str = "\
let groups = Resources.*[ Type == 'AWS::ElastiCache::ReplicationGroup' ]
rule transit when %groups !empty { %groups.Properties.TransitEncryptionEnabled == true }
rule at_rest when %groups !empty { %groups.Properties.AtRestEncryptionEnabled == true }
rule failover when %groups !empty { %groups.Properties.AutomaticFailoverEnabled == true }
rule multi_az when %groups !empty { %groups.Properties.MultiAZEnabled == true }
rule retention when %groups !empty { %groups.Properties.SnapshotRetentionLimit >= 7 }
rule upgrades when %groups !empty { %groups.Properties.AutoMinorVersionUpgrade == true }
rule port when %groups !empty { %groups.Properties.Port != 6379 }
rule tags when %groups !empty { %groups.Properties.Tags exists }
";

/// A tenth of the resources are caches; what relates to them and what does not make up the rest.
fn template() -> Value {
    let mut resources = Map::new();
    for index in 0..RESOURCES / SYSTEM {
        resources.extend(system(index));
    }
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Many caches with what relates to them",
        "Parameters": {
            "VpcId": {"Type": "AWS::EC2::VPC::Id"},
            "SubnetIds": {"Type": "List<AWS::EC2::Subnet::Id>"},
            "Environment": {
                "Type": "String",
                "Default": "production",
                "AllowedValues": ["development", "production"],
            },
        },
        "Mappings": {"Nodes": {"development": {"Type": "cache.t4g.micro"}, "production": {"Type": "cache.r7g.large"}}},
        "Conditions": {"IsProduction": {"Fn::Equals": [{"Ref": "Environment"}, "production"]}},
        "Resources": resources,
    })
}

fn system(index: usize) -> Map<String, Value> {
    let name = |what: &str| format!("{what}{index}");
    let tags = json!([{"Key": "Owner", "Value": "platform"}, {"Key": "Name", "Value": {"Fn::Sub": format!("${{Environment}}-{index}")}}]);
    let mut resources = Map::new();
    let mut add = |name: String, kind: &str, properties: Value| {
        resources.insert(name, json!({"Type": kind, "Properties": properties}));
    };
    add(
        name("Group"),
        "AWS::EC2::SecurityGroup",
        json!({
            "GroupDescription": "Cache",
            "VpcId": {"Ref": "VpcId"},
            "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 6379, "ToPort": 6379, "CidrIp": "10.0.0.0/16"}],
            "SecurityGroupEgress": [{"IpProtocol": "-1", "CidrIp": "127.0.0.1/32"}],
        }),
    );
    add(
        name("Subnets"),
        "AWS::ElastiCache::SubnetGroup",
        json!({"Description": "Private", "SubnetIds": {"Ref": "SubnetIds"}}),
    );
    add(
        name("Parameters"),
        "AWS::ElastiCache::ParameterGroup",
        json!({
            "CacheParameterGroupFamily": "redis7",
            "Description": "Own",
            "Properties": {"maxmemory-policy": "allkeys-lru", "timeout": "300"},
        }),
    );
    add(
        name("Token"),
        "AWS::SecretsManager::Secret",
        json!({"GenerateSecretString": {"PasswordLength": 32, "ExcludePunctuation": true}}),
    );
    add(
        name("Cache"),
        "AWS::ElastiCache::ReplicationGroup",
        json!({
            "ReplicationGroupId": {"Fn::Sub": format!("${{Environment}}-cache-{index}")},
            "ReplicationGroupDescription": "Sessions",
            "Engine": "redis",
            "EngineVersion": "7.1",
            "CacheNodeType": {"Fn::FindInMap": ["Nodes", {"Ref": "Environment"}, "Type"]},
            "NumCacheClusters": {"Fn::If": ["IsProduction", 2, 1]},
            "AutomaticFailoverEnabled": {"Fn::If": ["IsProduction", true, false]},
            "MultiAZEnabled": !index.is_multiple_of(3),
            "AtRestEncryptionEnabled": true,
            "TransitEncryptionEnabled": true,
            "AuthToken": {"Fn::Sub": format!("{{{{resolve:secretsmanager:${{Token{index}}}:SecretString}}}}")},
            "SnapshotRetentionLimit": if index.is_multiple_of(4) { 1 } else { 7 },
            "SnapshotWindow": "03:00-04:00",
            "CacheSubnetGroupName": {"Ref": name("Subnets")},
            "CacheParameterGroupName": {"Ref": name("Parameters")},
            "SecurityGroupIds": [{"Fn::GetAtt": [name("Group"), "GroupId"]}],
            "Tags": tags,
        }),
    );
    for (alarm, metric, threshold) in
        [("Cpu", "EngineCPUUtilization", 80), ("Memory", "DatabaseMemoryUsagePercentage", 85)]
    {
        add(
            name(alarm),
            "AWS::CloudWatch::Alarm",
            json!({
                "Namespace": "AWS/ElastiCache",
                "MetricName": metric,
                "Dimensions": [{"Name": "CacheClusterId", "Value": {"Fn::Sub": format!("${{Cache{index}}}-001")}}],
                "ComparisonOperator": "GreaterThanThreshold",
                "Threshold": threshold,
                "Statistic": "Average",
                "Period": 60,
                "EvaluationPeriods": 5,
            }),
        );
    }
    add(
        name("Role"),
        "AWS::IAM::Role",
        json!({"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
        }]}}),
    );
    add(name("Bucket"), "AWS::S3::Bucket", json!({"Tags": tags}));
    add(name("Queue"), "AWS::SQS::Queue", json!({"MessageRetentionPeriod": 86400, "Tags": tags}));
    resources
}

/// The template as one writes it by hand, with short tags.
fn yaml(template: &Value) -> String {
    let mut text = String::new();
    write_yaml(&mut text, template, 0);
    text
}

fn write_yaml(out: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let (tag, value) = short_tag(value);
                let _ = write!(out, "{indent}{key}:{tag}");
                write_below(out, value, depth);
            }
        }
        Value::Array(items) => {
            for item in items {
                let (tag, item) = short_tag(item);
                let _ = write!(out, "{indent}-{tag}");
                write_below(out, item, depth);
            }
        }
        scalar => {
            let _ = writeln!(out, "{indent}{scalar}");
        }
    }
}

/// A scalar on the same line, anything else below.
fn write_below(out: &mut String, value: &Value, depth: usize) {
    if value.is_object() || value.is_array() {
        out.push('\n');
        write_yaml(out, value, depth + 1);
    } else {
        let _ = writeln!(out, " {value}");
    }
}

/// ` !Ref` and the name for `{"Ref": name}`.
fn short_tag(value: &Value) -> (String, &Value) {
    let function = value.as_object().filter(|fields| fields.len() == 1);
    match function.and_then(|fields| fields.iter().next()) {
        Some((key, argument)) if key == "Ref" => (" !Ref".to_owned(), argument),
        Some((key, argument)) => match key.strip_prefix("Fn::") {
            Some(name) => (format!(" !{name}"), argument),
            None => (String::new(), value),
        },
        None => (String::new(), value),
    }
}
