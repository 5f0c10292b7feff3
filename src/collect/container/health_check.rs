//! Health checks of containers: whether there is one, and whether it gives the password away.

use super::Words;
use super::shell::{Piece, Script, Word};
use super::words::unread;
use crate::model::Attribute;

/// Clients, by the names of their programs.
const CLIENTS: [&str; 3] = ["keydb-cli", "redis-cli", "valkey-cli"];

/// Variables that clients take a password from.
const VARIABLES: [&str; 2] = ["REDISCLI_AUTH=", "VALKEYCLI_AUTH="];

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

/// Whether something gives a password away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Telling {
    No,
    Perhaps,
    Yes,
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
    let (kind, rest) = match words.split_first() {
        Some((kind, rest)) => (kind.as_str(), rest),
        None => return Telling::No,
    };
    let script = |at: usize| rest.get(at).and_then(Attribute::as_str);
    let is_shell = script(0).is_some_and(|name| name.ends_with("sh"))
        && script(1).is_some_and(|flag| flag.starts_with('-') && flag.ends_with('c'));
    match kind {
        Some("NONE") => Telling::No,
        Some("CMD-SHELL") => script(0).map_or(Telling::Perhaps, in_script),
        Some("CMD") if is_shell => script(2).map_or(Telling::Perhaps, in_script),
        Some("CMD") => in_command(&rest.iter().map(plain).collect::<Vec<_>>()),
        _ => in_command(&words.iter().map(plain).collect::<Vec<_>>()),
    }
}

/// A word of a command that no shell reads. What looks like a variable is text there, but nobody's password.
fn plain(word: &Attribute<String>) -> Word {
    match word.as_str() {
        Some(text) if text.starts_with('$') => vec![Piece::Other],
        Some(text) => vec![Piece::Text(text.to_owned())],
        None => Vec::new(),
    }
}

fn in_script(text: &str) -> Telling {
    let script = Script::read(text);
    let commands = script.commands.iter().map(|command| in_command(command));
    let most = commands.max().unwrap_or(Telling::No);
    if script.is_broken { most.max(Telling::Perhaps) } else { most }
}

fn in_command(words: &[Word]) -> Telling {
    let client = words.iter().position(|word| {
        let program = text(word).and_then(|text| text.rsplit('/').next());
        program.is_some_and(|program| CLIENTS.contains(&program))
    });
    let options = client.map_or(&[][..], |at| &words[at..]);
    let behind = |words: &[Word], names: &[&str]| -> Telling {
        let pairs = words
            .windows(2)
            .filter(|pair| text(&pair[0]).is_some_and(|name| names.contains(&name)));
        pairs.map(|pair| literal(&pair[1])).max().unwrap_or(Telling::No)
    };
    let url = options.windows(2).filter(|pair| text(&pair[0]) == Some("-u"));
    let url = url.map(|pair| in_url(&pair[1])).max().unwrap_or(Telling::No);
    let elsewhere = words.iter().map(|word| assigned(word).max(sent(word)));
    behind(options, &["-a", "--pass"])
        .max(behind(words, &["AUTH", "auth"]))
        .max(url)
        .max(elsewhere.max().unwrap_or(Telling::No))
}

/// The text of a word that is nothing else.
fn text(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Piece::Text(text)] => Some(text),
        _ => None,
    }
}

/// Whether a word is text, rather than what a variable holds.
fn literal(word: &[Piece]) -> Telling {
    let is_text = |piece: &Piece| matches!(piece, Piece::Text(text) if !text.is_empty());
    match (word.iter().any(is_text), word.iter().all(|piece| matches!(piece, Piece::Text(_)))) {
        _ if word.is_empty() => Telling::Perhaps,
        (true, true) => Telling::Yes,
        (true, false) => Telling::Perhaps,
        (false, _) => Telling::No,
    }
}

/// Whether `redis://:PASSWORD@host` holds a password.
fn in_url(word: &Word) -> Telling {
    let Some(text) = text(word) else { return literal(word).min(Telling::Perhaps) };
    let user = text.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
    let password = user.and_then(|(user, _)| user.split_once(':'));
    match password {
        Some((_, password)) if !password.is_empty() => Telling::Yes,
        _ => Telling::No,
    }
}

/// Whether `REDISCLI_AUTH=PASSWORD` sets one.
fn assigned(word: &[Piece]) -> Telling {
    let Some((Piece::Text(first), rest)) = word.split_first() else { return Telling::No };
    let Some(value) = VARIABLES.iter().find_map(|name| first.strip_prefix(name)) else {
        return Telling::No;
    };
    let value = [&[Piece::Text(value.to_owned())], rest].concat();
    literal(&value)
}

/// Whether a word is text that is sent to a server, with a password in it.
fn sent(word: &[Piece]) -> Telling {
    let tells = |piece: &Piece| match piece {
        Piece::Text(text) => {
            let text = text.to_ascii_uppercase();
            text.split_once("AUTH ").is_some_and(|(_, rest)| !rest.trim().is_empty())
        }
        Piece::Variable { .. } | Piece::Other => false,
    };
    if word.iter().any(tells) { Telling::Yes } else { Telling::No }
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
        ] {
            assert_eq!(told(&["CMD-SHELL", script]), Some(true), "{script}");
        }
        assert_eq!(told(&["CMD", "redis-cli", "-a", "hunter2", "ping"]), Some(true));
        assert_eq!(told(&["CMD", "sh", "-c", "redis-cli -a hunter2 ping"]), Some(true));
        assert_eq!(told(&["redis-cli", "-a", "hunter2", "ping"]), Some(true));
    }

    #[test]
    fn a_variable_gives_no_password_away() {
        for script in [
            "redis-cli ping",
            "redis-cli -a $REDIS_PASSWORD ping",
            "redis-cli -a \"${REDIS_PASSWORD}\" ping | grep PONG",
            "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli ping",
            "redis-cli -a \"$(cat /run/secrets/password)\" ping",
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
        assert_eq!(told(&["NONE"]), Some(false));
        assert_eq!(told(&[]), Some(false));
    }

    #[test]
    fn what_is_not_understood_is_unknown() {
        for script in [
            "redis-cli -a pre$SUFFIX ping",
            "redis-cli -u redis://:$PASSWORD@localhost ping",
            "redis-cli 'ping",
        ] {
            assert_eq!(told(&["CMD-SHELL", script]), None, "{script}");
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
