//! `Fn::Cidr`: a range cut into smaller ones.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::{Call, Run};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::model::Reason;

/// How many ranges `Fn::Cidr` makes at most.
const MOST_RANGES: u32 = 256;

impl Run<'_> {
    /// `Fn::Cidr`: a range, how many of it, and how many bits of an address are left to each.
    pub(in super::super) fn cidr(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let arguments = call.arguments(2, 3)?;
        let block = self.value(&arguments[0])?;
        let count = self.value(&arguments[1])?;
        let bits = arguments.get(2).map(|bits| self.value(bits)).transpose()?;
        let number = |value: &Evaluated| value.as_text().map(|text| text.trim().parse::<u32>());
        let expected = "a range, a count from 1 to 256, and a number of bits";
        block.each(&mut |block| {
            let Some(text) = block.as_text() else {
                return Ok(Evaluated::unknown(block.value.reason(), call.place));
            };
            let Ok(range) = text.trim().parse::<IpNet>() else {
                return Err(call.expects(expected));
            };
            let count = match number(&count) {
                Some(Ok(count)) if (1..=MOST_RANGES).contains(&count) => count,
                Some(_) => return Err(call.expects(expected)),
                None => return Ok(Evaluated::unknown(count.value.reason(), call.place)),
            };
            let bits = match bits.as_ref().map(|bits| (number(bits), bits)) {
                Some((Some(Ok(bits)), _)) => bits,
                Some((Some(Err(_)), _)) => return Err(call.expects(expected)),
                Some((None, bits)) => {
                    return Ok(Evaluated::unknown(bits.value.reason(), call.place));
                }
                // What it is when left out is not documented.
                None => {
                    let reason = Reason::NotCollected("Fn::Cidr without bits".to_owned());
                    return Ok(Evaluated::unknown(reason, call.place));
                }
            };
            let Some(ranges) = ranges(range, count, bits) else {
                let message = "Fn::Cidr does not fit that many ranges into the range";
                return Err(call.argument.place.malformed(message));
            };
            let ranges = ranges.into_iter().map(|range| Evaluated::text(range, call.place));
            Ok(Evaluated::new(Value::List(ranges.collect()), call.place))
        })
    }
}

/// The first `count` ranges in `range` that leave `bits` to addresses; none where they do not fit.
fn ranges(range: IpNet, count: u32, bits: u32) -> Option<Vec<String>> {
    let width = u32::from(range.max_prefix_len());
    let prefix =
        width.checked_sub(bits).filter(|prefix| *prefix >= u32::from(range.prefix_len()))?;
    let room = 1u128.checked_shl(prefix - u32::from(range.prefix_len())).unwrap_or(u128::MAX);
    if u128::from(count) > room {
        return None;
    }
    let step = 1u128.checked_shl(bits)?;
    let mut ranges = Vec::new();
    for index in 0..u128::from(count) {
        let offset = step.checked_mul(index)?;
        ranges.push(match range {
            IpNet::V4(range) => {
                let address = u128::from(range.network().to_bits()).checked_add(offset)?;
                format!("{}/{prefix}", Ipv4Addr::from_bits(u32::try_from(address).ok()?))
            }
            IpNet::V6(range) => {
                let address = range.network().to_bits().checked_add(offset)?;
                format!("{}/{prefix}", Ipv6Addr::from_bits(address))
            }
        });
    }
    Some(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(range: &str, count: u32, bits: u32) -> Option<Vec<String>> {
        ranges(range.parse().expect("is a range"), count, bits)
    }

    #[test]
    fn a_range_is_cut_from_its_start() {
        let expected = ["172.32.0.0/24", "172.32.1.0/24", "172.32.2.0/24"].map(str::to_owned);
        assert_eq!(cut("172.32.0.0/16", 3, 8), Some(expected.to_vec()));
        let expected = ["2001:db8::/64", "2001:db8:0:1::/64"].map(str::to_owned);
        assert_eq!(cut("2001:db8::/56", 2, 64), Some(expected.to_vec()));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(cut("10.0.0.0/24", 3, 7), None);
        assert_eq!(cut("10.0.0.0/24", 1, 9), None);
        assert_eq!(cut("10.0.0.0/24", 1, 33), None);
        assert_eq!(cut("10.0.0.0/24", 2, 7).map(|ranges| ranges.len()), Some(2));
    }
}
