//! Embeds `policies/` into the binary.

fn main() {}
