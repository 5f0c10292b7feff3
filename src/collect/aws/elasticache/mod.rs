//! ElastiCache: caches, and what belongs to the service around them.

use super::region::Region;
use crate::model::Inventory;

/// The caches of `region`.
pub(super) async fn caches(_region: &Region) -> Inventory {
    Inventory::new()
}

/// What ElastiCache tells around the caches `found`.
pub(super) async fn around(_region: &Region, _found: &Inventory) -> Inventory {
    Inventory::new()
}
