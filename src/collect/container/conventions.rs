//! Images that take their configuration from the environment.

use super::arguments::Arguments;
use super::words::{Variables, Word, unread};
use super::{Launch, Server, password};
use crate::model::{Attribute, SecretValue};

/// A server of Bitnami's: its scripts write a configuration file with the password of the environment in it. Flags and
/// arguments go before the file.
///
/// <https://github.com/bitnami/containers/tree/main/bitnami/redis>
/// <https://github.com/bitnami/containers/tree/main/bitnami/valkey>
pub(super) fn bitnami(launch: &Launch, arguments: &[Word]) -> Server {
    let image = launch.image.as_str().unwrap_or_default();
    let prefix = if image.contains("valkey") { "VALKEY" } else { "REDIS" };
    let flags = launch.variables.words_of(&format!("{prefix}_EXTRA_FLAGS"));
    let arguments: Vec<Word> = flags.into_iter().chain(arguments.iter().cloned()).collect();
    let settings = Attribute::Unknown(unread("the image writes a configuration file"));
    let password = match Arguments::read(&arguments) {
        Ok(arguments) => match arguments.password() {
            Attribute::Unset => of_environment(&launch.variables, prefix),
            password => password,
        },
        Err(reason) => Attribute::Unknown(reason),
    };
    Server { settings, password }
}

/// The password that variables give.
fn of_environment(variables: &Variables, prefix: &str) -> Attribute<SecretValue> {
    let get = |name: &str| variables.get(&format!("{prefix}_{name}"));
    let is_given = |word: &Word| word.text() != Some("");
    if get("PASSWORD_FILE").as_ref().is_some_and(is_given) {
        return Attribute::Unknown(unread("a file in the container holds the password"));
    }
    match get("PASSWORD").filter(is_given) {
        Some(word) => password::of(&word),
        None => {
            let allowed = variables.get("ALLOW_EMPTY_PASSWORD");
            let allowed = allowed.as_ref().and_then(Word::text).map(str::to_ascii_lowercase);
            match allowed.as_deref() {
                Some("yes" | "true" | "1") => Attribute::Unset,
                // Without it such a container does not start.
                _ => Attribute::Unknown(unread("no variable of the image tells a password")),
            }
        }
    }
}

/// A server of Redis Stack: `REDIS_ARGS` are arguments behind those of its script, which may name a file.
///
/// <https://github.com/redis-stack/redis-stack/blob/master/etc/scripts/entrypoint.redis-stack-server.sh>
pub(super) fn redis_stack(launch: &Launch) -> Server {
    let settings = Attribute::Unknown(unread("the image may hold a configuration file"));
    let password = match Arguments::read(&launch.variables.words_of("REDIS_ARGS")) {
        Ok(arguments) => match arguments.password() {
            Attribute::Unset => Attribute::Unknown(unread("the image may hold a password")),
            password => password,
        },
        Err(reason) => Attribute::Unknown(reason),
    };
    Server { settings, password }
}
