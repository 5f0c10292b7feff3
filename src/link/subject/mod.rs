//! Subjects: what a policy judges. The main one is a cache with everything it relates to.
//!
//! These types are the whole vocabulary of a policy's input: an attribute path in METADATA is a path into them. Known
//! attributes become plain values there, unset ones `null`, unknown ones are left out and listed in `input.unknown`.

mod access;
mod alarm;
mod backup;
mod cache;
mod container;
mod network;
mod running;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Origin;
pub use access::{AccessString, LinkedAuthTokenSecret, LinkedSecret, LinkedUser, LinkedUserGroup};
pub use alarm::{AlarmKind, LinkedAction, LinkedAlarm, LinkedSubscription, LinkedTopic, Watched};
pub use backup::{
    BackupResourceKind, LinkedBackupPlan, LinkedBackupResource, LinkedBackupSelection,
};
pub use cache::{
    CacheRemoval, LinkedCache, LinkedGlobalReplicationGroup, LinkedKmsKey, LinkedLogDelivery,
    LinkedParameterGroup, Node,
};
pub use container::{LinkedContainer, LinkedDataVolume, LinkedFileSystem, LinkedPasswordParameter};
pub use network::{
    LinkedPeer, LinkedPeering, LinkedRule, LinkedSecurityGroup, LinkedSubnet, LinkedSubnetGroup,
    LinkedVpc, PeerKind, RouteClass,
};
pub use running::{LinkedSnapshot, LinkedUpdateAction};

/// Kinds of subject. A policy names one; its input holds the subject under the same word.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    serde::Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A cache as it is or shall be: `input.cache`.
    Cache,
    /// A cache that the change deletes or replaces, as it is now: `input.cache_removal`.
    CacheRemoval,
    /// An ElastiCache alarm that watches no cache in the inventory: `input.alarm`.
    Alarm,
    /// What a plan of AWS Backup selects: `input.backup_selection`.
    BackupSelection,
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::Cache, Self::CacheRemoval, Self::Alarm, Self::BackupSelection];

    /// The word for it in METADATA and in a policy's input.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cache => "cache",
            Self::CacheRemoval => "cache_removal",
            Self::Alarm => "alarm",
            Self::BackupSelection => "backup_selection",
        }
    }
}

/// One subject, ready to be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Its address in the source.
    pub address: String,
    /// What people call it: the id where it is known, else the address.
    pub name: String,
    /// Its physical id and its ARN, as far as they are known.
    pub ids: Vec<String>,
    /// Where it was read.
    pub origin: Origin,
    /// Its tags as far as they are known; configuration chooses policy sets by them.
    pub tags: BTreeMap<String, String>,
    /// What policies see.
    pub body: SubjectBody,
}

/// What policies see of a subject.
#[derive(Debug, Clone, PartialEq)]
pub enum SubjectBody {
    /// A cache.
    Cache(Box<LinkedCache>),
    /// A cache that goes away.
    CacheRemoval(Box<CacheRemoval>),
    /// An alarm on nothing.
    Alarm(Box<LinkedAlarm>),
    /// What a backup plan selects.
    BackupSelection(Box<LinkedBackupSelection>),
}

impl SubjectBody {
    /// Which kind it is.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Cache(_) => SubjectKind::Cache,
            Self::CacheRemoval(_) => SubjectKind::CacheRemoval,
            Self::Alarm(_) => SubjectKind::Alarm,
            Self::BackupSelection(_) => SubjectKind::BackupSelection,
        }
    }
}
