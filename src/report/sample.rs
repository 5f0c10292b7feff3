//! A small audit made by hand, for the tests of every format.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Report, Roots};
use crate::finding::{
    Audit, BaselineState, Declaration, Finding, PolicyFailure, StaleWaiver, SubjectAudit, Tally,
    UnknownAttribute, Verdict, Waived,
};
use crate::gate::Gate;
use crate::link::SubjectKind;
use crate::model::{Gap, Origin, Reason, SourceKind, SourceSummary};
use crate::policy::{Parameter, Policy, PolicyId, Severity};

/// What a [`Report`] borrows.
pub(crate) struct Sample {
    pub(crate) sources: Vec<SourceSummary>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) audit: Audit,
    pub(crate) policies: Vec<Policy>,
    pub(crate) gate: Gate,
}

impl Sample {
    /// The same as a scan of two regions reads it, of which one did not tell everything.
    pub(crate) fn live() -> Self {
        let mut sample = Self::mixed();
        let arn = "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders";
        let place = Origin { file: "cache-audit.yaml".into(), line: Some(5), column: Some(3) };
        let source = |region: &str| SourceSummary {
            file: Origin::live("123456789012", region).file,
            kind: SourceKind::LiveAccount,
            written_by: None,
            is_complete: true,
        };
        sample.sources = vec![source("eu-west-1"), source("us-east-1")];
        let orders = sample.audit.findings[0].address.clone();
        for finding in &mut sample.audit.findings {
            finding.address = arn.into();
            finding.origin = Origin::live("123456789012", "eu-west-1");
            finding.location = place.clone();
        }
        for subject in &mut sample.audit.subjects {
            if subject.address == orders {
                subject.address = arn.into();
            }
            subject.origin = Origin::live("123456789012", "eu-west-1");
        }
        sample.gaps.push(Gap {
            what: "kms:DescribeKey in aws://123456789012/us-east-1".into(),
            why: "AccessDeniedException: not authorized; grant kms:DescribeKey".into(),
            is_failure: true,
        });
        sample
    }

    /// The same with a plan that declares what was found.
    pub(crate) fn declared() -> Self {
        let mut sample = Self::live();
        let lines = [21, 25, 9, 1];
        for (finding, line) in sample.audit.findings.iter_mut().zip(lines) {
            let is_rule = finding.policy.as_str() == "ingress-from-the-world";
            finding.declaration = Some(Declaration {
                address: "module.orders.aws_elasticache_replication_group.this".into(),
                origin: plan_origin(),
                resource: is_rule.then(|| "module.orders.aws_security_group.this".into()),
            });
            finding.location =
                Origin { file: "modules/orders/main.tf".into(), line: Some(line), column: Some(3) };
        }
        sample
    }

    /// Two caches: one with findings of several severities and an unknown, one that passes.
    pub(crate) fn mixed() -> Self {
        let orders = "module.orders.aws_elasticache_replication_group.this";
        let mut findings = vec![
            described(
                fail("ingress-from-the-world", orders, "ingress[0].peer"),
                Severity::Critical,
                "sg-orders lets 0.0.0.0/0 reach port 6379",
            ),
            described(
                fail("ingress-from-the-world", orders, "ingress[2].peer"),
                Severity::Critical,
                "sg-orders lets ::/0 reach port 6379",
            ),
            described(
                fail("backup-retention-too-short", orders, "snapshot_retention_limit"),
                Severity::High,
                "keeps automatic snapshots for 0 days, 7 required",
            ),
        ];
        findings.push(unknown("at-rest-key-not-customer-managed", orders, "kms_key"));
        for finding in &mut findings {
            finding.name = "orders".into();
        }
        let sessions = "aws_elasticache_serverless_cache.sessions";
        Self {
            sources: vec![plan()],
            gaps: Vec::new(),
            audit: Audit {
                subjects: vec![
                    subject(
                        sessions,
                        "sessions",
                        "valkey 8, serverless",
                        &[
                            ("backup-retention-too-short", Verdict::Pass),
                            ("ingress-from-the-world", Verdict::Pass),
                            ("at-rest-key-not-customer-managed", Verdict::NotApplicable),
                        ],
                    ),
                    subject(
                        orders,
                        "orders",
                        "redis 7.1, 2 nodes, cache.t4g.micro",
                        &[
                            ("backup-retention-too-short", Verdict::Fail),
                            ("ingress-from-the-world", Verdict::Fail),
                            ("at-rest-key-not-customer-managed", Verdict::Unknown),
                        ],
                    ),
                ],
                findings,
                failures: Vec::new(),
                unassigned: Vec::new(),
                stale_waivers: Vec::new(),
                tally: Tally { pass: 2, fail: 2, unknown: 1, not_applicable: 1 },
            },
            policies: policies(),
            gate: Gate::default(),
        }
    }

