//! Change sets: the answer to `aws cloudformation describe-change-set`.
//!
//! Pages enter, in any order and of several change sets; change sets leave, nested ones inside the one around them: what
//! happens to each resource, and as far as it was asked for (`--include-property-values`) what its properties come to.
//! What does not change is not in it.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html>

pub(crate) mod change;
pub(crate) mod contents;
mod merge;
mod page;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::Environment;
use crate::collect::cloudformation::node::Node;
use crate::collect::cloudformation::parameters::Given;
use crate::model::Gap;

use self::change::ResourceChange;

/// A change set with all pages that were given.
#[derive(Debug, PartialEq)]
pub(crate) struct ChangeSet {
    /// The file of its first page.
    pub(crate) file: Arc<str>,
    /// The name of the stack.
    pub(crate) stack_name: Option<String>,
    /// The account, by the stack's ARN.
    pub(crate) account: Option<String>,
    /// The region, by the stack's ARN.
    pub(crate) region: Option<String>,
    /// What the template's parameters are given.
    pub(crate) parameters: BTreeMap<String, Given>,
    /// Tags that every resource of the stack gets.
    pub(crate) tags: BTreeMap<String, String>,
    /// What changes, by logical id.
    pub(crate) changes: BTreeMap<String, ResourceChange>,
    /// The change sets of nested stacks, by the nested stacks' logical ids.
    pub(crate) nested: BTreeMap<String, ChangeSet>,
    /// Whether everything that it changes is in it, as far as its pages tell: they name the next one, never the one before.
    pub(crate) is_complete: bool,
    /// What is missing.
    pub(crate) gaps: Vec<Gap>,
}

impl ChangeSet {
    /// Reads change sets from their pages. A nested one whose parent is given as well is found inside of it only.
    pub(crate) fn read(pages: &[(Node, Arc<str>)]) -> Result<Vec<Self>, CollectError> {
        let pages: Result<Vec<_>, _> =
            pages.iter().map(|(root, file)| page::Page::read(root, file)).collect();
        Ok(merge::change_sets(pages?))
    }

    /// Adds what it tells of the environment that its template is evaluated in. What the user said stays.
    pub(crate) fn complete(&self, environment: &mut Environment) {
        let pseudo_parameters = [
            ("AWS::AccountId", &self.account),
            ("AWS::Region", &self.region),
            ("AWS::StackName", &self.stack_name),
        ];
        for (name, value) in pseudo_parameters {
            if let Some(value) = value {
                let entry = environment.pseudo_parameters.entry(name.to_owned());
                entry.or_insert_with(|| value.clone());
            }
        }
        for (name, given) in &self.parameters {
            environment.parameters.entry(name.clone()).or_insert_with(|| given.clone());
        }
    }

    /// What is left open when no template is given with it: everything that does not change.
    pub(crate) fn gap_without_template(&self) -> Gap {
        self.gap("a change set does not tell what stays as it is; pass the template too", false)
    }

    fn gap(&self, why: &str, is_failure: bool) -> Gap {
        gap(&self.file, why, is_failure)
    }
}

fn gap(file: &str, why: &str, is_failure: bool) -> Gap {
    Gap { what: file.to_owned(), why: why.to_owned(), is_failure }
}
