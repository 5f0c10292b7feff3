//! Counts how exactly findings are placed, over every input among the fixtures: at the argument or value, at the block,
//! construct or resource, or nowhere but in the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use cache_audit::collect::{Input, Settings, collect};
use cache_audit::evaluate::{DEFAULT_TIME_LIMIT, Evaluation, Evaluator};
use cache_audit::finding::Finding;
use cache_audit::link::Linker;
use cache_audit::locate::{SourceDirectory, locate};
use cache_audit::model::{Inventory, Origin, SourceKind};
use cache_audit::policy::{Bundle, ResolvedSet};
use serde_json::Value;

/// The sets that judge: what any cache is asked for.
const SETS: [&str; 2] = ["baseline", "production"];
/// The time that counts as now.
const NOW: &str = "2026-11-20T00:00:00Z";

/// How many findings are placed how.
#[derive(Default)]
struct Shares {
    inputs: usize,
    /// At the argument, property or value.
    value: usize,
    /// At the construct of a program, with the value in the template that it writes.
    construct_and_value: usize,
    /// At the block, resource or construct: nothing nearer is written.
    block: usize,
    /// In the plan or state, without a line.
    plan: usize,
}

impl Shares {
    fn add(&mut self, other: &Self) {
        self.inputs += other.inputs;
        self.value += other.value;
        self.construct_and_value += other.construct_and_value;
        self.block += other.block;
        self.plan += other.plan;
    }

    fn row(&self, out: &mut impl Write, label: &str) -> io::Result<()> {
        let Self { inputs, value, construct_and_value, block, plan } = self;
        let total = value + construct_and_value + block + plan;
        let share = |part: &usize| {
            let percent = *part as f64 * 100.0 / total.max(1) as f64;
            format!("{part:>5} {percent:>3.0} %")
        };
        writeln!(
            out,
            "  {label:<34} {inputs:>6} {total:>8} {:>12} {:>12} {:>12} {:>12}",
            share(value),
            share(construct_and_value),
            share(block),
            share(plan),
        )
    }
}

/// Prints the table.
pub(crate) fn print(out: &mut impl Write) -> io::Result<()> {
    let fixtures = Path::new("fixtures");
    let bundle = Bundle::built_in().map_err(io::Error::other)?;
    let resolve = |name: &&str| bundle.resolve(name, &BTreeMap::new()).map_err(io::Error::other);
    let sets = SETS.iter().map(resolve).collect::<Result<Vec<_>, _>>()?;
    let mut inputs = Vec::new();
    find_inputs(fixtures, &mut inputs)?;
    let mut kinds: BTreeMap<(String, &str), Shares> = BTreeMap::new();
    for input in &inputs {
        let Some((kind, shares)) = shares(input, &bundle, &sets)? else { continue };
        let group = input.strip_prefix(fixtures).unwrap_or(input).iter().next();
        let group = group.unwrap_or_default().to_string_lossy().into_owned();
        kinds.entry((group, kind)).or_default().add(&shares);
    }
    writeln!(
        out,
        "\n{:<36} {:>6} {:>8} {:>12} {:>12} {:>12} {:>12}",
        format!("findings of {}", SETS.join(" and ")),
        "inputs",
        "findings",
        "value",
        "construct*",
        "block",
        "plan only",
    )?;
    let mut whole = Shares::default();
    for ((group, kind), shares) in &kinds {
        shares.row(out, &format!("{group}, {kind}"))?;
        whole.add(shares);
    }
    whole.row(out, "together")?;
    writeln!(out, "  * of a CDK app, with the line of the value in the template")
}

