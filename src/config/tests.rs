//! What the file may say, and how it is told what is wrong with it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::link::subject::CacheRemoval;
use crate::link::{Subject, SubjectBody};
use crate::model::{Attribute, Change, Origin, SourceKind, SourceSummary};
use crate::schema;
use crate::waive::Target;

const WHOLE: &str = r#"
policy_sets: [baseline]
policy_dirs: [policies]
policies:
  sample-policy:
    severity: critical
    parameters: {minimum_days: 14}
rules:
  - when: {tags: {Environment: prod*}, address: "module.orders.*"}
    policy_sets: [strict]
waivers:
  - policy: sample-*
    subject: orders
    justification: Moves in January.
    until: 2027-01-31
    file: "*.json"
fail_on: high
unknown: fail
"#;

/// A bundle with one policy and the sets `baseline` (built in), `strict` and `empty`.
fn bundle() -> (tempfile::TempDir, Bundle) {
    let dir = tempfile::tempdir().expect("makes a directory");
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("makes folders");
        std::fs::write(path, text).expect("writes");
    };
    write("own/sample_policy.rego", include_str!("testdata/sample_policy.rego"));
    write(
        "sets/strict.yaml",
        "name: strict\ntitle: Strict\ndescription: All.\npolicies: {sample-policy: {}}\n",
    );
    write("sets/empty.yaml", "name: empty\ntitle: Empty\ndescription: Nothing.\n");
    let bundle = Bundle::load(&[dir.path().to_owned()]).expect("loads");
    (dir, bundle)
}

fn select(text: &str, chosen: &[String]) -> Result<Selection, String> {
    let (_dir, bundle) = bundle();
    Config::parse("cache-audit.yaml", PathBuf::new(), text)
        .and_then(|config| config.select(&bundle, chosen))
        .map_err(|error| error.to_string())
}

fn subject(address: &str, tags: &[(&str, &str)]) -> Subject {
    Subject {
        address: address.into(),
        name: address.into(),
        ids: Vec::new(),
        origin: Origin::default(),
        account_id: None,
        region: None,
        tags: tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
        body: SubjectBody::CacheRemoval(Box::new(CacheRemoval {
            address: address.into(),
            id: Attribute::Unset,
            change: Change::default(),
            engine: Attribute::Unset,
            cluster_mode: Attribute::Unset,
            snapshot_retention_limit: Attribute::Unset,
            final_snapshot_identifier: Attribute::Unset,
            tags: Attribute::Known(BTreeMap::new()),
        })),
    }
}

fn names(selection: &Selection, subject: &Subject) -> Vec<String> {
    selection
        .assign(subject)
        .into_iter()
        .map(|index| selection.sets()[index].name.clone())
        .collect()
}

#[test]
fn errors_name_the_place_and_what_was_meant() {
    let cases = [
        ("polcy_sets: []", "cache-audit.yaml:1:1: ", "did you mean `policy_sets`?"),
        ("fail_on: hig", "cache-audit.yaml:1:10: ", "did you mean `high`?"),
        ("unknown: fal", "cache-audit.yaml:1:10: ", "did you mean `fail`?"),
        ("policy_sets: baseline", "cache-audit.yaml:1:14: ", "expected a list"),
        ("policies: [sample-policy]", "cache-audit.yaml:1:11: ", "expected keys and values"),
        ("fail_on: [low]", "cache-audit.yaml:1:10: ", "expected a single word"),
        ("fail_on: low\n---\nfail_on: high", "cache-audit.yaml:3:1: ", "expected one document"),
        (
            "policies:\n  sample-policy: {enabled: maybe}",
            "cache-audit.yaml:2:28: ",
            "expected true or false",
        ),
        (
            "policy_sets:\n  - basline",
            "cache-audit.yaml:2:5: ",
            "no policy set is called `basline`",
        ),
        (
            "policies:\n  sample-polcy: {}",
            "cache-audit.yaml:2:3: ",
            "did you mean `sample-policy`?",
        ),
        (
            "policies:\n  sample-policy: {sevrity: low}",
            "cache-audit.yaml:2:19: ",
            "did you mean `severity`?",
        ),
        (
            "policies:\n  sample-policy:\n    parameters: {minimum_day: 7}",
            "cache-audit.yaml:2:3: ",
            "did you mean `minimum_days`?",
        ),
        (
            "policies:\n  sample-policy:\n    parameters: {minimum_days: soon}",
            "cache-audit.yaml:2:3: ",
            "must be of type integer",
        ),
        (
            "rules:\n  - when: {}\n    policy_sets: [strict]",
            "cache-audit.yaml:2:11: ",
            "matches by `tags`, `address`, `account` or `region`",
        ),
        (
            "rules:\n  - when: {address: a}\n    policy_sets: [stric]",
            "cache-audit.yaml:3:19: ",
            "no policy set is called `stric`",
        ),
        ("rules:\n  - policy_sets: [strict]", "cache-audit.yaml:2:5: ", "missing field `when`"),
        ("fail_on: low\nfail_on: high", "cache-audit.yaml:2:1: ", "duplicate key `fail_on`"),
        ("policy_sets: [", "cache-audit.yaml:1:", ""),
        ("- policy_sets", "cache-audit.yaml:1:1: ", ""),
    ];
    for (text, place, message) in cases {
        let error = select(text, &[]).expect_err(text);
        assert!(error.starts_with(place), "{text:?} gives {error}");
        assert!(error.contains(message), "{text:?} gives {error}");
    }
}

