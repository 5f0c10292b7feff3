//! The policies that a waiver names.

use crate::glob;
use crate::policy::{Bundle, PolicyError};
use crate::suggest;

/// The present id of the policy called `word`, or the pattern that it is if a policy matches it; else what is wrong, in
/// words that do not repeat it.
pub(crate) fn named(word: &str, bundle: &Bundle) -> Result<String, String> {
    if word.contains(['*', '?']) {
        let is_met = bundle.policies().any(|policy| glob::matches(word, policy.id.as_str()));
        return match is_met {
            true => Ok(word.to_owned()),
            false => Err("no policy matches this pattern".to_owned()),
        };
    }
    match bundle.require_policy(word) {
        Ok(policy) => Ok(policy.id.to_string()),
        Err(PolicyError::UnknownPolicy { suggestion, .. }) => {
            let hint = suggest::hint(suggestion.as_deref());
            Err(format!("no policy has this id{hint}"))
        }
        Err(error) => Err(error.to_string()),
    }
}
