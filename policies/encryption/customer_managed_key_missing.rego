# METADATA
# title: Encryption at rest uses no customer-managed key
# description: |
#   A key that the service owns, or an AWS-managed one, cannot be disabled, audited by its own policy or shared with
#   another account. Where data must be put out of reach by taking away its key, the key has to be the customer's.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [at_rest_encryption_enabled, kms_key.key_manager]
#   remediation: |
#     Set `kms_key_id` to a symmetric customer-managed key in the cache's region. The key is fixed when the cache is made:
#     an existing one is replaced, so take a snapshot first and restore the new cache from it. Of a container it is the key of
#     its file system, fixed when that is made.
#   frameworks:
#     nist-800-53-r5: [SC-12, SC-28]
package cache_audit.encryption.customer_managed_key_missing

import data.cache_audit.lib.finding

applicable if input.cache.at_rest_encryption_enabled == true

deny contains denial if {
	input.cache.kms_key == null
	denial := finding.at("kms_key", "is encrypted with a key that the service owns")
}

deny contains denial if {
	input.cache.kms_key.key_manager == "AWS"
	denial := finding.at("kms_key", "is encrypted with a key that AWS manages")
}
