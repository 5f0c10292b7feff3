//! One stack of an assembly.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::app::App;
use super::assets::Assets;
use super::constructs::Constructs;
use super::folder::Folder;
use super::frame::Source;
use super::lookups::Lookups;
use super::manifest::{self, Artifact, Metadata};
use super::noise::drop_noise;
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::{Addresses, Environment, StackInput};
use crate::collect::cloudformation::evaluated::Evaluated;
use crate::collect::cloudformation::node::Node;
use crate::collect::cloudformation::parameters::{Given, GivenValue};
use crate::model::Gap;

/// A stack, its template not read yet.
#[derive(Debug)]
pub(crate) struct AssemblyStack {
    /// The id of the artifact: `ProductionRedisA1F217D6`.
    pub(crate) artifact_id: String,
    /// The name of the stack that it is deployed as.
    pub(crate) stack_name: String,
    /// The path of the stack's construct: `Production/Redis`.
    pub(crate) display_name: String,
    /// The file of the template.
    pub(crate) template: PathBuf,
    /// The account that it is made for, when the app says so.
    pub(crate) account: Option<String>,
    /// The region that it is made for, when the app says so.
    pub(crate) region: Option<String>,
    /// Tags that every resource of the stack gets.
    pub(crate) tags: BTreeMap<String, String>,
    /// Values of the template's parameters.
    pub(crate) parameters: BTreeMap<String, String>,
    /// What stands in the template for context that was never looked up.
    pub(crate) lookups: Lookups,
    constructs: Constructs,
    folder: Folder,
    assets: Assets,
}

impl AssemblyStack {
    /// The stack with its template, to be evaluated. What `environment` says already, the user said, and it stays.
    pub(crate) fn input(&self, mut root: Node, mut environment: Environment) -> StackInput {
        drop_noise(&mut root);
        let pseudo_parameters = [
            ("AWS::AccountId", self.account.as_ref()),
            ("AWS::Region", self.region.as_ref()),
            ("AWS::StackName", Some(&self.stack_name)),
        ];
        for (name, value) in pseudo_parameters {
            if let Some(value) = value {
                let entry = environment.pseudo_parameters.entry(name.to_owned());
                entry.or_insert_with(|| value.clone());
            }
        }
        for (name, value) in &self.parameters {
            let text = GivenValue::Text { text: value.clone(), place: None };
            let given = Given { value: text, resolved: None };
            environment.parameters.entry(name.clone()).or_insert(given);
        }
        environment.addresses = Addresses {
            prefix: format!("{}/", self.artifact_id),
            by_logical_id: self.addresses(None, &root),
        };
        environment.lookups = self.lookups.clone();
        StackInput { root, path: Some(self.template.clone()), environment }
    }

    /// What the resources of a template are called, by logical id: the paths of their constructs, which the resources'
    /// `Metadata` may hold as well. `nested` is the address of the nested stack whose template it is.
    pub(super) fn addresses(
        &self,
        nested: Option<&str>,
        template: &Node,
    ) -> BTreeMap<String, String> {
        let resources = template.get("Resources").map(Node::entries).unwrap_or_default();
        resources
            .iter()
            .filter_map(|entry| {
                let known = self.constructs.path(nested, &entry.key);
                let path = known.or_else(|| path_in_metadata(&entry.value))?;
                Some((entry.key.clone(), path.to_owned()))
            })
            .collect()
    }

    /// Where the app makes the resource at `address`.
    pub(crate) fn source(&self, address: &str) -> Option<&Source> {
        self.constructs.source(address)
    }

    /// The template's file of a nested stack, an `AWS::CloudFormation::Stack` of this stack or of one nested in it: as its
    /// `Metadata` names it, else by the hash in what its `TemplateURL` comes to.
    pub(super) fn nested_template(
        &self,
        metadata: Option<&Node>,
        template_url: Option<&Evaluated>,
    ) -> Option<PathBuf> {
        let named = metadata.and_then(|metadata| metadata.get("aws:asset:path"));
        let named = named.and_then(Node::text).and_then(|path| self.folder.file(path));
        named
            .filter(|path| path.is_file())
            .or_else(|| self.assets.of_url(template_url?))
            .filter(|path| path.is_file())
    }
}

