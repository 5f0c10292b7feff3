# METADATA
# title: Encryption in transit is optional for clients
# description: |
#   In mode `preferred` the cache accepts TLS and plaintext alike. The mode is meant for migrating clients; as long as it
#   stays, a client that forgets TLS sends everything in clear and nobody notices. A container with a `tls-port` beside its
#   `port` accepts both as well.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-enable.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html
# custom:
#   subject: cache
#   severity: medium
#   attributes: [kind, engine, transit_encryption_enabled, transit_encryption_mode]
#   remediation: |
#     When every client connects with TLS, set `transit_encryption_mode` to `required`. It changes in place; clients that
#     still speak plaintext are then refused. Give a container `--port 0`.
#   frameworks:
#     cis-aws-database-services: ["5.3"]
#     nist-800-53-r5: [AC-17(2), SC-8, SC-8(1)]
package cache_audit.encryption.transit_encryption_preferred

import data.cache_audit.lib.finding

applicable if {
	input.cache.kind != "serverless_cache"
	input.cache.engine in {"redis", "valkey"}
	input.cache.transit_encryption_enabled == true
}

deny contains denial if {
	input.cache.transit_encryption_mode == "preferred"
	denial := finding.at(
		"transit_encryption_mode",
		"accepts unencrypted connections: transit encryption mode is preferred, not required",
	)
}
