//! KMS: the keys that encrypt caches, and the file systems that containers keep data on.
//!
//! A key may be named by its ARN, its id or an alias, and `DescribeKey` takes each of them. AWS's own aliases
//! (`alias/aws/…`) need no call, since everybody knows what AWS does with its keys.

use std::collections::BTreeSet;

use aws_sdk_kms::types::{KeyManagerType, KeyMetadata, KeyState};

use super::concurrent;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Arn, Attribute, Inventory, KmsAlias, KmsKey, Reason, Reference, Resource};

/// What aliases begin with.
const ALIAS: &str = "alias/";
/// What the aliases of AWS's own keys begin with.
const OF_AWS: &str = "alias/aws/";
/// What KMS answers for keys that it cannot rotate.
const NOT_ROTATABLE: &str = "UnsupportedOperationException";

/// The keys that caches and file systems of `found` are encrypted with.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let named = named(found);
    let named: Vec<&String> =
        named.iter().filter(|it| !resource_of(it).starts_with(OF_AWS)).collect();
    let keys = concurrent::all(named.iter().map(|name| describe(region, name))).await;
    for (name, key) in named.into_iter().zip(keys) {
        match key {
            Ok(key) => {
                let target = Attribute::Known(Reference::Id(key.address.clone()));
                inventory.kms_aliases.extend(alias(region, name, target));
                inventory.kms_keys.push(key);
            }
            Err(reason) if resource_of(name).starts_with(ALIAS) => {
                inventory.kms_aliases.extend(alias(region, name, Attribute::Unknown(reason)));
            }
            Err(reason) => inventory.kms_keys.push(resource(region, name, unknown(&reason))),
        }
    }
    // A key that is named by its id and by its ARN is one key.
    inventory.kms_keys.sort_by(|one, other| one.address.cmp(&other.address));
    inventory.kms_keys.dedup_by(|one, other| one.address == other.address);
    inventory
}

/// What caches and file systems call their keys.
fn named(found: &Inventory) -> BTreeSet<String> {
    let of_caches = found.caches.iter().map(|cache| &cache.attributes.kms_key_id);
    let of_file_systems = found.file_systems.iter().map(|file| &file.attributes.kms_key_id);
    let keys = of_caches.chain(of_file_systems).filter_map(Attribute::known);
    let named = keys.filter_map(|key| match key {
        Reference::Id(name) => Some(name.clone()),
        Reference::Address(_) | Reference::Candidates { .. } => None,
    });
    named.collect()
}

/// `key/…` or `alias/…` of an ARN; what is no ARN as it is.
fn resource_of(name: &str) -> &str {
    Arn::parse(name).map_or(name, |arn| arn.resource)
}

/// `name` as an alias that stands for `target_key_id`; none where it is the name of a key.
fn alias(
    region: &Region,
    name: &str,
    target_key_id: Attribute<Reference>,
) -> Option<Resource<KmsAlias>> {
    let alias_name = resource_of(name);
    let attributes =
        || KmsAlias { alias_name: Attribute::Known(alias_name.to_owned()), target_key_id };
    let is_alias = alias_name.starts_with(ALIAS);
    is_alias.then(|| region.resource(alias_name, region.arn("kms", alias_name), attributes()))
}

/// The key called `name`, or why nothing is known of it.
async fn describe(region: &Region, name: &str) -> Result<Resource<KmsKey>, Reason> {
    let call = region.clients.kms.describe_key().key_id(name).send();
    let described = region.caller.call(Operation::DescribeKey, call).await?;
    let untold = || reply::untold(Operation::DescribeKey, "KeyMetadata");
    let metadata = described.key_metadata.ok_or_else(untold)?;
    let rotation = rotation(region, &metadata).await;
    let key = attributes(&metadata, rotation);
    Ok(resource(region, metadata.arn().unwrap_or(metadata.key_id()), key))
}

/// The key called `name`, which is an ARN or an id.
fn resource(region: &Region, name: &str, key: KmsKey) -> Resource<KmsKey> {
    match Arn::parse(name) {
        Some(arn) => {
            let mut resource = region.resource(arn.name(), name.to_owned(), key);
            resource.account_id = Attribute::Known(arn.account_id.to_owned());
            resource
        }
        None => region.resource(name, region.arn("kms", &format!("key/{name}")), key),
    }
}

fn attributes(metadata: &KeyMetadata, key_rotation_enabled: Attribute<bool>) -> KmsKey {
    let told = |text, field| reply::required(text, Operation::DescribeKey, field);
    KmsKey {
        key_manager: told(metadata.key_manager().map(KeyManagerType::as_str), "KeyManager"),
        enabled: Attribute::Known(metadata.enabled()),
        key_rotation_enabled,
        key_state: told(metadata.key_state().map(KeyState::as_str), "KeyState"),
        deletion_date: metadata.deletion_date().map_or(Attribute::Unset, reply::time),
    }
}

fn unknown(reason: &Reason) -> KmsKey {
    KmsKey {
        key_manager: Attribute::Unknown(reason.clone()),
        enabled: Attribute::Unknown(reason.clone()),
        key_rotation_enabled: Attribute::Unknown(reason.clone()),
        key_state: Attribute::Unknown(reason.clone()),
        deletion_date: Attribute::Unknown(reason.clone()),
    }
}

