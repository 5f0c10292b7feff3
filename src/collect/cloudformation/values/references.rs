//! References to other resources: their ids where they are known, else their addresses.

use super::Values;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::found::{Found, reason_of};
use crate::model::{Attribute, Reason, Reference, Symbol};

impl<'v> Values<'v> {
    /// A reference to one other resource.
    pub(in crate::collect::cloudformation) fn reference(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<Reference> {
        self.reference_of(&self.found(name, path), name)
    }

    fn reference_of(&self, found: &Found<'v>, name: &str) -> Attribute<Reference> {
        match found {
            Found::OneOf(possible, reason, _) => {
                one_of(possible.iter().map(|one| self.reference_of(one, name)).collect(), reason)
            }
            found => found.read(&|value| self.referred(value, name)),
        }
    }

    fn referred(&self, value: &Evaluated, name: &str) -> Attribute<Reference> {
        match &value.value {
            Value::Resource(resource) => Attribute::Known(Reference::Address(resource.symbol())),
            Value::List(_) | Value::Map(_) => Attribute::Unknown(self.surprise(name, "text")),
            Value::Joined(parts) => match (self.notes.symbols.part(value), arn_of(parts)) {
                (Some(text), _) => Attribute::Known(Reference::Id(text)),
                (None, Some(symbol)) => Attribute::Known(Reference::Address(symbol)),
                (None, None) => Attribute::Unknown(reason_of(&value.value)),
            },
            _ => self.notes.symbols.scalar(value).map(Reference::Id),
        }
    }

    /// A dimension's value, which is text: a name where the resource says its own; else a reference, maybe with a text
    /// behind it, as the nodes of a group are called.
    pub(in crate::collect::cloudformation) fn dimension(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<Reference> {
        let found = self.found(name, path);
        if let known @ Attribute::Known(_) = self.notes.symbols.text(&found) {
            return known.map(Reference::Id);
        }
        match &found {
            Found::Value(value) => {
                let called = suffixed(&value.value).map(Attribute::Known);
                called.unwrap_or_else(|| self.reference_of(&found, name))
            }
            _ => self.reference_of(&found, name),
        }
    }

    /// References to several other resources.
    pub(in crate::collect::cloudformation) fn references(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<Vec<Attribute<Reference>>> {
        self.elements(name, path, |found| self.reference_of(found, name))
    }
}

/// Exactly one of these references, if all of them are known.
fn one_of(references: Vec<Attribute<Reference>>, reason: &Reason) -> Attribute<Reference> {
    let mut candidates = Vec::new();
    for reference in references {
        match reference {
            Attribute::Known(reference) if candidates.contains(&reference) => {}
            Attribute::Known(reference) => candidates.push(reference),
            Attribute::Unset | Attribute::Unknown(_) => return Attribute::Unknown(reason.clone()),
        }
    }
    match candidates.len() {
        0 => Attribute::Unknown(reason.clone()),
        1 => Attribute::Known(candidates.swap_remove(0)),
        _ => Attribute::Known(Reference::Candidates { candidates }),
    }
}

/// The resource whose ARN is put together: `arn:…:${Resource}`. A cache's id may stand in an ARN of another service, such
/// as a bucket's, and an ARN of ElastiCache may name what is no cache of the input: neither is the ARN of the resource.
fn arn_of(parts: &[Evaluated]) -> Option<Symbol> {
    let (Evaluated { value: Value::Resource(resource), .. }, before) = parts.split_last()? else {
        return None;
    };
    let before: String = before.iter().map(|part| part.as_text().unwrap_or("?")).collect();
    let mut fields = before.splitn(6, ':');
    let is_arn = fields.next() == Some("arn");
    let is_of_elasticache = fields.nth(1) == Some("elasticache");
    let names_only_the_resource = fields.nth(2).is_some() && before.ends_with([':', '/']);
    let is_elasticache = resource.resource_type.starts_with("AWS::ElastiCache::");
    (is_arn && names_only_the_resource && is_of_elasticache == is_elasticache)
        .then(|| Symbol { attribute: Some("arn".to_owned()), ..resource.symbol() })
}

/// `${Resource}` or `${Resource}-001`: what a resource is called, and the text behind it.
fn suffixed(value: &Value) -> Option<Reference> {
    let (first, rest) = match value {
        Value::Resource(resource) => (resource, [].as_slice()),
        Value::Joined(parts) => match parts.split_first()? {
            (Evaluated { value: Value::Resource(resource), .. }, rest) => (resource, rest),
            _ => return None,
        },
        _ => return None,
    };
    let texts = rest.iter().map(|part| match &part.value {
        Value::Text(text) | Value::Number(text) => Some(text.as_str()),
        _ => None,
    });
    let suffix = texts.collect::<Option<String>>()?;
    Some(Reference::Address(Symbol { suffix: Some(suffix), ..first.symbol() }))
}
