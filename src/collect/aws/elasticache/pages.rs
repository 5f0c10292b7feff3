//! Lists of ElastiCache's, which come in pages.

/// Most entries of a page.
pub(super) const PAGE: i32 = 100;
/// The same of snapshots, of updates and of what is serverless.
pub(super) const SMALL_PAGE: i32 = 50;

/// Every page of a list: `pages!(region, OPERATION, client.describe_users().max_records(PAGE), users)`. The last names the field
/// of an answer that holds the list.
macro_rules! pages {
    ($region:expr, $operation:expr, $call:expr, $list:ident) => {
        $region.caller.pages(
            $operation,
            |marker| $call.set_marker(marker).send(),
            |page| (page.$list.unwrap_or_default(), page.marker),
        )
    };
}

/// The same of what is serverless, whose pages have a token.
macro_rules! serverless_pages {
    ($region:expr, $operation:expr, $call:expr, $list:ident) => {
        $region.caller.pages(
            $operation,
            |token| $call.set_next_token(token).send(),
            |page| (page.$list.unwrap_or_default(), page.next_token),
        )
    };
}

pub(super) use {pages, serverless_pages};