#[test]
fn a_file_of_comments_says_nothing() {
    for text in ["", "# nothing yet\n", "---\n"] {
        let selection = select(text, &[]).expect("is fine");
        assert_eq!(names(&selection, &subject("a", &[])), ["baseline"], "{text:?}");
    }
}

#[test]
fn everything_in_the_file_is_understood() {
    let config = Config::parse("cache-audit.yaml", "infra".into(), WHOLE).expect("is fine");
    assert_eq!(config.policy_dirs(), [PathBuf::from("infra/policies")]);
    assert_eq!(config.fail_on(), Some(FailOn::High));
    assert_eq!(config.unknown(), Some(UnknownMode::Fail));
    let selection = select(WHOLE, &[]).expect("is fine");
    let strict = &selection.sets()[1].policies[0];
    assert_eq!(strict.severity, crate::policy::Severity::Critical);
    assert_eq!(strict.parameters["minimum_days"], 14);
}

#[test]
fn the_first_rule_that_matches_decides_alone() {
    let text = r#"
policy_sets: [baseline]
rules:
  - when: {address: "*.scratch"}
    policy_sets: []
  - when: {tags: {Environment: prod*, Tier: "1"}}
    policy_sets: [strict, baseline]
  - when: {tags: {Environment: "*"}}
    policy_sets: [empty]
"#;
    let selection = select(text, &[]).expect("is fine");
    let production = [("Environment", "production"), ("Tier", "1")];
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);
    let cases: [Case<'_>; 4] = [
        ("a.scratch", &production, &[]),
        ("a.orders", &production, &["strict", "baseline"]),
        ("a.orders", &production[..1], &["empty"]),
        ("a.orders", &[], &["baseline"]),
    ];
    for (address, tags, expected) in cases {
        assert_eq!(names(&selection, &subject(address, tags)), expected, "{address} {tags:?}");
    }
}

#[test]
fn policy_sets_of_the_command_line_judge_everything() {
    let selection = select(WHOLE, &["empty".into(), "empty".into()]).expect("is fine");
    let orders = subject("module.orders.x", &[("Environment", "production")]);
    assert_eq!(names(&selection, &orders), ["empty"]);
    let error = select(WHOLE, &["nothing".into()]).expect_err("is no set");
    assert!(error.starts_with("no policy set is called `nothing`"), "{error}");
}

#[test]
fn the_published_schema_takes_what_the_program_takes() {
    let schema: Value = serde_json::from_str(&schema::config()).expect("is JSON");
    let validator = jsonschema::validator_for(&schema).expect("is a schema");
    let value = |text: &str| serde_saphyr::from_str::<Value>(text).expect("is YAML");
    assert!(validator.is_valid(&value(WHOLE)));
    for text in [
        "polcy_sets: []",
        "fail_on: hihg",
        "policy_sets: baseline",
        "rules: [{when: {}, policy_sets: []}]",
        "rules: [{policy_sets: []}]",
        "policies: {sample-policy: {sevrity: low}}",
        "waivers: [{policy: sample-policy, subject: a, justification: j}]",
        "waivers: [{policy: sample-policy, subject: '', justification: j, until: 2027-01-31}]",
    ] {
        assert!(!validator.is_valid(&value(text)), "{text}");
    }
}

#[test]
fn only_a_file_that_is_not_there_leaves_the_defaults() {
    let dir = tempfile::tempdir().expect("makes a directory");
    assert!(Config::find(dir.path()).is_ok());
    std::fs::create_dir(dir.path().join(FILE_NAME)).expect("makes a folder");
    let error = Config::find(dir.path()).expect_err("a directory is no configuration");
    assert!(error.to_string().starts_with("could not read configuration"), "{error}");
}

fn waivers(text: &str) -> Result<Vec<Waiver>, String> {
    let (_dir, bundle) = bundle();
    Config::parse("cache-audit.yaml", PathBuf::new(), text)
        .and_then(|config| config.waivers(&bundle))
        .map_err(|error| error.to_string())
}

#[test]
fn a_waiver_is_read_with_its_place() {
    let waivers = waivers(WHOLE).expect("is understood");
    let [waiver] = waivers.as_slice() else { panic!("is one: {waivers:?}") };
    assert_eq!(waiver.policy, "sample-*");
    let (subject, file) = ("orders".to_owned(), Some("*.json".to_owned()));
    assert_eq!(waiver.target, Target::Matching { subject, file });
    assert_eq!(waiver.justification, "Moves in January.");
    assert_eq!(waiver.until.to_string(), "2027-01-31");
    assert_eq!((waiver.place.line, waiver.place.column), (Some(12), Some(13)));
}

