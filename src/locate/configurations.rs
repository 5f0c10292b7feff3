//! Configurations of Terraform that were opened, and which one belongs to which plan.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::SourceDirectory;
use crate::collect::configuration::{Configuration, Written};
use crate::model::{Gap, Lead, Origin, RelatedPlace, SourceKind, SourceSummary};

/// What to do about findings without a line.
const HELP: &str = "name the directory of the configuration with --source-dir";

/// The configurations of an audit's plans and states, opened when something is to be found in them.
pub(super) struct Configurations<'a> {
    directory: SourceDirectory<'a>,
    /// The plans and states.
    plans: BTreeSet<&'a str>,
    opened: BTreeMap<PathBuf, Option<Configuration>>,
    chosen: BTreeMap<String, Option<PathBuf>>,
    /// What each configuration should declare and does not.
    missing: BTreeMap<PathBuf, BTreeSet<String>>,
}

/// A place in a configuration, and what to look at besides.
pub(super) type Place = (Origin, Vec<RelatedPlace>);

impl<'a> Configurations<'a> {
    /// The configurations of the plans and states among `sources`, wherever `directory` says that they may lie.
    pub(super) fn new(sources: &'a [SourceSummary], directory: SourceDirectory<'a>) -> Self {
        let plans = sources.iter().filter(|source| is_terraform(source.kind));
        Self {
            directory,
            plans: plans.map(|source| source.file.as_str()).collect(),
            opened: BTreeMap::new(),
            chosen: BTreeMap::new(),
            missing: BTreeMap::new(),
        }
    }

    /// Whether `file` is a plan or state, whose configuration tells lines.
    pub(super) fn is_plan(&self, file: &str) -> bool {
        self.plans.contains(file)
    }

    /// The place of the first of `leads` that the configuration of `plan` declares, and what is to be seen besides: where
    /// the value comes from, and the last lead, the subject called `name`, where another resource is at fault. What is
    /// not declared is noted unless `may_be_gone`.
    pub(super) fn find(
        &mut self,
        plan: &str,
        leads: &[Lead],
        name: &str,
        may_be_gone: bool,
    ) -> Option<Place> {
        let root = self.choose(plan)?;
        let configuration = self.opened.get(&root).and_then(Option::as_ref);
        let found = configuration.and_then(|configuration| place(configuration, leads, name));
        if let (None, Some(subject), false) = (&found, leads.last(), may_be_gone) {
            self.missing.entry(root).or_default().insert(subject.address.clone());
        }
        found
    }

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
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let gap = |what: String, why: String| Gap { what, why, is_failure: false };
        let without = self.chosen.iter().filter(|(_, root)| root.is_none()).map(|(plan, _)| {
            let plan = if plan == "-" { "standard input" } else { plan };
            let why = format!("was not found, so findings point at the plan or state; {HELP}");
            gap(format!("Terraform configuration of {plan}"), why)
        });
        let missing = self.missing.iter().map(|(root, addresses)| {
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

fn place(configuration: &Configuration, leads: &[Lead], name: &str) -> Option<Place> {
    let find = |lead| configuration.find(lead);
    let (lead, Written { place, related, .. }) =
        leads.iter().find_map(|lead| Some((lead, find(lead)?)))?;
    let subject = leads.last().filter(|subject| subject.address != lead.address);
    let subject = subject
        .and_then(find)
        .map(|written| RelatedPlace { place: written.block, message: name.to_owned() });
    Some((place, related.into_iter().chain(subject).collect()))
}
