//! The names by which Cloud Map finds a service of ECS.

use super::index::Index;
use crate::model::{Attribute, DiscoveryService, EcsService, Reason, Resource};

/// Namespaces of this type have no DNS: their names are asked for by `DiscoverInstances`.
const WITHOUT_DNS: &str = "HTTP";

/// The DNS names of `service`; none where it registers nowhere. One of Service Connect has others that are not known.
pub(crate) fn dns_names(
    index: &Index<'_>,
    service: &Resource<EcsService>,
) -> Attribute<Vec<Attribute<String>>> {
    service.attributes.service_registries.as_ref().or(&Vec::new()).map(|registries| {
        let names = registries.iter().map(|registry| {
            registry.as_ref().and_then(|registry| {
                index
                    .discovery_services
                    .fact(registry, &service.origin, |_, found| dns_name(index, found))
            })
        });
        let names = names.filter(|name| !name.is_unset());
        names.chain(of_service_connect(&service.attributes)).collect()
    })
}

/// What stands for the names that Service Connect may give `service`.
fn of_service_connect(service: &EcsService) -> Option<Attribute<String>> {
    let reason = match &service.service_connect_enabled {
        Attribute::Known(true) => Reason::NotCollected("the names of Service Connect".to_owned()),
        Attribute::Unknown(reason) => reason.clone(),
        Attribute::Known(false) | Attribute::Unset => return None,
    };
    Some(Attribute::Unknown(reason))
}

/// `redis.phillm.local` of the service `redis` in the namespace `phillm.local`.
fn dns_name(index: &Index<'_>, service: &Resource<DiscoveryService>) -> Attribute<String> {
    let settings = &service.attributes;
    let namespace = settings.namespace_id.as_ref().and_then(|namespace| {
        index.discovery_namespaces.fact(namespace, &service.origin, |_, namespace| {
            let namespace = &namespace.attributes;
            namespace.namespace_type.as_ref().and_then(|kind| match kind.as_str() {
                WITHOUT_DNS => Attribute::Unset,
                _ => namespace.name.clone(),
            })
        })
    });
    namespace.and_then(|namespace| settings.name.as_ref().map(|name| format!("{name}.{namespace}")))
}
