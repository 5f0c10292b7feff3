# METADATA
# title: An SSM parameter holds connection details in clear
# description: |
#   A parameter of type `String` is stored unencrypted, and reading it needs no permission on a key. An endpoint alone is
#   hardly secret; a URL with a password is. Which parameters tell of a container is not known; the one that its password comes
#   from, `password-parameter-not-secure` judges.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html
# custom:
#   subject: cache
#   severity: informational
#   attributes: [kind, "secrets[].store", "secrets[].parameter_type"]
#   labels:
#     - secrets[].address
#   remediation: |
#     Set the parameter's `type` to `SecureString`, or keep the value in Secrets Manager. Readers then need `kms:Decrypt`.
#   frameworks:
#     nist-800-53-r5: [SC-28]
package cache_audit.governance.endpoint_parameter_not_secure

import data.cache_audit.lib.elasticache
import data.cache_audit.lib.finding

applicable if {
	input.cache.kind in elasticache.kinds
	input.cache.secrets != null
	some secret in input.cache.secrets
	secret.store == "ssm"
}

# Whatever is known of secrets.
applicable := false if input.cache.kind == "ecs_service"

deny contains denial if {
	input.cache.secrets != null
	some secret in input.cache.secrets
	secret.store == "ssm"
	secret.parameter_type in {"String", "StringList"}
	denial := finding.of(secret.address, "secrets[].parameter_type", sprintf(
		"has an SSM parameter of type %s that refers to it, not SecureString",
		[secret.parameter_type],
	))
}
