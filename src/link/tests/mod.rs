//! Linking, tested on inventories made by hand.
