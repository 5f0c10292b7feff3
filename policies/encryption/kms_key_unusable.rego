# METADATA
# title: The key of the cache cannot be used
# description: |
#   The customer-managed key that encrypts the cache is disabled, being deleted or without material. No snapshot can be taken
#   or restored, no node replaced, no file system of a container mounted; once the key is deleted, what it encrypted is lost
#   for ever. Decided where the key lives; a declaration does not tell its state.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
# custom:
#   subject: cache
#   severity: critical
#   attributes:
#     - status
#     - kms_key.name
#     - kms_key.key_state
#     - kms_key.deletion_date
#   labels:
#     - kms_key.name
#   remediation: |
#     Stop the deletion (`aws kms cancel-key-deletion`) and enable the key (`aws kms enable-key`); import the material again
#     where it has expired. A cache cannot change its key: to be rid of it, make a new cache first.
#   frameworks:
#     nist-800-53-r5: [CP-9, SC-12]
package cache_audit.encryption.kms_key_unusable

import data.cache_audit.lib.finding

applicable if {
	input.cache.status != null
	input.cache.kms_key.key_state != null
}

# Whatever is known of the key.
applicable := false if input.cache.status == null

deny contains denial if {
	state := input.cache.kms_key.key_state
	state in _unusable
	name := input.cache.kms_key.name
	message := sprintf("is encrypted with key %s, which is %s%s", [name, state, _end])
	denial := finding.at("kms_key.key_state", message)
}

# Keys in state `Creating` or `Updating` will be usable soon.
_unusable := {
	"Disabled",
	"PendingDeletion",
	"PendingImport",
	"PendingReplicaDeletion",
	"Unavailable",
}

default _end := ""

_end := sprintf(" and will be deleted on %s", [substring(date, 0, 10)]) if {
	date := input.cache.kms_key.deletion_date
	is_string(date)
}
