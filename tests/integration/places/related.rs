//! Beside a finding stands where its value comes from.

use super::TABLES;
use super::table::below;
use crate::support::*;

#[test]
fn what_is_set_elsewhere_is_followed_there() {
    for (table, policy, expected) in [
        (
            "audio-pipeline-terraform",
            "backup-retention-too-short",
            &["main.tf:24:3 var.snapshot_retention_limit of module.cache"][..],
        ),
        (
            "audio-pipeline-terraform",
            "alarm-too-lax",
            &[
                "modules/cache/variables.tf:60:3 default of var.cpu_threshold",
                "modules/cache/main.tf:32:1 audio-pipeline-dev-redis",
            ],
        ),
        (
            "ai-model-registry-terraform",
            "availability-zones-too-few",
            &[
                "main.tf:6:3 var.private_subnet_ids of module.redis",
                "terraform.tfvars:3:1 value of var.private_subnet_ids",
                "modules/redis/main.tf:112:1 ai-model-registry-production-redis",
            ],
        ),
    ] {
        let (_, root, case) = TABLES.iter().find(|(name, ..)| *name == table).expect("is a table");
        let (audit, _) = case.located();
        let finding = audit.findings.iter().find(|finding| finding.policy.as_str() == policy);
        let related = &finding.expect("is a finding").related;
        let found =
            related.iter().map(|it| format!("{} {}", below(&fixture(root), &it.place), it.message));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{policy} of {table}");
    }
}
