//! Parameter groups, and the values that users set in them.

use super::*;
use crate::model::CacheParameterGroup;

fn parameter_group(name: &str) -> String {
    format!(
        "<CacheParameterGroup><CacheParameterGroupName>{name}</CacheParameterGroupName>
            <CacheParameterGroupFamily>redis7</CacheParameterGroupFamily></CacheParameterGroup>"
    )
}

fn parameter_groups() -> Reply {
    let groups = ["default.redis7", "idle", "orders-redis7"].map(parameter_group).concat();
    let list = format!("<CacheParameterGroups>{groups}</CacheParameterGroups>");
    told(Operation::DescribeCacheParameterGroups, list)
}

fn parameters() -> Reply {
    let parameter = |(name, value, source)| {
        format!(
            "<Parameter><ParameterName>{name}</ParameterName>
                <ParameterValue>{value}</ParameterValue><Source>{source}</Source></Parameter>"
        )
    };
    let parameters = [
        ("maxmemory-policy", "allkeys-lru", "user"),
        ("Timeout", "300", "user"),
        ("activedefrag", "no", "system"),
        ("tcp-keepalive", "300", "engine-default"),
    ];
    let parameters: String = parameters.into_iter().map(parameter).collect();
    told(Operation::DescribeCacheParameters, format!("<Parameters>{parameters}</Parameters>"))
}

async fn groups_read<const N: usize>(replies: [Reply; N]) -> Vec<CacheParameterGroup> {
    let (inventory, _, _) = around(replies).await;
    inventory.cache_parameter_groups.into_iter().map(|group| group.attributes).collect()
}

fn users_values() -> Attribute<BTreeMap<String, Attribute<String>>> {
    let values = [("maxmemory-policy", "allkeys-lru"), ("timeout", "300")];
    Attribute::Known(values.map(|(name, value)| (name.to_owned(), known(value))).into())
}

#[tokio::test]
async fn values_that_no_user_set_are_ignored_although_the_server_sends_them() {
    let read = groups_read([carts(), parameter_groups(), parameters()]).await;
    let expected = CacheParameterGroup {
        name: known("orders-redis7"),
        family: known("redis7"),
        parameters: users_values(),
    };
    assert_eq!(read, [expected]);
}

#[tokio::test]
async fn values_are_asked_for_by_group_and_only_those_of_users() {
    let (region, log) = region([carts()]);
    let found = crate::collect::aws::elasticache::caches(&region).await;
    crate::collect::aws::elasticache::around(&region, &found).await;
    let requests = log.requests();
    let name = Operation::DescribeCacheParameters.name();
    let asked: Vec<_> = requests.iter().filter(|asked| asked.operation == name).collect();
    let [asked] = asked.as_slice() else { panic!("{asked:?}") };
    let asked = (asked.get("CacheParameterGroupName"), asked.get("Source"));
    assert_eq!(asked, ("orders-redis7", "user"));
}

#[tokio::test]
async fn groups_of_aws_cost_no_call() {
    let xml = with(&single("carts"), "CacheParameterGroupName", "default.redis7.cluster.on");
    let (inventory, made, _) = around([clusters(&[xml]), parameter_groups()]).await;
    assert!(inventory.cache_parameter_groups.is_empty());
    let expected = ["DescribeCacheSubnetGroups", "DescribeSnapshots", "DescribeUpdateActions"];
    assert_eq!(made, expected);
}

#[tokio::test]
async fn values_of_a_group_that_nobody_may_list_are_known_all_the_same() {
    let operation = Operation::DescribeCacheParameterGroups;
    let read = groups_read([carts(), denied(operation), parameters()]).await;
    let expected = CacheParameterGroup {
        name: known("orders-redis7"),
        family: Attribute::Unknown(refused(operation)),
        parameters: users_values(),
    };
    assert_eq!(read, [expected]);
}

#[tokio::test]
async fn a_group_whose_values_nobody_may_read_keeps_its_family() {
    let operation = Operation::DescribeCacheParameters;
    let read = groups_read([carts(), parameter_groups(), denied(operation)]).await;
    let expected = CacheParameterGroup {
        name: known("orders-redis7"),
        family: known("redis7"),
        parameters: Attribute::Unknown(refused(operation)),
    };
    assert_eq!(read, [expected]);
}

#[tokio::test]
async fn unread_values_are_unknown_for_the_reason_of_their_own_call() {
    let operation = Operation::DescribeCacheParameters;
    let wanted = [Operation::DescribeCacheClusters, operation];
    let (region, _) =
        fake::region(wanted, move |asked: &Asked| match asked.operation == operation.name() {
            true => refusal(),
            false => {
                let list = format!("<CacheClusters>{}</CacheClusters>", single("carts"));
                reply(&asked.operation, &list)
            }
        });
    let found = crate::collect::aws::elasticache::caches(&region).await;
    let read = crate::collect::aws::elasticache::around(&region, &found).await;
    let [group] = read.cache_parameter_groups.as_slice() else { panic!("{read:?}") };
    assert_eq!(group.attributes.parameters, Attribute::Unknown(refused(operation)));
    let why = format!("no enabled policy needs {}", Operation::DescribeCacheParameterGroups);
    assert_eq!(group.attributes.family, Attribute::Unknown(Reason::NotCollected(why)));
}
