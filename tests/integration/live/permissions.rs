//! `iam-policy` against an emulator that enforces IAM: what it prints is enough for a scan, and every action of it is needed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use cache_audit::collect::aws::Operation;
use serde_json::{Value, json};

use super::emulator::{Emulator, Kept};
use super::every_operation::{configuration, every_policy};
use super::faults::{changes, verdicts_of};
use super::replay::{Replay, Setup, World};
use super::scan::{Run, Scan};
use crate::support::{cache_audit, fixture, root};

/// The system that is scanned: it has a key, topics, log groups, secrets and a backup plan.
const SYSTEM: &str = "ai-model-registry/aws/compliant";

/// Actions that are taken out of the policy in turn. The emulator does not enforce `cloudwatch:DescribeAlarms` where it is
/// asked in CBOR.
const TAKEN: [&str; 13] = [
    "backup:GetBackupSelection",
    "backup:ListBackupPlans",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "elasticache:DescribeCacheClusters",
    "elasticache:DescribeCacheParameters",
    "elasticache:DescribeSnapshots",
    "kms:DescribeKey",
    "logs:DescribeLogGroups",
    "secretsmanager:ListSecrets",
    "sns:ListSubscriptionsByTopic",
    "tag:GetResources",
];

/// Those that no verdict hangs on here: no tag is required, and what secrets hold nobody reads.
const UNJUDGED: [&str; 2] = ["secretsmanager:ListSecrets", "tag:GetResources"];

/// The system in the emulator, with a user for each of [`TAKEN`] who lacks that, and one who lacks nothing.
struct Guarded {
    server: Replay,
    config: PathBuf,
    /// Account, region, and the keys of each user.
    kept: Kept,
}

impl Guarded {
    fn get() -> Option<&'static Self> {
        static MADE: OnceLock<Guarded> = OnceLock::new();
        let emulator = Emulator::with_iam()?;
        Some(MADE.get_or_init(|| Self::make(emulator)))
    }

    fn make(emulator: &Emulator) -> Self {
        let config = every_policy();
        let system = format!("{SYSTEM}.yaml");
        let made = emulator.seed(&[&system]).remove(0);
        let policy = policy(&config);
        let users = ["nothing"].into_iter().chain(TAKEN);
        let calls: Vec<Value> = users.flat_map(|lacking| user(lacking, &policy)).collect();
        let seed = json!({"account": made["account"], "region": made["region"], "calls": calls});
        // JSON is YAML.
        let seed = configuration("users.yaml", &seed.to_string());
        let kept = emulator.seed(&[seed.to_str().expect("is text")]).remove(0);
        let recorded = World::read(&fixture(SYSTEM)).expect("was recorded");
        let recorded = recorded.of("", &kept["region"], made);
        let absent = World::read(&root().join("tests/emulator/absent")).expect("was recorded");
        let setup = Setup {
            worlds: vec![recorded, absent],
            emulator: Some(emulator.endpoint.clone()),
            asks_permission: true,
            ..Setup::default()
        };
        Self { server: Replay::start(setup).expect("starts"), config, kept }
    }

    /// A scan by the user who lacks an action.
    fn scan_without(&self, lacking: &str) -> Run {
        let kept = |name: &str| self.kept[&word(lacking, name)].as_str();
        Scan::new(&self.server.endpoint, kept("key"), &self.kept["region"])
            .env("AWS_SECRET_ACCESS_KEY", kept("secret"))
            .config(&self.config)
            .run()
    }
}

/// What `iam-policy` prints.
fn policy(config: &std::path::Path) -> Value {
    let run = cache_audit().args(["iam-policy", "--config"]).arg(config).assert().success();
    serde_json::from_slice(&run.get_output().stdout).expect("is JSON")
}

/// What a seed keeps of the user who lacks an action.
fn word(lacking: &str, name: &str) -> String {
    format!("{name}_{}", lacking.replace(':', "_"))
}

/// Makes a user with `policy` but for one action.
fn user(lacking: &str, policy: &Value) -> Vec<Value> {
    let mut policy = policy.clone();
    let actions = policy["Statement"][0]["Action"].as_array_mut().expect("is a list");
    let whole = actions.len();
    actions.retain(|action| action != lacking);
    assert_eq!(actions.len() + usize::from(lacking != "nothing"), whole, "{lacking}");
    let name = word(lacking, "lacks");
    let keys = BTreeMap::from([
        (word(lacking, "key"), "AccessKey.AccessKeyId"),
        (word(lacking, "secret"), "AccessKey.SecretAccessKey"),
    ]);
    vec![
        json!({"iam:CreateUser": {"UserName": name}}),
        json!({"iam:PutUserPolicy": {
            "UserName": name,
            "PolicyName": "cache-audit",
            "PolicyDocument": policy.to_string(),
        }}),
        json!({"iam:CreateAccessKey": {"UserName": name}, "keep": keys}),
    ]
}

#[test]
fn the_policy_is_enough_for_a_whole_scan() {
    let Some(guarded) = Guarded::get() else { return };
    let run = guarded.scan_without("nothing");
    run.assert_complete("a scan with the printed policy");
    assert!(run.verdicts().len() > 60, "{:?}", run.verdicts().len());
}

#[test]
fn without_one_action_what_it_fills_is_unknown_and_the_action_is_named() {
    let Some(guarded) = Guarded::get() else { return };
    let region = &guarded.kept["region"];
    let good = verdicts_of(&guarded.scan_without("nothing").verdicts(), region);
    let mut wrong = Vec::new();
    for action in TAKEN {
        let operation = Operation::ALL.iter().find(|operation| operation.action() == action);
        let operation = *operation.expect("is an operation");
        let run = guarded.scan_without(action);
        let bad = verdicts_of(&run.verdicts(), region);
        let changed = changes(operation, &good, &bad);
        wrong.extend(changed.into_iter().map(|change| format!("{action}: {change}")));
        if (bad == good) != UNJUDGED.contains(&action) {
            wrong.push(format!("{action}: verdicts are the same: {}", bad == good));
        }
        let what = format!("{action} in aws://{}/{region}", guarded.kept["account"]);
        let grant = format!("; grant {action}");
        let gaps = run.gaps();
        let is_told = gaps.iter().all(|(gap, why)| *gap == what && why.ends_with(&grant));
        if gaps.is_empty() || !is_told {
            wrong.push(format!("{action}: {gaps:?} {}", run.stderr));
        }
        if !matches!(run.code, 1 | 3) {
            wrong.push(format!("{action}: exit code {}", run.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn keys_that_are_nobodys_are_refused() {
    let Some(guarded) = Guarded::get() else { return };
    let run = Scan::new(&guarded.server.endpoint, "AKIANOBODY", &guarded.kept["region"]).run();
    assert_eq!(run.code, 2, "{}", run.stderr);
    let refused = "AWS refuses the credentials for the default account";
    assert!(run.stderr.contains(refused), "{}", run.stderr);
}
