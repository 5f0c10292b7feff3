//! CloudWatch Logs: the groups that caches write to.

use super::region::Region;
use crate::model::Inventory;

/// What `found` refers to.
pub(super) async fn read(_region: &Region, _found: &Inventory) -> Inventory {
    Inventory::new()
}
