//! `secrets[].valueFrom`: which secret or parameter a variable gets its value from.

use crate::model::{Arn, Reference};

/// What `value_from` names: a secret of Secrets Manager by its ARN, or a parameter of SSM. `parameter` gives the ARN of a
/// parameter that is named as parameters of the same region may be.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html>
pub(in crate::collect) fn secret(
    value_from: &str,
    parameter: impl Fn(&str) -> String,
) -> Reference {
    let Some(arn) = Arn::parse(value_from) else {
        return Reference::Id(parameter(value_from));
    };
    // Key, stage and version of the value follow the secret's name.
    let name = arn.resource.strip_prefix("secret:").filter(|_| arn.service == "secretsmanager");
    let selects = name.and_then(|name| name.split_once(':'));
    let length = selects.map_or(0, |(_, selection)| selection.len() + 1);
    Reference::Id(value_from[..value_from.len() - length].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_named_without_what_is_taken_of_it() {
        const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-Ab12Cd";
        const PARAMETER: &str = "arn:aws:ssm:eu-west-1:123456789012:parameter/phillm/redis";
        let cases = [
            (SECRET.to_owned(), SECRET),
            (format!("{SECRET}:password::"), SECRET),
            (format!("{SECRET}:::0a1b"), SECRET),
            (PARAMETER.to_owned(), PARAMETER),
            ("/phillm/redis".to_owned(), "arn:/phillm/redis"),
            ("redis".to_owned(), "arn:redis"),
        ];
        for (value_from, expected) in cases {
            let named = secret(&value_from, |name| format!("arn:{name}"));
            assert_eq!(named, Reference::Id(expected.to_owned()), "{value_from}");
        }
    }
}
