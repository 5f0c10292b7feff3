//! Puts findings where somebody can fix them.
//!
//! Enters: an audit of what tells no lines itself, and where it is declared: plans and states with the directories of their
//! configurations, what runs with its declarations. Leaves: the findings at the arguments and blocks that they are about. What
//! is found nowhere stays at the plan or state, or goes to the line that names the account, and a [`Gap`] says so.

mod configurations;
mod declared;

use std::path::{Path, PathBuf};

use crate::collect::configuration::Configuration;
use crate::finding::Audit;
use crate::link::SubjectKind;
use crate::model::{Gap, Origin, SourceSummary};
use configurations::Configurations;
pub use declared::locate_declared;

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
    let mut configurations = Configurations::new(sources, directory);
    for finding in &mut audit.findings {
        let is_placed = finding.leads.is_empty() || finding.location.line.is_some();
        let plan = &finding.origin.file;
        if is_placed || !configurations.is_plan(plan) {
            continue;
        }
        // What the change removes is no longer declared.
        let may_be_gone = finding.subject_kind == SubjectKind::CacheRemoval;
        let found = configurations.find(plan, &finding.leads, &finding.name, may_be_gone);
        if let Some((place, related)) = found {
            finding.location = place;
            finding.related = related;
        }
    }
    configurations.gaps()
}

/// Places the findings on what runs and is not declared: `place` says where somebody would look who knows the id of the
/// account.
pub fn locate_live(audit: &mut Audit, place: impl Fn(&str) -> Origin) {
    for finding in audit.findings.iter_mut().filter(|finding| finding.declaration.is_none()) {
        if let Some((account_id, _)) = finding.origin.account_and_region() {
            finding.location = place(account_id);
        }
    }
}

/// Whether a directory holds a Terraform configuration.
pub fn is_configuration(directory: &Path) -> bool {
    Configuration::open(directory).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Declaration;
    use crate::report::sample;

    #[test]
    fn only_what_runs_and_is_not_declared_goes_to_the_line_of_its_account() {
        let finding = |file: &str| {
            let mut finding = sample::fail("p", "orders", "engine");
            finding.origin = Origin { file: file.to_owned(), ..Origin::default() };
            finding.location = finding.origin.clone();
            finding
        };
        let live = "aws://123456789012/eu-west-1";
        let mut declared = finding(live);
        declared.location.file = "main.tf".to_owned();
        declared.declaration = Some(Declaration::default());
        let findings = vec![finding(live), declared, finding("plan.json")];
        let mut audit = Audit { findings, ..Audit::default() };
        locate_live(&mut audit, |id| Origin { file: id.to_owned(), line: Some(4), column: None });
        let places = audit.findings.iter().map(|it| (it.location.file.as_str(), it.location.line));
        let expected = [("123456789012", Some(4)), ("main.tf", None), ("plan.json", None)];
        assert_eq!(places.collect::<Vec<_>>(), expected);
    }
}
