//! Whole definitions: what they say of a server, and that nothing else of them comes out.

use super::*;
use crate::model::{Reference, SecretSource};

/// What stands in the place of every password.
const CANARY: &str = "CANARY-s3cr3t-container";

fn words(words: &[&str]) -> Words {
    Attribute::Known(words.iter().map(|word| Attribute::Known((*word).to_owned())).collect())
}

fn launch(image: &str, command: &[&str]) -> Launch {
    let environment = [("PLAIN", CANARY), ("NOTHING", ""), ("LIMIT", "256mb")];
    let environment =
        environment.map(|(name, value)| (name.to_owned(), Attribute::Known(value.to_owned())));
    let secret = Attribute::Known(Reference::Id("arn:secret".into()));
    Launch {
        image: Attribute::Known(image.to_owned()),
        entry_point: Attribute::Unset,
        command: if command.is_empty() { Attribute::Unset } else { words(command) },
        working_directory: Attribute::Unset,
        variables: Variables {
            environment: Attribute::Known(environment.into()),
            secrets: Attribute::Known([("SECRET".to_owned(), secret)].into()),
            has_files: Attribute::Known(false),
        },
        health_check: Attribute::Unset,
    }
}

fn with(mut launch: Launch, name: &str, value: &str) -> Launch {
    if let Attribute::Known(environment) = &mut launch.variables.environment {
        environment.insert(name.to_owned(), Attribute::Known(value.to_owned()));
    }
    launch
}

/// Settings, and where the password comes from: `literal`, `secret`, `none`, `unknown`.
fn told(launch: &Launch) -> String {
    let server = launch.server();
    let one = |(name, value): (String, Attribute<String>)| {
        format!("{name}={} ", value.as_str().unwrap_or("?"))
    };
    let settings = match server.settings {
        Attribute::Known(settings) => settings.into_iter().map(one).collect(),
        Attribute::Unset => "unset ".to_owned(),
        Attribute::Unknown(_) => "unknown ".to_owned(),
    };
    let password = match server.password {
        Attribute::Unset => "none",
        Attribute::Unknown(_) => "unknown",
        Attribute::Known(password) => match password.source {
            Attribute::Known(SecretSource::Literal) => "literal",
            Attribute::Known(SecretSource::SecretReference) => {
                let secret = Reference::Id("arn:secret".into());
                assert_eq!(password.secret, Attribute::Known(secret));
                "secret"
            }
            other => panic!("{other:?}"),
        },
    };
    format!("{settings}| {password}")
}

#[test]
fn official_images_start_a_server_whatever_stands_first() {
    let cases: [(&str, &[&str], &str); 14] = [
        ("redis:8-alpine", &[], "| none"),
        ("redis:8-alpine", &["redis-server"], "| none"),
        ("redis:8-alpine", &["--appendonly", "yes"], "appendonly=yes | none"),
        ("redis:8-alpine", &["redis-server", "--requirepass", CANARY], "| literal"),
        ("redis:8-alpine", &["/usr/local/bin/redis-server", "--port", "1"], "port=1 | none"),
        ("redis:8-alpine", &["docker-entrypoint.sh", "--port", "1"], "port=1 | none"),
        ("redis:8-alpine", &["/etc/redis.conf", "--port", "1"], "unknown | unknown"),
        (
            "redis:8-alpine",
            &["redis-server", "/etc/redis.conf", "--requirepass", CANARY],
            "unknown | literal",
        ),
        ("redis:8-alpine", &["redis-sentinel", "/etc/sentinel.conf"], "unknown | unknown"),
        ("redis:8-alpine", &["redis-server", "--sentinel"], "unknown | unknown"),
        ("redis:8-alpine", &["sleep", "infinity"], "unknown | unknown"),
        ("valkey/valkey:9", &["--save", ""], "save= | none"),
        (
            "valkey/valkey:9",
            &["tini", "--", "docker-entrypoint.sh", "valkey-server", "--port", "1"],
            "port=1 | none",
        ),
        // Without a shell nothing is replaced: the name of the variable is the password.
        ("redis:8-alpine", &["redis-server", "--requirepass", "$SECRET"], "| literal"),
    ];
    for (image, command, expected) in cases {
        assert_eq!(told(&launch(image, command)), expected, "{image} {command:?}");
    }
}

