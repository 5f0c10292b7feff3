//! Health checks of containers: whether there is one, and whether it gives the password away.

use super::Words;
use super::shell::{Piece, Script, Word};
use super::telling::{self, Telling};
use super::words::unread;
use crate::model::Attribute;

/// Whether something is checked.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html>
pub(super) fn is_there(check: &Words) -> Attribute<bool> {
    match check {
        Attribute::Unset => Attribute::Known(false),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        Attribute::Known(words) => match words.first() {
            None | Some(Attribute::Unset) => Attribute::Known(false),
            Some(Attribute::Known(kind)) => Attribute::Known(kind != "NONE"),
            Some(Attribute::Unknown(reason)) => Attribute::Unknown(reason.clone()),
        },
    }
}

/// Whether a password stands in the check in clear.
pub(super) fn tells_password(check: &Words) -> Attribute<bool> {
    let words = match check {
        Attribute::Unset => return Attribute::Known(false),
        Attribute::Unknown(reason) => return Attribute::Unknown(reason.clone()),
        Attribute::Known(words) => words,
    };
    let unknown = words.iter().find_map(|word| word.unknown()).cloned();
    match (in_check(words), unknown) {
        (Telling::Yes, _) => Attribute::Known(true),
        // An unknown word may be the option before one that is known.
        (_, Some(reason)) => Attribute::Unknown(reason),
        (Telling::Perhaps, None) => {
            Attribute::Unknown(unread("the health check is more than can be understood"))
        }
        (Telling::No, None) => Attribute::Known(false),
    }
}

fn in_check(words: &[Attribute<String>]) -> Telling {
    let Some((kind, rest)) = words.split_first() else { return Telling::No };
    let plain = |words: &[Attribute<String>]| words.iter().map(plain).collect::<Vec<_>>();
    match kind.as_str() {
        Some("NONE") => Telling::No,
        // What stands behind the script are its arguments, or was meant to be a part of it.
        Some("CMD-SHELL") => match rest.split_first() {
            Some((script, arguments)) => {
                let script = script.as_str().map_or(Telling::Perhaps, telling::in_script);
                match arguments {
                    [] => script,
                    _ => script.max(telling::in_words(&plain(rest))).max(Telling::Perhaps),
                }
            }
            None => Telling::Perhaps,
        },
        Some("CMD") => telling::in_words(&plain(rest)),
        _ => telling::in_words(&plain(words)),
    }
}

