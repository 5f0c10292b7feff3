//! Partitions of AWS: GovCloud, China and the like have regions, accounts and credentials of their own.

use crate::model::Arn;

/// What the names of a partition's regions begin with, the partition, and a region that every account there has.
///
/// <https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>
const PARTITIONS: [(&str, &str, &str); 3] = [
    ("us-gov-", "aws-us-gov", "us-gov-west-1"),
    ("cn-", "aws-cn", "cn-north-1"),
    ("eusc-", "aws-eusc", "eusc-de-east-1"),
];
/// The partition of all other regions.
const COMMERCIAL: (&str, &str) = ("aws", "us-east-1");

/// The partition that a region lies in.
pub(super) fn of_region(region: &str) -> &'static str {
    let known = PARTITIONS.iter().find(|(prefix, ..)| region.starts_with(prefix));
    known.map_or(COMMERCIAL.0, |(_, partition, _)| partition)
}

/// The partition that an ARN names, as far as it is known here.
pub(super) fn of_arn(arn: &str) -> Option<&'static str> {
    let named = Arn::parse(arn)?.partition;
    let known = PARTITIONS.iter().map(|(_, partition, _)| *partition).chain([COMMERCIAL.0]);
    known.into_iter().find(|partition| *partition == named)
}

/// A region of `partition` that every account there has.
pub(super) fn any_region(partition: &str) -> &'static str {
    let known = PARTITIONS.iter().find(|(_, name, _)| *name == partition);
    known.map_or(COMMERCIAL.1, |(.., region)| region)
}

/// What to do if credentials that `region` does not know are of another partition; nothing where somebody named one.
pub(super) fn others(region: &str) -> Option<String> {
    (of_region(region) == COMMERCIAL.0).then(|| {
        "credentials of GovCloud or China need a region there: `--region us-gov-west-1` or `--region cn-north-1`, or \
         the same as AWS_REGION beside `--all-regions`"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_arns_tell_their_partition() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("us-east-1", "aws"),
            ("us-gov-east-1", "aws-us-gov"),
            ("cn-northwest-1", "aws-cn"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(of_region(region), partition);
            let arn = format!("arn:{partition}:iam::123456789012:role/audit");
            assert_eq!(of_arn(&arn), Some(partition));
            assert_eq!(of_region(any_region(partition)), partition);
        }
        assert_eq!(of_arn("arn:aws-iso:iam::123456789012:role/audit"), None);
        assert_eq!(of_arn("audit"), None);
    }

    #[test]
    fn who_named_a_region_elsewhere_needs_no_other() {
        assert!(others("us-east-1").is_some_and(|help| help.contains("us-gov-west-1")));
        assert_eq!(others("us-gov-west-1"), None);
    }
}
