//! Which construct is behind a logical id, and where in the app it is made.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::app::App;
use super::frame::Source;
use super::manifest::{Metadata, Note};

/// The construct that a resource is made by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Construct {
    /// Its path, without the slash in front and without the `Resource` that constructs call their main resource:
    /// `Production/Redis/RedisSecurityGroup`.
    pub(crate) path: String,
    /// Where it is made: its own place, or that of the nearest construct around it that tells one.
    pub(crate) source: Option<Source>,
}

/// The constructs of a stack and of those nested in it, by address in the template: `Id`, in a nested stack
/// `NestedStackId/Id`.
pub(super) fn read(metadata: &Metadata, app: &mut App) -> BTreeMap<String, Construct> {
    let ids: BTreeMap<&str, &str> = metadata
        .iter()
        .filter_map(|(path, notes)| Some((path.as_str(), logical_id(notes)?)))
        .collect();
    let scopes = nested_scopes(&ids);
    let sources = Sources::read(metadata, app);
    ids.iter()
        .map(|(path, id)| {
            let address = match around(path).find_map(|scope| scopes.get(scope)) {
                Some(scope) => format!("{scope}/{id}"),
                None => (*id).to_owned(),
            };
            let construct = Construct { path: short(path, &ids), source: sources.nearest(path) };
            (address, construct)
        })
        .collect()
}

/// The addresses of nested stacks by the path of the construct that is the nested stack. The resource of `/Stack/Network`
/// is always `/Stack/Network.NestedStack/Network.NestedStackResource`.
fn nested_scopes<'m>(ids: &BTreeMap<&'m str, &str>) -> HashMap<&'m str, String> {
    let mut found: Vec<(&str, &str)> = ids
        .iter()
        .filter_map(|(path, id)| {
            let (parent, own) = path.rsplit_once('/')?;
            let scope = parent.strip_suffix(".NestedStack")?;
            let (_, name) = scope.rsplit_once('/')?;
            (own.strip_suffix(".NestedStackResource")? == name).then_some((scope, *id))
        })
        .collect();
    // The stack around another has the shorter path.
    found.sort_by_key(|(scope, _)| scope.len());
    let mut scopes: HashMap<&str, String> = HashMap::new();
    for (scope, id) in found {
        let address = match around(scope).find_map(|outer| scopes.get(outer)) {
            Some(outer) => format!("{outer}/{id}"),
            None => id.to_owned(),
        };
        scopes.insert(scope, address);
    }
    scopes
}

/// The paths around `path`, nearest first: of `/A/B/C` those are `/A/B` and `/A`.
fn around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(around, _)| around))
        .skip(1)
        .filter(|path| !path.is_empty())
}

/// The path as an address, unless what it is shortened to is another construct's.
fn short(path: &str, ids: &BTreeMap<&str, &str>) -> String {
    let shortened = path.strip_suffix("/Resource").filter(|path| !ids.contains_key(path));
    shortened.unwrap_or(path).trim_start_matches('/').to_owned()
}

fn logical_id(notes: &[Note]) -> Option<&str> {
    notes.iter().find(|note| note.kind == "aws:cdk:logicalId")?.data.as_str()
}

/// Where constructs are made, as far as their own notes tell.
struct Sources<'m> {
    by_path: HashMap<&'m str, Source>,
}

impl<'m> Sources<'m> {
    fn read(metadata: &'m Metadata, app: &mut App) -> Self {
        let by_path = metadata
            .iter()
            .filter_map(|(path, notes)| Some((path.as_str(), own_source(notes, app)?)))
            .collect();
        Self { by_path }
    }

    /// The place of the construct at `path`, or of the nearest one around it. A construct is made where its main resource
    /// is.
    fn nearest(&self, path: &str) -> Option<Source> {
        let own = self.by_path.get(path);
        let found = own.or_else(|| {
            around(path).find_map(|path| {
                let main = ["", "/Resource", "/Default"];
                main.iter().find_map(|name| self.by_path.get(format!("{path}{name}").as_str()))
            })
        });
        found.cloned()
    }
}

