# METADATA
# title: The service is not in the required cluster
# description: |
#   Capacity, settings and costs go by cluster, and so do the commands that operators know.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
# custom:
#   subject: cache
#   severity: low
#   attributes: [kind, container.cluster]
#   parameters:
#     name:
#       default: ""
#       type: string
#       description: The name of the cluster required; empty requires none.
#   remediation: |
#     Make the service anew in the required cluster, once the old one has stopped: a service does not change its cluster.
#   frameworks:
#     nist-800-53-r5: [CM-2]
package cache_audit.governance.ecs_cluster_not_required

import data.cache_audit.lib.finding

applicable if {
	data.parameters.name != ""
	input.cache.kind == "ecs_service"
}

deny contains denial if {
	cluster := input.cache.container.cluster
	cluster != data.parameters.name
	message := sprintf("is in cluster %s, %s required", [cluster, data.parameters.name])
	denial := finding.at("container.cluster", message)
}
