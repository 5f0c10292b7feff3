//! The same system told by Terraform and by CloudFormation reaches the same inventory.
//!
//! What may differ is where things were read and why a value is unknown; and for each system, with both values, what only
//! one of the languages can say. Rules and routes count as what their group and table have, wherever they are written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::evaluate::{Environment, StackInput, evaluate};
use super::mapping::{self, StackContext};
use super::nested::LocalTemplates;
use super::parameters::Parameters;
use super::{json, yaml};
use crate::collect::{CollectError, Input, Settings, collect};
use crate::model::Inventory;

/// A system with its two tellings.
struct System<'s> {
    plan: &'s str,
    template: &'s str,
    parameter_file: Option<&'s str>,
    parameters: &'s [&'s str],
    /// Names of what has none in the inventory: by address in either telling.
    names: &'s [(&'s str, &'s str)],
    /// What differs.
    differences: Vec<Difference>,
}

/// An attribute that the two tellings have different values of.
struct Difference {
    list: &'static str,
    /// A pointer into the resource: `/attributes/name`.
    attribute: &'static str,
    /// The security group that it is about; every resource of the list without one.
    group: Option<&'static str>,
    terraform: Value,
    cloudformation: Value,
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

fn node(path: &Path) -> Result<super::node::Node, CollectError> {
    let text = std::fs::read_to_string(path).expect("is readable");
    let file: Arc<str> = path.display().to_string().into();
    if text.starts_with('{') { json::parse(&text, &file) } else { yaml::parse(&text, &file) }
}

impl System<'_> {
    fn by_terraform(&self) -> Inventory {
        collect(&[Input::File(fixture(self.plan))], &Settings::default()).expect("is a plan")
    }

    fn by_cloudformation(&self) -> Inventory {
        let mut parameters = Parameters::default();
        if let Some(file) = self.parameter_file {
            parameters.read_file(&fixture(file)).expect("holds parameters");
        }
        for assignment in self.parameters {
            parameters.assign(assignment).expect("is an assignment");
        }
        let path = fixture(self.template);
        let root = node(&path).expect("is a template");
        let environment = Environment::new(&parameters, &[]);
        let input = StackInput { root, path: Some(path), environment };
        let stacks = evaluate(vec![input], &LocalTemplates { read: &node }).expect("evaluates");
        let in_context = |stack| {
            let context = StackContext::of(&stack);
            (stack, context)
        };
        let stacks: Vec<_> = stacks.into_iter().map(in_context).collect();
        let inventory = mapping::inventory(&stacks);
        assert_eq!(inventory.gaps, [], "everything is read");
        inventory
    }

    /// Fails on every difference that is not listed.
    fn compare(&self) {
        let mut terraform = self.normal(&self.by_terraform());
        let mut cloudformation = self.normal(&self.by_cloudformation());
        for difference in &self.differences {
            let Difference { list, attribute, .. } = difference;
            for (telling, side, expected) in [
                ("Terraform", &mut terraform, &difference.terraform),
                ("CloudFormation", &mut cloudformation, &difference.cloudformation),
            ] {
                let items = side.get_mut(*list).unwrap_or_else(|| panic!("{list} is no list"));
                let is_meant = |item: &&mut Value| {
                    difference.group.is_none_or(|group| item["attributes"]["group_name"] == group)
                };
                for item in items.iter_mut().filter(is_meant) {
                    let found = item.pointer_mut(attribute).map(Value::take);
                    let found = found.unwrap_or_else(|| panic!("{list} has no {attribute}"));
                    assert_eq!(&found, expected, "{telling}: {list}{attribute}");
                }
            }
        }
        for (list, items) in &mut terraform {
            let others = cloudformation.get_mut(list).expect("both have every list");
            let only = |these: &[Value], those: &[Value]| -> Vec<String> {
                these.iter().filter(|item| !those.contains(item)).map(Value::to_string).collect()
            };
            let found = [only(items, others), only(others, items)];
            assert_eq!(
                found[0], found[1],
                "{list}: only in Terraform left, only in CloudFormation right"
            );
            assert_eq!(items.len(), others.len(), "{list}: one is there twice");
        }
    }

    /// Every list of the inventory, without what always differs.
    fn normal(&self, inventory: &Inventory) -> BTreeMap<String, Vec<Value>> {
        let Value::Object(inventory) = serde_json::to_value(inventory).expect("serializes") else {
            unreachable!("an inventory is an object")
        };
        let lists: Map<String, Value> = inventory
            .into_iter()
            .filter(|(name, value)| {
                value.is_array() && !["sources", "gaps"].contains(&name.as_str())
            })
            .collect();
        let names = self.names_of(&lists);
        let mut normal = BTreeMap::new();
        for (list, resources) in lists {
            let resources = resources.as_array().into_iter().flatten();
            let items = resources.map(|resource| {
                let mut item = json!({});
                for field in ["id", "arn", "region", "tags", "attributes"] {
                    item[field] = simple(&resource[field], &names);
                }
                item
            });
            normal.insert(list, items.collect());
        }
        spread(&mut normal, "security_group_rules", "security_group_id");
        spread(&mut normal, "route_table_associations", "subnet_id");
        gather_rules(&mut normal);
        gather_routes(&mut normal);
        normal
    }

