//! Secrets and SSM parameters whose value refers to a cache.

use std::collections::{BTreeSet, HashMap};

use super::dimensions::owner;
use super::doubts::Doubts;
use super::index::Index;
use super::lookup::{Identity, unresolved};
use super::subject::LinkedSecret;
use crate::model::{Attribute, Origin, Reason, Reference, Resource, SecretVersion, SsmParameter};

/// Secrets by the cache that they refer to.
pub(crate) struct Secrets {
    secrets: Vec<LinkedSecret>,
    of_cache: HashMap<usize, BTreeSet<usize>>,
    possible: HashMap<usize, Reason>,
    anywhere: Doubts,
}

impl Secrets {
    /// Resolves what every value refers to.
    pub(crate) fn new(index: &Index<'_>) -> Self {
        let mut secrets = Self {
            secrets: Vec::new(),
            of_cache: HashMap::new(),
            possible: HashMap::new(),
            anywhere: Doubts::default(),
        };
        for version in &index.inventory.secret_versions {
            let secret = of_version(index, version);
            secrets.add(index, secret, &version.attributes.refers_to, &version.origin);
        }
        for parameter in &index.inventory.ssm_parameters {
            let secret = of_parameter(parameter);
            secrets.add(index, secret, &parameter.attributes.refers_to, &parameter.origin);
        }
        secrets
    }

    /// The secrets that refer to the cache at `cache`.
    pub(crate) fn of_cache(
        &self,
        index: &Index<'_>,
        cache: usize,
    ) -> Attribute<Vec<Attribute<LinkedSecret>>> {
        let place = &index.inventory.caches[cache].origin;
        let mut secrets: Vec<LinkedSecret> = self
            .of_cache
            .get(&cache)
            .into_iter()
            .flatten()
            .map(|at| self.secrets[*at].clone())
            .collect();
        secrets.sort_by(|one, other| one.address.cmp(&other.address));
        // Several versions of one secret are one secret.
        secrets.dedup();
        let doubts = self.possible.get(&cache).into_iter().chain(self.anywhere.about(place));
        let doubts = doubts.cloned().chain(unread_value(index, place)).map(Attribute::Unknown);
        Attribute::Known(secrets.into_iter().map(Attribute::Known).chain(doubts).collect())
    }

    fn add(
        &mut self,
        index: &Index<'_>,
        secret: LinkedSecret,
        refers_to: &Attribute<Vec<Reference>>,
        from: &Origin,
    ) {
        let references = match refers_to {
            Attribute::Known(references) => references,
            Attribute::Unset => return,
            Attribute::Unknown(reason) => {
                self.anywhere.add(from, reason.clone());
                return;
            }
        };
        let at = self.secrets.len();
        self.secrets.push(secret);
        for reference in references {
            self.refer(index, at, reference, from);
        }
    }

    fn refer(&mut self, index: &Index<'_>, secret: usize, reference: &Reference, from: &Origin) {
        let identities = index.caches.identify(reference, from);
        let caches: BTreeSet<usize> = identities
            .iter()
            .filter_map(|identity| match identity {
                Identity::Here(at) => Some(owner(index, *at)),
                Identity::Named(_) | Identity::Addressed(_) => None,
            })
            .collect();
        let is_certain = caches.len() == 1
            && identities.iter().all(|identity| matches!(identity, Identity::Here(_)));
        for cache in caches {
            if is_certain {
                self.of_cache.entry(cache).or_default().insert(secret);
            } else {
                self.possible.entry(cache).or_insert_with(|| unresolved(reference));
            }
        }
    }
}

/// Why a secret at `place`, where values are never read, may refer to any cache there.
fn unread_value(index: &Index<'_>, place: &Origin) -> Option<Reason> {
    if !place.is_live() {
        return None;
    }
    if let Some(reason) = index.secrets.unread(place) {
        return Some(reason.clone());
    }
    let mut secrets = index.inventory.secrets.iter();
    let is_some_there = secrets.any(|secret| secret.origin.file == place.file);
    is_some_there.then(|| Reason::NotCollected("the values of secrets are not read".into()))
}

fn of_version(index: &Index<'_>, version: &Resource<SecretVersion>) -> LinkedSecret {
    let reference = &version.attributes.secret_id;
    let secret = reference.known().and_then(|reference| {
        match index.secrets.identify(reference, &version.origin).as_slice() {
            [identity] => index.secrets.get(identity),
            _ => None,
        }
    });
    let (address, name, recovery_window_in_days) = match secret {
        Some(secret) => (
            &secret.address,
            secret.attributes.name.clone(),
            secret.attributes.recovery_window_in_days.clone(),
        ),
        None => {
            let what = format!("the secret of {} is not in this input", version.address);
            let missing = Reason::NotCollected(what);
            (&version.address, Attribute::Unknown(missing.clone()), Attribute::Unknown(missing))
        }
    };
    LinkedSecret {
        store: "secretsmanager".into(),
        address: address.clone(),
        name,
        recovery_window_in_days,
        parameter_type: Attribute::Unset,
    }
}

fn of_parameter(parameter: &Resource<SsmParameter>) -> LinkedSecret {
    LinkedSecret {
        store: "ssm".into(),
        address: parameter.address.clone(),
        name: parameter.attributes.name.clone(),
        recovery_window_in_days: Attribute::Unset,
        parameter_type: parameter.attributes.parameter_type.clone(),
    }
}
