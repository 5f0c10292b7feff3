//! Images of containers: the parts of their names, and which of them hold a server of Redis or Valkey.

use super::Engine;

/// The registry of images that name none, and its folder for official images.
const DOCKER_HUB: [&str; 3] = ["docker.io", "index.docker.io", "registry-1.docker.io"];
const OFFICIAL_FOLDER: &str = "library/";

/// Servers of Redis and Valkey, by the last part of the name of their repository, in whatever registry they lie.
///
/// | image | says |
/// | --- | --- |
/// | `redis` | <https://hub.docker.com/_/redis>, <https://hub.docker.com/r/bitnami/redis> |
/// | `redis-cluster` | <https://hub.docker.com/r/bitnami/redis-cluster> |
/// | `redis-stack`, `redis-stack-server` | <https://hub.docker.com/r/redis/redis-stack-server> |
/// | `valkey` | <https://hub.docker.com/r/valkey/valkey>, <https://hub.docker.com/r/bitnami/valkey> |
/// | `valkey-bundle` | <https://hub.docker.com/r/valkey/valkey-bundle> |
/// | `valkey-cluster` | <https://hub.docker.com/r/bitnami/valkey-cluster> |
/// | `keydb` | <https://hub.docker.com/r/eqalpha/keydb>: a fork of Redis that counts its versions differently |
const SERVERS: [(&str, Engine, bool); 8] = [
    ("redis", Engine::Redis, true),
    ("redis-cluster", Engine::Redis, true),
    ("redis-stack", Engine::Redis, true),
    ("redis-stack-server", Engine::Redis, true),
    ("valkey", Engine::Valkey, true),
    ("valkey-bundle", Engine::Valkey, true),
    ("valkey-cluster", Engine::Valkey, true),
    ("keydb", Engine::Redis, false),
];

/// No version of Redis or Valkey begins with a larger number: `20240501` is a date.
const LARGEST_MAJOR: u32 = 99;

/// The name of an image, taken apart: `registry/repository:tag@digest`.
///
/// <https://github.com/distribution/reference>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Image<'a> {
    /// The registry: `public.ecr.aws`; none for Docker Hub.
    pub registry: Option<&'a str>,
    /// The repository, without registry: `redis`, `bitnami/redis`.
    pub repository: &'a str,
    /// The tag, as written.
    pub tag: Option<&'a str>,
    /// The digest: `sha256:…`.
    pub digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    /// Takes `text` apart.
    pub fn parse(text: &'a str) -> Self {
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash belongs to the port of a registry.
        let last = name.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match name[last..].find(':') {
            Some(colon) => (&name[..last + colon], Some(&name[last + colon + 1..])),
            None => (name, None),
        };
        let (registry, repository) = match name.split_once('/') {
            Some((first, rest)) if is_registry(first) => (Some(first), rest),
            _ => (None, name),
        };
        let registry = registry.filter(|registry| !DOCKER_HUB.contains(registry));
        let repository = match registry {
            Some(_) => repository,
            None => repository.strip_prefix(OFFICIAL_FOLDER).unwrap_or(repository),
        };
        Self { registry, repository, tag, digest }
    }

    /// The engine, if it is an image of a server; none of sentinels, exporters and whatever else there is.
    pub fn engine(&self) -> Option<Engine> {
        self.server().map(|(_, engine, _)| *engine)
    }

    /// The version of the engine that the tag tells, or its first numbers: `8` of `8-alpine`.
    pub fn engine_version(&self) -> Option<&'a str> {
        let (_, _, tells_version) = self.server()?;
        let tag = self.tag.filter(|_| *tells_version)?;
        let end = tag.find(|other: char| !other.is_ascii_digit() && other != '.');
        let version = tag[..end.unwrap_or(tag.len())].trim_end_matches('.');
        let mut numbers = version.split('.').map(|number| number.parse::<u32>().ok());
        let is_version = numbers.next()?.is_some_and(|major| major <= LARGEST_MAJOR)
            && numbers.all(|number| number.is_some());
        is_version.then_some(version)
    }

    /// Whether it is the official image of Redis or Valkey, of which its makers say what it does.
    pub fn is_official(&self) -> bool {
        let steps: Vec<&str> = self.repository.split('/').collect();
        match steps.as_slice() {
            ["redis"] => self.registry.is_none(),
            // Mirrors keep the whole name behind a prefix: `public.ecr.aws/docker/library/redis`.
            [.., "library", "redis"] | [.., "valkey", "valkey"] => true,
            _ => false,
        }
    }

    fn server(&self) -> Option<&'static (&'static str, Engine, bool)> {
        let base = self.repository.rsplit('/').next()?;
        SERVERS.iter().find(|(name, _, _)| *name == base)
    }
}