#[test]
fn a_shell_replaces_variables() {
    let cases = [
        ("redis-server --requirepass $SECRET --appendonly yes", "appendonly=yes | secret"),
        (
            "exec redis-server --requirepass \"$SECRET\" --save 900 1 --save 300 10",
            "save=900 1 300 10 | secret",
        ),
        ("exec docker-entrypoint.sh redis-server --requirepass ${SECRET}", "| secret"),
        ("redis-server --requirepass 'prefix-'$SECRET", "| secret"),
        ("redis-server --requirepass \"$PLAIN\"", "| literal"),
        ("redis-server --requirepass \"$NOTHING\"", "| none"),
        ("redis-server --requirepass \"$NOWHERE\" --port 1", "port=1 | unknown"),
        ("redis-server --requirepass '$SECRET'", "| literal"),
        ("redis-server --maxmemory $LIMIT", "maxmemory=256mb | none"),
        ("redis-server --dir \"$SECRET\"", "dir=? | none"),
        ("redis-server \\\n  --port 1 \\\n  --appendonly no\n", "appendonly=no port=1 | none"),
        ("redis-server $NOWHERE", "unknown | unknown"),
        ("chown redis /data && exec redis-server", "unknown | unknown"),
        ("redis-server --requirepass \"$(cat /run/secret)\"", "unknown | unknown"),
        ("A=b redis-server", "unknown | unknown"),
        ("redis-server --logfile $NOTHING --requirepass $PLAIN", "unknown | unknown"),
        ("sh -c 'sh -c \"redis-server --port 1\"'", "port=1 | none"),
    ];
    for (script, expected) in cases {
        let as_command = launch("redis:8", &["sh", "-c", script]);
        assert_eq!(told(&as_command), expected, "{script}");
        let mut as_entry_point = launch("redis:8", &[script]);
        as_entry_point.entry_point = words(&["/bin/sh", "-ec"]);
        assert_eq!(told(&as_entry_point), expected, "{script}");
    }
    // Only the first word behind the flag is the script.
    let mut apart = launch("redis:8", &["redis-server", "--port", "1"]);
    apart.entry_point = words(&["sh", "-c"]);
    assert_eq!(told(&apart), "| none");
}

#[test]
fn an_entry_point_takes_the_place_of_the_images_command() {
    let mut server = launch("redis:8", &["--port", "1"]);
    server.entry_point = words(&["redis-server", "--appendonly", "yes"]);
    assert_eq!(told(&server), "appendonly=yes port=1 | none");
    server.command = Attribute::Unset;
    assert_eq!(told(&server), "appendonly=yes | none");
    server.entry_point = words(&["sh"]);
    assert_eq!(told(&server), "unknown | unknown");
    server.entry_point = words(&["/init"]);
    assert_eq!(told(&server), "unknown | unknown");
}

#[test]
fn what_an_unknown_image_does_by_itself_is_unknown() {
    let cases: [(&[&str], &str); 4] = [
        (&[], "unknown | unknown"),
        (&["redis-server", "--port", "1"], "port=1 | none"),
        (&["--port", "1"], "unknown | unknown"),
        (&["--requirepass", CANARY], "unknown | literal"),
    ];
    for (command, expected) in cases {
        assert_eq!(told(&launch("example.com/team/redis", command)), expected, "{command:?}");
    }
    let mut unknown = launch("", &["redis-server"]);
    unknown.image = Attribute::Unknown(Reason::KnownAfterApply);
    assert_eq!(told(&unknown), "| none");
    unknown.command = Attribute::Unset;
    assert_eq!(unknown.server().settings, Attribute::Unknown(Reason::KnownAfterApply));
}

#[test]
fn a_directory_to_work_in_is_where_data_is_kept() {
    let mut server = launch("redis:8", &["redis-server"]);
    server.working_directory = Attribute::Known("/cache".into());
    assert_eq!(told(&server), "dir=/cache | none");
    server.command = words(&["redis-server", "--dir", "/data"]);
    assert_eq!(told(&server), "dir=/data | none");
}

