//! Arguments of `redis-server` and `valkey-server`: the settings that they come to, and the password among them.
//!
//! A file first, then options: `--port 6380 --save 900 1`. Every option is a line of a configuration that is read behind the
//! file, and what stands behind the name of an option is its value, whatever it looks like.
//!
//! <https://github.com/redis/redis/blob/unstable/src/server.c>

use std::collections::BTreeMap;

use super::directives::Directive;
use super::password;
use super::values::value;
use super::words::{Word, unread};
use crate::model::{Attribute, Reason, SecretValue};

/// First arguments that start no server.
const NO_SERVER: [&str; 6] = ["-v", "--version", "-h", "--help", "--test-memory", "--check-system"];

/// What arguments come to.
#[derive(Default)]
pub(super) struct Arguments {
    /// Values that may be told, by directive.
    pub(super) told: BTreeMap<String, Attribute<String>>,
    /// Why there may be more, or others.
    pub(super) more: Option<Reason>,
    /// The last that was said of the password.
    password: Option<Attribute<SecretValue>>,
    /// Why the password says nothing.
    users: Option<Reason>,
    is_sentinel: bool,
}

impl Arguments {
    /// Reads the arguments of a server.
    ///
    /// # Errors
    ///
    /// They start no server.
    pub(super) fn read(mut words: &[Word]) -> Result<Self, Reason> {
        let mut read = Self::default();
        let first = words.first().and_then(Word::text);
        if first.is_some_and(|first| NO_SERVER.contains(&first)) {
            return Err(unread("the command starts no server"));
        }
        // Only the first and the last argument may say that more comes from standard input.
        if let [Word::Text(first), rest @ ..] = words
            && (first == "-" || !first.starts_with('-'))
        {
            read.more = Some(unread("a configuration file may set more"));
            words = rest;
        }
        if let [rest @ .., Word::Text(last)] = words
            && last == "-"
        {
            read.more = Some(unread("a configuration file may set more"));
            words = rest;
        }
        read.options(words);
        match read.is_sentinel {
            true => Err(unread("the command starts a sentinel")),
            false => Ok(read),
        }
    }

    /// What the password is, as far as the arguments tell.
    pub(super) fn password(&self) -> Attribute<SecretValue> {
        match (&self.users, &self.password, &self.more) {
            (Some(reason), _, _) | (None, None, Some(reason)) => Attribute::Unknown(reason.clone()),
            (None, Some(password), _) => password.clone(),
            (None, None, None) => Attribute::Unset,
        }
    }

    fn options(&mut self, words: &[Word]) {
        let mut rest = words.iter().peekable();
        while let Some(word) = rest.next() {
            let Some(option) = word.text().and_then(|text| text.strip_prefix("--")) else {
                // Nobody knows whether it is the name of an option, or where its values end.
                self.unclear("an argument may be anything");
                continue;
            };
            let (name, inside) = option.split_once(char::is_whitespace).unwrap_or((option, ""));
            let name = name.to_ascii_lowercase();
            let mut values: Vec<Word> =
                inside.split_whitespace().map(|value| Word::Text(value.to_owned())).collect();
            let is_option = |word: &&Word| word.text().is_some_and(|text| text.starts_with("--"));
            // `save` alone may stand without a value, and then saves nothing.
            let needs_value = values.is_empty() && !name.is_empty();
            if needs_value && (name != "save" || rest.peek().is_some_and(|next| !is_option(next))) {
                values.extend(rest.next().cloned());
            }
            let is_value = |word: &&Word| match word {
                Word::Text(_) => !is_option(word),
                Word::Secret(_) => true,
                Word::Unknown(_) => false,
            };
            while let Some(value) = rest.next_if(is_value) {
                values.push(value.clone());
            }
            let is_astray = is_astray(Directive::named(&name), inside, &values);
            // Quotes within an argument join what is apart in it.
            match inside.contains(['"', '\'']) {
                true => self.apply(&name, &[Word::Unknown(unread("an option holds quotes"))]),
                false => self.apply(&name, &values),
            }
            if is_astray {
                self.unclear("an option stands where the value of another belongs");
            }
        }
    }

    fn apply(&mut self, name: &str, values: &[Word]) {
        match Directive::named(name) {
            Some(Directive::Password) => {
                self.password = Some(match values {
                    [value] => password::of(value),
                    _ => Attribute::Unknown(unread("the password has several values or none")),
                });
            }
            Some(Directive::Users) => {
                self.users = Some(unread("users are set, which may have other passwords"));
            }
            Some(Directive::Include) => self.unclear("an included file may set more"),
            Some(Directive::Untold) => self.is_sentinel |= name == "sentinel",
            Some(Directive::Single) => {
                self.told.insert(name.to_owned(), value(name, values));
            }
            Some(Directive::Several) => {
                let value = value(name, values);
                let before = self.told.remove(name).unwrap_or(Attribute::Unset);
                self.told.insert(name.to_owned(), together(before, value));
            }
            // A dash or two in the end of the arguments.
            None if name.is_empty() => {}
            None => self.more = Some(unread("an option is not one that is known")),
        }
    }

