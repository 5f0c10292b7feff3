//! The KMS key that encrypts a cache at rest.

use super::index::Index;
use super::lookup::{agree, label, unresolved};
use super::subject::LinkedKmsKey;
use crate::model::{Arn, Attribute, KmsAlias, KmsKey, Origin, Reason, Reference, Resource};

/// What the aliases of AWS's own keys begin with.
const AWS_PREFIX: &str = "alias/aws/";

/// The key that `reference`, an id, ARN, alias or address, means.
pub(crate) fn kms_key(
    index: &Index<'_>,
    reference: &Attribute<Reference>,
    from: &Origin,
) -> Attribute<LinkedKmsKey> {
    reference.as_ref().and_then(|reference| {
        let keys = reference.possibilities().into_iter().map(|possibility| match possibility {
            Reference::Id(id) => by_id(index, id, possibility, from),
            Reference::Address(symbol) if index.kms_aliases.knows_address(symbol) => {
                by_alias(index, possibility, from)
            }
            _ => by_key(index, possibility, from),
        });
        agree(keys.collect::<Vec<_>>(), || unresolved(reference))
    })
}

fn by_id(
    index: &Index<'_>,
    id: &str,
    reference: &Reference,
    from: &Origin,
) -> Attribute<LinkedKmsKey> {
    let resource = Arn::parse(id).map_or(id, |arn| arn.resource);
    if resource.starts_with(AWS_PREFIX) {
        return Attribute::Known(LinkedKmsKey {
            name: resource.to_owned(),
            key: KmsKey {
                key_manager: Attribute::Known("AWS".into()),
                enabled: Attribute::Known(true),
                // AWS rotates its own keys every year.
                key_rotation_enabled: Attribute::Known(true),
                // Nobody can disable or delete AWS's keys.
                key_state: Attribute::Known("Enabled".into()),
                deletion_date: Attribute::Unset,
            },
        });
    }
    if resource.starts_with("alias/") {
        by_alias(index, reference, from)
    } else {
        by_key(index, reference, from)
    }
}

fn by_alias(index: &Index<'_>, reference: &Reference, from: &Origin) -> Attribute<LinkedKmsKey> {
    let found = index.kms_aliases.identify(reference, from).into_iter().map(|identity| match index
        .kms_aliases
        .get(&identity)
    {
        Some(alias) => behind(index, alias),
        None => {
            let name = index.kms_aliases.label(&identity);
            let missing = index.kms_aliases.missing(&identity, from);
            Attribute::Known(uncollected(name, &missing, from))
        }
    });
    agree(found, || unresolved(reference))
}

/// The key that an alias stands for, called by the alias.
fn behind(index: &Index<'_>, alias: &Resource<KmsAlias>) -> Attribute<LinkedKmsKey> {
    let name = alias.attributes.alias_name.as_str().unwrap_or(&alias.address).to_owned();
    if name.starts_with(AWS_PREFIX) {
        return by_id(index, &name, &Reference::Id(name.clone()), &alias.origin);
    }
    match &alias.attributes.target_key_id {
        Attribute::Known(target) => by_key(index, target, &alias.origin)
            .map(|key| LinkedKmsKey { name: name.clone(), ..key }),
        Attribute::Unset => Attribute::default(),
        Attribute::Unknown(reason) => Attribute::Known(uncollected(name, reason, &alias.origin)),
    }
}

fn by_key(index: &Index<'_>, reference: &Reference, from: &Origin) -> Attribute<LinkedKmsKey> {
    let found = index.kms_keys.identify(reference, from).into_iter().map(|identity| {
        Attribute::Known(match index.kms_keys.get(&identity) {
            Some(key) => LinkedKmsKey { name: label(key).to_owned(), key: key.attributes.clone() },
            None => {
                let missing = index.kms_keys.missing(&identity, from);
                uncollected(index.kms_keys.label(&identity), &missing, from)
            }
        })
    });
    agree(found, || unresolved(reference))
}

/// A key of which only the name is known to a resource from `from`.
fn uncollected(name: String, reason: &Reason, from: &Origin) -> LinkedKmsKey {
    // A declaration tells no state, wherever the key is declared.
    let state = match from.is_live() {
        true => Attribute::Unknown(reason.clone()),
        false => Attribute::Unset,
    };
    LinkedKmsKey {
        name,
        key: KmsKey {
            key_manager: Attribute::Unknown(reason.clone()),
            enabled: Attribute::Unknown(reason.clone()),
            key_rotation_enabled: Attribute::Unknown(reason.clone()),
            key_state: state.clone(),
            deletion_date: state,
        },
    }
}