#[test]
fn variables_of_known_images_are_understood() {
    let valkey =
        with(launch("valkey/valkey:9", &[]), "VALKEY_EXTRA_FLAGS", "--requirepass x --port 1");
    assert_eq!(told(&valkey), "port=1 | literal");
    let redis = with(launch("redis:8", &[]), "VALKEY_EXTRA_FLAGS", "--port 1");
    assert_eq!(told(&redis), "| none");
    let stack = |value| with(launch("redis/redis-stack-server:7.4.0-v1", &[]), "REDIS_ARGS", value);
    assert_eq!(told(&stack("--requirepass x --appendonly yes")), "unknown | literal");
    assert_eq!(told(&stack("--appendonly yes")), "unknown | unknown");
    assert_eq!(told(&launch("redis/redis-stack:7.4.0-v1", &["redis-server"])), "| none");
}

#[test]
fn bitnami_takes_the_password_from_the_environment() {
    let image = "bitnami/redis:7.4";
    let bitnami = |variables: &[(&str, &str)]| {
        let named = variables.iter();
        named.fold(launch(image, &[]), |launch, (name, value)| with(launch, name, value))
    };
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[("REDIS_PASSWORD", CANARY)], "literal"),
        (&[("REDIS_PASSWORD", CANARY), ("REDIS_PASSWORD_FILE", "/run/secret")], "unknown"),
        (&[("ALLOW_EMPTY_PASSWORD", "yes")], "none"),
        (&[("ALLOW_EMPTY_PASSWORD", "no")], "unknown"),
        (&[], "unknown"),
        (&[("REDIS_PASSWORD", ""), ("ALLOW_EMPTY_PASSWORD", "YES")], "none"),
        (&[("ALLOW_EMPTY_PASSWORD", "yes"), ("REDIS_EXTRA_FLAGS", "--requirepass x")], "literal"),
    ];
    for (variables, password) in cases {
        assert_eq!(told(&bitnami(variables)), format!("unknown | {password}"), "{variables:?}");
    }
    let mut secret = launch("bitnamilegacy/valkey:8", &["/opt/bitnami/scripts/valkey/run.sh"]);
    let reference = Attribute::Known(Reference::Id("arn:secret".into()));
    secret.variables.secrets = Attribute::Known([("VALKEY_PASSWORD".into(), reference)].into());
    assert_eq!(told(&secret), "unknown | secret");
    // Its own scripts do not run here.
    assert_eq!(told(&launch(image, &["redis-server", "--port", "1"])), "port=1 | none");
}

#[test]
fn no_text_of_a_definition_comes_out() {
    let scripts = [
        format!(
            "redis-server --requirepass {CANARY} --masterauth {CANARY} --user 'default on >{CANARY}'"
        ),
        format!("redis-server {CANARY}.conf --{CANARY} {CANARY}"),
        format!("redis-server --loadmodule /m.so {CANARY} --rename-command CONFIG {CANARY}"),
        format!("{CANARY} redis-server --requirepass ${CANARY}"),
        "redis-server --requirepass \"$PLAIN\" --tls-key-file-pass $PLAIN --search-password $PLAIN"
            .to_owned(),
        format!("{CANARY}=x redis-server '{CANARY}"),
        "redis-server --logfile $NOTHING --requirepass $PLAIN".to_owned(),
        format!("redis-server --logfile --requirepass {CANARY}"),
        format!("redis-server --port 6379 {CANARY} --replicaof redis://{CANARY}@h 6379"),
        format!("redis-server --requirepass ${{{CANARY}}} --port $(echo {CANARY})"),
    ];
    let images = [
        "redis:8",
        "bitnami/redis",
        "redis/redis-stack-server",
        "valkey/valkey",
        "example.com/redis",
    ];
    for image in images {
        for script in &scripts {
            let parts: Vec<&str> = script.split(' ').collect();
            for command in [&["sh", "-c", script][..], &parts, &["CMD", script], &[]] {
                let mut launch = with(launch(image, command), "REDIS_PASSWORD", CANARY);
                launch = with(launch, "REDIS_ARGS", script);
                launch = with(launch, "VALKEY_EXTRA_FLAGS", script);
                launch.health_check = words(&["CMD-SHELL", script]);
                let server = launch.server();
                let out = format!(
                    "{:?} {:?} {:?} {:?}",
                    server.settings,
                    server.password,
                    launch.has_health_check(),
                    launch.health_check_tells_password()
                );
                let out = out.to_lowercase();
                assert!(!out.contains("canary") && !out.contains("s3cr3t"), "{script}: {out}");
            }
        }
    }
}
