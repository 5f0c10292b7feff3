# What only ElastiCache has for a cache. A service of ECS runs a server, and nothing more.
package cache_audit.lib.elasticache

# The kinds of cache that ElastiCache runs.
kinds := {"replication_group", "cache_cluster", "serverless_cache"}
