//! Values of directives that may be told: what a server takes there, and never a word that may be something else.
//!
//! A script that goes astray puts words where they do not belong: an empty variable lets an option take the next one as its
//! value, and a password behind that. So a word is told only where it is of the kind that its directive takes.

use super::words::{Word, unread};
use crate::model::Attribute;

/// What names, addresses and paths are made of, besides letters and digits.
const PLAIN: &str = "%*+,-./:_";

/// Directives whose value is a name, an address, a path or a list of such: any one plain word.
const FREE: &str = "
    aof-rewrite-cpulist aof_rewrite_cpulist appenddirname appendfilename availability-zone bgsave-cpulist bgsave_cpulist bind
    bind-source-addr bio-cpulist bio_cpulist cluster-announce-client-ipv4 cluster-announce-client-ipv6
    cluster-announce-hostname cluster-announce-human-nodename cluster-announce-ip cluster-config-file dbfilename dir
    ignore-warnings locale-collate logfile notify-keyspace-events pidfile rdma-bind replica-announce-ip server-cpulist
    server_cpulist slave-announce-ip syslog-facility syslog-ident tls-auth-clients-user tls-ca-cert-dir tls-ca-cert-file
    tls-cert-file tls-ciphers tls-ciphersuites tls-client-cert-file tls-client-key-file tls-dh-params-file tls-key-file
    tls-protocols unixsocket unixsocketgroup";

/// Words that a server knows as values, whatever the directive. It takes them in any case.
///
/// <https://github.com/redis/redis/blob/unstable/src/config.c>, <https://github.com/valkey-io/valkey/blob/unstable/src/config.c>
const KNOWN: &str = "
    absolute allchannels allkeys-lfu allkeys-lrm allkeys-lru allkeys-random always auto clients debug default disabled everysec
    flush-before-load force hostname ignore ip iso8601 legacy local logfmt milliseconds no noeviction nosave nothing notice now
    on-empty-db optional panic panic-on-replicas relative relaxed resetchannels save strict swapdb systemd unknown-endpoint unknown upstart utc
    verbose volatile-lfu volatile-lrm volatile-lru volatile-random volatile-ttl warning yes";

/// Clients that `client-output-buffer-limit` tells apart.
const CLIENTS: [&str; 5] = ["master", "normal", "pubsub", "replica", "slave"];

/// The value of the directive `name` that `values` are.
pub(super) fn value(name: &str, values: &[Word]) -> Attribute<String> {
    let mut words = Vec::new();
    for value in values {
        match value {
            Word::Text(text) => words.extend(text.split_whitespace()),
            Word::Secret(_) => return Attribute::Unknown(unread("a secret holds the value")),
            Word::Unknown(reason) => return Attribute::Unknown(reason.clone()),
        }
    }
    let may_be_told = match words.as_slice() {
        [] => true,
        _ if words.iter().any(|word| word.starts_with("--") || !is_plain(word)) => false,
        [_] if is_among(FREE, name) => true,
        words => is_series(name, words) || matches!(words, [word] if is_value(word)),
    };
    if !may_be_told {
        return Attribute::Unknown(unread("the value is not one that the option is known to take"));
    }
    let text = words.join(" ");
    let lower = text.to_ascii_lowercase();
    // What is free keeps its case: the directory `/No` is not `no`.
    let is_known = is_among(KNOWN, &lower) && !is_among(FREE, name);
    Attribute::Known(if is_known { lower } else { text })
}

/// Whether the directive `name` takes several words, and `words` are such.
fn is_series(name: &str, words: &[&str]) -> bool {
    match name {
        "save" => words.len().is_multiple_of(2) && words.iter().all(|word| is_number(word)),
        "client-output-buffer-limit" => {
            let is_limit = |limit: &[&str]| match limit {
                [client, limits @ ..] => {
                    CLIENTS.contains(&client.to_ascii_lowercase().as_str())
                        && limits.iter().all(|limit| is_number(limit))
                }
                [] => false,
            };
            words.len().is_multiple_of(4) && words.chunks(4).all(is_limit)
        }
        "bind" | "bind-source-addr" | "rdma-bind" => words.iter().all(|word| is_address(word)),
        "oom-score-adj-values" => words.len() == 3 && words.iter().all(|word| is_number(word)),
        "latency-tracking-info-percentiles" => words.iter().all(|word| is_number(word)),
        "shutdown-on-sigint" | "shutdown-on-sigterm" => words.iter().all(|word| is_value(word)),
        "tls-protocols" => words.iter().all(|word| {
            let version = word.to_ascii_lowercase();
            version.strip_prefix("tlsv").is_some_and(is_number)
        }),
        "replicaof" | "slaveof" => match words {
            [host, port] => is_host(host) && is_number(port) || is_no_one(host, port),
            _ => false,
        },
        _ => false,
    }
}

