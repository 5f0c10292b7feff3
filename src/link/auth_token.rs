//! The secret that a cache's AUTH token is read from.

use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::subject::LinkedAuthTokenSecret;
use crate::model::{Arn, Attribute, Cache, Origin, Reason, Reference, Symbol};

/// How many characters AWS adds to the name of a secret in its ARN, after a hyphen.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html#secret_name_structure>
const SUFFIX_LENGTH: usize = 6;

/// The secret of `cache`'s token; unset where there is no token, or it comes from elsewhere. What runs has a token of which
/// nobody can tell where it comes from.
pub(crate) fn secret(
    index: &Index<'_>,
    cache: &Cache,
    from: &Origin,
) -> Attribute<LinkedAuthTokenSecret> {
    let token = cache.auth_token.as_ref();
    if from.is_live() {
        return token.and_then(|token| match token.is_set {
            true => Attribute::Unknown(Reason::NotSupportedBySource),
            false => Attribute::Unset,
        });
    }
    let secret = token.and_then(|token| token.secret.as_ref());
    secret.map(|reference| LinkedAuthTokenSecret { name: name(index, reference, from) })
}

/// The name of the secret or parameter that `reference` means.
pub(crate) fn name(index: &Index<'_>, reference: &Reference, from: &Origin) -> Attribute<String> {
    let names = reference.possibilities().into_iter().map(|possibility| match possibility {
        Reference::Address(symbol) => by_symbol(index, symbol, possibility, from),
        _ => of_secret(index, possibility, from),
    });
    agree(names.collect::<Vec<_>>(), || unresolved(reference))
}

fn by_symbol(
    index: &Index<'_>,
    symbol: &Symbol,
    reference: &Reference,
    from: &Origin,
) -> Attribute<String> {
    if index.ssm_parameters.knows_address(symbol) {
        return index
            .ssm_parameters
            .fact(reference, from, |_, parameter| given(&parameter.attributes.name));
    }
    if !index.secret_versions.knows_address(symbol) {
        return of_secret(index, reference, from);
    }
    index.secret_versions.fact(reference, from, |_, version| {
        let secret = version.attributes.secret_id.as_ref();
        secret.and_then(|secret| of_secret(index, secret, &version.origin))
    })
}

/// The name of the secret that `reference`, a name, ARN or address, means.
fn of_secret(index: &Index<'_>, reference: &Reference, from: &Origin) -> Attribute<String> {
    let names = index.secrets.identify(reference, from).into_iter().map(|identity| {
        match (index.secrets.get(&identity), &identity) {
            (Some(secret), _) => given(&secret.attributes.name),
            (None, Identity::Named(text)) => Attribute::Known(name_in(text).to_owned()),
            (None, _) => Attribute::Unknown(index.secrets.missing(&identity, from)),
        }
    });
    agree(names.collect::<Vec<_>>(), || unresolved(reference))
}

/// A secret always has a name: where none is written, AWS makes one.
fn given(name: &Attribute<String>) -> Attribute<String> {
    match name {
        Attribute::Unset => Attribute::Unknown(Reason::KnownAfterApply),
        name => name.clone(),
    }
}

/// The name in an ARN, `orders` of `arn:aws:secretsmanager:…:secret:orders-Ab12Cd`; any other text is a name.
fn name_in(text: &str) -> &str {
    let Some(arn) = Arn::parse(text) else { return text };
    let is_suffix = |suffix: &str| {
        suffix.len() == SUFFIX_LENGTH && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match arn.name().rsplit_once('-') {
        Some((name, suffix)) if is_suffix(suffix) => name,
        _ => arn.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_an_arn_without_what_aws_adds() {
        let cases = [
            ("orders/token", "orders/token"),
            ("orders-Ab12Cd", "orders-Ab12Cd"),
            ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-Ab12Cd", "orders"),
            ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:a/b-c-Ab12Cd", "a/b-c"),
            ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders", "orders"),
        ];
        for (text, name) in cases {
            assert_eq!(name_in(text), name, "{text}");
        }
    }
}
