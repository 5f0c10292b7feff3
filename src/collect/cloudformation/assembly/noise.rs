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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::collect::cloudformation::json;

    fn parsed(text: &str) -> Node {
        json::parse(text, &Arc::from("t.json")).expect("is JSON")
    }

    fn keys<'n>(template: &'n Node, section: &str) -> Vec<&'n str> {
        let section = template.get(section).expect("is a section");
        section.entries().iter().map(|entry| entry.key.as_str()).collect()
    }

    #[test]
    fn only_what_cdk_adds_for_itself_goes() {
        let mut template = parsed(
            r#"{"Resources": {"CDKMetadata": {"Type": "AWS::CDK::Metadata"}, "A": {"Type": "AWS::SNS::Topic"}},
            "Parameters": {"BootstrapVersion": {"Type": "String"}, "B": {"Type": "String"}},
            "Rules": {"CheckBootstrapVersion": {}, "C": {}}, "Outputs": {"BootstrapVersion": {}}}"#,
        );
        drop_noise(&mut template);
        let sections = ["Resources", "Parameters", "Rules", "Outputs"];
        let left = sections.map(|section| keys(&template, section));
        assert_eq!(left, [["A"], ["B"], ["C"], ["BootstrapVersion"]]);
    }

    #[test]
    fn what_is_no_template_stays() {
        for text in ["[]", "null", r#"{"Resources": [], "Parameters": "x"}"#] {
            let mut template = parsed(text);
            drop_noise(&mut template);
            assert_eq!(template, parsed(text));
        }
    }
}