/// Every plan, state, template, change set and cloud assembly below `folder`.
fn find_inputs(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            match name {
                "cdk.out" => found.push(path),
                "tools" | "aws" | "parameters" | "not_a_plan" => {}
                _ => find_inputs(&path, found)?,
            }
        } else if is_input(name) {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a file may be an input. Pages of a change set are read together, and the files of parameters are none.
fn is_input(name: &str) -> bool {
    let is_terraform =
        name.ends_with("tfplan.json") || ["state.json", "terraform.tfstate"].contains(&name);
    let is_template = name.ends_with(".yaml") && name != "cache-audit.yaml";
    is_terraform
        || is_template
        || name == "redis-cluster.json"
        || name.starts_with("describe-change-set")
}

/// How the findings of one input are placed; none where it is not read.
fn shares(
    input: &Path,
    bundle: &Bundle,
    sets: &[ResolvedSet],
) -> io::Result<Option<(&'static str, Shares)>> {
    let Ok(inventory) = collect(&[Input::File(input.to_owned())], &Settings::default()) else {
        return Ok(None);
    };
    let evaluation = Evaluation {
        bundle,
        sets,
        assign: &|_| (0..sets.len()).collect(),
        now: NOW.parse().map_err(io::Error::other)?,
        time_limit: DEFAULT_TIME_LIMIT,
        threads: NonZeroUsize::MIN,
    };
    let mut evaluator = Evaluator::new(&evaluation).map_err(io::Error::other)?;
    let mut audit = evaluator.audit(&Linker::new(&inventory)).map_err(io::Error::other)?;
    let source = configuration(input);
    let directory = SourceDirectory { named: source.as_deref(), current: Path::new("absent") };
    locate(&mut audit, &inventory.sources, directory);
    let heads = heads(&inventory)?;
    let mut shares = Shares { inputs: 1, ..Shares::default() };
    for finding in &audit.findings {
        *place(finding, &heads, &mut shares) += 1;
    }
    let kind = inventory.sources.first().map_or("", |source| match source.kind {
        SourceKind::TerraformPlan | SourceKind::TerraformState | SourceKind::TerraformStateFile => {
            "Terraform"
        }
        SourceKind::CdkAssembly => "CDK",
        _ => "CloudFormation",
    });
    Ok(Some((kind, shares)))
}

/// The configuration of a system's plan or state; that of a situation lies beside its plan.
fn configuration(input: &Path) -> Option<PathBuf> {
    let variant = input.parent()?;
    let name = if variant.ends_with("broken") { "terraform-broken" } else { "terraform" };
    Some(variant.parent()?.join(name)).filter(|folder| folder.is_dir())
}

/// Where resources begin in templates and apps.
fn heads(inventory: &Inventory) -> io::Result<BTreeSet<(String, u64, u64)>> {
    let mut heads = BTreeSet::new();
    collect_heads(&serde_json::to_value(inventory)?, &mut heads);
    Ok(heads)
}

fn collect_heads(value: &Value, heads: &mut BTreeSet<(String, u64, u64)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_heads(item, heads)),
        Value::Object(fields) => {
            let origin = fields.get("origin").filter(|_| fields.contains_key("address"));
            heads.extend(origin.and_then(|origin| {
                let number = |key: &str| origin.get(key)?.as_u64();
                Some((origin.get("file")?.as_str()?.to_owned(), number("line")?, number("column")?))
            }));
            fields.values().for_each(|value| collect_heads(value, heads));
        }
        _ => {}
    }
}

/// The count that a finding belongs to.
fn place<'s>(
    finding: &Finding,
    heads: &BTreeSet<(String, u64, u64)>,
    shares: &'s mut Shares,
) -> &'s mut usize {
    let Origin { file, line, column } = &finding.location;
    let (Some(line), Some(column)) = (line, column) else { return &mut shares.plan };
    let is_head = match file.ends_with(".tf") {
        true => is_block(file, *line, *column),
        false => heads.contains(&(file.clone(), (*line).into(), (*column).into())),
    };
    match (is_head, &finding.template) {
        (true, Some(_)) => &mut shares.construct_and_value,
        (true, None) => &mut shares.block,
        (false, _) => &mut shares.value,
    }
}

/// Whether a block of Terraform begins there.
fn is_block(file: &str, line: u32, column: u32) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().nth(line as usize - 1).unwrap_or_default();
    let blocks = ["resource ", "module ", "data "];
    column == 1 && blocks.iter().any(|block| line.starts_with(block))
}
