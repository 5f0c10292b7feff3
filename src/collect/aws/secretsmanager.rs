//! Secrets Manager: which secrets there are. Nothing here asks for what they hold.

use aws_sdk_secretsmanager::types::SecretListEntry;

use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Attribute, Inventory, Reason, Reference, Resource, ResourceList, Secret};

const OPERATION: Operation = Operation::ListSecrets;

/// The secrets of the region, without those that wait for their deletion.
pub(super) async fn read(region: &Region) -> Inventory {
    let mut inventory = Inventory::new();
    let page = |token| {
        let call = region.clients.secretsmanager.list_secrets().max_results(100);
        call.include_planned_deletion(false).set_next_token(token).send()
    };
    let secrets = region
        .caller
        .pages(OPERATION, page, |page| (page.secret_list.unwrap_or_default(), page.next_token))
        .await;
    let secrets =
        reply::entries(&region.caller, OPERATION, secrets, |secret| resource(region, &secret));
    region.list(&mut inventory, ResourceList::Secrets, secrets, |all| &mut all.secrets);
    inventory
}

fn resource(region: &Region, secret: &SecretListEntry) -> Option<Resource<Secret>> {
    let arn = reply::filled(secret.arn())?;
    let name = reply::filled(secret.name()).unwrap_or_else(|| arn.clone());
    let mut resource = region.resource(&name, arn, attributes(secret));
    let tags = secret.tags().iter();
    resource.tags = reply::tags(tags.map(|tag| (tag.key.clone(), tag.value.clone())));
    Some(resource)
}

fn attributes(secret: &SecretListEntry) -> Secret {
    Secret {
        name: reply::required(secret.name(), OPERATION, "Name"),
        // Left out for the key that AWS manages.
        kms_key_id: reply::optional(secret.kms_key_id()).map(Reference::Id),
        // Whoever deletes the secret chooses it then.
        recovery_window_in_days: Attribute::Unknown(Reason::NotSupportedBySource),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::aws::fake;

    #[test]
    fn a_secret_tells_its_name_and_key_and_no_recovery_window() {
        let secret = SecretListEntry::builder().arn("arn:secret").name("redis/endpoint").build();
        let expected = Secret {
            name: Attribute::Known("redis/endpoint".into()),
            kms_key_id: Attribute::Unset,
            recovery_window_in_days: Attribute::Unknown(Reason::NotSupportedBySource),
        };
        assert_eq!(attributes(&secret), expected);
    }

    #[tokio::test]
    async fn nothing_asks_for_what_a_secret_holds() {
        let (region, log) = fake::region(Operation::ALL.iter().copied(), |_| {
            let secret =
                r#"{"ARN":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-1","Name":"a"}"#;
            (200, format!(r#"{{"SecretList":[{secret}]}}"#))
        });
        let read = read(&region).await;
        assert_eq!(log.operations(), ["ListSecrets"]);
        let ids: Vec<_> = read.secrets.iter().map(|secret| secret.id.as_str()).collect();
        assert_eq!(ids, [Some("a")]);
        assert!(read.secret_versions.is_empty() && read.unlisted.is_empty());
    }
}
