# METADATA
# title: The password comes from a parameter in clear
# description: |
#   The container reads its password from an SSM parameter of type `String`. Such a value is stored unencrypted, and reading it
#   needs no permission on a key.
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - container.password_parameter.name
#     - container.password_parameter.parameter_type
#   labels:
#     - container.password_parameter.name
#   remediation: |
#     Make the parameter anew with type `SecureString`, or keep the password in Secrets Manager, and change it: it was stored
#     in clear. The execution role of the task then needs `kms:Decrypt` where the key is not AWS's own.
#   frameworks:
#     nist-800-53-r5: [IA-5, SC-28]
package cache_audit.authentication.password_parameter_not_secure

import data.cache_audit.lib.finding

applicable if input.cache.container.password_parameter != null

deny contains denial if {
	parameter := input.cache.container.password_parameter
	parameter.parameter_type in {"String", "StringList"}
	message := sprintf(
		"takes its password from parameter %s of type %s, not SecureString",
		[parameter.name, parameter.parameter_type],
	)
	denial := finding.at("container.password_parameter.parameter_type", message)
}
