//! What the expressions of a template come to, three-valued.

use std::sync::Arc;

use super::node::Place;
use crate::model::{Reason, Symbol};

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
    #[expect(clippy::enum_variant_names, reason = "CloudFormation calls it so")]
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

impl ResourceAttribute {
    /// What the model calls it.
    pub(super) fn symbol(&self) -> Symbol {
        Symbol {
            service: acting_service(&self.resource_type).map(str::to_owned),
            ..Symbol::new(self.address.clone(), self.attribute.clone())
        }
    }
}

/// The service in the ARN of a resource that alarms act through.
fn acting_service(resource_type: &str) -> Option<&'static str> {
    match resource_type {
        "AWS::SNS::Topic" => Some("sns"),
        "AWS::Lambda::Function" | "AWS::Lambda::Alias" | "AWS::Lambda::Version" => Some("lambda"),
        "AWS::SSMIncidents::ResponsePlan" => Some("ssm-incidents"),
        "AWS::AutoScaling::ScalingPolicy" | "AWS::ApplicationAutoScaling::ScalingPolicy" => {
            Some("autoscaling")
        }
        _ => None,
    }
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

/// How many values a `OneOf` may name before it is as good as unknown.
const MOST_CANDIDATES: usize = 32;

impl Evaluated {
    /// A value written at `place`.
    pub(super) fn new(value: Value, place: &Place) -> Self {
        Self { value, place: place.clone(), parameter: None }
    }

    /// Text written at `place`.
    pub(super) fn text(text: impl Into<String>, place: &Place) -> Self {
        Self::new(Value::Text(text.into()), place)
    }

    /// What nobody can tell, written at `place`.
    pub(super) fn unknown(reason: Reason, place: &Place) -> Self {
        Self::new(Value::Unknown(reason), place)
    }

    /// One of `candidates`: the value itself where they are all the same, unknown where there are too many.
    pub(super) fn one_of(candidates: Vec<Self>, reason: Reason, place: &Place) -> Self {
        let mut distinct: Vec<Self> = Vec::with_capacity(candidates.len());
        let mut pending: Vec<Self> = candidates.into_iter().rev().collect();
        while let Some(candidate) = pending.pop() {
            match candidate.value {
                Value::OneOf(inner, _) => pending.extend(inner.into_iter().rev()),
                _ if distinct.iter().any(|known| known.is_same(&candidate)) => {}
                _ if distinct.len() == MOST_CANDIDATES => return Self::unknown(reason, place),
                _ => distinct.push(candidate),
            }
        }
        match distinct.pop() {
            Some(only) if distinct.is_empty() => only,
            Some(last) => {
                distinct.push(last);
                Self::new(Value::OneOf(distinct, reason), place)
            }
            None => Self::unknown(reason, place),
        }
    }

    /// Applies `f` to the value, or to each value that it may be.
    pub(super) fn each<E>(self, f: &mut dyn FnMut(Self) -> Result<Self, E>) -> Result<Self, E> {
        match self.value {
            Value::OneOf(candidates, reason) => {
                let results: Result<Vec<Self>, E> =
                    candidates.into_iter().map(|candidate| candidate.each(f)).collect();
                Ok(Self::one_of(results?, reason, &self.place))
            }
            _ => f(self),
        }
    }

    /// Whether both are the same expression's value, wherever they are written.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.value.is_same(&other.value)
    }

    /// Whether the value is there in any case.
    pub(super) fn is_no_value(&self) -> bool {
        self.value == Value::NoValue
    }

    /// The text of a scalar.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Number(text) | Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value at `key` of an object.
    #[cfg(test)]
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(entries) => {
                entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }
}

impl Value {
    fn is_same(&self, other: &Self) -> bool {
        let all = |left: &[Evaluated], right: &[Evaluated]| {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.is_same(r))
        };
        match (self, other) {
            (Self::List(left), Self::List(right))
            | (Self::Joined(left), Self::Joined(right))
            | (Self::OneOf(left, _), Self::OneOf(right, _)) => all(left, right),
            (Self::Map(left), Self::Map(right)) => {
                left.len() == right.len()
                    && left.iter().zip(right).all(|(l, r)| l.0 == r.0 && l.1.is_same(&r.1))
            }
            (Self::Dynamic(left), Self::Dynamic(right)) => {
                left.service == right.service && left.name.is_same(&right.name)
            }
            _ => self == other,
        }
    }

    /// Why the value is not known, where it is not.
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Unknown(reason) | Self::OneOf(_, reason) => reason.clone(),
            Self::Joined(parts) => parts
                .iter()
                .find(|part| part.as_text().is_none())
                .map_or(Reason::KnownAfterApply, |part| part.value.reason()),
            Self::Dynamic(_) => Reason::NotCollected("dynamic reference".to_owned()),
            Self::Hidden { .. } => Reason::NotCollected("parameter with NoEcho".to_owned()),
            _ => Reason::KnownAfterApply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_tells_the_service_that_alarms_act_through() {
        let service = |resource_type: &str| {
            let address = "Target".to_owned();
            let resource_type = resource_type.into();
            ResourceAttribute { address, resource_type, attribute: None }.symbol().service
        };
        assert_eq!(service("AWS::SNS::Topic").as_deref(), Some("sns"));
        assert_eq!(service("AWS::Lambda::Alias").as_deref(), Some("lambda"));
        assert_eq!(service("AWS::AutoScaling::ScalingPolicy").as_deref(), Some("autoscaling"));
        assert_eq!(service("Custom::Topic"), None);
    }
}
