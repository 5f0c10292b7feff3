# Helpers for policy tests.
package cache_audit.lib.testing

# Stands in a test's subject for an attribute that is known only after the change is applied.
unknown := {"$unknown": {"reason": "known_after_apply"}}
