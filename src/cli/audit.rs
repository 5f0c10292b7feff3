//! What every audit has in common, whatever was read: from an inventory to reports and an exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;

use super::error::{CliError, OrHelp};
use super::exit_code;
use super::options::{AcceptOptions, GateOptions, LookOptions, PolicyOptions, SetOptions, waivers};
use super::output::{self, Destination, OutputOptions};
use super::progress::Progress;
use super::source_root::{SourceRoot, SourceRootOptions};
use crate::config::{Config, Selection};
use crate::evaluate::{DEFAULT_TIME_LIMIT, Evaluation, Evaluator, settle};
use crate::finding::Audit;
use crate::gate::Gate;
use crate::link::Linker;
use crate::locate::{SourceDirectory, locate};
use crate::model::{Inventory, Origin, SourceSummary};
use crate::policy::{Bundle, Policy, PolicyId};
use crate::report::Report;
use crate::waive::{self, Baseline, Waiver};

/// What to do about a waiver beside the code.
const WAIVER_HELP: &str = "correct the waiver; `cache-audit policy list` names every policy";

/// What every audit can be told.
#[derive(Debug, Args)]
pub(super) struct AuditOptions {
    /// Save what was read to this file, to audit it again later
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    #[arg(env = "CACHE_AUDIT_SAVE_INVENTORY", hide_env_values = true)]
    save_inventory: Option<PathBuf>,

    #[command(flatten)]
    sets: SetOptions,

    #[command(flatten)]
    policy: PolicyOptions,

    #[command(flatten)]
    gate: GateOptions,

    #[command(flatten)]
    accept: AcceptOptions,

    /// Judge as if it were this time, such as 2026-11-20T00:00:00Z [default: now]
    #[arg(long, value_name = "TIME", help_heading = "Policy")]
    #[arg(env = "CACHE_AUDIT_NOW", hide_env_values = true)]
    now: Option<Timestamp>,

    #[command(flatten)]
    output: OutputOptions,

    #[command(flatten)]
    source_root: SourceRootOptions,
}

/// Everything that can be wrong with a request was right: now something may be read.
pub(super) struct Prepared<'o> {
    options: &'o AuditOptions,
    destinations: Vec<Destination>,
    source_root: SourceRoot,
    /// The configuration.
    pub(super) config: Config,
    bundle: Bundle,
    selection: Selection,
    waivers: Vec<Waiver>,
    baseline: Option<Baseline>,
    clock: Timestamp,
}

impl AuditOptions {
    /// Checks everything before anything is read, that `inputs` are not overwritten among it.
    pub(super) fn prepare(&self, inputs: &[&Path]) -> Result<Prepared<'_>, CliError> {
        let destinations = self.output.destinations()?;
        let named: Vec<_> = inputs.iter().copied().chain(self.accept.file()).collect();
        output::keep_apart(&named, self.save_inventory.as_deref(), &destinations)?;
        let source_root = self.source_root.find()?;
        let config = self.policy.config()?;
        let bundle = self.policy.bundle(&config, &[])?;
        let selection = self.sets.select(&config, &bundle)?;
        let waivers = waivers(&config, &bundle)?;
        let baseline = self.accept.baseline()?;
        let clock = self.now.unwrap_or_else(Timestamp::now);
        Ok(Prepared {
            options: self,
            destinations,
            source_root,
            config,
            bundle,
            selection,
            waivers,
            baseline,
            clock,
        })
    }
}