/// Whether KMS rotates the key every year. AWS does so with its own.
async fn rotation(region: &Region, metadata: &KeyMetadata) -> Attribute<bool> {
    if metadata.key_manager() == Some(&KeyManagerType::Aws) {
        return Attribute::Known(true);
    }
    let name = metadata.arn().unwrap_or(metadata.key_id());
    let call = region.clients.kms.get_key_rotation_status().key_id(name).send();
    match region.caller.attempt(Operation::GetKeyRotationStatus, call).await {
        Ok(status) => Attribute::Known(status.key_rotation_enabled),
        Err(failure) if failure.code == NOT_ROTATABLE => Attribute::Known(false),
        Err(failure) => Attribute::Unknown(region.caller.blame(failure)),
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;

    use super::*;
    use crate::collect::aws::fake;

    #[test]
    fn a_key_that_waits_for_its_deletion_says_so() {
        let metadata = KeyMetadata::builder()
            .key_id("0a1b")
            .enabled(false)
            .key_manager(KeyManagerType::Customer)
            .key_state(KeyState::PendingDeletion)
            .deletion_date(DateTime::from_secs(1_795_176_000))
            .build()
            .expect("has an id");
        let expected = KmsKey {
            key_manager: Attribute::Known("CUSTOMER".into()),
            enabled: Attribute::Known(false),
            key_rotation_enabled: Attribute::Known(false),
            key_state: Attribute::Known("PendingDeletion".into()),
            deletion_date: Attribute::Known("2026-11-20T12:00:00Z".into()),
        };
        assert_eq!(attributes(&metadata, Attribute::Known(false)), expected);
    }

    #[test]
    fn a_state_that_is_not_told_is_unknown_and_a_deletion_that_is_not_is_none() {
        let metadata = KeyMetadata::builder().key_id("0a1b").enabled(true).build();
        let key = attributes(&metadata.expect("has an id"), Attribute::Known(true));
        assert!(key.key_state.is_unknown() && key.key_manager.is_unknown());
        assert_eq!(key.deletion_date, Attribute::Unset);
    }

    #[test]
    fn names_of_keys_are_told_apart() {
        let cases = [
            ("arn:aws:kms:eu-west-1:123456789012:key/0a1b", "key/0a1b"),
            ("arn:aws:kms:eu-west-1:123456789012:alias/orders", "alias/orders"),
            ("alias/orders", "alias/orders"),
            ("0a1b", "0a1b"),
        ];
        for (name, expected) in cases {
            assert_eq!(resource_of(name), expected, "{name}");
        }
    }

    const ALL: [Operation; 2] = [Operation::DescribeKey, Operation::GetKeyRotationStatus];

    fn encrypted_with(keys: &[&str]) -> Inventory {
        let cache = |key: &&str| {
            let mut cache = crate::model::Cache::new(crate::model::CacheKind::ReplicationGroup);
            cache.kms_key_id = Attribute::Known(Reference::Id((*key).to_owned()));
            let (region, _) = fake::region([], answer);
            region.resource("orders", (*key).to_owned(), cache)
        };
        Inventory { caches: keys.iter().map(cache).collect(), ..Inventory::new() }
    }

    fn answer(asked: &fake::Asked) -> (u16, String) {
        let arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b";
        let body = match asked.operation.as_str() {
            "DescribeKey" if !asked.get("").contains("beef") => format!(
                r#"{{"KeyMetadata":{{"KeyId":"0a1b","Arn":"{arn}","Enabled":true,
                    "KeyManager":"CUSTOMER","KeyState":"Enabled"}}}}"#
            ),
            "GetKeyRotationStatus" => {
                return (400, r#"{"__type":"UnsupportedOperationException"}"#.to_owned());
            }
            _ => return (400, r#"{"__type":"AccessDeniedException","message":"no"}"#.to_owned()),
        };
        (200, body)
    }

    #[tokio::test]
    async fn an_alias_an_id_and_an_arn_lead_to_one_key() {
        let (region, _) = fake::region(ALL, answer);
        let arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b";
        let read = read(&region, &encrypted_with(&["alias/orders", "0a1b", arn])).await;
        let [key] = read.kms_keys.as_slice() else { panic!("{:?}", read.kms_keys) };
        assert_eq!((key.address.as_str(), key.id.as_str()), (arn, Some("0a1b")));
        assert_eq!(key.attributes.key_state, Attribute::Known("Enabled".into()));
        // KMS cannot rotate it, so it does not.
        assert_eq!(key.attributes.key_rotation_enabled, Attribute::Known(false));
        let [alias] = read.kms_aliases.as_slice() else { panic!("{:?}", read.kms_aliases) };
        assert_eq!(alias.id, Attribute::Known("alias/orders".into()));
        assert!(read.unlisted.is_empty() && region.caller.gaps().is_empty());
    }

    #[tokio::test]
    async fn a_key_that_nobody_may_describe_is_there_and_unknown() {
        let (region, _) = fake::region(ALL, answer);
        let read = read(&region, &encrypted_with(&["beef"])).await;
        let reason = Reason::AccessDenied("kms:DescribeKey (AccessDeniedException)".into());
        assert_eq!(read.kms_keys.len(), 1);
        assert_eq!(read.kms_keys[0].address, "arn:aws:kms:eu-west-1:123456789012:key/beef");
        assert_eq!(read.kms_keys[0].attributes, unknown(&reason));
        assert_eq!(region.caller.gaps().len(), 1);
    }

    #[tokio::test]
    async fn keys_of_aws_need_no_call() {
        let (region, log) = fake::region(ALL, answer);
        let read = read(&region, &encrypted_with(&["alias/aws/elasticache"])).await;
        assert!(log.operations().is_empty() && read == Inventory::new());
    }
}
