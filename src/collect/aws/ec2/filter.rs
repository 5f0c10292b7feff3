//! Lists of EC2's that are narrowed to given ids. Unlike a list of ids, a filter takes no offence at one that is gone.

use std::collections::BTreeSet;
use std::future::Future;

use aws_sdk_ec2::types::Filter;

use crate::collect::aws::call::Listing;

/// Most values that one filter takes.
const LIMIT: usize = 200;

/// Every page of a list, narrowed: `narrowed!(region, OPERATION, ("vpc-id", ids), client.describe_vpcs(), vpcs)`. The last names
/// the field of an answer that holds the list.
macro_rules! narrowed {
    ($region:expr, $operation:expr, ($name:expr, $values:expr), $call:expr, $list:ident) => {
        $crate::collect::aws::ec2::filter::by($name, $values, |filter| {
            $region.caller.pages(
                $operation,
                move |token| $call.filters(filter.clone()).set_next_token(token).send(),
                |page| (page.$list.unwrap_or_default(), page.next_token),
            )
        })
    };
}

pub(super) use narrowed;

/// What `list` tells for the filter `name` with all of `values`, a batch at a time. Nothing is asked where there are none.
pub(super) async fn by<T, F>(
    name: &str,
    values: &BTreeSet<String>,
    list: impl Fn(Filter) -> F,
) -> Listing<T>
where
    F: Future<Output = Listing<T>>,
{
    let mut all = Listing { items: Vec::new(), missing: None };
    let values: Vec<String> = values.iter().cloned().collect();
    for batch in values.chunks(LIMIT) {
        let filter = Filter::builder().name(name).set_values(Some(batch.to_vec())).build();
        let Listing { items, missing } = list(filter).await;
        all.items.extend(items);
        // What refused one batch refuses the others as well.
        if missing.is_some() {
            return Listing { missing, ..all };
        }
    }
    all
}
