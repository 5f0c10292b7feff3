//! The `cache-audit` binary.

fn main() {}