#[test]
fn a_waiver_that_nobody_understands_is_refused_at_its_place() {
    let entry = |policy: &str, subject: &str, justification: &str, until: &str| {
        format!(
            "waivers:\n- policy: {policy}\n  subject: {subject}\n  justification: {justification}\n  until: {until}\n"
        )
    };
    for (text, expected) in [
        (
            entry("sample-polcy", "a", "j", "2027-01-31"),
            "cache-audit.yaml:2:11: no policy has this id; did you mean `sample-policy`?",
        ),
        (
            entry("simple-*", "a", "j", "2027-01-31"),
            "cache-audit.yaml:2:11: no policy matches this pattern",
        ),
        (
            entry("sample-policy", "''", "j", "2027-01-31"),
            "cache-audit.yaml:3:12: `subject` is empty",
        ),
        (
            entry("sample-policy", "a", "' '", "2027-01-31"),
            "cache-audit.yaml:4:18: `justification` is empty",
        ),
        (
            entry("sample-policy", "a", "j", "2027-02-31"),
            "cache-audit.yaml:5:10: expected a day, such as 2027-01-31",
        ),
    ] {
        assert_eq!(waivers(&text).expect_err("is refused"), expected, "{text}");
    }
    let error = waivers("waivers: [{policy: sample-policy, subject: a, justification: j}]");
    assert!(error.expect_err("has no end").contains("until"));
}

const ACCOUNTS: &str = r#"
policy_sets: [baseline]
accounts:
  prod:
    profile: audit
    role_arn: arn:aws:iam::123456789012:role/cache-audit
    external_id: orders
    regions: [eu-west-1]
    policy_sets: [strict]
  sandbox: {regions: all}
rules:
  - when: {region: us-*}
    policy_sets: [empty]
  - when: {account: "2109*"}
    policy_sets: [empty, strict]
"#;

#[test]
fn an_account_says_how_it_is_reached_and_where_it_is_written() {
    let config = Config::parse("cache-audit.yaml", PathBuf::new(), ACCOUNTS).expect("is right");
    let prod = config.account("prod").expect("is there");
    assert_eq!(prod.profile.as_deref(), Some("audit"));
    assert_eq!(prod.role_arn.as_deref(), Some("arn:aws:iam::123456789012:role/cache-audit"));
    assert_eq!(prod.external_id.as_deref(), Some("orders"));
    assert_eq!(prod.regions, Some(AccountRegions::Names(vec!["eu-west-1".to_owned()])));
    assert_eq!((prod.place.line, prod.place.column), (Some(4), Some(3)));
    let sandbox = config.account("sandbox").expect("is there");
    assert_eq!(sandbox.regions, Some(AccountRegions::Word(AllRegions::All)));
    assert_eq!(config.account("staging"), None);
    assert_eq!(config.account_names().collect::<Vec<_>>(), ["prod", "sandbox"]);
}

#[test]
fn accounts_and_regions_choose_policy_sets() {
    let mut selection = select(ACCOUNTS, &[]).expect("is right");
    let source = |account: &str, region: &str, name: Option<&str>| SourceSummary {
        file: Origin::live(account, region).file,
        kind: SourceKind::LiveAccount,
        written_by: None,
        is_complete: true,
        account: name.map(str::to_owned),
    };
    selection.learn(&[source("123456789012", "eu-west-1", Some("prod"))]);
    let live = |account: &str, region: &str| Subject {
        origin: Origin::live(account, region),
        account_id: Some(account.to_owned()),
        region: Some(region.to_owned()),
        ..subject("arn", &[])
    };
    // account, region, sets
    let cases: [(&str, &str, &[&str]); 4] = [
        ("123456789012", "eu-west-1", &["strict"]),
        ("123456789012", "us-east-1", &["empty"]),
        ("210987654321", "eu-west-1", &["empty", "strict"]),
        ("999999999999", "eu-west-1", &["baseline"]),
    ];
    for (account, region, expected) in cases {
        let sets = selection.assign(&live(account, region));
        let names: Vec<&str> =
            sets.into_iter().map(|at| selection.sets()[at].name.as_str()).collect();
        assert_eq!(names, expected, "{account} {region}");
    }
}

#[test]
fn a_wrong_account_is_told_with_its_place() {
    // settings, place, what is wrong
    let cases = [
        ("{role_arn: cache-audit}", "2:24", "the ARN of a role"),
        ("{role_arn: \"arn:aws:iam::123456789012:user/me\"}", "2:24", "the ARN of a role"),
        ("{external_id: orders}", "2:27", "there is no `role_arn`"),
        ("{regions: []}", "2:23", "at least one region"),
        ("{profile: \"\"}", "2:23", "`profile` is empty"),
        ("{region: eu-west-1}", "2:14", "region"),
        ("{policy_sets: [strikt]}", "2:28", "strikt"),
    ];
    for (settings, place, message) in cases {
        let text = format!("accounts:\n  prod:     {settings}\n");
        let error = select(&text, &[]).expect_err("is wrong");
        assert!(error.starts_with(&format!("cache-audit.yaml:{place}")), "{settings}: {error}");
        assert!(error.contains(message), "{settings}: {error}");
    }
}
