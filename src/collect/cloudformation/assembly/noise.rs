//! What CDK adds to every template for itself.

use crate::collect::cloudformation::node::{Content, Entry, Node};

/// Takes what CDK keeps house with out of a template: the resource that counts its use, and the parameter and the rule that
/// check the bootstrap stack's version. The parameter would look like one without a value.
pub(crate) fn drop_noise(template: &mut Node) {
    let Content::Map(sections) = &mut template.content else { return };
    for section in sections {
        let Content::Map(entries) = &mut section.value.content else { continue };
        match section.key.as_str() {
            "Resources" => entries.retain(|entry| !is_metadata(entry)),
            "Parameters" => entries.retain(|entry| entry.key != "BootstrapVersion"),
            "Rules" => entries.retain(|entry| entry.key != "CheckBootstrapVersion"),
            _ => {}
        }
    }
}

fn is_metadata(entry: &Entry) -> bool {
    entry.value.get("Type").and_then(Node::text) == Some("AWS::CDK::Metadata")
}
