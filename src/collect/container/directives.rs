//! Directives of `redis-server` and `valkey-server`, and which of them may be told.

/// What a directive is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    /// One value, which is no secret.
    Single,
    /// Values that add up, and are no secrets.
    Several,
    /// The password of the default user.
    Password,
    /// Users, with passwords of their own.
    Users,
    /// A file with more directives.
    Include,
    /// Something that holds a secret, or arguments of modules, which may.
    Untold,
}

/// Whose values add up: each line of `save` is one more rule.
const SEVERAL: &str = "client-output-buffer-limit save";

/// What holds a secret. A command may have been renamed so that nobody guesses it.
const UNTOLD: &str =
    "loadmodule loadmodule-ex masterauth masteruser primaryauth primaryuser rename-command sentinel
    tls-client-key-file-pass tls-key-file-pass";

/// What directives of the modules that Redis 8 has begin with.
///
/// <https://github.com/redis/redis/blob/unstable/redis-full.conf>
const OF_MODULES: [&str; 4] = ["bf-", "cf-", "search-", "ts-"];

/// What may be told: the other directives of Redis up to 8 and Valkey up to 9, and the older names of some.
///
/// <https://github.com/redis/redis/blob/unstable/src/config.c>, <https://github.com/valkey-io/valkey/blob/unstable/src/config.c>
const SINGLE: &str = "
    acl-pubsub-default acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-cycle-us
    active-defrag-ignore-bytes active-defrag-max-scan-fields active-defrag-threshold-lower active-defrag-threshold-upper
    active-expire-effort activedefrag activerehashing always-show-logo aof-disable-auto-gc aof-load-corrupt-tail-max-size
    aof-load-truncated aof-rewrite-cpulist aof_rewrite_cpulist aof-rewrite-incremental-fsync aof-timestamp-enabled
    aof-use-rdb-preamble appenddirname appendfilename appendfsync appendonly auto-aof-rewrite-min-size
    auto-aof-rewrite-percentage availability-zone bgsave-cpulist bgsave_cpulist bind bind-source-addr bio-cpulist bio_cpulist
    busy-reply-threshold client-default-resp client-query-buffer-limit cluster-allow-pubsubshard-when-down
    cluster-allow-reads-when-down cluster-allow-replica-migration cluster-announce-bus-port cluster-announce-client-ipv4
    cluster-announce-client-ipv6 cluster-announce-hostname cluster-announce-human-nodename cluster-announce-ip
    cluster-announce-port cluster-announce-tls-port cluster-blacklist-ttl cluster-compatibility-sample-ratio
    cluster-config-file cluster-databases cluster-enabled cluster-link-sendbuf-limit cluster-manual-failover-timeout
    cluster-migration-barrier cluster-node-timeout cluster-ping-interval cluster-port cluster-preferred-endpoint-type
    cluster-replica-no-failover cluster-replica-validity-factor cluster-require-full-coverage cluster-slave-no-failover
    cluster-slave-validity-factor cluster-slot-stats-enabled commandlog-execution-slower-than commandlog-large-reply-max-len
    commandlog-large-request-max-len commandlog-reply-larger-than commandlog-request-larger-than
    commandlog-slow-execution-max-len crash-log-enabled crash-memcheck-enabled daemonize databases dbfilename dir disable-thp
    dual-channel-replication-enabled dynamic-hz enable-debug-assert enable-debug-command enable-module-command
    enable-protected-configs events-per-io-thread extended-redis-compatibility gopher-enabled hash-max-listpack-entries
    hash-max-listpack-value hash-max-ziplist-entries hash-max-ziplist-value hide-user-data-from-log hll-sparse-max-bytes hz
    ignore-warnings import-mode io-threads io-threads-do-reads jemalloc-bg-thread key-load-delay latency-monitor-threshold
    latency-tracking latency-tracking-info-percentiles lazyexpire-nested-arbitrary-keys lazyfree-lazy-eviction
    lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush lfu-decay-time lfu-log-factor
    list-compress-depth list-max-listpack-size list-max-ziplist-entries list-max-ziplist-size list-max-ziplist-value locale-collate
    log-format log-timestamp-format logfile loglevel lookahead lua-enable-insecure-api lua-replicate-commands lua-time-limit
    max-new-connections-per-cycle max-new-tls-connections-per-cycle maxclients maxmemory maxmemory-clients
    maxmemory-eviction-tenacity maxmemory-policy maxmemory-samples min-replicas-max-lag min-replicas-to-write min-slaves-max-lag
    min-slaves-to-write mptcp no-appendfsync-on-rewrite notify-keyspace-events oom-score-adj oom-score-adj-values pidfile port
    prefetch-batch-max-size proc-title-template propagation-error-behavior protected-mode proto-max-bulk-len rdb-del-sync-files
    rdb-key-save-delay rdb-save-incremental-fsync rdb-version-check rdbchecksum rdbcompression rdma-bind rdma-completion-vector
    rdma-port rdma-rx-size repl-backlog-size repl-backlog-ttl repl-disable-tcp-nodelay repl-diskless-load repl-diskless-sync
    repl-diskless-sync-delay repl-diskless-sync-max-replicas repl-diskless-sync-period repl-mptcp repl-ping-replica-period
    repl-ping-slave-period repl-rdb-channel repl-timeout replica-announce-ip replica-announce-port replica-announced
    replica-full-sync-buffer-limit replica-ignore-disk-write-errors replica-ignore-maxmemory replica-lazy-flush replica-priority
    replica-read-only replica-serve-stale-data replicaof sanitize-dump-payload server-cpulist server_cpulist set-max-intset-entries
    set-max-listpack-entries set-max-listpack-value set-proc-title shutdown-on-sigint shutdown-on-sigterm shutdown-timeout
    slave-announce-ip slave-announce-port slave-ignore-maxmemory slave-lazy-flush slave-priority slave-read-only
    slave-serve-stale-data slaveof slowlog-log-slower-than slowlog-max-len socket-mark-id stop-writes-on-bgsave-error
    stream-node-max-bytes stream-node-max-entries supervised syslog-enabled syslog-facility syslog-ident tcp-backlog tcp-keepalive
    timeout tls-auth-clients tls-auth-clients-user tls-ca-cert-dir tls-ca-cert-file tls-cert-file tls-ciphers tls-ciphersuites
    tls-client-cert-file tls-client-key-file tls-cluster tls-dh-params-file tls-key-file tls-port tls-prefer-server-ciphers
    tls-protocols tls-replication tls-session-cache-size tls-session-cache-timeout tls-session-caching tracking-table-max-keys
    unixsocket unixsocketgroup unixsocketperm use-exit-on-panic watchdog-period zset-max-listpack-entries
    zset-max-listpack-value zset-max-ziplist-entries zset-max-ziplist-value";

