//! Each operation in turn, each fault in turn: what it fills becomes unknown, nothing else changes, and the report says so.
//!
//! A fault has a region of its own, in which one operation fails; all regions of a fault are one scan, beside a region in
//! which nothing fails.

use std::collections::{BTreeMap, BTreeSet};

use cache_audit::collect::aws::{Operation, operations};

use super::every_operation::{ACCOUNT, POLICIES, REGION, configuration, paged, scan, serve, whole};
use super::replay::{Fault, Replay, Rule, World};
use super::scan::{Run, Scan, Verdicts};
use crate::support::BUNDLE;

/// Operations that open an account; without them there is no region to read.
const OPENING: [Operation; 3] =
    [Operation::AssumeRole, Operation::GetCallerIdentity, Operation::DescribeRegions];

/// Operations that have no pages, or are asked for one thing by its name.
const IN_ONE_PIECE: [Operation; 11] = [
    Operation::DescribeServices,
    Operation::DescribeTaskDefinition,
    Operation::DescribeFileSystems,
    Operation::DescribeBackupPolicy,
    Operation::DescribeMountTargetSecurityGroups,
    Operation::GetService,
    Operation::GetNamespace,
    Operation::DescribeKey,
    Operation::GetKeyRotationStatus,
    Operation::GetBackupPlan,
    Operation::GetBackupSelection,
];

/// An operation and the region in which it fails.
fn broken_regions() -> Vec<(Operation, String)> {
    let operations = Operation::ALL.iter().filter(|operation| !OPENING.contains(operation));
    operations
        .enumerate()
        .map(|(at, operation)| (*operation, format!("eu-west-{}", 100 + at)))
        .collect()
}

/// One scan of every region, and the server that it asked.
fn scan_with(world: World, rule: impl Fn(Operation) -> Rule, attempts: &str) -> (Run, Replay) {
    let rules = broken_regions();
    let rules = rules.into_iter().map(|(operation, region)| Rule { region, ..rule(operation) });
    let rules: Vec<Rule> = rules.collect();
    let is_slow = rules.iter().any(|rule| rule.fault == Fault::Silent);
    let server = serve(vec![world], rules);
    let regions: Vec<String> = broken_regions().into_iter().map(|(_, region)| region).collect();
    let run = scan(&server)
        .args(["--region", REGION])
        .args(regions.iter().flat_map(|region| ["--region", region.as_str()]))
        .args(["--timeout", if is_slow { "3" } else { "60" }])
        .env("AWS_MAX_ATTEMPTS", attempts)
        .run();
    assert_eq!(server.unanswered(), []);
    (run, server)
}

/// The verdicts of one region, with the region's name taken out.
pub(super) fn verdicts_of(all: &Verdicts, region: &str) -> Verdicts {
    let here = format!(":{region}:");
    let here = all.iter().filter(|((subject, _), _)| subject.contains(&here));
    here.map(|((subject, policy), verdict)| {
        ((subject.replace(region, "REGION"), policy.clone()), verdict.clone())
    })
    .collect()
}

/// What tells which caches there are: every subject hangs on it, also where it is about something else.
const PROBES: [Operation; 7] = [
    Operation::DescribeReplicationGroups,
    Operation::DescribeCacheClusters,
    Operation::DescribeServerlessCaches,
    Operation::ListClusters,
    Operation::ListServices,
    Operation::DescribeServices,
    Operation::DescribeTaskDefinition,
];

/// What only containers have: where a policy reads it, attributes of every cache lead to more.
const CONTAINER: &str = "cache.container.cluster";

/// The operations that each policy's verdict may hang on.
fn needs() -> BTreeMap<String, BTreeSet<Operation>> {
    let needs = POLICIES.policies().map(|policy| {
        let subject = policy.subject.as_str();
        let attributes = policy.attributes.iter().map(|path| format!("{subject}.{path}"));
        let attributes = attributes.chain([CONTAINER.to_owned()]).collect();
        let operations = operations(&attributes).into_iter().chain(PROBES).collect();
        (policy.id.to_string(), operations)
    });
    needs.collect()
}

