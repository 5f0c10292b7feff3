//! The shape of `terraform show -json` output, as far as it is read.
//!
//! <https://developer.hashicorp.com/terraform/internals/json-format>

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// A plan, or a state as `terraform show -json` prints it. Resources that nobody asked for are `null`.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Document<'a> {
    #[serde(borrow, default)]
    pub(super) format_version: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) terraform_version: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) variables: Option<BTreeMap<String, Variable>>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub(super) resource_changes: Vec<ResourceChange<'a>>,
    #[serde(borrow, default)]
    pub(super) deferred_changes: Option<Vec<DeferredChange<'a>>>,
    #[serde(borrow, default)]
    pub(super) prior_state: Option<State<'a>>,
    #[serde(default)]
    pub(super) configuration: Option<Configuration>,
    #[serde(borrow, default)]
    pub(super) values: Option<StateValues<'a>>,
    #[serde(default)]
    pub(super) complete: Option<bool>,
    #[serde(default)]
    pub(super) errored: Option<bool>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct Variable {
    #[serde(default)]
    pub(super) value: Value,
}

/// One planned change. `change` stays text until the resource is mapped, so that memory holds one at a time.
#[derive(Debug, serde::Deserialize)]
pub(super) struct ResourceChange<'a> {
    #[serde(borrow)]
    pub(super) address: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) previous_address: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) module_address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    pub(super) resource_type: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    #[serde(default)]
    pub(super) index: Option<Value>,
    #[serde(default)]
    pub(super) deposed: Option<Value>,
    #[serde(borrow, default)]
    pub(super) action_reason: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) change: ChangeBody<'a>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct ChangeBody<'a> {
    #[serde(borrow)]
    pub(super) actions: Vec<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) before: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) after: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) after_unknown: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) before_sensitive: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) after_sensitive: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) replace_paths: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    pub(super) importing: Option<Importing>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct Importing {
    #[serde(default)]
    pub(super) id: Option<String>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct DeferredChange<'a> {
    #[serde(borrow, default)]
    pub(super) reason: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) resource_change: ResourceChange<'a>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct State<'a> {
    #[serde(borrow, default)]
    pub(super) values: Option<StateValues<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct StateValues<'a> {
    #[serde(borrow, default)]
    pub(super) root_module: StateModule<'a>,
}

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct StateModule<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    pub(super) resources: Vec<StateResource<'a>>,
    #[serde(borrow, default)]
    pub(super) child_modules: Vec<StateModule<'a>>,
    #[serde(borrow, default)]
    pub(super) address: Option<Cow<'a, str>>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct StateResource<'a> {
    #[serde(borrow)]
    pub(super) address: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    pub(super) resource_type: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    #[serde(default)]
    pub(super) index: Option<Value>,
    #[serde(default)]
    pub(super) deposed_key: Option<Value>,
    #[serde(borrow, default)]
    pub(super) values: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) sensitive_values: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) depends_on: Vec<Cow<'a, str>>,
}

/// What was written, before anything was evaluated. Keys of `count` and `for_each` do not occur in it.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Configuration {
    #[serde(default)]
    pub(super) provider_config: BTreeMap<String, ProviderConfig>,
    #[serde(default)]
    pub(super) root_module: ConfigModule,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct ProviderConfig {
    #[serde(default)]
    pub(super) module_address: Option<String>,
    #[serde(default)]
    pub(super) expressions: Value,
}

#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct ConfigModule {
    #[serde(default, deserialize_with = "present")]
    pub(super) resources: Vec<ConfigResource>,
    #[serde(default)]
    pub(super) module_calls: BTreeMap<String, ModuleCall>,
    #[serde(default)]
    pub(super) outputs: BTreeMap<String, ConfigOutput>,
    #[serde(default)]
    pub(super) variables: BTreeMap<String, ConfigVariable>,
}

/// One resource as it is written. Its expressions stay text until they are needed: there are many, and each is looked at
/// once.
#[derive(Debug, serde::Deserialize)]
pub(super) struct ConfigResource {
    pub(super) mode: String,
    #[serde(rename = "type")]
    pub(super) resource_type: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) provider_config_key: Option<String>,
    #[serde(default)]
    pub(super) expressions: Option<Box<RawValue>>,
    #[serde(default)]
    pub(super) for_each_expression: Value,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct ModuleCall {
    #[serde(default)]
    pub(super) expressions: Value,
    #[serde(default)]
    pub(super) for_each_expression: Value,
    #[serde(default)]
    pub(super) module: ConfigModule,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct ConfigOutput {
    #[serde(default)]
    pub(super) expression: Value,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct ConfigVariable {
    #[serde(default)]
    pub(super) default: Value,
}

/// A state file itself, version 4: not what `terraform show -json` prints.
#[derive(Debug, serde::Deserialize)]
pub(super) struct StateFile<'a> {
    #[serde(default)]
    pub(super) version: Value,
    #[serde(borrow, default)]
    pub(super) terraform_version: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub(super) resources: Vec<StateFileResource<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct StateFileResource<'a> {
    #[serde(borrow, default)]
    pub(super) module: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) mode: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    pub(super) resource_type: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) instances: Vec<StateFileInstance<'a>>,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct StateFileInstance<'a> {
    #[serde(default)]
    pub(super) index_key: Option<Value>,
    #[serde(default)]
    pub(super) deposed: Option<Value>,
    #[serde(borrow, default)]
    pub(super) attributes: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) sensitive_attributes: Option<Value>,
    #[serde(borrow, default)]
    pub(super) dependencies: Vec<Cow<'a, str>>,
}

/// The elements of a list that were kept: pruning leaves `null` in the place of all others, which may be a thousand times
/// as many.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(Present(PhantomData))
}

struct Present<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Present<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of resources")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut present = Vec::new();
        while let Some(element) = elements.next_element::<Option<T>>()? {
            present.extend(element);
        }
        Ok(present)
    }
}
