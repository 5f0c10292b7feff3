//! SSM: the parameters that containers get passwords from: of which type they are, never what they hold.

use std::collections::BTreeSet;

use aws_sdk_ssm::types as sdk;

use super::call::Listing;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Arn, Attribute, Inventory, Reference, Resource, ResourceList, SsmParameter};

const OPERATION: Operation = Operation::DescribeParameters;

/// Most names that one filter takes, and most parameters of a page.
const LIMIT: usize = 50;

/// The parameters that passwords of `found` come from, as far as they are of this region of this account.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let parameters = list(region, &in_use(region, found)).await;
    let list = ResourceList::SsmParameters;
    region.list(&mut inventory, list, parameters, |all| &mut all.ssm_parameters);
    inventory
}

/// The names that the parameters may have.
fn in_use(region: &Region, found: &Inventory) -> BTreeSet<String> {
    let containers = found
        .ecs_task_definitions
        .iter()
        .filter_map(|definition| definition.attributes.container_definitions.known())
        .flatten();
    let passwords = containers.filter_map(|container| container.password.known());
    let secrets = passwords.filter_map(|password| password.secret.known());
    let named = secrets.filter_map(|secret| match secret {
        Reference::Id(arn) => Arn::parse(arn),
        _ => None,
    });
    let here = named.filter(|arn| {
        arn.service == "ssm" && arn.region == region.name && arn.account_id == region.account_id
    });
    here.flat_map(|arn| names(arn.name())).collect()
}

/// What a parameter may be called whose ARN ends in `name`, which has no slash before a path.
fn names(name: &str) -> Vec<String> {
    let path = format!("/{name}");
    // A name with a slash in it begins with one.
    if name.contains('/') { vec![path] } else { vec![name.to_owned(), path] }
}

async fn list(region: &Region, wanted: &BTreeSet<String>) -> Listing<Resource<SsmParameter>> {
    let mut all = Listing { items: Vec::new(), missing: None };
    let names: Vec<String> = wanted.iter().cloned().collect();
    for batch in names.chunks(LIMIT) {
        let filter = sdk::ParameterStringFilter::builder().key("Name").option("Equals");
        let Ok(filter) = filter.set_values(Some(batch.to_vec())).build() else { continue };
        let page = |token| {
            let call = region.clients.ssm.describe_parameters().parameter_filters(filter.clone());
            call.max_results(50).set_next_token(token).send()
        };
        let Listing { items, missing } = region
            .caller
            .pages(OPERATION, page, |page| (page.parameters.unwrap_or_default(), page.next_token))
            .await;
        all.items.extend(items);
        all.missing = missing;
        // What refused one batch refuses the others as well.
        if all.missing.is_some() {
            break;
        }
    }
    all.items.retain(|parameter| parameter.name().is_none_or(|name| wanted.contains(name)));
    reply::entries(&region.caller, OPERATION, all, |parameter| resource(region, &parameter))
}

fn resource(region: &Region, parameter: &sdk::ParameterMetadata) -> Option<Resource<SsmParameter>> {
    let name = reply::filled(parameter.name())?;
    let arn = reply::filled(parameter.arn()).unwrap_or_else(|| arn(region, &name));
    let attributes = SsmParameter {
        name: Attribute::Known(name.clone()),
        parameter_type: reply::required(
            parameter.r#type().map(sdk::ParameterType::as_str),
            OPERATION,
            "Type",
        ),
        // It holds a password, which refers to nothing.
        refers_to: Attribute::Known(Vec::new()),
    };
    Some(region.resource(&name, arn, attributes))
}

/// The ARN of the parameter called `name`, which has no slash before a path.
pub(super) fn arn(region: &Region, name: &str) -> String {
    region.arn("ssm", &format!("parameter/{}", name.strip_prefix('/').unwrap_or(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::aws::fake;
    use crate::model::{ContainerDefinition, EcsTaskDefinition, Reason, SecretValue};

    fn with_passwords_from(arns: &[String]) -> Inventory {
        let container = |arn: &String| ContainerDefinition {
            password: Attribute::Known(SecretValue {
                is_set: true,
                source: Attribute::default(),
                secret: Attribute::Known(Reference::Id(arn.clone())),
            }),
            ..ContainerDefinition::default()
        };
        let container_definitions = Attribute::Known(arns.iter().map(container).collect());
        let attributes = EcsTaskDefinition { container_definitions, ..Default::default() };
        let definition = Resource { attributes, ..Resource::default() };
        Inventory { ecs_task_definitions: vec![definition], ..Inventory::new() }
    }

    fn parameter(name: &str) -> String {
        format!("arn:aws:ssm:eu-west-1:123456789012:parameter/{name}")
    }

    #[tokio::test]
    async fn a_parameter_tells_its_type_and_nothing_of_its_value() {
        let (region, log) = fake::region([OPERATION], |_| {
            let told = r#"{"Name":"/phillm/redis","Type":"String"}"#;
            // An emulator may ignore the filter.
            (200, format!(r#"{{"Parameters":[{told},{{"Name":"/other","Type":"String"}}]}}"#))
        });
        let arns = [
            parameter("phillm/redis"),
            parameter("plain"),
            "arn:aws:ssm:us-east-1:123456789012:parameter/elsewhere".to_owned(),
            "arn:aws:ssm:eu-west-1:999999999999:parameter/of-others".to_owned(),
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-Ab12Cd".to_owned(),
        ];
        let read = read(&region, &with_passwords_from(&arns)).await;
        let requests = log.requests();
        let [asked] = requests.as_slice() else { panic!("{requests:?}") };
        assert_eq!(asked.operation, "DescribeParameters");
        let names = r#""Values":["/phillm/redis","/plain","plain"]"#;
        assert!(asked.get("").contains(names), "{asked:?}");
        let [found] = read.ssm_parameters.as_slice() else { panic!("{read:?}") };
        let expected = SsmParameter {
            name: Attribute::Known("/phillm/redis".into()),
            parameter_type: Attribute::Known("String".into()),
            refers_to: Attribute::Known(Vec::new()),
        };
        assert_eq!(found.attributes, expected);
        assert_eq!(found.address, parameter("phillm/redis"));
        assert!(read.unlisted.is_empty());
    }

    #[tokio::test]
    async fn parameters_are_asked_for_fifty_at_a_time() {
        let (region, log) = fake::region([OPERATION], |_| (200, r#"{"Parameters":[]}"#.to_owned()));
        let arns: Vec<String> = (0..51).map(|number| parameter(&format!("a/{number}"))).collect();
        read(&region, &with_passwords_from(&arns)).await;
        assert_eq!(log.operations().len(), 2);
    }

    #[tokio::test]
    async fn without_passwords_in_parameters_nothing_is_asked() {
        let (region, log) = fake::region([OPERATION], |_| (200, String::new()));
        let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-Ab12Cd";
        let found = with_passwords_from(&[secret.to_owned()]);
        assert_eq!(read(&region, &found).await, Inventory::new());
        assert!(log.operations().is_empty());
    }

    #[tokio::test]
    async fn what_was_not_listed_is_noted() {
        let denied = r#"{"__type":"AccessDeniedException","Message":"no"}"#;
        let (region, _) = fake::region([OPERATION], move |_| (400, denied.to_owned()));
        let read = read(&region, &with_passwords_from(&[parameter("a/b")])).await;
        let [unlisted] = read.unlisted.as_slice() else { panic!("{read:?}") };
        let reason = Reason::AccessDenied("ssm:DescribeParameters (AccessDeniedException)".into());
        assert_eq!((unlisted.list, &unlisted.reason), (ResourceList::SsmParameters, &reason));
    }
}