/// What is wrong with the verdicts of a region in which `operation` failed.
pub(super) fn changes(operation: Operation, good: &Verdicts, bad: &Verdicts) -> Vec<String> {
    let needs = needs();
    let mut wrong = Vec::new();
    for (key @ (subject, policy), verdict) in bad {
        let is_due = verdict == "unknown" && needs[policy].contains(&operation);
        match good.get(key) {
            Some(before) if before == verdict || is_due => {}
            Some(before) => wrong.push(format!("{subject} {policy}: {before} became {verdict}")),
            None if is_due || verdict == "not_applicable" => {}
            None => wrong
                .push(format!("{subject} {policy}: {verdict}, of a subject that there was not")),
        }
    }
    if !tells_subjects(operation) {
        let gone = good.keys().filter(|key| !bad.contains_key(*key));
        wrong.extend(gone.map(|(subject, policy)| format!("{subject} {policy} is gone")));
    }
    wrong
}

/// Whether there is nothing to judge where the operation fails.
fn tells_subjects(operation: Operation) -> bool {
    let others =
        [Operation::DescribeAlarms, Operation::ListBackupPlans, Operation::ListBackupSelections];
    PROBES.contains(&operation) || others.contains(&operation)
}

/// Holds one fault of every operation to what a scan promises.
fn check(fault: Fault, attempts: &str, code: impl Fn(Operation) -> String) {
    let rule = |operation: Operation| Rule::always(&operation.action(), fault);
    let (run, server) = scan_with(whole(), rule, attempts);
    assert_eq!(run.code, 1, "{fault:?}: {}", run.stderr);
    assert!(run.report["result"]["is_complete"] == false, "{fault:?} left no trace");
    let all = run.verdicts();
    let good = verdicts_of(&all, REGION);
    assert!(good.len() > 300, "only {} verdicts", good.len());
    let gaps = run.gaps();
    let mut wrong = Vec::new();
    for (operation, region) in broken_regions() {
        let action = operation.action();
        let bad = verdicts_of(&all, &region);
        wrong.extend(
            changes(operation, &good, &bad).into_iter().map(|change| format!("{action}: {change}")),
        );
        let what = format!("{action} in aws://{ACCOUNT}/{region}");
        let grant = format!("grant {action}");
        let is_told = gaps.iter().any(|(gap, why)| {
            *gap == what
                && why.contains(&code(operation))
                && (fault != Fault::Denied || why.contains(&grant))
        });
        if !is_told {
            let told: Vec<_> = gaps.iter().filter(|(gap, _)| gap.contains(&region)).collect();
            wrong.push(format!("{action}: {} is not told, but {told:?}", code(operation)));
        }
        let calls = server.calls();
        let last = calls
            .iter()
            .filter(|call| call.action == action && call.region == region)
            .map(|call| call.attempt)
            .max();
        if last.map(|last| last.to_string()).as_deref() != Some(attempts) {
            wrong.push(format!("{action}: the last attempt is {last:?}"));
        }
    }
    let healthy = format!("aws://{ACCOUNT}/{REGION}");
    wrong.extend(
        gaps.iter().filter(|(gap, _)| gap.ends_with(&healthy)).map(|gap| format!("{gap:?}")),
    );
    assert!(wrong.is_empty(), "{fault:?}:\n{}", wrong.join("\n"));
}

fn said(fault: Fault) -> impl Fn(Operation) -> String {
    move |operation| fault.code(operation.service().prefix()).1.to_owned()
}

#[test]
fn what_is_denied_is_unknown() {
    check(Fault::Denied, "1", said(Fault::Denied));
}

#[test]
fn what_is_throttled_for_ever_is_unknown() {
    check(Fault::Throttled, "2", said(Fault::Throttled));
}

#[test]
fn what_a_service_fails_at_is_unknown() {
    check(Fault::Internal, "1", said(Fault::Internal));
}

