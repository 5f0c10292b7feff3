//! CBOR out of JSON, since recorded replies are files that people read. Nobody here reads CBOR.

use serde_json::Value;

/// The key of an object that stands for a point in time, in seconds since 1970.
const TIMESTAMP: &str = "$timestamp";

/// `value` in CBOR: whole numbers as integers, others in double precision.
///
/// <https://www.rfc-editor.org/rfc/rfc8949.html>
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(value) => out.push(if *value { 0xf5 } else { 0xf4 }),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => head(0, number, out),
            (None, Some(number)) => head(1, number.unsigned_abs() - 1, out),
            (None, None) => {
                out.push(0xfb);
                out.extend(number.as_f64().unwrap_or(f64::NAN).to_be_bytes());
            }
        },
        Value::String(text) => {
            head(3, text.len() as u64, out);
            out.extend(text.as_bytes());
        }
        Value::Array(values) => {
            head(4, values.len() as u64, out);
            values.iter().for_each(|value| write(value, out));
        }
        Value::Object(fields) => match fields.get(TIMESTAMP) {
            Some(seconds) => {
                head(6, 1, out);
                write(seconds, out);
            }
            None => {
                head(5, fields.len() as u64, out);
                for (name, value) in fields {
                    write(&Value::String(name.clone()), out);
                    write(value, out);
                }
            }
        },
    }
}

/// A major type and its argument, in as few bytes as hold it.
fn head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let kind = major << 5;
    match (u8::try_from(argument), u16::try_from(argument), u32::try_from(argument)) {
        (Ok(small @ 0..24), ..) => out.push(kind | small),
        (Ok(small), ..) => out.extend([kind | 24, small]),
        (_, Ok(small), _) => {
            out.push(kind | 25);
            out.extend(small.to_be_bytes());
        }
        (.., Ok(small)) => {
            out.push(kind | 26);
            out.extend(small.to_be_bytes());
        }
        _ => {
            out.push(kind | 27);
            out.extend(argument.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Cases out of RFC 8949, appendix A.
    #[test]
    fn values_are_encoded_as_the_rfc_says() {
        let cases: [(Value, &[u8]); 12] = [
            (json!(23), &[0x17]),
            (json!(24), &[0x18, 0x18]),
            (json!(1000), &[0x19, 0x03, 0xe8]),
            (json!(1_000_000), &[0x1a, 0x00, 0x0f, 0x42, 0x40]),
            (json!(-10), &[0x29]),
            (json!(1.1), &[0xfb, 0x3f, 0xf1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a]),
            (json!(true), &[0xf5]),
            (json!(null), &[0xf6]),
            (json!("IETF"), &[0x64, 0x49, 0x45, 0x54, 0x46]),
            (json!([1, [2, 3]]), &[0x82, 0x01, 0x82, 0x02, 0x03]),
            (json!({"a": 1}), &[0xa1, 0x61, 0x61, 0x01]),
            (json!({"$timestamp": 1_363_896_240}), &[0xc1, 0x1a, 0x51, 0x4b, 0x67, 0xb0]),
        ];
        for (value, bytes) in cases {
            assert_eq!(encode(&value), bytes, "{value}");
        }
    }
}
