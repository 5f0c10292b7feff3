//! Which construct is behind a logical id, and where in the app it is made.
//!
//! The notes on a stack's constructs hold those of the stacks nested in it as well, where a logical id may come twice.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::app::App;
use super::frame::Source;
use super::manifest::{Metadata, Note};

/// The constructs of a stack and of those nested in it.
#[derive(Debug, Default)]
pub(super) struct Constructs {
    /// Paths by logical id.
    own: BTreeMap<String, String>,
    /// The same in nested stacks, by the path of the nested stack's resource.
    nested: BTreeMap<String, BTreeMap<String, String>>,
    /// Where constructs are made, by path.
    sources: BTreeMap<String, Source>,
}

impl Constructs {
    /// Reads them from the notes on an assembly's constructs.
    pub(super) fn read(metadata: &Metadata, app: &mut App) -> Self {
        let ids: BTreeMap<&str, &str> = metadata
            .iter()
            .filter_map(|(path, notes)| Some((path.as_str(), logical_id(notes)?)))
            .collect();
        let scopes: HashMap<&str, &str> =
            ids.keys().filter_map(|path| Some((nested_scope(path)?, *path))).collect();
        let places = Places::read(metadata, app);
        let mut constructs = Self::default();
        for (path, id) in &ids {
            let short = short(path, &ids);
            if let Some(source) = places.nearest(path) {
                constructs.sources.insert(short.clone(), source);
            }
            let template = match around(path).find_map(|scope| scopes.get(scope)) {
                Some(nested) => constructs.nested.entry(self::short(nested, &ids)).or_default(),
                None => &mut constructs.own,
            };
            template.insert((*id).to_owned(), short);
        }
        constructs
    }

    /// The path of the construct that is `logical_id` in the stack's own template, or in that of the nested stack at a path.
    pub(super) fn path(&self, nested: Option<&str>, logical_id: &str) -> Option<&str> {
        let template = match nested {
            Some(nested) => self.nested.get(nested)?,
            None => &self.own,
        };
        template.get(logical_id).map(String::as_str)
    }

    /// Where the construct at `path` is made: its own place, or that of the nearest construct around it that tells one.
    pub(super) fn source(&self, path: &str) -> Option<&Source> {
        self.sources.get(path)
    }
}

/// The path of the construct that is the nested stack with the resource at `path`. The resource of `/Stack/Network` is always
/// `/Stack/Network.NestedStack/Network.NestedStackResource`.
fn nested_scope(path: &str) -> Option<&str> {
    let (parent, own) = path.rsplit_once('/')?;
    let scope = parent.strip_suffix(".NestedStack")?;
    let (_, name) = scope.rsplit_once('/')?;
    (own.strip_suffix(".NestedStackResource")? == name).then_some(scope)
}

/// The paths around `path`, nearest first: of `/A/B/C` those are `/A/B` and `/A`.
fn around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(around, _)| around))
        .skip(1)
        .filter(|path| !path.is_empty())
}

/// The path as an address has it: without the slash in front and without the `Resource` that constructs call their main
/// resource, unless what is left is another construct's.
fn short(path: &str, ids: &BTreeMap<&str, &str>) -> String {
    let shortened = path.strip_suffix("/Resource").filter(|path| !ids.contains_key(path));
    shortened.unwrap_or(path).trim_start_matches('/').to_owned()
}

fn logical_id(notes: &[Note]) -> Option<&str> {
    notes.iter().find(|note| note.kind == "aws:cdk:logicalId")?.data.as_str()
}

/// Where constructs are made, as far as their own notes tell.
struct Places<'m> {
    by_path: HashMap<&'m str, Source>,
}

impl<'m> Places<'m> {
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

    fn constructs(metadata: Value) -> Constructs {
        let metadata = serde_json::from_value(metadata).expect("is metadata");
        Constructs::read(&metadata, &mut App::around(Path::new("/nowhere/cdk.out")))
    }

    fn id(id: &str) -> Value {
        json!({"type": "aws:cdk:logicalId", "data": id})
    }

    fn made_at(place: &str) -> Value {
        json!({"type": "aws:cdk:creationStack", "data": ["...aws-cdk-lib...", format!("new X ({place})")]})
    }

    fn lines(constructs: &Constructs) -> Vec<(&str, u32)> {
        constructs.sources.iter().map(|(path, source)| (path.as_str(), source.line)).collect()
    }

    #[test]
    fn a_logical_id_may_come_once_in_each_nested_stack() {
        let found = constructs(json!({
            "/S/Vpc": [id("Vpc")],
            "/S/Network/Vpc": [id("Vpc")],
            "/S/Network.NestedStack/Network.NestedStackResource": [id("Outer")],
            "/S/Network/Inner/Vpc": [id("Vpc")],
            "/S/Network/Inner.NestedStack/Inner.NestedStackResource": [id("Inner")],
            "/S/Networks/Vpc": [id("Vpc2")],
        }));
        let network = "S/Network.NestedStack/Network.NestedStackResource";
        let inner = "S/Network/Inner.NestedStack/Inner.NestedStackResource";
        let cases = [
            (None, "Vpc", Some("S/Vpc")),
            (None, "Vpc2", Some("S/Networks/Vpc")),
            (None, "Outer", Some(network)),
            (None, "Inner", None),
            (Some(network), "Inner", Some(inner)),
            (Some(network), "Vpc", Some("S/Network/Vpc")),
            (Some(inner), "Vpc", Some("S/Network/Inner/Vpc")),
            (Some("S/Other"), "Vpc", None),
        ];
        for (nested, id, path) in cases {
            assert_eq!(found.path(nested, id), path, "{id} in {nested:?}");
        }
    }

    #[test]
    fn the_main_resource_is_called_as_its_construct_unless_that_is_a_resource_too() {
        let found = constructs(json!({
            "/S/A/Resource": [id("A")],
            "/S/B": [id("B")],
            "/S/B/Resource": [id("BResource")],
        }));
        assert_eq!(found.path(None, "A"), Some("S/A"));
        assert_eq!(found.path(None, "B"), Some("S/B"));
        assert_eq!(found.path(None, "BResource"), Some("S/B/Resource"));
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
        assert_eq!(
            lines(&found),
            [("S/Other", 1), ("S/Vpc", 2), ("S/Vpc/PublicSubnet1/Subnet", 2)]
        );
        let alone =
            constructs(json!({"/S/Other": [id("Other")], "/T": [made_at("/app/t.ts:1:1")]}));
        assert_eq!(lines(&alone), []);
    }

    #[test]
    fn a_trace_of_the_logical_id_tells_the_place_in_older_assemblies() {
        let found = constructs(json!({
            "/S/A": [{"type": "aws:cdk:logicalId", "data": "A", "trace": [
                "new A (/app/node_modules/aws-cdk-lib/a.js:1:1)", "new S (/app/lib/s.ts:7:3)",
            ]}],
        }));
        assert_eq!(lines(&found), [("S/A", 7)]);
    }
}