impl Directive {
    /// The directive called `name`, in lower case; none where this version knows of none.
    pub(super) fn named(name: &str) -> Option<Self> {
        let is_among = |names: &str| names.split_whitespace().any(|among| among == name);
        match name {
            "requirepass" => Some(Self::Password),
            "user" | "aclfile" => Some(Self::Users),
            "include" => Some(Self::Include),
            _ if is_among(SEVERAL) => Some(Self::Several),
            _ if is_among(UNTOLD) => Some(Self::Untold),
            _ if is_among(SINGLE) => Some(Self::Single),
            // Modules of others have a dot in theirs.
            _ if name.contains('.') || OF_MODULES.iter().any(|module| name.starts_with(module)) => {
                Some(Self::Untold)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_apart_from_what_may_be_told() {
        let cases = [
            ("appendonly", Some(Directive::Single)),
            ("tls-auth-clients", Some(Directive::Single)),
            ("tls-key-file", Some(Directive::Single)),
            ("save", Some(Directive::Several)),
            ("requirepass", Some(Directive::Password)),
            ("user", Some(Directive::Users)),
            ("aclfile", Some(Directive::Users)),
            ("include", Some(Directive::Include)),
            ("masterauth", Some(Directive::Untold)),
            ("tls-key-file-pass", Some(Directive::Untold)),
            ("rename-command", Some(Directive::Untold)),
            ("search-oss-global-password", Some(Directive::Untold)),
            ("search.oss_global_password", Some(Directive::Untold)),
            ("hunter2", None),
            ("", None),
        ];
        for (name, directive) in cases {
            assert_eq!(Directive::named(name), directive, "{name}");
        }
    }

    #[test]
    fn nothing_that_sounds_secret_is_told() {
        let harmless =
            ["tls-auth-clients", "tls-auth-clients-user", "tls-key-file", "tls-client-key-file"];
        let sounds = ["auth", "pass", "secret", "token", "key-file", "user"];
        for name in SINGLE.split_whitespace().chain(SEVERAL.split_whitespace()) {
            let is_suspect = sounds.iter().any(|sound| name.contains(sound));
            let is_data = ["lazyfree-lazy-user", "hide-user-data", "passphrase"];
            let is_excused =
                harmless.contains(&name) || is_data.iter().any(|it| name.starts_with(it));
            assert!(!is_suspect || is_excused, "{name}");
        }
    }
}
