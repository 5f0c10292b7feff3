//! Puts findings where somebody can fix them.
//!
//! Enters: an audit of Terraform plans and states, which tell no lines, and where their configurations lie. Leaves: the
//! findings at the arguments and blocks that they are about. What is found nowhere stays at the plan, and a [`Gap`] says so.
//! What runs is written nowhere; its findings go to the line that names the account.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::collect::configuration::{Configuration, Written};
use crate::finding::{Audit, Finding};
use crate::link::SubjectKind;
use crate::model::{Gap, Origin, RelatedPlace, SourceKind, SourceSummary};

/// What to do about findings without a line.
const HELP: &str = "name the directory of the configuration with --source-dir";

/// Where the configuration of a plan may lie.
#[derive(Debug, Clone, Copy)]
pub struct SourceDirectory<'a> {
    /// The directory that the user named. It holds the configuration of every plan.
    pub named: Option<&'a Path>,
    /// Where to look first otherwise; the next place is the plan's own directory.
    pub current: &'a Path,
}

impl SourceDirectory<'_> {
    /// The directories to look in for the configuration of `plan`, the best first.
    fn candidates(self, plan: &str) -> Vec<PathBuf> {
        let own = Path::new(plan).parent().filter(|_| plan != "-");
        let guessed = [Some(self.current), own].into_iter().flatten();
        match self.named {
            Some(named) => vec![named.to_owned()],
            None => guessed.map(Path::to_owned).collect(),
        }
    }
}

/// Places the findings of `audit` on what Terraform read, and returns what could not be found.
pub fn locate(
    audit: &mut Audit,
    sources: &[SourceSummary],
    directory: SourceDirectory<'_>,
) -> Vec<Gap> {
    let mut atlas = Atlas { directory, opened: BTreeMap::new(), chosen: BTreeMap::new() };
    let plans: BTreeSet<&str> = sources
        .iter()
        .filter(|source| is_terraform(source.kind))
        .map(|source| source.file.as_str())
        .collect();
    let mut missing: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    for finding in &mut audit.findings {
        let is_placed = finding.leads.is_empty() || finding.location.line.is_some();
        if is_placed || !plans.contains(finding.origin.file.as_str()) {
            continue;
        }
        let Some(root) = atlas.choose(&finding.origin.file) else { continue };
        let is_found = atlas.opened.get(&root).is_some_and(|it| place(finding, it.as_ref()));
        // What the change removes is no longer declared.
        if !is_found && finding.subject_kind != SubjectKind::CacheRemoval {
            missing.entry(root).or_default().insert(finding.address.clone());
        }
    }
    atlas.gaps(&missing)
}

/// Places the findings on what runs: `place` says where somebody would look who knows the id of the account.
pub fn locate_live(audit: &mut Audit, place: impl Fn(&str) -> Origin) {
    for finding in &mut audit.findings {
        if let Some((account_id, _)) = finding.origin.account_and_region() {
            finding.location = place(account_id);
        }
    }
}

/// Configurations that were opened, and which one belongs to which plan.
struct Atlas<'a> {
    directory: SourceDirectory<'a>,
    opened: BTreeMap<PathBuf, Option<Configuration>>,
    chosen: BTreeMap<String, Option<PathBuf>>,
}

impl Atlas<'_> {
    /// The root of the configuration of `plan`, opened.
    fn choose(&mut self, plan: &str) -> Option<PathBuf> {
        if let Some(known) = self.chosen.get(plan) {
            return known.clone();
        }
        let found = self.directory.candidates(plan).into_iter().find(|root| {
            let opened = self.opened.entry(root.clone());
            opened.or_insert_with(|| Configuration::open(root)).is_some()
        });
        self.chosen.insert(plan.to_owned(), found.clone());
        found
    }

    /// What could not be found or read, sorted.
    fn gaps(&self, missing: &BTreeMap<PathBuf, BTreeSet<String>>) -> Vec<Gap> {
        let gap = |what: String, why: String| Gap { what, why, is_failure: false };
        let without = self.chosen.iter().filter(|(_, root)| root.is_none()).map(|(plan, _)| {
            let plan = if plan == "-" { "standard input" } else { plan };
            let why = format!("was not found, so findings point at the plan or state; {HELP}");
            gap(format!("Terraform configuration of {plan}"), why)
        });
        let missing = missing.iter().map(|(root, addresses)| {
            let first = addresses.first().map_or("", String::as_str);
            let more = match addresses.len() {
                0 | 1 => String::new(),
                several => format!(" and {} more", several - 1),
            };
            let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
            let why = format!(
                "does not declare {first}{more}, whose findings point at the plan or state; {HELP}"
            );
            gap(format!("Terraform configuration in {}", root.display()), why)
        });
        let unreadable = self.opened.values().flatten().flat_map(Configuration::gaps);
        let gaps: BTreeSet<Gap> = without.chain(missing).chain(unreadable).collect();
        gaps.into_iter().collect()
    }
}

fn is_terraform(kind: SourceKind) -> bool {
    match kind {
        SourceKind::TerraformPlan | SourceKind::TerraformState | SourceKind::TerraformStateFile => {
            true
        }
        SourceKind::CloudFormationTemplate
        | SourceKind::CloudFormationChangeSet
        | SourceKind::CdkAssembly
        | SourceKind::SavedInventory
        | SourceKind::LiveAccount => false,
    }
}

/// Places a finding, if one of its leads is declared in the configuration.
fn place(finding: &mut Finding, configuration: Option<&Configuration>) -> bool {
    let find = |lead| configuration?.find(lead);
    let found = finding.leads.iter().find_map(|lead| Some((lead, find(lead)?)));
    let Some((lead, Written { place, related, .. })) = found else { return false };
    let subject = finding.leads.last().filter(|subject| subject.address != lead.address);
    let subject = subject
        .and_then(find)
        .map(|written| RelatedPlace { place: written.block, message: finding.name.clone() });
    finding.related = related.into_iter().chain(subject).collect();
    finding.location = place;
    true
}

/// Whether a directory holds a Terraform configuration.
pub fn is_configuration(directory: &Path) -> bool {
    Configuration::open(directory).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_goes_to_the_line_of_its_account() {
        let finding = |file: &str| {
            let mut finding = crate::report::sample::fail("p", "orders", "engine");
            finding.origin = Origin { file: file.to_owned(), ..Origin::default() };
            finding.location = finding.origin.clone();
            finding
        };
        let findings = vec![finding("aws://123456789012/eu-west-1"), finding("plan.json")];
        let mut audit = Audit { findings, ..Audit::default() };
        locate_live(&mut audit, |id| Origin { file: id.to_owned(), line: Some(4), column: None });
        let places = audit.findings.iter().map(|it| (it.location.file.as_str(), it.location.line));
        assert_eq!(places.collect::<Vec<_>>(), [("123456789012", Some(4)), ("plan.json", None)]);
    }
}
