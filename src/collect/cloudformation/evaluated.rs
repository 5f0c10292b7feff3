//! What the expressions of a template come to, three-valued.

use std::sync::Arc;

use super::node::Place;
use crate::model::Reason;

/// A value after evaluation, with the place where it is written: through `Ref` to a parameter's default that is the
/// default's place, through `Fn::If` the branch's, through `Fn::FindInMap` the mapping's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evaluated {
    pub(super) value: Value,
    pub(super) place: Place,
    /// The parameter that it was taken from as a whole, if one.
    pub(super) parameter: Option<Arc<str>>,
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its text.
    Number(String),
    /// Text.
    Text(String),
    /// A list. What comes to [`Value::NoValue`] is left out of it.
    List(Vec<Evaluated>),
    /// An object. What comes to [`Value::NoValue`] is left out of it.
    Map(Vec<(String, Evaluated)>),
    /// `AWS::NoValue`: the property is not there.
    NoValue,
    /// `Ref` or `Fn::GetAtt` of a resource that has no id yet.
    Resource(ResourceAttribute),
    /// `{{resolve:…}}`, with nothing before or after it.
    Dynamic(DynamicReference),
    /// Text put together from parts (`Fn::Sub`, `Fn::Join`) of which at least one is not known.
    Joined(Vec<Evaluated>),
    /// A value that must not be shown: a parameter with `NoEcho`. Whether it is empty is all that is kept.
    Hidden {
        /// Whether the parameter has a value that is not empty; none where it has none at all.
        is_set: Option<bool>,
    },
    /// One of these, and nobody can tell which: the branches of a condition that cannot be decided.
    OneOf(Vec<Evaluated>, Reason),
    /// Nobody can tell.
    Unknown(Reason),
}

/// What is read of a resource of the same input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ResourceAttribute {
    /// The resource's address, as [`crate::model::Resource::address`] has it.
    pub(super) address: String,
    /// Its type: `AWS::EC2::VPC`.
    pub(super) resource_type: Arc<str>,
    /// The attribute; none for what `Ref` returns.
    pub(super) attribute: Option<String>,
}

/// A dynamic reference.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DynamicReference {
    /// `ssm`, `ssm-secure` or `secretsmanager`.
    pub(super) service: String,
    /// What it names: the secret or parameter.
    pub(super) name: Box<Evaluated>,
}
