//! A few words about a subject, for whoever reads the report.

use crate::link::SubjectBody;
use crate::link::subject::{CacheRemoval, LinkedAlarm, LinkedBackupSelection, LinkedCache};
use crate::model::{Action, Attribute, CacheKind, Engine};

/// `valkey 8.0, 2 nodes, cache.t4g.micro`; what is not known is left out.
pub(super) fn summarize(body: &SubjectBody) -> String {
    let parts = match body {
        SubjectBody::Cache(cache) => cache_parts(cache),
        SubjectBody::CacheRemoval(removal) => removal_parts(removal),
        SubjectBody::Alarm(alarm) => alarm_parts(alarm),
        SubjectBody::BackupSelection(selection) => selection_parts(selection),
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn cache_parts(linked: &LinkedCache) -> Vec<Option<String>> {
    let cache = &linked.cache;
    let engine = cache.engine.known().map(|engine| engine_name(*engine));
    let engine = engine.map(|engine| match cache.engine_version.as_str() {
        Some(version) => format!("{engine} {version}"),
        None => engine.to_owned(),
    });
    let nodes = match (&cache.kind, &cache.num_cache_nodes, &linked.nodes) {
        (CacheKind::ServerlessCache, _, _) => Some("serverless".to_owned()),
        (_, Attribute::Known(count), _) => Some(counted(u64::from(*count))),
        (_, _, Attribute::Known(nodes)) => Some(counted(nodes.len() as u64)),
        _ => None,
    };
    vec![engine, nodes, cache.cache_node_type.known().cloned()]
}

fn removal_parts(removal: &CacheRemoval) -> Vec<Option<String>> {
    let action = match removal.change.action {
        Action::Replace => "replaced",
        Action::Delete => "deleted",
        Action::Forget => "forgotten",
        _ => "removed",
    };
    let engine = removal.engine.known().map(|engine| engine_name(*engine).to_owned());
    vec![engine, Some(action.to_owned())]
}

fn alarm_parts(alarm: &LinkedAlarm) -> Vec<Option<String>> {
    vec![alarm.metric_name.known().cloned()]
}

fn selection_parts(selection: &LinkedBackupSelection) -> Vec<Option<String>> {
    vec![selection.backup_plan.known().map(|plan| format!("of backup plan {}", plan.name))]
}

fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Redis => "redis",
        Engine::Valkey => "valkey",
        Engine::Memcached => "memcached",
    }
}

fn counted(nodes: u64) -> String {
    if nodes == 1 { "1 node".to_owned() } else { format!("{nodes} nodes") }
}
