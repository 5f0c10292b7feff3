//! Caches as AWS tells them.
