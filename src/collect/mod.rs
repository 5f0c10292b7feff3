//! Turns one source into an inventory.
