# METADATA
# title: Serverless cache has a public endpoint
# description: |
#   A serverless cache with connection type `public` answers on the internet. Only its users'
#   credentials then protect it.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.corecomponents.html
# custom:
#   subject: cache
#   severity: high
#   attributes:
#     - kind
#     - connection_type
#   remediation: |
#     Make a new cache with connection type `vpc`. The connection type of an existing cache cannot
#     be changed.
#   frameworks:
#     cis-aws-database-services: ["5.2"]
#     nist-800-53-r5: [AC-4, SC-7]
package cache_audit.network.serverless_public_connection

import data.cache_audit.lib.finding

applicable if input.cache.kind == "serverless_cache"

deny contains denial if {
	input.cache.connection_type == "public"
	denial := finding.at("connection_type", "connection type is `public`, `vpc` required")
}
