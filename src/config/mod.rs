//! `cache-audit.yaml`: which policy sets judge which caches, and with what parameters.
