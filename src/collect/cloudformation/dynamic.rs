//! Dynamic references, `{{resolve:…}}`: found in text, also where parts of it are not known.

use super::evaluated::{DynamicReference, Evaluated, Value};
use super::node::Place;

const OPENS: &str = "{{resolve:";
const CLOSES: &str = "}}";
const SERVICES: [&str; 3] = ["secretsmanager", "ssm-secure", "ssm"];

/// Text as it is written: itself, or a dynamic reference.
pub(super) fn literal(text: &str, place: &Place) -> Evaluated {
    let whole = Evaluated::text(text, place);
    if !text.contains(OPENS) {
        return whole;
    }
    let mut parts = find(vec![whole], place);
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            Evaluated::new(Value::Joined(parts), place)
        }
    }
}

/// Finds the dynamic references in the parts of a text; what is between them stays.
pub(super) fn find(parts: Vec<Evaluated>, place: &Place) -> Vec<Evaluated> {
    let mut found = Vec::with_capacity(parts.len());
    let mut rest = parts;
    while let Some((before, inside, after)) = split(&rest) {
        let Some(reference) = reference(&inside, place) else { break };
        found.extend(before);
        found.push(Evaluated::new(Value::Dynamic(reference), place));
        rest = after;
    }
    found.extend(rest);
    found
}

type Parts = Vec<Evaluated>;

/// What stands before the first dynamic reference, in it, and after it.
fn split(parts: &[Evaluated]) -> Option<(Parts, Parts, Parts)> {
    let (before, rest) = cut(parts, OPENS)?;
    let (inside, after) = cut(&rest, CLOSES)?;
    Some((before, inside, after))
}

/// The parts before and after the first `mark` in one of the texts.
fn cut(parts: &[Evaluated], mark: &str) -> Option<(Parts, Parts)> {
    let (index, at) = parts.iter().enumerate().find_map(|(index, part)| match &part.value {
        Value::Text(text) => text.find(mark).map(|at| (index, at)),
        _ => None,
    })?;
    let Value::Text(text) = &parts[index].value else { return None };
    let piece = |text: &str| {
        (!text.is_empty()).then(|| Evaluated::text(text, &parts[index].place)).into_iter()
    };
    let before = parts[..index].iter().cloned().chain(piece(&text[..at])).collect();
    let after = &text[at + mark.len()..];
    Some((before, piece(after).chain(parts[index + 1..].iter().cloned()).collect()))
}

/// Reads what stands between `{{resolve:` and `}}`.
fn reference(inside: &[Evaluated], place: &Place) -> Option<DynamicReference> {
    let Value::Text(first) = &inside.first()?.value else { return None };
    let (service, name) =
        SERVICES.iter().find_map(|service| Some((*service, first.strip_prefix(service)?)))?;
    let name = name.strip_prefix(':')?;
    let mut parts = Vec::with_capacity(inside.len());
    if !name.is_empty() {
        parts.push(Evaluated::text(name, place));
    }
    parts.extend(inside[1..].iter().cloned());
    let parts = match service {
        "secretsmanager" => secret_name(parts),
        _ => parameter_name(parts),
    };
    let name = joined(parts, place)?;
    Some(DynamicReference { service: service.to_owned(), name: Box::new(name) })
}

/// The secret without key, stage and version: `secret:SecretString:key:stage:version`.
fn secret_name(parts: Parts) -> Parts {
    if let Some((name, _)) = cut(&parts, ":SecretString") {
        return name;
    }
    match parts.as_slice() {
        [Evaluated { value: Value::Text(text), place, .. }] => {
            // An ARN has six colons of its own.
            let fields = if text.starts_with("arn:") { 7 } else { 1 };
            let end = text.match_indices(':').nth(fields - 1).map_or(text.len(), |(at, _)| at);
            vec![Evaluated::text(&text[..end], place)]
        }
        // `Ref` of a secret, then as many empty fields as somebody liked to write.
        [
            secret @ Evaluated { value: Value::Resource(_), .. },
            Evaluated { value: Value::Text(rest), .. },
        ] if rest.starts_with(':') => {
            vec![secret.clone()]
        }
        _ => parts,
    }
}

/// The parameter without its version: `name:3`.
fn parameter_name(mut parts: Parts) -> Parts {
    if let Some(last) = parts.last_mut()
        && let Value::Text(text) = &mut last.value
        && let Some((name, version)) = text.rsplit_once(':')
        && version.bytes().all(|byte| byte.is_ascii_digit())
    {
        *text = name.to_owned();
    }
    parts.retain(|part| part.value != Value::Text(String::new()));
    parts
}

fn joined(mut parts: Parts, place: &Place) -> Option<Evaluated> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Evaluated::new(Value::Joined(parts), place)),
    }
}
