//! What a waiver accepts, and when it is told about.

use super::*;
use crate::finding::{Declaration, Verdict};
use crate::link::SubjectKind;
use crate::report::sample::fail;

const NOW: &str = "2026-11-20T12:00:00Z";

fn waiver(policy: &str, subject: &str, until: &str) -> Waiver {
    Waiver {
        policy: policy.into(),
        target: Target::Matching { subject: subject.into(), file: None },
        until: until.parse().expect("is a date"),
        justification: "because".into(),
        is_in_source: false,
        may_be_unused: false,
        place: Origin { file: "cache-audit.yaml".into(), line: Some(3), column: Some(5) },
    }
}

fn audit() -> Audit {
    let finding = Finding { name: "orders".into(), ..fail("too-short", "module.a.this", "engine") };
    let subject = SubjectAudit {
        kind: SubjectKind::Cache,
        address: finding.address.clone(),
        name: finding.name.clone(),
        ids: vec!["orders-1".into(), "arn:aws:elasticache:eu-west-1:1:cluster:orders-1".into()],
        summary: String::new(),
        policy_sets: vec!["strict".into()],
        verdicts: [(finding.policy.clone(), Verdict::Fail)].into(),
        origin: finding.origin.clone(),
    };
    Audit { subjects: vec![subject], findings: vec![finding], ..Audit::default() }
}

/// Whether `waiver` accepts the finding, and what is told about the waiver.
fn applied(waiver: Waiver, sets: &[ResolvedSet]) -> (bool, String) {
    let mut audit = audit();
    apply(&[waiver], sets, NOW.parse().expect("is a time"), &mut audit);
    let told = audit.stale_waivers.iter().map(|stale| stale.message.as_str());
    (audit.findings[0].is_accepted(), told.collect())
}

#[test]
fn a_waiver_matches_policy_and_address_name_id_or_arn() {
    for (policy, subject, expected) in [
        ("too-short", "module.a.this", true),
        ("too-*", "module.*", true),
        ("too-short", "orders", true),
        ("too-short", "orders-?", true),
        ("too-short", "arn:aws:elasticache:*:orders-1", true),
        ("too-long", "module.a.this", false),
        ("too-short", "module.b.*", false),
        ("too-short", "", false),
    ] {
        let (is_accepted, told) = applied(waiver(policy, subject, "2027-01-31"), &[]);
        assert_eq!(is_accepted, expected, "{policy} {subject}");
        assert_eq!(told.is_empty(), expected, "{policy} {subject}: {told}");
    }
}

#[test]
fn a_file_narrows_a_waiver() {
    for (file, expected) in [("plans/*.json", true), ("other.json", false)] {
        let target = Target::Matching { subject: "*".into(), file: Some(file.into()) };
        let waiver = Waiver { target, ..waiver("*", "*", "2027-01-31") };
        assert_eq!(applied(waiver, &[]).0, expected, "{file}");
    }
}

#[test]
fn a_waiver_beside_a_resource_is_for_that_resource_in_its_file_alone() {
    for (address, file, expected) in [
        ("module.a.this", "plans/tfplan.json", true),
        ("aws_security_group.a", "plans/tfplan.json", true),
        ("module.a.*", "plans/tfplan.json", false),
        ("module.a.this", "plans/other.json", false),
    ] {
        let target = Target::Resource { address: address.into(), file: file.into() };
        let waiver = Waiver { target, ..waiver("*", "", "2027-01-31") };
        let mut audit = audit();
        audit.findings[0].resource = Some("aws_security_group.a".into());
        apply(&[waiver], &[], NOW.parse().expect("is a time"), &mut audit);
        assert_eq!(audit.findings[0].is_accepted(), expected, "{address} {file}");
    }
}

#[test]
fn a_waiver_holds_through_its_last_day_and_is_told_about_from_the_next() {
    assert_eq!(applied(waiver("*", "*", "2026-11-20"), &[]), (true, String::new()));
    let (is_accepted, told) = applied(waiver("*", "*", "2026-11-19"), &[]);
    assert!(!is_accepted);
    assert!(told.starts_with("expired on 2026-11-19"), "{told}");
}

#[test]
fn what_a_set_makes_unwaivable_nobody_accepts() {
    let set = |name: &str, policy: &str| ResolvedSet {
        name: name.into(),
        title: String::new(),
        policies: Vec::new(),
        unwaivable: [PolicyId::new(policy)].into(),
    };
    for (name, policy, expected) in
        [("strict", "too-short", false), ("strict", "other", true), ("lax", "too-short", true)]
    {
        let sets = [set(name, policy)];
        let (is_accepted, told) = applied(waiver("*", "*", "2027-01-31"), &sets);
        assert_eq!(is_accepted, expected, "{name} {policy}");
        assert_eq!(told.contains("lets nobody waive"), !expected, "{told}");
    }
}

#[test]
fn an_accepted_finding_does_not_count() {
    let mut audit = audit();
    let gate = crate::gate::Gate::default();
    assert_eq!(gate.outcome(&audit, &[]).exit_code(), 1);
    apply(&[waiver("*", "*", "2027-01-31")], &[], NOW.parse().expect("is a time"), &mut audit);
    assert_eq!(gate.outcome(&audit, &[]).exit_code(), 0);
    let waived = audit.findings[0].waived.as_ref().expect("is accepted");
    assert_eq!((waived.justification.as_str(), waived.place.line), ("because", Some(3)));
}

#[test]
fn a_waiver_beside_a_declaration_is_for_what_runs() {
    let at = |file: &str, line| Origin { file: file.into(), line: Some(line), column: Some(3) };
    let target =
        |address: &str, file: &str| Target::Resource { address: address.into(), file: file.into() };
    let lines = |file: &str, first, last| Target::Lines { file: file.into(), first, last };
    for (target, expected) in [
        (target("Orders", "stack.yaml"), true),
        (target("OrdersGroup", "stack.yaml"), true),
        (target("Orders", "other.yaml"), false),
        (target("Other", "stack.yaml"), false),
        (lines("stack.yaml", 10, 12), true),
        (lines("stack.yaml", 30, 33), true),
        (lines("stack.yaml", 13, 29), false),
    ] {
        let mut audit = audit();
        let finding = &mut audit.findings[0];
        finding.origin = Origin::live("123456789012", "eu-west-1");
        finding.location = at("stack.yaml", 31);
        finding.declaration = Some(Declaration {
            address: "Orders".into(),
            origin: at("stack.yaml", 10),
            resource: Some("OrdersGroup".into()),
        });
        let what = format!("{target:?}");
        let waiver = Waiver { target, may_be_unused: true, ..waiver("*", "", "2027-01-31") };
        apply(&[waiver], &[], NOW.parse().expect("is a time"), &mut audit);
        assert_eq!(audit.findings[0].is_accepted(), expected, "{what}");
        // It may be for what only the declaration shows.
        assert_eq!(audit.stale_waivers, []);
    }
}
