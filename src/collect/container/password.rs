//! The password of a server: that there is one and where it comes from, never what it is.

use super::words::Word;
use crate::model::{Attribute, SecretSource, SecretValue};

/// The password that `word` is. An empty one is none.
pub(super) fn of(word: &Word) -> Attribute<SecretValue> {
    let set = |source, secret| {
        let source = Attribute::Known(source);
        Attribute::Known(SecretValue { is_set: true, source, secret })
    };
    match word {
        Word::Text(text) if text.is_empty() => Attribute::Unset,
        // Whoever may read the task definition may read it, also where it stands in a variable.
        Word::Text(_) => set(SecretSource::Literal, Attribute::Unset),
        Word::Secret(secret) => set(SecretSource::SecretReference, secret.clone()),
        Word::Unknown(reason) => Attribute::Unknown(reason.clone()),
    }
}