/// A word of a command that no shell reads. What looks like a variable is text there, but nobody's password.
fn plain(word: &Attribute<String>) -> Word {
    let Some(text) = word.as_str() else { return Vec::new() };
    let only = Script::read(text).only();
    match only.as_deref() {
        Some([word]) if matches!(word.as_slice(), [Piece::Variable { .. }]) => word.clone(),
        _ if text.starts_with('$') => vec![Piece::Other],
        _ => vec![Piece::Text(text.to_owned())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reason;

    fn told(check: &[&str]) -> Option<bool> {
        let words = check.iter().map(|word| Attribute::Known((*word).to_owned())).collect();
        tells_password(&Attribute::Known(words)).known().copied()
    }

    #[test]
    fn a_password_in_clear_is_noticed() {
        for script in [
            "redis-cli -a hunter2 ping",
            "redis-cli -h localhost --pass 'hunter2' ping | grep PONG || exit 1",
            "/usr/local/bin/valkey-cli -a hunter2 ping",
            "REDISCLI_AUTH=hunter2 redis-cli ping",
            "export REDISCLI_AUTH=\"hunter2\"; redis-cli ping",
            "redis-cli -u redis://:hunter2@localhost:6379 ping",
            "test \"$(redis-cli -a hunter2 ping)\" = PONG",
            "redis-cli auth hunter2",
            "printf 'AUTH hunter2\\r\\nPING\\r\\n' | nc localhost 6379",
            "(echo AUTH hunter2; echo PING) | nc localhost 6379",
            "sh -c 'redis-cli -a hunter2 ping'",
            "timeout 5 /bin/bash -o pipefail -ec \"redis-cli -a hunter2 ping | grep PONG\"",
            "sh -c 'sh -c \"redis-cli -a hunter2 ping\"'",
            "su -s /bin/sh -c 'redis-cli -a hunter2 ping' redis",
            "P=hunter2; redis-cli -a \"$P\" ping",
            "export P=hunter2 && redis-cli -a $P ping",
            "Q=hunter2; P=$Q; REDISCLI_AUTH=$P redis-cli ping",
            "P=hunter2; sh -c 'redis-cli -a $P ping'",
            "P=hunter2; echo \"AUTH $P\" | nc localhost 6379",
            "if redis-cli -a hunter2 ping; then exit 0; fi",
        ] {
            assert_eq!(told(&["CMD-SHELL", script]), Some(true), "{script}");
        }
        assert_eq!(told(&["CMD", "redis-cli", "-a", "hunter2", "ping"]), Some(true));
        assert_eq!(told(&["CMD", "sh", "-c", "redis-cli -a hunter2 ping"]), Some(true));
        let timeout = ["CMD", "timeout", "5", "sh", "-c", "redis-cli -a hunter2 ping"];
        assert_eq!(told(&timeout), Some(true));
        let env = ["CMD", "env", "P=hunter2", "sh", "-c", "redis-cli -a $P ping"];
        assert_eq!(told(&env), Some(true));
        assert_eq!(told(&["CMD", "bash", "-c", "-e", "redis-cli -a hunter2 ping"]), Some(true));
        assert_eq!(told(&["CMD-SHELL", "redis-cli", "-a", "hunter2", "ping"]), Some(true));
        assert_eq!(told(&["redis-cli", "-a", "hunter2", "ping"]), Some(true));
    }

    #[test]
    fn a_variable_gives_no_password_away() {
        for script in [
            "redis-cli ping",
            "redis-cli -a $REDIS_PASSWORD ping",
            "redis-cli -a \"${REDIS_PASSWORD}\" ping | grep PONG",
            "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli ping",
            // A file of a fixed name holds it, and the check tells the name.
            "redis-cli -a \"$(cat /run/secrets/password)\" ping",
            "P=$(cat /run/secrets/password); redis-cli -a \"$P\" ping",
            "sh -c 'redis-cli -a $REDIS_PASSWORD ping'",
            "timeout 5 redis-cli -h localhost -p 6379 --no-auth-warning ping 2>&1 | grep -q PONG",
            "redis-cli ping > /dev/null 2>&1 || exit 1",
            "[ \"$(redis-cli ping)\" = PONG ] || exit 1",
            "if [ \"$(valkey-cli -p 6379 PING)\" = \"PONG\" ]; then exit 0; else exit 1; fi",
            "redis-cli -p ${PORT:-6379} --raw incr ping",
            "redis-cli -u redis://localhost:6379 ping",
            "echo \"AUTH $REDIS_PASSWORD\" | nc localhost 6379",
            "nc -z localhost 6379 || exit 1",
            "ls -a /data",
            "",
        ] {
            assert_eq!(told(&["CMD-SHELL", script]), Some(false), "{script}");
        }
        // Without a shell the name of the variable is the password, which it is not.
        assert_eq!(told(&["CMD", "redis-cli", "-a", "$REDIS_PASSWORD", "ping"]), Some(false));
        assert_eq!(told(&["CMD", "timeout", "5", "redis-cli", "ping"]), Some(false));
        assert_eq!(told(&["CMD", "sh", "-c", "redis-cli -a $REDIS_PASSWORD ping"]), Some(false));
        assert_eq!(told(&["NONE"]), Some(false));
        assert_eq!(told(&[]), Some(false));
    }

    #[test]
    fn what_is_not_understood_is_unknown() {
        for script in [
            "redis-cli -a pre$SUFFIX ping",
            "redis-cli -u redis://:$PASSWORD@localhost ping",
            "redis-cli 'ping",
            "redis-cli -a ${PW:-hunter2} ping",
            "redis-cli -a $(echo hunter2) ping",
            "redis-cli -a `echo hunter2` ping",
            "redis-cli -a $(cat /a /b) ping",
            "P=$(echo hunter2); redis-cli -a $P ping",
            "P=${PW:-hunter2}; redis-cli -a $P ping",
            "P=a; P=b; redis-cli -a $P ping",
            "for P in hunter2; do redis-cli -a $P ping; done",
            "set -- hunter2; redis-cli -a $1 ping",
            "read P <<< hunter2; redis-cli -a $P ping",
            "echo hunter2 > /tmp/p; redis-cli -a $(cat /tmp/p) ping",
            "echo hunter2 | redis-cli --askpass ping",
            "echo hunter2 | redis-cli -x auth",
            "echo hunter2 | xargs redis-cli ping -a",
            "printf '*2\\r\\n$4\\r\\nAUTH\\r\\n$7\\r\\nhunter2\\r\\n' | nc localhost 6379",
            "echo \"AUTH ${PW:-hunter2}\" | nc localhost 6379",
            "echo \"AUTH $NAME hunter2\" | nc localhost 6379",
            "redis-cli auth $NAME hunter2",
            "redis-cli config set requirepass hunter2",
            "redis-cli acl setuser default on '>hunter2'",
            "python3 -c \"import redis; redis.Redis(password='hunter2').ping()\"",
            "/check.sh hunter2",
            "/check.sh",
            "sh /check.sh hunter2",
            "sh -c 'redis-cli -a $1 ping' check hunter2",
            "sh -c 'redis-cli \"$@\"' check -a hunter2",
            "sh -c \"$CHECK\"",
            "$CHECK",
            "awk 'BEGIN { system(\"redis-cli -a hunter2 ping\") }'",
            "check() { redis-cli -a $1 ping; }; check hunter2",
            "eval redis-cli ping",
            "env '-Sredis-cli -a hunter2 ping'",
            ": ${P:=hunter2}; redis-cli -a $P ping",
            "echo ${X:-$(redis-cli -a hunter2 ping)}",
            "echo \"${X:-AUTH hunter2}\" | nc localhost 6379",
            "nc -c 'redis-cli -a hunter2 ping' localhost 6379",
            "printf -v P hunter2; redis-cli -a $P ping",
        ] {
            assert_eq!(told(&["CMD-SHELL", script]), None, "{script}");
        }
        for check in [
            &["CMD", "/check.sh", "hunter2"][..],
            &["CMD", "python3", "-c", "password='hunter2'"],
            &["CMD", "timeout", "5", "/check.sh"],
            &["CMD", "redis-cli", "-a", "${PW:-hunter2}", "ping"],
            &["CMD", "bash", "-c"],
            &["CMD-SHELL"],
            &["CMD-SHELL", "redis-cli ping", "hunter2"],
        ] {
            assert_eq!(told(check), None, "{check:?}");
        }
        let known = |text: &str| Attribute::Known(text.to_owned());
        let unknown = || Attribute::Unknown(Reason::KnownAfterApply);
        let value = [known("CMD"), known("redis-cli"), known("-a"), unknown(), known("ping")];
        assert_eq!(tells_password(&Attribute::Known(value.to_vec())), unknown_bool());
        let other = [known("CMD"), known("redis-cli"), known("-a"), known("hunter2"), unknown()];
        assert_eq!(tells_password(&Attribute::Known(other.to_vec())), Attribute::Known(true));
        assert_eq!(tells_password(&Attribute::Unknown(Reason::KnownAfterApply)), unknown_bool());
        assert_eq!(tells_password(&Attribute::Unset), Attribute::Known(false));
    }

    fn unknown_bool() -> Attribute<bool> {
        Attribute::Unknown(Reason::KnownAfterApply)
    }

    #[test]
    fn a_check_of_nothing_is_none() {
        let known = |text: &str| Attribute::Known(vec![Attribute::Known(text.to_owned())]);
        assert_eq!(is_there(&known("CMD-SHELL")), Attribute::Known(true));
        assert_eq!(is_there(&known("NONE")), Attribute::Known(false));
        assert_eq!(is_there(&Attribute::Known(Vec::new())), Attribute::Known(false));
        assert_eq!(is_there(&Attribute::Unset), Attribute::Known(false));
        assert_eq!(is_there(&Attribute::Unknown(Reason::KnownAfterApply)), unknown_bool());
    }
}
