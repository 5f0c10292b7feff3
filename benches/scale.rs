//! Measures the released binary on generated Terraform plans: wall time, CPU time and peak memory.
//!
//! `cargo bench --bench scale` runs everything; `-- 20 20000` only those sizes. Plans are made once, under `target/bench`.
//! Each measurement is a process of its own, started through this program, so that its peak memory is its own.

mod measure;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use cache_audit::collect::{Input, Settings, collect};
use cache_audit::link::Linker;
use cache_audit::policy::Bundle;
use measure::{heading, make_file, measure, measure_here, row};

const SIZES: [usize; 4] = [20, 1_000, 20_000, 200_000];
const CACHE_COUNTS: [usize; 3] = [100, 1_000, 10_000];

fn main() -> io::Result<()> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("--measure") => measure_here(&arguments[1..]),
        Some("--phase") => run_phase(&arguments[1], Path::new(&arguments[2])),
        _ => run_all(&arguments),
    }
}

fn run_all(arguments: &[String]) -> io::Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    fs::create_dir_all(&folder)?;
    let sizes: Vec<usize> = if arguments.is_empty() {
        SIZES.to_vec()
    } else {
        arguments.iter().filter_map(|argument| argument.parse().ok()).collect()
    };
    let mut out = io::stdout().lock();
    heading(&mut out)?;
    for size in sizes {
        let plan = make_file(&folder, &format!("plan-{size}.json"), |file| {
            write_plan(file, size, Mix::Tenth)
        })?;
        let bytes = fs::metadata(&plan)?.len() as f64 / 1e6;
        writeln!(out, "\n{size} resources, {bytes:.1} MB")?;
        report_file(&mut out, &plan)?;
    }
    if arguments.is_empty() {
        let plan =
            make_file(&folder, "plan-large.json", |file| write_plan(file, 0, Mix::Megabytes(500)))?;
        writeln!(out, "\n100 caches in 500 MB")?;
        report_file(&mut out, &plan)?;
        writeln!(out, "\ncaches alone")?;
        for count in CACHE_COUNTS {
            let plan = make_file(&folder, &format!("caches-{count}.json"), |file| {
                write_plan(file, count, Mix::OnlyCaches)
            })?;
            let usage = measure(&audit(&plan))?;
            let per_cache = usage.wall.as_secs_f64() * 1e6 / count as f64;
            row(&mut out, &format!("{count} caches ({per_cache:.0} us each)"), &usage)?;
        }
    }
    Ok(())
}

/// The whole audit, its parts, and what others need for the same file.
fn report_file(out: &mut impl Write, plan: &Path) -> io::Result<()> {
    row(out, "cache-audit plan (baseline)", &measure(&audit(plan))?)?;
    row(out, "cache-audit plan (every policy)", &measure(&audit_everything(plan)?)?)?;
    for (phase, label) in [
        ("collect", "read alone"),
        ("link", "read and link"),
        ("skip-slice", "serde_json skips, whole file in memory"),
        ("skip-reader", "serde_json skips, streaming"),
    ] {
        row(out, label, &measure(&phase_command(phase, plan)?)?)?;
    }
    if fs::metadata(plan)?.len() < 100_000_000 {
        row(out, "regorus, eight rules", &measure(&phase_command("regorus", plan)?)?)?;
        if let Ok(binary) = std::env::var("REGORUS") {
            let policy = plan.with_file_name("eight.rego");
            fs::write(&policy, EIGHT_RULES)?;
            let command = [
                binary,
                "eval".into(),
                "-d".into(),
                policy.display().to_string(),
                "-i".into(),
                plan.display().to_string(),
                "data.eight".into(),
            ];
            row(out, "regorus command line, eight rules", &measure(&command)?)?;
        }
    }
    Ok(())
}

fn audit(plan: &Path) -> Vec<String> {
    let binary = env!("CARGO_BIN_EXE_cache-audit").to_owned();
    let plan = plan.display().to_string();
    let now = "2026-11-20T00:00:00Z".to_owned();
    vec![binary, "plan".into(), plan, "--now".into(), now]
}

/// The same with every policy there is, whether a set names it or not.
fn audit_everything(plan: &Path) -> io::Result<Vec<String>> {
    let folder = plan.with_file_name("everything");
    fs::create_dir_all(folder.join("sets"))?;
    let bundle = Bundle::built_in().map_err(io::Error::other)?;
    let mut set =
        "name: everything\ntitle: Everything\ndescription: Every policy there is.\npolicies:\n"
            .to_owned();
    for policy in bundle.policies() {
        let _ = writeln!(set, "  {}: {{}}", policy.id);
    }
    fs::write(folder.join("sets/everything.yaml"), set)?;
    let mut command = audit(plan);
    let folder = folder.display().to_string();
    command.extend(["--policy-dir".into(), folder, "--policy-set".into(), "everything".into()]);
    Ok(command)
}

