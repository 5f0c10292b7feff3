//! Follows references through the configuration: variables, module outputs, instance keys.
//!
//! An expression enters; what leaves are the ends of its references: resources by address, constants, and what cannot
//! be followed. Functions and conditions are not part of a plan, so an expression is only known by what it refers to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::address::{self, Step};
use super::document::{ConfigModule, ConfigResource, Configuration, ModuleCall, Variable};
use crate::model::{Reference, Symbol};

/// How many variables and outputs one reference may lead through.
const MAXIMUM_HOPS: usize = 64;

/// How many instances a reference with an index may choose from. As many references with as many candidates each would
/// take memory by the square.
const MAXIMUM_CANDIDATES: usize = 256;

/// Where a reference ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Terminal {
    /// A resource.
    Resource {
        /// Which, and which of its attributes.
        symbol: Symbol,
        /// Whether it is meant for sure; otherwise one of several is, chosen by a key that a plan does not show.
        is_certain: bool,
    },
    /// A value that the plan shows.
    Constant {
        /// The value.
        value: Value,
        /// Whether the configuration spells it out, as a literal or a default; otherwise it was passed in.
        is_written: bool,
    },
    /// A variable or argument that was left out.
    Null,
    /// Something that a plan does not show, such as a local value.
    Opaque(String),
}

/// Where an expression is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The module's address, keys included.
    pub(super) module: &'a str,
    /// The instance key of the resource or module call that the expression belongs to.
    pub(super) key: Option<&'a Value>,
    /// What that resource or module call repeats over.
    pub(super) for_each: &'a Value,
}

/// Everything that references can lead to.
#[derive(Debug, Default)]
pub(super) struct References<'a> {
    variables: BTreeMap<String, Value>,
    modules: HashMap<String, &'a ConfigModule>,
    calls: HashMap<String, &'a ModuleCall>,
    resources: HashMap<String, &'a ConfigResource>,
    /// Addresses by base address and instance key.
    instances: HashMap<String, BTreeMap<String, String>>,
    module_instances: HashMap<String, BTreeSet<String>>,
    /// Every instance by its address without any key, made when it is first asked for.
    by_path: OnceLock<HashMap<String, Vec<String>>>,
}

impl<'a> References<'a> {
    /// Indexes the configuration. `variables` are the values that the plan was made with.
    pub(super) fn new(
        configuration: Option<&'a Configuration>,
        variables: BTreeMap<String, Variable>,
    ) -> Self {
        let mut references = Self {
            variables: variables
                .into_iter()
                .map(|(name, variable)| (name, variable.value))
                .collect(),
            ..Self::default()
        };
        if let Some(configuration) = configuration {
            references.add_module(String::new(), &configuration.root_module);
        }
        references
    }

    fn add_module(&mut self, path: String, module: &'a ConfigModule) {
        for resource in &module.resources {
            let name = base_name(&resource.mode, &resource.resource_type, &resource.name);
            self.resources.insert(address::join(&path, &name), resource);
        }
        for (name, call) in &module.module_calls {
            let child = address::join(&path, &format!("module.{name}"));
            self.calls.insert(child.clone(), call);
            self.add_module(child, &call.module);
        }
        self.modules.insert(path, module);
    }

    /// Makes an instance known, so that references to it can be told apart from references to its siblings.
    pub(super) fn add_instance(&mut self, address: &str, module: &str) {
        let base = address::without_key(address);
        let key = address[base.len()..].to_owned();
        self.instances.entry(base.to_owned()).or_default().insert(key, address.to_owned());
        let mut module = module;
        while let Some((parent, _)) = address::parent(module) {
            let base = address::without_key(module);
            self.module_instances.entry(base.to_owned()).or_default().insert(module.to_owned());
            module = parent;
        }
    }

