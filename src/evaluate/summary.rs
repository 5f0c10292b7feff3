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
        (CacheKind::EcsService, Attribute::Known(count), _) => {
            Some(counted(u64::from(*count), "task"))
        }
        (_, Attribute::Known(count), _) => Some(counted(u64::from(*count), "node")),
        (_, _, Attribute::Known(nodes)) => Some(counted(nodes.len() as u64, "node")),
        _ => None,
    };
    let container = linked.container.known();
    let cpu = container.and_then(|it| it.cpu.known()).map(|units| format!("{units} CPU units"));
    let memory = container.and_then(|it| it.memory.known()).map(|mib| format!("{mib} MiB"));
    vec![engine, nodes, cache.cache_node_type.known().cloned(), cpu, memory]
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

fn counted(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::sample;
    use crate::link::subject::LinkedContainer;
    use crate::model::Cache;

    #[test]
    fn a_container_is_told_by_its_tasks_and_their_size() {
        let mut linked = sample::cache("service", Attribute::Unset);
        let container = LinkedContainer {
            cpu: Attribute::Known(256),
            memory: Attribute::Known(512),
            ..LinkedContainer::default()
        };
        linked.cache = Cache::new(CacheKind::EcsService);
        linked.cache.engine = Attribute::Known(Engine::Redis);
        linked.cache.engine_version = Attribute::Known("8".to_owned());
        linked.cache.num_cache_nodes = Attribute::Known(1);
        linked.container = Attribute::Known(container);
        let body = SubjectBody::Cache(Box::new(linked));
        assert_eq!(summarize(&body), "redis 8, 1 task, 256 CPU units, 512 MiB");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut linked = sample::cache("group", Attribute::Unset);
        let words = |linked: &LinkedCache| summarize(&SubjectBody::Cache(Box::new(linked.clone())));
        assert_eq!(words(&linked), "valkey 8.0, 2 nodes, cache.t4g.micro");
        linked.cache.engine_version = Attribute::default();
        linked.cache.num_cache_nodes = Attribute::default();
        linked.nodes = Attribute::default();
        assert_eq!(words(&linked), "valkey, cache.t4g.micro");
    }
}
