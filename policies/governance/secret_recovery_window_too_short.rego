# METADATA
# title: The endpoint secret cannot be restored for long enough
# description: |
#   A secret that is deleted without a recovery window is gone at once, and with it every consumer's way to the cache.
#   Decided of declarations: a window belongs to the call that deletes the secret, so one that exists has none yet.
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
# custom:
#   subject: cache
#   severity: low
#   attributes: ["secrets[].store", "secrets[].recovery_window_in_days", status]
#   labels:
#     - secrets[].address
#   parameters:
#     minimum_days:
#       default: 7
#       type: integer
#       description: Days that a deleted secret can be restored; Secrets Manager allows 7 to 30.
#   remediation: |
#     Set the secret's `recovery_window_in_days` to at least the required number of days. Nothing else changes; 0 deletes
#     at once.
#   frameworks:
#     nist-800-53-r5: [CP-10]
package cache_audit.governance.secret_recovery_window_too_short

import data.cache_audit.lib.finding

applicable if {
	input.cache.status == null
	input.cache.secrets != null
	some secret in input.cache.secrets
	secret.store == "secretsmanager"
}

# Whatever is known of the running cache.
applicable := false if input.cache.status != null

deny contains denial if {
	input.cache.secrets != null
	some secret in input.cache.secrets
	secret.store == "secretsmanager"
	days := secret.recovery_window_in_days
	days != null
	days < data.parameters.minimum_days
	denial := finding.of(secret.address, "secrets[].recovery_window_in_days", sprintf(
		"has a secret that can be restored for %d days after deletion, %d required",
		[days, data.parameters.minimum_days],
	))
}
