//! What a server of Redis or Valkey in a container is set to: its command line over the documented defaults.

use std::collections::BTreeMap;

use super::containers::Task;
use crate::model::{Attribute, Cache, ClusterMode, Image, Reason, SecretValue, defaults};

/// Settings by directive.
type Settings = BTreeMap<String, Attribute<String>>;

/// Directives that give passwords in other ways than `requirepass` does.
///
/// <https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/>
const USERS: [&str; 2] = ["aclfile", "user"];

/// One server.
pub(crate) struct Server<'t> {
    task: &'t Task<'t>,
    image: Attribute<Image<'t>>,
    /// What is in force.
    pub(crate) settings: Attribute<Settings>,
}

impl<'t> Server<'t> {
    /// The server that `task` runs.
    pub(crate) fn of(task: &'t Task<'t>) -> Self {
        let image = task.container.image.as_ref().map(|image| Image::parse(image));
        let given = task.container.settings.clone().or(Settings::new());
        let settings = given.map(|settings| over_defaults(settings, &image));
        Self { task, image, settings }
    }

    /// Writes what the server decides into `cache`.
    pub(crate) fn describe(&self, cache: &mut Cache) {
        cache.engine = self.task.engine.clone();
        cache.engine_version = self.engine_version();
        cache.cluster_mode = self.setting("cluster-enabled").and_then(|value| {
            match value.to_ascii_lowercase().as_str() {
                "yes" => Attribute::Known(ClusterMode::Enabled),
                "no" => Attribute::Known(ClusterMode::Disabled),
                _ => Attribute::Unknown(no_value("cluster-enabled")),
            }
        });
        cache.port = self.plain_port().and_then(|port| match port {
            0 => self.tls_port(),
            port => Attribute::Known(port),
        });
        cache.transit_encryption_enabled = self.tls_port().map(|port| port > 0);
        cache.transit_encryption_mode = match &cache.transit_encryption_enabled {
            Attribute::Known(false) => Attribute::Unset,
            Attribute::Known(true) => self.plain_port().map(|port| {
                let mode = if port == 0 { "required" } else { "preferred" };
                mode.to_owned()
            }),
            other => other.clone().map(|_| String::new()),
        };
        cache.auth_token = self.password();
    }

    /// The ports that the server listens on.
    pub(crate) fn ports(&self) -> Attribute<Vec<u16>> {
        self.plain_port().and_then(|plain| {
            self.tls_port().map(|tls| [plain, tls].into_iter().filter(|port| *port > 0).collect())
        })
    }

    /// The value of `directive`; unset where neither the command line nor the documentation gives one.
    pub(crate) fn setting(&self, directive: &str) -> Attribute<&str> {
        self.settings.as_ref().and_then(|settings| {
            settings.get(directive).map_or(Attribute::Unset, |value| match value {
                Attribute::Known(value) => Attribute::Known(value.as_str()),
                Attribute::Unset => Attribute::Unset,
                Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
            })
        })
    }

    /// Whether the documented defaults hold for what is not set.
    pub(crate) fn has_default_settings(&self) -> bool {
        own_settings(&self.image).is_none()
    }

    fn engine_version(&self) -> Attribute<String> {
        self.image.as_ref().and_then(|image| match image.engine_version() {
            Some(version) => Attribute::Known(version.to_owned()),
            None => Attribute::Unknown(Reason::NotCollected(format!(
                "the version in image {}",
                self.task.container.image.as_str().unwrap_or_default()
            ))),
        })
    }

    fn plain_port(&self) -> Attribute<u16> {
        self.port("port")
    }

    fn tls_port(&self) -> Attribute<u16> {
        self.port("tls-port")
    }

    fn port(&self, directive: &str) -> Attribute<u16> {
        self.setting(directive).and_then(|value| match value.parse() {
            Ok(port) => Attribute::Known(port),
            Err(_) => Attribute::Unknown(no_value(directive)),
        })
    }

    /// The password of the default user. Where none is given, users and files of settings may ask for one.
    fn password(&self) -> Attribute<SecretValue> {
        let password = &self.task.container.password;
        if password.known().is_some_and(|password| password.is_set) || password.is_unknown() {
            return password.clone();
        }
        let doubt = match &self.settings {
            Attribute::Unknown(reason) => Some(reason.clone()),
            Attribute::Known(settings) => {
                let users = USERS.iter().find(|directive| settings.contains_key(**directive));
                users.map(|directive| {
                    Reason::NotCollected(format!("the users of directive {directive}"))
                })
            }
            Attribute::Unset => None,
        };
        match doubt.or_else(|| own_settings(&self.image)) {
            Some(reason) => Attribute::Unknown(reason),
            None => password.clone(),
        }
    }
}

/// `settings` with what the server does where they say nothing.
fn over_defaults(mut settings: Settings, image: &Attribute<Image<'_>>) -> Settings {
    let own = own_settings(image);
    for (directive, value) in defaults::SERVER_SETTINGS {
        let default = || match &own {
            Some(reason) => Attribute::Unknown(reason.clone()),
            None => Attribute::Known(value.to_owned()),
        };
        settings.entry(directive.to_owned()).or_insert_with(default);
    }
    settings.entry("save".to_owned()).or_insert_with(|| match own {
        Some(reason) => Attribute::Unknown(reason),
        None => default_save(image),
    });
    settings
}

fn default_save(image: &Attribute<Image<'_>>) -> Attribute<String> {
    let version = image.known().and_then(Image::engine_version);
    let major = version.and_then(|version| version.split('.').next()?.parse().ok());
    let save = major.and_then(defaults::server_save);
    let unknown = || Reason::NotCollected("when this version saves by itself".into());
    save.map_or_else(|| Attribute::Unknown(unknown()), |save| Attribute::Known(save.to_owned()))
}

/// Why an image may set what its command line does not; none where the documented defaults hold.
fn own_settings(image: &Attribute<Image<'_>>) -> Option<Reason> {
    match image {
        Attribute::Known(image) if image.has_default_settings() => None,
        Attribute::Known(image) => {
            let what = format!("what image {} sets by itself", image.repository);
            Some(Reason::NotCollected(what))
        }
        Attribute::Unset => Some(Reason::NotCollected("the image".into())),
        Attribute::Unknown(reason) => Some(reason.clone()),
    }
}

/// A value that the server would not start with, or that the source spells in its own way.
fn no_value(directive: &str) -> Reason {
    Reason::NotCollected(format!("a value of directive {directive} that can be read"))
}
