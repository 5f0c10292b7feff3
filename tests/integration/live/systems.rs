//! The live side of the systems of the fixtures: what their policy sets say of them, as their READMEs and seeds have it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::emulator::{Emulator, Kept};
use super::replay::{Replay, Setup, World};
use super::scan::{Run, Scan};
use crate::support::{fixture, root, set};

/// Systems and variants, each in an account of its own.
pub(super) const SYSTEMS: [&str; 11] = [
    "aether/aws/compliant",
    "aether/aws/broken",
    "ai-model-registry/aws/compliant",
    "ai-model-registry/aws/broken",
    "air-discovery/aws/development",
    "air-discovery/aws/production",
    "air-discovery/aws/broken",
    "audio-pipeline/aws/compliant",
    "audio-pipeline/aws/broken",
    "phillm/aws/compliant",
    "phillm/aws/broken",
];

/// The emulator with every system in it, behind a server with what was recorded of them.
pub(super) struct Systems {
    pub(super) server: Replay,
    kept: Vec<Kept>,
}

impl Systems {
    /// The systems, made once; nothing where somebody asked to do without the emulator.
    pub(super) fn get() -> Option<&'static Self> {
        static MADE: OnceLock<Systems> = OnceLock::new();
        let emulator = Emulator::get()?;
        Some(MADE.get_or_init(|| Self::make(emulator)))
    }

    fn make(emulator: &Emulator) -> Self {
        let seeds: Vec<String> = SYSTEMS.iter().map(|system| format!("{system}.yaml")).collect();
        let kept = emulator.seed(&seeds.iter().map(String::as_str).collect::<Vec<_>>());
        let recorded = SYSTEMS.iter().zip(&kept).filter(|(system, _)| fixture(system).is_dir());
        let mut worlds: Vec<World> = recorded
            .map(|(system, kept)| {
                let world = World::read(&fixture(system)).expect("was recorded");
                world.of(&kept["account"], &kept["region"], kept.clone())
            })
            .collect();
        worlds.push(World::read(&root().join("tests/emulator/absent")).expect("was recorded"));
        let emulator = Some(emulator.endpoint.clone());
        let setup = Setup { worlds, emulator, ..Setup::default() };
        Self { server: Replay::start(setup).expect("starts"), kept }
    }

    /// What was kept of a system.
    pub(super) fn kept(&self, system: &str) -> &Kept {
        let at = SYSTEMS.iter().position(|name| *name == system).expect("is a system");
        &self.kept[at]
    }

    /// A scan of a system by its own credentials.
    pub(super) fn scan(&self, system: &str) -> Scan {
        let kept = self.kept(system);
        Scan::new(&self.server.endpoint, &kept["account"], &kept["region"])
    }
}

/// Judges a system by a set and compares what fails and what is unknown.
fn check(system: &str, policy_set: &str, fail: &[&str], unknown: &[&str]) {
    let Some(systems) = Systems::get() else { return };
    let run = systems.scan(system).policy_set(policy_set).run();
    run.assert_complete(system);
    assert_told(system, &run, fail, unknown);
    assert_eq!(run.code, i32::from(!fail.is_empty()), "{system}: {}", run.stderr);
}

fn assert_told(system: &str, run: &Run, fail: &[&str], unknown: &[&str]) {
    let named =
        |policies: &[&str]| policies.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(run.told("fail"), named(fail), "{system} fails");
    assert_eq!(run.told("unknown"), named(unknown), "{system} is unknown");
}

#[test]
fn aether_meets_its_requirements() {
    // The route back and the confirmed subscription are known, which no declaration tells.
    check("aether/aws/compliant", "aether", &[], &[]);
}

#[test]
fn aether_violates_its_requirements() {
    check(
        "aether/aws/broken",
        "aether",
        &[
            "alarm-tells-nobody",
            "alarm-too-lax",
            "alarm-too-slow",
            // The alarm of the cluster before.
            "alarm-watches-nothing",
            "availability-zones-too-few",
            "backup-retention-too-short",
            "backup-window-not-required",
            "engine-version-not-required",
            "event-topic-missing",
            "ingress-from-world",
            "ingress-source-not-allowed",
            // Only automatic ones are left.
            "manual-snapshot-missing",
            "node-type-not-allowed",
            "peering-not-routed",
            "public-subnet",
            "required-alarm-missing",
            "unrestricted-egress",
            "windows-overlap",
        ],
        &[],
    );
}

#[test]
fn air_discovery_meets_its_requirements() {
    check("air-discovery/aws/development", "air-discovery-development", &[], &[]);
    check("air-discovery/aws/production", "air-discovery-production", &[], &[]);
}

