# METADATA
# title: The cache is not found by the required name
# description: |
#   Clients look the cache up by one name. A service that does not register with Cloud Map under it,
#   or in another namespace, is not found, or another one is.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
# custom:
#   subject: cache
#   severity: medium
#   attributes:
#     - kind
#     - container.dns_names
#   parameters:
#     name:
#       default: ""
#       type: string
#       description: The DNS name required, such as redis.phillm.local; empty requires none.
#   remediation: |
#     Name a service of Cloud Map in `serviceRegistries` whose name and namespace come to the required
#     name. Registries can be changed in place; tasks are replaced.
#   frameworks:
#     nist-800-53-r5: [CM-2, CM-6]
package cache_audit.network.dns_name_not_required

import data.cache_audit.lib.finding
import data.cache_audit.lib.known

applicable if {
	data.parameters.name != ""
	input.cache.kind == "ecs_service"
}

deny contains denial if {
	known.complete("container.dns_names")
	not lower(data.parameters.name) in {lower(name) | some name in _names}
	message := sprintf("is found by %s, %s required", [_found, data.parameters.name])
	denial := finding.at("container.dns_names", message)
}

_names := input.cache.container.dns_names if is_array(input.cache.container.dns_names)

_found := concat(", ", _names) if count(_names) > 0

_found := "no name" if count(_names) == 0
