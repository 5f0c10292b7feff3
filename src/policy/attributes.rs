//! The vocabulary of policies: which attribute paths a subject has, from the JSON Schema of the subject types.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::link::SubjectKind;
use crate::link::subject::{CacheRemoval, LinkedAlarm, LinkedBackupSelection, LinkedCache};
use crate::model::UNKNOWN_KEY;
use crate::suggest;

/// The JSON Schema of what policies see of a subject of `kind`.
pub fn schema(kind: SubjectKind) -> &'static Value {
    static CACHE: OnceLock<Value> = OnceLock::new();
    static REMOVAL: OnceLock<Value> = OnceLock::new();
    static ALARM: OnceLock<Value> = OnceLock::new();
    static SELECTION: OnceLock<Value> = OnceLock::new();
    match kind {
        SubjectKind::Cache => CACHE.get_or_init(|| schemars::schema_for!(LinkedCache).to_value()),
        SubjectKind::CacheRemoval => {
            REMOVAL.get_or_init(|| schemars::schema_for!(CacheRemoval).to_value())
        }
        SubjectKind::Alarm => ALARM.get_or_init(|| schemars::schema_for!(LinkedAlarm).to_value()),
        SubjectKind::BackupSelection => {
            SELECTION.get_or_init(|| schemars::schema_for!(LinkedBackupSelection).to_value())
        }
    }
}

/// One step into a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A field, or a key of a map.
    Name(String),
    /// Any element of a list, any key of a map.
    Any,
}

/// An attribute that the subject has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// The path in METADATA's notation: `alarms[].threshold`.
    pub(crate) path: String,
    /// The path without what follows the last step that can be unknown; empty where nothing on it can be.
    pub(crate) unknowable_path: String,
}

/// Splits a path in METADATA's notation.
pub(crate) fn parse(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let name = part.trim_end_matches("[]");
        steps.push(if name == "*" { Step::Any } else { Step::Name(name.to_owned()) });
        steps.extend((0..(part.len() - name.len()) / 2).map(|_| Step::Any));
    }
    steps
}

/// Finds the attribute at `steps` of a subject of `kind`, or says which word is wrong.
pub(crate) fn find(kind: SubjectKind, steps: &[Step]) -> Result<Attribute, String> {
    let root = schema(kind);
    let mut nodes = vec![root];
    let mut path = String::new();
    let mut unknowable_path = String::new();
    for step in steps {
        let shape = Shape::of(root, &nodes);
        match step {
            Step::Any if !shape.items.is_empty() => path.push_str("[]"),
            Step::Any if !shape.values.is_empty() => path.push_str(".*"),
            Step::Any => return Err(by_name(&path, kind)),
            Step::Name(name) => {
                if !shape.has(name) {
                    return Err(shape.missing(&path, name, kind));
                }
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
        }
        nodes = shape.below(root, step);
        if nodes.iter().any(|node| can_be_unknown(root, node)) {
            unknowable_path.clone_from(&path);
        }
    }
    Ok(Attribute { path, unknowable_path })
}

/// What is said of reading an object's fields other than by name.
fn by_name(path: &str, kind: SubjectKind) -> String {
    let place = if path.is_empty() { "attributes" } else { "fields" };
    let kind = kind.as_str();
    let path = if path.is_empty() { format!("input.{kind}") } else { path.to_owned() };
    format!("read {place} of `{path}` by name, so that they can be checked")
}

/// Whether there are objects with fields at `steps` of a subject, or in a list there.
pub(crate) fn has_fields(kind: SubjectKind, steps: &[Step]) -> bool {
    let root = schema(kind);
    let nodes =
        steps.iter().fold(vec![root], |nodes, step| Shape::of(root, &nodes).below(root, step));
    let mut place = Some(Place { root, nodes });
    while let Some(here) = place {
        if !here.fields().is_empty() {
            return true;
        }
        place = here.items();
    }
    false
}

/// Whether an attribute that exists at `steps` can be unknown itself, not only above.
pub(crate) fn is_unknowable(kind: SubjectKind, steps: &[Step]) -> bool {
    find(kind, steps).is_ok_and(|attribute| attribute.path == attribute.unknowable_path)
}

/// Whether what lies at `steps` is a map, in which a key may be missing.
pub(crate) fn is_map(kind: SubjectKind, steps: &[Step]) -> bool {
    let root = schema(kind);
    let nodes =
        steps.iter().fold(vec![root], |nodes, step| Shape::of(root, &nodes).below(root, step));
    !Shape::of(root, &nodes).values.is_empty()
}

/// A place in the schema of a subject.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    root: &'a Value,
    nodes: Vec<&'a Value>,
}

impl Place<'static> {
    /// The subject itself.
    pub(crate) fn of(kind: SubjectKind) -> Self {
        let root = schema(kind);
        Self { root, nodes: vec![root] }
    }

    /// The fields that an object here has; none of a map, whose keys anybody chooses.
    pub(crate) fn fields(&self) -> BTreeMap<&'static str, Self> {
        let shape = Shape::of(self.root, &self.nodes);
        if !shape.values.is_empty() {
            return BTreeMap::new();
        }
        let names = shape.fields.iter().flat_map(|fields| fields.keys());
        names
            .map(|name| {
                let nodes = shape.below(self.root, &Step::Name(name.clone()));
                (name.as_str(), Self { root: self.root, nodes })
            })
            .collect()
    }

    /// The elements of a list here.
    pub(crate) fn items(&self) -> Option<Self> {
        let shape = Shape::of(self.root, &self.nodes);
        let nodes = shape.below(self.root, &Step::Any);
        (!shape.items.is_empty()).then_some(Self { root: self.root, nodes })
    }
}

