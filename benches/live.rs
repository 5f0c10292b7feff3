//! Measures `cache-audit scan`: on an emulator with many caches in one region, beside Prowler's ElastiCache service where
//! `PROWLER` names its program, and on a server that takes its time for every answer, with many regions of many accounts.
//!
//! `PROWLER=…/bin/prowler cargo bench --bench live`. Needs python3 with pip, as the tests do.

mod measure;

// What tests of live accounts stand on; they use more of it.
#[allow(dead_code, unused_imports)]
#[path = "../tests/integration/live/emulator.rs"]
mod emulator;
#[allow(dead_code, unused_imports)]
#[path = "../tests/integration/live/replay/mod.rs"]
mod replay;

/// What [`emulator`] takes from the tests.
mod support {
    use std::path::Path;

    /// The repository.
    pub(crate) fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }
}

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use emulator::Emulator;
use measure::{Usage, heading, make_file, measure, measure_here, row};
use replay::{Call, Replay, Setup, World};

/// Caches in the one region of the emulator.
const CACHES: [usize; 2] = [50, 500];
/// Accounts, and regions of each.
const PLACES: [(usize, usize); 3] = [(1, 1), (2, 5), (10, 10)];
/// How long the server of the second part takes for an answer.
const DELAY: Duration = Duration::from_millis(50);
/// Regions that a scan reads at a time, and calls of ElastiCache and of any other service in each.
const LIMITS: (usize, usize, usize) = (32, 3, 4);
/// The longest chain of calls in which each needs what the one before told: who one is, clusters, subnet groups, subnets,
/// route tables, entries of prefix lists.
const CHAIN: usize = 6;
/// How often [`measure`] runs a command.
const RUNS: usize = 3;

fn main() -> io::Result<()> {
    let arguments: Vec<String> =
        env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("--measure") => measure_here(&arguments[1..]),
        _ => run_all(),
    }
}

fn run_all() -> io::Result<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    fs::create_dir_all(&folder)?;
    let mut out = io::stdout().lock();
    heading(&mut out)?;
    match Emulator::get() {
        Some(emulator) => {
            for (at, count) in CACHES.into_iter().enumerate() {
                many_caches(&mut out, emulator, &folder, at, count)?;
            }
        }
        None => writeln!(out, "no emulator")?,
    }
    for (accounts, regions) in PLACES {
        many_places(&mut out, &folder, accounts, regions)?;
    }
    Ok(())
}

/// One region with `count` replication groups of two nodes, an alarm on each node.
fn many_caches(
    out: &mut impl Write,
    emulator: &Emulator,
    folder: &Path,
    at: usize,
    count: usize,
) -> io::Result<()> {
    let account = format!("50000000000{at}");
    let seed = make_file(folder, &format!("seed-{count}.yaml"), |file| {
        file.write_all(seed_of(&account, count).as_bytes())
    })?;
    emulator.seed(&[&seed.display().to_string()]);
    let absent = World::read(&support::root().join("tests/emulator/absent"))?;
    let setup = Setup {
        worlds: vec![absent],
        emulator: Some(emulator.endpoint.clone()),
        ..Setup::default()
    };
    let server = Replay::start(setup)?;
    writeln!(out, "\n{count} caches in one region")?;
    let scan = scan(&server, &account, &[]);
    for set in ["baseline", "production"] {
        let command = [scan.clone(), words(&["--policy-set", set])].concat();
        report(out, &server, &format!("cache-audit scan ({set})"), &command)?;
    }
    if let Ok(prowler) = env::var("PROWLER") {
        let output = folder.join("prowler").display().to_string();
        let arguments = [
            "aws",
            "--service",
            "elasticache",
            "--region",
            "us-east-1",
            "--no-banner",
            "--output-formats",
            "json-ocsf",
            "--output-directory",
            &output,
        ];
        let command = [settings(&server, &account), vec![prowler], words(&arguments)].concat();
        report(out, &server, "prowler aws --service elasticache", &command)?;
    }
    Ok(())
}

/// What makes `count` groups in the emulator.
fn seed_of(account: &str, count: usize) -> String {
    let mut seed = format!(
        "account: \"{account}\"\nregion: us-east-1\ncalls:\n\
         - ec2:CreateVpc: {{CidrBlock: 10.0.0.0/16}}\n  keep: {{vpc: Vpc.VpcId}}\n\
         - ec2:CreateSubnet: {{VpcId: \"{{{{vpc}}}}\", CidrBlock: 10.0.1.0/24, AvailabilityZone: us-east-1a}}\n  keep: {{a: Subnet.SubnetId}}\n\
         - ec2:CreateSubnet: {{VpcId: \"{{{{vpc}}}}\", CidrBlock: 10.0.2.0/24, AvailabilityZone: us-east-1b}}\n  keep: {{b: Subnet.SubnetId}}\n\
         - ec2:CreateSecurityGroup: {{GroupName: caches, Description: Caches, VpcId: \"{{{{vpc}}}}\"}}\n  keep: {{group: GroupId}}\n\
         - elasticache:CreateCacheSubnetGroup: {{CacheSubnetGroupName: private, CacheSubnetGroupDescription: Private, SubnetIds: [\"{{{{a}}}}\", \"{{{{b}}}}\"]}}\n\
         - sns:CreateTopic: {{Name: alarms}}\n  keep: {{topic: TopicArn}}\n"
    );
    for cache in 0..count {
        let _ = write!(
            seed,
            "- elasticache:CreateReplicationGroup: {{ReplicationGroupId: cache-{cache}, ReplicationGroupDescription: A cache, Engine: redis, EngineVersion: 7.1.0, \
             CacheNodeType: cache.t4g.small, NumCacheClusters: 2, AutomaticFailoverEnabled: true, MultiAZEnabled: true, AtRestEncryptionEnabled: true, \
             TransitEncryptionEnabled: true, SnapshotRetentionLimit: 7, CacheSubnetGroupName: private, SecurityGroupIds: [\"{{{{group}}}}\"]}}\n  \
             keep: {{one: ReplicationGroup.MemberClusters.0, two: ReplicationGroup.MemberClusters.1}}\n"
        );
        for node in ["one", "two"] {
            let _ = writeln!(
                seed,
                "- cloudwatch:PutMetricAlarm: {{AlarmName: \"cache-{cache}-{node}\", Namespace: AWS/ElastiCache, MetricName: EngineCPUUtilization, \
                 Dimensions: [{{Name: CacheClusterId, Value: \"{{{{{node}}}}}\"}}], Statistic: Average, Period: 60, EvaluationPeriods: 5, Threshold: 75, \
                 ComparisonOperator: GreaterThanThreshold, AlarmActions: [\"{{{{topic}}}}\"]}}"
            );
        }
    }
    seed
}

