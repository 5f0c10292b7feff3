//! Redis and Valkey in containers of ECS: what the set of phillm says, and which policies say anything at all.

use std::collections::{BTreeMap, BTreeSet};

use cache_audit::finding::Verdict::{self, Fail, NotApplicable};
use cache_audit::model::{Attribute, ContainerDefinition, Inventory, Reason};
use cache_audit::policy::ResolvedSet;

use super::check_told;
use crate::support::*;

fn phillm(variant: &str) -> Inventory {
    inventory(&fixture("phillm/inventory").join(variant).with_extension("json"))
}

#[test]
fn phillm_meets_and_violates_its_requirements() {
    check_told("compliant", &phillm("compliant"), "phillm", &[]);
    check_told(
        "broken",
        &phillm("broken"),
        "phillm",
        &[(
            Fail,
            &[
                "at-rest-encryption-disabled",
                "auth-token-literal",
                "cache-not-available",
                "container-log-missing",
                "data-not-persistent",
                "deployment-runs-two-writers",
                "dns-name-not-required",
                "ecs-cluster-not-required",
                "engine-version-not-required",
                "file-system-backup-disabled",
                "file-system-ingress-not-allowed",
                "file-system-throughput-not-required",
                "file-system-transit-encryption-disabled",
                "image-repository-not-allowed",
                "ingress-from-world",
                "ingress-source-missing",
                "ingress-source-not-allowed",
                "log-group-not-required",
                "node-count-not-required",
                "password-in-health-check",
                "port-not-required",
                "public-address-assigned",
                "public-subnet",
                "server-setting-not-required",
                "task-size-not-required",
            ],
        )],
    );
}

/// Policies that have something to say of a container: all that are about it alone, and these.
const ALSO_OF_CONTAINERS: [&str; 29] = [
    "at-rest-encryption-disabled",
    "auth-token-literal",
    "auth-token-secret-not-required",
    "authentication-missing",
    "availability-zones-too-few",
    "cache-not-available",
    "cluster-mode-not-required",
    "customer-managed-key-missing",
    "default-port",
    "default-security-group",
    "engine-version-below-floor",
    "engine-version-not-required",
    "ingress-all-ports",
    "ingress-cidr-too-wide",
    "ingress-from-outside-vpc",
    "ingress-from-world",
    "ingress-source-missing",
    "ingress-source-not-allowed",
    "kms-key-unusable",
    "node-count-not-required",
    "peering-not-active",
    "peering-not-routed",
    "port-not-required",
    "public-subnet",
    "required-tag-missing",
    "secret-recovery-window-too-short",
    "subnet-range-not-required",
    "transit-encryption-disabled",
    "transit-encryption-preferred",
];

fn reads_container(policy: &str) -> bool {
    let policy = BUNDLE.policy(policy).expect("is a policy");
    policy.attributes.iter().any(|attribute| attribute.starts_with("container"))
}

/// The verdict of every policy, by each set that has it, on the only subject.
fn verdicts(inventory: &Inventory) -> BTreeMap<String, Verdict> {
    let named: Vec<ResolvedSet> = BUNDLE.sets().map(|named| set(&named.name)).collect();
    let sets: Vec<ResolvedSet> = named.into_iter().chain([every_policy()]).collect();
    let audit = audit(inventory, &sets);
    assert_eq!(audit.failures, []);
    let [subject] = audit.subjects.as_slice() else { panic!("{:?}", audit.subjects) };
    let verdicts = subject.verdicts.iter();
    verdicts.map(|(policy, verdict)| (policy.to_string(), *verdict)).collect()
}

