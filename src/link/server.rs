//! What a server of Redis or Valkey in a container is set to: its command line over the documented defaults.

use std::collections::BTreeMap;

use super::containers::Task;
use crate::model::{Attribute, Cache, ClusterMode, Image, Reason, defaults};

/// Settings by directive.
type Settings = BTreeMap<String, Attribute<String>>;

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
        cache.cluster_mode = self.setting("cluster-enabled").and_then(|value| match value {
            "yes" => Attribute::Known(ClusterMode::Enabled),
            "no" => Attribute::Known(ClusterMode::Disabled),
            _ => Attribute::Unknown(unreadable("cluster-enabled")),
        });
        cache.port = self.plain_port().and_then(|port| match port {
            0 => self.tls_port(),
            port => Attribute::Known(port),
        });
        cache.transit_encryption_enabled = self.tls_port().map(|port| port > 0);
        cache.transit_encryption_mode = match &cache.transit_encryption_enabled {
            Attribute::Known(true) => self.plain_port().map(|port| {
                let mode = if port == 0 { "required" } else { "preferred" };
                mode.to_owned()
            }),
            Attribute::Known(false) | Attribute::Unset => Attribute::Unset,
            Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        };
        cache.auth_token = self.task.container.password.clone();
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
            let value = settings.get(directive).map_or(Attribute::Unset, Attribute::as_ref);
            value.map(String::as_str)
        })
    }

    /// The directory that the server is started in; unknown of an image of somebody's own.
    pub(crate) fn directory(&self) -> Attribute<&'static str> {
        directory(&self.image)
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
            Err(_) => Attribute::Unknown(unreadable(directive)),
        })
    }
}

/// `settings`, which are all that there are, with what the server does where they say nothing.
fn over_defaults(mut settings: Settings, image: &Attribute<Image<'_>>) -> Settings {
    let mut fill = |directive: &str, value| {
        settings.entry(directive.to_owned()).or_insert(value);
    };
    for (directive, value) in defaults::SERVER_SETTINGS {
        fill(directive, Attribute::Known(value.to_owned()));
    }
    fill("dir", directory(image).map(str::to_owned));
    fill("save", save(image));
    settings
}

fn directory(image: &Attribute<Image<'_>>) -> Attribute<&'static str> {
    image.as_ref().and_then(|image| match image.is_official() {
        true => Attribute::Known(defaults::SERVER_DIRECTORY),
        false => {
            let what = format!("the working directory of image {}", image.repository);
            Attribute::Unknown(Reason::NotCollected(what))
        }
    })
}

fn save(image: &Attribute<Image<'_>>) -> Attribute<String> {
    image.as_ref().and_then(|image| {
        let major = image.engine_version().and_then(|version| version.split('.').next());
        let save = major.and_then(|major| major.parse().ok()).and_then(defaults::server_save);
        let what = "when this version saves by itself";
        save.map_or_else(
            || Attribute::Unknown(Reason::NotCollected(what.to_owned())),
            |save| Attribute::Known(save.to_owned()),
        )
    })
}

/// Why a value that the server would not start with tells nothing.
fn unreadable(directive: &str) -> Reason {
    Reason::NotCollected(format!("a value of directive {directive} that the server knows"))
}
