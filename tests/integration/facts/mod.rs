//! What a situation comes to: attributes of linked subjects, as the configuration beside the plan says them.
//!
//! The expected values are read off each folder's `main.tf`, the defaults that AWS and the provider document, and what a
//! plan can tell; never off the program's own output.

mod changes;
mod network;
mod relations;
mod settings;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{inventory, named, situation, subjects};

/// Kind and end of the address of a subject, a JSON pointer into it, and what must be there.
type Fact = (&'static str, &'static str, Value);

fn unknown(reason: &str) -> Value {
    json!({"$unknown": {"reason": reason}})
}

fn later() -> Value {
    unknown("known_after_apply")
}

fn unresolved(what: &str) -> Value {
    json!({"$unknown": {"reason": "unresolved_reference", "detail": what}})
}

/// Checks the facts of one plan or state.
fn check(name: &str, facts: &[Fact]) {
    let subjects = subjects(&inventory(&situation(name)));
    let wrong: Vec<String> = facts
        .iter()
        .filter_map(|(address, pointer, expected)| {
            let subject = named(&subjects, address);
            let found = subject.pointer(pointer);
            (found != Some(expected)).then(|| {
                let found = found.map_or("nothing".to_owned(), Value::to_string);
                format!("{name} {address} {pointer}: {found}, expected {expected}")
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The values at `pointer` below every element of `list`.
fn each(subject: &Value, list: &str, pointer: &str) -> Vec<Value> {
    let elements = subject.pointer(list).and_then(Value::as_array).cloned().unwrap_or_default();
    elements.iter().map(|element| element.pointer(pointer).cloned().unwrap_or_default()).collect()
}

fn linked(name: &str) -> BTreeMap<String, Value> {
    subjects(&inventory(&situation(name)))
}