fn phase_command(phase: &str, plan: &Path) -> io::Result<Vec<String>> {
    let this = std::env::current_exe()?.display().to_string();
    Ok(vec![this, "--phase".into(), phase.into(), plan.display().to_string()])
}

fn run_phase(phase: &str, plan: &Path) -> io::Result<()> {
    match phase {
        "collect" => {
            black_box(
                collect(&[Input::File(plan.to_owned())], &Settings::default())
                    .map_err(io::Error::other)?,
            );
        }
        "link" => {
            let inventory = collect(&[Input::File(plan.to_owned())], &Settings::default())
                .map_err(io::Error::other)?;
            let linker = Linker::new(&inventory);
            for key in linker.keys() {
                black_box(linker.link(key));
            }
        }
        "skip-slice" => {
            let bytes = fs::read(plan)?;
            black_box(serde_json::from_slice::<serde::de::IgnoredAny>(&bytes)?);
        }
        "skip-reader" => {
            let reader = BufReader::with_capacity(256 * 1024, File::open(plan)?);
            black_box(serde_json::from_reader::<_, serde::de::IgnoredAny>(reader)?);
        }
        "regorus" => {
            let mut engine = regorus::Engine::new();
            engine.add_policy("eight.rego".into(), EIGHT_RULES.into()).map_err(io::Error::other)?;
            engine.set_input(regorus::Value::from_json_file(plan).map_err(io::Error::other)?);
            black_box(engine.eval_rule("data.eight.deny".into()).map_err(io::Error::other)?);
        }
        other => return Err(io::Error::other(format!("no phase {other}"))),
    }
    Ok(())
}

/// Eight rules over the raw plan, as one writes them for Conftest.
const EIGHT_RULES: &str = r#"package eight

groups contains r if {
	some r in input.resource_changes
	r.type == "aws_elasticache_replication_group"
}

deny contains msg if { some r in groups; r.change.after.transit_encryption_enabled == false; msg := r.address }
deny contains msg if { some r in groups; r.change.after.at_rest_encryption_enabled == "false"; msg := r.address }
deny contains msg if { some r in groups; r.change.after.automatic_failover_enabled == false; msg := r.address }
deny contains msg if { some r in groups; r.change.after.multi_az_enabled == false; msg := r.address }
deny contains msg if { some r in groups; r.change.after.snapshot_retention_limit < 7; msg := r.address }
deny contains msg if { some r in groups; r.change.after.auto_minor_version_upgrade == "false"; msg := r.address }
deny contains msg if { some r in groups; r.change.after.port == 6379; msg := r.address }
deny contains msg if { some r in groups; not r.change.after.tags.Owner; msg := r.address }
"#;

#[derive(Clone, Copy)]
enum Mix {
    /// A tenth are caches, some more relate to them, most have nothing to do with them.
    Tenth,
    /// Caches and what relates to them.
    OnlyCaches,
    /// A hundred caches among unrelated resources, this many megabytes in all.
    Megabytes(u64),
}

/// A resource: type, name, `after`, `after_unknown`, `expressions`.
struct Generated {
    kind: &'static str,
    name: String,
    after: String,
    unknown: String,
    expressions: String,
}

