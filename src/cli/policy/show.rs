//! `policy show`: everything METADATA says about one policy, and what policy sets make of it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::Style;
use clap::Args;

use crate::cli::CliError;
use crate::cli::error::OrHelp;
use crate::cli::options::{LookOptions, PolicyOptions};
use crate::cli::output::to_stdout;
use crate::policy::{Bundle, Policy, ResolvedPolicy};
use crate::report::{Look, wrap};

/// Arguments of `policy show`.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  cache-audit policy show backup-retention-too-short")]
pub(super) struct ShowArgs {
    /// The policy's id, or an earlier id of it
    #[arg(value_name = "ID")]
    id: String,

    #[command(flatten)]
    policy: PolicyOptions,
}

/// Shows one policy.
pub(super) fn run(args: &ShowArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &[])?;
    let policy =
        bundle.require_policy(&args.id).or_help("`cache-audit policy list` names every policy")?;
    let mut uses = Vec::new();
    for set in bundle.sets() {
        let resolved =
            bundle.resolve(&set.name, &BTreeMap::new()).or_help("correct the policy set")?;
        let of_policy = resolved.policies.into_iter().find(|used| used.policy.id == policy.id);
        uses.extend(of_policy.map(|used| (set.name.as_str(), used)));
    }
    to_stdout(|out| Card { out, look: look.stdout() }.write(policy, &uses, &bundle))?;
    Ok(ExitCode::SUCCESS)
}

/// Where one policy is written.
struct Card<'w> {
    out: &'w mut dyn Write,
    look: Look,
}

impl Card<'_> {
    fn write(
        &mut self,
        policy: &Policy,
        uses: &[(&str, ResolvedPolicy)],
        bundle: &Bundle,
    ) -> io::Result<()> {
        let strong = self.strong();
        writeln!(self.out, "{strong}{}{strong:#}", policy.id)?;
        self.text("", &policy.title)?;
        self.section("Why", &policy.description)?;
        self.section("Fix", &policy.remediation)?;
        self.fact("Severity", policy.severity.as_str())?;
        self.fact("Judges", policy.subject.as_str())?;
        self.fact("Reads", &policy.attributes.join(", "))?;
        self.fact("File", &policy.path)?;
        let aliases: Vec<_> = policy.aliases.iter().map(|id| id.as_str()).collect();
        self.fact("Formerly", &aliases.join(", "))?;
        self.parameters(policy)?;
        self.frameworks(policy, bundle)?;
        self.uses(policy, uses)?;
        if !policy.related_resources.is_empty() {
            self.heading("Read more")?;
        }
        policy.related_resources.iter().try_for_each(|url| writeln!(self.out, "  {url}"))
    }

    fn parameters(&mut self, policy: &Policy) -> io::Result<()> {
        if !policy.parameters.is_empty() {
            self.heading("Parameters")?;
        }
        for (name, parameter) in &policy.parameters {
            let kind = &parameter.parameter_type;
            self.text("  ", &format!("{name} ({kind}, default {})", parameter.default))?;
            self.text("      ", &parameter.description)?;
        }
        Ok(())
    }

    fn frameworks(&mut self, policy: &Policy, bundle: &Bundle) -> io::Result<()> {
        if !policy.frameworks.is_empty() {
            self.heading("Controls")?;
        }
        for (id, controls) in &policy.frameworks {
            let title = bundle.frameworks().get(id).map_or(id.as_str(), |f| f.title.as_str());
            self.text("  ", &format!("{title}: {}", controls.join(", ")))?;
        }
        Ok(())
    }

    /// The sets that use the policy, each with what it makes different.
    fn uses(&mut self, policy: &Policy, uses: &[(&str, ResolvedPolicy)]) -> io::Result<()> {
        self.heading("Policy sets")?;
        if uses.is_empty() {
            self.text("  ", "none")?;
        }
        for (set, used) in uses {
            let severity = (used.severity != policy.severity).then(|| used.severity.to_string());
            let parameters = used
                .parameters
                .iter()
                .filter(|(name, value)| {
                    policy.parameters.get(*name).is_none_or(|p| p.default != **value)
                })
                .map(|(name, value)| format!("{name} = {value}"));
            let changes: Vec<_> = severity.into_iter().chain(parameters).collect();
            let changes = if changes.is_empty() {
                String::new()
            } else {
                format!(": {}", changes.join(", "))
            };
            self.text("  ", &format!("{set}{changes}"))?;
        }
        Ok(())
    }

    fn heading(&mut self, heading: &str) -> io::Result<()> {
        let strong = self.strong();
        writeln!(self.out, "\n{strong}{heading}{strong:#}")
    }

    fn section(&mut self, heading: &str, text: &str) -> io::Result<()> {
        self.heading(heading)?;
        self.text("  ", text.trim())?;
        if heading == "Fix" { writeln!(self.out) } else { Ok(()) }
    }

    fn fact(&mut self, name: &str, value: &str) -> io::Result<()> {
        if value.is_empty() {
            return Ok(());
        }
        let mut lines = wrap(value, self.look.width.saturating_sub(10)).into_iter();
        let strong = self.strong();
        let first = lines.next().unwrap_or_default();
        writeln!(self.out, "{strong}{name:<10}{strong:#}{first}")?;
        lines.try_for_each(|line| writeln!(self.out, "{:10}{line}", ""))
    }

    fn text(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let lines = wrap(text, self.look.width.saturating_sub(indent.len()));
        lines.into_iter().try_for_each(|line| writeln!(self.out, "{indent}{line}"))
    }

    fn strong(&self) -> Style {
        if self.look.is_coloured { Style::new().bold() } else { Style::new() }
    }
}
