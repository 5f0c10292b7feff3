//! Cloud Map: the names under which services of ECS are found.

use std::collections::BTreeSet;

use aws_sdk_servicediscovery::types as sdk;

use super::concurrent;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{
    Arn, Attribute, DiscoveryNamespace, DiscoveryService, Inventory, Reason, Reference, Resource,
};

/// The services of Cloud Map that services of `found` register with, and the namespaces of those.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let registries: BTreeSet<String> = found
        .ecs_services
        .iter()
        .filter_map(|service| service.attributes.service_registries.known())
        .flatten()
        .filter_map(named)
        .collect();
    let services = concurrent::all(registries.iter().map(|arn| service(region, arn))).await;
    let namespaces: BTreeSet<String> =
        services.iter().filter_map(|service| named(&service.attributes.namespace_id)).collect();
    let namespaces = concurrent::all(namespaces.iter().map(|id| namespace(region, id))).await;
    inventory.discovery_services.extend(services);
    inventory.discovery_namespaces.extend(namespaces);
    inventory
}

fn named(reference: &Attribute<Reference>) -> Option<String> {
    match reference.known() {
        Some(Reference::Id(id)) => Some(id.clone()),
        _ => None,
    }
}

/// The service with that ARN, whatever is known of it.
async fn service(region: &Region, arn: &str) -> Resource<DiscoveryService> {
    let operation = Operation::GetService;
    let parsed = Arn::parse(arn);
    let id = parsed.map_or(arn, |arn| arn.name());
    // Those that other accounts share are asked for by their ARN.
    let is_own = parsed.is_some_and(|arn| arn.account_id == region.account_id);
    let asked = if is_own { id } else { arn };
    let call = region.clients.servicediscovery.get_service().id(asked).send();
    let attributes = match region.caller.call(operation, call).await {
        Ok(told) => match told.service() {
            Some(service) => attributes(service),
            None => unknown(&reply::untold(operation, "Service")),
        },
        Err(reason) => unknown(&reason),
    };
    region.resource(id, arn.to_owned(), attributes)
}

fn attributes(service: &sdk::Service) -> DiscoveryService {
    let operation = Operation::GetService;
    let namespace = service.namespace_id().or_else(|| older_namespace_id(service));
    DiscoveryService {
        name: reply::required(service.name(), operation, "Name"),
        namespace_id: reply::required(namespace, operation, "NamespaceId").map(Reference::Id),
    }
}

/// Where a service told its namespace before it did so itself.
#[expect(deprecated, reason = "nobody should write it, and older replies have it")]
fn older_namespace_id(service: &sdk::Service) -> Option<&str> {
    service.dns_config()?.namespace_id()
}

fn unknown(reason: &Reason) -> DiscoveryService {
    DiscoveryService {
        name: Attribute::Unknown(reason.clone()),
        namespace_id: Attribute::Unknown(reason.clone()),
    }
}

