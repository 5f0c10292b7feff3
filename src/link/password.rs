//! The SSM parameter or secret that the password of a container comes from.

use super::auth_token;
use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::subject::{LinkedAuthTokenSecret, LinkedPasswordParameter};
use crate::model::{Arn, Attribute, Origin, Reference, SecretValue};

/// The parameter that `password` comes from; unset where it comes from elsewhere, or there is none.
pub(crate) fn parameter(
    index: &Index<'_>,
    password: &Attribute<SecretValue>,
    from: &Origin,
) -> Attribute<LinkedPasswordParameter> {
    source(password).and_then(|reference| {
        let found = reference.possibilities().into_iter().map(|one| described(index, one, from));
        agree(found.collect::<Vec<_>>(), || unresolved(reference))
    })
}

/// The secret or parameter that `password` comes from, as policies on AUTH tokens see it. Unlike a cache of ElastiCache's a
/// running container tells.
pub(crate) fn secret(
    index: &Index<'_>,
    password: &Attribute<SecretValue>,
    from: &Origin,
) -> Attribute<LinkedAuthTokenSecret> {
    source(password).map(|reference| {
        let names =
            reference.possibilities().into_iter().map(|one| match described(index, one, from) {
                Attribute::Known(parameter) => parameter.name,
                Attribute::Unset => auth_token::name(index, one, from),
                Attribute::Unknown(reason) => Attribute::Unknown(reason),
            });
        let name = agree(names.collect::<Vec<_>>(), || unresolved(reference));
        LinkedAuthTokenSecret { name }
    })
}

fn source(password: &Attribute<SecretValue>) -> Attribute<&Reference> {
    password.as_ref().and_then(|password| match password.is_set {
        true => password.secret.as_ref(),
        false => Attribute::Unset,
    })
}

/// What is known of the parameter, if `reference` means one.
fn described(
    index: &Index<'_>,
    reference: &Reference,
    from: &Origin,
) -> Attribute<LinkedPasswordParameter> {
    let parameters = &index.ssm_parameters;
    match reference {
        // ECS takes the plain name of a parameter, and of a secret its ARN.
        // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
        Reference::Id(id) if Arn::parse(id).is_some_and(|arn| arn.service != "ssm") => {
            return Attribute::Unset;
        }
        Reference::Address(symbol) if !parameters.knows_address(symbol) => {
            let is_secret =
                index.secrets.knows_address(symbol) || index.secret_versions.knows_address(symbol);
            let unknown = || Attribute::Unknown(unresolved(reference));
            return if is_secret { Attribute::Unset } else { unknown() };
        }
        Reference::Id(_) | Reference::Address(_) | Reference::Candidates { .. } => {}
    }
    let found = parameters.identify(reference, from).into_iter().map(|identity| {
        Attribute::Known(match (parameters.get(&identity), &identity) {
            (Some(parameter), _) => LinkedPasswordParameter {
                name: parameter.attributes.name.clone(),
                parameter_type: parameter.attributes.parameter_type.clone(),
            },
            (None, Identity::Named(text)) => LinkedPasswordParameter {
                name: Attribute::Known(name_in(text)),
                parameter_type: Attribute::Unknown(parameters.missing(&identity, from)),
            },
            (None, Identity::Here(_) | Identity::Addressed(_)) => {
                let missing = parameters.missing(&identity, from);
                LinkedPasswordParameter {
                    name: Attribute::Unknown(missing.clone()),
                    parameter_type: Attribute::Unknown(missing),
                }
            }
        })
    });
    agree(found.collect::<Vec<_>>(), || unresolved(reference))
}

/// The name of a parameter in its ARN, which leaves out the first slash of a path: `parameter/phillm/password`.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html#awssystemsmanager-resources-for-iam-policies>
fn name_in(text: &str) -> String {
    let Some(arn) = Arn::parse(text) else { return text.to_owned() };
    let name = arn.name();
    if name.contains('/') { format!("/{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_parameter_is_found_in_its_arn() {
        for (text, name) in [
            ("/phillm/redis/password", "/phillm/redis/password"),
            ("password", "password"),
            ("arn:aws:ssm:us-east-1:123456789012:parameter/phillm/password", "/phillm/password"),
            ("arn:aws:ssm:us-east-1:123456789012:parameter/password", "password"),
        ] {
            assert_eq!(name_in(text), name, "{text}");
        }
    }
}
