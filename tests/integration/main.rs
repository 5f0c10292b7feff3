//! The promises of cache-audit, one module each, kept by the library and by the real binary.

mod support;

mod facts;
mod sources;
