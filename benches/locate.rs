//! How exactly findings point at lines, and what it costs.
//!
//! First the shares of findings over all fixtures that are at their value, at their block, or at nothing but the plan. Then the
//! released binary on a plan whose configuration has 2,000 `.tf` files, with and without that configuration. All files lie
//! in one folder, so each may hold the block that is sought.
//!
//! `cargo bench --bench locate`, and `cargo test --bench locate -- --shares` for the shares alone, without a release build.

mod measure;
mod shares;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use measure::{heading, make_file, measure, measure_here, row};
use serde_json::{Value, json};

/// Files of the configuration.
const FILES: usize = 2_000;
/// One file in so many has a cache, with settings that baseline objects to.
const ONE_CACHE_IN: usize = 10;
/// Resources of other kinds in each file: about a hundred lines.
const OTHERS: usize = 8;

fn main() -> io::Result<()> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("--measure") => measure_here(&arguments[1..]),
        Some("--shares") => shares::print(&mut io::stdout().lock()),
        _ => run_all(),
    }
}

fn run_all() -> io::Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let configuration = folder.join(format!("configuration-{FILES}"));
    fs::create_dir_all(&configuration)?;
    let mut bytes = 0;
    for index in 0..FILES {
        let name = format!("part_{index:04}.tf");
        let file = make_file(&configuration, &name, |file| write_part(file, index))?;
        bytes += fs::metadata(file)?.len();
    }
    let plan =
        make_file(&folder, &format!("located-{FILES}.json"), |file| writeln!(file, "{}", plan()))?;

    let mut out = io::stdout().lock();
    shares::print(&mut out)?;
    writeln!(out)?;
    heading(&mut out)?;
    writeln!(out, "\n{FILES} files, {:.1} MB", bytes as f64 / 1e6)?;
    let alone = command(&plan, None);
    row(&mut out, "cache-audit plan, no configuration", &measure(&alone)?)?;
    let located = command(&plan, Some(&configuration));
    row(&mut out, "cache-audit plan --source-dir", &measure(&located)?)
}

fn command(plan: &Path, configuration: Option<&Path>) -> Vec<String> {
    let text = |path: &Path| path.display().to_string();
    let mut command = vec![env!("CARGO_BIN_EXE_cache-audit").to_owned(), "plan".into(), text(plan)];
    if let Some(configuration) = configuration {
        command.extend(["--source-dir".into(), text(configuration)]);
    }
    command
}

fn has_cache(index: usize) -> bool {
    index.is_multiple_of(ONE_CACHE_IN)
}

fn write_part(out: &mut dyn Write, index: usize) -> io::Result<()> {
    for other in 0..OTHERS {
        write!(
            out,
            "# Work that somebody does elsewhere.\n\
             resource \"aws_sqs_queue\" \"queue_{index}_{other}\" {{\n  \
               name                       = \"queue-{index}-{other}\"\n  \
               visibility_timeout_seconds = 30\n  \
               message_retention_seconds  = var.retention[\"{other}\"]\n  \
               redrive_policy = jsonencode({{\n    \
                 deadLetterTargetArn = aws_sqs_queue.dead.arn\n    \
                 maxReceiveCount     = 4\n  \
               }})\n\
             }}\n\n",
        )?;
    }
    if !has_cache(index) {
        return Ok(());
    }
    write!(
        out,
        "resource \"aws_elasticache_replication_group\" \"cache_{index}\" {{\n  \
           replication_group_id       = \"cache-{index}\"\n  \
           description                = \"Cache {index}\"\n  \
           engine                     = \"redis\"\n  \
           engine_version             = \"7.1\"\n  \
           node_type                  = \"cache.t4g.micro\"\n  \
           num_cache_clusters         = 1\n  \
           at_rest_encryption_enabled = false\n  \
           transit_encryption_enabled = false\n  \
           snapshot_retention_limit   = 0\n\
         }}\n",
    )
}

/// The plan that makes all of it, the caches aside without what no audit reads.
fn plan() -> Value {
    let caches: Vec<usize> = (0..FILES).filter(|index| has_cache(*index)).collect();
    let changes = caches.iter().map(|index| change(*index));
    let configured = caches.iter().map(|index| configured(*index));
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes.collect::<Vec<_>>(),
        "configuration": {"root_module": {"resources": configured.collect::<Vec<_>>()}},
        "complete": true,
    })
}

fn settings(index: usize) -> Value {
    json!({
        "replication_group_id": format!("cache-{index}"),
        "description": format!("Cache {index}"),
        "engine": "redis",
        "engine_version": "7.1",
        "node_type": "cache.t4g.micro",
        "num_cache_clusters": 1,
        "at_rest_encryption_enabled": "false",
        "transit_encryption_enabled": false,
        "snapshot_retention_limit": 0,
    })
}

fn change(index: usize) -> Value {
    json!({
        "address": format!("aws_elasticache_replication_group.cache_{index}"),
        "mode": "managed",
        "type": "aws_elasticache_replication_group",
        "name": format!("cache_{index}"),
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": ["create"],
            "before": null,
            "after": settings(index),
            "after_unknown": {"id": true, "arn": true},
            "before_sensitive": false,
            "after_sensitive": {},
        },
    })
}

fn configured(index: usize) -> Value {
    let constants = settings(index);
    let expressions = constants.as_object().into_iter().flatten();
    let expressions =
        expressions.map(|(name, value)| (name.clone(), json!({"constant_value": value})));
    json!({
        "address": format!("aws_elasticache_replication_group.cache_{index}"),
        "mode": "managed",
        "type": "aws_elasticache_replication_group",
        "name": format!("cache_{index}"),
        "provider_config_key": "aws",
        "expressions": expressions.collect::<serde_json::Map<_, _>>(),
        "schema_version": 2,
    })
}