#[test]
fn air_discovery_violates_its_requirements() {
    let cannot = BTreeSet::from([
        // As its cloud assembly cannot.
        "alarm-watches-nothing",
        "default-security-group",
        "default-subnet-group",
        "default-user-open",
        "ingress-source-missing",
        "parameter-group-family-mismatch",
        "port-not-required",
        "transit-encryption-preferred",
        "windows-overlap",
        // Of declarations alone.
        "auth-token-literal",
        // Snapshots are off, and nothing was changed.
        "parameters-not-in-sync",
        "snapshot-failed",
        "snapshot-too-old",
        // An alarm that was just made has no data yet, and nobody minds.
        "alarm-without-data",
        // The emulator spreads nodes over zones by itself.
        "replicas-in-one-zone",
    ]);
    let policies = set("air-discovery-production").policies;
    let policies = policies.iter().map(|resolved| resolved.policy.id.to_string());
    let violated: Vec<String> = policies.filter(|id| !cannot.contains(id.as_str())).collect();
    let violated: Vec<&str> = violated.iter().map(String::as_str).collect();
    check("air-discovery/aws/broken", "air-discovery-production", &violated, &[]);
}

#[test]
fn the_audio_pipeline_meets_its_requirements() {
    // Values of secrets are not read.
    check("audio-pipeline/aws/compliant", "audio-pipeline", &[], &["endpoint-secret-missing"]);
}

#[test]
fn the_audio_pipeline_violates_its_requirements() {
    check(
        "audio-pipeline/aws/broken",
        "audio-pipeline",
        &[
            "alarm-dimension-unmatched",
            "alarm-node-not-covered",
            "alarm-too-lax",
            "alarm-too-slow",
            "at-rest-encryption-disabled",
            "automatic-failover-disabled",
            "availability-zones-too-few",
            "backup-retention-too-short",
            "backup-window-not-required",
            "engine-version-not-required",
            "ingress-all-ports",
            "ingress-from-world",
            "ingress-source-not-allowed",
            "multi-az-disabled",
            "node-count-not-required",
            "node-type-not-allowed",
            "parameter-value-not-required",
            "public-subnet",
            "replica-missing",
            "required-alarm-missing",
            "required-tag-missing",
            "transit-encryption-disabled",
            "windows-overlap",
        ],
        &["endpoint-secret-missing"],
    );
}

#[test]
fn the_ai_model_registry_relies_on_a_backup_that_there_is_not() {
    check(
        "ai-model-registry/aws/compliant",
        "ai-model-registry",
        &["backup-selection-unsupported", "recovery-point-objective-missed"],
        // Where the token is kept only a declaration tells.
        &["auth-token-secret-not-required"],
    );
}

#[test]
fn the_ai_model_registry_violates_its_requirements() {
    check(
        "ai-model-registry/aws/broken",
        "ai-model-registry",
        &[
            "alarm-dimension-unmatched",
            "alarm-node-not-covered",
            "alarm-tells-nobody",
            "alarm-too-lax",
            "alarm-too-slow",
            "at-rest-encryption-disabled",
            // There is no token at all.
            "auth-token-secret-not-required",
            "authentication-missing",
            "auto-minor-version-upgrade-disabled",
            "automatic-failover-disabled",
            "backup-retention-too-short",
            "backup-selection-unsupported",
            "default-parameter-group",
            "default-subnet-group",
            "engine-log-not-delivered",
            "event-topic-missing",
            "ingress-all-ports",
            "ingress-from-world",
            "multi-az-disabled",
            "node-type-not-allowed",
            "public-subnet",
            "recovery-point-objective-missed",
            "replica-missing",
            "required-alarm-missing",
            "slow-log-not-delivered",
            "transit-encryption-disabled",
            "unrestricted-egress",
        ],
        &[],
    );
}

#[test]
fn phillm_meets_its_requirements() {
    // Where the password comes from is known, which of a cache of ElastiCache's only a declaration tells.
    check("phillm/aws/compliant", "phillm", &[], &[]);
}

#[test]
fn phillm_violates_its_requirements() {
    let policies = set("phillm").policies;
    let policies = policies.iter().map(|resolved| resolved.policy.id.to_string());
    // Tasks of the emulator always run.
    let always = ["cache-not-available", "task-missing"];
    let violated: Vec<String> = policies.filter(|id| !always.contains(&id.as_str())).collect();
    let violated: Vec<&str> = violated.iter().map(String::as_str).collect();
    // Of the newest image nobody knows the version; another service has an old one.
    check("phillm/aws/broken", "phillm", &violated, &["engine-version-not-required"]);
}