/// Whether any directive may be given `word`, which then is no secret.
fn is_value(word: &str) -> bool {
    is_number(word) || is_among(KNOWN, &word.to_ascii_lowercase())
}

/// A number, an amount of memory or a share: `-1`, `99.9`, `256mb`, `5%`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let end = digits.find(|other: char| !other.is_ascii_digit() && other != '.');
    let (number, unit) = digits.split_at(end.unwrap_or(digits.len()));
    let units = ["", "%", "b", "k", "kb", "m", "mb", "g", "gb", "t", "tb", "p", "pb"];
    number.starts_with(|first: char| first.is_ascii_digit())
        && units.contains(&unit.to_ascii_lowercase().as_str())
}

/// An address that a server listens on, with `-` before one that need not be there.
fn is_address(word: &str) -> bool {
    let address = word.strip_prefix('-').unwrap_or(word);
    matches!(address, "*" | "::*" | "localhost") || address.parse::<std::net::IpAddr>().is_ok()
}

fn is_host(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-.:_".contains(letter))
}

fn is_no_one(host: &str, port: &str) -> bool {
    host.eq_ignore_ascii_case("no") && port.eq_ignore_ascii_case("one")
}

fn is_plain(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_alphanumeric() || PLAIN.contains(letter))
}

fn is_among(names: &str, name: &str) -> bool {
    names.split_whitespace().any(|among| among == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::container::directives::Directive;

    #[test]
    fn a_value_is_told_where_the_directive_takes_it() {
        let cases: [(&str, &[&str], &str); 22] = [
            ("port", &["6379"], "6379"),
            ("appendonly", &["YES"], "yes"),
            ("maxmemory", &["256mb"], "256mb"),
            ("maxmemory-clients", &["5%"], "5%"),
            ("maxmemory-policy", &["AllKeys-LRU"], "allkeys-lru"),
            ("dir", &["/Data"], "/Data"),
            ("dir", &["No"], "No"),
            ("logfile", &[""], ""),
            ("save", &["900 1", "300", "10"], "900 1 300 10"),
            (
                "client-output-buffer-limit",
                &["replica", "256mb", "64mb", "60"],
                "replica 256mb 64mb 60",
            ),
            ("bind", &["127.0.0.1", "-::1"], "127.0.0.1 -::1"),
            ("bind", &["*", "-::*"], "* -::*"),
            ("bind", &["redis.internal"], "redis.internal"),
            ("replicaof", &["redis.internal", "6379"], "redis.internal 6379"),
            ("slaveof", &["no", "one"], "no one"),
            ("oom-score-adj-values", &["0", "200", "800"], "0 200 800"),
            ("latency-tracking-info-percentiles", &["50", "99.9"], "50 99.9"),
            ("shutdown-on-sigterm", &["save", "now"], "save now"),
            ("tls-protocols", &["TLSv1.2 TLSv1.3"], "TLSv1.2 TLSv1.3"),
            ("tls-cert-file", &["/tls/redis.crt"], "/tls/redis.crt"),
            ("enable-debug-command", &["local"], "local"),
            ("notify-keyspace-events", &["KEA"], "KEA"),
        ];
        for (name, values, expected) in cases {
            assert_eq!(told(name, values).as_deref(), Some(expected), "{name} {values:?}");
        }
    }

    #[test]
    fn a_word_that_does_not_belong_there_is_not_told() {
        let cases: [(&str, &[&str]); 17] = [
            ("logfile", &["--requirepass", "hunter2"]),
            ("logfile", &["--requirepass"]),
            ("logfile", &["/log --requirepass hunter2"]),
            ("logfile", &["/log", "hunter2"]),
            ("dir", &["/data hunter2"]),
            ("port", &["6379", "hunter2"]),
            ("port", &["hunter2"]),
            ("appendonly", &["hunter2"]),
            ("replicaof", &["redis://pw@h", "6379"]),
            ("replicaof", &["h", "6379", "hunter2"]),
            ("replicaof", &["redis", "hunter2"]),
            ("bind", &["0.0.0.0", "hunter2"]),
            ("save", &["900", "1", "hunter2"]),
            ("save", &["900", "1", "60"]),
            ("client-output-buffer-limit", &["normal", "0", "0", "0", "hunter2"]),
            ("tls-protocols", &["TLSv1.2", "hunter2"]),
            ("tls-cert-file", &["user@host"]),
        ];
        for (name, values) in cases {
            assert_eq!(told(name, values), None, "{name} {values:?}");
        }
    }

    #[test]
    fn free_directives_are_directives_that_may_be_told() {
        for name in FREE.split_whitespace() {
            assert_eq!(Directive::named(name), Some(Directive::Single), "{name}");
        }
    }

    fn told(name: &str, values: &[&str]) -> Option<String> {
        let words: Vec<Word> = values.iter().map(|text| Word::Text((*text).to_owned())).collect();
        value(name, &words).known().cloned()
    }
}
