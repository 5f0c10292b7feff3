//! What stands at one property of a resource, where a condition may leave several possibilities.

use super::evaluated::{Evaluated, ResourceAttribute, Value};
use super::node::Place;
use crate::model::{Attribute, Reason};

/// A property, or a part of one.
#[derive(Debug, Clone)]
pub(super) enum Found<'v> {
    /// It is not there, or `AWS::NoValue`.
    Absent,
    /// It is there; the value is neither `NoValue`, nor `OneOf`, nor `Unknown`.
    Value(&'v Evaluated),
    /// One of these, for a reason, and where they are written.
    OneOf(Vec<Found<'v>>, &'v Reason, Option<&'v Place>),
    /// Nobody can tell.
    Unknown(Reason, Option<&'v Place>),
}

impl<'v> Found<'v> {
    /// What `evaluated` comes to.
    pub(super) fn of(evaluated: &'v Evaluated) -> Self {
        match &evaluated.value {
            Value::NoValue => Self::Absent,
            Value::OneOf(possible, reason) => {
                let possible = possible.iter().map(Self::of).collect();
                Self::OneOf(possible, reason, Some(&evaluated.place))
            }
            Value::Unknown(reason) => Self::Unknown(reason.clone(), Some(&evaluated.place)),
            _ => Self::Value(evaluated),
        }
    }

    /// The entry `name` of an object. What is no object has entries that nobody can tell.
    pub(super) fn member(&self, name: &str) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Value(object) => match &object.value {
                Value::Map(entries) => entries
                    .iter()
                    .find(|(key, _)| key == name)
                    .map_or(Self::Absent, |(_, value)| Self::of(value)),
                value => Self::Unknown(reason_of(value), Some(&object.place)),
            },
            Self::OneOf(possible, reason, place) => {
                let members = possible.iter().map(|one| one.member(name)).collect();
                Self::OneOf(members, reason, *place)
            }
            Self::Unknown(reason, place) => Self::Unknown(reason.clone(), *place),
        }
    }

    /// Whether an entry `name` is really written, in at least one possibility. Of an object that nobody knows, none is.
    pub(super) fn writes(&self, name: &str) -> bool {
        match self {
            Self::Absent | Self::Unknown(..) => false,
            Self::Value(object) => {
                let is_meant = |key: &str, value| key == name && !Self::of(value).is_absent();
                matches!(&object.value, Value::Map(entries)
                    if entries.iter().any(|(key, value)| is_meant(key, value)))
            }
            Self::OneOf(possible, ..) => possible.iter().any(|one| one.writes(name)),
        }
    }

    /// Whether it is certain that nothing is there.
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Where it is written.
    pub(super) fn place(&self) -> Option<&'v Place> {
        match self {
            Self::Absent => None,
            Self::Value(value) => Some(&value.place),
            Self::OneOf(possible, _, place) => possible
                .iter()
                .any(|one| !one.is_absent())
                .then(|| place.or_else(|| possible.iter().find_map(Self::place)))
                .flatten(),
            Self::Unknown(_, place) => *place,
        }
    }

    /// Why nobody can tell whether it is there at all, if nobody can.
    pub(super) fn doubt(&self) -> Option<&Reason> {
        match self {
            Self::Absent | Self::Value(_) => None,
            Self::OneOf(possible, reason, _) => possible
                .iter()
                .any(Self::is_absent)
                .then_some(*reason)
                .or_else(|| possible.iter().find_map(Self::doubt)),
            Self::Unknown(reason, _) => Some(reason),
        }
    }

    /// What `read` makes of it, if it makes the same of all possibilities. What is absent is unset.
    pub(super) fn read<T: PartialEq>(
        &self,
        read: &dyn Fn(&'v Evaluated) -> Attribute<T>,
    ) -> Attribute<T> {
        match self {
            Self::Absent => Attribute::Unset,
            Self::Value(value) => read(value),
            Self::OneOf(possible, reason, _) => {
                let mut readings = possible.iter().map(|one| one.read(read));
                match readings.next() {
                    Some(first) if readings.all(|reading| reading == first) => first,
                    _ => Attribute::Unknown((*reason).clone()),
                }
            }
            Self::Unknown(reason, _) => Attribute::Unknown(reason.clone()),
        }
    }

    /// Every resource that it refers to, at any depth.
    pub(super) fn resources(&self) -> Vec<&'v ResourceAttribute> {
        let mut resources = Vec::new();
        self.add_resources(&mut resources);
        resources
    }

    fn add_resources(&self, resources: &mut Vec<&'v ResourceAttribute>) {
        match self {
            Self::Absent | Self::Unknown(..) => {}
            Self::OneOf(possible, ..) => {
                possible.iter().for_each(|one| one.add_resources(resources));
            }
            Self::Value(value) => match &value.value {
                Value::Resource(resource) => resources.push(resource),
                Value::List(items) | Value::Joined(items) => {
                    items.iter().for_each(|item| Self::of(item).add_resources(resources));
                }
                Value::Map(entries) => {
                    entries.iter().for_each(|(_, value)| Self::of(value).add_resources(resources));
                }
                Value::Dynamic(dynamic) => Self::of(&dynamic.name).add_resources(resources),
                Value::Bool(_)
                | Value::Number(_)
                | Value::Text(_)
                | Value::NoValue
                | Value::Hidden { .. }
                | Value::OneOf(..)
                | Value::Unknown(_) => {}
            },
        }
    }

    /// Why some part of it, at any depth, cannot be told, if one cannot.
    pub(super) fn unknown_part(&self) -> Option<Reason> {
        match self {
            Self::Absent => None,
            Self::Unknown(reason, _) => Some(reason.clone()),
            Self::OneOf(_, reason, _) => Some((*reason).clone()),
            Self::Value(value) => match &value.value {
                Value::List(items) | Value::Joined(items) => {
                    items.iter().find_map(|item| Self::of(item).unknown_part())
                }
                Value::Map(entries) => {
                    entries.iter().find_map(|(_, value)| Self::of(value).unknown_part())
                }
                _ => None,
            },
        }
    }
}

/// Why a value that is not written out cannot be told.
pub(super) fn reason_of(value: &Value) -> Reason {
    match value {
        Value::Resource(_) => Reason::KnownAfterApply,
        Value::Dynamic(dynamic) => {
            let name = match &dynamic.name.value {
                Value::Text(name) => format!("{} {name}", dynamic.service),
                _ => format!("a value in {}", dynamic.service),
            };
            Reason::UnresolvedReference(name)
        }
        Value::Joined(parts) => parts
            .iter()
            .map(|part| &part.value)
            .find(|part| !matches!(part, Value::Text(_) | Value::Number(_) | Value::Bool(_)))
            .map_or(Reason::KnownAfterApply, reason_of),
        Value::Hidden { .. } => Reason::NotCollected("a parameter with NoEcho".to_owned()),
        Value::OneOf(_, reason) | Value::Unknown(reason) => reason.clone(),
        Value::Bool(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_)
        | Value::NoValue => Reason::NotCollected("a value of another shape than expected".into()),
    }
}