    /// Notes that anything may be set from here on; what comes later goes before it again.
    fn unclear(&mut self, why: &str) {
        self.more = Some(unread(why));
        self.password = Some(Attribute::Unknown(unread(why)));
    }
}

/// Whether `values` of `directive` hold what may have been meant as an option of its own: the value before it may be missing,
/// and what it sets is lost. A new line begins an option, too.
fn is_astray(directive: Option<Directive>, inside: &str, values: &[Word]) -> bool {
    let option = |text: &str| {
        let name = text.trim_start_matches(['"', '\'']).strip_prefix("--")?;
        Some(name.split(char::is_whitespace).next().unwrap_or_default().to_ascii_lowercase())
    };
    let mut texts = values.iter().filter_map(Word::text);
    let is_swallowed = match directive {
        // A name, a path or a number does not begin so.
        Some(Directive::Single | Directive::Several) => {
            texts.any(|text| text.split_whitespace().any(|part| option(part).is_some()))
        }
        // A password may.
        _ => texts.any(|text| option(text).is_some_and(|name| Directive::named(&name).is_some())),
    };
    is_swallowed || inside.contains(['\n', '\r'])
}

/// Values of two options of one name. One without a value takes back those before it.
fn together(before: Attribute<String>, value: Attribute<String>) -> Attribute<String> {
    match (before, value) {
        (Attribute::Known(before), Attribute::Known(value))
            if !before.is_empty() && !value.is_empty() =>
        {
            Attribute::Known(format!("{before} {value}"))
        }
        (Attribute::Unknown(reason), Attribute::Known(value)) if !value.is_empty() => {
            Attribute::Unknown(reason)
        }
        (_, value) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Reference, SecretSource};

    fn read(arguments: &[&str]) -> Arguments {
        let words: Vec<Word> =
            arguments.iter().map(|text| Word::Text((*text).to_owned())).collect();
        Arguments::read(&words).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// Settings as `name=value`, with `?` for what is unknown, and `…` behind them where there may be more.
    fn told(arguments: &Arguments) -> String {
        let one = |(name, value): (&String, &Attribute<String>)| {
            format!("{name}={}", value.as_str().unwrap_or("?"))
        };
        let mut all: Vec<String> = arguments.told.iter().map(one).collect();
        all.extend(arguments.more.as_ref().map(|_| "…".to_owned()));
        all.join(" ")
    }

    #[test]
    fn options_are_settings() {
        let cases: [(&[&str], &str); 14] = [
            (&[], ""),
            (&["--appendonly", "yes", "--port", "6380"], "appendonly=yes port=6380"),
            (&["--appendonly", "YES", "--dir", "/Data"], "appendonly=yes dir=/Data"),
            (&["--APPENDONLY", "yes"], "appendonly=yes"),
            (
                &["--save", "900", "1", "--save", "300 10", "--save", "60", "10000"],
                "save=900 1 300 10 60 10000",
            ),
            (&["--save", "900", "1", "--save", ""], "save="),
            (&["--save", "", "--save", "60", "1"], "save=60 1"),
            (&["--save", "--appendonly", "no"], "appendonly=no save="),
            (&["--appendonly", "no", "--save"], "appendonly=no save="),
            (&["--appendonly no", "--port", "1", "--port", "2"], "appendonly=no port=2"),
            (&["--bind", "0.0.0.0", "-::*"], "bind=0.0.0.0 -::*"),
            (&["--logfile", "--", "--port", "1"], "logfile=? port=1 …"),
            (
                &[
                    "--masterauth",
                    "hunter2",
                    "--user",
                    "x on >hunter2",
                    "--rename-command",
                    "CONFIG",
                    "hunter2",
                ],
                "",
            ),
            (&["--loadmodule", "/m.so", "PASSWORD", "hunter2", "--port", "1"], "port=1"),
        ];
        for (arguments, settings) in cases {
            assert_eq!(told(&read(arguments)), settings, "{arguments:?}");
        }
    }

    #[test]
    fn what_a_file_or_a_new_option_may_set_is_left_open() {
        let cases: [(&[&str], &str); 9] = [
            (&["/etc/redis.conf"], "…"),
            (&["redis.conf", "--port", "1"], "port=1 …"),
            (&["-"], "…"),
            (&["--port", "1", "-"], "port=1 …"),
            (&["--include", "/etc/more.conf"], "…"),
            (&["--of-tomorrow", "hunter2", "--port", "1"], "port=1 …"),
            (&["-x", "--port", "1"], "port=1 …"),
            (&["--port", "1", "--dir '/a b'"], "dir=? port=1"),
            (&["--port", "$(hunter2)"], "port=?"),
        ];
        for (arguments, settings) in cases {
            assert_eq!(told(&read(arguments)), settings, "{arguments:?}");
        }
    }

    #[test]
    fn what_starts_no_server_is_no_server() {
        let cases: [&[&str]; 5] = [
            &["--version"],
            &["-h"],
            &["--test-memory", "64"],
            &["/etc/sentinel.conf", "--sentinel"],
            &["--sentinel"],
        ];
        for arguments in cases {
            let words: Vec<Word> =
                arguments.iter().map(|text| Word::Text((*text).to_owned())).collect();
            assert!(Arguments::read(&words).is_err(), "{arguments:?}");
        }
    }

    #[test]
    fn the_last_password_is_the_password() {
        let literal = Some(SecretSource::Literal);
        let cases: [(&[&str], Option<Option<SecretSource>>); 17] = [
            (&["--port", "1"], Some(None)),
            (&["--requirepass", "hunter2"], Some(literal)),
            (&["--requirepass hunter2"], Some(literal)),
            (&["--requirepass", "--hunter2", "--port", "1"], Some(literal)),
            (&["--requirepass", "hunter2", "--requirepass", ""], Some(None)),
            (&["redis.conf", "--requirepass", "hunter2"], Some(literal)),
            (&["redis.conf"], None),
            (&["--requirepass", "hunter2", "--include", "x.conf"], None),
            (&["--requirepass", "hunter2", "--user", "default on nopass"], None),
            (&["--aclfile", "/users.acl"], None),
            // The value before is missing: some versions take the option for it.
            (&["--logfile", "--requirepass", "hunter2"], None),
            (&["--logfile --requirepass hunter2"], None),
            (&["--logfile '--requirepass' hunter2"], None),
            (&["--port 1\nrequirepass hunter2"], None),
            (&["--requirepass", "--port"], None),
            (&["--masterauth", "--requirepass", "hunter2"], None),
            (&["--logfile", "--port", "--requirepass", "hunter2"], Some(literal)),
        ];
        for (arguments, source) in cases {
            let password = match read(arguments).password() {
                Attribute::Unset => Some(None),
                Attribute::Known(password) => Some(password.source.known().copied()),
                Attribute::Unknown(_) => None,
            };
            assert_eq!(password, source, "{arguments:?}");
        }
    }

    #[test]
    fn what_goes_astray_is_told_nowhere() {
        let cases: [&[&str]; 8] = [
            &["--logfile", "--requirepass", "CANARY"],
            &["--logfile --requirepass CANARY"],
            &["--logfile", "x --requirepass CANARY"],
            &["--save", "900", "1", "CANARY"],
            &["--port", "6379", "CANARY"],
            &["--port", "CANARY"],
            &["--replicaof", "redis://CANARY@h", "6379"],
            &["--dir", "/data CANARY"],
        ];
        for arguments in cases {
            let read = read(arguments);
            let out = serde_json::to_string(&(&read.told, &read.more, read.password())).unwrap();
            assert!(!out.contains("CANARY"), "{out}");
        }
    }

    #[test]
    fn an_unknown_argument_may_be_a_value_and_may_be_an_option() {
        let unknown = || Word::Unknown(Reason::KnownAfterApply);
        let text = |text: &str| Word::Text(text.to_owned());
        let secret = Word::Secret(Attribute::Known(Reference::Id("arn:secret".into())));
        let read = |words: &[Word]| Arguments::read(words).unwrap_or_else(|it| panic!("{it}"));
        let value = read(&[text("--maxmemory"), unknown(), text("--port"), text("1")]);
        assert_eq!(told(&value), "maxmemory=? port=1");
        assert!(value.password().is_unset());
        let option = read(&[text("--port"), text("1"), unknown()]);
        assert_eq!(told(&option), "port=1 …");
        assert!(option.password().is_unknown());
        let after = read(&[unknown(), text("--requirepass"), secret]);
        assert_eq!(told(&after), "…");
        assert!(after.password().is_known());
        let password = read(&[text("--requirepass"), unknown()]);
        assert_eq!(password.password(), Attribute::Unknown(Reason::KnownAfterApply));
    }
}
