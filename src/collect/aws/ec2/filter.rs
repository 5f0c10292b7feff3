//! Lists of EC2's that are narrowed to given ids. Unlike a list of ids, a filter takes no offence at one that is gone.

use std::collections::BTreeSet;
use std::future::Future;

use aws_sdk_ec2::types::Filter;

use crate::collect::aws::call::Listing;

/// Most values that one filter takes.
const LIMIT: usize = 200;

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