    /// One cache in a template, with findings on lines: in another resource, twice; on its own; in a program that writes
    /// a template; and an unknown.
    pub(crate) fn template() -> Self {
        let mut sample = Self::mixed();
        sample.sources[0].file = "template.yaml".into();
        sample.sources[0].kind = SourceKind::CloudFormationTemplate;
        sample.sources[0].written_by = None;
        let at = |file: &str, line, column| Origin {
            file: file.into(),
            line: Some(line),
            column: Some(column),
        };
        sample.audit.subjects.retain(|subject| subject.name == "orders");
        sample.audit.subjects[0].origin = at("template.yaml", 10, 3);
        let alarm = described(
            fail("alarm-too-lax", &sample.audit.subjects[0].address, "alarms[].threshold"),
            Severity::Low,
            "alarm cpu goes off when CPUUtilization is above 95, at most 80 required",
        );
        let mut findings = std::mem::take(&mut sample.audit.findings);
        // The two rules are one line apart; the retention is written nowhere.
        findings[0].location = at("template.yaml", 31, 17);
        findings[0].resource = Some("OrdersGroup".into());
        findings[1].location = at("template.yaml", 34, 17);
        findings[1].resource = Some("OrdersGroup".into());
        findings[2].location = at("template.yaml", 10, 3);
        findings[3].location = at("template.yaml", 18, 7);
        let alarm = Finding {
            name: "orders".into(),
            resource: Some("OrdersAlarm".into()),
            location: at("lib/alarms.ts", 7, 5),
            template: Some(at("cdk.out/Orders.template.json", 90, 9)),
            ..alarm
        };
        findings.insert(3, alarm);
        for finding in &mut findings {
            finding.origin = at("template.yaml", 10, 3);
        }
        sample.audit.findings = findings;
        sample
    }

    /// One cache, all well.
    pub(crate) fn clean() -> Self {
        let sessions = "aws_elasticache_serverless_cache.sessions";
        let mut sample = Self::mixed();
        sample.audit.findings.clear();
        sample.audit.subjects.retain(|subject| subject.address == sessions);
        sample.audit.tally = Tally { pass: 2, fail: 0, unknown: 0, not_applicable: 1 };
        sample
    }

    /// The same as `mixed` with one finding waived, one in the baseline, and a waiver to look at.
    pub(crate) fn accepted() -> Self {
        let mut sample = Self::mixed();
        let waiver =
            |line| Origin { file: "cache-audit.yaml".into(), line: Some(line), column: Some(11) };
        for finding in &mut sample.audit.findings {
            finding.baseline = Some(match finding.policy.as_str() {
                "ingress-from-the-world" => BaselineState::Unchanged,
                _ => BaselineState::New,
            });
        }
        sample.audit.findings[2].waived = Some(Waived {
            justification: "Rebuilt from the database | every night".into(),
            until: jiff::civil::date(2027, 1, 31),
            is_in_source: false,
            place: waiver(3),
        });
        sample.audit.stale_waivers = vec![StaleWaiver {
            place: waiver(9),
            policy: "default-user-open".into(),
            message: "accepts nothing, since no finding matches it: remove it".into(),
        }];
        sample
    }

    /// What can go wrong with an audit itself.
    pub(crate) fn incomplete() -> Self {
        let mut sample = Self::clean();
        sample.gaps = vec![Gap {
            what: "tfplan.json".into(),
            why: "the plan was made with -target: resources outside it are missing".into(),
            is_failure: true,
        }];
        sample.audit.failures = vec![PolicyFailure {
            policy: PolicyId::new("backup-retention-too-short"),
            address: "aws_elasticache_serverless_cache.sessions".into(),
            message:
                "took longer than 1 s at policies/resilience/backup_retention_too_short.rego:14"
                    .into(),
        }];
        sample.audit.unassigned = vec!["aws_elasticache_cluster.scratch".into()];
        sample
    }

    /// As many caches with one finding each.
    pub(crate) fn large(caches: usize) -> Self {
        let mut sample = Self::clean();
        for index in 0..caches {
            let address = format!("aws_elasticache_replication_group.c[{index}]");
            sample.audit.subjects.push(subject(
                &address,
                &format!("c-{index}"),
                "redis 7.1",
                &[("backup-retention-too-short", Verdict::Fail)],
            ));
            let finding = described(
                fail("backup-retention-too-short", &address, "snapshot_retention_limit"),
                Severity::High,
                "keeps automatic snapshots for 0 days, 7 required",
            );
            sample.audit.findings.push(Finding { name: format!("c-{index}"), ..finding });
        }
        sample.audit.tally.fail = caches;
        sample
    }