/// Whether the first part of a name is a registry and not a folder of Docker Hub's.
fn is_registry(part: &str) -> bool {
    part == "localhost" || part.contains(['.', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:0a1b";

    #[test]
    fn names_are_taken_apart() {
        let cases = [
            ("redis", None, "redis", None, None),
            ("redis:8-alpine", None, "redis", Some("8-alpine"), None),
            ("docker.io/library/redis:8", None, "redis", Some("8"), None),
            ("library/redis", None, "redis", None, None),
            ("bitnami/redis:7.2.5", None, "bitnami/redis", Some("7.2.5"), None),
            ("localhost:5000/redis", Some("localhost:5000"), "redis", None, None),
            ("ghcr.io/a/redis:7@sha256:0a1b", Some("ghcr.io"), "a/redis", Some("7"), Some(DIGEST)),
            ("redis@sha256:0a1b", None, "redis", None, Some(DIGEST)),
            ("", None, "", None, None),
            (":", None, "", Some(""), None),
        ];
        for (text, registry, repository, tag, digest) in cases {
            assert_eq!(Image::parse(text), Image { registry, repository, tag, digest }, "{text}");
        }
    }

    #[test]
    fn servers_are_known_by_the_last_part_of_their_name() {
        for (text, engine) in [
            ("redis:8-alpine", Some(Engine::Redis)),
            ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/redis", Some(Engine::Redis)),
            ("redis/redis-stack-server:7.4.0-v1", Some(Engine::Redis)),
            ("eqalpha/keydb", Some(Engine::Redis)),
            ("valkey/valkey:8.1@sha256:0a1b", Some(Engine::Valkey)),
            ("bitnami/valkey", Some(Engine::Valkey)),
            ("oliver006/redis_exporter", None),
            ("bitnami/redis-sentinel", None),
            ("redis/redisinsight", None),
            ("team/app:redis", None),
            ("redis/app", None),
            ("", None),
        ] {
            assert_eq!(Image::parse(text).engine(), engine, "{text}");
        }
    }

    #[test]
    fn a_version_is_what_the_tag_begins_with() {
        for (text, version) in [
            ("redis:8-alpine", Some("8")),
            ("redis:7.2.5", Some("7.2.5")),
            ("redis:7.2.5-bookworm@sha256:0a1b", Some("7.2.5")),
            ("bitnami/redis:7.2.5-debian-12-r4", Some("7.2.5")),
            ("redis/redis-stack-server:7.4.0-v1", Some("7.4.0")),
            ("redis:latest", None),
            ("redis:alpine3.20", None),
            ("redis:20240501", None),
            ("redis:99999999999999999999", None),
            ("redis:7..2", None),
            ("redis:.7", None),
            ("redis", None),
            ("redis@sha256:0a1b", None),
            ("eqalpha/keydb:6.3.4", None),
            ("app:8", None),
        ] {
            assert_eq!(Image::parse(text).engine_version(), version, "{text}");
        }
    }

    #[test]
    fn official_images_are_those_of_the_makers_and_their_mirrors() {
        for (text, expected) in [
            ("redis:8", true),
            ("docker.io/library/redis", true),
            ("public.ecr.aws/docker/library/redis:8", true),
            ("valkey/valkey:8.1", true),
            ("bitnami/redis", false),
            ("valkey", false),
            ("redis/redis-stack-server", false),
            ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/redis", false),
        ] {
            assert_eq!(Image::parse(text).is_official(), expected, "{text}");
        }
    }
}
