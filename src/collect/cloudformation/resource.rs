//! One resource of a stack after evaluation.

use std::sync::Arc;

use super::evaluated::Evaluated;
use super::node::{Node, Place};
use crate::model::Reason;

/// A resource as its template declares it, with every expression evaluated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EvaluatedResource {
    /// What the inventory calls it: the logical id, or the construct path.
    pub(super) address: String,
    /// The key under `Resources`.
    pub(super) logical_id: String,
    /// `AWS::ElastiCache::ReplicationGroup`.
    pub(super) resource_type: Arc<str>,
    /// Where it is declared: the logical id, or the construct's source line.
    pub(super) place: Place,
    /// Whether its condition lets it be.
    pub(super) exists: Exists,
    /// `Properties`, a map unless something hides it.
    pub(super) properties: Evaluated,
    /// `DeletionPolicy`.
    pub(super) deletion_policy: Option<Evaluated>,
    /// `UpdateReplacePolicy`.
    pub(super) update_replace_policy: Option<Evaluated>,
    /// `Metadata`, as it is written.
    pub(super) metadata: Option<Node>,
}

/// Whether a resource is part of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exists {
    /// It is.
    Yes,
    /// Its condition is false.
    No,
    /// Its condition cannot be decided.
    Unknown(Reason),
}