    /// What was written for the resource at `address`, whichever instance it is.
    pub(super) fn resource(&self, module: &str, name: &str) -> Option<&'a ConfigResource> {
        let path = address::join(&address::without_keys(module), name);
        self.resources.get(&path).copied()
    }

    /// What a state says by `path`, the address of a resource without keys: the instance, or one of several.
    pub(super) fn instance_of(&self, path: &str) -> Reference {
        let by_path = self.by_path.get_or_init(|| {
            let mut by_path: HashMap<String, Vec<String>> = HashMap::new();
            for address in self.instances.values().flat_map(BTreeMap::values) {
                let path = address::without_keys(address);
                by_path.entry(path).or_default().push(address.clone());
            }
            by_path
        });
        match by_path.get(path).map(Vec::as_slice) {
            None | Some([]) => Reference::address(path),
            Some([instance]) => Reference::address(instance),
            Some(instances) => {
                let mut instances = instances.to_vec();
                instances.sort();
                let candidates = instances.into_iter().map(Reference::address).collect();
                Reference::Candidates { candidates }
            }
        }
    }

    /// Whether `argument` is written for the resource at `address`; it may be where the configuration is not at hand.
    pub(super) fn is_written(&self, address: &str, argument: &str) -> bool {
        match self.resources.get(&address::without_keys(address)) {
            Some(resource) => {
                let text = resource.expressions.as_ref().map_or("{}", |text| text.get());
                let written: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_str(text);
                written.is_ok_and(|written| written.contains_key(argument))
            }
            None => true,
        }
    }

    /// The ends of every reference in `expression`, each once, in the order they are written.
    pub(super) fn resolve(&self, expression: &Value, scope: Scope<'_>) -> Vec<Terminal> {
        let mut terminals = Vec::new();
        for terminal in self.follow(expression, scope, MAXIMUM_HOPS) {
            if !terminals.contains(&terminal) {
                terminals.push(terminal);
            }
        }
        terminals
    }

    fn follow(&self, expression: &Value, scope: Scope<'_>, hops: usize) -> Vec<Terminal> {
        match expression {
            Value::Object(fields) => {
                if let Some(constant) = fields.get("constant_value") {
                    return vec![constant_terminal(constant, true)];
                }
                if let Some(Value::Array(references)) = fields.get("references") {
                    let texts = references.iter().filter_map(Value::as_str);
                    return self.follow_all(&address::without_prefixes(texts), scope, hops);
                }
                fields.values().flat_map(|value| self.follow(value, scope, hops)).collect()
            }
            Value::Array(blocks) => {
                blocks.iter().flat_map(|block| self.follow(block, scope, hops)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn follow_all(&self, references: &[&str], scope: Scope<'_>, hops: usize) -> Vec<Terminal> {
        // `aws_subnet.a[count.index].id` is listed as `aws_subnet.a` and `count.index`.
        let has_index = references
            .iter()
            .any(|reference| reference.starts_with("count.") || reference.starts_with("each."));
        let mut terminals = Vec::new();
        for reference in references {
            let mut found = self.follow_reference(reference, scope, hops);
            if has_index && found.len() > MAXIMUM_CANDIDATES {
                found = vec![Terminal::Opaque((*reference).to_owned())];
            } else if has_index && found.len() > 1 {
                make_uncertain(&mut found);
            }
            terminals.append(&mut found);
        }
        terminals
    }

    fn follow_reference(&self, text: &str, scope: Scope<'_>, hops: usize) -> Vec<Terminal> {
        let Some(hops) = hops.checked_sub(1) else {
            return vec![Terminal::Opaque(text.to_owned())];
        };
        let steps = address::steps(text);
        match steps.as_slice() {
            [Step::Name("var"), Step::Name(name), ..] => self.variable(name, scope.module, hops),
            [Step::Name("module"), Step::Name(call), rest @ ..] => {
                self.module_output(call, rest, text, scope, hops)
            }
            [Step::Name("each"), Step::Name("value"), ..] => {
                let mut terminals = self.follow(scope.for_each, scope_of_call(scope), hops);
                make_uncertain(&mut terminals);
                if terminals.is_empty() {
                    vec![Terminal::Opaque(text.to_owned())]
                } else {
                    terminals
                }
            }
            [Step::Name("each" | "count"), ..] => match scope.key {
                Some(key) => vec![constant_terminal(key, false)],
                None => vec![Terminal::Opaque(text.to_owned())],
            },
            [Step::Name("path" | "terraform"), ..] => Vec::new(),
            [Step::Name("local" | "self"), ..] => vec![Terminal::Opaque(text.to_owned())],
            [Step::Name("data"), Step::Name(kind), Step::Name(name), rest @ ..] => {
                self.resource_instances(&format!("data.{kind}.{name}"), rest, scope.module)
            }
            [Step::Name(kind), Step::Name(name), rest @ ..] => {
                self.resource_instances(&format!("{kind}.{name}"), rest, scope.module)
            }
            _ => vec![Terminal::Opaque(text.to_owned())],
        }
    }

    fn resource_instances(&self, name: &str, rest: &[Step<'_>], module: &str) -> Vec<Terminal> {
        let base = address::join(module, name);
        let (key, rest) = match rest {
            [Step::Key(key), rest @ ..] => (Some(*key), rest),
            rest => (None, rest),
        };
        let attribute = match rest {
            [Step::Name(attribute), ..] => Some((*attribute).to_owned()),
            _ => None,
        };
        let certain = |address: String| Terminal::Resource {
            symbol: Symbol::new(address, attribute.clone()),
            is_certain: true,
        };
        if let Some(key) = key {
            return vec![certain(base + key)];
        }
        match self.instances.get(&base) {
            Some(instances) => instances.values().map(|address| certain(address.clone())).collect(),
            None => vec![certain(base)],
        }
    }

    fn module_output(
        &self,
        call: &str,
        rest: &[Step<'_>],
        text: &str,
        scope: Scope<'_>,
        hops: usize,
    ) -> Vec<Terminal> {
        let base = address::join(scope.module, &format!("module.{call}"));
        let (key, rest) = match rest {
            [Step::Key(key), rest @ ..] => (Some(*key), rest),
            rest => (None, rest),
        };
        let output = match rest {
            [Step::Name(output), ..] => self
                .modules
                .get(&address::without_keys(&base))
                .and_then(|child| child.outputs.get(*output)),
            _ => None,
        };
        let Some(output) = output else { return vec![Terminal::Opaque(text.to_owned())] };
        let children: Vec<String> = match (key, self.module_instances.get(&base)) {
            (Some(key), _) => vec![base + key],
            (None, Some(children)) => children.iter().cloned().collect(),
            (None, None) => vec![base],
        };
        let follow = |child: &String| {
            let scope = Scope { module: child, key: None, for_each: &Value::Null };
            self.follow(&output.expression, scope, hops)
        };
        children.iter().flat_map(follow).collect()
    }

    fn variable(&self, name: &str, module: &str, hops: usize) -> Vec<Terminal> {
        let declared = self
            .modules
            .get(&address::without_keys(module))
            .and_then(|module| module.variables.get(name));
        let default = || match declared {
            Some(variable) => vec![constant_terminal(&variable.default, true)],
            None => vec![Terminal::Opaque(format!("var.{name}"))],
        };
        let Some((parent, _)) = address::parent(module) else {
            return match self.variables.get(name) {
                Some(value) => {
                    let is_default = declared.is_some_and(|variable| variable.default == *value);
                    vec![constant_terminal(value, is_default)]
                }
                None => default(),
            };
        };
        let Some(call) = self.calls.get(&address::without_keys(module)) else { return default() };
        let Some(expression) = call.expressions.get(name) else { return default() };
        let key = module_key(module);
        let scope =
            Scope { module: parent, key: key.as_ref(), for_each: &call.for_each_expression };
        self.follow(expression, scope, hops)
    }
}

/// `for_each` is written outside of the instances that it makes, where `each` means nothing.
fn scope_of_call(scope: Scope<'_>) -> Scope<'_> {
    Scope { for_each: &Value::Null, key: None, ..scope }
}

/// The instance key of a module, as a value.
fn module_key(module: &str) -> Option<Value> {
    let key = &module[address::without_key(module).len()..];
    let inner = key.strip_prefix('[')?.strip_suffix(']')?;
    serde_json::from_str(inner).ok()
}

fn constant_terminal(value: &Value, is_written: bool) -> Terminal {
    match value {
        Value::Null => Terminal::Null,
        value => Terminal::Constant { value: value.clone(), is_written },
    }
}

fn make_uncertain(terminals: &mut [Terminal]) {
    for terminal in terminals {
        if let Terminal::Resource { is_certain, .. } = terminal {
            *is_certain = false;
        }
    }
}

/// How references name a resource of this mode: `data.aws_vpc.main`, `aws_vpc.main`.
pub(super) fn base_name(mode: &str, resource_type: &str, name: &str) -> String {
    if mode == "data" {
        format!("data.{resource_type}.{name}")
    } else {
        format!("{resource_type}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn configuration() -> Configuration {
        serde_json::from_value(json!({
            "root_module": {
                "resources": [],
                "variables": { "extra": { "default": null }, "name": { "default": "orders" } },
                "module_calls": {
                    "net": { "module": {
                        "outputs": {
                            "sg_id": { "expression": { "references": ["aws_security_group.redis.id", "aws_security_group.redis"] } },
                            "subnet_ids": { "expression": { "references": ["aws_subnet.private"] } }
                        }
                    } },
                    "cache": {
                        "expressions": {
                            "security_group_id": { "references": ["module.net.sg_id", "module.net"] },
                            "subnet_ids": { "references": ["module.net.subnet_ids", "module.net"] },
                            "token": { "references": ["var.extra"] },
                            "zone": { "references": ["each.value"] },
                            "label": { "references": ["each.key"] }
                        },
                        "for_each_expression": { "references": ["aws_route53_zone.a.id", "aws_route53_zone.a", "aws_route53_zone.b.id", "aws_route53_zone.b"] },
                        "module": { "variables": {
                            "security_group_id": {}, "subnet_ids": {}, "token": {}, "zone": {}, "label": {},
                            "days": { "default": 7 }, "nothing": { "default": null }
                        } }
                    }
                }
            }
        }))
        .expect("is a configuration")
    }

    fn resource(address: &str, attribute: Option<&str>, is_certain: bool) -> Terminal {
        let attribute = attribute.map(str::to_owned);
        Terminal::Resource { symbol: Symbol::new(address, attribute), is_certain }
    }

    #[test]
    fn references_are_followed_through_variables_and_outputs() {
        let configuration = configuration();
        let mut references = References::new(Some(&configuration), BTreeMap::new());
        for index in 0..2 {
            references
                .add_instance(&format!("module.net.aws_subnet.private[{index}]"), "module.net");
        }
        let module = r#"module.cache["eu"]"#;
        references.add_instance(&format!("{module}.aws_x.y"), module);
        let scope = Scope { module, key: None, for_each: &Value::Null };
        let both = |is_certain| {
            vec![
                resource("module.net.aws_subnet.private[0]", None, is_certain),
                resource("module.net.aws_subnet.private[1]", None, is_certain),
            ]
        };
        let cases = [
            (
                vec!["var.security_group_id"],
                vec![resource("module.net.aws_security_group.redis", Some("id"), true)],
            ),
            (vec!["var.subnet_ids"], both(true)),
            (vec!["var.token"], vec![Terminal::Null]),
            (vec!["var.days"], vec![Terminal::Constant { value: json!(7), is_written: true }]),
            (vec!["var.nothing"], vec![Terminal::Null]),
            (vec!["var.label"], vec![Terminal::Constant { value: json!("eu"), is_written: false }]),
            (
                vec!["var.zone"],
                vec![
                    resource("aws_route53_zone.a", Some("id"), false),
                    resource("aws_route53_zone.b", Some("id"), false),
                ],
            ),
            (vec!["local.anything"], vec![Terminal::Opaque("local.anything".into())]),
            (
                vec!["aws_x.y.id", "aws_x.y"],
                vec![resource(&format!("{module}.aws_x.y"), Some("id"), true)],
            ),
        ];
        for (texts, expected) in cases {
            let expression = json!({ "references": texts });
            assert_eq!(references.resolve(&expression, scope), expected, "{texts:?}");
        }
        let inside = Scope { module: "module.net", ..scope };
        let indexed = json!({ "references": ["aws_subnet.private", "count.index"] });
        let mut expected = both(false);
        expected.push(Terminal::Opaque("count.index".into()));
        assert_eq!(references.resolve(&indexed, inside), expected);
    }

    #[test]
    fn a_reference_that_leads_in_a_circle_ends_as_opaque() {
        let configuration: Configuration = serde_json::from_value(json!({
            "root_module": { "module_calls": { "a": {
                "expressions": { "x": { "references": ["module.a.y"] } },
                "module": { "variables": { "x": {} }, "outputs": { "y": { "expression": { "references": ["var.x"] } } } }
            } } }
        }))
        .expect("is a configuration");
        let references = References::new(Some(&configuration), BTreeMap::new());
        let scope = Scope { module: "module.a", key: None, for_each: &Value::Null };
        let terminals = references.resolve(&json!({ "references": ["var.x"] }), scope);
        assert!(matches!(terminals.as_slice(), [Terminal::Opaque(_)]), "{terminals:?}");
    }
}
