//! Images of containers: which of them run Redis or Valkey, and who made them.

use crate::model::{Engine, Image};

/// Who made an image, and with it what it runs where nobody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maker {
    /// The official image of Redis, `redis`.
    Redis,
    /// The official image of Valkey, `valkey/valkey`.
    Valkey,
    /// Bitnami: variables of the environment become a configuration file.
    Bitnami,
    /// `redis/redis-stack` and `redis/redis-stack-server`.
    RedisStack,
    /// Anybody.
    Other,
}

/// Whether a container with this image runs Redis or Valkey, by the name of its repository.
pub(in crate::collect) fn runs_a_cache(image: &str) -> bool {
    Image::parse(image).engine().is_some()
}

/// Who made the image. A copy in a registry of one's own has the name of the original: `…/docker-hub/library/redis`.
pub(super) fn maker(image: &str) -> Maker {
    let image = Image::parse(image);
    let steps: Vec<&str> = image.repository.split('/').collect();
    match (image.is_official(), image.engine(), steps.as_slice()) {
        (true, Some(Engine::Valkey), _) => Maker::Valkey,
        (true, _, _) => Maker::Redis,
        (_, _, [.., "redis", "redis-stack" | "redis-stack-server"]) => Maker::RedisStack,
        (_, _, [.., maker, "redis" | "redis-cluster" | "valkey" | "valkey-cluster"])
            if maker.starts_with("bitnami") =>
        {
            Maker::Bitnami
        }
        _ => Maker::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_known_by_the_end_of_its_repository() {
        let cases = [
            ("redis", true, Maker::Redis),
            ("redis:8-alpine", true, Maker::Redis),
            ("redis@sha256:0a1b", true, Maker::Redis),
            ("docker.io/redis:7", true, Maker::Redis),
            ("index.docker.io/library/redis:7", true, Maker::Redis),
            ("public.ecr.aws/docker/library/redis:8", true, Maker::Redis),
            ("localhost:5000/library/redis:8@sha256:0a1b", true, Maker::Redis),
            ("valkey/valkey:9", true, Maker::Valkey),
            (
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/valkey/valkey",
                true,
                Maker::Valkey,
            ),
            ("bitnami/redis:7.2", true, Maker::Bitnami),
            ("docker.io/bitnamilegacy/valkey-cluster:8", true, Maker::Bitnami),
            ("redis/redis-stack-server:7.4.0-v1", true, Maker::RedisStack),
            ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/redis:8", true, Maker::Other),
            ("eqalpha/keydb:latest", true, Maker::Other),
            ("localhost:5000/redis", true, Maker::Other),
            ("oliver006/redis_exporter:v1", false, Maker::Other),
            ("redis/redisinsight", false, Maker::Other),
            ("nginx:redis", false, Maker::Other),
            ("", false, Maker::Other),
        ];
        for (image, is_cache, made_by) in cases {
            assert_eq!((runs_a_cache(image), maker(image)), (is_cache, made_by), "{image}");
        }
    }
}