    /// What resources are called, by address: id, name or `Name` tag.
    fn names_of(&self, lists: &Map<String, Value>) -> BTreeMap<String, String> {
        let mut names: BTreeMap<String, String> = self
            .names
            .iter()
            .map(|(address, name)| ((*address).to_owned(), (*name).to_owned()))
            .collect();
        let paths = [
            "/id",
            "/attributes/name",
            "/attributes/group_name",
            "/attributes/backup_plan_name",
            "/tags/Name",
        ];
        for resource in lists.values().filter_map(Value::as_array).flatten() {
            let address = resource["address"].as_str().expect("has an address");
            let name = paths.iter().find_map(|path| resource.pointer(path)?.as_str());
            if let Some(name) = name {
                names.entry(address.to_owned()).or_insert_with(|| name.to_owned());
            }
        }
        names
    }
}

fn sort(items: &mut [Value]) {
    items.sort_by_key(Value::to_string);
}

/// The value without the reasons of what is unknown, and with names in place of addresses.
fn simple(value: &Value, names: &BTreeMap<String, String>) -> Value {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("$unknown") {
                return json!("$unknown");
            }
            if let Some(address) = fields.get("address").and_then(Value::as_str) {
                let name = names.get(address);
                return json!(name.unwrap_or_else(|| panic!("{address} has no name")));
            }
            fields.iter().map(|(key, value)| (key.clone(), simple(value, names))).collect()
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| simple(item, names)).collect();
            // Order means nothing in any list of the model; naming a resource twice neither.
            sort(&mut items);
            if items.iter().all(Value::is_string) {
                items.dedup();
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// One resource for each of those that `attribute` may refer to. Of the instances that `for_each` makes, Terraform's plan tells
/// only together which ones they belong to.
fn spread(lists: &mut BTreeMap<String, Vec<Value>>, list: &str, attribute: &str) {
    let items = lists.remove(list).unwrap_or_default();
    let mut spread = Vec::new();
    for item in items {
        let candidates = item["attributes"][attribute]["candidates"].as_array().cloned();
        for candidate in candidates.unwrap_or(vec![item["attributes"][attribute].clone()]) {
            let mut one = item.clone();
            one["attributes"][attribute] = candidate;
            if !spread.contains(&one) {
                spread.push(one);
            }
        }
    }
    lists.insert(list.to_owned(), spread);
}

/// Moves rules that are resources of their own to their groups.
fn gather_rules(lists: &mut BTreeMap<String, Vec<Value>>) {
    for rule in lists.remove("security_group_rules").unwrap_or_default() {
        let attributes = &rule["attributes"];
        let direction = attributes["direction"].as_str().expect("has a direction");
        let name = &attributes["security_group_id"];
        let groups = lists.get_mut("security_groups").into_iter().flatten();
        let mut called = groups.filter(|group| group["attributes"]["group_name"] == *name);
        let group = called.next().unwrap_or_else(|| panic!("no group is called {name}"));
        let rules = group["attributes"][direction].as_array_mut().expect("are known");
        rules.extend(attributes["rules"].as_array().expect("are known").iter().cloned());
        sort(rules);
    }
}

/// Gathers the routes of every table, those that are resources of their own and those written in tables.
fn gather_routes(lists: &mut BTreeMap<String, Vec<Value>>) {
    let mut routes = Vec::new();
    for route in lists.remove("routes").unwrap_or_default() {
        let attributes = &route["attributes"];
        routes.push(json!({"table": attributes["route_table_id"], "route": attributes["route"]}));
    }
    for table in lists.get_mut("route_tables").into_iter().flatten() {
        let name = table["tags"]["Name"].clone();
        for route in table["attributes"]["routes"].take().as_array().into_iter().flatten() {
            routes.push(json!({"table": name, "route": route}));
        }
    }
    lists.insert("routes".to_owned(), routes);
}

fn difference(
    list: &'static str,
    attribute: &'static str,
    terraform: Value,
    cloudformation: Value,
) -> Difference {
    Difference { list, attribute, group: None, terraform, cloudformation }
}

/// A rule to nowhere is how a template keeps EC2 from adding one to everywhere.
fn no_egress(group: &'static str) -> Difference {
    let nowhere = json!([{
        "ip_protocol": "-1", "from_port": null, "to_port": null,
        "description": "Nothing goes out", "peer": {"cidr_ipv4": "127.0.0.1/32"},
    }]);
    let difference = difference("security_groups", "/attributes/egress", json!([]), nowhere);
    Difference { group: Some(group), ..difference }
}

/// A last snapshot that CloudFormation names itself.
fn final_snapshot(name: &'static str) -> Difference {
    let kept = json!({"deletion_policy": "Snapshot"});
    difference("caches", "/attributes/final_snapshot_identifier", json!(name), kept)
}

/// CloudFormation names parameter groups itself.
fn unnamed(name: &'static str) -> [Difference; 2] {
    ["/id", "/attributes/name"].map(|attribute| {
        difference("cache_parameter_groups", attribute, json!(name), json!("$unknown"))
    })
}

/// The provider's default; there is no such property.
fn token_strategy(strategy: &'static str) -> Difference {
    difference("caches", "/attributes/auth_token_update_strategy", json!(strategy), json!(null))
}

/// CloudFormation deletes a secret at once or, as in both systems, keeps it.
fn recovery_window(days: u32) -> Difference {
    difference("secrets", "/attributes/recovery_window_in_days", json!(days), json!(null))
}

#[test]
fn audio_pipeline() {
    let mut differences = vec![
        final_snapshot("audio-pipeline-dev-redis-final"),
        token_strategy("ROTATE"),
        recovery_window(7),
        no_egress("audio-pipeline-dev-redis"),
        // A function hides from the plan that there is text.
        difference(
            "secret_versions",
            "/attributes/secret_string",
            json!("$unknown"),
            json!({"is_set": true, "source": "$unknown", "secret": null}),
        ),
    ];
    differences.extend(unnamed("audio-pipeline-dev-redis7"));
    let system = System {
        plan: "audio-pipeline/compliant/tfplan.json",
        template: "audio-pipeline/cloudformation/template.yaml",
        parameter_file: None,
        parameters: &["AWS::Region=us-east-1"],
        names: &[
            ("module.networking.aws_internet_gateway.this", "internet gateway"),
            ("InternetGateway", "internet gateway"),
            ("module.networking.aws_nat_gateway.this", "NAT gateway"),
            ("NatGateway", "NAT gateway"),
            ("ParameterGroup", "audio-pipeline-dev-redis7"),
        ],
        differences,
    };
    system.compare();
}

fn aether_with(variant: &str, plan: &str, differences: Vec<Difference>) {
    let system = System {
        plan,
        template: &format!("aether/template{variant}.yaml"),
        parameter_file: Some(&format!("aether/parameters{variant}.json")),
        parameters: &["AWS::Region=us-east-1"],
        names: &[
            ("aws_internet_gateway.this", "internet gateway"),
            ("InternetGateway", "internet gateway"),
        ],
        differences,
    };
    system.compare();
}

#[test]
fn aether() {
    let differences = vec![
        final_snapshot("aether-redis-2-redis-final"),
        no_egress("aether-redis-2-redis"),
        // The provider shows none.
        difference("vpc_peering_connections", "/arn", json!(null), json!("$unknown")),
    ];
    aether_with("", "aether/compliant/tfplan.json", differences);
}

#[test]
fn aether_broken() {
    let differences =
        vec![difference("vpc_peering_connections", "/arn", json!(null), json!("$unknown"))];
    aether_with("-broken", "aether/broken/tfplan.json", differences);
}

#[test]
fn ai_model_registry() {
    let mut differences = vec![
        final_snapshot("ai-model-registry-production-redis-final"),
        no_egress("ai-model-registry-production-redis"),
        token_strategy("SET"),
        recovery_window(30),
        // The token that the provider generates is a resource of its own.
        difference(
            "secret_versions",
            "/attributes/refers_to",
            json!(["generated token"]),
            json!([]),
        ),
    ];
    // The account is in the plan; a template is not told.
    differences.extend(
        [
            "/attributes/rules/0/copy_actions/0/destination_backup_vault_arn",
            "/attributes/rules/1/copy_actions/0/destination_backup_vault_arn",
        ]
        .map(|attribute| {
            let vault = "arn:aws:backup:us-east-1:123456789012:backup-vault:ai-model-registry-dr";
            difference("backup_plans", attribute, json!(vault), json!("$unknown"))
        }),
    );
    differences.extend(unnamed("ai-model-registry-production-redis"));
    let system = System {
        plan: "ai-model-registry/compliant/tfplan.json",
        template: "ai-model-registry/nested/root.yaml",
        parameter_file: Some("ai-model-registry/parameters/nested-production.json"),
        parameters: &["AWS::Region=us-west-2"],
        names: &[
            ("module.redis.aws_kms_key.redis", "key of Redis"),
            ("Redis/RedisKey", "key of Redis"),
            ("module.backup.aws_kms_key.backup", "key of the vault"),
            ("Backup/BackupKey", "key of the vault"),
            ("module.redis.random_password.auth_token", "generated token"),
            // Terraform reads the token from the version, a template from the secret.
            (
                "module.redis.aws_secretsmanager_secret_version.auth_token",
                "ai-model-registry-redis-auth-token",
            ),
            ("Redis/ParameterGroup", "ai-model-registry-production-redis"),
        ],
        differences,
    };
    system.compare();
}
