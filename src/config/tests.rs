//! What the file may say, and how it is told what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;
use crate::link::subject::CacheRemoval;
use crate::link::{Subject, SubjectBody};
use crate::model::{Attribute, Change, Origin};
use crate::schema;
use crate::waive::Target;

const WHOLE: &str = r#"
policy_sets: [baseline]
policy_dirs: [policies]
policies:
  sample-policy:
    severity: critical
    parameters: {minimum_days: 14}
accounts:
  prod:
    profile: audit
    role_arn: arn:aws:iam::123456789012:role/audit
    external_id: secret-word
    session_name: nightly
    regions: [us-east-1, eu-west-1]
    policy_sets: [strict]
  all: {regions: all}
rules:
  - when: {tags: {Environment: prod*}, address: "module.orders.*", account: pr*, region: eu-*}
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
        ("accounts:\n  a: {profil: x}", "cache-audit.yaml:2:7: ", "did you mean `profile`?"),
        (
            "accounts:\n  a:\n    role_arn: audit",
            "cache-audit.yaml:3:15: ",
            "expected the ARN of a role",
        ),
        (
            "accounts:\n  a:\n    external_id: x",
            "cache-audit.yaml:3:18: ",
            "`external_id` needs a `role_arn`",
        ),
        (
            "accounts:\n  a:\n    role_arn: arn:aws:iam::123456789012:role/a\n    session_name: a b",
            "cache-audit.yaml:4:19: ",
            "expected 2 to 64 letters",
        ),
        ("accounts:\n  a: {regions: every}", "cache-audit.yaml:2:16: ", "or `all`"),
        (
            "accounts:\n  a: {regions: []}",
            "cache-audit.yaml:2:16: ",
            "the list of regions is empty",
        ),
        (
            "accounts:\n  a: {regions: [Ireland]}",
            "cache-audit.yaml:2:16: ",
            "`Ireland` is no region",
        ),
        (
            "accounts:\n  a: {policy_sets: [stric]}",
            "cache-audit.yaml:2:21: ",
            "no policy set is called `stric`",
        ),
        ("accounts: {a: {}, a: {}}", "cache-audit.yaml:1:", "duplicate key `a`"),
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
        "accounts: {a: {regions: every}}",
        "accounts: {a: {regions: []}}",
        "accounts: {a: {profil: x}}",
        "waivers: [{policy: sample-policy, subject: a, justification: j}]",
        "waivers: [{policy: sample-policy, subject: '', justification: j, until: 2027-01-31}]",
    ] {
        assert!(!validator.is_valid(&value(text)), "{text}");
    }
}

/// A subject that runs in `place`.
fn live(place: &str) -> Subject {
    let origin = Origin { file: place.to_owned(), ..Origin::default() };
    Subject { origin, ..subject("arn:aws:elasticache:eu-west-1:123456789012:cluster:a", &[]) }
}

/// What is known after accounts were entered.
fn called(names: &[(&str, &[&str])]) -> BTreeMap<String, BTreeSet<String>> {
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    names.iter().map(|(id, names)| ((*id).to_owned(), all(names))).collect()
}

#[test]
fn accounts_are_entered_as_the_file_says() {
    let config = Config::parse("cache-audit.yaml", PathBuf::new(), WHOLE).expect("is fine");
    let prod = config.account("prod").expect("is there");
    assert_eq!(prod.profile.as_deref(), Some("audit"));
    assert_eq!(prod.role_arn.as_deref(), Some("arn:aws:iam::123456789012:role/audit"));
    assert_eq!(prod.external_id.as_deref(), Some("secret-word"));
    assert_eq!(prod.session_name.as_deref(), Some("nightly"));
    let regions = ["eu-west-1".to_owned(), "us-east-1".to_owned()];
    assert_eq!(prod.regions, Some(AccountRegions::Named(regions.into())));
    let all = config.account("all").expect("is there");
    assert_eq!(all.profile.as_deref(), Some("all"), "with neither profile nor role");
    assert_eq!(all.regions, Some(AccountRegions::All));
    assert_eq!(config.account("pro"), None);
    let text = "accounts: {ci: {role_arn: 'arn:aws:iam::123456789012:role/audit'}}";
    let config = Config::parse("cache-audit.yaml", PathBuf::new(), text).expect("is fine");
    assert_eq!(config.account("ci").expect("is there").profile, None, "the default credentials");
}

#[test]
fn what_runs_is_found_at_the_line_of_its_account() {
    let config = Config::parse("audit/cache-audit.yaml", "audit".into(), WHOLE).expect("is fine");
    let place = |id: &str, names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let place = config.account_place(id, &names);
        assert_eq!(place.file, "audit/cache-audit.yaml");
        place.line
    };
    assert_eq!(place("999999999999", &["prod"]), Some(9));
    assert_eq!(place("999999999999", &["all"]), Some(16));
    assert_eq!(place("123456789012", &[]), Some(9), "by the role in it");
    assert_eq!(place("999999999999", &["other"]), Some(1));
    let place = Config::default().account_place("999999999999", &BTreeSet::new());
    assert_eq!((place.file.as_str(), place.line), (FILE_NAME, None));
}

#[test]
fn a_rule_chooses_by_account_and_region() {
    let text = r#"
policy_sets: [baseline]
rules:
  - when: {account: "prod*", region: eu-*}
    policy_sets: [strict]
  - when: {account: "999999999999"}
    policy_sets: [empty]
"#;
    let mut selection = select(text, &[]).expect("is fine");
    selection.know(&called(&[("123456789012", &["production"]), ("999999999999", &[])]));
    for (place, expected) in [
        ("aws://123456789012/eu-west-1", "strict"),
        ("aws://123456789012/us-east-1", "baseline"),
        ("aws://999999999999/eu-west-1", "empty"),
        ("aws://555555555555/eu-west-1", "baseline"),
        ("plan.json", "baseline"),
    ] {
        assert_eq!(names(&selection, &live(place)), [expected], "{place}");
    }
}

#[test]
fn an_account_has_its_own_sets_for_what_no_rule_matches() {
    let text = r#"
policy_sets: [baseline]
accounts:
  prod: {policy_sets: [strict]}
  dev: {role_arn: "arn:aws:iam::999999999999:role/audit", policy_sets: [empty]}
  other: {}
rules:
  - when: {region: us-*}
    policy_sets: [baseline]
"#;
    let mut selection = select(text, &[]).expect("is fine");
    selection.know(&called(&[("123456789012", &["prod"]), ("555555555555", &["other"])]));
    for (place, expected) in [
        ("aws://123456789012/eu-west-1", "strict"),
        ("aws://123456789012/us-east-1", "baseline"),
        ("aws://999999999999/eu-west-1", "empty"),
        ("aws://555555555555/eu-west-1", "baseline"),
    ] {
        assert_eq!(names(&selection, &live(place)), [expected], "{place}");
    }
    let sets = |name: Option<&str>| {
        let sets = selection.sets_for(name).into_iter();
        sets.map(|set| set.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(sets(Some("prod")), ["baseline", "strict"], "of a rule, and its own");
    assert_eq!(sets(Some("other")), ["baseline"]);
    assert_eq!(sets(None), ["baseline"]);
    let chosen = select(text, &["empty".into()]).expect("is fine");
    assert_eq!(names(&chosen, &live("aws://123456789012/eu-west-1")), ["empty"]);
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
    assert_eq!((waiver.place.line, waiver.place.column), (Some(21), Some(13)));
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
