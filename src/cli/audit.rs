//! What `plan` and `scan` share: their options, and everything that happens between an inventory and an exit code.

use std::collections::BTreeMap;
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
use super::sources::SourceOptions;
use crate::config::{Config, Selection};
use crate::evaluate::{DEFAULT_TIME_LIMIT, Evaluation, Evaluator, settle};
use crate::finding::Audit;
use crate::gate::Gate;
use crate::link::Linker;
use crate::locate::{SourceDirectory, locate, locate_declared, locate_live};
use crate::model::{Gap, Inventory};
use crate::policy::{Bundle, Policy, PolicyId};
use crate::report::Report;
use crate::waive::{self, Baseline, Waiver};

/// What to do about a waiver beside the code.
const WAIVER_HELP: &str = "correct the waiver; `cache-audit policy list` names every policy";

/// Options of an audit, whatever is audited.
#[derive(Debug, Args)]
pub(super) struct AuditOptions {
    #[command(flatten)]
    sources: SourceOptions,

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

/// An audit that is ready to begin: everything that can be wrong with the request was looked at.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The configuration.
    pub(super) config: Config,
    /// Which policies judge.
    pub(super) selection: Selection,
    bundle: Bundle,
    waivers: Vec<Waiver>,
    baseline: Option<Baseline>,
    clock: Timestamp,
    gate: Gate,
    save_inventory: Option<PathBuf>,
    destinations: Vec<Destination>,
    source_dir: Option<PathBuf>,
    source_root: SourceRoot,
}

impl AuditOptions {
    /// What is read from files.
    pub(super) fn sources(&self) -> &SourceOptions {
        &self.sources
    }

    /// Looks at everything but the input, which `inputs` names as far as it is files.
    pub(super) fn prepare(&self, inputs: &[&Path]) -> Result<Prepared, CliError> {
        let destinations = self.output.destinations()?;
        let others = self.sources.declared_files().chain(self.accept.file());
        let named: Vec<_> = inputs.iter().copied().chain(others).collect();
        let saved = self.save_inventory.as_deref();
        output::keep_apart(&named, saved, &destinations)?;
        output::check_writable(saved, &destinations)?;
        let source_dir = self.sources.source_dir()?;
        let source_root = self.source_root.find()?;
        let config = self.policy.config()?;
        let bundle = self.policy.bundle(&config, &[])?;
        let selection = self.sets.select(&config, &bundle)?;
        Ok(Prepared {
            selection,
            waivers: waivers(&config, &bundle)?,
            baseline: self.accept.baseline()?,
            clock: self.now.unwrap_or_else(Timestamp::now),
            gate: self.gate.gate(&config),
            save_inventory: self.save_inventory.clone(),
            bundle,
            config,
            destinations,
            source_dir,
            source_root,
        })
    }
}

impl Prepared {
    /// Judges `inventory` and writes the reports. `declared` tells where what runs is declared; it is not judged.
    pub(super) fn finish(
        mut self,
        inventory: &Inventory,
        declared: Option<&Inventory>,
        look: &LookOptions,
    ) -> Result<ExitCode, CliError> {
        self.save(inventory)?;
        self.selection.know(&inventory.accounts);
        let misread = |problem| CliError::new(problem, WAIVER_HELP);
        let written = waive::beside_resources(&inventory.waivers, &self.bundle);
        self.waivers.extend(written.map_err(misread)?);
        if let Some(declared) = declared {
            let written = waive::beside_declarations(&declared.waivers, &self.bundle);
            self.waivers.extend(written.map_err(misread)?);
        }
        let (mut audit, undecided) =
            judge(inventory, &self.selection, &self.bundle, self.clock, look)?;
        let mut gaps = inventory.gaps.clone();
        gaps.extend(undecided);
        gaps.extend(self.accept(inventory, declared, &mut audit)?);
        self.report(inventory, &gaps, &audit, look)
    }

    fn save(&self, inventory: &Inventory) -> Result<(), CliError> {
        let Some(file) = &self.save_inventory else { return Ok(()) };
        output::to_file(file, |out| {
            serde_json::to_writer_pretty(&mut *out, inventory)?;
            writeln!(out)
        })
    }

    /// Places findings, and marks those that somebody accepted. Returns what could not be placed.
    fn accept(
        &mut self,
        inventory: &Inventory,
        declared: Option<&Inventory>,
        audit: &mut Audit,
    ) -> Result<Vec<Gap>, CliError> {
        let named = self.source_dir.as_deref();
        let directory = SourceDirectory { named, current: Path::new("") };
        let mut gaps = locate(audit, &inventory.sources, directory);
        if let Some(declared) = declared {
            gaps.extend(locate_declared(audit, inventory, declared, directory));
        }
        let comments = waive::in_comments(audit, &self.bundle);
        self.waivers.extend(comments.map_err(|problem| CliError::new(problem, WAIVER_HELP))?);
        waive::apply(&self.waivers, self.selection.sets(), self.clock, audit);
        if let Some(baseline) = self.baseline.take() {
            baseline.apply(audit);
        }
        // Last, for waivers in comments are for the lines of resources, and these are lines of the configuration.
        let none = Default::default();
        locate_live(audit, |id| {
            self.config.account_place(id, inventory.accounts.get(id).unwrap_or(&none))
        });
        Ok(gaps)
    }

    fn report(
        &self,
        inventory: &Inventory,
        gaps: &[Gap],
        audit: &Audit,
        look: &LookOptions,
    ) -> Result<ExitCode, CliError> {
        let report = Report {
            sources: &inventory.sources,
            gaps,
            audit,
            policies: &policies(&self.selection),
            clock: self.clock,
            gate: self.gate,
            roots: self.source_root.roots(),
        };
        output::write(&report, &self.destinations, look)?;
        Ok(exit_code::of_outcome(report.outcome()))
    }
}

/// The audit, and what could not even be judged.
fn judge(
    inventory: &Inventory,
    selection: &Selection,
    bundle: &Bundle,
    clock: Timestamp,
    look: &LookOptions,
) -> Result<(Audit, Vec<Gap>), CliError> {
    let _progress = Progress::new("Judging".to_owned(), look.is_quiet());
    let evaluation = Evaluation {
        sets: selection.sets(),
        assign: &|subject| selection.assign(subject),
        now: clock,
        time_limit: DEFAULT_TIME_LIMIT,
        threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        bundle,
    };
    let library = "correct the helpers in `lib/` of your policy directory";
    // To take the engines apart would cost a tenth of the time of a small audit, and the process is about to end.
    let mut evaluator = ManuallyDrop::new(Evaluator::new(&evaluation).or_help(library)?);
    let mut audit = |linker: &Linker<'_>| evaluator.audit(linker).or_help(library);
    let linker = Linker::new(inventory);
    let (base, gaps) = (audit(&linker)?, linker.gaps());
    if base.tally.unknown == 0 || !are_whole(inventory) {
        return Ok((base, gaps));
    }
    let alternatives = inventory.alternatives.iter();
    let alternatives = alternatives.map(|other| audit(&Linker::new(&other.inventory)));
    Ok((settle(base, &alternatives.collect::<Result<Vec<_>, _>>()?), gaps))
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
