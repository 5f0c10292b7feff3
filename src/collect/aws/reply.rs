//! Values out of replies: where AWS says nothing, something is unset or unknown, as the caller decides.

use std::collections::BTreeMap;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::call::{Caller, Listing};
use super::failure::Failure;
use super::operation::Operation;
use crate::model::{Attribute, Reason, Reference, Resource};

/// Tags as the model keeps them.
type Tags = Attribute<BTreeMap<String, Attribute<String>>>;

/// What AWS says, or unset where it says nothing.
pub(super) fn optional(text: Option<impl Into<String>>) -> Attribute<String> {
    filled(text).map_or(Attribute::Unset, Attribute::Known)
}

/// What AWS always says; unknown where `operation` all the same leaves `field` out.
pub(super) fn required(
    text: Option<impl Into<String>>,
    operation: Operation,
    field: &str,
) -> Attribute<String> {
    filled(text).map_or_else(|| Attribute::Unknown(untold(operation, field)), Attribute::Known)
}

/// Why something is unknown that `operation` should have told.
pub(super) fn untold(operation: Operation, field: &str) -> Reason {
    Reason::NotCollected(format!("{operation} (no {field})"))
}

/// The text, if there is any.
pub(super) fn filled(text: Option<impl Into<String>>) -> Option<String> {
    text.map(Into::into).filter(|text: &String| !text.is_empty())
}

/// A number that is never negative; `absent` where AWS says nothing.
pub(super) fn count<T>(number: Option<T>) -> Attribute<u32>
where
    T: TryInto<u32> + Copy + std::fmt::Display,
{
    match number {
        None => Attribute::Unset,
        Some(number) => number.try_into().map_or_else(
            |_| Attribute::Unknown(Reason::NotCollected(format!("{number} is no count"))),
            Attribute::Known,
        ),
    }
}

/// A point in time as RFC 3339, to the second.
pub(super) fn time(time: &DateTime) -> Attribute<String> {
    DateTime::from_secs(time.secs()).fmt(Format::DateTime).map_or_else(
        |_| Attribute::Unknown(Reason::NotCollected(format!("{} is no time", time.secs()))),
        Attribute::Known,
    )
}

/// References to what each of `names` names.
pub(super) fn references(
    names: impl IntoIterator<Item = String>,
) -> Attribute<Vec<Attribute<Reference>>> {
    Attribute::Known(names.into_iter().map(|name| Attribute::Known(Reference::Id(name))).collect())
}

/// Tags from keys and values.
pub(super) fn tags(tags: impl IntoIterator<Item = (Option<String>, Option<String>)>) -> Tags {
    let named = tags.into_iter().filter_map(|(key, value)| {
        let value = value.unwrap_or_default();
        key.map(|key| (key, Attribute::Known(value)))
    });
    Attribute::Known(named.collect())
}

/// The resources that entries of a list stand for, in a stable order. An entry without a name leaves the list open.
pub(super) fn entries<T, U>(
    caller: &Caller,
    operation: Operation,
    listing: Listing<T>,
    resource: impl Fn(T) -> Option<Resource<U>>,
) -> Listing<Resource<U>> {
    let Listing { items, missing } = listing;
    let told = items.len();
    let mut items: Vec<Resource<U>> = items.into_iter().filter_map(resource).collect();
    let nameless = || caller.blame(Failure::nameless(operation));
    let missing = missing.or_else(|| (items.len() < told).then(nameless));
    items.sort_by(|one, other| one.address.cmp(&other.address));
    items.dedup_by(|one, other| one.address == other.address);
    Listing { items, missing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_text_is_no_value() {
        assert_eq!(optional(Some("")), Attribute::Unset);
        assert_eq!(optional(None::<&str>), Attribute::Unset);
        assert_eq!(optional(Some("orders")), Attribute::Known("orders".into()));
        let reason = Reason::NotCollected("ec2:DescribeSubnets (no VpcId)".into());
        let missing = required(Some(""), Operation::DescribeSubnets, "VpcId");
        assert_eq!(missing, Attribute::Unknown(reason));
    }

    #[test]
    fn a_negative_number_is_no_count() {
        assert_eq!(count(Some(300)), Attribute::Known(300));
        assert_eq!(count(None::<i32>), Attribute::Unset);
        assert!(count(Some(-1)).is_unknown());
        assert!(count(Some(i64::MAX)).is_unknown());
    }

    #[test]
    fn times_are_told_to_the_second() {
        let moment = DateTime::from_secs_and_nanos(1_795_176_000, 999_000_000);
        assert_eq!(time(&moment), Attribute::Known("2026-11-20T12:00:00Z".into()));
        assert!(time(&DateTime::from_secs(i64::MAX)).is_unknown());
    }
}