/// phillm's Redis with nothing known of it but that it is a cache: any of two containers may be it, which run different engines.
fn unknown(is_running: bool) -> Inventory {
    fn later<T>() -> Attribute<T> {
        Attribute::Unknown(Reason::KnownAfterApply)
    }
    let mut inventory = phillm("compliant");
    let service = &mut inventory.ecs_services[0];
    service.tags = later();
    let settings = &mut service.attributes;
    settings.status = if is_running { later() } else { Attribute::Unset };
    settings.cluster = later();
    settings.desired_count = later();
    settings.subnet_ids = later();
    settings.security_group_ids = later();
    settings.assign_public_ip = later();
    settings.maximum_percent = later();
    settings.service_registries = later();
    let task = &mut inventory.ecs_task_definitions[0].attributes;
    (task.cpu, task.memory, task.volumes) = (later(), later(), later());
    let server = |image: &str| ContainerDefinition {
        image: Attribute::Known(image.to_owned()),
        ..ContainerDefinition::default()
    };
    task.container_definitions = vec![server("redis"), server("valkey/valkey")].into();
    inventory
}

#[test]
fn what_elasticache_alone_has_is_not_asked_of_a_container() {
    for (what, inventory) in [
        ("compliant", phillm("compliant")),
        ("broken", phillm("broken")),
        ("running, unknown", unknown(true)),
        ("declared, unknown", unknown(false)),
    ] {
        let judged: BTreeSet<String> = verdicts(&inventory)
            .into_iter()
            .filter(|(_, verdict)| *verdict != NotApplicable)
            .map(|(policy, _)| policy)
            .filter(|policy| !reads_container(policy))
            .collect();
        let allowed: BTreeSet<String> = ALSO_OF_CONTAINERS.map(str::to_owned).into();
        let odd: Vec<_> = judged.difference(&allowed).collect();
        assert!(odd.is_empty(), "{what}: {odd:?}");
    }
    // Each of them has something to say where nothing is known, whether it runs or is declared.
    let judged = |is_running| {
        let verdicts = verdicts(&unknown(is_running)).into_iter();
        verdicts.filter(|(_, verdict)| *verdict == Verdict::Unknown).map(|(policy, _)| policy)
    };
    let unknown: BTreeSet<String> = judged(true).chain(judged(false)).collect();
    let silent: Vec<_> =
        ALSO_OF_CONTAINERS.into_iter().filter(|policy| !unknown.contains(*policy)).collect();
    assert_eq!(silent, [""; 0]);
}

#[test]
fn nothing_that_is_a_containers_is_asked_of_a_cache() {
    let audit = audit(
        &inventory(&fixture("audio-pipeline/compliant/tfplan.json")),
        &[set("phillm"), every_policy()],
    );
    let verdicts: Vec<_> = audit.subjects.iter().flat_map(|subject| &subject.verdicts).collect();
    let of_containers: Vec<_> =
        verdicts.into_iter().filter(|(policy, _)| reads_container(policy.as_str())).collect();
    assert!(of_containers.len() > 15, "{of_containers:?}");
    for (policy, verdict) in of_containers {
        assert_eq!(*verdict, NotApplicable, "{policy}");
    }
}

#[test]
fn a_scan_by_the_baseline_does_not_look_for_containers() {
    let of = |name: &str| {
        let policies = set(name).policies.into_iter();
        policies.filter(|resolved| reads_container(resolved.policy.id.as_str())).count()
    };
    assert_eq!(of("baseline"), 0);
    assert!(of("production") > 10 && of("phillm") > 10);
}

#[test]
fn a_service_that_may_be_a_cache_makes_the_audit_incomplete() {
    let saved = fixture("phillm/inventory/compliant.json");
    let text = std::fs::read_to_string(&saved).expect("is there");
    let mut inventory: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
    inventory["ecs_task_definitions"] = serde_json::json!([]);
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = folder.path().join("inventory.json");
    std::fs::write(&file, inventory.to_string()).expect("is written");
    let code = |file: &std::path::Path| {
        let mut run = cache_audit();
        run.args(["plan", "--policy-set", "phillm", "--format", "json"]).arg(file);
        let run = run.output().expect("runs");
        (run.status.code(), String::from_utf8(run.stdout).expect("is text"))
    };
    assert_eq!(code(&saved).0, Some(0));
    let (code, report) = code(&file);
    assert_eq!(code, Some(3), "{report}");
    assert!(report.contains("whether it runs Redis or Valkey is not known"), "{report}");
}
