//! Selections of AWS Backup: which plan they belong to, and whether a cache is among what they name.
//!
//! Enters: a selection with references to resources, most of them of services that the inventory does not hold. Leaves:
//! for each what messages call it and whether it is ElastiCache's, as far as ARN, address and inventory tell.

use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::subject::{
    BackupResourceKind, LinkedBackupPlan, LinkedBackupResource, LinkedBackupSelection,
};
use crate::model::{
    Attribute, BackupSelection, Origin, Reason, Reference, Resource, SourceKind, Symbol,
};

/// The places of the selections that are judged. One that is only looked up is judged where it is declared.
pub(crate) fn subjects(index: &Index<'_>) -> impl Iterator<Item = usize> {
    let selections = index.inventory.backup_selections.iter().enumerate();
    selections.filter(|(_, selection)| selection.is_declared).map(|(at, _)| at)
}

/// The selection with its plan and what it names.
pub(crate) fn selection(
    index: &Index<'_>,
    selection: &Resource<BackupSelection>,
) -> LinkedBackupSelection {
    let settings = &selection.attributes;
    let from = &selection.origin;
    LinkedBackupSelection {
        address: selection.address.clone(),
        id: selection.id.clone(),
        region: selection.region.clone(),
        account_id: selection.account_id.clone(),
        selection_name: settings.selection_name.clone(),
        backup_plan: plan(index, &settings.backup_plan_id, from),
        resources: resources(index, &settings.resources, from),
        not_resources: resources(index, &settings.not_resources, from),
        has_list_of_tags: settings.has_list_of_tags.clone(),
        has_conditions: settings.has_conditions.clone(),
    }
}

fn plan(
    index: &Index<'_>,
    reference: &Attribute<Reference>,
    from: &Origin,
) -> Attribute<LinkedBackupPlan> {
    reference.as_ref().and_then(|reference| {
        index.backup_plans.fact(reference, from, |identity, plan| {
            Attribute::Known(LinkedBackupPlan {
                name: match plan.attributes.backup_plan_name.as_str() {
                    Some(name) => name.to_owned(),
                    None => index.backup_plans.label(identity),
                },
                plan: plan.attributes.clone(),
            })
        })
    })
}

fn resources(
    index: &Index<'_>,
    references: &Attribute<Vec<Attribute<Reference>>>,
    from: &Origin,
) -> Attribute<Vec<Attribute<LinkedBackupResource>>> {
    let describe = |element: &Attribute<Reference>| {
        element.as_ref().map(|reference| resource(index, reference, from))
    };
    references.as_ref().map(|references| references.iter().map(describe).collect())
}

fn resource(index: &Index<'_>, reference: &Reference, from: &Origin) -> LinkedBackupResource {
    let kinds = reference.possibilities().into_iter().map(|possibility| match possibility {
        Reference::Id(text) => Attribute::Known(kind_of_text(index, text, possibility, from)),
        Reference::Address(symbol) => kind_of_symbol(index, symbol, possibility, from),
        Reference::Candidates { .. } => Attribute::Unknown(unresolved(possibility)),
    });
    let kind = agree(kinds.collect::<Vec<_>>(), || unresolved(reference));
    let name = match index.caches.identify(reference, from).as_slice() {
        [cache @ Identity::Here(_)] => index.caches.label(cache),
        _ => reference.to_string(),
    };
    LinkedBackupResource { name, kind }
}

/// The kind that an ARN tells by its service. A pattern such as `*` claims nothing about caches.
fn kind_of_text(
    index: &Index<'_>,
    text: &str,
    reference: &Reference,
    from: &Origin,
) -> BackupResourceKind {
    let mut parts = text.split(':');
    if parts.next() == Some("arn") {
        return match parts.nth(1) {
            Some("elasticache") => BackupResourceKind::Elasticache,
            _ => BackupResourceKind::Other,
        };
    }
    if is_cache(index, reference, from) {
        BackupResourceKind::Elasticache
    } else {
        BackupResourceKind::Other
    }
}

/// The kind of what an address leads to. Every cache of a complete input is in the inventory: what is not, is none.
fn kind_of_symbol(
    index: &Index<'_>,
    symbol: &Symbol,
    reference: &Reference,
    from: &Origin,
) -> Attribute<BackupResourceKind> {
    if !is_cache(index, reference, from) {
        let mut declared =
            index.inventory.sources.iter().filter(|source| source.kind != SourceKind::LiveAccount);
        return if declared.all(|source| source.is_complete) {
            Attribute::Known(BackupResourceKind::Other)
        } else {
            let what = format!("{} is not in this input", symbol.address);
            Attribute::Unknown(Reason::NotCollected(what))
        };
    }
    match symbol.attribute.as_deref() {
        None => Attribute::Known(BackupResourceKind::Elasticache),
        Some(name) if name.eq_ignore_ascii_case("arn") => {
            Attribute::Known(BackupResourceKind::Elasticache)
        }
        // A cache's id may be a part of another service's ARN: a bucket that is called after it.
        Some(_) => Attribute::Unknown(unresolved(reference)),
    }
}

fn is_cache(index: &Index<'_>, reference: &Reference, from: &Origin) -> bool {
    let identities = index.caches.identify(reference, from);
    identities.iter().any(|identity| identity.place().is_some())
}
