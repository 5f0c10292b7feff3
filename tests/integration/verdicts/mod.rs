//! What policies say of fixtures: verdicts decided by reading each folder's configuration and the requirements.

mod assemblies;
mod audio_pipeline;
mod bounds;
mod containers;
mod situations;
mod systems;
mod templates;

use std::collections::{BTreeMap, BTreeSet};

use cache_audit::finding::Verdict::{self, Fail, Unknown};
use cache_audit::model::Inventory;

use crate::support::*;

/// A subject, a verdict, and the policies that must give it.
type Expectation<'a> = (&'a str, Verdict, &'a [&'a str]);

/// Judges `name` by every policy and compares.
fn check(name: &str, expectations: &[Expectation<'_>]) {
    let audit = audit(&inventory(&situation(name)), &[every_policy()]);
    assert_eq!(audit.failures, [], "{name}");
    let found: BTreeMap<String, BTreeMap<&str, Verdict>> = audit
        .subjects
        .iter()
        .map(|subject| {
            let verdicts = subject.verdicts.iter();
            let verdicts = verdicts.map(|(policy, verdict)| (policy.as_str(), *verdict)).collect();
            (format!("{} {}", subject.kind.as_str(), subject.address), verdicts)
        })
        .collect();
    let mut wrong = Vec::new();
    for (subject, expected, policies) in expectations {
        let verdicts = named(&found, subject);
        for policy in *policies {
            let verdict = verdicts.get(policy);
            if verdict != Some(expected) {
                wrong
                    .push(format!("{name} {subject} {policy}: {verdict:?}, expected {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The policies of the set that do not pass, by verdict; every subject taken together.
fn told(inventory: &Inventory, policy_set: &str) -> BTreeMap<Verdict, BTreeSet<String>> {
    let audit = audit(inventory, &[set(policy_set)]);
    assert_eq!(audit.failures, [], "{policy_set}");
    let mut told: BTreeMap<Verdict, BTreeSet<String>> = BTreeMap::new();
    for finding in audit.findings {
        told.entry(finding.verdict).or_default().insert(finding.policy.to_string());
    }
    told
}

/// Judges by a set: these policies fail or are unknown, and no others.
fn check_told(
    name: &str,
    inventory: &Inventory,
    policy_set: &str,
    expected: &[(Verdict, &[&str])],
) {
    let expected: BTreeMap<Verdict, BTreeSet<String>> = expected
        .iter()
        .map(|(verdict, policies)| {
            (*verdict, policies.iter().map(|policy| (*policy).to_owned()).collect())
        })
        .collect();
    assert_eq!(told(inventory, policy_set), expected, "{name}");
}

#[test]
fn no_policy_fails_to_evaluate_and_every_verdict_is_counted() {
    let every = [every_policy()];
    for path in plans_and_states() {
        let audit = audit(&inventory(&path), &every);
        assert_eq!(audit.failures, [], "{}", path.display());
        let verdicts: usize = audit.subjects.iter().map(|subject| subject.verdicts.len()).sum();
        let tally = audit.tally;
        assert_eq!(tally.pass + tally.fail + tally.unknown + tally.not_applicable, verdicts);
        let findings: BTreeSet<_> =
            audit.findings.iter().map(|finding| (&finding.policy, &finding.address)).collect();
        for subject in &audit.subjects {
            for (policy, verdict) in &subject.verdicts {
                let is_told = findings.contains(&(policy, &subject.address));
                assert_eq!(
                    is_told,
                    matches!(verdict, Fail | Unknown),
                    "{policy} {}",
                    subject.address
                );
            }
        }
    }
}