    /// Lends the report to `test`.
    pub(crate) fn report<R>(&self, test: impl FnOnce(&Report<'_>) -> R) -> R {
        let policies: BTreeMap<PolicyId, &Policy> =
            self.policies.iter().map(|policy| (policy.id.clone(), policy)).collect();
        let root = Path::new("/repository");
        test(&Report {
            sources: &self.sources,
            gaps: &self.gaps,
            audit: &self.audit,
            policies: &policies,
            clock: "2026-11-20T00:00:00Z".parse().expect("is a timestamp"),
            gate: self.gate,
            roots: Roots { working: root, source: root },
        })
    }
}

/// A failed verdict.
pub(crate) fn fail(policy: &str, address: &str, attribute: &str) -> Finding {
    Finding {
        policy: PolicyId::new(policy),
        verdict: Verdict::Fail,
        severity: Severity::Medium,
        subject_kind: SubjectKind::Cache,
        address: address.into(),
        name: address.into(),
        attribute: attribute.into(),
        message: "is not as required".into(),
        unknown: Vec::new(),
        origin: plan_origin(),
        resource: None,
        location: plan_origin(),
        template: None,
        related: Vec::new(),
        leads: Vec::new(),
        declaration: None,
        waived: None,
        baseline: None,
    }
}

/// An unknown verdict.
pub(crate) fn unknown(policy: &str, address: &str, attribute: &str) -> Finding {
    Finding {
        verdict: Verdict::Unknown,
        message: format!("{attribute} is not known: known after apply"),
        unknown: vec![UnknownAttribute { path: attribute.into(), reason: Reason::KnownAfterApply }],
        ..fail(policy, address, attribute)
    }
}

fn described(finding: Finding, severity: Severity, message: &str) -> Finding {
    Finding { severity, message: message.into(), ..finding }
}

fn plan() -> SourceSummary {
    SourceSummary {
        file: "plans/tfplan.json".into(),
        kind: SourceKind::TerraformPlan,
        written_by: Some("Terraform 1.11.4".into()),
        is_complete: true,
    }
}

fn subject(address: &str, name: &str, summary: &str, verdicts: &[(&str, Verdict)]) -> SubjectAudit {
    SubjectAudit {
        kind: SubjectKind::Cache,
        address: address.into(),
        name: name.into(),
        ids: Vec::new(),
        summary: summary.into(),
        policy_sets: vec!["baseline".into()],
        verdicts: verdicts.iter().map(|(id, verdict)| (PolicyId::new(*id), *verdict)).collect(),
        origin: plan_origin(),
    }
}

fn plan_origin() -> Origin {
    Origin { file: "plans/tfplan.json".into(), line: None, column: None }
}

fn policies() -> Vec<Policy> {
    vec![
        policy(
            "at-rest-key-not-customer-managed",
            Severity::Medium,
            "Data at rest is not encrypted with a key of your own",
            "Set `kms_key_id` to a key that you manage.",
        ),
        policy(
            "backup-retention-too-short",
            Severity::High,
            "Backup retention is too short",
            "Set `snapshot_retention_limit` to at least the required number of days. Automatic snapshots \
             older than that are deleted.",
        ),
        policy(
            "ingress-from-the-world",
            Severity::Critical,
            "Anybody may reach the cache's port",
            "Let only the security groups of the clients in.",
        ),
    ]
}

fn policy(id: &str, severity: Severity, title: &str, remediation: &str) -> Policy {
    Policy {
        id: PolicyId::new(id),
        aliases: Vec::new(),
        category: "resilience".into(),
        title: title.into(),
        description: "Why it matters.\n".into(),
        related_resources: vec!["https://docs.aws.amazon.com/AmazonElastiCache/".into()],
        subject: SubjectKind::Cache,
        severity,
        attributes: vec!["engine".into()],
        labels: Vec::new(),
        parameters: BTreeMap::from([(
            "minimum_days".to_owned(),
            Parameter {
                default: 7.into(),
                parameter_type: "integer".into(),
                description: "Days that automatic snapshots are kept.".into(),
            },
        )]),
        remediation: remediation.into(),
        frameworks: BTreeMap::from([("aws-fsbp".to_owned(), vec!["ElastiCache.1".to_owned()])]),
        package: format!("cache_audit.resilience.{}", id.replace('-', "_")),
        path: format!("policies/resilience/{}.rego", id.replace('-', "_")),
        rego: String::new(),
    }
}
