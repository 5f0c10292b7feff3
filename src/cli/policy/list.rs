//! `policy list`: policies by category, and policy sets.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use serde::Serialize;

use crate::cli::CliError;
use crate::cli::error::OrHelp;
use crate::cli::options::{LookOptions, PolicyOptions, SetOptions};
use crate::cli::output::to_stdout;
use crate::policy::{Bundle, PolicyId, ResolvedPolicy, ResolvedSet, Severity};
use crate::report::Look;

/// Arguments of `policy list`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  cache-audit policy list\n  cache-audit policy list --policy-set production"
)]
pub(super) struct ListArgs {
    #[command(flatten)]
    sets: SetOptions,

    #[command(flatten)]
    policy: PolicyOptions,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListFormat {
    /// For a person
    Table,
    /// For a program
    Json,
}

/// Prints the list.
pub(super) fn run(args: &ListArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &[])?;
    let sets = if args.sets.is_chosen() {
        args.sets.select(&config, &bundle)?.sets().to_vec()
    } else {
        every_set(&bundle)?
    };
    let list = List::new(&bundle, &sets, args.sets.is_chosen());
    to_stdout(|out| match args.format {
        ListFormat::Table => list.write_table(out, look.stdout()),
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &list)?;
            writeln!(out)
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

fn every_set(bundle: &Bundle) -> Result<Vec<ResolvedSet>, CliError> {
    let names = bundle.sets().map(|set| set.name.as_str());
    names
        .map(|name| bundle.resolve(name, &BTreeMap::new()))
        .collect::<Result<_, _>>()
        .or_help("correct the policy set")
}

/// What is listed; also the JSON document. Keys are only ever added within one version.
#[derive(Serialize)]
struct List<'a> {
    version: u32,
    policies: Vec<Row<'a>>,
    policy_sets: Vec<SetRow<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a PolicyId,
    title: &'a str,
    category: &'a str,
    subject: &'static str,
    severity: Severity,
}

#[derive(Serialize)]
struct SetRow<'a> {
    name: &'a str,
    title: &'a str,
    policies: Vec<&'a PolicyId>,
}

impl<'a> List<'a> {
    /// All policies of the bundle, or those of `sets` only, with the greatest severity that they have there.
    fn new(bundle: &'a Bundle, sets: &'a [ResolvedSet], is_chosen: bool) -> Self {
        let mut severities: BTreeMap<&PolicyId, Severity> = BTreeMap::new();
        for ResolvedPolicy { policy, severity, .. } in sets.iter().flat_map(|set| &set.policies) {
            let greatest = severities.entry(&policy.id).or_insert(*severity);
            *greatest = (*severity).max(*greatest);
        }
        let mut policies: Vec<Row<'_>> = bundle
            .policies()
            .filter(|policy| !is_chosen || severities.contains_key(&policy.id))
            .map(|policy| Row {
                id: &policy.id,
                title: &policy.title,
                category: &policy.category,
                subject: policy.subject.as_str(),
                severity: severities
                    .get(&policy.id)
                    .copied()
                    .filter(|_| is_chosen)
                    .unwrap_or(policy.severity),
            })
            .collect();
        policies.sort_by_key(|row| (row.category, row.id));
        let set_row = |set: &'a ResolvedSet| SetRow {
            name: &set.name,
            title: &set.title,
            policies: set.policies.iter().map(|resolved| &resolved.policy.id).collect(),
        };
        Self { version: 1, policies, policy_sets: sets.iter().map(set_row).collect() }
    }

    fn write_table(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        let strong =
            if look.is_coloured { anstyle::Style::new().bold() } else { anstyle::Style::new() };
        // Every category is a table of its own; the same widths make them look like one.
        let id_width = self.policies.iter().map(|row| row.id.as_str().len()).max().unwrap_or(0);
        for rows in self.policies.chunk_by(|left, right| left.category == right.category) {
            let category = rows.first().map_or("", |row| row.category);
            writeln!(out, "{strong}{category}{strong:#}")?;
            let cells = rows.iter().map(|row| [row.id.as_str(), row.severity.as_str(), row.title]);
            let cells = cells.map(|row| row.map(str::to_owned));
            writeln!(out, "{}\n", table(look.width, id_width, cells))?;
        }
        writeln!(out, "{strong}policy sets{strong:#}")?;
        let cells = self.policy_sets.iter().map(|set| {
            let policies = match set.policies.len() {
                1 => "1 policy".to_owned(),
                number => format!("{number} policies"),
            };
            [set.name.to_owned(), policies, set.title.to_owned()]
        });
        writeln!(out, "{}", table(look.width, id_width, cells))
    }
}

/// Columns of the severity, or of the number of policies.
const SECOND_WIDTH: usize = "informational".len();

/// Three columns without lines: the first as wide as said, the second of one width, the third wrapped to what is left.
fn table(width: usize, first_width: usize, rows: impl Iterator<Item = [String; 3]>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(columns(width));
    for row in rows {
        table.add_row(row);
    }
    for (column, content) in table.column_iter_mut().zip([first_width, SECOND_WIDTH]) {
        // The width of a column includes a space on either side.
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(columns(content + 2))));
    }
    table.trim_fmt()
}

fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}
