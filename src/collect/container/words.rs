//! Words of a command line as the process gets them: variables replaced by what the container's definition sets.

use std::collections::BTreeMap;

use super::shell::{self, Piece};
use crate::model::{Attribute, Reason, Reference};

/// One word that a process gets. It may hold a password, so nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// This text.
    Text(String),
    /// Text that holds the value of a secret.
    Secret(Attribute<Reference>),
    /// Nobody can tell what.
    Unknown(Reason),
}

/// Variables that a container's definition sets.
pub(in crate::collect) struct Variables {
    /// `environment`, by name.
    pub(in crate::collect) environment: Attribute<BTreeMap<String, Attribute<String>>>,
    /// `secrets`: which secret each variable gets its value from.
    pub(in crate::collect) secrets: Attribute<BTreeMap<String, Attribute<Reference>>>,
    /// Whether `environmentFiles` set more, in files that nobody reads.
    pub(in crate::collect) has_files: Attribute<bool>,
}

impl Word {
    /// A word that stands in a definition as it is.
    pub(super) fn of(text: &Attribute<String>) -> Self {
        match text {
            Attribute::Known(text) => Self::Text(text.clone()),
            Attribute::Unset => Self::Text(String::new()),
            Attribute::Unknown(reason) => Self::Unknown(reason.clone()),
        }
    }

    /// The text, where it is known.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Secret(_) | Self::Unknown(_) => None,
        }
    }
}

impl Variables {
    /// What a variable holds; nothing where the definition does not set it.
    pub(super) fn get(&self, name: &str) -> Option<Word> {
        // ECS takes no definition that sets a variable twice.
        match &self.secrets {
            Attribute::Known(secrets) => {
                if let Some(secret) = secrets.get(name) {
                    return Some(Word::Secret(secret.clone()));
                }
            }
            Attribute::Unset => {}
            Attribute::Unknown(reason) => return Some(Word::Unknown(reason.clone())),
        }
        match &self.environment {
            Attribute::Known(environment) => {
                if let Some(value) = environment.get(name) {
                    return Some(Word::of(value));
                }
            }
            Attribute::Unset => {}
            Attribute::Unknown(reason) => return Some(Word::Unknown(reason.clone())),
        }
        match &self.has_files {
            Attribute::Known(false) | Attribute::Unset => None,
            Attribute::Known(true) => {
                Some(Word::Unknown(unread("an environment file may set a variable")))
            }
            Attribute::Unknown(reason) => Some(Word::Unknown(reason.clone())),
        }
    }

    /// The words that a shell makes of the variable `name`; none where the definition does not set it.
    pub(super) fn words_of(&self, name: &str) -> Vec<Word> {
        let variable = || Piece::Variable { name: name.to_owned(), is_quoted: false };
        self.get(name).map_or_else(Vec::new, |_| self.expand(&[vec![variable()]]))
    }

    /// The words that a shell makes of `words`.
    pub(super) fn expand(&self, words: &[shell::Word]) -> Vec<Word> {
        words.iter().flat_map(|word| self.expand_one(word)).collect()
    }

    /// Without quotes, a value is as many words as it holds, and none where it is empty.
    fn expand_one(&self, word: &[Piece]) -> Vec<Word> {
        let mut words = Vec::new();
        let mut last: Option<Word> = None;
        for piece in word {
            let (value, is_quoted) = match piece {
                Piece::Text(text) => (Word::Text(text.clone()), true),
                Piece::Variable { name, is_quoted } => {
                    // The image may set it as well.
                    let unset = || Word::Unknown(unread("the definition does not set a variable"));
                    (self.get(name).unwrap_or_else(unset), *is_quoted)
                }
                Piece::File | Piece::Other => (Word::Unknown(unread("the shell decides")), true),
            };
            match value {
                Word::Text(text) if !is_quoted => {
                    let is_apart = |at: Option<char>| at.is_some_and(char::is_whitespace);
                    if is_apart(text.chars().next()) {
                        words.extend(last.take());
                    }
                    for (at, part) in text.split_whitespace().enumerate() {
                        if at > 0 {
                            words.extend(last.take());
                        }
                        last = Some(joined(last.take(), Word::Text(part.to_owned())));
                    }
                    if is_apart(text.chars().last()) {
                        words.extend(last.take());
                    }
                }
                value => last = Some(joined(last.take(), value)),
            }
        }
        words.extend(last);
        words
    }
}

/// Both as one word. What holds a secret is one, whatever stands beside it.
fn joined(one: Option<Word>, other: Word) -> Word {
    match (one, other) {
        (None, other) => other,
        (Some(Word::Text(one)), Word::Text(other)) => Word::Text(one + &other),
        (Some(secret @ Word::Secret(_)), _) | (_, secret @ Word::Secret(_)) => secret,
        (Some(unknown @ Word::Unknown(_)), _) | (_, unknown @ Word::Unknown(_)) => unknown,
    }
}

/// Why something about a command line is unknown. Nothing of the command line is told.
pub(super) fn unread(why: &str) -> Reason {
    Reason::NotCollected(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::container::shell::Script;

    fn variables() -> Variables {
        let environment = [("A", "one"), ("MANY", " two  three "), ("NONE", "")];
        let environment =
            environment.map(|(name, value)| (name.into(), Attribute::Known(value.into())));
        let secret = Attribute::Known(Reference::Id("arn:secret".into()));
        Variables {
            environment: Attribute::Known(BTreeMap::from(environment)),
            secrets: Attribute::Known(BTreeMap::from([("PASSWORD".to_owned(), secret)])),
            has_files: Attribute::Known(false),
        }
    }

    /// Words in brackets, `!` for a secret and `?` for what nobody knows.
    fn told(words: &[Word]) -> String {
        let one = |word: &Word| match word {
            Word::Text(text) => format!("[{text}]"),
            Word::Secret(_) => "[!]".to_owned(),
            Word::Unknown(_) => "[?]".to_owned(),
        };
        words.iter().map(one).collect()
    }

    #[test]
    fn variables_become_what_they_hold() {
        let cases = [
            ("a $A \"$A\"b", "[a][one][oneb]"),
            ("$MANY \"$MANY\"", "[two][three][ two  three ]"),
            ("x${MANY}y", "[x][two][three][y]"),
            ("x${A}${A}y", "[xoneoney]"),
            ("$NONE \"$NONE\" x$NONE", "[][x]"),
            ("$PASSWORD \"$PASSWORD\" x$PASSWORD", "[!][!][!]"),
            ("$NOWHERE x$NOWHERE $1 *.conf", "[?][?][?][?]"),
            ("'$A' \\$A", "[$A][$A]"),
        ];
        for (text, words) in cases {
            let command = Script::read(text).only().expect(text);
            assert_eq!(told(&variables().expand(&command)), words, "{text}");
        }
    }

    #[test]
    fn what_a_file_may_set_is_unknown() {
        let mut variables = variables();
        assert!(variables.get("NOWHERE").is_none());
        assert_eq!(told(&variables.words_of("MANY")), "[two][three]");
        assert_eq!(told(&variables.words_of("NOWHERE")), "");
        variables.has_files = Attribute::Known(true);
        assert_eq!(told(&variables.words_of("NOWHERE")), "[?]");
        // A file goes behind what the definition itself says.
        assert_eq!(told(&variables.words_of("A")), "[one]");
        variables.environment = Attribute::Unknown(Reason::KnownAfterApply);
        assert_eq!(told(&variables.words_of("PASSWORD")), "[!]");
        assert!(variables.get("A") == Some(Word::Unknown(Reason::KnownAfterApply)));
    }
}