/// The namespace called `id`, whatever is known of it.
async fn namespace(region: &Region, id: &str) -> Resource<DiscoveryNamespace> {
    let operation = Operation::GetNamespace;
    let call = region.clients.servicediscovery.get_namespace().id(id).send();
    let told = match region.caller.call(operation, call).await {
        Ok(told) => told.namespace.ok_or_else(|| reply::untold(operation, "Namespace")),
        Err(reason) => Err(reason),
    };
    let arn = told.as_ref().ok().and_then(|namespace| reply::filled(namespace.arn()));
    let arn = arn.unwrap_or_else(|| region.arn("servicediscovery", &format!("namespace/{id}")));
    let attributes = match told {
        Ok(namespace) => DiscoveryNamespace {
            name: reply::required(namespace.name(), operation, "Name"),
            namespace_type: reply::required(
                namespace.r#type().map(sdk::NamespaceType::as_str),
                operation,
                "Type",
            ),
        },
        Err(reason) => DiscoveryNamespace {
            name: Attribute::Unknown(reason.clone()),
            namespace_type: Attribute::Unknown(reason),
        },
    };
    region.resource(id, arn, attributes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::aws::fake;
    use crate::model::EcsService;

    const OWN: &str = "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1";
    const SHARED: &str = "arn:aws:servicediscovery:eu-west-1:999999999999:service/srv-2";

    fn registered_with(registries: &[&str]) -> Inventory {
        let registries = registries.iter().map(|arn| (*arn).to_owned());
        let attributes =
            EcsService { service_registries: reply::references(registries), ..Default::default() };
        let service = Resource { attributes, ..Resource::default() };
        Inventory { ecs_services: vec![service], ..Inventory::new() }
    }

    fn answer(asked: &fake::Asked) -> (u16, String) {
        let body = asked.get("");
        let told = match asked.operation.as_str() {
            "GetService" if body.contains("srv-1") => {
                r#"{"Service":{"Id":"srv-1","Name":"redis","NamespaceId":"ns-1"}}"#
            }
            "GetService" => {
                r#"{"Service":{"Id":"srv-2","Name":"old","DnsConfig":{"NamespaceId":"ns-1","DnsRecords":[]}}}"#
            }
            _ => {
                r#"{"Namespace":{"Id":"ns-1","Arn":"arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-1",
                    "Name":"phillm.local","Type":"DNS_PRIVATE"}}"#
            }
        };
        (200, told.to_owned())
    }

    const ALL: [Operation; 2] = [Operation::GetService, Operation::GetNamespace];

    #[tokio::test]
    async fn a_registry_leads_to_a_name_and_its_namespace() {
        let (region, log) = fake::region(ALL, answer);
        let read = read(&region, &registered_with(&[OWN, SHARED])).await;
        let names: Vec<_> = read
            .discovery_services
            .iter()
            .map(|service| (service.address.as_str(), service.attributes.name.as_str()))
            .collect();
        assert_eq!(names, [(OWN, Some("redis")), (SHARED, Some("old"))]);
        let namespace = Attribute::Known(Reference::Id("ns-1".into()));
        let services = &read.discovery_services;
        assert!(services.iter().all(|service| service.attributes.namespace_id == namespace));
        let [found] = read.discovery_namespaces.as_slice() else { panic!("{read:?}") };
        let expected = DiscoveryNamespace {
            name: Attribute::Known("phillm.local".into()),
            namespace_type: Attribute::Known("DNS_PRIVATE".into()),
        };
        assert_eq!(found.attributes, expected);
        assert_eq!(found.id, Attribute::Known("ns-1".into()));
        // One of another account's is asked for by its ARN, and one namespace once.
        let asked: Vec<String> =
            log.requests().iter().map(|asked| asked.get("").to_owned()).collect();
        let expected =
            [r#"{"Id":"srv-1"}"#, &format!(r#"{{"Id":"{SHARED}"}}"#), r#"{"Id":"ns-1"}"#];
        assert_eq!(asked, expected);
    }

    #[tokio::test]
    async fn a_name_that_nobody_may_read_is_there_and_unknown() {
        let denied = r#"{"__type":"AccessDeniedException","Message":"no"}"#;
        let (region, _) = fake::region(ALL, |_| (400, denied.to_owned()));
        let read = read(&region, &registered_with(&[OWN])).await;
        let reason =
            Reason::AccessDenied("servicediscovery:GetService (AccessDeniedException)".into());
        let [service] = read.discovery_services.as_slice() else { panic!("{read:?}") };
        assert_eq!(service.attributes, unknown(&reason));
        assert_eq!(service.address, OWN);
        assert!(read.discovery_namespaces.is_empty());
        assert_eq!(region.caller.gaps().len(), 1);
    }

    #[tokio::test]
    async fn a_service_that_registers_nowhere_costs_no_call() {
        let (region, log) = fake::region(ALL, answer);
        assert_eq!(read(&region, &registered_with(&[])).await, Inventory::new());
        assert!(log.operations().is_empty());
    }
}