fn write_plan(out: &mut dyn Write, size: usize, mix: Mix) -> io::Result<()> {
    let resources = |index: usize| -> Generated {
        match mix {
            Mix::Tenth => match index % 20 {
                3 | 13 => replication_group(index),
                5 => security_group(index),
                6 | 7 => rule(index),
                8 | 9 => alarm(index),
                _ => unrelated(index),
            },
            Mix::OnlyCaches => replication_group(index),
            Mix::Megabytes(_) => match index % 1500 {
                3 if index < 150_000 => replication_group(index),
                _ => unrelated(index),
            },
        }
    };
    let size = match mix {
        // Counted with both the change and the planned values of a resource.
        Mix::Megabytes(megabytes) => {
            usize::try_from(megabytes * 1_000_000 / 3_500).unwrap_or(usize::MAX)
        }
        Mix::Tenth | Mix::OnlyCaches => size,
    };
    write!(
        out,
        r#"{{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{{"root_module":{{"resources":["#
    )?;
    for index in 0..size {
        let resource = resources(index);
        let comma = if index == 0 { "" } else { "," };
        write!(
            out,
            r#"{comma}{{"address":"{kind}.{name}","mode":"managed","type":"{kind}","name":"{name}","provider_name":"registry.terraform.io/hashicorp/aws","schema_version":1,"values":{after},"sensitive_values":{{}}}}"#,
            kind = resource.kind,
            name = resource.name,
            after = resource.after,
        )?;
    }
    write!(out, r#"]}}}},"resource_changes":["#)?;
    for index in 0..size {
        let resource = resources(index);
        let comma = if index == 0 { "" } else { "," };
        write!(
            out,
            r#"{comma}{{"address":"{kind}.{name}","mode":"managed","type":"{kind}","name":"{name}","provider_name":"registry.terraform.io/hashicorp/aws","change":{{"actions":["create"],"before":null,"after":{after},"after_unknown":{unknown},"before_sensitive":false,"after_sensitive":{{"tags":{{}},"tags_all":{{}}}}}}}}"#,
            kind = resource.kind,
            name = resource.name,
            after = resource.after,
            unknown = resource.unknown,
        )?;
    }
    write!(
        out,
        r#"],"configuration":{{"provider_config":{{"aws":{{"name":"aws","full_name":"registry.terraform.io/hashicorp/aws","expressions":{{"region":{{"constant_value":"us-east-1"}}}}}}}},"root_module":{{"resources":["#
    )?;
    for index in 0..size {
        let resource = resources(index);
        let comma = if index == 0 { "" } else { "," };
        write!(
            out,
            r#"{comma}{{"address":"{kind}.{name}","mode":"managed","type":"{kind}","name":"{name}","provider_config_key":"aws","expressions":{expressions},"schema_version":1}}"#,
            kind = resource.kind,
            name = resource.name,
            expressions = resource.expressions,
        )?;
    }
    writeln!(
        out,
        r#"]}}}},"timestamp":"2026-11-20T00:00:00Z","applyable":true,"complete":true,"errored":false}}"#
    )
}

const TAGS: &str = r#"{"CostCenter":"cc-4711","Environment":"production","ManagedBy":"terraform","Owner":"platform","Project":"orders","Service":"checkout"}"#;

fn replication_group(index: usize) -> Generated {
    let flaw = |period: usize| index.is_multiple_of(period);
    let retention = if flaw(5) { 0 } else { 7 };
    let failover = !flaw(7);
    let after = format!(
        r#"{{"apply_immediately":false,"at_rest_encryption_enabled":"true","auth_token":null,"auth_token_update_strategy":"ROTATE","auto_minor_version_upgrade":"true","automatic_failover_enabled":{failover},"availability_zones":null,"cluster_mode":null,"description":"Cache number {index} of the orders service","engine":"redis","engine_version":"7.1","final_snapshot_identifier":"cache-{index}-final","global_replication_group_id":null,"kms_key_id":null,"log_delivery_configuration":[{{"destination":"/elasticache/cache-{index}","destination_type":"cloudwatch-logs","log_format":"json","log_type":"slow-log"}}],"maintenance_window":"sun:05:00-sun:06:00","multi_az_enabled":{failover},"node_type":"cache.r7g.large","notification_topic_arn":"arn:aws:sns:us-east-1:123456789012:cache-events","num_cache_clusters":2,"parameter_group_name":"default.redis7","port":6379,"preferred_cache_cluster_azs":["us-east-1a","us-east-1b"],"replication_group_id":"cache-{index}","security_group_names":null,"snapshot_arns":null,"snapshot_name":null,"snapshot_retention_limit":{retention},"snapshot_window":"03:00-04:00","subnet_group_name":"private","tags":{TAGS},"tags_all":{TAGS},"timeouts":null,"transit_encryption_enabled":true,"user_group_ids":null}}"#
    );
    let group = index - index % 20 + 5;
    Generated {
        kind: "aws_elasticache_replication_group",
        name: format!("cache_{index}"),
        after,
        unknown: r#"{"arn":true,"cluster_enabled":true,"configuration_endpoint_address":true,"data_tiering_enabled":true,"engine_version_actual":true,"id":true,"ip_discovery":true,"log_delivery_configuration":[{}],"member_clusters":true,"network_type":true,"num_node_groups":true,"primary_endpoint_address":true,"reader_endpoint_address":true,"replicas_per_node_group":true,"security_group_ids":true,"tags":{},"tags_all":{},"transit_encryption_mode":true}"#.to_owned(),
        expressions: format!(
            r#"{{"at_rest_encryption_enabled":{{"constant_value":true}},"automatic_failover_enabled":{{"references":["var.failover"]}},"description":{{"constant_value":"Cache"}},"engine_version":{{"constant_value":"7.1"}},"node_type":{{"constant_value":"cache.r7g.large"}},"num_cache_clusters":{{"constant_value":2}},"replication_group_id":{{"constant_value":"cache-{index}"}},"security_group_ids":{{"references":["aws_security_group.group_{group}.id","aws_security_group.group_{group}"]}},"subnet_group_name":{{"constant_value":"private"}},"tags":{{"references":["local.tags"]}},"transit_encryption_enabled":{{"constant_value":true}}}}"#
        ),
    }
}

fn security_group(index: usize) -> Generated {
    Generated {
        kind: "aws_security_group",
        name: format!("group_{index}"),
        after: format!(
            r#"{{"description":"Managed by Terraform","name":"cache-{index}","revoke_rules_on_delete":false,"tags":{TAGS},"tags_all":{TAGS},"timeouts":null,"vpc_id":"vpc-0123456789abcdef0"}}"#
        ),
        unknown: r#"{"arn":true,"egress":true,"id":true,"ingress":true,"name_prefix":true,"owner_id":true,"tags":{},"tags_all":{}}"#.to_owned(),
        expressions: format!(r#"{{"name":{{"constant_value":"cache-{index}"}},"vpc_id":{{"constant_value":"vpc-0123456789abcdef0"}}}}"#),
    }
}

fn rule(index: usize) -> Generated {
    let group = index - index % 20 + 5;
    let cidr = if index % 20 == 6 { "10.0.0.0/16" } else { "10.1.0.0/16" };
    Generated {
        kind: "aws_vpc_security_group_ingress_rule",
        name: format!("rule_{index}"),
        after: format!(
            r#"{{"cidr_ipv4":"{cidr}","cidr_ipv6":null,"description":null,"from_port":6379,"ip_protocol":"tcp","prefix_list_id":null,"referenced_security_group_id":null,"tags":null,"tags_all":{{}},"to_port":6379}}"#
        ),
        unknown: r#"{"arn":true,"id":true,"security_group_id":true,"security_group_rule_id":true,"tags_all":{}}"#.to_owned(),
        expressions: format!(
            r#"{{"cidr_ipv4":{{"constant_value":"{cidr}"}},"security_group_id":{{"references":["aws_security_group.group_{group}.id","aws_security_group.group_{group}"]}}}}"#
        ),
    }
}

fn alarm(index: usize) -> Generated {
    let cache = index - index % 20 + 3;
    let node = if index % 20 == 8 { "001" } else { "002" };
    Generated {
        kind: "aws_cloudwatch_metric_alarm",
        name: format!("alarm_{index}"),
        after: format!(
            r#"{{"actions_enabled":true,"alarm_actions":["arn:aws:sns:us-east-1:123456789012:alarms"],"alarm_description":"CPU","alarm_name":"cache-{cache}-{node}-cpu","comparison_operator":"GreaterThanThreshold","datapoints_to_alarm":null,"dimensions":{{"CacheClusterId":"cache-{cache}-{node}"}},"evaluation_periods":1,"extended_statistic":null,"insufficient_data_actions":null,"metric_name":"EngineCPUUtilization","metric_query":[],"namespace":"AWS/ElastiCache","ok_actions":null,"period":300,"statistic":"Average","tags":{TAGS},"tags_all":{TAGS},"threshold":80,"threshold_metric_id":null,"treat_missing_data":"missing","unit":null}}"#
        ),
        unknown: r#"{"alarm_actions":[false],"arn":true,"dimensions":{},"evaluate_low_sample_count_percentiles":true,"id":true,"metric_query":[],"tags":{},"tags_all":{}}"#.to_owned(),
        expressions: r#"{"threshold":{"constant_value":80}}"#.to_owned(),
    }
}

/// A resource of a type that no cache relates to, about as large as such resources are.
fn unrelated(index: usize) -> Generated {
    const KINDS: [&str; 5] = [
        "aws_s3_bucket",
        "aws_iam_role",
        "aws_lambda_function",
        "aws_ecs_task_definition",
        "aws_dynamodb_table",
    ];
    let kind = KINDS[index % KINDS.len()];
    let mut policy = String::new();
    for statement in 0..6 {
        let _ = write!(
            policy,
            r#"{{\"Sid\":\"Statement{statement}\",\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:PutObject\"],\"Resource\":\"arn:aws:s3:::bucket-{index}/*\"}},"#
        );
    }
    Generated {
        kind,
        name: format!("other_{index}"),
        after: format!(
            r#"{{"assume_role_policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{policy}]}}","bucket":"bucket-{index}","force_destroy":false,"name":"other-{index}","path":"/service/","tags":{TAGS},"tags_all":{TAGS},"timeouts":null,"versioning":[{{"enabled":true,"mfa_delete":false}}]}}"#
        ),
        unknown: r#"{"acceleration_status":true,"arn":true,"bucket_domain_name":true,"hosted_zone_id":true,"id":true,"region":true,"tags":{},"tags_all":{},"versioning":[{}]}"#.to_owned(),
        expressions: format!(
            r#"{{"assume_role_policy":{{"references":["data.aws_iam_policy_document.other_{index}.json","data.aws_iam_policy_document.other_{index}"]}},"bucket":{{"references":["local.prefix"]}},"tags":{{"references":["local.tags"]}}}}"#
        ),
    }
}