/// The first frame in the app's own code: of the creation stack, or of the trace that older versions note with the
/// logical id.
fn own_source(notes: &[Note], app: &mut App) -> Option<Source> {
    let stacks = notes.iter().filter(|note| note.kind == "aws:cdk:creationStack");
    let told = stacks.filter_map(|note| note.data.as_array()).flatten().filter_map(Value::as_str);
    let ids = notes.iter().filter(|note| note.kind == "aws:cdk:logicalId");
    let traced = ids.flat_map(|note| &note.trace).map(String::as_str);
    let mut source = told.chain(traced).find_map(Source::of_frame)?;
    source.file = app.name(&source.file);
    Some(source)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    fn constructs(metadata: Value) -> BTreeMap<String, Construct> {
        let metadata = serde_json::from_value(metadata).expect("is metadata");
        read(&metadata, &mut App::around(Path::new("/nowhere/cdk.out")))
    }

    fn id(id: &str) -> Value {
        json!({"type": "aws:cdk:logicalId", "data": id})
    }

    fn made_at(place: &str) -> Value {
        json!({"type": "aws:cdk:creationStack", "data": ["...aws-cdk-lib...", format!("new X ({place})")]})
    }

    fn lines(constructs: &BTreeMap<String, Construct>) -> Vec<(&str, Option<u32>)> {
        let line = |construct: &Construct| construct.source.as_ref().map(|source| source.line);
        constructs.iter().map(|(id, construct)| (id.as_str(), line(construct))).collect()
    }

    #[test]
    fn ids_of_nested_stacks_stand_below_the_nested_stacks_id() {
        let found = constructs(json!({
            "/S/Vpc": [id("Vpc")],
            "/S/Network/Vpc": [id("Vpc")],
            "/S/Network.NestedStack/Network.NestedStackResource": [id("Outer")],
            "/S/Network/Inner/Vpc": [id("Vpc")],
            "/S/Network/Inner.NestedStack/Inner.NestedStackResource": [id("Inner")],
            "/S/Networks/Vpc": [id("Vpc2")],
        }));
        let paths: Vec<(&str, &str)> =
            found.iter().map(|(id, construct)| (id.as_str(), construct.path.as_str())).collect();
        assert_eq!(
            paths,
            [
                ("Outer", "S/Network.NestedStack/Network.NestedStackResource"),
                ("Outer/Inner", "S/Network/Inner.NestedStack/Inner.NestedStackResource"),
                ("Outer/Inner/Vpc", "S/Network/Inner/Vpc"),
                ("Outer/Vpc", "S/Network/Vpc"),
                ("Vpc", "S/Vpc"),
                ("Vpc2", "S/Networks/Vpc"),
            ]
        );
    }

    #[test]
    fn the_main_resource_is_called_as_its_construct_unless_that_is_a_resource_too() {
        let found = constructs(json!({
            "/S/A/Resource": [id("A")],
            "/S/B": [id("B")],
            "/S/B/Resource": [id("BResource")],
        }));
        let paths: Vec<&str> = found.values().map(|construct| construct.path.as_str()).collect();
        assert_eq!(paths, ["S/A", "S/B", "S/B/Resource"]);
    }

    #[test]
    fn without_a_frame_of_its_own_the_nearest_construct_around_tells_the_place() {
        let found = constructs(json!({
            "/S": [made_at("/app/bin/app.ts:1:1")],
            "/S/Vpc/Resource": [id("Vpc"), made_at("/app/lib/s.ts:2:2")],
            "/S/Vpc/PublicSubnet1/Subnet": [
                id("Subnet"),
                {"type": "aws:cdk:creationStack", "data": ["...aws-cdk-lib...", "(no user code in 10 frames)"]},
            ],
            "/S/Other": [id("Other")],
        }));
        assert_eq!(lines(&found), [("Other", Some(1)), ("Subnet", Some(2)), ("Vpc", Some(2))]);
        let alone =
            constructs(json!({"/S/Other": [id("Other")], "/T": [made_at("/app/t.ts:1:1")]}));
        assert_eq!(lines(&alone), [("Other", None)]);
    }

    #[test]
    fn a_trace_of_the_logical_id_tells_the_place_in_older_assemblies() {
        let found = constructs(json!({
            "/S/A": [{"type": "aws:cdk:logicalId", "data": "A", "trace": [
                "new A (/app/node_modules/aws-cdk-lib/a.js:1:1)", "new S (/app/lib/s.ts:7:3)",
            ]}],
        }));
        assert_eq!(lines(&found), [("A", Some(7))]);
    }
}