/// Regions of accounts that each need every operation, on a server that takes its time.
fn many_places(
    out: &mut impl Write,
    folder: &Path,
    accounts: usize,
    regions: usize,
) -> io::Result<()> {
    let world = World::read(&support::root().join("fixtures/every-operation/aws/whole"))?;
    let server = Replay::start(Setup { worlds: vec![world], delay: DELAY, ..Setup::default() })?;
    let mut profiles = String::new();
    let mut arguments = Vec::new();
    for account in 0..accounts {
        let _ = writeln!(
            profiles,
            "[profile account-{account}]\naws_access_key_id = {}\naws_secret_access_key = anything",
            600_000_000_000_u64 + account as u64
        );
        arguments.extend(["--account".to_owned(), format!("account-{account}")]);
    }
    for region in 0..regions {
        arguments.extend(["--region".to_owned(), format!("eu-west-{}", region + 1)]);
    }
    let file = folder.join("profiles");
    fs::write(&file, profiles)?;
    writeln!(
        out,
        "\n{accounts} accounts with {regions} regions each, {} ms an answer",
        DELAY.as_millis()
    )?;
    let extra = [format!("AWS_CONFIG_FILE={}", file.display()), "AWS_ACCESS_KEY_ID=".to_owned()];
    let command =
        [scan(&server, "", &extra), words(&["--policy-set", "production"]), arguments].concat();
    report(out, &server, "cache-audit scan (production)", &command)?;
    let bound = lower_bound(&server.calls(), accounts * regions);
    writeln!(out, "  {:<42} {:>9.1}", "at least, by calls and limits", bound.as_secs_f64() * 1e3)
}

/// One round to ask who one is; then, for every batch of regions, as many as the busiest service of a region needs besides
/// the probes, or as the longest chain has links.
fn lower_bound(calls: &[Call], places: usize) -> Duration {
    let (at_once, elasticache, others) = LIMITS;
    let mut of_region: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let Some(first) = calls.iter().find(|call| call.action.starts_with("ec2:")) else {
        return DELAY;
    };
    let same = calls
        .iter()
        .filter(|call| (&call.account, &call.region) == (&first.account, &first.region));
    for call in same.filter(|call| !call.action.starts_with("sts:")) {
        let service = call.action.split(':').next().unwrap_or_default();
        *of_region.entry((service, &call.region)).or_default() += 1;
    }
    let rounds = of_region.iter().map(|((service, _), calls)| match *service {
        "elasticache" => (calls / RUNS).saturating_sub(3).div_ceil(elasticache),
        _ => (calls / RUNS).div_ceil(others),
    });
    let rounds = (1 + rounds.max().unwrap_or_default()).max(CHAIN - 1);
    DELAY * (1 + rounds * places.div_ceil(at_once)) as u32
}

fn report(
    out: &mut impl Write,
    server: &Replay,
    label: &str,
    command: &[String],
) -> io::Result<()> {
    let before = server.calls().len();
    let usage: Usage = measure(command)?;
    let calls = (server.calls().len() - before) / RUNS;
    row(out, &format!("{label}, {calls} calls"), &usage)
}

fn scan(server: &Replay, account: &str, extra: &[String]) -> Vec<String> {
    let mut command = settings(server, account);
    command.extend_from_slice(extra);
    command.push(env!("CARGO_BIN_EXE_cache-audit").to_owned());
    command.extend(words(&["scan", "--format", "json", "--config", "/dev/null"]));
    command
}

/// The command that runs the rest of the words with the settings of AWS that the server needs.
fn settings(server: &Replay, account: &str) -> Vec<String> {
    let endpoint = format!("AWS_ENDPOINT_URL={}", server.endpoint);
    let account = format!("AWS_ACCESS_KEY_ID={account}");
    let fixed = [
        "AWS_SECRET_ACCESS_KEY=anything",
        "AWS_REGION=us-east-1",
        "AWS_DEFAULT_REGION=us-east-1",
        "AWS_EC2_METADATA_DISABLED=true",
        "AWS_CONFIG_FILE=/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
    ];
    [vec!["env".to_owned(), endpoint, account], words(&fixed)].concat()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
