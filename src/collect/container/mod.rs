//! What a container runs, from what its definition says of it, whatever the source: the settings of Redis or Valkey, where the
//! password comes from, and whether the health check gives it away.
//!
//! Enters: image, entry point, command, variables and health check. Leaves: what the model keeps of them. A password, a value
//! of a variable and a command stay here: nothing in this module prints them, and no reason quotes them.

mod arguments;
mod conventions;
mod directives;
mod health_check;
mod image;
mod password;
mod programs;
mod secret;
mod shell;
mod start;
mod telling;
#[cfg(test)]
mod tests;
mod values;
mod words;

use std::collections::BTreeMap;

use self::arguments::Arguments;
use self::start::Start;
use crate::model::{Attribute, Reason, SecretValue};

pub(in crate::collect) use image::runs_a_cache;
pub(in crate::collect) use secret::secret;
pub(in crate::collect) use words::Variables;

/// The words of a command.
pub(in crate::collect) type Words = Attribute<Vec<Attribute<String>>>;

/// What a definition says of a container that runs Redis or Valkey.
pub(in crate::collect) struct Launch {
    /// `image`.
    pub(in crate::collect) image: Attribute<String>,
    /// `entryPoint`; unset, that of the image.
    pub(in crate::collect) entry_point: Words,
    /// `command`; unset, that of the image.
    pub(in crate::collect) command: Words,
    /// `workingDirectory`; unset, that of the image.
    pub(in crate::collect) working_directory: Attribute<String>,
    /// `environment`, `secrets`, `environmentFiles`.
    pub(in crate::collect) variables: Variables,
    /// `healthCheck.command`.
    pub(in crate::collect) health_check: Words,
}

/// What the model keeps of how a container runs its server.
pub(in crate::collect) struct Server {
    /// [`ContainerDefinition::settings`](crate::model::ContainerDefinition::settings).
    pub(in crate::collect) settings: Attribute<BTreeMap<String, Attribute<String>>>,
    /// [`ContainerDefinition::password`](crate::model::ContainerDefinition::password).
    pub(in crate::collect) password: Attribute<SecretValue>,
}

impl Launch {
    /// How the container runs its server.
    pub(in crate::collect) fn server(&self) -> Server {
        match start::of(self) {
            Ok(Start::Server { arguments, before }) => match Arguments::read(&arguments) {
                Ok(arguments) => self.with_arguments(arguments, before),
                Err(reason) => unknown(&reason),
            },
            Ok(Start::Bitnami(arguments)) => conventions::bitnami(self, &arguments),
            Ok(Start::RedisStack) => conventions::redis_stack(self),
            Err(reason) => unknown(&reason),
        }
    }

    /// Whether there is a health check that checks something.
    pub(in crate::collect) fn has_health_check(&self) -> Attribute<bool> {
        health_check::is_there(&self.health_check)
    }

    /// Whether the password stands in the health check in clear.
    pub(in crate::collect) fn health_check_tells_password(&self) -> Attribute<bool> {
        health_check::tells_password(&self.health_check)
    }

    fn with_arguments(&self, mut arguments: Arguments, before: Option<Reason>) -> Server {
        // What stands later goes before it.
        arguments.more = arguments.more.or(before);
        let password = arguments.password();
        let settings = match arguments.more {
            Some(reason) => Attribute::Unknown(reason),
            None => Attribute::Known(self.in_directory(arguments.told)),
        };
        Server { settings, password }
    }

    /// `settings` with the directory that a server works in which is told no other: the one it is started in.
    fn in_directory(
        &self,
        mut settings: BTreeMap<String, Attribute<String>>,
    ) -> BTreeMap<String, Attribute<String>> {
        if !self.working_directory.is_unset() {
            let directory = || self.working_directory.clone();
            settings.entry("dir".to_owned()).or_insert_with(directory);
        }
        settings
    }
}

fn unknown(reason: &Reason) -> Server {
    Server {
        settings: Attribute::Unknown(reason.clone()),
        password: Attribute::Unknown(reason.clone()),
    }
}