impl Prepared<'_> {
    /// What enabled policies read of subjects, by path in their input: `cache.ingress[].peer`.
    pub(super) fn attributes(&self) -> BTreeSet<String> {
        attributes(&self.config, &self.selection)
    }

    /// Judges `inventory` and reports. `configuration` is where the Terraform configuration is, if somebody named it.
    pub(super) fn audit(
        mut self,
        inventory: &Inventory,
        configuration: Option<&Path>,
        look: &LookOptions,
    ) -> Result<ExitCode, CliError> {
        if let Some(file) = &self.options.save_inventory {
            output::to_file(file, |out| {
                serde_json::to_writer_pretty(&mut *out, inventory)?;
                writeln!(out)
            })?;
        }
        self.selection.learn(&inventory.sources);
        let written = waive::beside_resources(&inventory.waivers, &self.bundle);
        self.waivers.extend(written.map_err(|problem| CliError::new(problem, WAIVER_HELP))?);
        let mut audit = self.judge(inventory, look)?;
        let sources = SourceDirectory { named: configuration, current: Path::new("") };
        let mut gaps = inventory.gaps.clone();
        gaps.extend(locate(&mut audit, &inventory.sources, sources));

        let comments = waive::in_comments(&audit, &self.bundle);
        self.waivers.extend(comments.map_err(|problem| CliError::new(problem, WAIVER_HELP))?);
        waive::apply(&self.waivers, self.selection.sets(), self.clock, &mut audit);
        if let Some(baseline) = self.baseline.take() {
            baseline.apply(&mut audit);
        }

        let accounts = places(&self.config, &inventory.sources);
        let report = Report {
            sources: &inventory.sources,
            gaps: &gaps,
            audit: &audit,
            policies: &policies(&self.selection),
            clock: self.clock,
            gate: self.gate(),
            roots: self.source_root.roots(&accounts),
        };
        output::write(&report, &self.destinations, look)?;
        Ok(exit_code::of_outcome(report.outcome()))
    }

    fn gate(&self) -> Gate {
        self.options.gate.gate(&self.config)
    }

    fn judge(&self, inventory: &Inventory, look: &LookOptions) -> Result<Audit, CliError> {
        let _progress = Progress::new("Judging".to_owned(), look.is_quiet());
        let evaluation = Evaluation {
            sets: self.selection.sets(),
            assign: &|subject| self.selection.assign(subject),
            now: self.clock,
            time_limit: DEFAULT_TIME_LIMIT,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            bundle: &self.bundle,
        };
        let library = "correct the helpers in `lib/` of your policy directory";
        // To take the engines apart would cost a tenth of the time of a small audit, and the process is about to end.
        let mut evaluator = ManuallyDrop::new(Evaluator::new(&evaluation).or_help(library)?);
        let mut audit =
            |inventory: &Inventory| evaluator.audit(&Linker::new(inventory)).or_help(library);
        let base = audit(inventory)?;
        if base.tally.unknown == 0 || !are_whole(inventory) {
            return Ok(base);
        }
        let alternatives = inventory.alternatives.iter().map(|other| audit(&other.inventory));
        Ok(settle(base, &alternatives.collect::<Result<Vec<_>, _>>()?))
    }
}

/// What the policies of `selection` read, and what `config` needs to choose them.
pub(super) fn attributes(config: &Config, selection: &Selection) -> BTreeSet<String> {
    let policies = selection.sets().iter().flat_map(|set| &set.policies);
    let read = policies.flat_map(|resolved| {
        let subject = resolved.policy.subject.as_str();
        resolved.policy.attributes.iter().map(move |path| format!("{subject}.{path}"))
    });
    let chosen_by = config.needs_tags().then(|| "cache.tags".to_owned());
    read.chain(chosen_by).collect()
}

/// The line of the configuration that names each live account, else the configuration itself.
fn places(config: &Config, sources: &[SourceSummary]) -> BTreeMap<String, Origin> {
    let Some(file) = config.file() else { return BTreeMap::new() };
    let top = Origin { file: file.to_owned(), line: Some(1), column: None };
    let place = |source: &SourceSummary| {
        let named = source.account.as_deref().and_then(|name| config.account(name));
        named.map_or_else(|| top.clone(), |account| account.place)
    };
    sources.iter().map(|source| (source.file.clone(), place(source))).collect()
}

/// Whether every alternative holds all that `inventory` does. With several inputs, one of an input lacks the others, and
/// what is missing there proves nothing.
fn are_whole(inventory: &Inventory) -> bool {
    let sources = &inventory.sources;
    let mut alternatives = inventory.alternatives.iter();
    sources.len() < 2 || alternatives.all(|other| other.inventory.sources == *sources)
}

/// The policies of every set in use.
fn policies(selection: &Selection) -> BTreeMap<PolicyId, &Policy> {
    let resolved = selection.sets().iter().flat_map(|set| &set.policies);
    resolved.map(|resolved| (resolved.policy.id.clone(), resolved.policy.as_ref())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Alternative, SourceKind, SourceSummary};

    #[test]
    fn an_alternative_that_lacks_an_input_proves_nothing() {
        let source = |file: &str| SourceSummary {
            file: file.to_owned(),
            kind: SourceKind::CloudFormationTemplate,
            written_by: None,
            is_complete: true,
            account: None,
        };
        let inventory = |files: &[&str]| Inventory {
            sources: files.iter().map(|file| source(file)).collect(),
            ..Inventory::new()
        };
        let with_alternative = |files: &[&str], of: &[&str]| {
            let alternative = Alternative { inventory: inventory(of), ..Alternative::default() };
            Inventory { alternatives: vec![alternative], ..inventory(files) }
        };
        assert!(are_whole(&with_alternative(&["a.yaml"], &[])));
        assert!(are_whole(&with_alternative(&["a.yaml", "b.yaml"], &["a.yaml", "b.yaml"])));
        assert!(!are_whole(&with_alternative(&["a.yaml", "b.yaml"], &["a.yaml"])));
    }
}
