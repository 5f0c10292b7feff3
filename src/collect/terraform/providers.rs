//! What the configuration says of providers: regions, and tags that they add.

use std::collections::HashMap;

use serde_json::Value;

use super::document::{ConfigResource, Configuration};
use super::references::{References, Scope, Terminal};
use crate::model::{Attribute, Reason};

/// What the configuration says of each provider: its region, and whether it adds tags.
#[derive(Default)]
pub(super) struct Providers {
    by_key: HashMap<String, Provider>,
}

struct Provider {
    region: Attribute<String>,
    has_default_tags: bool,
}

impl Providers {
    pub(super) fn new(configuration: Option<&Configuration>, references: &References<'_>) -> Self {
        let configs = configuration.map(|configuration| &configuration.provider_config);
        let by_key = configs.into_iter().flatten().map(|(key, config)| {
            let module = config.module_address.as_deref().unwrap_or("");
            let scope = Scope { module, key: None, for_each: &Value::Null };
            let region = config
                .expressions
                .get("region")
                .map_or_else(Vec::new, |expression| references.resolve(expression, scope));
            let region = match region.as_slice() {
                [Terminal::Constant { value: Value::String(region), .. }] => {
                    Attribute::Known(region.clone())
                }
                _ => unknown_region(),
            };
            let has_default_tags = config.expressions.get("default_tags").is_some();
            (key.clone(), Provider { region, has_default_tags })
        });
        Self { by_key: by_key.collect() }
    }

    fn of(&self, config: Option<&ConfigResource>) -> Option<&Provider> {
        let key = config?.provider_config_key.as_deref()?;
        // A module's own key, `module.a:aws`, stands for the provider that it inherits where it has none of its own.
        self.by_key.get(key).or_else(|| self.by_key.get(key.rsplit(':').next()?))
    }

    pub(super) fn region(&self, config: Option<&ConfigResource>) -> Attribute<String> {
        self.of(config).map_or_else(unknown_region, |provider| provider.region.clone())
    }

    /// Where the configuration is not at hand, tags may be added.
    pub(super) fn has_default_tags(&self, config: Option<&ConfigResource>) -> bool {
        match self.of(config) {
            Some(provider) => provider.has_default_tags,
            None => config.is_none(),
        }
    }
}

fn unknown_region() -> Attribute<String> {
    Attribute::Unknown(Reason::NotCollected("the region comes from the environment".to_owned()))
}