/// The path of its construct that a resource was given by the CLI.
fn path_in_metadata(resource: &Node) -> Option<&str> {
    let path = resource.get("Metadata")?.get("aws:cdk:path")?.text()?;
    Some(path.strip_suffix("/Resource").unwrap_or(path))
}

/// What reading a stack needs of the assembly around it.
pub(super) struct Reading<'a> {
    pub(super) folder: &'a Folder,
    pub(super) assets: &'a Assets,
    pub(super) lookups: &'a Lookups,
}

impl Reading<'_> {
    /// Reads the stack that is the artifact `id`.
    pub(super) fn read(
        &self,
        id: &str,
        artifact: &Artifact,
        app: &mut App,
        gaps: &mut Vec<Gap>,
    ) -> Result<AssemblyStack, CollectError> {
        let template = artifact.text("templateFile").and_then(|file| self.folder.file(file));
        let Some(template) = template else {
            let what = format!("names no template of its own for the stack {id}");
            return Err(manifest::broken(&self.folder.manifest(), &what));
        };
        let (account, region) = environment(artifact.environment.as_deref().unwrap_or_default());
        Ok(AssemblyStack {
            artifact_id: id.to_owned(),
            // A stack without a name of its own is called as its artifact.
            stack_name: artifact.text("stackName").unwrap_or(id).to_owned(),
            display_name: artifact.display_name.as_deref().unwrap_or(id).to_owned(),
            template,
            account,
            region,
            tags: artifact.texts("tags"),
            parameters: artifact.texts("parameters"),
            lookups: self.lookups.clone(),
            constructs: self.constructs(artifact, app, gaps)?,
            folder: self.folder.clone(),
            assets: self.assets.clone(),
        })
    }

    /// The stack's constructs: from the manifest, and from the file that it names for them.
    fn constructs(
        &self,
        artifact: &Artifact,
        app: &mut App,
        gaps: &mut Vec<Gap>,
    ) -> Result<Constructs, CollectError> {
        let Some(name) = &artifact.additional_metadata_file else {
            return Ok(Constructs::read(&artifact.metadata, app));
        };
        let Some(file) = self.folder.file(name).filter(|file| file.is_file()) else {
            gaps.push(self.without_metadata());
            return Ok(Constructs::read(&artifact.metadata, app));
        };
        let mut metadata: Metadata = manifest::read_json(&file)?;
        for (path, notes) in &artifact.metadata {
            metadata.entry(path.clone()).or_default().extend(notes.iter().cloned());
        }
        Ok(Constructs::read(&metadata, app))
    }

    fn without_metadata(&self) -> Gap {
        Gap {
            what: self.folder.manifest().display().to_string(),
            why: "the metadata of constructs is missing, so resources are not told their place in the app"
                .to_owned(),
            is_failure: false,
        }
    }
}

/// Account and region of `aws://ACCOUNT/REGION`, without those that the app left open.
fn environment(text: &str) -> (Option<String>, Option<String>) {
    let (account, region) =
        text.strip_prefix("aws://").and_then(|text| text.split_once('/')).unwrap_or_default();
    let known =
        |part: &str, unknown: &str| (!part.is_empty() && part != unknown).then(|| part.to_owned());
    (known(account, "unknown-account"), known(region, "unknown-region"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_that_the_app_left_open_is_unknown() {
        let known = |text: &str| Some(text.to_owned());
        let cases = [
            ("aws://123456789012/eu-west-1", (known("123456789012"), known("eu-west-1"))),
            ("aws://unknown-account/unknown-region", (None, None)),
            ("aws://unknown-account/eu-west-1", (None, known("eu-west-1"))),
            ("aws://123456789012/unknown-region", (known("123456789012"), None)),
            ("aws://", (None, None)),
            ("", (None, None)),
        ];
        for (text, expected) in cases {
            assert_eq!(environment(text), expected, "{text}");
        }
    }
}