/// What can be below some schemas.
struct Shape<'a> {
    fields: Vec<&'a serde_json::Map<String, Value>>,
    values: Vec<&'a Value>,
    items: Vec<&'a Value>,
}

impl<'a> Shape<'a> {
    fn of(root: &'a Value, nodes: &[&'a Value]) -> Self {
        let mut shape = Self { fields: Vec::new(), values: Vec::new(), items: Vec::new() };
        for node in nodes {
            for alternative in alternatives(root, node) {
                shape.fields.extend(alternative.get("properties").and_then(Value::as_object));
                let values = alternative.get("additionalProperties");
                shape.values.extend(values.filter(|values| values.is_object()));
                shape.items.extend(alternative.get("items"));
            }
        }
        shape
    }

    fn has(&self, name: &str) -> bool {
        !self.values.is_empty() || self.fields.iter().any(|fields| fields.contains_key(name))
    }

    fn below(&self, root: &'a Value, step: &Step) -> Vec<&'a Value> {
        let fields = self.fields.iter().filter_map(|fields| match step {
            Step::Name(name) => fields.get(name),
            Step::Any => None,
        });
        let below = match step {
            Step::Any if !self.items.is_empty() => self.items.clone(),
            Step::Any | Step::Name(_) => fields.chain(self.values.iter().copied()).collect(),
        };
        below.into_iter().map(|node| resolve(root, node)).collect()
    }

    fn missing(&self, path: &str, name: &str, kind: SubjectKind) -> String {
        let kind = kind.as_str();
        let place =
            if path.is_empty() { format!("a {kind}") } else { format!("`{path}` of a {kind}") };
        if !self.items.is_empty() {
            return format!("{place} is a list: write `{path}[].{name}`");
        }
        let known = self.fields.iter().flat_map(|fields| fields.keys().map(String::as_str));
        let hint = suggest::hint(suggest::nearest(name, known));
        format!("{place} has no attribute `{name}`{hint}")
    }
}

/// The schemas of which a value meets one, without those of null and of unknown attributes.
fn alternatives<'a>(root: &'a Value, node: &'a Value) -> Vec<&'a Value> {
    let node = resolve(root, node);
    let Some(options) = node.get("anyOf").or_else(|| node.get("oneOf")).and_then(Value::as_array)
    else {
        return vec![node];
    };
    options
        .iter()
        .filter(|option| !is_unknown_marker(option))
        .flat_map(|option| alternatives(root, option))
        .collect()
}

fn can_be_unknown(root: &Value, node: &Value) -> bool {
    let options = resolve(root, node).get("anyOf").and_then(Value::as_array);
    options.is_some_and(|options| options.iter().any(is_unknown_marker))
}

fn is_unknown_marker(node: &Value) -> bool {
    node.pointer("/properties").and_then(|fields| fields.get(UNKNOWN_KEY)).is_some()
}

/// Follows `$ref`.
fn resolve<'a>(root: &'a Value, node: &'a Value) -> &'a Value {
    let target = node.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|target| root.pointer(target.strip_prefix('#')?));
    target.map_or(node, |target| resolve(root, target))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: SubjectKind, path: &str) -> Attribute {
        find(kind, &parse(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    #[test]
    fn paths_of_every_shape_exist() {
        for path in [
            "engine",
            "snapshot_retention_limit",
            "alarms[].threshold",
            "parameter_group.parameters.*",
            "parameter_group.parameters.maxmemory-policy",
            "ingress[].peer.cidr_blocks[]",
            "tags.Owner",
            "kms_key.key_manager",
            "alarms[].actions[].topic.subscriptions[].protocol",
        ] {
            assert_eq!(found(SubjectKind::Cache, path).path, path);
        }
        found(SubjectKind::CacheRemoval, "final_snapshot_identifier");
        found(SubjectKind::Alarm, "unmatched_dimension");
    }

    #[test]
    fn a_misspelt_attribute_is_refused_with_a_suggestion() {
        let error = find(SubjectKind::Cache, &parse("colour_of_engine")).expect_err("misspelt");
        assert_eq!(error, "a cache has no attribute `colour_of_engine`");
        let error = find(SubjectKind::Cache, &parse("alarms[].treshold")).expect_err("misspelt");
        assert!(error.ends_with("did you mean `threshold`?"), "{error}");
        let error = find(SubjectKind::Cache, &parse("alarms.threshold")).expect_err("a list");
        assert!(error.ends_with("is a list: write `alarms[].threshold`"), "{error}");
        assert!(find(SubjectKind::Cache, &parse("engine.name")).is_err());
        assert!(find(SubjectKind::Alarm, &parse("engine")).is_err());
    }

    #[test]
    fn fields_that_are_always_known_say_nothing_about_what_is_unknown() {
        let path = |path| found(SubjectKind::Cache, path).unknowable_path;
        assert_eq!(path("kind"), "");
        assert_eq!(path("alarms[].name"), "alarms[]");
        assert_eq!(path("ingress[].peer.cidr_blocks[]"), "ingress[].peer.cidr_blocks[]");
        assert_eq!(path("change.action"), "");
    }
}