#[test]
fn what_a_gateway_answers_is_no_answer() {
    check(Fault::Gateway, "1", said(Fault::Gateway));
}

#[test]
fn what_is_malformed_is_unknown() {
    check(Fault::Malformed, "1", |_| "malformed response".to_owned());
}

#[test]
fn what_is_cut_off_is_unknown() {
    check(Fault::Truncated, "1", |_| String::new());
}

#[test]
fn what_never_comes_is_unknown() {
    check(Fault::Silent, "1", |_| "timeout".to_owned());
}

#[test]
fn a_connection_that_breaks_is_unknown() {
    check(Fault::Reset, "1", |_| "no connection".to_owned());
}

#[test]
fn a_session_that_ends_meanwhile_is_unknown() {
    check(Fault::Expired, "1", said(Fault::Expired));
}

#[test]
fn what_a_later_page_holds_is_unknown() {
    let later = |operation: Operation| Rule {
        asks_for: format!("{}-page-2", operation.name()),
        ..Rule::always(&operation.action(), Fault::Denied)
    };
    let (run, _) = scan_with(paged(), later, "1");
    let all = run.verdicts();
    let good = verdicts_of(&all, REGION);
    let gaps = run.gaps();
    let mut wrong = Vec::new();
    let mut lists = 0;
    for (operation, region) in broken_regions() {
        let action = operation.action();
        let what = format!("{action} in aws://{ACCOUNT}/{region}");
        lists += usize::from(gaps.iter().any(|(gap, _)| *gap == what));
        let bad = verdicts_of(&all, &region);
        wrong.extend(
            changes(operation, &good, &bad).iter().map(|change| format!("{action}: {change}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(lists, broken_regions().len() - IN_ONE_PIECE.len(), "left open: {gaps:?}");
}

#[test]
fn a_fault_that_passes_leaves_no_trace() {
    let undisturbed = scan(&serve(vec![whole()], Vec::new())).run();
    let operations = Operation::ALL.iter().filter(|operation| !OPENING.contains(operation));
    let rules = operations.map(|operation| Rule {
        attempts: 1,
        ..Rule::always(&operation.action(), Fault::Throttled)
    });
    let server = serve(vec![whole()], rules.collect());
    // Adaptive retries slow down for a while after they were throttled, which is their point and takes time.
    let patience = [("AWS_MAX_ATTEMPTS", "3"), ("AWS_RETRY_MODE", "standard")];
    let run =
        patience.iter().fold(scan(&server), |scan, (name, value)| scan.env(name, value)).run();
    run.assert_complete("a scan that was throttled once at every call");
    assert!(run.stdout == undisturbed.stdout, "{}\n{}", run.stdout, undisturbed.stdout);
}

#[test]
fn without_findings_a_gap_decides_the_exit_code() {
    let others =
        BUNDLE.policies().filter(|policy| policy.id.as_str() != "engine-version-below-floor");
    let others = others.map(|policy| format!("  {}: {{enabled: false}}\n", policy.id));
    let text = format!("policy_sets: [baseline]\npolicies:\n{}", others.collect::<String>());
    let config = configuration("one-policy.yaml", &text);
    for (faults, code) in [(None, 0), (Some(Fault::Denied), 3), (Some(Fault::Internal), 3)] {
        let faults = faults.map(|fault| Rule::always("elasticache:DescribeCacheClusters", fault));
        let server = serve(vec![whole()], faults.into_iter().collect());
        let run = Scan::new(&server.endpoint, ACCOUNT, REGION).config(&config).run();
        assert_eq!(run.code, code, "{}\n{}", run.stderr, run.stdout);
    }
}

#[test]
fn every_operation_is_needed_by_a_policy() {
    let needs = needs();
    let needed: BTreeSet<Operation> = needs.into_values().flatten().collect();
    let missing: Vec<_> =
        broken_regions().into_iter().filter(|(operation, _)| !needed.contains(operation)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
