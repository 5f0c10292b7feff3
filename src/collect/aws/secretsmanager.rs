//! Secrets Manager: which secrets there are, never what they hold.

use super::region::Region;
use crate::model::Inventory;

/// What the region has of it.
pub(super) async fn read(_region: &Region) -> Inventory {
    Inventory::new()
}
